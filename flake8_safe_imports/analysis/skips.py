"""Decorators and marks by which a test runner skips tests.

To support another decorator that takes a condition, add its name to ``SKIPPING``.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.bindings import MAX_HOPS, last_name
from flake8_safe_imports.analysis.branches import ELSE, THEN
from flake8_safe_imports.analysis.state import SkipCondition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.version_tests import VersionTests

SKIPPING = {"skipif": ELSE, "skipIf": ELSE, "skipUnless": THEN}
"""Decorators whose first argument is a condition, and where the function still runs."""
_VERSIONED_NAME = re.compile(
    r"(?:^|_)py(?:thon)?_?(?:[23]|ver)|(?:^|_)python(?:_|$)", re.IGNORECASE
)
"""Names of decorators that probably depend on the version: ``requires_python``."""
_PROBABLE_TEST = re.compile(r"version|py", re.IGNORECASE)
"""Only conditions written as strings that match this are worth parsing."""


class Skips:
    """Reads the decorators and ``pytestmark`` variables of one file."""

    def __init__(self, bindings: Bindings, version_tests: VersionTests) -> None:
        self._bindings = bindings
        self._version_tests = version_tests
        self._parsed: dict[int, ast.expr | None] = {}

    def of_decorators(self, decorators: Iterable[ast.expr]) -> Iterator[SkipCondition]:
        """Yield the conditions of those *decorators* that skip."""
        for decorator in decorators:
            call = self._resolve_call(decorator)
            if call is None:
                continue
            branch = SKIPPING.get(self._decorator_name(call.func))
            if branch is None:
                continue
            conditions = [*call.args] if branch == ELSE else call.args[:1]
            conditions += [
                given.value for given in call.keywords if given.arg == "condition"
            ]
            for condition in conditions[:1]:
                test = self._read_condition(condition)
                if test is not None:
                    yield SkipCondition(test, branch)

    def of_marks(self, body: Sequence[ast.stmt]) -> Iterator[SkipCondition]:
        """Yield the conditions in the ``pytestmark`` of the module or class *body*."""
        for node in body:
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign):
                targets = [node.target]
            else:
                continue
            value = node.value
            if value is None or not any(
                isinstance(target, ast.Name) and target.id == "pytestmark"
                for target in targets
            ):
                continue
            marks = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
            yield from self.of_decorators(marks)

    def has_unclear(self, decorators: Iterable[ast.expr], hops: int) -> bool:
        """Return whether an unknown decorator probably depends on the version."""
        for node in decorators:
            call = self._resolve_call(node)
            function = call.func if call is not None else node
            if self._decorator_name(function) in SKIPPING:
                continue
            name = last_name(function)
            if call is not None and self._version_tests.is_about_version(call, hops):
                return True
            # python_2_unicode_compatible, of Django and six, decides nothing.
            if _VERSIONED_NAME.search(name) and "compat" not in name.lower():
                return True
        return False

    def _decorator_name(self, function: ast.expr) -> str:
        """Return the last part of the name of *function*, here or where it is from."""
        dotted = self._bindings.dotted_name(function) or ""
        last = dotted.rpartition(".")[2]
        if last in SKIPPING or not isinstance(function, ast.Name):
            return last or last_name(function)
        for event in self._bindings.find_assignments(function):
            if event.value is not None:
                return last_name(event.value)
        return function.id

    def _resolve_call(self, decorator: ast.expr) -> ast.Call | None:
        """Return the call that makes *decorator*, also if it was given a name."""
        for _ in range(MAX_HOPS):
            if isinstance(decorator, ast.Call):
                return decorator
            events = self._bindings.find_assignments(decorator)
            if len(events) != 1 or events[0].value is None:
                return None
            decorator = events[0].value
        return None

    def _read_condition(self, condition: ast.expr) -> ast.expr | None:
        """Return the test in a ``skipif`` condition, which may be a string."""
        if not isinstance(condition, ast.Constant):
            return condition
        if not isinstance(condition.value, str):
            return condition
        key = id(condition)
        if key not in self._parsed:
            self._parsed[key] = _parse(condition.value)
        return self._parsed[key]


def _parse(condition: str) -> ast.expr | None:
    if not _PROBABLE_TEST.search(condition):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(condition.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
