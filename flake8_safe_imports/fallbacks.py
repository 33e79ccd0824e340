"""Which imports no supported Python gets to, and what stands in their stead."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.arms import ELSE, HANDLER, NO_ERROR, THEN, TRY
from flake8_safe_imports.blocks import Block, Place
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.guards import Release

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.places import Places

_OPTIONAL = frozenset(
    {
        *("_winreg", "bz2", "cProfile", "compression", "concurrent.interpreters"),
        *("crypt", "ctypes", "curses", "dbm.gnu", "dbm.ndbm", "dbm.sqlite3"),
        *("distutils", "encodings.mbcs", "encodings.oem", "ensurepip", "fcntl", "grp"),
        *("gzip", "idlelib", "lib2to3", "lzma", "msilib", "msvcrt", "multiprocessing"),
        *("nis", "nt", "ossaudiodev", "posix", "profiling", "pty", "pwd", "pyexpat"),
        *("readline", "resource", "spwd", "sqlite3", "ssl", "symtable", "syslog"),
        *("termios", "tkinter", "tracemalloc", "tty", "turtle", "turtledemo", "venv"),
        *("winreg", "winsound", "xml.parsers.expat", "zlib"),
    }
)
"""Modules that a build, a platform or an implementation may lack."""

_OLD_RELEASES = tuple(
    Release(major, minor, micro)
    for major, minors in ((2, range(7)), (3, range(6)))
    for minor in minors
    for micro in (0, 99)
)
"""Samples of the releases that no window tells apart, oldest first."""


class Death(NamedTuple):
    """Why an import never runs."""

    kept: str
    """The module that is imported in its stead; empty if there is none."""
    pythons: str
    """The Pythons it was kept for, as text."""


class _Reason(NamedTuple):
    """Why a whole block never runs."""

    lost: Sequence[ast.stmt]
    kept: Sequence[ast.stmt]
    """The statements that run in its stead."""
    pythons: str


class _Admitted(NamedTuple):
    """What the version tests around a block let in."""

    window: int
    old: tuple[Release, ...]
    """Those of :data:`_OLD_RELEASES` that may get there."""


class Fallbacks:
    """Finds out, for the blocks of one file, which of them never run."""

    def __init__(self, places: Places, may_be_there: Callable[[str], bool]) -> None:
        """Take what the guards say, and which modules may come from elsewhere.

        That is from the file's neighbours, or from a declared dependency.
        """
        self._places = places
        self._may_be_there = may_be_there
        self._known: dict[Block, _Reason | None] = {}
        self._failing: dict[Block, int | None] = {}
        self._admitted: dict[Block, _Admitted] = {}
        self._anywhere: Places | None = None

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
        reason = (
            self._known[place.block] or self._of_half(place) or self._of_rest(place)
        )
        if reason is None:
            return None
        kept = _counterpart(place.block.body[place.number], reason)
        # In a chain of fallbacks the next may be as dead as this one.
        block = place.block
        if kept and block.parent is not None:
            around = self._places.at(Place(block.parent, block.index)).proven
            kept = "" if around & ~self._window(kept) else kept
        return Death(kept, reason.pythons)

    def _of_block(self, block: Block) -> _Reason | None:
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
                return self._instead_of(block.body, node.body)
        if block.arm == NO_ERROR and isinstance(block.owner, _TRIES):
            return self._of_success(block, block.owner)
        return None

    def _of_success(self, block: Block, node: ast.Try) -> _Reason | None:
        """Return why the ``else`` of a shim whose body always fails never runs."""
        failing = self._first_failing(block, node.body)
        if failing is None:
            return None
        return self._of_failure(block, node, node.body[failing])

    def _of_half(self, place: Place) -> _Reason | None:
        """Return why an import in either half of a shim always fails, if it does."""
        block = place.block
        if block.arm not in (TRY, HANDLER) or block.parent is None:
            return None
        if block not in self._failing:
            self._failing[block] = self._first_failing(block, block.body)
        failing = self._failing[block]
        if failing is None or place.number < failing:
            return None
        owner = block.parent.body[block.index]
        assert isinstance(owner, _TRIES)
        return self._of_failure(block, owner, block.body[place.number])

    def _of_failure(self, block: Block, owner: ast.Try, failing: ast.stmt) -> _Reason:
        """Return why *block* of *owner* never runs, given that *failing* fails."""
        window = versions.EVERYTHING
        for name in _imported(failing):
            window &= self._window(name)
        if block.arm == HANDLER:
            kept = owner.body
        else:
            kept = [node for handler in owner.handlers for node in handler.body]
        return _Reason(block.body, kept, _pythons(window))

    def _of_rest(self, place: Place) -> _Reason | None:
        """Return why nothing gets to *place*, where an early exit sees to that.

        So does a decorator that skips a test.
        """
        if self._places.at(place).proven:
            return None
        anywhere = self._everywhere.at(place)
        # Without any, type checkers alone read it, or a Python that is not known yet.
        runs = anywhere.window & anywhere.proven
        return _Reason((), (), _pythons(runs)) if runs else None

    @property
    def _everywhere(self) -> Places:
        """What the guards would say if the file were to run on every Python."""
        if self._anywhere is None:
            self._anywhere = self._places.on(versions.EVERYTHING)
        return self._anywhere

    def _first_failing(self, block: Block, body: Sequence[ast.stmt]) -> int | None:
        """Return the number of the first statement of a shim that always fails.

        *block* is that of its *body*, or of its ``else``.
        """
        assert block.parent is not None
        before = self._places.at(Place(block.parent, block.index))
        if not before.window or before.silent:
            return None
        if not self._places.at(Place(block, 0)).module_handled:
            return None
        for number, node in enumerate(body):
            if any(not self._window(name) & before.proven for name in _imported(node)):
                return number
        return None

    def _window(self, name: str) -> int:
        """Return the versions on which importing *name* works, as far as is known."""
        prefixes = _prefixes(name.split("."))
        if any(map(self._may_be_there, prefixes)):
            return versions.EVERYTHING
        window = versions.EVERYTHING
        for prefix in prefixes:
            fact = stdlib.find(prefix)
            if fact is not None:
                window &= fact.window
        return window

    def _never_fails(self, node: ast.Try, handler: Block) -> bool:
        """Return whether the body of *node* does nothing but what always succeeds."""
        if not self._places.at(Place(handler, 0)).module_handled:
            return False
        assert handler.parent is not None
        window = self._places.at(Place(handler.parent, handler.index)).proven
        names = [_imported(statement) for statement in node.body]
        if not all(names):
            return False
        return all(self._is_certain(name, window) for group in names for name in group)

    def _is_certain(self, name: str, window: int) -> bool:
        """Return whether every Python of *window* is sure to have *name*."""
        parts = name.split(".")
        if (
            any(part.startswith("_") for part in parts)
            or not _OPTIONAL.isdisjoint(_prefixes(parts))
            or self._may_be_there(parts[0])
        ):
            return False
        if stdlib.module(name) is None and not stdlib.is_steady(name):
            return False
        known = stdlib.everything(name)
        return known is not None and not window & ~(known & self._window(name))

    def _instead_of(
        self, lost: Sequence[ast.stmt], kept: Sequence[ast.stmt]
    ) -> _Reason:
        """Return why *lost* never runs, given that *kept* never fails."""
        needed = versions.EVERYTHING
        for node in kept:
            for name in _imported(node):
                needed &= self._window(name)
        missing = versions.EVERYTHING & ~needed
        pythons = _pythons(missing) if missing else "older Pythons"
        return _Reason(lost, kept, pythons)

    def _of_branch(self, block: Block, node: ast.If) -> _Reason | None:
        admitted = self._let_in(block)
        # Without any, it waits for a Python that is not known yet.
        if not admitted.window and not admitted.old:
            return None
        other = node.orelse if block.arm == THEN else node.body
        if admitted.old and not admitted.window & versions.PYTHON3:
            pythons = _older_pythons(admitted)
        else:
            pythons = _pythons(admitted.window)
        return _Reason(block.body, other, pythons)

    def _let_in(self, block: Block) -> _Admitted:
        """Return what the branches around *block* are for."""
        pending: list[Block] = []
        above: Block | None = block
        while above is not None and above not in self._admitted:
            pending.append(above)
            above = above.parent
        for entered in reversed(pending):
            admitted = _Admitted(versions.EVERYTHING, _OLD_RELEASES)
            if entered.parent is not None:
                admitted = self._admitted[entered.parent]
            if entered.arm in (THEN, ELSE) and isinstance(entered.owner, ast.If):
                admitted = self._through(entered.owner.test, entered.arm, admitted)
            self._admitted[entered] = admitted
        return self._admitted[block]

    def _through(self, test: ast.expr, arm: str, admitted: _Admitted) -> _Admitted:
        """Return what of *admitted* gets through *test* to its *arm*."""
        guards = self._places.guards
        parts = guards.split(test, versions.EVERYTHING)
        window = parts.yes if arm == THEN else parts.no
        if not window and not parts.speaks:
            return _Admitted(0, ())
        wrong_way = arm == ELSE
        old = tuple(
            release
            for release in admitted.old
            if guards.holds_on(test, release) is not wrong_way
        )
        return _Admitted(window & admitted.window, old)


_TRIES: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))


def _prefixes(parts: Sequence[str]) -> list[str]:
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _imported(node: ast.stmt) -> list[str]:
    """Return the absolute names that an import statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [
            node.module if alias.name == "*" else f"{node.module}.{alias.name}"
            for alias in node.names
        ]
    return []


def _bound(node: ast.stmt) -> dict[str, str]:
    """Return name -> the module it is, or comes from, for an import statement."""
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.partition(".")[0]: alias.name
            for alias in node.names
        }
    if not isinstance(node, ast.ImportFrom):
        return {}
    module = "." * node.level + (node.module or "")
    found = {}
    for alias in node.names:
        whole = f"{module}.{alias.name}"
        is_module = not node.level and stdlib.module(whole) is not None
        found[alias.asname or alias.name] = whole if is_module else module
    return found


def _counterpart(node: ast.stmt, reason: _Reason) -> str:
    """Return the module that is imported in the stead of what *node* imports."""
    names = _bound(node)
    for kept in reason.kept:
        for name, module in _bound(kept).items():
            if name in names:
                return module
    if len(reason.lost) == len(reason.kept) == 1:
        return next(iter(_bound(reason.kept[0]).values()), "")
    return ""


def _older_pythons(admitted: _Admitted) -> str:
    """Return the Pythons of *admitted* as text, where none is newer than 3.5."""
    newest = admitted.old[-1]
    if admitted.window and newest.major == 2:
        return "Python 2"
    return f"Python {newest.major}.{newest.minor} and older"


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
