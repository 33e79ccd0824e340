"""Which imports no supported Python gets to, and what stands in their stead."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.arms import ELSE, HANDLER, NO_ERROR, THEN, TRY
from flake8_safe_imports.blocks import Block, Place
from flake8_safe_imports.data import backports, stdlib
from flake8_safe_imports.places import MISSING_MODULE, MISSING_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flake8_safe_imports.declarations import Declared
    from flake8_safe_imports.places import Places

_OPTIONAL = frozenset(
    {
        *("_winreg", "bz2", "cProfile", "compression", "concurrent.interpreters"),
        *("concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process"),
        *("crypt", "ctypes", "curses", "dbm.gnu", "dbm.ndbm", "dbm.sqlite3"),
        *("distutils", "encodings.mbcs", "encodings.oem", "ensurepip", "fcntl"),
        *("ftplib.FTP_TLS", "gc.freeze", "gc.get_threshold", "grp", "gzip"),
        *("hashlib.blake2b", "hashlib.blake2s", "http.client.HTTPSConnection"),
        *("idlelib", "imaplib.IMAP4_SSL", "lib2to3", "lzma", "mmap", "msilib"),
        *("msvcrt", "multiprocessing", "nis", "nt", "ossaudiodev", "plistlib"),
        *("poplib.POP3_SSL", "posix", "profiling", "pty", "pwd", "pyexpat"),
        *("readline", "resource", "shutil.disk_usage", "smtplib.SMTP_SSL", "spwd"),
        *("sqlite3", "ssl", "symtable", "sys.getallocatedblocks"),
        *("sys.getunicodeinternedsize", "syslog", "termios"),
        *("threading.get_native_id", "tkinter", "tracemalloc", "tty", "turtle"),
        *("turtledemo", "urllib.request.HTTPSHandler", "venv", "winreg"),
        *("winsound", "xml.dom.expatbuilder", "xml.parsers.expat"),
        *("xml.sax.expatreader", "xmlrpc.client", "zlib"),
    }
)
"""What a build, a platform or an implementation may lack."""
_OLD = (*range(200, 207), *range(300, 306))
"""The versions that no window tells apart, oldest first."""
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})


class Death(NamedTuple):
    """Why an import never runs, or never works."""

    name: str
    """What is imported; a module, unless the same module stays."""
    kept: str
    """What is imported in its stead; empty if there is nothing."""
    pythons: str
    """The Pythons it was kept for, as text."""


class Imported(NamedTuple):
    """What a name is bound to by an import statement."""

    dotted: str
    """The whole of it, from the module on."""
    module: str
    """The module it is, or is taken from."""


class _Reason(NamedTuple):
    """Why a whole block never runs."""

    lost: Sequence[ast.stmt]
    kept: Sequence[ast.stmt]
    """The statements that run in its stead."""
    names: Mapping[str, Imported]
    """What those bind."""
    pythons: str


class _Half(NamedTuple):
    """A half of a shim that never works."""

    failing: int
    """The number of the statement that always fails."""
    reason: _Reason


class _Admitted(NamedTuple):
    """What the version tests around a block let in."""

    window: int
    old: tuple[int, ...]
    """Those of :data:`_OLD` that may get there."""


class Fallbacks:
    """Finds out, for the blocks of one file, which of them never run."""

    def __init__(
        self, places: Places, supported: Declared, may_be_there: Callable[[str], bool]
    ) -> None:
        """Take what the guards say, the window, and which modules may be there.

        That is, which may come from the file's neighbours or a declared dependency.
        """
        self._places = places
        self._supported = supported
        self._may_be_there = may_be_there
        self._known: dict[Block, _Reason | None] = {}
        self._halves: dict[Block, _Half | None] = {}
        self._admitted: dict[Block, _Admitted] = {}
        self._anywhere: Places | None = None

    def deaths(self, place: Place) -> list[tuple[int, Death]]:
        """Return why what the import at *place* imports never runs, nothing if it may.

        Each stands beside the number of its alias; all of ``from M import a, b``
        has one cause.
        """
        reason, failing = self._reason(place)
        if reason is None:
            return []
        node = place.block.body[place.number]
        around = self._around(place.block)
        found = []
        for number, name, imported in self._bindings(node):
            if failing and self.window(imported.dotted) & around:
                continue
            failing = False
            kept = _counterpart(name, reason)
            found.append((number, self._death(imported, kept, reason, around)))
        return found[:1] if isinstance(node, ast.ImportFrom) else found

    def is_dead(self, place: Place) -> bool:
        """Return whether nothing gets beyond *place*, or to it."""
        return self._reason(place)[0] is not None

    def works(self, node: ast.stmt, place: Place) -> bool:
        """Return whether the import *node* works on all Pythons that get to *place*.

        As far as is known, and any other statement does.
        """
        window = self._places.at(place).proven
        return not any(window & ~self.window(name) for name in _imported(node))

    def _around(self, block: Block) -> int:
        """Return the versions that get to what owns *block*."""
        if block.parent is None:
            return self._supported.window
        return self._places.at(Place(block.parent, block.index)).proven

    def _death(
        self, lost: Imported, kept: Imported | None, reason: _Reason, around: int
    ) -> Death:
        # In a chain of fallbacks the next may be as dead as this one.
        if kept is None or around & ~self.window(kept.dotted):
            return Death(lost.module, "", reason.pythons)
        if kept.module == lost.module:
            return Death(lost.dotted, kept.dotted, reason.pythons)
        return Death(lost.module, kept.module, reason.pythons)

    def _reason(self, place: Place) -> tuple[_Reason | None, bool]:
        """Return why *place* is dead, and whether that is because it always fails."""
        pending: list[Block] = []
        block: Block | None = place.block
        while block is not None and block not in self._known:
            pending.append(block)
            block = block.parent
        for entered in reversed(pending):
            above = self._known[entered.parent] if entered.parent else None
            self._known[entered] = above or self._of_block(entered)
        reason = self._known[place.block]
        if reason is not None:
            return reason, False
        half = self._half(place.block)
        if half is not None and place.number >= half.failing:
            return half.reason, place.number == half.failing
        return self._of_rest(place), False

    def _of_block(self, block: Block) -> _Reason | None:
        if block.parent is None:
            return None
        before = self._places.at(Place(block.parent, block.index))
        if block.arm in (THEN, ELSE) and isinstance(block.owner, ast.If):
            inside = self._places.at(Place(block, 0))
            if before.proven and not inside.proven:
                return self._of_branch(block, block.owner)
        if block.arm == HANDLER and before.window and not before.silent:
            node = _try_of(block)
            if self._catches(block.owner) and self._never_fails(node, block):
                return self._instead_of(block.body, node.body)
        if block.arm == NO_ERROR:
            # Nothing gets to the ``else`` of a body that always fails.
            half = self._failing_half(block, _try_of(block).body)
            return half.reason if half is not None else None
        return None

    # Halves of shims

    def _half(self, block: Block) -> _Half | None:
        """Return which statement of *block*, a half of a shim, always fails."""
        if block.arm not in (TRY, HANDLER):
            return None
        if block not in self._halves:
            self._halves[block] = self._failing_half(block, block.body)
        return self._halves[block]

    def _failing_half(self, block: Block, body: Sequence[ast.stmt]) -> _Half | None:
        """Return which statement of *body* always fails; *block* suffers from that."""
        assert block.parent is not None
        before = self._places.at(Place(block.parent, block.index))
        if not before.window or before.silent:
            return None
        node = _try_of(block)
        if block.arm == HANDLER and not self._is_for_imports(block.owner, node):
            return None
        for number, statement in enumerate(body):
            names = _imported(statement)
            if all(self.window(name) & before.proven for name in names):
                continue
            kept = self._kept(block, node, statement, before.proven)
            if kept is None:
                return None
            runs = versions.EVERYTHING
            for name in names:
                runs &= self.window(name)
            reason = _Reason(block.body, kept, self._bound_by(kept), self._spell(runs))
            return _Half(number, reason)
        return None

    def _kept(
        self, block: Block, node: ast.Try, failing: ast.stmt, window: int
    ) -> Sequence[ast.stmt] | None:
        """Return what runs where *failing* fails; None if nothing handles that."""
        if block.arm == HANDLER:
            return node.body
        wanted = MISSING_MODULE
        if isinstance(failing, ast.ImportFrom) and self.window(failing.module or "") & (
            window
        ):
            wanted = MISSING_NAME
        for handler in node.handlers:
            if wanted & self._places.caught(handler.type):
                return handler.body
        return None

    def _catches(self, handler: ast.AST) -> bool:
        """Return whether *handler* itself handles that a module is missing."""
        assert isinstance(handler, ast.ExceptHandler)
        return bool(MISSING_MODULE & self._places.caught(handler.type))

    def _is_for_imports(self, handler: ast.AST, node: ast.Try) -> bool:
        """Return whether *handler* runs only where an import fails."""
        assert isinstance(handler, ast.ExceptHandler)
        caught = self._places.caught(handler.type)
        return caught <= _IMPORT_ERRORS or (
            not MISSING_MODULE.isdisjoint(caught) and all(map(_is_plain, node.body))
        )

    def _never_fails(self, node: ast.Try, handler: Block) -> bool:
        """Return whether the body of *node* does nothing but what always succeeds."""
        assert handler.parent is not None
        window = self._places.at(Place(handler.parent, handler.index)).proven
        names = [name for statement in node.body for name in _imported(statement)]
        if self._supported.old or not names or not all(map(_is_plain, node.body)):
            return False
        return all(self._is_certain(name, window) for name in names)

    def _instead_of(
        self, lost: Sequence[ast.stmt], kept: Sequence[ast.stmt]
    ) -> _Reason:
        """Return why *lost* never runs, given that *kept* never fails."""
        needed = versions.EVERYTHING
        for node in kept:
            for name in _imported(node):
                needed &= self.window(name)
        missing = versions.EVERYTHING & ~needed
        pythons = self._spell(missing) if missing else "older Pythons"
        return _Reason(lost, kept, self._bound_by(kept), pythons)

    # What is known of names

    def _bindings(self, node: ast.stmt) -> Iterator[tuple[int, str, Imported]]:
        """Yield, for each alias of an import: its number, its name, what that is."""
        if isinstance(node, ast.Import):
            for number, alias in enumerate(node.names):
                name = alias.asname or alias.name.partition(".")[0]
                yield number, name, Imported(alias.name, alias.name)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                resolved = self._places.resolve(node.level, module)
                only = resolved[0] if len(resolved) == 1 else ""
                module = only or "." * node.level + module
            for number, alias in enumerate(node.names):
                dotted = f"{module}.{alias.name}"
                home = dotted if _is_module(dotted) else module
                yield number, alias.asname or alias.name, Imported(dotted, home)

    def _bound_by(self, nodes: Iterable[ast.stmt]) -> dict[str, Imported]:
        """Return name -> what it is bound to first, by the imports among *nodes*."""
        found: dict[str, Imported] = {}
        for node in nodes:
            for _, name, imported in self._bindings(node):
                found.setdefault(name, imported)
        return found

    def window(self, name: str) -> int:
        """Return the versions on which importing *name* works, as far as is known.

        That is all of them if the file is to run on one for which nothing is known.
        """
        prefixes = _prefixes(name.split("."))
        if any(map(self._may_be_there, prefixes)):
            return versions.EVERYTHING
        window = versions.EVERYTHING
        for prefix in prefixes:
            fact = stdlib.find(prefix)
            if fact is None:
                continue
            if any(stdlib.covers(fact, old) for old in self._supported.old):
                return versions.EVERYTHING
            window &= fact.window
        return window

    def _is_certain(self, name: str, window: int) -> bool:
        """Return whether every Python of *window* is sure to have *name*."""
        parts = name.split(".")
        if (
            any(part.startswith("_") for part in parts)
            or not _OPTIONAL.isdisjoint(_prefixes(parts))
            or self._may_be_there(parts[0])
        ):
            return False
        if stdlib.module(name) is None and not stdlib.is_steady(name, window):
            return False
        known = stdlib.everything(name)
        return known is not None and not window & ~(known & self.window(name))

    # Branches

    def _of_branch(self, block: Block, node: ast.If) -> _Reason | None:
        admitted = self._let_in(block)
        # Without any, it waits for a Python that is not known yet.
        if not admitted.window and not admitted.old:
            return None
        if not set(self._supported.old).isdisjoint(admitted.old):
            return None
        other = node.orelse if block.arm == THEN else node.body
        pythons = self._spell(admitted.window, admitted.old)
        return _Reason(block.body, other, self._bound_by(other), pythons)

    def _let_in(self, block: Block) -> _Admitted:
        """Return what the branches around *block* are for."""
        pending: list[Block] = []
        above: Block | None = block
        while above is not None and above not in self._admitted:
            pending.append(above)
            above = above.parent
        for entered in reversed(pending):
            admitted = _Admitted(versions.EVERYTHING, _OLD)
            if entered.parent is not None:
                admitted = self._admitted[entered.parent]
            if entered.arm in (THEN, ELSE) and isinstance(entered.owner, ast.If):
                holds = entered.arm == THEN
                admitted = self._through(entered.owner.test, holds, admitted)
            self._admitted[entered] = admitted
        return self._admitted[block]

    def _through(self, test: ast.expr, holds: bool, admitted: _Admitted) -> _Admitted:
        """Return what of *admitted* gets to where *test* holds, or does not."""
        guards = self._places.guards
        parts = guards.split(test, versions.EVERYTHING)
        window = parts.yes if holds else parts.no
        if not window and not parts.speaks:
            return _Admitted(0, ())
        old = tuple(
            version
            for version in admitted.old
            if holds in guards.outcomes(test, version)
        )
        return _Admitted(window & admitted.window, old)

    def _of_rest(self, place: Place) -> _Reason | None:
        """Return why nothing gets to *place*, where an early exit sees to that.

        So does a decorator that skips a test.
        """
        if self._places.at(place).proven or self._supported.old:
            return None
        anywhere = self._everywhere.at(place)
        # Without any, type checkers alone read it, or a Python that is not known yet.
        runs = anywhere.window & anywhere.proven
        return _Reason((), (), {}, self._spell(runs)) if runs else None

    @property
    def _everywhere(self) -> Places:
        """What the guards would say if the file were to run on every Python."""
        if self._anywhere is None:
            self._anywhere = self._places.on(versions.EVERYTHING)
        return self._anywhere

    def _spell(self, window: int, old: tuple[int, ...] = ()) -> str:
        """Return the Pythons of *window* and the *old* ones as text."""
        meant = sorted((*versions.minors(window), *old))
        supported = (*self._supported.old, *versions.minors(self._supported.window))
        if not meant:
            return "other Pythons"
        oldest, newest = meant[0], meant[-1]
        if newest == versions.MINORS[0]:
            return "Python 2"
        if newest < min(supported):
            return f"Python {versions.spell(newest)} and older"
        if oldest > max(supported):
            if not versions.PYTHON3 & ~window:
                return "Python 3"
            return f"Python {versions.spell(oldest)} and newer"
        return "other Pythons"


def _try_of(block: Block) -> ast.Try:
    """Return the statement that *block* is an arm of."""
    assert block.parent is not None
    node = block.parent.body[block.index]
    assert isinstance(node, _TRIES)
    return node


_TRIES: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))


def _is_plain(node: ast.stmt) -> bool:
    """Return whether *node* raises nothing, but what an import raises."""
    if isinstance(node, (ast.Assign, ast.Expr)):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass))


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


def _is_module(dotted: str) -> bool:
    row = backports.find(dotted)
    return stdlib.module(dotted) is not None or (row is not None and row.binds_names)


def _counterpart(name: str, reason: _Reason) -> Imported | None:
    """Return what *name* is bound to in the stead of what is lost."""
    if name not in reason.names and len(reason.lost) == len(reason.kept) == 1:
        return next(iter(reason.names.values()), None)
    return reason.names.get(name)
