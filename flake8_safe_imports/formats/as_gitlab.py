"""The format ``gitlab``: a Code Quality report, also valid for Code Climate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.formats.fingerprints import add_fingerprints
from flake8_safe_imports.formats.paths import show_path

if TYPE_CHECKING:
    from flake8_safe_imports.formats.items import Document, Item, ReportedRule

_CATEGORIES: Final = {
    "VET1": "Style",
    "VET2": "Compatibility",
    "VET3": "Compatibility",
    "import-name": "Bug Risk",
    "obsolete-backport": "Compatibility",
}
"""By code or kind, or by what a code begins with."""


def format_document(document: Document) -> str:
    """Return the findings as a JSON list."""
    pairs = add_fingerprints(document.items)
    return json.dumps([_convert(*pair) for pair in pairs], indent=2)


def _convert(item: Item, fingerprint: str) -> dict[str, object]:
    rule = item.rule
    line = max(item.line, 1)  # without one GitLab would not show it
    issue: dict[str, object] = {
        "type": "issue",
        "check_name": rule.id,
        "description": item.text,
        "categories": [_find_category(rule)],
        "severity": rule.severity,
        "fingerprint": fingerprint,
        "location": {
            "path": make_printable(show_path(item.path)),
            "lines": {"begin": line, "end": line},
        },
    }
    if rule.address:
        body = f"{rule.name}: {rule.summary}\n\n{rule.address}"
        issue["content"] = {"body": body}
    return issue


def _find_category(rule: ReportedRule) -> str:
    """Return which of Code Climate's categories a code or kind belongs to."""
    if not rule.address:  # another checker's code
        return "Bug Risk"
    known = _CATEGORIES.get(rule.id) or _CATEGORIES.get(rule.id[:4])
    return known or "Security"
