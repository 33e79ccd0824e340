"""The blocks of code in our pages, as a reader would take them from there."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = re.compile(
    r"^\.\. code-block:: (?P<language>\w+)\n"
    r"(?: +:class: .+\n)?(?: +:caption: (?P<caption>.+)\n)?\n"
    r"(?P<text>(?:(?: +.*)?\n)+)",
    re.M,
)


class CodeBlock(NamedTuple):
    """A block of code; the caption is the path of the file that it stands for."""

    language: str
    caption: str
    text: str


class Step(NamedTuple):
    """Commands for a shell, and what the page shows of their output."""

    script: str
    shown: list[str]
    files: dict[str, str]
    """What the reader has written before, by path."""


def blocks(page: Path) -> list[CodeBlock]:
    """Return the blocks of code on a page, in order."""
    return [
        CodeBlock(
            match["language"],
            match["caption"] or "",
            textwrap.dedent(match["text"]).strip("\n") + "\n",
        )
        for match in _BLOCK.finditer(page.read_text(encoding="utf-8"))
    ]


def captioned(page: Path, caption: str) -> list[str]:
    """Return the texts of all blocks with that caption."""
    return [block.text for block in blocks(page) if block.caption == caption]


def steps(page: Path) -> Iterator[Step]:
    """Yield what a reader does who follows the page to the letter."""
    found = blocks(page)
    files: dict[str, str] = {}
    for block, after in zip(found, [*found[1:], CodeBlock("", "", "")]):
        if block.language == "sh" and not block.caption:
            is_output = after.language in {"text", "diff"}
            shown = after.text.splitlines() if is_output else []
            yield Step(block.text, shown, files)
            files = {}
        elif block.caption:
            files[block.caption] = block.text
