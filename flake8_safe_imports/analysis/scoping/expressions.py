"""What the walk over a tree records of expressions, and of their assignment."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports.analysis.scoping.keys import (
    TABLES,
    find_source,
    is_chosen,
    is_not_chosen,
    list_keyed_items,
)
from flake8_safe_imports.analysis.scoping.places import Block, Place
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.scopes import (
    ANY,
    COMPREHENSION,
    LiteralCall,
    Scope,
    Use,
)
from flake8_safe_imports.analysis.statements import syntax
from flake8_safe_imports.analysis.statements.branches import ELSE, PLAIN, THEN
from flake8_safe_imports.analysis.statements.exits import EXPECTING, divides_by_zero

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flake8_safe_imports.analysis.scoping.recorder import Env, Recorder, Visitor


def _visit_walrus(walk: Recorder, node: ast.NamedExpr, env: Env) -> None:
    scope = env.scope
    while scope.kind == COMPREHENSION and scope.parent is not None:
        scope = scope.parent
    outer = env.within(scope)
    walk.defer(assign, walk, node.target, node.value, outer)
    walk.visit(node.value, env)


def _visit_conditional(walk: Recorder, node: ast.IfExp, env: Env) -> None:
    block, index = env.place
    walk.defer(
        walk.enter_expression, node.orelse, Block(block, index, node.test, ELSE), env
    )
    walk.defer(
        walk.enter_expression, node.body, Block(block, index, node.test, THEN), env
    )
    walk.visit(node.test, env)


def _visit_boolean(walk: Recorder, node: ast.BoolOp, env: Env) -> None:
    _visit_operand(walk, node, 0, env)


def _visit_operand(walk: Recorder, node: ast.BoolOp, position: int, env: Env) -> None:
    """Visit one operand; the next one runs only if this one does not decide."""
    value = node.values[position]
    if position + 1 < len(node.values):
        branch = THEN if isinstance(node.op, ast.And) else ELSE
        block = Block(env.place.block, env.place.number, value, branch)
        walk.defer(walk.end_block, block)
        walk.defer(_visit_operand, walk, node, position + 1, env.at(Place(block, 0)))
        walk.defer(walk.begin_block, block)
    walk.visit(value, env)


def _visit_subscript(walk: Recorder, node: ast.Subscript, env: Env) -> None:
    if not isinstance(node.ctx, ast.Load):
        _record_set(walk, node, last_name(node.value), env)
    if isinstance(node.value, TABLES):
        walk.mark_exit(env)  # there may be nothing at an index that is the version
        walk.visit(node.slice, env)
        _visit_table(walk, node.value, node.slice, env)
    else:
        walk.visit_all([node.value, node.slice], env)


def _visit_table(walk: Recorder, table: ast.expr, index: ast.expr, env: Env) -> None:
    """Visit ``{True: f, False: g}``, of which the item at *index* is taken.

    Each is used only where *index* is its key.
    """
    for key, item in reversed(list_keyed_items(table)):
        if key is not None and isinstance(item, _CHOSEN):
            walk.defer(walk.enter_expression, item, _choose(env, index, key), env)
        else:
            walk.visit(item, env)
        walk.visit(key, env)


def _choose(env: Env, index: ast.expr, key: ast.expr) -> Block:
    return Block(*env.place, is_chosen(index, key), THEN)


def _visit_lookup(walk: Recorder, node: ast.Call, table: ast.Dict, env: Env) -> None:
    """Visit ``{2: f}.get(TEST, g)``."""
    index, *rest = node.args
    for default in reversed(rest):
        if isinstance(default, _CHOSEN) and None not in table.keys:
            test = is_not_chosen(index, table)
            chosen = Block(*env.place, test, THEN)
            walk.defer(walk.enter_expression, default, chosen, env)
        else:
            walk.visit(default, env)
    walk.visit(index, env)
    _visit_table(walk, table, index, env)


_CHOSEN: Final = (ast.Lambda, ast.Name)
"""Items of tables that may be called where they are taken."""


def _visit_comprehension(walk: Recorder, node: Any, env: Env) -> None:
    inner = env.within(Scope(COMPREHENSION, env.scope))
    is_dict = isinstance(node, ast.DictComp)
    # On Python 3.15 a dictionary that is unpacked has no value.
    results: list[Any] = [node.key, node.value] if is_dict else [node.elt]
    if results[-1] is None or isinstance(results[0], ast.Starred):
        walk.require(syntax.UNPACKED_RESULTS)
        results = results[:1]
    parts = [
        part for generator in node.generators for part in (generator, *generator.ifs)
    ]
    first = parts[0]
    _visit_generator(walk, [*parts, *results], len(parts), 0, inner)
    walk.visit(first.iter, env)


def _visit_part(
    walk: Recorder, parts: list[Any], count: int, number: int, env: Env
) -> None:
    """Visit the part of a comprehension at *number*, and then those after it.

    The first *count* are loops and tests: what comes later runs if there is something
    in all of them, and if all these are true. The rest are results.
    """
    if number == count:
        walk.visit_all(parts[count:], env)
        return
    part = parts[number]
    if isinstance(part, ast.comprehension):
        _visit_generator(walk, parts, count, number, env)
        walk.visit(part.iter, env)
        return
    block = Block(env.place.block, env.place.number, part, THEN)
    walk.defer(walk.end_block, block)
    after = env.at(Place(block, 0))
    walk.defer(_visit_part, walk, parts, count, number + 1, after)
    walk.defer(walk.begin_block, block)
    walk.visit(part, env)


def _visit_generator(
    walk: Recorder, parts: list[Any], count: int, number: int, env: Env
) -> None:
    """Enter the loop at *number* of a comprehension, after what it goes through."""
    node = parts[number]
    block: Block | None = None
    if isinstance(node.iter, _LISTED):
        walk.add_source(find_source(node.iter))
        block = Block(env.place.block, env.place.number, node, PLAIN)
        walk.defer(walk.end_block, block)
        env = env.at(Place(block, 0))
    walk.defer(_visit_part, walk, parts, count, number + 1, env)
    walk.defer(assign, walk, node.target, make_item(node.iter), env)
    if block is not None:
        walk.defer(walk.begin_block, block)


_LISTED: Final = (
    *(ast.BoolOp, ast.Call, ast.GeneratorExp, ast.IfExp, ast.ListComp, ast.Name),
)
"""What a comprehension goes through that may be empty on some versions."""


def _visit_name(walk: Recorder, node: ast.Name, env: Env) -> None:
    if isinstance(node.ctx, ast.Load):
        walk.record_use(node, node, (), env, reads=True)
    else:
        if isinstance(node.ctx, ast.Del):
            walk.scopes.deleted.add(node.id)
        walk.bind(node.id, env)


def _visit_attribute(walk: Recorder, node: ast.Attribute, env: Env) -> None:
    names = [node.attr]
    base = node.value
    while isinstance(base, ast.Attribute):
        names.append(base.attr)
        base = base.value
    names.reverse()
    attributes = tuple(names)
    reads = isinstance(node.ctx, ast.Load)
    if isinstance(base, ast.Name):
        if not reads:
            walk.scopes.set_names.add((base.id, *attributes))
            _record_set(walk, node, node.attr, env)
        walk.record_use(node, base, attributes, env, reads=reads)
        return
    if isinstance(base, ast.Call) and _has_literal_string(base):
        scope, place, annotation, runs = env
        order = walk.tick()
        use = Use(node, "", attributes, scope, order, place, reads, annotation, runs)
        walk.scopes.call_attributes.append((base, use))
    walk.visit(base, env)


def _record_set(walk: Recorder, node: ast.expr, name: str, env: Env) -> None:
    sets = walk.scopes.sets.setdefault((type(node), name), [])
    sets.append((walk.tick(), env.place))


def _visit_call(walk: Recorder, node: ast.Call, env: Env) -> None:
    function, arguments, keywords = node.func, node.args, node.keywords
    if arguments or keywords:
        walk.scopes.giving.append(node)
        if _has_literal_string(node):
            body = walk.decorated.get(id(node))
            walk.scopes.calls.append(LiteralCall(node, env.place, body))
    called = last_name(function)
    if called in walk.exit_names:
        walk.mark_exit(env)
        walk.add_leaving(env)
    elif called == "setattr" and len(arguments) == 3:
        _record_setattr(walk, arguments[0], arguments[1])
    elif called in EXPECTING and len(arguments) > 1:
        _record_expecting(walk, node, env)
    elif called:
        walk.add_called(called, env)
    if (
        isinstance(function, ast.Attribute)
        and function.attr == "get"
        and isinstance(function.value, ast.Dict)
        and arguments
        and not keywords
    ):
        _visit_lookup(walk, node, function.value, env)
        return
    if keywords:
        walk.visit_all([keyword.value for keyword in keywords], env)
    walk.visit_all(arguments, env)
    walk.visit(function, env)


def _has_literal_string(call: ast.Call) -> bool:
    """Return whether an argument of *call* is a literal string."""
    for value in call.args:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return True
    for keyword in call.keywords:
        value = keyword.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return True
    return False


def _record_setattr(walk: Recorder, owner: ast.expr, name: ast.expr) -> None:
    """Record a call of ``setattr(owner, name, ...)``."""
    attributes: list[str] = []
    while isinstance(owner, ast.Attribute):
        attributes.append(owner.attr)
        owner = owner.value
    if isinstance(owner, ast.Name):
        last = name.value if isinstance(name, ast.Constant) else ANY
        walk.scopes.set_names.add((owner.id, *reversed(attributes), str(last)))


def _record_expecting(walk: Recorder, node: ast.Call, env: Env) -> None:
    """Record a call of ``assertRaises(error, function)``."""
    for given in node.args[1:]:
        if isinstance(given, ast.Lambda):
            walk.scopes.expecting[id(given)] = node
        elif isinstance(given, ast.Name):
            walk.scopes.expecting[env.place.block, given.id] = node


def _visit_yield(walk: Recorder, node: ast.Yield | ast.YieldFrom, env: Env) -> None:
    if env.scope.node is not None:
        walk.scopes.yields.setdefault(env.scope.node, []).append(env.place)
    walk.visit(node.value, env)


def _visit_operation(walk: Recorder, node: ast.BinOp, env: Env) -> None:
    if divides_by_zero(node):
        walk.mark_exit(env)
        walk.add_leaving(env)
    walk.visit_all([node.left, node.right], env)


def _visit_starred(walk: Recorder, node: ast.Starred, env: Env) -> None:
    walk.add_source(node.value)
    walk.visit(node.value, env)


def _visit_compare(walk: Recorder, node: ast.Compare, env: Env) -> None:
    if isinstance(node.left, ast.Constant) and isinstance(
        node.ops[0], (ast.In, ast.NotIn)
    ):
        walk.scopes.lookups.append((node, env.place))
    walk.visit_all([node.left, *node.comparators], env)


def assign(walk: Recorder, target: ast.expr, value: ast.expr, env: Env) -> None:
    """Record that *value* is assigned to *target*."""
    if isinstance(target, ast.Name):
        walk.bind(target.id, env, value=value)
        return
    if not isinstance(target, (ast.Tuple, ast.List)):
        walk.visit(target, env)
        return
    for part, item in reversed(_unpack(target, value)):
        if isinstance(part, ast.Name):
            walk.defer(walk.bind, part.id, env, None, item)
        else:
            walk.visit(part, env)


def _unpack(
    target: ast.Tuple | ast.List, value: ast.expr
) -> list[tuple[ast.expr, ast.expr | None]]:
    """Pair the parts of *target* with their values; None if a value is unknown.

    For ``a, b = x`` these are ``x[0]`` and ``x[1]``.
    """
    count = len(target.elts)
    stars = [
        index for index, part in enumerate(target.elts) if isinstance(part, ast.Starred)
    ]
    values: list[ast.expr | None] = [None] * count
    if isinstance(value, (ast.Tuple, ast.List)):
        plain = not any(isinstance(part, ast.Starred) for part in value.elts)
        if plain and not stars and len(value.elts) == count:
            values = list(value.elts)
    else:
        first = stars[0] if stars else count
        values[:first] = [make_item(value, index) for index in range(first)]
    return list(zip(target.elts, values))


def make_item(value: ast.expr, index: int | None = None) -> ast.expr:
    """Return a node for ``value[index]`` that is not in the tree.

    Without an index it is any item, and has no value of its own.
    """
    return ast.Subscript(value, ast.Constant(index), ast.Load())


VISITORS: Final[Mapping[type[ast.AST], Visitor]] = {
    ast.NamedExpr: _visit_walrus,
    ast.IfExp: _visit_conditional,
    ast.BinOp: _visit_operation,
    ast.BoolOp: _visit_boolean,
    ast.ListComp: _visit_comprehension,
    ast.SetComp: _visit_comprehension,
    ast.DictComp: _visit_comprehension,
    ast.GeneratorExp: _visit_comprehension,
    ast.Name: _visit_name,
    ast.Attribute: _visit_attribute,
    ast.Call: _visit_call,
    ast.Compare: _visit_compare,
    ast.Starred: _visit_starred,
    ast.Subscript: _visit_subscript,
    ast.Yield: _visit_yield,
    ast.YieldFrom: _visit_yield,
}
"""Class of an expression -> what it is visited by."""
