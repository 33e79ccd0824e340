"""Splits text that a shell runs into its commands, and these into words.

Quotes, escapes, comments and redirections are those of POSIX shells. Lines may also be
continued as in PowerShell or cmd.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Word(NamedTuple):
    """A word of a command; ``line`` counts from 1."""

    text: str
    line: int


# Every alternative ends where it fails to find its end, so that time is linear.
_TOKEN: Final = r"""(?xs)
    (?P<comment>(?:(?<=[\s;&|()])|\A)\#[^\n]*)
    | (?P<foreign>(?<=[ \t])[`^][ \t]*\r?\n)
    | (?P<unknown>\$\{\{(?:[^}\n]|\}(?!\}))*(?:\}\})?|\$\([^)\n]*\)?|`[^`\n]*`?)
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | '(?P<single>[^']*)'
    | (?P<continued>\\\r?\n)
    | (?P<folder>\\(?=[\w.]))
    | \\(?P<escaped>.)
    | (?P<end>\r?\n|[;&|()]+)
    | (?P<redirect>[<>]+(?:&[0-9-]?|=)?)
    | (?P<blank>[ \t]+)
    | (?P<plain>[^\s"'\\;&|()<>`$]+)
    | (?P<other>.)
"""
_BETWEEN: Final = frozenset(
    ("comment", "foreign", "continued", "end", "redirect", "blank")
)
"""What is not in a word; PowerShell and cmd continue lines in other ways."""
_SHELL: Final = r"(?:(?:ba|z|da|k|pw)?sh|powershell|cmd|su|runuser|mise)$"
_SCRIPT_OPTION: Final = r"(?i)(?:-\w*c|--?command|/c)$"


def split_commands(
    text: str, line: int, targets: list[str] | None = None
) -> Iterator[list[Word]]:
    """Yield the commands in a text, as their words.

    The targets of redirections are left out; they are added to *targets*.
    """
    words: list[Word] = []
    parts: list[str] = []
    is_word = is_target = False
    first = line
    for match in re.finditer(_TOKEN, text):
        kind = str(match.lastgroup)
        if kind in _BETWEEN:
            word = "".join(parts)
            is_number = kind == "redirect" and word.isdigit()  # 2>&1
            if is_word and not is_target and not is_number:
                words.append(Word(word, first))
            elif is_word and is_target and targets is not None:
                targets.append(word)
            is_target = kind == "redirect" or (is_target and not is_word)
            is_word, parts = False, []
            if kind == "end":
                yield words
                words, is_target = [], False
        else:
            if not is_word:
                is_word, first = True, line
            # On Windows it is between folders; others write it before signs only.
            parts.append("/" if kind == "folder" else match[kind])
        line += match[0].count("\n")
    if is_word and not is_target:
        words.append(Word("".join(parts), first))
    elif is_word and targets is not None:
        targets.append("".join(parts))
    yield words


def find_scripts(words: Sequence[Word]) -> Iterator[tuple[str, int]]:
    """Yield the text after ``sh -c``, ``su USER -c``, ``eval`` and their like."""
    is_shell = False
    for option, script in zip(words, words[1:]):
        base = find_base(option.text)
        is_shell = is_shell or re.match(_SHELL, base) is not None
        if base == "eval" or (is_shell and re.match(_SCRIPT_OPTION, option.text)):
            yield script.text, script.line


def find_base(text: str) -> str:
    """Return a command without its folder, and without IPython's ``!`` or ``%``."""
    base = text.replace("\\", "/").rpartition("/")[2].lstrip("!%@-")
    return base[:-4] if base.endswith(".exe") else base
