"""The format ``sarif``: a log of SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from importlib import metadata
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.addresses import DISTRIBUTION, DOCS
from flake8_safe_imports.formats.fingerprints import add_fingerprints
from flake8_safe_imports.formats.paths import make_encodable, make_uri, relate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.formats.items import (
        Document,
        FileProblem,
        Item,
        ReportedRule,
    )

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_FLAKE8: Final = "https://flake8.pycqa.org/"
_ROOT: Final = "%SRCROOT%"
"""What paths are relative to: the reader of a log knows where that is."""
_LEVELS: Final = {"critical": "error", "major": "error", "minor": "warning"}
_OTHER_LEVEL: Final = "note"
_FINGERPRINT: Final = "vetFinding/v1"


def format_document(document: Document) -> str:
    """Return *document* as a log with one run."""
    tool = document.tool
    rules = sorted({item.rule for item in document.items})
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": tool,
        "version": metadata.version(tool),
        "informationUri": DOCS if tool == DISTRIBUTION else _FLAKE8,
        "rules": list(map(_describe, rules)),
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_describe_invocation(document.problems)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder in which the tool was run."}}
        },
        "results": [
            _convert(item, numbers[item.rule], fingerprint)
            for item, fingerprint in add_fingerprints(document.items)
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2)


def _describe_invocation(problems: Sequence[FileProblem]) -> dict[str, object]:
    """Return what the run came to: files that were not read are named here."""
    described: dict[str, object] = {
        "executionSuccessful": not any(problem.is_error for problem in problems)
    }
    if problems:
        described["toolExecutionNotifications"] = list(map(_notify, problems))
    return described


def _notify(problem: FileProblem) -> dict[str, object]:
    return {
        "level": "error" if problem.is_error else "warning",
        "message": {"text": make_encodable(problem.message)},
        "locations": [_locate(problem.path, problem.line)],
    }


def _describe(rule: ReportedRule) -> dict[str, object]:
    described: dict[str, object] = {
        "id": rule.id,
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity, _OTHER_LEVEL)},
    }
    if not rule.address:  # another checker's code
        return described
    is_dangerous = rule.severity == "critical"
    properties: dict[str, object] = {
        "page": rule.page,
        "severity": rule.severity,
        "tags": ["imports", *(["security"] if is_dangerous else [])],
    }
    if is_dangerous:  # GitHub's own key: without it "security" means nothing there
        properties["security-severity"] = "9.0"
    if rule.name != rule.id:
        described["name"] = rule.name
    sentence = f"{rule.summary[:1].upper()}{rule.summary[1:]}."
    return {
        **described,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": sentence},
        "help": {
            "text": f"{sentence} See {rule.address}",
            "markdown": f"{sentence} See [{rule.name}]({rule.address}).",
        },
        "helpUri": rule.address,
        "properties": properties,
    }


def _convert(item: Item, number: int, fingerprint: str) -> dict[str, object]:
    return {
        "ruleId": item.rule.id,
        "ruleIndex": number,
        "level": _LEVELS.get(item.rule.severity, _OTHER_LEVEL),
        "message": {"text": item.message},
        "locations": [_locate(item.path, item.line, item.column)],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }


def _locate(name: str, line: int, column: int = 0) -> dict[str, object]:
    """Return the location of a place; line and column are 0 if they are not known."""
    path = relate(name)
    artifact = {"uri": make_uri(path)}
    if not path.is_absolute():
        artifact["uriBaseId"] = _ROOT
    place: dict[str, object] = {"artifactLocation": artifact}
    if line > 0:
        region = {"startLine": line}
        if column > 0:
            region["startColumn"] = column
        place["region"] = region
    return {"physicalLocation": place}
