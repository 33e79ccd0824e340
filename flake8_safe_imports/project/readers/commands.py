"""Finds what commands such as ``pip install`` ask for, in text that a shell runs.

These are pip (by any name, ``python -m pip`` and ``uv pip`` too), ``uv add``, ``uv
tool install``, ``pipx install``, ``poetry add`` and ``pdm add``.  Variables and
substitutions are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.project.manifest import Manifest


class Word(NamedTuple):
    """A word of a command; ``line`` counts from 1."""

    text: str
    line: int


# Every alternative ends where it fails to find its end, so that time is linear.
_TOKEN: Final = r"""(?xs)
    (?P<comment>(?:(?<=[\s;&|()])|\A)\#[^\n]*)
    | (?P<unknown>\$\{\{(?:[^}\n]|\}(?!\}))*(?:\}\})?|\$\([^)\n]*\)?|`[^`\n]*`?)
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | '(?P<single>[^']*)'
    | (?P<continued>\\\r?\n)
    | \\(?P<escaped>.)
    | (?P<end>\r?\n|[;&|()]+)
    | (?P<redirect>[<>]+(?:&[0-9-]?|=)?)
    | (?P<blank>[ \t]+)
    | (?P<plain>[^\s"'\\;&|()<>`$]+)
    | (?P<other>.)
