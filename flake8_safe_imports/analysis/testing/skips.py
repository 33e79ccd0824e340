"""Decorators and marks by which a test runner skips tests.

To support another decorator that takes a condition, add its name to ``SKIPPING``.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.facts.state import SkipCondition
from flake8_safe_imports.analysis.scoping.keys import find_parameters, is_empty
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.scopes import MARKS
from flake8_safe_imports.analysis.statements.branches import (
    ELSE,
    FUNCTIONS,
    THEN,
    TRIES,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.conditions.version_tests import VersionTests
    from flake8_safe_imports.analysis.scoping.bindings import Bindings

SKIPPING = {"skipif": ELSE, "skipIf": ELSE, "skipUnless": THEN, "xfail": ELSE}
"""Decorators whose first argument is a condition, and where the function still runs.

Or where it must not fail.
"""
_SEVERAL = frozenset({"skipif", "xfail"})
"""Those of pytest: one of several conditions is enough."""
SKIPPING_ALWAYS = frozenset({"unittest.skip", "pytest.mark.skip"})
"""Decorators without a condition."""
_NEVER_SKIPPING = ("contextlib.", "dataclasses.", "enum.", "functools.", "typing.")
"""What decorators begin with that leave to others when a function is called."""
_VERSIONED_NAME = r"(?i)(?:^|_)py(?:thon)?_?(?:[23]|ver)|(?:^|_)python(?:_|$)"
"""Names of decorators that probably depend on the version: ``requires_python``."""
_PROBABLE_TEST = r"(?i)version|py"
"""Only conditions written as strings that match this are worth parsing."""

_MAX_DEPTH = 8
"""How many blocks around a ``pytestmark`` are entered."""
_MAX_CHOICES = 32
"""How many marks that depend on other tests are looked at."""


class _Marks(NamedTuple):
    """Conditions on which tests are skipped: a new value, and what is added to it."""

    replaced: ast.expr | None
    """None if the value from before is kept."""
    added: tuple[ast.expr, ...]

    def followed_by(self, later: _Marks) -> _Marks:
        if later.replaced is not None:
            return later
        return _Marks(self.replaced, (*self.added, *later.added))

    def followed_by_either(self, test: ast.expr, then: _Marks, other: _Marks) -> _Marks:
        """Return the conditions after an ``if`` with *test*."""
        if then == other == _Marks(None, ()):
            return self
        if then.replaced is None and other.replaced is None:
            either = ast.IfExp(test, _join_tests(then.added), _join_tests(other.added))
            return _Marks(self.replaced, (*self.added, either))
        before = () if self.replaced is None else (self.replaced,)
        ends = [
            _join_tests([end.replaced, *end.added])
            if end.replaced is not None
            else _join_tests([*before, *self.added, *end.added])
            for end in (then, other)
        ]
        return _Marks(ast.IfExp(test, *ends), ())


def find_deletions(
    body: Sequence[ast.stmt], is_used: Callable[[str], bool]
) -> dict[str, SkipCondition]:
    """Return what ``if TEST: del TestCase`` deletes, and where it stays.

    Only tests, by their names, and what nothing in the file uses: a helper may have run
    before it is deleted. The tests of a class run all the same if another class
    inherits them and stays.
    """
    found: dict[str, SkipCondition] = {}
    for node in body:
        if isinstance(node, ast.If):
            for name, branch in _list_deleted(node):
                if "test" in name.lower() or not is_used(name):
                    found.setdefault(name, SkipCondition(node.test, branch))
    for node in reversed(body if found else ()):
        if isinstance(node, ast.ClassDef) and node.name not in found:
            for base in node.bases:
                found.pop(last_name(base), None)
    return found


def _list_deleted(choice: ast.If) -> Iterator[tuple[str, str]]:
    """Yield the names that a branch of *choice* deletes, and where they stay."""
    for branch, body in ((ELSE, choice.body), (THEN, choice.orelse)):
        targets = (
            target
            for node in body
            if isinstance(node, ast.Delete)
            for target in node.targets
        )
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, branch


def _choose(marks: ast.expr, test: ast.expr, branch: str) -> ast.expr:
    """Return *marks* where *branch* of *test* is taken."""
    if isinstance(marks, ast.IfExp):
        if marks.test is test:
            return marks.body if branch == THEN else marks.orelse
    elif isinstance(marks, ast.BoolOp) and isinstance(marks.op, ast.Or):
        for value in marks.values[:_MAX_CHOICES]:
            if isinstance(value, ast.IfExp) and value.test is test:
                chosen = _choose(value, test, branch)
                others = [item for item in marks.values if item is not value]
                return _join_tests([*others, chosen])
    return marks


def _join_tests(tests: Sequence[ast.expr]) -> ast.expr:
    """Return an expression, not in the tree, that holds if one of *tests* does."""
    if not tests:
        return ast.Constant(False)
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), list(tests))


def _read_marks(node: ast.stmt) -> tuple[ast.expr | None, bool]:
    """Return the marks that *node* assigns or adds, and whether it replaces others."""
    value: ast.expr | None = None
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets, value = [node.target], node.value
    elif (
        isinstance(node, ast.Expr)
        and isinstance(call := node.value, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"append", "extend"}
        and len(call.args) == 1
    ):
        targets, value = [call.func.value], call.args[0]
    named = any(isinstance(item, ast.Name) and item.id == MARKS for item in targets)
    return value if named else None, isinstance(node, (ast.Assign, ast.AnnAssign))


def _list_items(value: ast.expr) -> Iterator[ast.expr]:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, (ast.List, ast.Tuple)):
            pending += item.elts
        elif isinstance(item, ast.Starred):
            pending.append(item.value)
        elif isinstance(item, ast.BinOp):
            pending += [item.left, item.right]
        else:
            yield item


class Skips:
    """Reads the decorators and ``pytestmark`` variables of one file."""

    def __init__(self, bindings: Bindings, version_tests: VersionTests) -> None:
        self._bindings = bindings
        self._version_tests = version_tests
        self._parsed: dict[int, ast.expr | None] = {}

    def of_decorators(self, decorators: Iterable[ast.expr]) -> Iterator[SkipCondition]:
        """Yield the conditions of those *decorators* that skip."""
        for decorator in decorators:
            call = self._bindings.values.resolve_call(decorator)
            function = decorator if call is None else call.func
            if self._bindings.dotted_name(function) in SKIPPING_ALWAYS:
                yield SkipCondition(ast.Constant(True), ELSE)
            if call is None:
                continue
            name = self._find_decorator_name(call.func)
            branch = SKIPPING.get(name)
            if branch is None:
                continue
            for condition in _list_conditions(call, takes_several=name in _SEVERAL):
                test = self._read_condition(condition)
                if test is not None:
                    yield SkipCondition(test, branch)

    def of_marks(self, body: Sequence[ast.stmt]) -> Iterator[SkipCondition]:
        """Yield the conditions in the ``pytestmark`` of the module or class *body*."""
        if not self._bindings.scopes.binds_marks:
            return
        replaced, added = self._fold_marks(body, _MAX_DEPTH)
        for test in (replaced, *added):
            if test is not None:
                yield SkipCondition(test, ELSE)

    def in_branch(
        self, skips: Iterable[SkipCondition], test: ast.expr, branch: str
    ) -> tuple[SkipCondition, ...]:
        """Return *skips* as they are for what is defined in *branch* of *test*.

        If that branch has marks of its own, they count there without the others'.
        """
        return tuple(
            skip._replace(test=_choose(skip.test, test, branch)) for skip in skips
        )

    def _fold_marks(self, body: Sequence[ast.stmt], depth: int) -> _Marks:
        """Return the conditions on which the ``pytestmark`` of *body* skips."""
        marks = _Marks(None, ())
        for node in body if depth else ():
            if isinstance(node, ast.If):
                then = self._fold_marks(node.body, depth - 1)
                other = self._fold_marks(node.orelse, depth - 1)
                marks = marks.followed_by_either(node.test, then, other)
            elif isinstance(node, (ast.With, ast.AsyncWith)):
                marks = marks.followed_by(self._fold_marks(node.body, depth - 1))
            elif isinstance(node, TRIES):
                for part in (node.body, node.orelse, node.finalbody):
                    marks = marks.followed_by(self._fold_marks(part, depth - 1))
            else:
                marks = marks.followed_by(self._find_marks(node))
        return marks

    def _find_marks(self, node: ast.stmt) -> _Marks:
        value, replaces = _read_marks(node)
        if value is None:
            return _Marks(None, ())
        found: list[ast.expr] = []
        for mark in _list_items(value):
            for test, branch in self.of_decorators([mark]):
                found.append(test if branch == ELSE else ast.UnaryOp(ast.Not(), test))
            if self._is_from_elsewhere(mark):
                found.append(mark)  # if it is about versions, it is not understood
        return (
            _Marks(_join_tests(found), ()) if replaces else _Marks(None, tuple(found))
        )

    def _is_from_elsewhere(self, mark: ast.expr) -> bool:
        """Return whether *mark* may be one that another file defines."""
        dotted = self._bindings.dotted_name(mark)
        return dotted is not None and "." in dotted and not dotted.startswith("pytest.")

    def has_unclear(self, decorators: Iterable[ast.expr], hops: int) -> bool:
        """Return whether an unknown decorator probably depends on the version."""
        for node in decorators:
            call = self._bindings.values.resolve_call(node)
            function = call.func if call is not None else node
            if self._find_decorator_name(function) in SKIPPING:
                continue
            made = self._bindings.values.resolve(node)
            if isinstance(made, (ast.IfExp, ast.Subscript)) and (
                self._version_tests.mentions.is_about_version(made, hops)
            ):
                return True
            name = last_name(function)
            dotted = self._bindings.dotted_name(function) or ""
            if dotted.startswith(_NEVER_SKIPPING):
                continue
            if self._is_own_unclear(function, hops):
                return True
            if _is_run_or_skipped(node):
                continue
            if call is not None and (
                _is_given_version(call)
                or self._version_tests.mentions.is_about_version(call, hops)
            ):
                return True
            # python_2_unicode_compatible, of Django and six, decides nothing.
            if re.search(_VERSIONED_NAME, name) and "compat" not in name.lower():
                return True
        return False

    def has_unclear_base(self, node: ast.ClassDef, hops: int) -> bool:
        """Return whether the tests of a class may be others on some versions.

        As in ``class Test(TestCase if sys.version_info >= (3, 11) else object)``, and
        where another file skips what the class inherits from.
        """
        mentions = self._version_tests.mentions
        if any(
            mentions.is_about_version(base.test, hops)
            for base in node.bases
            if isinstance(base, ast.IfExp)
        ):
            return True
        has_tests = any(
            isinstance(item, FUNCTIONS) and item.name.startswith("test")
            for item in node.body
        )
        return has_tests and any(
            mentions.depends_on_version(base, hops) and not self._is_own(base)
            for base in node.bases
        )

    def _is_own(self, node: ast.expr) -> bool:
        """Return whether this file itself binds *node*, other than by an import."""
        events = self._bindings.values.find_assignments(node)
        return any(event.imported is None for event in events)

    def _is_own_unclear(self, function: ast.expr, hops: int) -> bool:
        """Return whether a decorator that the project defines depends on the version.

        It asks for it, or it skips where another of the same name does not.
        """
        events = self._bindings.values.find_assignments(function)
        values = [event.value for event in events if event.value is not None]
        return self._version_tests.mentions.depends_on_version(function, hops) or (
            len(events) > 1
            and any(
                self._bindings.dotted_name(
                    value.func if isinstance(value, ast.Call) else value
                )
                in SKIPPING_ALWAYS
                for value in values
            )
        )

    def _find_decorator_name(self, function: ast.expr) -> str:
        """Return the last part of the name of *function*, here or where it is from."""
        dotted = self._bindings.dotted_name(function) or ""
        last = dotted.rpartition(".")[2]
        if last in SKIPPING or not isinstance(function, ast.Name):
            return last or last_name(function)
        for event in self._bindings.values.find_assignments(function):
            if event.value is not None:
                return last_name(event.value)
        return function.id

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


def _list_conditions(call: ast.Call, *, takes_several: bool) -> Iterator[ast.expr]:
    """Yield the conditions that *call*, of a decorator that skips, is given.

    One by keyword takes the place of the others. A text after the first is a reason,
    unless it is more than a word.
    """
    for given in call.keywords:
        if given.arg == "condition":
            yield given.value
            return
    yield from call.args[:1]
    for condition in call.args[1:] if takes_several else ():
        if not _is_word(condition):
            yield condition


def _is_word(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.strip().isidentifier()
    )


def _is_run_or_skipped(decorator: ast.expr) -> bool:
    """Return whether a test decides if *decorator* gives values: that test is read."""
    values = find_parameters(decorator)
    return isinstance(values, ast.IfExp) and (
        is_empty(values.body) or is_empty(values.orelse)
    )


def _is_given_version(decorator: ast.Call) -> bool:
    """Return whether *decorator* is given a version of Python: ``since((3, 10))``.

    The version may have a name: ``macro(((3, 10), "match"))``. What a test is
    parametrized with are values to it.
    """
    if last_name(decorator.func) in _PARAMETRIZING:
        return False
    given = [*decorator.args, *(keyword.value for keyword in decorator.keywords)]
    named = [
        item.elts[0] for item in given if isinstance(item, ast.Tuple) and item.elts
    ]
    return any(map(_is_version, (*given, *named)))


def _is_version(node: ast.expr) -> bool:
    """Return whether *node* is a known version: ``(3, 10)``."""
    if not isinstance(node, ast.Tuple) or len(node.elts) != 2:
        return False
    written = tuple(getattr(item, "value", None) for item in node.elts)
    return any(written == divmod(known, 100) for known in versions.MINORS)


_PARAMETRIZING = frozenset(
    ("data", "example", "expand", "fixture", "parameterized", "parametrize")
)
"""Decorators of pytest, hypothesis, parameterized and ddt that give values to tests."""


def _parse(condition: str) -> ast.expr | None:
    if not re.search(_PROBABLE_TEST, condition):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(condition.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
