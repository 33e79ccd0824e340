"""Reads the metadata block of a script (PEP 723)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.manifest import ManifestError, ManifestProblem
from flake8_safe_imports.project.readers import toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.project.manifest import Manifest

START: Final = "# /// script"
_END: Final = "# ///"
_UNCLOSED: Final = f"`{START}` has no `{_END}` in the comment lines below it: not read"
_START_OF_ANY: Final = r"# /// ([a-zA-Z0-9-]+)"
_COMMENT: Final = r"#(?: |$)"


def find_block(lines: Sequence[str]) -> str:
    """Return the TOML in the ``# /// script`` block among the lines of a file.

    An empty line stands for each line of the file above it, so that line numbers in
    the TOML are those of the file. The result is ``""`` without a block.

    This is what the regular expression in PEP 723 matches, in linear time. Lines end
    a block if they are neither ``#`` nor start with ``# ``; in the run of comments
    before, the block ends with the last ``# ///``. A block that has no end is none.
    Raises ManifestError if there is more than one block.
    """
    stripped = [line.rstrip("\r\n") for line in lines]
    if START not in stripped:
        return ""
    blocks = list(_find_blocks(stripped))
    if len(blocks) > 1:
        problem = ManifestProblem(blocks[1].start, "it has more than one script block")
        raise ManifestError((problem,))
    if not blocks:
        return ""
    content = [stripped[index][2:] for index in blocks[0]]
    return "\n" * blocks[0].start + "\n".join(content) + "\n"


def read(text: str) -> Manifest:
    """Return the dependencies in the script block of a Python file."""
    from flake8_safe_imports.project.readers import uv
    from flake8_safe_imports.project.readers.collector import Collector
    from flake8_safe_imports.project.readers.toml_lines import index_lines

    lines = [line.rstrip("\r") for line in text.split("\n")]
    block = find_block(lines)
    document = toml.parse(block)
    collector = Collector(index_lines(block))
    if not block and START in lines:
        start = lines.index(START) + 1
        if lines[start : start + 1] != [_END]:
            # It may be an example in a string.
            collector.add_problem(start, _UNCLOSED, is_error=False)
    collector.add_list("dependencies", document.get("dependencies", []))
    settings = toml.find_table(document, "tool", "uv")
    for path, value in uv.find_lists(settings, "tool.uv."):
        collector.add_list(path, value)
    return collector.finish()


def _find_blocks(lines: Sequence[str]) -> Iterator[range]:
    """Yield the indexes of the lines inside each script block."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and re.match(_COMMENT, lines[end]):
            end += 1
        yield from _find_block_in_run(lines, start, end)
        start = end + 1


def _find_block_in_run(lines: Sequence[str], start: int, end: int) -> Iterator[range]:
    """Yield the script block in the comments from *start* to before *end*, if any.

    A run has at most one block: from the first line that starts one, of whatever
    type, to the last that ends one.
    """
    last = end - 1
    while last > start and lines[last] != _END:
        last -= 1
    # A block has at least one line of content.
    for first in range(start, last - 1):
        opening = re.fullmatch(_START_OF_ANY, lines[first])
        if opening:
            if opening[1] == "script":
                yield range(first + 1, last)
            return
