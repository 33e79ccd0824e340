"""Which files pytest collects on some versions only, as a conftest.py says.

``collect_ignore`` and ``collect_ignore_glob`` may be extended below a version test.
"""

from __future__ import annotations

import ast
import fnmatch
import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.opened_files import find_guards, open_file
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.places import Place
    from flake8_safe_imports.analysis.reachability import Reachability

_IGNORED: Final = ("collect_ignore", "collect_ignore_glob")
_JOINING: Final = ("join", "joinpath", "Path")


def find_windows(path: str) -> Iterator[int]:
    """Yield the versions on which each conftest.py lets pytest collect *path*."""
    for folder in layout.list_folders(path):
        if layout.has_module(folder, "conftest"):
            conftest = os.path.join(folder, "conftest.py")
            name = layout.relative_to(folder, path)
            window = versions.EVERYTHING
            for pattern, ignored in _read_ignored(conftest):
                if fnmatch.fnmatch(name, pattern) or name.startswith(f"{pattern}/"):
                    window &= ~ignored
            yield window


@cached(1024)
def _read_ignored(path: str) -> list[tuple[str, int]]:
    """Return what the conftest.py at *path* ignores, and on which versions it does."""
    if "collect_ignore" not in files.read_leniently(path):
        return []
    other, guards = open_file(path), find_guards(path)
    if other is None or guards is None:
        return []
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
        for text in _list_texts(node)
    ]


def _list_ignoring(
    reachability: Reachability, place: Place
) -> Iterator[tuple[ast.AST, int]]:
    """Yield what of the statement at *place* runs on some versions only, and which."""
    state = reachability.state_at(place)
    statement = place.block.body[place.number]
    value = getattr(statement, "value", None)
    if state.has_version_test and not state.has_unclear_test:
        yield statement, state.window
    elif isinstance(value, ast.IfExp):
        split = reachability.version_tests.split(value.test, versions.EVERYTHING)
        if split.is_about_version and not split.unclear:
            yield value.body, split.yes
            yield value.orelse, split.no


def _list_texts(node: ast.AST) -> Iterator[str]:
    """Yield the literal strings in *node*, the parts of one path as that path."""
    pending = [node]
    while pending:
        part = pending.pop()
        parts: list[ast.AST] = []
        if isinstance(part, ast.Call) and last_name(part.func) in _JOINING:
            parts += part.args
        while isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div):
            parts.append(part.right)
            part = part.left
            if not isinstance(part, ast.BinOp):
                parts = [part, *reversed(parts)]
        texts = [
            item.value
            for item in parts or [part]
            if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ]
        if texts:
            yield "/".join(texts)
        elif not parts:
            pending += ast.iter_child_nodes(part)
