"""One walk over a whole tree, in evaluation order, that records its names.

Only files in which something may be wrong are walked. What a use refers to is worked
out later, by :class:`.scopes.Scopes`, for the few uses
that matter.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports.analysis.scoping import expressions
from flake8_safe_imports.analysis.scoping.expressions import assign, make_item
from flake8_safe_imports.analysis.scoping.keys import find_parameters, find_source
from flake8_safe_imports.analysis.scoping.places import (
    Block,
    Located,
    Loop,
    Place,
    module_block,
)
from flake8_safe_imports.analysis.scoping.recorder import (
    Env,
    Recorder,
    children,
    last_name,
)
from flake8_safe_imports.analysis.scoping.scopes import (
    CLASS_SCOPE,
    DEFERRED_TYPE,
    FUNCTION_SCOPE,
    TYPE_PARAMETERS,
    ImportedName,
    Scope,
    Scopes,
)
from flake8_safe_imports.analysis.statements import syntax
from flake8_safe_imports.analysis.statements.branches import (
    BRANCHES,
    CASE,
    CLASS,
    FUNCTION,
)
from flake8_safe_imports.analysis.statements.exits import (
    CALLED_NAMES,
    MARKED_STATEMENTS,
)

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.recorder import Resolve, Visitor


def collect_scopes(tree: ast.Module, resolve: Resolve) -> Scopes:
    """Return the names of *tree*; *resolve* reads its relative imports."""
    return Walk(tree, resolve).scopes


class Walk:
    """The walk over *tree*, which may go on with expressions that follow it.

    ``scopes`` are the names, and ``end`` is the place after the last statement.
    """

    def __init__(self, tree: ast.Module, resolve: Resolve) -> None:
        self._recorder: Final = Recorder(resolve)
        self.scopes: Final = self._recorder.scopes
        self.scopes.body = tree.body
        block = module_block(tree)
        self.end: Final = Place(block, len(tree.body))
        self._recorder.enter_block(block, Env(self.scopes.module, Place(block, 0)))
        self._recorder.run(_VISITORS)

    def go_on(self, node: ast.expr) -> None:
        """Look the names in *node* up as if it were evaluated at the end.

        The file itself uses and calls no more for that.
        """
        scopes = self.scopes
        uses, calls, giving = len(scopes.uses), len(scopes.calls), len(scopes.giving)
        self._recorder.visit(node, Env(self.scopes.module, self.end))
        self._recorder.run(_VISITORS)
        self._recorder.end_block(self.end.block)
        del scopes.uses[uses:], scopes.calls[calls:], scopes.giving[giving:]


# Statements. Work that is deferred later is done earlier, so the order is reversed.


def _enter_branches(walk: Recorder, node: ast.stmt, env: Env) -> Block:
    """Visit the branches of a compound statement, each in a block of its own.

    Return that of the first, which is never empty.
    """
    for branch, body, owner in reversed(BRANCHES[type(node)](node)):
        if body:
            block = Block(env.place.block, env.place.number, owner, branch, body)
            walk.defer(walk.enter_block, block, env)
    return block


def _visit_branch(walk: Recorder, node: ast.If | ast.While, env: Env) -> None:
    _enter_branches(walk, node, env)
    walk.visit(node.test, env)


def _visit_for(walk: Recorder, node: ast.For | ast.AsyncFor, env: Env) -> None:
    body = _enter_branches(walk, node, env)
    if isinstance(node.iter, _LISTED):
        walk.scopes.loops.append(Loop(node, body))
    walk.defer(assign, walk, node.target, make_item(node.iter), env)
    walk.visit(node.iter, env)


_LISTED: Final = (ast.Call, ast.Dict, ast.List, ast.Name, ast.Set, ast.Tuple)
"""What a loop goes through that may be a table of this file."""


def _visit_with(walk: Recorder, node: ast.With | ast.AsyncWith, env: Env) -> None:
    _enter_branches(walk, node, env)
    walk.add_called("__enter__", env)
    for item in reversed(node.items):
        walk.visit_all([item.context_expr, item.optional_vars], env)


def _visit_try(walk: Recorder, node: ast.Try, env: Env) -> None:
    for branch, body, owner in reversed(BRANCHES[type(node)](node)):
        if not body:
            continue
        block = Block(env.place.block, env.place.number, owner, branch, body)
        walk.defer(walk.enter_block, block, env)
        if isinstance(owner, ast.ExceptHandler):
            if owner.name:
                place = Place(block, 0)
                walk.defer(walk.bind, owner.name, env.at(place))
            walk.visit(owner.type, env)


def _visit_match(walk: Recorder, node: Any, env: Env) -> None:
    for case in reversed(node.cases):
        block = Block(env.place.block, env.place.number, case, CASE, case.body)
        walk.defer(walk.enter_block, block, env)
        walk.visit_all([case.pattern, case.guard], env)
    walk.visit(node.subject, env)


def _visit_pattern(walk: Recorder, node: Any, env: Env) -> None:
    """Visit a part of a pattern that may capture a name."""
    name = getattr(node, "rest", None) or getattr(node, "name", None)
    if name:
        walk.defer(walk.bind, name, env)
    walk.visit_all(children(node), env)


def _visit_function(
    walk: Recorder, node: ast.FunctionDef | ast.AsyncFunctionDef, env: Env
) -> None:
    outer = _enter_type_parameters(walk, node, env)
    arguments = _list_arguments(walk, node.args)
    inner = Env(Scope(FUNCTION_SCOPE, outer.scope, node), env.place)
    block = Block(env.place.block, env.place.number, node, FUNCTION, node.body)
    walk.defer(walk.enter_block, block, inner)
    walk.defer(_bind_parameters, walk, arguments, node.args, inner)
    walk.defer(walk.bind, node.name, env, None, None, None, node)
    annotations = [argument.annotation for argument in arguments]
    walk.visit_all([*annotations, node.returns], outer._replace(annotation=True))
    walk.visit_all([*node.args.defaults, *node.args.kw_defaults], env)
    if node.decorator_list:
        walk.scopes.giving.append(node)
        _visit_decorators(walk, node.decorator_list, block, env)


def _visit_decorators(
    walk: Recorder, nodes: list[ast.expr], body: Block, env: Env
) -> None:
    walk.decorated.update((id(node), Place(body, 0)) for node in nodes)
    for node in nodes:
        if isinstance(node, ast.Name):
            walk.add_called(node.id, env)
        given = find_parameters(node)
        if given is not None:
            walk.add_source(find_source(given))
    walk.visit_all(nodes, env)


def _bind_parameters(
    walk: Recorder, parameters: list[ast.arg], node: ast.arguments, env: Env
) -> None:
    for parameter in parameters:
        walk.bind(parameter.arg, env)
    if node.defaults or node.kw_defaults:
        positional = reversed([*node.posonlyargs, *node.args])
        for parameter, default in (
            *zip(positional, reversed(node.defaults)),
            *zip(node.kwonlyargs, node.kw_defaults),
        ):
            test = _find_test(default)
            if test is not None:  # one of two values: callers may give another
                walk.bind(parameter.arg, env, None, test)


def _find_test(default: ast.expr | None) -> ast.expr | None:
    """Return *default* as a test, None if it is none.

    It becomes the only part of an ``and``: so no parameter stands for a module, and it
    can be told from a value that no caller can replace.
    """
    inner = default
    while True:
        if isinstance(inner, ast.UnaryOp) and isinstance(inner.op, ast.Not):
            inner = inner.operand
        elif isinstance(inner, ast.Call) and last_name(inner.func) == "bool":
            inner = inner.args[0] if inner.args else None
        else:
            break
    if default is not None and isinstance(inner, _DEFAULT_TESTS):
        return ast.BoolOp(ast.And(), [default])
    return None


_DEFAULT_TESTS: Final = (
    ast.Attribute,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.IfExp,
    ast.Name,
)


def _visit_lambda(walk: Recorder, node: ast.Lambda, env: Env) -> None:
    inner = env.within(Scope(FUNCTION_SCOPE, env.scope))
    block = Block(env.place.block, env.place.number, node, FUNCTION)
    walk.defer(walk.enter_expression, node.body, block, inner)
    arguments = _list_arguments(walk, node.args)
    walk.defer(_bind_parameters, walk, arguments, node.args, inner)
    walk.visit_all([*node.args.defaults, *node.args.kw_defaults], env)


def _visit_class(walk: Recorder, node: ast.ClassDef, env: Env) -> None:
    outer = _enter_type_parameters(walk, node, env)
    inner = Env(Scope(CLASS_SCOPE, outer.scope, node), env.place)
    walk.scopes.classes.append(inner.scope)
    walk.defer(walk.bind, node.name, env, None, None, inner.scope)
    _enter_branches(walk, node, inner)
    walk.visit_all([*node.bases, *node.keywords], outer)
    # What decorates a class is called for its methods, when they are called.
    body = Block(env.place.block, env.place.number, node, CLASS, node.body)
    method = Block(body, 0, node, FUNCTION)
    _visit_decorators(walk, node.decorator_list, method, env)


def _visit_type_alias(walk: Recorder, node: Any, env: Env) -> None:
    outer = _enter_type_parameters(walk, node, env)
    walk.defer(walk.bind, node.name.id, env)
    _evaluate_later(walk, node.value, node, outer)


def _evaluate_later(
    walk: Recorder, node: ast.expr | None, owner: ast.AST, env: Env
) -> None:
    """Visit a type that Python evaluates when it is asked for, like a function."""
    if node is None:
        return
    block = Block(env.place.block, env.place.number, owner, FUNCTION)
    inner = env.within(Scope(DEFERRED_TYPE, env.scope))
    walk.defer(walk.enter_expression, node, block, inner)


def _enter_type_parameters(walk: Recorder, node: Any, env: Env) -> Env:
    """Bind the type parameters of *node* (3.12); return the Env that sees them."""
    parameters = getattr(node, "type_params", None)
    if not parameters:
        return env
    walk.require(syntax.TYPE_PARAMETERS)
    inner = env.within(Scope(TYPE_PARAMETERS, env.scope))
    for parameter in parameters:
        walk.bind(parameter.name, inner)
        default = getattr(parameter, "default_value", None)
        if default is not None:
            walk.require(syntax.TYPE_DEFAULTS)
        for value in (default, getattr(parameter, "bound", None)):
            _evaluate_later(walk, value, parameter, inner)
    return inner


def _add_import(
    walk: Recorder, node: ast.Import | ast.ImportFrom, place: Place
) -> None:
    walk.scopes.imports.append(Located(node, place))
    if getattr(node, "is_lazy", 0):
        walk.require(syntax.LAZY_IMPORTS)


def _visit_import(walk: Recorder, node: ast.Import, env: Env) -> None:
    _add_import(walk, node, env.place)
    for alias in node.names:
        target = alias.name if alias.asname else alias.name.partition(".")[0]
        imported = ImportedName((target,), len(walk.scopes.imports) - 1, relative=False)
        walk.bind(alias.asname or target, env, imported)


def _visit_import_from(walk: Recorder, node: ast.ImportFrom, env: Env) -> None:
    _add_import(walk, node, env.place)
    modules = walk.resolve(node) if node.level else (node.module or "",)
    for alias in node.names:
        if alias.name == "*":
            walk.scopes.stars.append((walk.tick(), node))
            continue
        written = "." * node.level + (f"{node.module}." if node.module else "")
        imported = ImportedName(
            tuple(f"{module}.{alias.name}" for module in modules),
            len(walk.scopes.imports) - 1,
            relative=bool(node.level),
            written=written + alias.name,
        )
        if alias.asname and alias.name in CALLED_NAMES:
            walk.exit_names.add(alias.asname)
        walk.bind(alias.asname or alias.name, env, imported)


def _visit_global(walk: Recorder, node: ast.Global, env: Env) -> None:
    env.scope.globals.update(node.names)


def _visit_nonlocal(walk: Recorder, node: ast.Nonlocal, env: Env) -> None:
    env.scope.nonlocals.update(node.names)


def _visit_assign(walk: Recorder, node: ast.Assign, env: Env) -> None:
    value = node.value
    for target in reversed(node.targets):
        if isinstance(target, ast.Name):
            walk.defer(walk.bind, target.id, env, None, value)
        else:
            walk.defer(assign, walk, target, value, env)
    walk.visit(value, env)


def _visit_annotated(walk: Recorder, node: ast.AnnAssign, env: Env) -> None:
    # In a function no annotation is evaluated, not even that of an attribute.
    local = env.scope.kind == FUNCTION_SCOPE
    if node.value is not None:
        walk.defer(assign, walk, node.target, node.value, env)
    elif not isinstance(node.target, ast.Name):
        walk.visit(node.target, env)
    walk.visit(node.value, env)
    walk.visit(node.annotation, env._replace(annotation=True, runs=not local))


def _visit_augmented(walk: Recorder, node: ast.AugAssign, env: Env) -> None:
    if isinstance(node.target, ast.Name):
        walk.defer(walk.bind, node.target.id, env)
        walk.record_use(node.target, node.target, (), env, reads=True)
    else:
        walk.visit(node.target, env)
    walk.visit(node.value, env)


def _visit_children(walk: Recorder, node: ast.AST, env: Env) -> None:
    walk.visit_all(children(node), env)


def _visit_exit(walk: Recorder, node: ast.stmt, env: Env) -> None:
    walk.mark_exit(env)
    if isinstance(node, (ast.Raise, ast.Assert)):
        walk.add_leaving(env)
    walk.visit_all(children(node), env)


def _list_arguments(walk: Recorder, arguments: ast.arguments) -> list[ast.arg]:
    if arguments.posonlyargs:
        walk.require(syntax.POSITIONAL_ONLY)
    return [
        *arguments.posonlyargs,
        *arguments.args,
        *([arguments.vararg] if arguments.vararg else []),
        *arguments.kwonlyargs,
        *([arguments.kwarg] if arguments.kwarg else []),
    ]


_VISITORS: dict[type[ast.AST], Visitor] = {
    **expressions.VISITORS,
    ast.If: _visit_branch,
    ast.While: _visit_branch,
    ast.For: _visit_for,
    ast.AsyncFor: _visit_for,
    ast.With: _visit_with,
    ast.AsyncWith: _visit_with,
    ast.Try: _visit_try,
    ast.FunctionDef: _visit_function,
    ast.AsyncFunctionDef: _visit_function,
    ast.Lambda: _visit_lambda,
    ast.ClassDef: _visit_class,
    ast.Import: _visit_import,
    ast.ImportFrom: _visit_import_from,
    ast.Global: _visit_global,
    ast.Nonlocal: _visit_nonlocal,
    ast.Assign: _visit_assign,
    ast.AnnAssign: _visit_annotated,
    ast.AugAssign: _visit_augmented,
    **dict.fromkeys(MARKED_STATEMENTS, _visit_exit),
}
for _name, _visitor in {
    "Match": _visit_match,
    "MatchAs": _visit_pattern,
    "MatchStar": _visit_pattern,
    "MatchMapping": _visit_pattern,
    "TryStar": _visit_try,
    "TypeAlias": _visit_type_alias,
}.items():
    if hasattr(ast, _name):
        _VISITORS[getattr(ast, _name)] = _visitor


def _require(minor: int, visitor: Visitor) -> Visitor:
    """Return *visitor*, recording that only Python *minor* and newer parse the node."""

    def visit(walk: Recorder, node: ast.AST, env: Env) -> None:
        walk.require(minor)
        visitor(walk, node, env)

    return visit


for _name, _minor in syntax.NODES.items():
    if hasattr(ast, _name):
        _class = getattr(ast, _name)
        _VISITORS[_class] = _require(_minor, _VISITORS.get(_class, _visit_children))
