"""The format ``json``: one document, with the name and the page of each code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flake8_safe_imports.finding import make_printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.formats.items import Item


def format_items(items: Sequence[Item], tool: str) -> str:
    """Return *items* as a JSON document."""
    return json.dumps({"findings": [_convert(item) for item in items]}, indent=2)


def _convert(item: Item) -> dict[str, object]:
    """Return *item* as JSON has it; a key without a value is left out."""
    values: dict[str, object] = {
        "code": item.rule.id,
        "name": item.rule.name,
        "page": item.rule.page,
        "address": item.rule.address,
        "file": item.path,
        "line": item.line,
        "column": item.column,
        "message": item.message,
        "import": make_printable(item.subject),
        "replacement": item.replacement,
    }
    return {key: value for key, value in values.items() if value != ""}
