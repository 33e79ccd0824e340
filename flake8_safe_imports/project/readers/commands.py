"""Finds what commands such as ``pip install`` ask for, in text that a shell runs.

These are pip (by any name, ``python -m pip`` and ``uv pip`` too) and the commands in
:data:`_COMMANDS`. Variables and substitutions are left out.

Sources: the documentation and ``--help`` of each tool.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers.shell import (
    find_base,
    find_scripts,
    split_commands,
)
from flake8_safe_imports.project.readers.written import (
    WRITES,
    find_entered,
    find_written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.project.readers.collector import Collector
    from flake8_safe_imports.project.readers.shell import Word


class Takes(Enum):
    """What the arguments of a command are, besides its options."""

    ALL = "requirements"
    REST = "the name of an environment, then requirements"
    TOOL = "what is installed to be run, then its own arguments"
    NONE = "another command"
    FILES = "files of requirements"
    PYPI = "requirements, if an option says that they are on PyPI"
    CONDA = "conda's own packages, and files that list such"
    MISE = "tools, of which those of pipx are on PyPI"


# Also `pip-3.9`, and a variable or a substitution that is called so.
_PIP: Final = r"(?:pip-?[0-9.]*|\$\{?(?:PIP|pip)[0-9]?\}?|\$\(which pip3?\))$"
_INSTALLS: Final = frozenset(("install", "download", "wheel"))
_COMMANDS: Final = {
    **dict.fromkeys(
        (
            f"{program} {verb}"
            for program in ("conda", "mamba", "micromamba")
            for verb in ("create", "install", "update")
        ),
        Takes.CONDA,
    ),
    **dict.fromkeys(
        (f"mise {verb}" for verb in ("exec", "i", "install", "u", "use", "x")),
        Takes.MISE,
    ),
    "easy_install": Takes.ALL,
    "pdm add": Takes.ALL,
    "pdm plugin add": Takes.ALL,
    "pdm self add": Takes.ALL,
    "pip-compile": Takes.FILES,
    "pip-sync": Takes.FILES,
    "pipenv install": Takes.ALL,
    "pipx inject": Takes.REST,
    "pipx install": Takes.ALL,
    "pipx run": Takes.TOOL,
    "pixi add": Takes.PYPI,
    "poetry add": Takes.ALL,
    "poetry plugin add": Takes.ALL,
    "poetry self add": Takes.ALL,
    "rye add": Takes.ALL,
    "rye install": Takes.ALL,
    "rye tools install": Takes.ALL,
    "uv add": Takes.ALL,
    "uv pip compile": Takes.FILES,
    "uv pip sync": Takes.FILES,
    "uv run": Takes.NONE,
    "uv tool install": Takes.ALL,
    "uv tool run": Takes.TOOL,
    "uvx": Takes.TOOL,
}
"""The commands that are known besides pip."""
_VERBS: Final = {
    name: [
        (words[1:], takes)
        for words, takes in ((key.split(), _COMMANDS[key]) for key in _COMMANDS)
        if words[0] == name
    ]
    for name in {key.split()[0] for key in _COMMANDS}
}
_NAMES: Final = "|".join(sorted({"pip", "PIP", *_VERBS}))
# `python -mpip`: the option and the name of the module in one word
_MODULE: Final = rf"^-[A-Za-z]*m(?=(?:{_NAMES})$)"
_NO_COMMANDS: Final = frozenset(("install", "add", "-v", "command", "which", "type"))
"""After these words the name of a program is an argument."""
_INCLUDES: Final = frozenset(
    (
        *("-r", "--requirement", "--requirements"),
        *("-c", "--constraint", "--constraints"),
        *("-b", "--build-constraint", "--build-constraints"),
        *("--override", "--overrides", "--with-requirements"),
    )
)
_UV: Final = ("uv", "uvx")
_ONLY_OF_UV: Final = ("-b",)
"""Options that had another meaning in pip: ``-b`` was the folder to build in."""
_EDITABLES: Final = frozenset(("-e", "--editable"))
_REQUIREMENT_OPTIONS: Final = frozenset(("--with", "--preinstall", "--from", "--spec"))
_SOURCE_OPTIONS: Final = frozenset(("--from", "--spec"))
"""Options that say what is installed; the argument is only the name of a program."""
_RELEASE: Final = r"(\w[\w.-]*(?:\[[^\]]*\])?)@(v?\d[\w.+!-]*)$"
"""``name@1.0``, as uv and Poetry take it."""
_VALUED: Final = frozenset(
    """
    -b -C -c -d -e -E -f -G -i -k -L -m -o -P -p -r -t -w
    --abi --all-releases --allow-insecure-host --bounds --branch --build
    --build-constraint --build-constraints --build-dir --build-option --cache-dir
    --cert --client-cert --color --config --config-file --config-setting
    --config-settings --config-settings-package --constraint --constraints
    --default-index --default-timeout --dest --destination-dir --directory --editable
    --env-file --exclude-newer --exclude-newer-package --excludes --exists-action
    --extra --extra-index-url --extras --features --find-links --fork-strategy --from
    --git
    --global-option --group --implementation --index --index-strategy --index-url
    --install-option --keyring-provider --link-mode --local-log --lockfile --log
    --log-file --marker --markers --no-binary --no-binary-package
    --no-build-isolation-package --no-build-package --no-editable-package --no-extra
    --no-group --no-install-package --no-sources-package --only-binary --only-final
    --only-group --optional --output-file --output-format --override --overrides
    --package --path --pip-args --platform --preinstall --prefix --prerelease
    --prerelease-package
    --progress-bar --project --proxy --pypi-url --python --python-platform
    --python-version --refresh-package --reinstall-package --report --requirement
    --requirements --requirements-from-script --resolution --resume-retries --retries
    --rev --root --root-user-action --script --section --skip --source --source-dir
    --spec --src --suffix --tag --target --timeout --torch-backend --trusted-host
    --upgrade-group --upgrade-package --upgrade-strategy --uploaded-prior-to --url
    --use-deprecated --use-feature --venv --wheel-dir --with --with-editable
    --with-executables-from --with-requirements
    """.split()  # noqa: SIM905
)
"""Options of pip, uv and the others that take a value, maybe from the next word."""
_OWN_SWITCHES: Final = {"pdm": "-d", "poetry": "--optional", "pipx": "-f"}
"""What takes a value elsewhere, but not in these commands."""
_PRINTERS: Final = frozenset(("echo", "printf", "print", "Write-Host", "#"))


def add_commands(collector: Collector, text: str, line: int = 1) -> None:
    """Add what the commands in *text* install; its first line has the number *line*."""
    if not re.search(f"{_NAMES}|{WRITES}", text):
        return
    pending = [(text, line)]
    targets: list[str] = []
    while pending:
        for command in split_commands(*pending.pop(), targets):
            pending += find_scripts(command)
            add_command(collector, command)
    collector.add_written(targets)


def add_command(collector: Collector, words: Sequence[Word]) -> None:
    """Add what one command installs, if it installs anything."""
    collector.add_written(find_written(words))
    collector.add_entered(find_entered(words))
    start = 0
    while start < len(words):
        start, name, takes = _find_arguments(words, start)
        if takes is Takes.PYPI and not any(word.text == "--pypi" for word in words):
            return
        if takes is Takes.CONDA:
            _add_files_of_conda(collector, words[start:])
            return
        if takes is Takes.MISE:
            start = _add_tools_of_mise(collector, words, start)
            continue
        if takes is not None:
            start = _add_arguments(collector, words, start, takes, name)


def _add_files_of_conda(collector: Collector, words: Sequence[Word]) -> None:
    """Add the files in which conda finds what to install."""
    for word, after in zip(words, [*words[1:], None]):
        name, equals, value = word.text.partition("=")
        if name == "--file" and (equals or after is not None):
            collector.add_include(
                value if equals or after is None else after.text,
                word.line,
                is_certain=False,
                is_in_command=True,
                is_of_conda=True,
            )


def _add_tools_of_mise(collector: Collector, words: Sequence[Word], start: int) -> int:
    """Add the tools that mise takes from PyPI; return where another command begins."""
    for index in range(start, len(words)):
        text, line = words[index]
        if text == "--":
            return index + 1
        if text.startswith("pipx:"):
            # Options of mise may follow the name: `pipx:a[uvx=false]`.
            tool = re.sub(r"\[[^\]]*\]|@latest$", "", text[len("pipx:") :])
            _add_word(collector, tool, line)
    return len(words)


def _add_arguments(
    collector: Collector, words: Sequence[Word], start: int, takes: Takes, command: str
) -> int:
    """Add what the arguments from index *start* on ask for; return where to go on.

    That is where another command begins. *command* is the name of this one.
    """
    own = _OWN_SWITCHES.get(command, "")
    is_pip = re.match(_PIP, command) is not None
    is_of_uv = any(find_base(word.text) in _UV for word in words[:start])
    unread = () if is_of_uv else _ONLY_OF_UV
    number = 0
    index = start
    while index < len(words):
        word = words[index]
        index += 1
        if word.text == "--":
            continue
        if word.text.startswith("-"):
            name, value = _split_option(word.text, own)
            if name in _VALUED and name != own:
                if not value:
                    value = words[index].text if index < len(words) else ""
                    index += 1
                if name not in unread:
                    _add_option(collector, name, value, word.line)
                number += name in _SOURCE_OPTIONS and takes is Takes.TOOL
            continue
        number += 1
        if takes is Takes.NONE:
            return index - 1
        if takes is Takes.TOOL:
            if number == 1:
                _add_tool(collector, word)
            break
        if takes is Takes.FILES:
            collector.add_include(
                word.text, word.line, is_certain=False, is_in_command=True
            )
        elif number > 1 or takes is not Takes.REST:
            _add_word(collector, word.text, word.line, is_for_pip=is_pip)
    return len(words)


def _add_tool(collector: Collector, word: Word) -> None:
    """Add what is run, unless it is a script or Python itself."""
    if not re.match(r"python[\d.]*(?:$|@)", word.text) and word.text[-3:] != ".py":
        _add_word(collector, re.sub("@latest$", "", word.text), word.line)


def _add_word(
    collector: Collector, text: str, line: int, *, is_for_pip: bool = False
) -> None:
    """Add a requirement, which may be ``name@version``."""
    release = re.match(_RELEASE, text)
    requirement = f"{release[1]}=={release[2]}" if release else text
    collector.add_word(requirement, line, is_for_pip=is_for_pip)


def _find_arguments(words: Sequence[Word], start: int) -> tuple[int, str, Takes | None]:
    """Return the index of a command's first argument, its name, and what it takes.

    The command is searched for from the index *start* on.
    """
    is_argument = False
    for index in range(start, len(words)):
        text = words[index].text
        if text in _PRINTERS:
            break
        base = find_base(re.sub(_MODULE, "", text))
        if re.match(_PIP, base):
            verb = _skip_options(words, index + 1)
            if verb < len(words) and words[verb].text in _INSTALLS:
                return verb + 1, base, Takes.ALL
        for verbs, takes in _VERBS.get(base, ()):
            end = _match(words, index + 1, verbs)
            if end and (verbs or not is_argument):
                return end, base, takes
        is_argument = is_argument or text in _NO_COMMANDS
    return len(words), "", None


def _match(words: Sequence[Word], index: int, verbs: Iterable[str]) -> int:
    """Return the index after *verbs*, which follow one another; 0 if they do not."""
    for verb in verbs:
        index = _skip_options(words, index)
        if index >= len(words) or words[index].text != verb:
            return 0
        index += 1
    return index


def _skip_options(words: Sequence[Word], index: int) -> int:
    """Return the index of the first word from *index* on that is not an option."""
    while index < len(words) and words[index].text.startswith("-"):
        name, value = _split_option(words[index].text)
        index += 2 if name in _VALUED and not value else 1
    return index


def _split_option(text: str, switch: str = "") -> tuple[str, str]:
    """Return the name of an option, and the value that is in the same word, or "".

    Of short options in one word, as in ``-qUr``, it is the first that takes a value.
    *switch* takes none in this command.
    """
    if text.startswith("--"):
        name, _, value = text.partition("=")
        return name, value
    for index, letter in enumerate(text[1:], 1):
        if f"-{letter}" in _VALUED and f"-{letter}" != switch:
            return f"-{letter}", text[index + 1 :].lstrip("=")
    return text, ""


def _add_option(collector: Collector, name: str, value: str, line: int) -> None:
    """Add what an option with a value asks for."""
    if name in _INCLUDES and value:
        collector.add_include(value, line, is_in_command=True)
    elif name in _EDITABLES:
        collector.add_url(value, line)
    elif name in _REQUIREMENT_OPTIONS:
        for part in value.split(","):
            _add_word(collector, part, line)
