"""Findings as values, and how a finding is worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ast


class Advice:
    """What to do about a finding.

    ``text`` is the end of the message: "use `unittest.mock`". ``replacement`` is the
    dotted name to write in place of the reported one, if there is exactly one.
    """

    __slots__ = ("replacement", "text")

    def __init__(self, text: str = "", replacement: str = "") -> None:
        self.text: Final = text
        self.replacement: Final = replacement


NO_ADVICE = Advice()


class Finding:
    """One thing to report.

    ``line`` counts from 1 and ``column`` from 0, in UTF-8 bytes, as ``ast`` has them.
    Findings are compared without their nodes.
    """

    __slots__ = (
        "advice",
        "code",
        "column",
        "fact",
        "line",
        "name",
        "nodes",
        "noqa_lines",
        "subject",
    )

    def __init__(
        self,
        line: int,
        column: int,
        code: str,
        name: str,
        fact: str,
        advice: Advice = NO_ADVICE,
        subject: str = "",
        noqa_lines: tuple[int, ...] = (),
        nodes: tuple[ast.AST, ...] = (),
    ) -> None:
        self.line: Final = line
        self.column: Final = column
        self.code: Final = code
        self.name: Final = name
        """The dotted name that is reported, as the code has it: perhaps unprintable.

        VET403 has the name of the file, VET103 the module as it is written: ``..core``.
        """
        self.fact: Final = fact
        """What is wrong with the name: "was removed in Python 3.12"."""
        self.advice: Final = advice
        self.subject: Final = subject
        """What the text begins with, if that is not the name alone."""
        self.noqa_lines: Final = noqa_lines
        """The lines whose ``noqa`` comment silences it, besides ``line``."""
        self.nodes: Final = nodes
        """Where it is in the tree: aliases, statements, attribute chains or strings.

        Mostly one. They are several where the parser gives them the same position: all
        aliases of a statement on Python 3.9, all parts of an f-string before 3.12.
        """

    def with_nodes(self, nodes: tuple[ast.AST, ...]) -> Finding:
        """Return a copy with other *nodes*."""
        return Finding(
            self.line,
            self.column,
            self.code,
            self.name,
            self.fact,
            self.advice,
            self.subject,
            self.noqa_lines,
            nodes,
        )

    @property
    def _compared(self) -> tuple[object, ...]:
        return (
            self.line,
            self.column,
            self.code,
            self.name,
            self.fact,
            self.advice.text,
            self.advice.replacement,
            self.subject,
            self.noqa_lines,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return self._compared == other._compared

    def __hash__(self) -> int:
        return hash(self._compared)

    def __repr__(self) -> str:
        return f"Finding{self._compared}"

    @property
    def claim(self) -> str:
        """What is wrong, without the advice: "`imp` was removed in Python 3.12"."""
        return f"{self.subject or quote(self.name)} {self.fact}"

    @property
    def text(self) -> str:
        """The message as flake8 prints it after the code."""
        advice = self.advice.text
        return f"{self.claim}: {advice}" if advice else self.claim


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
