"""Reads what the steps of a Jenkinsfile install.

A Jenkinsfile is written in Groovy, which is not parsed here. Only comments, strings and
the names of steps are recognized.

Sources: the documentation of Jenkins' pipeline steps (``sh``, ``bat``, ``powershell``,
``pwsh``), and of Groovy's strings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import commands
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_STEPS: Final = frozenset(("sh", "bat", "powershell", "pwsh"))
_COMMAND: Final = "script"
"""The parameter of a step that has the command, if parameters are named."""
# Every alternative ends where it fails to find its end, so that time is linear.
_TOKEN: Final = r"""(?xs)
    (?P<blank>[ \t\r]+|//[^\n]*|\#![^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|\\\r?\n)
    | '''(?P<long_single>(?:[^'\\]|\\.|'(?!''))*)(?:''')?
    | \"""(?P<long_double>(?:[^"\\]|\\.|"(?!""))*)(?:\""")?
    | (?:(?<=\bsh[ (])|(?<=\bbat[ (])|(?<=\bscript:)|(?<=\bscript:[ ]))
      /(?P<slashy>(?:[^/\\]|\\.)+)/?
    | \$/(?P<dollar>(?:[^/]|/(?!\$))*)(?:/\$)?
    | '(?P<single>(?:[^'\\\n]|\\.)*)'?
    | "(?P<double>(?:[^"\\\n]|\\.)*)"?
    | (?P<end>[\n;{}])
    | (?P<word>\w+)
    | (?P<sign>.)
"""
_STRINGS: Final = ("long_single", "long_double", "slashy", "dollar", "single", "double")
_ESCAPES: Final = {"n": " ; ", "r": " ", "t": " ", "\n": "\\\n", "\r\n": "\\\n"}
"""What stands for an escape in text of a shell: lines stay where they are."""
_GAP: Final = "${}"
"""What stands for a part of a command that is not a string."""


def read(text: str) -> Manifest:
    """Return what the commands in a Jenkinsfile install."""
    collector = Collector()
    for command, line in _find_commands(text):
        commands.add_commands(collector, command, line)
    return collector.finish()


def _find_commands(text: str) -> Iterator[tuple[str, int]]:
    """Yield what each step runs, and the line on which that begins."""
    step: _Step | None = None
    line = 1
    for match in re.finditer(_TOKEN, text):
        kind = str(match.lastgroup)
        if step is not None and kind != "blank" and not step.take(kind, match, line):
            yield from step.get_commands()
            step = None
        if step is None and kind == "word" and match["word"] in _STEPS:
            step = _Step()
        line += match[0].count("\n")
    if step is not None:
        yield from step.get_commands()


class _Step:
    """The arguments of one step, token by token."""

    def __init__(self) -> None:
        self._commands: list[list[str]] = []
        """The commands so far, each as its parts."""
        self._starts: list[int] = []
        """The lines on which they begin."""
        self._line = 0
        """The line on which the last part ends."""
        self._depth = 0
        self._is_call = False
        """Whether the arguments are in brackets."""
        self._name = ""
        self._is_value = True
        """Whether a string that follows is an argument, or part of one."""
        self._is_added = False
        """Whether what follows is added to a command with ``+``."""

    def get_commands(self) -> Iterator[tuple[str, int]]:
        """Yield each command, and the line on which it begins."""
        yield from zip(map("".join, self._commands), self._starts)

    def take(self, kind: str, match: re.Match[str], line: int) -> bool:
        """Take a token; return whether the step goes on after it."""
        if kind in _STRINGS:
            self._take_string(_unescape(match[kind], kind), line)
        elif kind == "word":
            self._take_word(match["word"])
        elif kind == "end":
            # Within brackets, or after a comma or a plus, a line may end.
            is_open = self._depth > 0 or self._is_value
            return match["end"] == "\n" and is_open
        else:
            return self._take_sign(match["sign"])
        return True

    def _take_string(self, text: str, line: int) -> None:
        if self._is_added and self._commands:
            # So that its words are on their own lines.
            gap = " \\\n" * (line - self._line)
            self._commands[-1].append(gap + text)
        elif self._is_value and self._name in ("", _COMMAND):
            self._commands.append([text])
            self._starts.append(line)
        self._line = line + text.count("\n")
        self._is_value = self._is_added = False

    def _take_word(self, word: str) -> None:
        """Take the name of a parameter, or of something that is added."""
        if not self._is_added:
            self._name = word
        elif self._commands:
            self._commands[-1].append(_GAP)
            self._is_value = self._is_added = False

    def _take_sign(self, sign: str) -> bool:
        if sign == "(" and not (self._commands or self._name):
            self._is_call = True
        self._depth += (sign in "([") - (sign in ")]")
        if sign == "+":
            self._is_value = self._is_added = bool(self._commands)
        elif sign == ",":
            self._name, self._is_value, self._is_added = "", True, False
        elif sign == "=":  # it is a variable that has the name of a step
            return False
        return self._depth > 0 or (self._depth == 0 and not self._is_call)


def _unescape(text: str, kind: str) -> str:
    """Return a string without its escapes, as text of a shell."""
    if kind == "slashy":
        return text.replace(r"\/", "/")
    if kind == "dollar":
        return re.sub(r"\$([$/])", r"\1", text)
    return re.sub(
        r"\\(\r?\n|.)",
        lambda match: _ESCAPES.get(match[1], match[1]),
        text,
        flags=re.DOTALL,
    )
