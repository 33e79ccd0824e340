"""Findings as values, and how a finding is worded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ast


class Advice(NamedTuple):
    """What to do about a finding.

    ``text`` is the end of the message: "use `unittest.mock`". ``replacement`` is the
    dotted name to write in place of the reported one, if there is exactly one.
    """

    text: str = ""
    replacement: str = ""


NO_ADVICE = Advice()


@dataclass(frozen=True)
class Finding:
    """One thing to report.

    ``line`` counts from 1 and ``column`` from 0, in UTF-8 bytes, as ``ast`` has them.
    """

    line: int
    column: int
    code: str
    name: str
    """The dotted name that is reported, as the code has it: it may not be printable.

    VET403 has the name of the file, VET103 the module as it is written: ``..core``.
    """
    fact: str
    """What is wrong with the name: "was removed in Python 3.12"."""
    advice: str = ""
    """What to do, if anything is known: "use `importlib`"."""
    replacement: str = ""
    """The dotted name to write instead, if there is exactly one."""
    subject: str = ""
    """What the text begins with, if that is not the name alone."""
    noqa_lines: tuple[int, ...] = ()
    """The lines whose ``noqa`` comment silences it, besides ``line``."""
    nodes: tuple[ast.AST, ...] = field(default=(), compare=False, repr=False)
    """Where it is in the tree: aliases, statements, attribute chains or strings.

    Mostly one. They are several where the parser gives them the same position: all
    aliases of a statement on Python 3.9, all parts of an f-string before 3.12.
    """

    @property
    def claim(self) -> str:
        """What is wrong, without the advice: "`imp` was removed in Python 3.12"."""
        return f"{self.subject or quote(self.name)} {self.fact}"

    @property
    def text(self) -> str:
        """The message as flake8 prints it after the code."""
        return f"{self.claim}: {self.advice}" if self.advice else self.claim


def make_printable(name: str) -> str:
    """Return *name* on one line, with unprintable characters escaped."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1]
        for character in name
    )


def quote(name: str) -> str:
    """Return *name* as messages show it: printable, in backticks."""
    return f"`{make_printable(name)}`"
