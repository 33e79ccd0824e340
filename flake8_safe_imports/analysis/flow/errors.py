"""Which errors statements may raise, and on which versions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.handling import presence
from flake8_safe_imports.analysis.handling.raised import ANY, find_class
from flake8_safe_imports.analysis.handling.successes import list_defaults
from flake8_safe_imports.analysis.scoping.recorder import split_chain
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS, MATCHES
from flake8_safe_imports.analysis.statements.exits import EXITING_FUNCTIONS
from flake8_safe_imports.analysis.statements.import_statements import list_imported
from flake8_safe_imports.data import optional_names, stdlib

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.conditions.version_mentions import VersionMentions
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.handling.raised import Raised
    from flake8_safe_imports.analysis.handling.successes import Sources
    from flake8_safe_imports.analysis.scoping.bindings import Bindings

_ErrorWindow = tuple[str, int]
"""The name of a built-in exception, and the versions on which it may be raised."""


class Errors:
    """Tells which errors the statements of one file may raise by themselves."""

    def __init__(
        self, bindings: Bindings, sources: Sources, mentions: VersionMentions
    ) -> None:
        self._bindings = bindings
        self._sources = sources
        self._mentions = mentions

    def add(self, node: ast.stmt, state: State, raised: Raised) -> bool:
        """Record in *raised* what *node* may raise, besides the statements in it.

        *state* is what is known before it. Return whether it may raise anything.
        """
        return self._record(self._find(node), state, raised)

    def _record(
        self, errors: Iterable[_ErrorWindow], state: State, raised: Raised
    ) -> bool:
        for error, window in errors:
            if error == ANY:
                raised.add(ANY, state)
                return True
            if window:
                raised.add(error, _keep(state, window))
        return False

    def add_test(self, node: ast.expr, state: State, raised: Raised, hops: int) -> bool:
        """Record in *raised* what *node* may raise, a part of a test.

        Those that ask for the version, or whether something is in a module, raise
        nothing. *state* is what is known before it. Return whether it may raise
        anything.
        """
        if self._mentions.is_about_version(node, hops) or (
            isinstance(node, ast.Compare)
            and presence.looked_up_name(node, self._bindings) is not None
        ):
            return False
        return self._record(self._find_in(node), state, raised)

    def _find(self, node: ast.stmt) -> Iterator[_ErrorWindow]:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from self._find_in_import(node)
        elif isinstance(node, ast.Raise):
            yield from self._find_in_raise(node)
        else:
            for part in self._list_parts(node):
                yield from self._find_in(part)

    def _list_parts(self, node: ast.stmt) -> Sequence[ast.AST]:
        """Return the expressions that *node* evaluates itself.

        The tests of ``if``, ``while`` and ``assert`` are for ``add_test``.
        """
        if isinstance(node, _QUIET):
            return ()
        if isinstance(node, (ast.Expr, ast.Return)):
            return () if node.value is None else (node.value,)
        if isinstance(node, ast.Assign) and all(map(_is_name, node.targets)):
            return (node.value,)
        if isinstance(node, (ast.ClassDef, *FUNCTIONS)) and node.decorator_list:
            return (_ANYTHING,)  # decorators are called
        if isinstance(node, ast.ClassDef):
            # Other classes may decide what their subclasses may be like.
            is_plain = not node.keywords and all(map(self._is_builtin, node.bases))
            return () if is_plain else (_ANYTHING,)
        if isinstance(node, FUNCTIONS):
            return (*list_defaults(node), *_list_annotations(node))
        if isinstance(node, (ast.With, ast.AsyncWith)) and all(
            self._is_quiet_context(item.context_expr) for item in node.items
        ):
            return ()
        if (
            isinstance(node, ast.For)
            and isinstance(node.iter, (ast.List, ast.Tuple))
            and _is_name(node.target)
        ):
            return (node.iter,)
        if isinstance(node, MATCHES):
            match: Any = node  # mypy on Python 3.9 does not know what it is
            return (match.subject,)
        return (_ANYTHING,)

    def _is_builtin(self, node: ast.expr) -> bool:
        return (self._bindings.dotted_name(node) or "").startswith("builtins.")

    def _is_quiet_context(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Call)
            and self._bindings.dotted_name(node.func) in _QUIET_CONTEXTS
        )

    def _find_in_import(
        self, node: ast.Import | ast.ImportFrom
    ) -> Iterator[_ErrorWindow]:
        names = list_imported(node)
        if not names:
            yield ANY, versions.EVERYTHING
        for name in names:
            yield from self._find_in_name(name, isinstance(node, ast.Import))

    def _find_in_name(self, name: str, is_module: bool) -> Iterator[_ErrorWindow]:
        """Yield what importing *name*, a module or a name in one, may raise."""
        window = self._find_window(name)
        if window is None or (is_module and not stdlib.is_module(name)):
            yield ANY, versions.EVERYTHING
            return
        module = name if is_module else name.rpartition(".")[0] or name
        has_module = self._find_window(module)
        if has_module is None:
            yield ANY, versions.EVERYTHING
            return
        yield "ModuleNotFoundError", versions.EVERYTHING & ~has_module
        yield "ImportError", has_module & ~window

    def _find_window(self, name: str) -> int | None:
        """Return the versions that have *name*; None if that is not certain."""
        parts = name.split(".")
        if (
            len(parts) > _MOST_PARTS
            or stdlib.find_module(parts[0]) is None
            or any(part.startswith("_") for part in parts)
            or self._sources.is_first_party(parts[0])
            or self._sources.is_supplied(parts[0])
            or any(
                ".".join(parts[:count]) in optional_names.ALWAYS_SINCE
                for count in range(1, len(parts) + 1)
            )
        ):
            return None
        if not stdlib.is_module(name) and not stdlib.is_on_every_build(name):
            return None
        return stdlib.find_window(name)

    def _find_in_raise(self, node: ast.Raise) -> Iterator[_ErrorWindow]:
        error = node.exc
        if isinstance(error, ast.Call):
            for given in (*error.args, *error.keywords):
                yield from self._find_in(given)
            error = error.func
        name = self._find_error(error) if error is not None else None
        module, _, last = (name or "").rpartition(".")
        is_known = module == "builtins" and find_class(last) is not None
        yield last if is_known else ANY, versions.EVERYTHING

    def _find_error(self, node: ast.expr) -> str | None:
        """Return the dotted name of the exception *node*, or of what it inherits from.

        Classes of the file count as the only class that they inherit from.
        """
        for _ in range(MAX_HOPS):
            name = self._bindings.dotted_name(node)
            if name is not None:
                return _INHERITING.get(name, name)
            events = self._bindings.values.find_assignments(node)
            body = events[0].body if len(events) == 1 else None
            made = body.node if body is not None else None
            if not isinstance(made, ast.ClassDef) or len(made.bases) != 1:
                return None
            node = made.bases[0]
        return None

    def _find_in(self, node: ast.AST) -> Iterator[_ErrorWindow]:
        """Yield what evaluating the expression *node* may raise."""
        pending = [node]
        while pending:
            part = pending.pop()
            if isinstance(part, ast.Attribute):
                if not (yield from self._find_in_attribute(part)):
                    pending.append(split_chain(part)[0])
            elif isinstance(part, ast.Name):
                if not self._is_bound(part):
                    yield "NameError", versions.EVERYTHING
            elif isinstance(part, ast.Call):
                pending += [*part.args, *part.keywords]
                yield from self._find_in_call(part)
            else:
                operands = _list_operands(part)
                pending += operands or ()
                if operands is None:
                    yield ANY, versions.EVERYTHING

    def _is_bound(self, node: ast.Name) -> bool:
        """Return whether something binds *node*, and nothing deletes the name."""
        if node.id in self._bindings.scopes.deleted:
            return False
        use = self._bindings.scopes.find_use(node)
        return use is not None and bool(self._bindings.scopes.find_events(use))

    def _find_in_attribute(
        self, node: ast.Attribute
    ) -> Generator[_ErrorWindow, None, bool]:
        """Yield what the attributes may raise; return whether they are all known."""
        dotted = self._bindings.dotted_name(node)
        window = self._find_window(dotted) if dotted else None
        if window is not None and not _needs_import(dotted or ""):
            yield "AttributeError", versions.EVERYTHING & ~window
            return True
        yield "AttributeError", versions.EVERYTHING
        yield "ImportError", versions.EVERYTHING  # some modules load others when asked
        return False

    def _find_in_call(self, node: ast.Call) -> Iterator[_ErrorWindow]:
        """Yield what calling *node* may raise, besides what is in its arguments."""
        called = self._bindings.dotted_name(node.func)
        if called in _QUIET_FUNCTIONS:
            return
        if called == "builtins.getattr" and len(node.args) > 2:
            return  # like hasattr
        if called in EXITING_FUNCTIONS:
            yield "SystemExit", versions.EVERYTHING
            return
        imported = self._bindings.find_dynamic_import(node)
        if imported is None or imported.uses or len(imported.modules) != 1:
            yield ANY, versions.EVERYTHING
        else:
            yield from self._find_in_name(imported.modules[0], is_module=True)


_INHERITING: Final = {
    "subprocess.CalledProcessError": "builtins.Exception",
    "unittest.SkipTest": "builtins.Exception",
    "unittest.case.SkipTest": "builtins.Exception",
}
"""Exceptions of the standard library, and those that they inherit from."""
_MOST_PARTS: Final = 16
"""How many parts a dotted name has at most that is looked up."""
_QUIET: Final = (
    ast.Assert,
    ast.Break,
    ast.Continue,
    ast.Global,
    ast.If,
    ast.Nonlocal,
    ast.Pass,
    ast.Try,
    ast.While,
    getattr(ast, "TypeAlias", ast.Pass),
)
"""Statements that evaluate nothing, or nothing but tests."""
_QUIET_COMPARISONS: Final = (ast.Eq, ast.Is, ast.IsNot, ast.NotEq)
"""Comparisons that any two objects allow."""
_ANYTHING: Final = ast.Await(ast.Constant(None))
"""An expression that may raise anything."""
_TRANSPARENT: Final = (
    ast.BoolOp,
    ast.Constant,
    ast.IfExp,
    ast.JoinedStr,
    ast.List,
    ast.NamedExpr,
    ast.Tuple,
    ast.keyword,
)
"""Expressions that raise what is in them, and nothing else."""
_QUIET_FUNCTIONS: Final = frozenset({"builtins.callable", "builtins.hasattr"})
"""Functions that raise nothing themselves."""
_QUIET_CONTEXTS: Final = frozenset({"contextlib.suppress", "contextlib.nullcontext"})
"""Context managers that raise nothing themselves."""


def _list_operands(node: ast.AST) -> Sequence[ast.AST] | None:
    """Return what *node* evaluates, if it raises nothing itself; else None."""
    if isinstance(node, ast.Lambda):
        return list_defaults(node)
    if isinstance(node, ast.Compare) and all(map(_is_quiet, node.ops)):
        return [node.left, *node.comparators]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [node.operand]
    if isinstance(node, ast.FormattedValue) and node.format_spec is None:
        return [node.value]
    if isinstance(node, _TRANSPARENT):
        children = ast.iter_child_nodes(node)
        return [it for it in children if isinstance(it, (ast.expr, ast.keyword))]
    return None


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name)


def _is_quiet(operator: ast.cmpop) -> bool:
    return isinstance(operator, _QUIET_COMPARISONS)


def _needs_import(dotted: str) -> bool:
    """Return whether a part of *dotted* is a submodule, which may not be imported."""
    parts = dotted.split(".")
    names = (".".join(parts[:count]) for count in range(2, len(parts) + 1))
    return any(name != "os.path" and stdlib.is_module(name) for name in names)


def _list_annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """Return the annotations of the parameters of *node*, and of its result."""
    given = node.args
    plain = (*given.posonlyargs, *given.args, *given.kwonlyargs)
    parameters = (*plain, given.vararg, given.kwarg)
    found = [item.annotation for item in parameters if item is not None]
    return [item for item in (*found, node.returns) if item is not None]


def _keep(state: State, window: int) -> State:
    """Return what is known where *state* is, on the versions of *window*."""
    if not state.window & ~window:
        return state
    return state._replace(
        window=state.window & window, removed=state.removed | (state.window & ~window)
    )
