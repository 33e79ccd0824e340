"""Evaluates expressions about the Python version, for one release after another.

The code of the linted file is never run: the few kinds of expressions that version
tests are made of are worked out here. To support another kind of expression, add it to
``_VISITORS``; another way to ask for the version, to the tables of ``releases``.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
from typing import TYPE_CHECKING, Any, Callable

from flake8_safe_imports.analysis.conditions.operations import (
    COMPARE,
    CONVERSIONS,
    NotUnderstood,
    calculate,
    call_method,
    expect_short,
    get_item,
    unpack,
)
from flake8_safe_imports.analysis.facts.releases import (
    CALLS,
    Release,
    find_value,
    find_window,
    list_micros,
)
from flake8_safe_imports.analysis.handling import presence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.handling.other_files import OtherExpression
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.values import ValuesOf

HAS_VALUES = (ast.Name, ast.Attribute, ast.Call)
"""Expressions whose value the file may say elsewhere; see ``ValuesOf``."""
MAX_HEIGHT = 12
"""Tests nested deeper than this are not understood; no real one is."""


class Evaluator:
    """Evaluates the expressions of one file."""

    def __init__(
        self,
        bindings: Bindings,
        values_of: ValuesOf,
        find_in_others: Callable[[ast.expr], OtherExpression | None] = lambda node: (
            None
        ),
    ) -> None:
        """Take the names of a file, their values, and what other files say of them."""
        self._bindings = bindings
        self._values_of = values_of
        self._find_in_others = find_in_others
        # The nodes are kept, so that their ids are not used again.
        self._values: dict[tuple[int, Release, int], tuple[ast.expr, Any]] = {}
        self._dotted: dict[int, tuple[ast.expr, str | None]] = {}
        self._micros: dict[tuple[int, int], tuple[ast.expr, Sequence[int]]] = {}

    def releases(self, test: ast.expr, version: int, hops: int) -> list[Release]:
        """Return releases of *version*, enough for *test* to tell any apart.

        *version* is 311 for 3.11.
        """
        known = self._micros.get((id(test), hops))
        if known is None:
            micros = list_micros(self.parts(test, hops))
            known = self._micros[id(test), hops] = (test, micros)
        return [Release(version // 100, version % 100, micro) for micro in known[1]]

    def parts(self, test: ast.expr, hops: int) -> Iterator[ast.AST]:
        """Yield all nodes of *test*, and of what the names in it are assigned."""
        level: list[ast.expr] = [test]
        seen: set[int] = set()
        while level:
            following: list[ast.expr] = []
            hops -= 1
            for node in itertools.chain.from_iterable(map(ast.walk, level)):
                yield node
                if hops < 0 or not isinstance(node, HAS_VALUES):
                    continue
                for value, _ in self._values_of(node, hops):
                    if id(value) not in seen:
                        seen.add(id(value))
                        following.append(value)
                other = self._find_in_others(node)
                if other is not None:
                    yield from other.parts()
            level = following

    def value(self, node: ast.expr, release: Release, hops: int) -> Any:
        """Return the value of *node* on *release*.

        At most *hops* assignments are followed. Raises NotUnderstood if the value is
        unknown.
        """
        visit = _VISITORS.get(type(node))
        if visit is None:
            raise NotUnderstood
        try:
            return visit(self, node, release, hops)
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
            raise NotUnderstood from None

    def _dotted_name(self, node: ast.expr) -> str | None:
        """Return the dotted name of *node*, which is the same on every release."""
        known = self._dotted.get(id(node))
        if known is None:
            found = self._bindings.dotted_name(node)
            known = self._dotted[id(node)] = (node, found)
        return known[1]

    def _assigned(
        self, node: ast.Name | ast.Attribute | ast.Call, release: Release, hops: int
    ) -> list[Any]:
        """Return what *node* is assigned on *release*: nothing, or one value."""
        values = self._values_of(node, hops - 1) if hops else ()
        here = [value for value, where in values if where & find_window(release)]
        found = [self._remembered(value, release, hops - 1) for value in here]
        if any(value != found[0] for value in found):
            raise NotUnderstood
        return found[:1]

    def _remembered(self, node: ast.expr, release: Release, hops: int) -> Any:
        known = self._values.get((id(node), release, hops))
        if known is None:
            value: Any = NotUnderstood
            if not is_too_high(node):
                with contextlib.suppress(NotUnderstood):
                    value = self.value(node, release, hops)
            known = self._values[id(node), release, hops] = (node, value)
        if known[1] is NotUnderstood:
            raise NotUnderstood
        return known[1]

    # One method for each kind of expression

    def _visit_constant(self, node: ast.Constant, release: Release, hops: int) -> Any:
        return node.value

    def _visit_sequence(
        self, node: ast.Tuple | ast.List | ast.Set, release: Release, hops: int
    ) -> Any:
        items = [self.value(item, release, hops) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items)

    def _visit_reference(
        self, node: ast.Name | ast.Attribute, release: Release, hops: int
    ) -> Any:
        dotted = self._dotted_name(node)
        if dotted is not None:
            value = find_value(dotted, release)
            if value is not None:
                return value
        found = self._assigned(node, release, hops)
        if found:
            return found[0]
        other = self._find_in_others(node)
        if other is not None:
            return other.value(release)
        if not isinstance(node, ast.Attribute):
            raise NotUnderstood
        value = self.value(node.value, release, hops)
        if not isinstance(value, Release) or node.attr not in Release._fields[:3]:
            raise NotUnderstood
        return getattr(value, node.attr)

    def _visit_subscript(self, node: ast.Subscript, release: Release, hops: int) -> Any:
        value = self.value(node.value, release, hops)
        if isinstance(node.slice, ast.Slice):
            bounds = [
                None if bound is None else self.value(bound, release, hops)
                for bound in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return value[slice(*bounds)]
        return get_item(value, self.value(node.slice, release, hops))

    def _visit_compare(self, node: ast.Compare, release: Release, hops: int) -> bool:
        if compares_texts(node, self._bindings):
            return COMPARE[type(node.ops[0])](release.major, 2) is True
        left = self.value(node.left, release, hops)
        for operation, comparator in zip(node.ops, node.comparators):
            right = self.value(comparator, release, hops)
            if not COMPARE[type(operation)](left, right):
                return False
            left = right
        return True

    def _visit_unary(self, node: ast.UnaryOp, release: Release, hops: int) -> Any:
        value = self.value(node.operand, release, hops)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub):
            return -value
        raise NotUnderstood

    def _visit_binary(self, node: ast.BinOp, release: Release, hops: int) -> Any:
        left = self.value(node.left, release, hops)
        right = self.value(node.right, release, hops)
        return calculate(node.op, left, right)

    def _visit_boolean(self, node: ast.BoolOp, release: Release, hops: int) -> Any:
        stops_at = isinstance(node.op, ast.Or)
        value = None
        for operand in node.values:
            value = self.value(operand, release, hops)
            if bool(value) is stops_at:
                break
        return value

    def _visit_conditional(self, node: ast.IfExp, release: Release, hops: int) -> Any:
        holds = self.value(node.test, release, hops)
        return self.value(node.body if holds else node.orelse, release, hops)

    def _visit_call(self, node: ast.Call, release: Release, hops: int) -> Any:
        returned = self._assigned(node, release, hops)
        if returned:
            return returned[0]
        other = self._find_in_others(node)
        if other is not None:
            return other.value(release)
        if node.keywords:
            raise NotUnderstood
        called = self._dotted_name(node.func) or ""
        if called == "builtins.getattr":
            found = find_value(presence.asked_name(node, self._bindings) or "", release)
            if found is None:
                raise NotUnderstood
            return found
        if called == "builtins.map":
            return self._convert_each(node.args, release, hops)
        arguments = list(self._arguments(node.args, release, hops))
        if called in CALLS:
            return CALLS[called](release)
        if called in CONVERSIONS:
            (only,) = arguments
            return CONVERSIONS[called](only)
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value, release, hops)
            if isinstance(owner, str):
                return call_method(owner, node.func.attr, arguments)
        raise NotUnderstood

    def _arguments(
        self, nodes: Sequence[ast.expr], release: Release, hops: int
    ) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                yield from unpack(self.value(node.value, release, hops))
            else:
                yield self.value(node, release, hops)

    def _convert_each(
        self, nodes: Sequence[ast.expr], release: Release, hops: int
    ) -> list[Any]:
        """Return the items of ``map(str, VERSION)``."""
        function, items = nodes
        convert = CONVERSIONS[self._dotted_name(function) or ""]
        values = self.value(items, release, hops)
        if isinstance(values, Release):
            raise NotUnderstood  # one of them is the release level
        return [convert(item) for item in values]

    def _visit_joined(self, node: ast.JoinedStr, release: Release, hops: int) -> str:
        found: list[str] = []
        for part in node.values:
            shown = part
            if isinstance(part, ast.FormattedValue):
                if part.conversion != -1 or part.format_spec is not None:
                    raise NotUnderstood
                shown = part.value
            found.append(str(self.value(shown, release, hops)))
        expect_short(*found)
        return "".join(found)


def is_too_high(node: ast.AST) -> bool:
    """Return whether *node* is nested deeper than ``MAX_HEIGHT``."""
    level: list[ast.AST] = [node]
    for _ in range(MAX_HEIGHT):
        level = [child for part in level for child in ast.iter_child_nodes(part)]
        if not level:
            return False
    return True


def compares_texts(node: ast.expr, bindings: Bindings) -> bool:
    """Return whether *node* is ``str is bytes``, true on Python 2, or its like."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return False
    sides = [node.left, node.comparators[0]]
    # Names first: they are looked up once for every release.
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    return names == {"bytes", "str"} and {*map(bindings.dotted_name, sides)} == {
        "builtins.bytes",
        "builtins.str",
    }


_VISITORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Constant: Evaluator._visit_constant,
    ast.Tuple: Evaluator._visit_sequence,
    ast.List: Evaluator._visit_sequence,
    ast.Set: Evaluator._visit_sequence,
    ast.Name: Evaluator._visit_reference,
    ast.Attribute: Evaluator._visit_reference,
    ast.Subscript: Evaluator._visit_subscript,
    ast.Compare: Evaluator._visit_compare,
    ast.UnaryOp: Evaluator._visit_unary,
    ast.BinOp: Evaluator._visit_binary,
    ast.BoolOp: Evaluator._visit_boolean,
    ast.IfExp: Evaluator._visit_conditional,
    ast.Call: Evaluator._visit_call,
    ast.JoinedStr: Evaluator._visit_joined,
}
