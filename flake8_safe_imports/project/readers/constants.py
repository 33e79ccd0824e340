"""Works out the values that constants of one Python file make up; nothing is run.

``f">=3.{LOW}"``, ``">=" + ".".join(map(str, LOWEST))`` and their like are read as far
as every part is a literal, or a name that is assigned once. Whatever else there is
has no value.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, Union

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = Union[str, int, "tuple[Value, ...]"]

BINDING: Final[tuple[type[ast.AST], ...]] = (
    *(ast.Name, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.arg, ast.alias, ast.Assign, ast.AnnAssign),
)
"""The kinds of nodes that tell what a name is bound to."""
_DEEPEST: Final = 50
"""How deep an expression may be nested, names followed on the way included."""
_LONGEST: Final = 1000
"""Characters or items that a value may have; bounds what crafted constants can make."""
_FIELDS: Final = r"(?:[^{}]|\{\{|\}\}|\{\w{0,30}\})*"
"""A template for ``str.format`` without attributes, conversions and widths."""
_PERCENTS: Final = r"(?:[^%]|%%|%[sdi])*"


class UnknownValueError(Exception):
    """An expression that is not made up of constants."""


class Constants:
    """The names of a file that are assigned once, and what expressions come to."""

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        """Read all *nodes* of a file, at least those that bind names."""
        self._assigned = _find_single_assignments(nodes)

    def evaluate(self, node: ast.expr) -> Value | None:
        """Return the value of an expression, or None if it is not known."""
        try:
            return self._evaluate(node, 0)
        except (UnknownValueError, ValueError, LookupError, TypeError):
            return None

    def _evaluate(self, node: ast.expr, depth: int) -> Value:
        if depth > _DEEPEST:
            raise UnknownValueError
        value = self._read(node, depth + 1)
        if not isinstance(value, int) and len(value) > _LONGEST:
            raise UnknownValueError
        return value

    def _read(self, node: ast.expr, depth: int) -> Value:
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, int)):
            return node.value
        if isinstance(node, ast.Name) and node.id in self._assigned:
            return self._evaluate(self._assigned[node.id], depth)
        if isinstance(node, (ast.Tuple, ast.List)):
            return tuple(self._evaluate_all(node.elts, depth))
        items = _find_spelled(node)
        if items is not None:
            return tuple(map(_as_text, _as_tuple(self._evaluate(items, depth))))
        if isinstance(node, ast.Subscript):
            return self._read_item(node, depth)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -_as_int(self._evaluate(node.operand, depth))
        if isinstance(node, ast.BinOp):
            return self._read_operation(node, depth)
        if isinstance(node, ast.JoinedStr):
            return "".join(self._read_part(part, depth) for part in node.values)
        if isinstance(node, ast.Call):
            return self._read_call(node, depth)
        raise UnknownValueError

    def _evaluate_all(self, nodes: Iterable[ast.expr], depth: int) -> list[Value]:
        """Return the values of *nodes*; of ``*items`` those in it."""
        found: list[Value] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                found += _as_tuple(self._evaluate(node.value, depth))
            else:
                found.append(self._evaluate(node, depth))
        return found

    def _read_item(self, node: ast.Subscript, depth: int) -> Value:
        owner = self._evaluate(node.value, depth)
        if isinstance(owner, int):
            raise UnknownValueError
        if isinstance(node.slice, ast.Slice):
            bounds = [
                None if bound is None else _as_int(self._evaluate(bound, depth))
                for bound in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return owner[slice(*bounds)]
        return owner[_as_int(self._evaluate(node.slice, depth))]

    def _read_operation(self, node: ast.BinOp, depth: int) -> Value:
        left = self._evaluate(node.left, depth)
        right = self._evaluate(node.right, depth)
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            if not re.fullmatch(_PERCENTS, left):
                raise UnknownValueError
            return left % right
        if isinstance(node.op, ast.Add) and type(left) is type(right):
            return left + right  # type: ignore[operator]
        raise UnknownValueError

    def _read_part(self, node: ast.expr, depth: int) -> str:
        """Return what a part of an f-string comes to."""
        if not isinstance(node, ast.FormattedValue):
            return _as_text(self._evaluate(node, depth))
        if node.conversion not in (-1, ord("s")) or node.format_spec is not None:
            raise UnknownValueError
        return _as_text(self._evaluate(node.value, depth))

    def _read_call(self, node: ast.Call, depth: int) -> Value:
        """Return what ``.format()``, ``.join()``, ``str()`` or ``tuple()`` give."""
        arguments = self._evaluate_all(node.args, depth)
        if isinstance(node.func, ast.Attribute):
            owner = self._evaluate(node.func.value, depth)
            keywords = {
                item.arg: self._evaluate(item.value, depth)
                for item in node.keywords
                if item.arg
            }
            if len(keywords) == len(node.keywords) and isinstance(owner, str):
                return _call_method(owner, node.func.attr, arguments, keywords)
        elif isinstance(node.func, ast.Name) and len(arguments) == 1:
            if node.func.id == "str":
                return _as_text(arguments[0])
            if node.func.id in ("tuple", "list"):
                return _as_tuple(arguments[0])
        raise UnknownValueError


def _find_spelled(node: ast.expr) -> ast.expr | None:
    """Return ITEMS of ``map(str, ITEMS)`` or ``str(x) for x in ITEMS``."""
    if isinstance(node, ast.Call) and _is_name(node.func, "map"):
        if len(node.args) == 2 and _is_name(node.args[0], "str") and not node.keywords:
            return node.args[1]
    elif isinstance(node, (ast.GeneratorExp, ast.ListComp)):
        loop, made = node.generators[0], node.elt
        if (
            len(node.generators) == 1
            and not loop.ifs
            and isinstance(loop.target, ast.Name)
            and isinstance(made, ast.Call)
            and _is_name(made.func, "str")
            and len(made.args) == 1
            and _is_name(made.args[0], loop.target.id)
        ):
            return loop.iter
    return None


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _call_method(
    owner: str, name: str, arguments: list[Value], keywords: dict[str, Value]
) -> str:
    if name == "format" and re.fullmatch(_FIELDS, owner):
        return owner.format(*arguments, **keywords)
    if name == "join" and len(arguments) == 1 and not keywords:
        parts = _as_tuple(arguments[0])
        if all(isinstance(part, str) for part in parts):
            return owner.join(map(str, parts))
    raise UnknownValueError


def _as_tuple(value: Value) -> tuple[Value, ...]:
    if isinstance(value, tuple):
        return value
    raise UnknownValueError


def _as_int(value: Value) -> int:
    if isinstance(value, int):
        return value
    raise UnknownValueError


def _as_text(value: Value) -> str:
    if isinstance(value, tuple):
        raise UnknownValueError
    return str(value)


def _find_single_assignments(nodes: Iterable[ast.AST]) -> dict[str, ast.expr]:
    """Return the names that are assigned a value once, with the expression."""
    times: Counter[str] = Counter()
    found: dict[str, ast.expr] = {}
    for node in nodes:
        times[_find_bound(node)] += 1
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                _pair(target, node.value, found)
    return {name: value for name, value in found.items() if times[name] == 1}


def _find_bound(node: ast.AST) -> str:
    """Return the name that *node* itself binds or deletes; or nothing."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return node.id
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return node.name
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.alias):
        return node.asname or node.name.partition(".")[0]
    return ""


def _pair(target: ast.expr, value: ast.expr, found: dict[str, ast.expr]) -> None:
    """Note what *target* is assigned; of ``a, b = 1, 2`` each name its part."""
    if isinstance(target, ast.Name):
        found[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(
        value, (ast.Tuple, ast.List)
    ):
        parts = [*target.elts, *value.elts]
        if len(target.elts) == len(value.elts) and not any(
            isinstance(part, ast.Starred) for part in parts
        ):
            for name, part in zip(target.elts, value.elts):
                if isinstance(name, ast.Name):
                    found[name.id] = part
