"""Which imports no supported Python gets to, and what stands in their stead."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.blocks import ELSE, HANDLER, THEN, TRY, Block, Place
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.places import Places

_OPTIONAL = frozenset(
    "_winreg bz2 crypt curses dbm fcntl grp lzma msvcrt multiprocessing nis nt "
    "ossaudiodev posix pwd readline resource spwd sqlite3 ssl syslog termios tkinter "
    "tty pty turtle winreg winsound zlib compression ctypes idlelib ensurepip venv "
    "_thread thread threading dummy_threading hashlib zoneinfo".split()
)
"""Modules that a build or a platform may lack: their fallbacks are never dead."""


class Death(NamedTuple):
    """Why an import never runs."""

    kept: str
    """The module that is imported in its stead; empty if there is none."""
    pythons: str
    """The Pythons it was kept for, as text."""


Prefix = Callable[[str, int], bool]


class Fallbacks:
    """Finds out, for the blocks of one file, which of them never run."""

    def __init__(self, places: Places, is_local: Callable[[str], bool]) -> None:
        self._places = places
        self._is_local = is_local
        self._known: dict[Block, Death | None] = {}

    def death(self, place: Place) -> Death | None:
        """Return why what stands at *place* never runs; None if it may run."""
        pending: list[Block] = []
        block: Block | None = place.block
        while block is not None and block not in self._known:
            pending.append(block)
            block = block.parent
        for entered in reversed(pending):
            above = self._known[entered.parent] if entered.parent else None
            self._known[entered] = above or self._of_block(entered)
        return self._known[place.block] or self._of_half(place)

    def _of_block(self, block: Block) -> Death | None:
        if block.parent is None:
            return None
        before = self._places.at(Place(block.parent, block.index))
        if block.arm in (THEN, ELSE) and isinstance(block.owner, ast.If):
            inside = self._places.at(Place(block, 0))
            if before.proven and not inside.proven:
                return self._of_branch(block, block.owner)
        if block.arm == HANDLER and before.window and not before.silent:
            node = block.parent.body[block.index]
            if isinstance(node, _TRIES) and self._never_fails(node, block):
                return self._of_shim(_first_module(node.body), before.proven)
        return None

    def _of_half(self, place: Place) -> Death | None:
        """Return why an import in the body of a shim always fails, if it does."""
        block = place.block
        if block.arm != TRY or block.parent is None:
            return None
        before = self._places.at(Place(block.parent, block.index))
        if not before.window or before.silent:
            return None
        if not self._places.at(place).module_handled:
            return None
        for node in block.body[: place.number + 1]:
            if any(self._window(name) & before.proven == 0 for name in _reached(node)):
                owner = block.parent.body[block.index]
                handlers = owner.handlers if isinstance(owner, _TRIES) else []
                kept = [_first_module(handler.body) for handler in handlers]
                gone = _reached(block.body[place.number])[0]
                return Death("".join(kept[:1]), _pythons(self._window(gone)))
        return None

    def _window(self, name: str) -> int:
        """Return the versions on which importing *name* works, as far as is known."""
        if self._is_local(name.partition(".")[0]):
            return versions.EVERYTHING
        window = versions.EVERYTHING
        parts = name.split(".")
        for depth in range(1, len(parts) + 1):
            fact = stdlib.find(".".join(parts[:depth]))
            if fact is not None:
                window &= fact.window
        return window

    def _never_fails(self, node: ast.Try, handler: Block) -> bool:
        """Return whether the body of *node* does nothing but what always succeeds."""
        if not self._places.at(Place(handler, 0)).module_handled:
            return False
        assert handler.parent is not None
        window = self._places.at(Place(handler.parent, handler.index)).proven
        names = [_reached(statement) for statement in node.body]
        if not all(names):
            return False
        return all(self._is_certain(name, window) for group in names for name in group)

    def _is_certain(self, name: str, window: int) -> bool:
        top = name.partition(".")[0]
        if top in _OPTIONAL or self._is_local(top) or stdlib.module(top) is None:
            return False
        return not window & ~self._window(name)

    def _of_shim(self, kept: str, window: int) -> Death:
        return Death(kept, _pythons(versions.EVERYTHING & ~self._window(kept)))

    def _of_branch(self, block: Block, node: ast.If) -> Death:
        parts = self._places.guards.split(node.test, versions.EVERYTHING)
        runs = parts.yes if block.arm == THEN else parts.no
        other = node.orelse if block.arm == THEN else node.body
        return Death(_first_module(other), _pythons(runs))


_TRIES: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))


def _reached(node: ast.stmt) -> list[str]:
    """Return the absolute names that an import statement reaches."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [
            node.module if alias.name == "*" else f"{node.module}.{alias.name}"
            for alias in node.names
        ]
    return []


def _first_module(body: Sequence[ast.stmt]) -> str:
    for node in body:
        if isinstance(node, ast.Import):
            return node.names[0].name
        if isinstance(node, ast.ImportFrom):
            return "." * node.level + (node.module or "")
    return ""


def _pythons(window: int) -> str:
    """Return the Pythons of *window* as text."""
    if not window:
        return "other Pythons"
    if not window & versions.PYTHON3:
        return "Python 2"
    newest, oldest = versions.newest(window), versions.oldest(window)
    if newest != versions.MINORS[-1]:
        return f"Python {versions.spell(newest)} and older"
    if oldest > versions.MINORS[0]:
        return f"Python {versions.spell(oldest)} and newer"
    return "other Pythons"
