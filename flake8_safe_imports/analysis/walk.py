"""One walk over a whole tree, in evaluation order, that records its names.

Only files in which something may be wrong are walked. What a use refers to is worked
out later, by :class:`flake8_safe_imports.analysis.scopes.Scopes`, for the few uses
that matter.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports.analysis import syntax
from flake8_safe_imports.analysis.branches import (
    BRANCHES,
    CASE,
    CLASS,
    ELSE,
    FUNCTION,
    THEN,
)
from flake8_safe_imports.analysis.exits import (
    CALLED_NAMES,
    EXPECTING,
    MARKED_STATEMENTS,
)
from flake8_safe_imports.analysis.places import Block, Located, Place, module_block
from flake8_safe_imports.analysis.recorder import Env, Recorder, children, last_name
from flake8_safe_imports.analysis.scopes import (
    ANY,
    CLASS_SCOPE,
    COMPREHENSION,
    DEFERRED_TYPE,
    FUNCTION_SCOPE,
    TYPE_PARAMETERS,
    ImportedName,
    LiteralCall,
    Scope,
    Scopes,
    Use,
)
from flake8_safe_imports.data.classes import RECEIVERS

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.recorder import Resolve, Visitor


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
        uses, calls = len(self.scopes.uses), len(self.scopes.calls)
        self._recorder.visit(node, Env(self.scopes.module, self.end))
        self._recorder.run(_VISITORS)
        self._recorder.end_block(self.end.block)
        del self.scopes.uses[uses:], self.scopes.calls[calls:]


# Statements. Work that is deferred later is done earlier, so the order is reversed.


def _enter_branches(walk: Recorder, node: ast.stmt, env: Env) -> None:
    """Visit the branches of a compound statement, each in a block of its own."""
    for branch, body, owner in reversed(BRANCHES[type(node)](node)):
        if body:
            block = Block(env.place.block, env.place.number, owner, branch, body)
            walk.defer(walk.enter_block, block, env)


def _visit_branch(walk: Recorder, node: ast.If | ast.While, env: Env) -> None:
    _enter_branches(walk, node, env)
    walk.visit(node.test, env)


def _visit_for(walk: Recorder, node: ast.For | ast.AsyncFor, env: Env) -> None:
    _enter_branches(walk, node, env)
    walk.visit_all([node.iter, node.target], env)


def _visit_with(walk: Recorder, node: ast.With | ast.AsyncWith, env: Env) -> None:
    _enter_branches(walk, node, env)
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
    walk.defer(_bind_parameters, walk, arguments, inner)
    walk.defer(walk.bind, node.name, env, None, None, None, node)
    annotations = [argument.annotation for argument in arguments]
    walk.visit_all([*annotations, node.returns], outer._replace(annotation=True))
    walk.visit_all([*node.args.defaults, *node.args.kw_defaults], env)
    _visit_decorators(walk, node.decorator_list, block, env)


def _visit_decorators(
    walk: Recorder, nodes: list[ast.expr], body: Block, env: Env
) -> None:
    walk.decorated.update((id(node), Place(body, 0)) for node in nodes)
    walk.visit_all(nodes, env)


def _bind_parameters(walk: Recorder, arguments: list[ast.arg], env: Env) -> None:
    for argument in arguments:
        walk.bind(argument.arg, env)


def _visit_lambda(walk: Recorder, node: ast.Lambda, env: Env) -> None:
    inner = env.within(Scope(FUNCTION_SCOPE, env.scope))
    block = Block(env.place.block, env.place.number, node, FUNCTION)
    walk.defer(walk.enter_expression, node.body, block, inner)
    walk.defer(_bind_parameters, walk, _list_arguments(walk, node.args), inner)
    walk.visit_all([*node.args.defaults, *node.args.kw_defaults], env)


def _visit_class(walk: Recorder, node: ast.ClassDef, env: Env) -> None:
    outer = _enter_type_parameters(walk, node, env)
    inner = Env(Scope(CLASS_SCOPE, outer.scope, node), env.place)
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
            walk.defer(_assign, walk, target, value, env)
    walk.visit(value, env)


def _assign(walk: Recorder, target: ast.expr, value: ast.expr, env: Env) -> None:
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


def _visit_annotated(walk: Recorder, node: ast.AnnAssign, env: Env) -> None:
    # In a function no annotation is evaluated, not even that of an attribute.
    local = env.scope.kind == FUNCTION_SCOPE
    if node.value is not None:
        walk.defer(_assign, walk, node.target, node.value, env)
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


# Expressions


def _visit_walrus(walk: Recorder, node: ast.NamedExpr, env: Env) -> None:
    scope = env.scope
    while scope.kind == COMPREHENSION and scope.parent is not None:
        scope = scope.parent
    outer = env.within(scope)
    walk.defer(_assign, walk, node.target, node.value, outer)
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


def _visit_comprehension(walk: Recorder, node: Any, env: Env) -> None:
    inner = env.within(Scope(COMPREHENSION, env.scope))
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    tests = [test for generator in node.generators for test in generator.ifs]
    walk.defer(_visit_results, walk, results, tests, inner)
    first, *rest = node.generators
    for generator in reversed(rest):
        walk.visit_all([generator.iter, generator.target, *generator.ifs], inner)
    walk.visit_all([first.target, *first.ifs], inner)
    walk.visit(first.iter, env)


def _visit_results(
    walk: Recorder, nodes: list[ast.expr], tests: list[ast.expr], env: Env
) -> None:
    """Visit what a comprehension yields, in blocks that run if all *tests* are true."""
    for test in tests:
        block = Block(env.place.block, env.place.number, test, THEN)
        walk.begin_block(block)
        walk.defer(walk.end_block, block)
        env = env.at(Place(block, 0))
    walk.visit_all(nodes, env)


def _visit_name(walk: Recorder, node: ast.Name, env: Env) -> None:
    if isinstance(node.ctx, ast.Load):
        walk.record_use(node, node, (), env, reads=True)
    else:
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
        walk.record_use(node, base, attributes, env, reads=reads)
        return
    if isinstance(base, ast.Call) and _has_literal_string(base):
        scope, place, annotation, runs = env
        order = walk.tick()
        use = Use(node, "", attributes, scope, order, place, reads, annotation, runs)
        walk.scopes.call_attributes.append((base, use))
    walk.visit(base, env)


def _visit_call(walk: Recorder, node: ast.Call, env: Env) -> None:
    function, arguments, keywords = node.func, node.args, node.keywords
    if (arguments or keywords) and _has_literal_string(node):
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
    if keywords:
        walk.visit_all([keyword.value for keyword in keywords], env)
    walk.visit_all(arguments, env)
    walk.visit(function, env)


def _visit_expression(walk: Recorder, node: ast.Expr, env: Env) -> None:
    """Visit a statement, such as a call whose result is not used."""
    call = node.value.value if isinstance(node.value, ast.Await) else node.value
    if isinstance(call, ast.Call):
        called = call.func
        if isinstance(called, ast.Name):
            walk.add_called(called.id, env)
        elif isinstance(called, ast.Attribute) and (
            isinstance(called.value, ast.Name) and called.value.id in RECEIVERS
        ):
            walk.add_called(called.attr, env)
    walk.visit(node.value, env)


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


def _visit_compare(walk: Recorder, node: ast.Compare, env: Env) -> None:
    if isinstance(node.left, ast.Constant) and isinstance(
        node.ops[0], (ast.In, ast.NotIn)
    ):
        walk.scopes.lookups.append((node, env.place))
    walk.visit_all([node.left, *node.comparators], env)


def _visit_children(walk: Recorder, node: ast.AST, env: Env) -> None:
    walk.visit_all(children(node), env)


def _visit_exit(walk: Recorder, node: ast.stmt, env: Env) -> None:
    walk.mark_exit(env)
    if isinstance(node, (ast.Raise, ast.Assert)):
        walk.add_leaving(env)
    walk.visit_all(children(node), env)


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
        values[:first] = [_make_item(value, index) for index in range(first)]
    return list(zip(target.elts, values))


def _make_item(value: ast.expr, index: int) -> ast.expr:
    """Return a node for ``value[index]`` that is not in the tree."""
    return ast.Subscript(value, ast.Constant(index), ast.Load())


_VISITORS: dict[type[ast.AST], Visitor] = {
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
    ast.Expr: _visit_expression,
    ast.Assign: _visit_assign,
    ast.AnnAssign: _visit_annotated,
    ast.AugAssign: _visit_augmented,
    ast.NamedExpr: _visit_walrus,
    ast.IfExp: _visit_conditional,
    ast.BoolOp: _visit_boolean,
    ast.ListComp: _visit_comprehension,
    ast.SetComp: _visit_comprehension,
    ast.DictComp: _visit_comprehension,
    ast.GeneratorExp: _visit_comprehension,
    ast.Name: _visit_name,
    ast.Attribute: _visit_attribute,
    ast.Call: _visit_call,
    ast.Compare: _visit_compare,
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
