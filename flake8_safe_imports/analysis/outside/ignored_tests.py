"""Which files pytest collects on some versions only, as a conftest.py says.

``collect_ignore`` and ``collect_ignore_glob`` may be extended below a version test, and
``pytest_ignore_collect`` may ask for the version and for the path.
"""

from __future__ import annotations

import ast
import fnmatch
import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.outside import hooks
from flake8_safe_imports.analysis.outside.conftests import list_conftests
from flake8_safe_imports.project import layout
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.analysis.scoping.places import Place

_IGNORED: Final = ("collect_ignore", "collect_ignore_glob")


def find_windows(path: str) -> Iterator[int]:
    """Yield the versions on which each conftest.py lets pytest collect *path*."""
    for conftest in list_conftests(path):
        name = layout.relative_to(os.path.dirname(conftest), path)
        window = versions.EVERYTHING
        for pattern, ignored in _read_ignored(conftest):
            if fnmatch.fnmatch(name, pattern) or name.startswith(f"{pattern}/"):
                window &= ~ignored
        for texts, ignored in hooks.read_ignoring(conftest):
            if not texts or any(_is_meant(text, name) for text in texts):
                window &= ~ignored
        yield window


@cached(1024)
def _read_ignored(path: str) -> list[tuple[str, int]]:
    """Return what the conftest.py at *path* ignores, and on which versions it does."""
    opened = hooks.open_with(path, _IGNORED[0])
    if opened is None:
        return []
    other, guards = opened
    scopes = other.walk.scopes
    places = {
        use.place
        for use in scopes.uses
        if use.name in _IGNORED and use.scope is scopes.module
    }
    for name in _IGNORED:
        places.update(event.place for event in scopes.module.events.get(name, ()))
    return [
        (text, window)
        for place in places
        for node, window in _list_ignoring(guards, place)
        for text in hooks.list_texts(node, other.bindings.values)
    ]


def _list_ignoring(
    reachability: Reachability, place: Place
) -> Iterator[tuple[ast.AST, int]]:
    """Yield what of the statement at *place* runs on some versions only, and which."""
    state = reachability.state_at(place)
    statement = place.block.body[place.number]
    value = getattr(statement, "value", None)
    if state.window != versions.EVERYTHING and not state.has_unclear_test:
        yield statement, state.window
    elif isinstance(value, ast.IfExp):
        split = reachability.version_tests.split(value.test, versions.EVERYTHING)
        if split.is_about_version and not split.unclear:
            yield value.body, split.yes
            yield value.orelse, split.no


def _is_meant(text: str, name: str) -> bool:
    """Return whether *text*, a part of a path or a pattern, is about *name*."""
    return text in name or fnmatch.fnmatch(name, f"*{text}")
