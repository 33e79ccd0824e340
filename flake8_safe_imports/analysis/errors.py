"""Which errors statements may raise, and on which versions.

This tells which handler of a ``try`` statement runs: the first that catches the error,
and none where nothing it catches is raised.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.branches import FUNCTIONS, MATCHES
from flake8_safe_imports.analysis.exits import EXITING_FUNCTIONS
from flake8_safe_imports.analysis.import_statements import list_imported
from flake8_safe_imports.analysis.state import narrow
from flake8_safe_imports.data import optional_names, stdlib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.state import State
    from flake8_safe_imports.analysis.successes import Sources

ANY: Final = ""
"""Stands for the name of an error that may be any."""
_ErrorWindow = tuple[str, int]
"""The name of a built-in exception, and the versions on which it may be raised."""


class Raised:
    """What is known where errors may be raised, by the names of the errors."""

    __slots__ = ("_states",)

    def __init__(self) -> None:
        # Each error comes with those that handlers further in have caught of it.
        self._states: dict[tuple[str, frozenset[str]], State] = {}

    def add(
        self, error: str, state: State, caught: frozenset[str] = frozenset()
    ) -> None:
        """Record that *error*, if it is none of *caught*, may be raised."""
        known = self._states.get((error, caught))
        self._states[error, caught] = state if known is None else _merge(known, state)

    def add_all(self, other: Raised) -> None:
        """Record all that *other* has recorded."""
        for (error, caught), state in other._states.items():
            self.add(error, state, caught)

    def add_called(self, called: Raised, state: State) -> None:
        """Record all that a function has recorded, called where *state* is known."""
        for (error, caught), inside in called._states.items():
            self.add(error, narrow(state, inside), caught)

    def catch(self, handled: set[str]) -> State | None:
        """Drop the errors of the classes *handled*; return what is known there.

        None if none of them is raised.  An empty name in *handled* is a class that is
        not known: it may be the class of any error.
        """
        found: State | None = None
        known = frozenset(handled - {ANY})
        left = Raised()
        for (error, caught), state in self._states.items():
            if _may_catch(handled, error, caught):
                found = state if found is None else _merge(found, state)
            if error == ANY:
                left.add(error, state, caught | known)
            elif not _is_any_of(error, known):
                left.add(error, state, caught)
        self._states = left._states
        return found


def _may_catch(handled: set[str], error: str, caught: frozenset[str]) -> bool:
    """Return whether one of *handled* may be the class of *error*.

    That is not the case for those whose errors *caught* has taken.
    """
    if error == ANY:
        return any(not _is_any_of(name or "Exception", caught) for name in handled)
    return ANY in handled or _is_any_of(error, handled)


def _is_any_of(name: str, others: Iterable[str]) -> bool:
    """Return whether the exception *name* is one of *others*, or inherits from one."""
    own = _find_class(name)
    return any(
        name == other or (own is not None and issubclass(own, found))
        for other in others
        for found in [_find_class(other)]
        if found is not None
    )


def _find_class(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    is_error = isinstance(found, type) and issubclass(found, BaseException)
    return found if is_error else None


def _merge(one: State, other: State) -> State:
    """Return what is known where *one* or *other* is."""
    if one is other:
        return one
    return one._replace(
        window=one.window | other.window,
        certain_window=one.certain_window | other.certain_window,
        removed=one.removed | other.removed,
        has_unclear_test=one.has_unclear_test or other.has_unclear_test,
        has_version_test=one.has_version_test and other.has_version_test,
    )


class Errors:
    """Tells which errors the statements of one file may raise by themselves."""

    def __init__(self, bindings: Bindings, sources: Sources) -> None:
        self._bindings = bindings
        self._sources = sources

    def add(self, node: ast.stmt, state: State, raised: Raised) -> bool:
        """Record in *raised* what *node* may raise, besides the statements in it.

        *state* is what is known before it.  Return whether it may raise anything.
        """
        for error, window in self._find(node):
            if error == ANY:
                raised.add(ANY, state)
                return True
            if window:
                raised.add(error, _keep(state, window))
        return False

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

        The tests of ``if``, ``while`` and ``assert`` are taken to raise nothing.
        """
        if isinstance(node, _QUIET):
            return ()
        if isinstance(node, (ast.Expr, ast.Return)):
            return () if node.value is None else (node.value,)
        if isinstance(node, ast.Assign) and all(map(_is_name, node.targets)):
            return (node.value,)
        if isinstance(node, ast.ClassDef):
            return (*node.decorator_list, *node.bases, *node.keywords)
        if isinstance(node, FUNCTIONS):
            return (*node.decorator_list, *_list_defaults(node))
        if isinstance(node, (ast.With, ast.AsyncWith)) and all(
            self._is_quiet_context(item.context_expr) for item in node.items
        ):
            return ()
        if isinstance(node, ast.For) and isinstance(node.iter, (ast.List, ast.Tuple)):
            return (node.iter,)
        return (_ANYTHING,)

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
            stdlib.module(parts[0]) is None
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
        name = self._bindings.dotted_name(error) if error is not None else None
        module, _, last = (name or "").rpartition(".")
        is_known = module == "builtins" and _find_class(last) is not None
        yield last if is_known else ANY, versions.EVERYTHING

    def _find_in(self, node: ast.AST) -> Iterator[_ErrorWindow]:
        """Yield what evaluating the expression *node* may raise."""
        pending = [node]
        while pending:
            part = pending.pop()
            if isinstance(part, ast.Attribute):
                yield from self._find_in_attribute(part)
            elif isinstance(part, ast.Name):
                if not self._is_bound(part):
                    yield "NameError", versions.EVERYTHING
            elif isinstance(part, ast.Call):
                yield from self._find_in_call(part)
            elif isinstance(part, ast.Lambda):
                pending += _list_defaults(part)
            elif isinstance(part, _TRANSPARENT):
                pending += [
                    child
                    for child in ast.iter_child_nodes(part)
                    if isinstance(child, (ast.expr, ast.keyword))
                ]
            else:
                yield ANY, versions.EVERYTHING

    def _is_bound(self, node: ast.Name) -> bool:
        """Return whether nothing but imports and the like binds *node*."""
        use = self._bindings.scopes.find_use(node)
        return use is not None and bool(self._bindings.scopes.find_events(use))

    def _find_in_attribute(self, node: ast.Attribute) -> Iterator[_ErrorWindow]:
        dotted = self._bindings.dotted_name(node)
        window = self._find_window(dotted) if dotted else None
        if window is not None:
            yield "AttributeError", versions.EVERYTHING & ~window
            return
        yield "AttributeError", versions.EVERYTHING
        yield "ImportError", versions.EVERYTHING  # some modules load others when asked
        yield from self._find_in(node.value)

    def _find_in_call(self, node: ast.Call) -> Iterator[_ErrorWindow]:
        for given in (*node.args, *node.keywords):
            yield from self._find_in(given)
        if self._bindings.dotted_name(node.func) in EXITING_FUNCTIONS:
            yield "SystemExit", versions.EVERYTHING
            return
        imported = self._bindings.find_dynamic_import(node)
        if imported is None or imported.uses or len(imported.modules) != 1:
            yield ANY, versions.EVERYTHING
        else:
            yield from self._find_in_name(imported.modules[0], is_module=True)


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
    *MATCHES,
)
"""Statements that evaluate nothing, or nothing but tests."""
_ANYTHING: Final = ast.Await(ast.Constant(None))
"""An expression that may raise anything."""
_TRANSPARENT: Final = (
    ast.BoolOp,
    ast.Constant,
    ast.IfExp,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.List,
    ast.NamedExpr,
    ast.Tuple,
    ast.keyword,
)
"""Expressions that raise what is in them, and nothing else."""
_QUIET_CONTEXTS: Final = frozenset({"contextlib.suppress", "contextlib.nullcontext"})
"""Context managers that raise nothing themselves."""


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name)


def _list_defaults(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
) -> list[ast.expr]:
    """Return the defaults of the parameters of *node*."""
    defaults = (*node.args.defaults, *node.args.kw_defaults)
    return [value for value in defaults if value is not None]


def _keep(state: State, window: int) -> State:
    """Return what is known where *state* is, on the versions of *window*."""
    if not state.window & ~window:
        return state
    return state._replace(
        window=state.window & window, removed=state.removed | (state.window & ~window)
    )
