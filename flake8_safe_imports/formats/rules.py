"""What the formats say about a code: its row, its page and how severe it is."""

from __future__ import annotations

from functools import cache
from typing import Final

from flake8_safe_imports import codes
from flake8_safe_imports.addresses import find_address, find_page
from flake8_safe_imports.formats.items import ReportedRule

_SEVERITIES: Final = {
    "E9": "major",
    "VET1": "minor",
    "VET104": "info",
    "VET2": "major",
    "VET204": "minor",
    "VET205": "info",
    "VET3": "minor",
    "VET4": "major",
    "VET401": "critical",
    "VET404": "critical",
    "VET405": "minor",
}
"""The longest beginning of a code counts. E9 is flake8's: the file was not checked."""
_OTHER: Final = "minor"


@cache
def describe_code(code: str) -> ReportedRule:
    """Return the description of *code*, which may be another checker's."""
    row = codes.BY_CODE.get(code)
    severity = _find_severity(code)
    if row is None:
        return ReportedRule(code, code, "", severity)
    return ReportedRule(
        code, row.name, row.summary, severity, find_page(code), find_address(code)
    )


def _find_severity(code: str) -> str:
    beginnings = (code[:length] for length in range(len(code), 0, -1))
    known = (_SEVERITIES[word] for word in beginnings if word in _SEVERITIES)
    return next(known, _OTHER)
