"""The format ``json``: one document, with the name and the page of each code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flake8_safe_imports.formats.paths import make_encodable

if TYPE_CHECKING:
    from flake8_safe_imports.formats.items import Document, FileProblem, Item


def format_document(document: Document) -> str:
    """Return *document* as a JSON object."""
    shown = {
        "findings": list(map(_convert, document.items)),
        "errors": list(map(_convert_problem, document.problems)),
    }
    return json.dumps(shown, indent=2)


def _convert(item: Item) -> dict[str, object]:
    """Return *item* as JSON has it; a key without a value is left out."""
    values: dict[str, object] = {
        "code": item.rule.id,
        "name": item.rule.name,
        "page": item.rule.page,
        "address": item.rule.address,
        "file": make_encodable(item.path),
        "line": item.line,
        "column": item.column,
        "message": item.message,
        "import": item.subject,
        "replacement": item.replacement,
    }
    return {key: value for key, value in values.items() if value != ""}


def _convert_problem(problem: FileProblem) -> dict[str, object]:
    return {
        "file": make_encodable(problem.path),
        **({"line": problem.line} if problem.line else {}),
        "message": problem.message,
    }
