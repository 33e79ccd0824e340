"""Functions that are defined anew below version tests, and what calls them before.

As in ``if sys.version_info < (3, 11): def load(): ...`` after another ``def load()``.
"""

from __future__ import annotations

import ast
import bisect
from collections import defaultdict
from typing import TYPE_CHECKING, Final, Optional

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import ELSE, FUNCTIONS
from flake8_safe_imports.analysis.statements.exits import LEAVING_STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.conditions.conditions import Conditions
    from flake8_safe_imports.analysis.conditions.version_tests import VersionTests
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.values import Function

_Tests = tuple[ast.expr, ...]
"""Tests that all hold."""
_Numbered = tuple[int, Optional[ast.expr]]
"""The number of a statement, and the test below which something is in it."""

_MAX_DEPTH: Final = 8
"""How many tests around something are looked at."""
_MAX_REPLACEMENTS: Final = 16
"""How many definitions of one name are followed, so that the time stays linear."""
_MAX_CALLERS: Final = 16
"""How many functions are looked at that use one that is defined anew."""
_MAX_USES: Final = 64
"""How many calls of each of these, or uses of that one, are looked at."""


class Redefinitions:
    """Enters those functions of one file that may be defined anew."""

    def __init__(self, conditions: Conditions, version_tests: VersionTests) -> None:
        self._conditions = conditions
        self._version_tests = version_tests
        self._replacements: dict[Block, dict[str, list[_Numbered]]] = {}
        self._early_uses: dict[Block, dict[str, list[_Numbered]]] = {}
        self._used: dict[Block, set[str]] = {}
        """The names that the bodies of classes use while they run."""

    def enter(self, state: State, block: Block, hops: int) -> State:
        """Return what is known in the function *block* if it may be defined anew.

        What calls, wraps or keeps the first one before still gets that.
        """
        outer, node = block.parent, block.owner
        if outer is None or not isinstance(node, FUNCTIONS) or node.decorator_list:
            return state
        state = self._enter_named(state, block, node.name, hops)
        if isinstance(outer.owner, ast.ClassDef) and not self._uses(outer, node.name):
            # `A.load = other` further down
            name = f"{outer.owner.name}.{node.name}"
            state = self._enter_named(state, outer, name, hops)
        return state

    def _uses(self, body: Block, name: str) -> bool:
        """Return whether *body*, of a class, uses *name* while it runs."""
        if body not in self._used:
            self._used[body] = {
                node.id
                for node, _ in _list_run(body.body)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            }
        return name in self._used[body]

    def _enter_named(self, state: State, block: Block, name: str, hops: int) -> State:
        """Return what is known in what *block* defines, if *name* is defined anew."""
        outer = block.parent
        if outer is None:
            return state
        if outer not in self._replacements:
            names = self._replacements[outer] = _find_replacements(outer.body)
            owners = {name.partition(".")[0] for name in names}
            uses = _list_early_uses(outer.body, owners) if names else {}
            self._early_uses[outer] = uses
        anew = _list_after(block, self._replacements[outer].get(name, []))
        owner = name.partition(".")[0]
        early = _list_after(block, self._early_uses[outer].get(owner, []))
        used = versions.NOTHING
        for number, test in anew[:_MAX_REPLACEMENTS] if anew else ():
            while early and early[0][0] <= number and used != versions.EVERYTHING:
                used |= self._find_window(early.pop(0)[1], hops)
            if test is None or used == versions.EVERYTHING:
                break
            before = state.window
            state = self._conditions.enter(state, test, ELSE, hops)
            kept = state.window | (before & used)
            state = state._replace(window=kept, removed=state.removed | before & ~kept)
        return state

    def _find_window(self, test: ast.expr | None, hops: int) -> int:
        """Return the versions on which *test* may hold; None always does."""
        if test is None:
            return versions.EVERYTHING
        return self._version_tests.split(test, versions.EVERYTHING, hops).yes


def _list_after(block: Block, items: list[_Numbered]) -> list[_Numbered]:
    """Return the first of the sorted *items* that come after *block*."""
    first = bisect.bisect_left(items, (block.index + 1,))
    return items[first : first + _MAX_USES]


def _find_replacements(body: Sequence[ast.stmt]) -> dict[str, list[_Numbered]]:
    """Return which names ``if TEST: def load(): ...`` in *body* defines anew."""
    found: dict[str, list[_Numbered]] = {}
    for number, node in enumerate(body):
        pending: list[tuple[ast.AST, _Tests]] = [(node, ())]
        while pending:
            choice, tests = pending.pop()
            if isinstance(choice, ast.Assign):
                for name, path in _list_chosen(choice, tests):
                    found.setdefault(name, []).append((number, _join(path)))
            if not isinstance(choice, ast.If) or len(tests) > _MAX_DEPTH:
                continue
            for part, path in _list_branches(choice, tests):
                joined = _join(path)
                for name in _list_defined(part):
                    found.setdefault(name, []).append((number, joined))
                pending += [(inner, path) for inner in part]
    return found


def _list_defined(body: Sequence[ast.AST]) -> Iterator[str]:
    for node in body:
        if isinstance(node, FUNCTIONS):
            yield node.name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id
                elif isinstance(target, ast.Attribute) and (
                    isinstance(target.value, ast.Name)
                ):
                    yield f"{target.value.id}.{target.attr}"


def _list_chosen(node: ast.Assign, tests: _Tests) -> Iterator[tuple[str, _Tests]]:
    """Yield the names that ``load = load if TEST else other`` changes, and when."""
    names = {target.id for target in node.targets if isinstance(target, ast.Name)}
    if not isinstance(node.value, ast.IfExp) or len(tests) > _MAX_DEPTH:
        return
    for part, path in _list_branches(node.value, tests):
        for name in names:
            if not any(isinstance(item, ast.Name) and item.id == name for item in part):
                yield name, path


