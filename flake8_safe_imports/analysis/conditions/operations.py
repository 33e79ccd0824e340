"""What operators, conversions and methods do with the values in version tests.

Whatever could take long, or depends on more than the version, is not understood.
"""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Any, Callable, Final

from flake8_safe_imports.analysis.facts.releases import Release

if TYPE_CHECKING:
    from collections.abc import Sequence


class NotUnderstood(Exception):
    """The value of an expression could not be worked out for a release."""


COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.eq,
    ast.IsNot: operator.ne,
    ast.In: lambda item, container: item in container,
    ast.NotIn: lambda item, container: item not in container,
}
"""What comparisons do. Values that are equal count as the same object."""
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
}
CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "builtins.int": int,
    "builtins.float": float,
    "builtins.str": str,
    "builtins.tuple": tuple,
    "builtins.list": list,
    "builtins.bool": bool,
}
"""The functions whose results are worked out."""
_STRING_METHODS = {"startswith", "endswith", "split", "partition", "strip"}
_PERCENT_FORMAT: Final = re.compile(r"(?:[^%]|%[ds])*")
_BRACE_FORMAT: Final = re.compile(r"(?:[^{}]|\{\d?(?:\.(?:major|minor|micro))?\})*")
"""What is filled in for a version: ``"%d.%d" % ...``, ``"{0.major}".format(...)``."""
_MAX_TEXT: Final = 200
"""Longer texts are not filled in, so that texts of texts do not grow without end."""

_RELEASELEVEL_INDEXES = (3, 4, -1, -2)
"""Where ``sys.version_info`` has "alpha" and the like, which every version once was."""


class _Level:
    """A part of the release level, which no text can be made of."""

    def __format__(self, spec: str) -> str:
        raise NotUnderstood


_LEVEL = (_Level(), _Level())


def calculate(operation: ast.operator, left: Any, right: Any) -> Any:
    """Return what *operation* makes of *left* and *right*."""
    if isinstance(operation, ast.Mod) and isinstance(left, str):
        if isinstance(right, Release):
            raise NotUnderstood  # it fills in the release level
        _expect_plain(_PERCENT_FORMAT, left, right)
        return left % right
    if not isinstance(operation, ast.Add) and not _are_small(left, right):
        raise NotUnderstood
    return _ARITHMETIC[type(operation)](left, right)


def _are_small(*values: Any) -> bool:
    return all(
        isinstance(value, (int, float)) and abs(value) < 2**32 for value in values
    )


def get_item(value: Any, index: Any) -> Any:
    """Return ``value[index]``."""
    if isinstance(value, Release) and index in _RELEASELEVEL_INDEXES:
        raise NotUnderstood
    return value[index]


def unpack(value: Any) -> Sequence[Any]:
    """Return the items that ``*value`` stands for."""
    return (*value[:3], *_LEVEL) if isinstance(value, Release) else value


def call_method(text: str, name: str, arguments: Sequence[Any]) -> Any:
    """Return what the method *name* of *text* returns."""
    if name == "format":
        _expect_plain(_BRACE_FORMAT, text, tuple(arguments))
        return text.format(*arguments)
    if name == "join":
        (items,) = arguments
        expect_short(text, *items)
        return text.join(items)
    if name not in _STRING_METHODS:
        raise NotUnderstood
    return getattr(text, name)(*arguments)


def _expect_plain(pattern: re.Pattern[str], text: str, values: Any) -> None:
    """Raise NotUnderstood unless *text* is plain, and short with *values* in it."""
    expect_short(text, *(values if isinstance(values, tuple) else (values,)))
    if not pattern.fullmatch(text):
        raise NotUnderstood


def expect_short(*values: Any) -> None:
    """Raise NotUnderstood if the text that *values* make up would be long."""
    if sum(len(str(value)) for value in values) > _MAX_TEXT:
        raise NotUnderstood
