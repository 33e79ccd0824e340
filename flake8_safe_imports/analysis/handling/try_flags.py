"""Variables that a ``try`` statement sets: what was imported, or ``HAS_IT = True``.

try: import tomllib
except ImportError: tomllib = None

The results of functions that return such values are read like variables.
"""

from __future__ import annotations

import ast
import functools
import operator
from typing import TYPE_CHECKING, Final, NamedTuple, Optional

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.scoping.scopes import is_placeholder
from flake8_safe_imports.analysis.statements.branches import (
    FUNCTION,
    HANDLER,
    PLAIN,
    TRY,
)
from flake8_safe_imports.analysis.statements.import_statements import list_imported
from flake8_safe_imports.data import optional_names, stdlib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flake8_safe_imports.analysis.handling.handlers import Handlers
    from flake8_safe_imports.analysis.handling.successes import Successes
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.scopes import Event
    from flake8_safe_imports.analysis.scoping.values import Function

    Returned = tuple[Optional[ast.expr], int]
    """What is returned, None for nothing, and on which versions."""


class Windows:
    """The versions on which a variable may be true, and on which it may be false."""

    __slots__ = ("false", "true")

    def __init__(self, true: int, false: int) -> None:
        self.true: Final = true
        self.false: Final = false


class _Given(NamedTuple):
    """A value that a variable is given."""

    holds: bool
    """Whether it is true."""
    branch: str
    """Where: in a ``HANDLER``, in the body of a ``TRY``, or elsewhere."""
    body: Sequence[ast.stmt]
    """That of the ``try``."""
    function: ast.AST | None
    """What gives it when it is called; None if the file does while it is loaded."""


