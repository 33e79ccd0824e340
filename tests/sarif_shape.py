"""What SARIF 2.1.0 asks of the objects that we write, in words of our own.

Every property is named that we may write; what is not named here is a mistake. The
published schema says the same of these objects, and allows more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Shape(NamedTuple):
    """The properties of a kind of object, each a type, a pattern, a kind or a list."""

    required: Mapping[str, object]
    optional: Mapping[str, object] = {}


_LEVEL: Final = re.compile("none|note|warning|error")
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:[!#$%&'()*+,/:;=?@\[\]\w.~-]*", re.A)
_REFERENCE: Final = re.compile(r"(?:%[\dA-F]{2}|[!$&'()*+,/:;=@\w.~-])+", re.A)
_SHAPES: Final[dict[str, Shape]] = {
    "log": Shape(
        {"version": re.compile(r"2\.1\.0"), "runs": ["run"]}, {"$schema": _ADDRESS}
    ),
    "run": Shape(
        {"tool": "tool"},
        {
            "invocations": ["invocation"],
            "columnKind": re.compile("unicodeCodePoints|utf16CodeUnits"),
            "originalUriBaseIds": dict,
            "results": ["result"],
        },
    ),
    "tool": Shape({"driver": "component"}),
    "component": Shape(
        {"name": str}, {"version": str, "informationUri": _ADDRESS, "rules": ["rule"]}
    ),
    "rule": Shape(
        {"id": str},
        {
            "name": str,
            "shortDescription": "text",
            "fullDescription": "text",
            "help": "text",
            "helpUri": _ADDRESS,
            "defaultConfiguration": "configuration",
            "properties": dict,
        },
    ),
    "configuration": Shape({}, {"level": _LEVEL}),
    "text": Shape({"text": str}, {"markdown": str}),
    "message": Shape({"text": str}),
    "invocation": Shape(
        {"executionSuccessful": bool}, {"toolExecutionNotifications": ["notification"]}
    ),
    "notification": Shape(
        {"message": "message"}, {"level": _LEVEL, "locations": ["location"]}
    ),
    "result": Shape(
        {"message": "message"},
        {
            "ruleId": str,
            "ruleIndex": int,
            "level": _LEVEL,
            "locations": ["location"],
            "partialFingerprints": dict,
        },
    ),
    "location": Shape({}, {"physicalLocation": "place"}),
    "place": Shape({"artifactLocation": "artifact"}, {"region": "region"}),
    "artifact": Shape({"uri": _REFERENCE}, {"uriBaseId": str}),
    "region": Shape({"startLine": int}, {"startColumn": int}),
}


def find_faults(value: Any, kind: object = "log", place: str = "log") -> Iterator[str]:
    """Yield what is wrong with a log, or with a *value* in it."""
    if isinstance(kind, list):
        if not isinstance(value, list):
            yield f"{place} is not a list"
            return
        for number, item in enumerate(value):
            yield from find_faults(item, kind[0], f"{place}[{number}]")
    elif isinstance(kind, str):
        yield from _find_in_object(value, _SHAPES[kind], place)
    elif isinstance(kind, re.Pattern):
        if not (isinstance(value, str) and kind.fullmatch(value)):
            yield f"{place} is {value!r}"
    elif type(value) is not kind or (kind is int and value < int("start" in place)):
        yield f"{place} is {value!r}"


def _find_in_object(value: Any, shape: Shape, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place} is not an object"
        return
    known = {**shape.required, **shape.optional}
    yield from (f"{place} has no {key}" for key in shape.required if key not in value)
    for key, item in value.items():
        if key not in known:
            yield f"{place} has {key}"
        else:
            yield from find_faults(item, known[key], f"{place}.{key}")
