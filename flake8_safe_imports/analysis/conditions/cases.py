"""On which versions the cases of a ``match`` statement may run.

Read are patterns of constants, sequences, ``|`` and names, for subjects that tell the
version: ``match sys.version_info[:2]``. Other patterns may match or not.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions.evaluate import is_too_high
from flake8_safe_imports.analysis.conditions.operations import NotUnderstood
from flake8_safe_imports.analysis.facts.releases import Release
from flake8_safe_imports.analysis.facts.splits import (
    ALWAYS,
    EITHER,
    Split,
    all_of,
    any_of,
    opposite,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.conditions.version_tests import VersionTests

_UNKNOWN: Final = object()
"""Stands for a part of the version that differs from one release to the next."""
_OTHER: Final = object()
"""Stands for a part of the subject that tells nothing of the version."""


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
    refused: dict[str, Split] = {}
    left = CaseWindow(versions.EVERYTHING, versions.NOTHING, is_about_version)
    for case in match.cases:
        part = (
            _split_pattern(case.pattern, values)
            if is_about_version
            else _split_compared(case.pattern, match.subject, version_tests, hops)
        )
        alternatives = _list_alternatives(case.pattern)
        before = [refused.get(item, ALWAYS) for item in alternatives]
        if case.guard is not None:
            guard = _split_guard(case, match.subject, values, version_tests, hops)
            part = all_of([part, guard])
            for item in alternatives:
                refused[item] = all_of([refused.get(item, ALWAYS), opposite(guard)])
        entered = all_of([part, any_of(before)]) if before else part
        found[case] = _narrow(left, entered.yes, entered)
        left = _narrow(left, part.no, part)
    return found, left


def _list_alternatives(pattern: Any) -> list[str]:
    """Return what *pattern* matches, as texts that are the same for equal patterns.

    Nothing if it is too deep to read.
    """
    if is_too_high(pattern):
        return []
    found, pending = list[str](), [pattern]
    while pending:
        part = pending.pop()
        if type(part).__name__ == "MatchOr":
            pending += part.patterns
        else:
            found.append(_describe(part))
    return found


def _describe(node: Any) -> str:
    """Return *node*, which is not high, as text without the names that it gives."""
    if type(node).__name__ == "MatchAs":
        return "_" if node.pattern is None else _describe(node.pattern)
    if isinstance(node, list):
        return f"[{', '.join(map(_describe, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [
        f"{name}={_describe(value)}"
        for name, value in ast.iter_fields(node)
        if name not in {"name", "rest"}
    ]
    return f"{type(node).__name__}({', '.join(fields)})"


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
    """Return the value of *subject* on *minor*, with parts that are not known."""
    if not isinstance(subject, (ast.Tuple, ast.List)):
        return _evaluate(subject, version_tests, minor, hops)
    if any(isinstance(item, ast.Starred) for item in subject.elts):
        return _UNKNOWN
    return tuple(
        _evaluate(item, version_tests, minor, hops)
        if version_tests.mentions.is_about_version(item, hops)
        else _OTHER
        for item in subject.elts
    )


def _evaluate(
    subject: ast.expr, version_tests: VersionTests, minor: int, hops: int
) -> Any:
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


def _split_compared(
    pattern: Any, subject: ast.expr, version_tests: VersionTests, hops: int
) -> Split:
    """Return when *pattern* matches *subject*, as for ``match sys.platform``."""
    if _matches(pattern, _UNKNOWN):
        return ALWAYS
    pending, parts = [pattern], list[Split]()
    while pending:
        part = pending.pop()
        kind = type(part).__name__
        if kind == "MatchOr":
            pending += part.patterns
        elif kind == "MatchAs":
            pending.append(part.pattern)
        elif kind == "MatchValue":
            test = ast.Compare(subject, [ast.Eq()], [part.value])
            parts.append(version_tests.split(test, versions.EVERYTHING, hops))
        else:
            return EITHER
    return any_of(parts)


def _split_pattern(pattern: ast.AST, values: dict[int, Any]) -> Split:
    if _matches(pattern, _UNKNOWN):
        return ALWAYS
    yes = no = unclear = versions.NOTHING
    is_read = not is_too_high(pattern)
    for minor, value in values.items():
        mask = versions.bit(minor)
        # What depends on other parts may go either way.
        least = _matches(pattern, value, other=False) if is_read else None
        most = _matches(pattern, value, other=True) if is_read else None
        yes |= 0 if most is False else mask
        no |= 0 if least else mask
        unclear |= mask if least is None or most is None else 0
    return Split(yes, no, is_about_version=True, unclear=unclear, exact=False)


def _matches(pattern: Any, value: Any, *, other: bool = False) -> bool | None:
    """Return whether *pattern* matches *value*; None if that is unknown.

    *other* is the answer for what tells nothing of the version.
    """
    kind = type(pattern).__name__
    if kind == "MatchAs":
        inner = pattern.pattern
        return True if inner is None else _matches(inner, value, other=other)
    if kind == "MatchOr":
        answers = [_matches(part, value, other=other) for part in pattern.patterns]
        return True if True in answers else None if None in answers else False
    if value is _UNKNOWN:
        return None
    if value is _OTHER:
        return other
    if kind == "MatchSingleton":
        return value is pattern.value
    if kind == "MatchValue" and isinstance(pattern.value, ast.Constant):
        return bool(value == pattern.value.value)
    if kind == "MatchSequence":
        return _matches_all(pattern.patterns, value, other=other)
    return None


def _matches_all(patterns: list[Any], value: Any, *, other: bool) -> bool | None:
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
    answers = [_matches(part, item, other=other) for part, item in pairs]
    return False if False in answers else None if None in answers else True


def _split_guard(
    case: Any,
    subject: ast.expr,
    values: dict[int, Any],
    version_tests: VersionTests,
    hops: int,
) -> Split:
    """Return when the guard of *case* holds, which may read parts of the version."""
    names = set(_list_captured(case.pattern)) if values else set()
    if not names:
        return version_tests.split(case.guard, versions.EVERYTHING, hops)
    if is_too_high(case.guard) or is_too_high(case.pattern):
        return _UNCLEAR
    yes = no = unclear = versions.NOTHING
    for minor, value in values.items():
        given = dict.fromkeys(names) | _capture(case.pattern, subject, value)
        mask = versions.bit(minor)
        test = _fill_in(case.guard, given, version_tests, minor)
        part = _UNCLEAR if test is None else version_tests.split(test, mask, hops)
        yes |= part.yes & mask
        no |= part.no & mask
        unclear |= part.unclear & mask
    return Split(yes, no, is_about_version=True, unclear=unclear, exact=False)


def _list_captured(pattern: ast.AST) -> Iterator[str]:
    """Yield the names that *pattern* gives to the subject and its parts."""
    for node in ast.walk(pattern):
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if isinstance(name, str):
            yield name


def _capture(pattern: Any, subject: ast.expr, value: Any) -> dict[str, ast.expr]:
    """Return expressions for the names that *pattern* gives, as far as known."""
    found: dict[str, ast.expr] = {}
    pending = [(pattern, subject, value)]
    while pending:
        part, node, known = pending.pop()
        kind = type(part).__name__
        if kind == "MatchAs":
            if part.name:
                found[part.name] = node
            if part.pattern is not None:
                pending.append((part.pattern, node, known))
        elif kind == "MatchSequence" and isinstance(known, (tuple, list)):
            written = getattr(node, "elts", ())
            for number, (inner, item) in enumerate(zip(part.patterns, known)):
                if type(inner).__name__ == "MatchStar":
                    break
                if item is _OTHER:
                    pending.append((inner, written[number], item))
                elif item is not _UNKNOWN:
                    pending.append((inner, ast.Constant(item), item))
    return found


def _fill_in(
    node: ast.AST,
    given: dict[str, ast.expr | None],
    version_tests: VersionTests,
    minor: int,
) -> Any:
    """Return *node* with what is *given* for names; None if it reads another one.

    Comparisons of them become what they give on *minor*, other nodes stay. *node* is
    not high.
    """
    if isinstance(node, ast.Name):
        return given.get(node.id, node)
    if isinstance(node, _SCOPES):
        return None
    changed = False
    fields: dict[str, Any] = {}
    for name, value in ast.iter_fields(node):
        old = value if isinstance(value, list) else [value]
        new = [
            _fill_in(item, given, version_tests, minor)
            if isinstance(item, ast.AST)
            else item
            for item in old
        ]
        for before, after in zip(old, new):
            if after is None and before is not None:
                return None
            changed = changed or after is not before
        fields[name] = new if isinstance(value, list) else new[0]
    if not changed:
        return node
    filled = type(node)(**fields)
    if not isinstance(filled, ast.Compare):
        return filled
    found = version_tests.outcomes(filled, minor)
    if len(found) == 1:
        return ast.Constant(True in found)
    return filled if version_tests.mentions.is_about_version(filled) else None


_SCOPES: Final = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
