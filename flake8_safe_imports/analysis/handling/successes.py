"""What is known where the body of a ``try`` statement raised nothing."""

from __future__ import annotations

import ast
from itertools import accumulate
from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import (
    FUNCTIONS,
    LOOPS,
)
from flake8_safe_imports.analysis.statements.import_statements import list_imported
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.bindings import Bindings


def _never(name: str) -> bool:
    return False


class Sources:
    """Where the modules of a file may come from, besides the standard library."""

    __slots__ = ("is_first_party", "is_supplied")

    def __init__(
        self,
        is_first_party: Callable[[str], bool] = _never,
        is_supplied: Callable[[str], bool] = _never,
    ) -> None:
        self.is_first_party: Final = is_first_party
        self.is_supplied: Final = is_supplied
        """Whether the project or a dependency may supply a standard library module."""


class Successes:
    """Reads the bodies of the ``try`` statements of one file."""

    def __init__(self, bindings: Bindings, sources: Sources) -> None:
        self._bindings = bindings
        self._sources = sources
        self._called: dict[ast.AST, frozenset[str]] = {}

    def find_window_after(self, body: Iterable[ast.stmt]) -> int:
        """Return the versions that have all that *body* needs, without its blocks."""
        window = versions.EVERYTHING
        for node in body:
            window &= self.find_window(self.list_needed(node, (True, True, True)))
        return window

    def find_window(self, names: Iterable[str]) -> int:
        """Return the versions that have all *names*, as far as known."""
        window = versions.EVERYTHING
        for name in names:
            if not self._sources.is_supplied(name.partition(".")[0]):
                window &= find_window_of_prefixes(name)
        return window

    def list_needed(
        self, node: ast.stmt, handled: tuple[bool, bool, bool]
    ) -> list[str]:
        """Return the names that *node* itself is certain to import or use, if it ends.

        Only those whose absence is *handled*: that of a module, of a name that is
        imported from one, or of an attribute. Something is, and so are attributes:
        they may import what they are taken from.
        """
        module, name, _ = handled
        imported, used = self._names_needed(node)
        if not name:
            imported = list(map(_find_module, imported)) if module else []
        return [*imported, *used]

    def _names_needed(self, node: ast.stmt) -> tuple[list[str], list[str]]:
        """Return the names that *node* imports, and those that it uses."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return list_imported(node), []
        found: tuple[list[str], list[str]] = ([], [])
        for part in iterate_evaluated(node):
            if isinstance(part, ast.Call):
                imported = self._bindings.find_dynamic_import(part)
                if imported is not None and not imported.may_be_missing:
                    found[0].extend(imported.value)
            elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Load):
                found[1].append(self._bindings.dotted_name(part) or "")
        return found

    def imports_first_party(self, body: Sequence[ast.stmt]) -> bool:
        """Return whether *body* imports something of the project itself."""
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.ImportFrom) and node.level:
                    return True
                if any(
                    self._sources.is_first_party(name.partition(".")[0])
                    for name in list_imported(node)
                ):
                    return True
        return False

    def calls(self, owner: ast.AST, name: str) -> bool:
        """Return whether the body of *owner* calls the function *name* itself.

        Functions that it hands to others count, those that a function returns, and what
        its functions call when they are called.
        """
        if owner not in self._called:
            body = getattr(owner, "body", ())
            returned = _list_returned(body) if isinstance(owner, FUNCTIONS) else ()
            self._called[owner] = _find_called(body).union(returned)
        return name in self._called[owner]


def _list_returned(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements of *body* return."""
    for node in body:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            yield node.value.id


def _find_module(name: str) -> str:
    return name if stdlib.is_module(name) else name.rpartition(".")[0]


def iterate_evaluated(
    node: ast.stmt,
) -> Iterator[ast.Attribute | ast.Await | ast.Call]:
    """Yield the attributes and calls that *node* itself evaluates in any case."""
    pending = _list_expressions(node)
    while pending:
        part = pending.pop()
        if isinstance(part, (ast.Attribute, ast.Await, ast.Call)):
            yield part
        if isinstance(part, ast.BoolOp):
            pending.append(part.values[0])
        elif isinstance(part, ast.IfExp):
            pending.append(part.test)
        elif isinstance(part, ast.Compare):
            pending += (part.left, part.comparators[0])
        elif isinstance(part, _COMPREHENSIONS):
            pending.append(part.generators[0].iter)
        elif isinstance(part, ast.Lambda):
            pending += list_defaults(part)
        else:
            pending += ast.iter_child_nodes(part)


def _list_expressions(node: ast.stmt) -> list[ast.AST]:
    """Return the expressions of *node* itself, without what is in its blocks."""
    if isinstance(node, FUNCTIONS):
        return [*node.decorator_list, *list_defaults(node)]
    if isinstance(node, ast.AnnAssign):
        return [] if node.value is None else [node.target, node.value]
    if isinstance(node, ast.Assert):
        return [node.test]  # the message is for where it fails
    if isinstance(node, _TYPE_ALIASES):
        return []  # its value is evaluated when it is asked for
    return [
        part
        for part in ast.iter_child_nodes(node)
        if isinstance(part, (ast.expr, ast.keyword, ast.withitem))
    ]


def list_defaults(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
) -> list[ast.expr]:
    """Return the defaults of the parameters of *node*."""
    defaults = (*node.args.defaults, *node.args.kw_defaults)
    return [value for value in defaults if value is not None]


_TYPE_ALIASES: Final = (getattr(ast, "TypeAlias", ast.Pass),)
_COMPREHENSIONS = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)


_OWN_FLOW = (*FUNCTIONS, ast.ClassDef, *LOOPS)
"""Statements whose bodies hold no ``break`` of a loop around them."""


def find_window_of_prefixes(name: str) -> int:
    """Return the versions that have *name* and all that it is in, as far as known."""
    window = versions.EVERYTHING
    for dotted in accumulate(name.split(".")[:_MAX_PARTS], "{}.{}".format):
        fact = stdlib.find(dotted)
        if fact is not None:
            window &= fact.window
    return window


_MAX_PARTS = 20


def _find_called(body: Sequence[ast.AST]) -> frozenset[str]:
    """Return the names of what *body* calls itself, or hands to what it calls."""
    called: set[str] = set()
    for _ in _walk_run(body, called):
        pass
    return frozenset(called)


def list_run(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of *body*, without those of functions that it does not call."""
    return _walk_run(body, set())


def _walk_run(body: Sequence[ast.AST], called: set[str]) -> Iterator[ast.AST]:
    """Yield the nodes of *body* that run with it; add what they call to *called*."""
    waiting: dict[str, list[ast.AST]] = {}
    pending = list(body)
    while pending:
        node = pending.pop()
        yield node
        used: list[ast.expr] = []
        if isinstance(node, FUNCTIONS):
            used = node.decorator_list
            pending += [*used, node.args, *([node.returns] if node.returns else ())]
            waiting.setdefault(node.name, []).extend(node.body)
            used = [*used, ast.Name(node.name)] if node.name in called else used
        else:
            used = [node.func, *node.args] if isinstance(node, ast.Call) else []
            pending += ast.iter_child_nodes(node)
        for name in filter(None, map(last_name, used)):
            called.add(name)
            pending += waiting.pop(name, [])
        if not pending and called:
            pending += waiting.pop("__init__", [])