def _list_early_uses(
    body: Sequence[ast.stmt], names: Container[str]
) -> dict[str, list[_Numbered]]:
    """Return the statements in *body* that use *names* as they run, sorted.

    Also by calls of functions that use them, and of classes that inherit from them.
    What else is in functions runs later.
    """
    found: defaultdict[str, list[_Numbered]] = defaultdict(list)
    calls: defaultdict[str, list[tuple[int, _Tests]]] = defaultdict(list)
    callers: defaultdict[str, list[tuple[str, _Tests]]] = defaultdict(list)
    for number, statement in enumerate(body):
        run = [*_list_run([statement])]
        passed = {part for node, _ in run for part in _list_passed(node)}
        for node, tests in run:
            for name, calling in _list_calling(node):
                callers[name].append(calling)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                calls[node.func.id].append((number, tests))
            elif (
                isinstance(node, ast.Name)
                and node.id in names
                and isinstance(node.ctx, ast.Load)
                and node not in passed
            ):
                found[node.id].append((number, _join(tests)))
    for name in [name for name in callers if name in names]:
        for caller, inside in _list_callers(name, callers):
            for number, tests in calls.get(caller, [])[:_MAX_USES]:
                found[name].append((number, _join((*tests, *inside))))
        found[name].sort(key=lambda use: use[0])
    return found


def _list_passed(node: ast.AST) -> Sequence[ast.AST]:
    """Return what *node* names without using it: in ``A.load = x``, that is ``A``.

    Base classes are used when the class is called.
    """
    if isinstance(node, ast.ClassDef):
        return node.bases
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return [node.value]
    return []


def _list_calling(node: ast.AST) -> Iterator[tuple[str, tuple[str, _Tests]]]:
    """Yield the names that a call of the function or class *node* uses, and *node*."""
    if isinstance(node, FUNCTIONS):
        for name, tests in _list_used(node):
            yield name, (node.name, tests)
    elif isinstance(node, ast.ClassDef):
        for base in node.bases:
            yield last_name(base), (node.name, ())


def _list_callers(
    name: str, callers: dict[str, list[tuple[str, _Tests]]]
) -> Iterator[tuple[str, _Tests]]:
    """Yield the functions that use *name*, also through others, below which tests."""
    pending: list[tuple[str, _Tests]] = [(name, ())]
    seen = {name}
    while pending and len(seen) <= _MAX_CALLERS:
        inner, tests = pending.pop()
        for caller, inside in callers.get(inner, [])[:_MAX_CALLERS]:
            if caller == name:
                continue
            path = (*inside, *tests)
            yield caller, path
            if caller not in seen and len(path) <= _MAX_DEPTH:
                seen.add(caller)
                pending.append((caller, path))


def _list_used(function: Function) -> Iterator[tuple[str, _Tests]]:
    """Yield the names that *function* uses when it is called, unless it binds them."""
    bound = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    uses: list[tuple[str, _Tests]] = []
    for node, tests in _list_run(function.body):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                uses.append((node.id, tests))
            else:
                bound.add(node.id)
        elif isinstance(node, (ast.ClassDef, *FUNCTIONS)):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name)
    for name, tests in uses:
        if name not in bound:
            yield name, tests


def _list_run(body: Iterable[ast.stmt]) -> Iterator[tuple[ast.AST, _Tests]]:
    """Yield what runs with *body*, with the tests around it.

    Of functions that is what runs where they are defined.
    """
    pending: list[tuple[ast.AST, _Tests]] = [*_list_statements(body, ())]
    while pending:
        node, tests = pending.pop()
        yield node, tests
        if isinstance(node, FUNCTIONS):
            pending += [(part, tests) for part in (*node.decorator_list, node.args)]
        elif isinstance(node, ast.Lambda):
            pending.append((node.args, tests))
        elif isinstance(node, (ast.If, ast.IfExp)) and len(tests) < _MAX_DEPTH:
            pending.append((node.test, tests))
            for part, path in _list_branches(node, tests):
                pending += _list_statements(part, path)
        elif isinstance(node, ast.ClassDef):
            pending += [(part, tests) for part in _list_run_in_class(node)]
        else:
            pending += [(part, tests) for part in ast.iter_child_nodes(node)]


def _list_run_in_class(node: ast.ClassDef) -> Iterator[ast.AST]:
    for part in ast.iter_child_nodes(node):
        if isinstance(part, FUNCTIONS):
            yield from (*part.decorator_list, part.args)
        else:
            yield part


def _list_statements(
    body: Iterable[ast.AST], tests: _Tests
) -> Iterator[tuple[ast.AST, _Tests]]:
    """Yield each part of *body* with the tests around it and of exits above it."""
    for node in body:
        yield node, tests
        if (
            isinstance(node, ast.If)
            and isinstance(node.body[-1], LEAVING_STATEMENTS)
            and len(tests) < _MAX_DEPTH
        ):
            tests = (*tests, ast.UnaryOp(ast.Not(), node.test))


def _list_branches(
    node: ast.If | ast.IfExp, tests: _Tests
) -> Iterator[tuple[Sequence[ast.AST], _Tests]]:
    """Yield the branches of *node*, each with *tests* and the one that leads there."""
    opposite = ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.If):
        yield node.body, (*tests, node.test)
        yield node.orelse, (*tests, opposite)
    else:
        yield [node.body], (*tests, node.test)
        yield [node.orelse], (*tests, opposite)


def _join(tests: _Tests) -> ast.expr | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return ast.BoolOp(ast.And(), [*tests])
