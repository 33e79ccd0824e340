"""Names that are imported or defined on some versions, and None on others.

``load`` is such a name below ``if sys.version_info >= (3, 11): from tomllib import
load``, with ``load = None`` below the ``else``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.facts.splits import Split
from flake8_safe_imports.analysis.scoping.scopes import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable

    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.scopes import Event


class Placeholders:
    """Tells on which versions names of one file have something else than None."""

    def __init__(
        self,
        bindings: Bindings,
        find_window: Callable[[ast.expr, Event, int], int],
    ) -> None:
        """Take the names of a file.

        *find_window* returns the versions on which a node may have what an event gives
        it, following some assignments of flags at most.
        """
        self._bindings = bindings
        self._find_window = find_window

    def split(self, node: ast.expr, hops: int, *, is_compared: bool) -> Split | None:
        """Return how *node* splits all versions as a test, None if it is not such.

        If it *is_compared*, it holds where it is not None.
        """
        if not hops or not isinstance(node, (ast.Name, ast.Attribute)):
            return None
        events = self._bindings.values.find_assignments(node)
        if not any(map(is_placeholder, events)) or not any(map(_is_made, events)):
            return None
        if isinstance(node, ast.Attribute) and self._bindings.values.is_set(node):
            return None
        yes = no = versions.NOTHING
        is_everywhere = True
        for event in events:
            window = self._find_window(node, event, hops - 1)
            is_everywhere = is_everywhere and window == versions.EVERYTHING
            if _may_hold(event, is_compared=is_compared):
                yes |= window
            if _may_fail(event, is_compared=is_compared):
                no |= window
        if is_everywhere:
            return None
        # On versions without an assignment it has a value from somewhere else.
        unseen = versions.EVERYTHING & ~(yes | no)
        return Split(yes | unseen, no | unseen, is_about_version=True, exact=False)


def _is_made(event: Event) -> bool:
    """Return whether *event* binds what is imported or defined."""
    return any((event.imported, event.body, event.function))


def _may_hold(event: Event, *, is_compared: bool) -> bool:
    if not isinstance(event.value, ast.Constant):
        return True
    value = event.value.value
    return value is not None if is_compared else bool(value)


def _may_fail(event: Event, *, is_compared: bool) -> bool:
    """Return whether what *event* binds may be false.

    A module is not, nor is what is defined here, unless it has decorators.
    """
    if isinstance(event.value, ast.Constant):
        return not _may_hold(event, is_compared=is_compared)
    if event.imported is not None:
        return bool(event.imported.written)
    made = event.function if event.body is None else event.body.node
    return made is None or bool(getattr(made, "decorator_list", ()))
