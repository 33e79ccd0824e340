"""Calls that are given a version, and refuse to go on below it: ``require(3, 11)``."""

from __future__ import annotations

import ast
from typing import Any, Final, Union

_Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

_MOST: Final = 4
"""How many arguments, and parts of a version, are read."""
_LONGEST: Final = 20
"""How long a version is as text."""


def spell_literals(call: ast.Call) -> str:
    """Return the arguments of *call* as text; empty if one is not like a version."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not 0 < len(values) <= _MOST or not all(map(_is_literal, values)):
        return ""
    if any(keyword.arg is None for keyword in call.keywords):
        return ""
    parts = [ast.unparse(item) for item in call.args]
    parts += [f"{item.arg}={ast.unparse(item.value)}" for item in call.keywords]
    return ", ".join(parts)


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return len(node.elts) <= _MOST and all(map(_is_number, node.elts))
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return _is_number(node) or (is_text and len(ast.unparse(node)) <= _LONGEST)


def _is_number(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and type(node.value) is int
        and 0 <= node.value < 100
    )


def bind(function: _Function, call: ast.Call) -> dict[str, ast.expr] | None:
    """Return what *call* gives the parameters of *function*.

    None if it is given nothing, or anything but literals.
    """
    if not spell_literals(call):
        return None
    parameters = function.args
    names = [item.arg for item in (*parameters.posonlyargs, *parameters.args)]
    defaults = parameters.defaults
    found: dict[str, ast.expr] = dict(
        zip(names[len(names) - len(defaults) :], defaults)
    )
    for item, default in zip(parameters.kwonlyargs, parameters.kw_defaults):
        if default is not None:
            found[item.arg] = default
    found.update(zip(names, call.args))
    if parameters.vararg is not None:
        rest = list(call.args[len(names) :])
        found[parameters.vararg.arg] = ast.Tuple(rest, ast.Load())
    found.update((item.arg or "", item.value) for item in call.keywords)
    return found


def rebinds_parameters(function: _Function) -> bool:
    """Return whether *function* gives one of its parameters another value.

    ``minor = int(minor)`` gives it the same one.
    """
    parameters = {it.arg for it in ast.walk(function.args) if isinstance(it, ast.arg)}
    same: set[ast.AST] = set()
    for node in (part for item in function.body for part in ast.walk(item)):
        if isinstance(node, ast.Assign) and _converts(node):
            same.add(node.targets[0])
        elif (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and node.id in parameters
            and node not in same
        ):
            return True
    return False


def _converts(node: ast.Assign) -> bool:
    """Return whether *node* is like ``minor = int(minor)``."""
    target, value = node.targets[0], node.value
    return (
        isinstance(target, ast.Name)
        and isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"int", "tuple"}
        and [target.id] == [getattr(item, "id", None) for item in value.args]
    )


def fill_in(test: ast.expr, given: dict[str, ast.expr]) -> ast.expr:
    """Return *test*, which is not high, with what is *given* for names.

    What has none of them stays the same.
    """
    filled: ast.expr = _fill_in(test, given)
    return filled


def _fill_in(node: Any, given: dict[str, ast.expr]) -> Any:
    if isinstance(node, list):
        filled = [_fill_in(item, given) for item in node]
        is_same = all(new is old for new, old in zip(filled, node))
        return node if is_same else filled
    if isinstance(node, ast.Name):
        return given.get(node.id, node)
    if not isinstance(node, ast.AST):
        return node
    before = dict(ast.iter_fields(node))
    after = {name: _fill_in(value, given) for name, value in before.items()}
    if all(after[name] is before[name] for name in before):
        return node
    return type(node)(**after)