class TryFlags:
    """Tells when the variables are true that the ``try`` statements of a file set."""

    def __init__(
        self,
        bindings: Bindings,
        handlers: Handlers,
        successes: Successes,
        find_window_after: Callable[[Sequence[ast.stmt], int], int],
        list_returned: Callable[[Function, int], Iterable[Returned]],
    ) -> None:
        """Take the names of a file, and what reads its ``try`` statements.

        *find_window_after* returns the versions on which statements come to their end,
        *list_returned* what a function returns, each value with the versions on which
        it does so; both are given how many assignments of flags they may follow.
        """
        self._bindings = bindings
        self._handlers = handlers
        self._successes = successes
        self._find_window_after = find_window_after
        self._list_returned = list_returned

    def find(
        self, node: ast.expr, hops: int, *, is_compared: bool = False
    ) -> Windows | None:
        """Return the windows of *node*, None if no ``try`` decides about it.

        If *is_compared*, it is taken for true if it is not None. At most *hops*
        assignments are followed.
        """
        found = (
            self._find_named(node, hops, is_compared=is_compared)
            if isinstance(node, ast.Name)
            else self._find_returned(node, hops, is_compared=is_compared)
        )
        if found is None and isinstance(node, (ast.Name, ast.Attribute)):
            return self._find_set(node, hops, is_compared=is_compared)
        return found

    def _find_named(
        self, node: ast.Name, hops: int, *, is_compared: bool
    ) -> Windows | None:
        """Return the windows of a variable that is true where a body ended."""
        events = self._bindings.values.find_assignments(node)
        setting = [event for event in events if not is_placeholder(event)]
        empty = [event for event in events if is_placeholder(event)]
        if not setting or (is_compared and not all(map(_is_none, empty))):
            return None
        guards = [self._handlers.find_guard(event.place.block) for event in setting]
        window = versions.NOTHING
        for event, guard in zip(setting, guards):
            if guard is None:
                return None
            window |= self._find_window(event, guard, hops)
        if window == versions.EVERYTHING:
            return None
        only = guards[0] if len(guards) == 1 else None
        if only is not None and self._decides(only, empty):
            return Windows(window, versions.EVERYTHING & ~window)
        return Windows(window, versions.EVERYTHING)

    def _find_set(
        self, node: ast.Name | ast.Attribute, hops: int, *, is_compared: bool
    ) -> Windows | None:
        """Return the windows of *node*, which a handler, or a body, gives a new value.

        As in ``HAS_IT = True`` before a ``try`` whose handler sets ``HAS_IT = False``.
        """
        given = self._list_given(node, is_compared=is_compared)
        branch = HANDLER if any(item.branch == HANDLER for item in given) else TRY
        found = {item.holds for item in given if item.branch == branch}
        if len(found) != 1 or found <= {
            item.holds for item in given if item.branch != branch
        }:
            return None
        bodies = [item.body for item in given if item.branch == branch]
        windows = [self._find_window_of(body, hops) for body in bodies]
        # Every `try` succeeded if no handler ran, and some did if a body set it.
        window = functools.reduce(
            operator.and_ if branch == HANDLER else operator.or_, windows
        )
        if window == versions.EVERYTHING:
            return None
        is_certain = (
            len(bodies) == 1
            and all(map(_is_certain, bodies[0]))
            # Otherwise the `try` may not have run yet.
            and len({item.function for item in given}) == 1
        )
        other = versions.EVERYTHING & ~window if is_certain else versions.EVERYTHING
        if (branch == HANDLER) in found:
            return Windows(other, window)
        return Windows(window, other)

    def _list_given(
        self, node: ast.Name | ast.Attribute, *, is_compared: bool
    ) -> list[_Given]:
        """Return what *node* is given; nothing if that is not clear."""
        found: list[_Given] = []
        for value, place in self._bindings.values.find_values(node):
            holds = self._holds(value, is_compared=is_compared)
            guard = self._handlers.find_guard(place.block)
            tried = self._handlers.find_failed(place.block)
            function = _find_function(place.block)
            if tried is not None:
                # What is not a constant is an error, or a text about it.
                holds = True if holds is None else holds
                found.append(_Given(holds, HANDLER, tried.body, function))
            elif holds is None:
                return []
            elif guard is not None:
                found.append(_Given(holds, TRY, _get_body(guard), function))
            else:
                found.append(_Given(holds, PLAIN, (), function))
        return found

    def _find_window_of(self, body: Sequence[ast.stmt], hops: int) -> int:
        """Return the versions on which *body* comes to its end."""
        if hops:
            return self._find_window_after(body, hops - 1)
        return self._successes.find_window_after(body)

    def _find_returned(
        self, node: ast.expr, hops: int, *, is_compared: bool
    ) -> Windows | None:
        """Return the windows of *node*, the result of a function of the file."""
        values = self._bindings.values
        function = values.find_asked(node) if hops else None
        if (
            function is None
            or not values.list_tries(function)
            or not self._bindings.is_plain(function, in_class=True)
        ):
            return None
        true = false = versions.NOTHING
        for value, window in self._list_returned(function, hops - 1):
            holds = self._holds(value, is_compared=is_compared)
            true |= versions.NOTHING if holds is False else window
            false |= versions.NOTHING if holds else window
        if true == false == versions.EVERYTHING:
            return None
        return Windows(true, false)

    def _holds(self, value: ast.expr | None, *, is_compared: bool) -> bool | None:
        """Return whether *value*, None if nothing was written, is true.

        None if that is unknown.
        """
        if value is None:
            return False
        if isinstance(value, ast.Constant):
            return value.value is not None if is_compared else bool(value.value)
        events = self._bindings.values.find_assignments(value)
        is_imported = events and all(event.imported is not None for event in events)
        return True if is_imported else None

    def _find_window(self, event: Event, guard: Block, hops: int) -> int:
        if event.imported is not None:
            node = self._bindings.scopes.imports[event.imported.source].node
            return self._successes.find_window(list_imported(node))
        if isinstance(event.value, ast.Constant):
            return self._find_window_of(_get_body(guard), hops)
        return versions.EVERYTHING

    def _decides(self, guard: Block, empty: Sequence[Event]) -> bool:
        """Return whether nothing but missing names makes the variable false."""
        body = _get_body(guard)
        return all(_is_certain(node) for node in body) and all(
            (
                event.order < guard.first
                and _find_function(event.place.block) is _find_function(guard)
            )
            or (
                event.place.block.branch == HANDLER
                and event.place.block.parent is guard.parent
                and event.place.block.index == guard.index
            )
            for event in empty
        )


def _find_function(block: Block) -> ast.AST | None:
    """Return the function in which *block* is; None if it runs as the file loads."""
    outer: Block | None = block
    while outer is not None and outer.branch != FUNCTION:
        outer = outer.parent
    return None if outer is None else outer.owner


def _get_body(guard: Block) -> Sequence[ast.stmt]:
    body: Sequence[ast.stmt] = getattr(guard.owner, "body", ())
    return body


def _is_certain(node: ast.stmt) -> bool:
    """Return whether *node* fails only on versions that lack a name it imports."""
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant)
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return False
    names = list_imported(node)
    return bool(names) and all(
        stdlib.find(name) is not None and not _may_lack(name) for name in names
    )


def _may_lack(name: str) -> bool:
    parts = name.split(".")
    return any(
        ".".join(parts[:count]) in optional_names.ALWAYS_SINCE
        for count in range(1, len(parts) + 1)
    )


def _is_none(event: Event) -> bool:
    return isinstance(event.value, ast.Constant) and event.value.value is None
