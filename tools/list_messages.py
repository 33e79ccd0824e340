"""List every text that the package may print, so that each is read before it ships.

    python tools/list_messages.py           write tests/messages.txt
    python tools/list_messages.py --check   exit with 1 if it is out of date

A text is a string of at least two words that is not a docstring; ``{}`` stands for what
an f-string fills in. Raw strings are patterns, and strings that are split at once are
tables: neither is printed.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import generated

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "flake8_safe_imports"
LISTED = ROOT / "tests" / "messages.txt"
_WORDS = re.compile(r"[A-Za-z'{}-]+,? [a-z'{}(-]+")
"""Two words: what has none of these is a name, a pattern or a word."""
_RAW = re.compile(rb"(?i)(?:r|rf|fr)[\"']")


def collect() -> str:
    """Return the texts of each module, below its path."""
    parts = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "data":
            continue
        texts = sorted(set(find_texts(path.read_text(encoding="utf-8"))))
        if texts:
            name = path.relative_to(PACKAGE).as_posix()
            parts.append("\n    ".join([name, *texts]))
    return "\n\n".join(parts) + "\n"


def find_texts(source: str) -> Iterator[str]:
    """Yield the texts in the code of a module, each on one line."""
    nodes = list(ast.walk(ast.parse(source)))
    passed_over: set[ast.AST] = set()
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed_over.add(node.value)  # a docstring
        elif isinstance(node, ast.JoinedStr):
            passed_over.update(node.values)
        elif isinstance(node, ast.Attribute) and node.attr == "split":
            passed_over.add(node.value)
    lines = source.encode().split(b"\n")
    for node in nodes:
        text = "" if node in passed_over else _read(node)
        if _WORDS.search(text) and not _is_raw(node, lines):
            yield " ".join(text.split())


def _is_raw(node: ast.AST, lines: list[bytes]) -> bool:
    """Return whether the string *node* begins like ``r"`` or ``rf"``."""
    if not isinstance(node, (ast.Constant, ast.JoinedStr)):
        return False
    return _RAW.match(lines[node.lineno - 1], node.col_offset) is not None


def _read(node: ast.AST) -> str:
    """Return the text of a string or an f-string; ``""`` for other nodes."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_read(value) or "{}" for value in node.values)
    return ""


if __name__ == "__main__":
    sys.exit(generated.run(lambda: {LISTED: collect()}, __doc__))