"""
_PIP: Final = r"pip[0-9.]*(?:\.exe)?$"
_INSTALLS: Final = frozenset(("install", "download", "wheel"))
_OTHERS: Final = (
    ("uv", "add"),
    ("uv", "tool", "install"),
    ("pipx", "install"),
    ("poetry", "add"),
    ("pdm", "add"),
    ("rye", "add"),
)
"""Commands that take requirements, besides pip."""
_INCLUDES: Final = frozenset(
    (
        *("-r", "--requirement", "--requirements"),
        *("-c", "--constraint", "--constraints"),
        *("-b", "--build-constraint", "--build-constraints"),
        *("--override", "--overrides"),
    )
)
_EDITABLES: Final = frozenset(("-e", "--editable"))
_REQUIREMENT_OPTIONS: Final = frozenset(("--with", "--preinstall"))
_SWITCHES: Final = frozenset(
    """
    -U --upgrade --user -q --quiet -v --verbose --pre --no-deps --no-cache-dir
    --no-cache --force-reinstall --no-build-isolation --break-system-packages
    --require-hashes --no-index --system --ignore-installed -I --no-compile --isolated
    --disable-pip-version-check --no-input --no-warn-script-location --dry-run
    --ignore-requires-python --no-warn-conflicts --prefer-binary --compile --debug
    --no-color --use-pep517 --no-use-pep517 --check-build-dependencies --reinstall
    --no-build --no-binary-all --strict --locked --frozen --offline --native-tls --dev
    -D --no-sync --no-self --no-editable --force --all-extras --exact -qq -qqq -vv
    -vvv --no-progress --no-python-version-warning --allow-prereleases --lock -n
    --no-interaction --raw --include-deps --inject-deps
    """.split()  # noqa: SIM905
)
"""Options without a value; the word after any other option is taken for its value."""
_PRINTERS: Final = frozenset(("echo", "printf", "print", "Write-Host", "#"))
_SHELL: Final = r"(?:ba|z|da|k)?sh$"


def add_commands(collector: Collector, text: str, line: int = 1) -> None:
    """Add what the commands in *text* install; its first line has the number *line*."""
    if "install" not in text and " add" not in text and "pip" not in text:
        return
    pending = [(text, line)]
    while pending:
        for command in split_commands(*pending.pop()):
            pending += _find_scripts(command)
            add_command(collector, command)


def read_dockerfile(text: str) -> Manifest:
    """Return what the commands in a Dockerfile install."""
    collector = Collector()
    for command in split_commands(_drop_comments(text), 1):
        if any(word.text.startswith("[") for word in command[:2]):
            command = _split_array(command)
        for script, line in _find_scripts(command):
            add_commands(collector, script, line)
        add_command(collector, command)
    return collector.finish()


def _drop_comments(text: str) -> str:
    """Return a Dockerfile with empty comments: they may be inside of a command."""
    return re.sub(r"(?m)^[ \t]*#.*$", " \\\\", text)


def _split_array(words: Sequence[Word]) -> list[Word]:
    """Return the words of a command in JSON: ``RUN ["pip", "install", "x"]``."""
    parts = (
        Word(part.strip("[] "), word.line)
        for word in words
        for part in word.text.split(",")
    )
    return [word for word in parts if word.text]


def add_command(collector: Collector, words: Sequence[Word]) -> None:
    """Add what one command installs, if it installs anything."""
    start = _find_arguments(words)
    if not start:
        return
    arguments = iter(words[start:])
    for word in arguments:
        if word.text.startswith("-"):
            _add_option(collector, word, arguments)
        else:
            collector.add_word(word.text, word.line)


def split_commands(text: str, line: int) -> Iterator[list[Word]]:
    """Yield the commands in a text, as their words.

    The targets of redirections are left out.
    """
    words: list[Word] = []
    parts: list[str] = []
    is_word = is_target = False
    first = line
    for match in re.finditer(_TOKEN, text):
        kind = str(match.lastgroup)
        if kind in {"comment", "continued", "end", "redirect", "blank"}:
            word = "".join(parts)
            is_number = kind == "redirect" and word.isdigit()  # 2>&1
            if is_word and not is_target and not is_number:
                words.append(Word(word, first))
            is_target = kind == "redirect" or (is_target and not is_word)
            is_word, parts = False, []
            if kind == "end":
                yield words
                words, is_target = [], False
        else:
            if not is_word:
                is_word, first = True, line
            parts.append(match[kind])
        line += match[0].count("\n")
    if is_word and not is_target:
        words.append(Word("".join(parts), first))
    yield words


def _find_scripts(words: Sequence[Word]) -> Iterator[tuple[str, int]]:
    """Yield the text after ``sh -c`` and its like."""
    for shell, option, script in zip(words, words[1:], words[2:]):
        if re.match(_SHELL, _base(shell.text)) and re.match(r"-\w*c$", option.text):
            yield script.text, script.line


def _find_arguments(words: Sequence[Word]) -> int:
    """Return the index of the first argument after ``pip install``; 0 for none."""
    for index, word in enumerate(words):
        if word.text in _PRINTERS:
            return 0
        base = _base(word.text)
        if re.match(_PIP, base):
            verb = _skip_options(words, index + 1)
            if verb < len(words) and words[verb].text in _INSTALLS:
                return verb + 1
        for name, *verbs in _OTHERS:
            if base == name:
                end = _match(words, index + 1, verbs)
                if end:
                    return end
    return 0


def _match(words: Sequence[Word], index: int, verbs: Iterable[str]) -> int:
    """Return the index after *verbs*, which follow one another; 0 if they do not."""
    for verb in verbs:
        index = _skip_options(words, index)
        if index >= len(words) or words[index].text != verb:
            return 0
        index += 1
    return index


def _skip_options(words: Sequence[Word], index: int) -> int:
    """Return the index of the first word from *index* on that is no option."""
    while index < len(words) and words[index].text.startswith("-"):
        index += 1
    return index


def _base(text: str) -> str:
    """Return a command without its folder, and without IPython's ``!`` or ``%``."""
    return text.replace("\\", "/").rpartition("/")[2].lstrip("!%@-")


def _add_option(collector: Collector, word: Word, rest: Iterator[Word]) -> None:
    """Add what an option asks for; its value may be the next word in *rest*."""
    name, equals, value = word.text.partition("=")
    if name[:2] in {"-r", "-c", "-e"} and len(name) > 2 and not equals:
        name, value = name[:2], name[2:]
    elif name in _SWITCHES:
        return
    elif not equals:
        value = next(rest, word).text
    if name in _INCLUDES and value != word.text:
        collector.add_include(value, word.line, is_in_command=True)
    elif name in _EDITABLES:
        collector.add_url(value, word.line)
    elif name in _REQUIREMENT_OPTIONS:
        for part in value.split(","):
            collector.add_word(part, word.line)
