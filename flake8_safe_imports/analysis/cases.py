"""On which versions the cases of a ``match`` statement may run.

Read are patterns of constants, sequences, ``|`` and names, for subjects that tell the
version: ``match sys.version_info[:2]``.  Other patterns may match or not.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.evaluate import NotUnderstood, is_too_high
from flake8_safe_imports.analysis.releases import Release
from flake8_safe_imports.analysis.splits import ALWAYS, EITHER, Split, all_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.version_tests import VersionTests

_UNKNOWN: Final = object()
"""Stands for a part of the version that differs from one release to the next."""


class CaseWindow(NamedTuple):
    """When a case runs."""

    window: int
    """The versions on which it may run, by the patterns and guards up to it."""
    unclear: int
    """Those of them for which the version was asked in a way not understood."""
    is_about_version: bool


def find_windows(
    match: Any, version_tests: VersionTests, hops: int
) -> tuple[dict[ast.AST, CaseWindow], CaseWindow]:
    """Return when each case of *match* runs, and when none does."""
    is_about_version = version_tests.mentions.is_about_version(match.subject, hops)
    values = {
        minor: _find_value(match.subject, version_tests, minor, hops)
        for minor in (versions.MINORS if is_about_version else ())
    }
    found: dict[ast.AST, CaseWindow] = {}
    left = CaseWindow(versions.EVERYTHING, versions.NOTHING, is_about_version)
    for case in match.cases:
        part = _split_pattern(case.pattern, values)
        if case.guard is not None:
            guard = version_tests.split(case.guard, versions.EVERYTHING, hops)
            if is_about_version and _captures(case.pattern):
                guard = _UNCLEAR  # it may read a part of the version
            part = all_of([part, guard])
        found[case] = _narrow(left, part.yes, part)
        left = _narrow(left, part.no, part)
    return found, left


_UNCLEAR: Final = EITHER._replace(is_about_version=True, unclear=versions.EVERYTHING)


def _narrow(before: CaseWindow, window: int, part: Split) -> CaseWindow:
    window &= before.window
    return CaseWindow(
        window,
        window & (before.unclear | part.unclear),
        before.is_about_version or part.is_about_version,
    )


def _find_value(
    subject: ast.expr, version_tests: VersionTests, minor: int, hops: int
) -> Any:
    """Return the value of *subject* on *minor*, with ``_UNKNOWN`` parts."""
    evaluator = version_tests.evaluator
    if is_too_high(subject):
        return _UNKNOWN
    try:
        values = [
            evaluator.value(subject, release, hops)
            for release in evaluator.releases(subject, minor, hops)
        ]
    except NotUnderstood:
        return _UNKNOWN
    first = values[0]
    if isinstance(first, Release):
        return (*first[:2], *[_UNKNOWN] * 3)
    if isinstance(first, tuple) and {*map(len, values)} == {len(first)}:
        return tuple(map(_only, zip(*values)))
    return _only(values)


def _only(values: Sequence[object]) -> object:
    return values[0] if all(value == values[0] for value in values) else _UNKNOWN


def _split_pattern(pattern: ast.AST, values: dict[int, Any]) -> Split:
    if _matches(pattern, _UNKNOWN):
        return ALWAYS
    if not values:
        return EITHER
    yes = no = unclear = versions.NOTHING
    is_read = not is_too_high(pattern)
    for minor, value in values.items():
        mask = versions.bit(minor)
        found = _matches(pattern, value) if is_read else None
        yes |= 0 if found is False else mask
        no |= 0 if found else mask
        unclear |= mask if found is None else 0
    return Split(yes, no, is_about_version=True, unclear=unclear, exact=False)


def _matches(pattern: Any, value: Any) -> bool | None:
    """Return whether *pattern* matches *value*; None if that is unknown."""
    kind = type(pattern).__name__
    if kind == "MatchAs":
        return True if pattern.pattern is None else _matches(pattern.pattern, value)
    if value is _UNKNOWN:
        return None
    if kind == "MatchOr":
        answers = [_matches(part, value) for part in pattern.patterns]
        return True if True in answers else None if None in answers else False
    if kind == "MatchSingleton":
        return value is pattern.value
    if kind == "MatchValue" and isinstance(pattern.value, ast.Constant):
        return bool(value == pattern.value.value)
    if kind == "MatchSequence":
        return _matches_all(pattern.patterns, value)
    return None


def _matches_all(patterns: list[Any], value: Any) -> bool | None:
    if not isinstance(value, (tuple, list)):
        return False
    stars = [
        index
        for index, part in enumerate(patterns)
        if type(part).__name__ == "MatchStar"
    ]
    if stars:
        before, after = patterns[: stars[0]], patterns[stars[0] + 1 :]
        if len(before) + len(after) > len(value):
            return False
        end = len(value) - len(after)
        pairs = [*zip(before, value), *zip(after, value[end:])]
    elif len(patterns) != len(value):
        return False
    else:
        pairs = [*zip(patterns, value)]
    answers = [_matches(part, item) for part, item in pairs]
    return False if False in answers else None if None in answers else True


def _captures(pattern: ast.AST) -> bool:
    """Return whether *pattern* gives a name to a part of the subject."""
    return any(
        getattr(node, "name", None) or getattr(node, "rest", None)
        for node in ast.walk(pattern)
    )
