"""The kinds of findings of an audit, as reports describe them."""

from __future__ import annotations

from typing import Final

from flake8_safe_imports.addresses import DOCS
from flake8_safe_imports.formats.items import ReportedRule

MALICIOUS: Final = "malicious"
COMPROMISED: Final = "compromised"
LOOKALIKE: Final = "lookalike"
SHADOWING: Final = "shadows-stdlib"
IMPORT_NAME: Final = "import-name"
STARTUP: Final = "startup-code"
OBSOLETE: Final = "obsolete-backport"

_PAGE: Final = "audit.html#what-is-found"
KINDS: Final = {
    MALICIOUS: ("a malicious package on PyPI", "critical"),
    COMPROMISED: ("a release that is known to be compromised", "critical"),
    LOOKALIKE: ("a name one typo away from a known distribution", "major"),
    SHADOWING: ("a distribution named like a standard library module", "major"),
    IMPORT_NAME: (
        "the name of a module or project, where PyPI has no such distribution",
        "major",
    ),
    STARTUP: ("a file that runs code each time Python starts", "major"),
    OBSOLETE: (
        "a backport of what every supported Python has",
        "minor",
    ),
}
"""Each kind with a summary and its severity, as GitLab names it."""


def describe_kind(kind: str) -> ReportedRule:
    """Return what reports say about findings of a *kind*."""
    summary, severity = KINDS[kind]
    return ReportedRule(kind, kind, summary, severity, _PAGE, DOCS + _PAGE)
