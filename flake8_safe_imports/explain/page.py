"""The pages of the codes, which are the docstrings of their rules."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.rules.registry import RULES

if TYPE_CHECKING:
    from flake8_safe_imports.rules.declare import Rule

OPTIONS: Final = "Options"
HEADINGS: Final = (
    "What it does",
    "Why",
    "Example",
    "Instead",
    OPTIONS,
    "Fix safety",
    "Known limits",
    "When to turn it off",
)
"""The headings of each page, in this order."""
_FOR_EVERY_CODE: Final = ("vet-allowed-imports", "vet-per-file-allowed-imports")
"""Options whose codes would be all: some pages name them, but none has to."""


class TextBlock(NamedTuple):
    """A paragraph, or lines to be shown as they are."""

    text: str
    is_literal: bool


class PageSection(NamedTuple):
    """A heading of a page, and the text below it."""

    heading: str
    blocks: tuple[TextBlock, ...]


class Page(NamedTuple):
    """The page of a code: its first sentence, and the sections."""

    summary: str
    sections: tuple[PageSection, ...]


def read_page(rule: Rule) -> Page:
    """Return the page that is the docstring of *rule*."""
    summary, _, rest = inspect.cleandoc(rule.page).partition("\n\n")
    sections: list[tuple[str, list[str]]] = []
    for line in rest.splitlines():
        if line and not line.startswith(" "):
            sections.append((line, []))
        else:
            sections[-1][1].append(line)
    return Page(
        " ".join(summary.split()),
        tuple(PageSection(heading, _split_blocks(body)) for heading, body in sections),
    )


def find_codes(option: str) -> list[str]:
    """Return the codes whose page names *option* among their options, sorted.

    None for an option that is for every code.
    """
    if option in _FOR_EVERY_CODE:
        return []
    return [rule.code for rule in RULES if option in _read_options(rule)]


def _read_options(rule: Rule) -> list[str]:
    """Return the options that the page of *rule* names."""
    (section,) = (part for part in read_page(rule).sections if part.heading == OPTIONS)
    text = " ".join(block.text for block in section.blocks)
    return re.findall(r"``(vet-[a-z-]+)``", text)


def _split_blocks(body: list[str]) -> tuple[TextBlock, ...]:
    """Return the paragraphs and literal blocks in the lines of a section."""
    lines = textwrap.dedent("\n".join(body)).strip("\n").split("\n")
    blocks: list[TextBlock] = []
    gathered: list[str] = []
    is_literal = False

    def finish() -> None:
        text = "\n".join(gathered).strip("\n")
        gathered.clear()
        if is_literal:
            blocks.append(TextBlock(textwrap.dedent(text), True))
        elif text.rstrip(":"):
            blocks.append(TextBlock(" ".join(text.replace("::", ":").split()), False))

    for line in lines:
        if is_literal and line and not line.startswith(" "):
            finish()
            is_literal = False
        if is_literal or line:
            gathered.append(line)
        else:
            opens = "".join(gathered).endswith("::")
            finish()
            is_literal = opens
    finish()
    return tuple(blocks)
