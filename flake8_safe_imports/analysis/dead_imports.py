"""Which imports no supported Python gets to, and what stands in their stead."""

from __future__ import annotations

import ast
from itertools import accumulate
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.branches import (
    ELSE,
    HANDLER,
    NO_ERROR,
    THEN,
    TRIES,
    TRY,
)
from flake8_safe_imports.analysis.handlers import (
    IMPORT_ERRORS,
    MODULE_ERRORS,
    NAME_ERRORS,
)
from flake8_safe_imports.analysis.places import Block, Place
from flake8_safe_imports.data import backports, stdlib

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.project.pythons import Declared

_OPTIONAL = frozenset(
    {
        *("_winreg", "bz2", "cProfile", "compression", "concurrent.interpreters"),
        *("concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process"),
        *("crypt", "ctypes", "curses", "dbm.gnu", "dbm.ndbm", "dbm.sqlite3"),
        *("distutils", "email.utils.supports_strict_parsing", "encodings.mbcs"),
        *("encodings.oem", "ensurepip", "fcntl"),
        *("ftplib.FTP_TLS", "gc.freeze", "gc.get_threshold", "grp", "gzip"),
        *("hashlib.blake2b", "hashlib.blake2s", "http.client.HTTPSConnection"),
        *("idlelib", "imaplib.IMAP4_SSL", "lib2to3", "lzma", "mmap", "msilib"),
        *("msvcrt", "multiprocessing", "nis", "nt", "ossaudiodev", "plistlib"),
        *("poplib.POP3_SSL", "posix", "profiling", "pty", "pwd", "pyexpat"),
        *("readline", "resource", "shutil.disk_usage", "smtplib.SMTP_SSL", "spwd"),
        *("sqlite3", "ssl", "symtable", "sys.getallocatedblocks"),
        *("sys.get_int_max_str_digits", "sys.getunicodeinternedsize"),
        *("sys.set_int_max_str_digits", "syslog", "tarfile.AbsoluteLinkError"),
        *("tarfile.AbsolutePathError", "tarfile.FilterError"),
        *("tarfile.LinkFallbackError", "tarfile.LinkOutsideDestinationError"),
        *("tarfile.OutsideDestinationError", "tarfile.SpecialFileError"),
        *("tarfile.data_filter", "tarfile.fully_trusted_filter"),
        *("tarfile.tar_filter", "termios"),
        *("threading.get_native_id", "tkinter", "tracemalloc", "tty", "turtle"),
        *("turtledemo", "urllib.request.HTTPSHandler", "venv", "winreg"),
        *("winsound", "xml.dom.expatbuilder", "xml.parsers.expat"),
        *("xml.sax.expatreader", "xmlrpc.client", "xmlrpc.server", "zlib"),
    }
)
"""What a build, a platform, an implementation or an early release may lack."""
_ONCE_OPTIONAL = frozenset(
    {
        *("_thread", "threading", "typing.AsyncContextManager"),
        *("typing.AsyncGenerator", "typing.ChainMap", "typing.Counter"),
        *("typing.Deque", "typing.ForwardRef", "typing.NoReturn"),
        "typing.OrderedDict",
    }
)
"""What builds, or early releases, lacked before Python 3.8."""
_OLD = (*range(200, 207), *range(300, 306))
"""The versions that no window tells apart, oldest first."""
_COMING = (versions.MINORS[-1] + 1, 399, 400)
"""Versions that nothing is known of yet."""
_NEVER_MEANT = 300
"""Python 3.0 lasted for months, and ``>=2.7`` says nothing of it."""
_MOST_TAKEN = 20


class DeadImport(NamedTuple):
    """Why an import never runs, or never works."""

    name: str
    """What is imported: a module, or a name in one that is there all the same."""
    kept: str
    """What is imported in its stead; empty if there is nothing."""
    kept_for: str
    """The versions it was kept for, as text."""
    unreplaced: str = ""
    """The whole name, where what stands beside it does not work everywhere either."""
    is_same: bool = False
    """What stays imports the same."""


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
    alias: int
    """The number of the alias in it that is the first to fail."""
    is_name: bool
    """The module is there, what is taken from it is not."""
    reason: _Reason


class _Admitted(NamedTuple):
    """What the version tests around a block let in."""

    window: int
    others: tuple[int, ...]
    """Those of :data:`_OLD` and :data:`_COMING` that may get there."""
    runs: bool = True
    """It is not for type checkers alone, or switched off."""


class DeadImports:
    """Finds out, for the blocks of one file, which of them never run."""

    def __init__(
        self,
        reachability: Reachability,
        supported: Declared,
        may_be_there: Callable[[str], bool],
    ) -> None:
        """Take what the guards say, the window, and which modules may be there.

        That is, which may come from the file's neighbours or a declared dependency.
        """
        self._reachability = reachability
        self._supported = supported
        self._may_be_there = may_be_there
        self._known: dict[Block, _Reason | None] = {}
        self._halves: dict[Block, _Half | None] = {}
        self._admitted: dict[Block, _Admitted] = {}
        self._anywhere: Reachability | None = None

    def find(self, place: Place) -> list[tuple[int | None, DeadImport]]:
        """Return why what the import at *place* imports never runs, nothing if it may.

        Each stands beside the number of its alias; None is the whole statement.
        """
        reason = self._reason(place)
        if reason is None:
            return []
        block = place.block
        node = block.body[place.number]
        bindings = list(self._bindings(node))
        sole = _sole(bindings, reason)
        is_name = False
        half = self._half(block)
        if half is not None and half.reason is reason and half.failing == place.number:
            bindings = bindings[half.alias :]
            is_name = half.is_name
        around = self._around(block)
        found = [
            (number, self._death(lost, reason.names.get(name, sole), reason, around))
            for number, name, lost in bindings
        ]
        if isinstance(node, ast.Import):
            return [*found]
        # What concerns a name is told at its alias, what concerns all of them once.
        if is_name:
            number, dead = found[0]
            return [(number, dead._replace(name=bindings[0][2].dotted))]
        found.sort(key=lambda item: item[1].is_same)
        return [(None, found[0][1])]

    def _death(
        self, lost: Imported, kept: Imported | None, reason: _Reason, around: int
    ) -> DeadImport:
        """Return what to say of what is *lost*, where *kept* stays."""
        # A module that is there is not what is old.
        is_there = stdlib.module(lost.module) is not None and bool(
            self.window(lost.module) & around
        )
        shown = lost.dotted if is_there else lost.module
        if kept is None:
            return DeadImport(shown, "", reason.pythons)
        if kept.dotted == lost.dotted:
            return DeadImport(lost.module, "", reason.pythons, is_same=True)
        # In a chain of fallbacks the next may be as dead as this one.
        if around & ~self.window(kept.dotted):
            return DeadImport(shown, "", reason.pythons, unreplaced=lost.dotted)
        if kept.module == lost.module:
            return DeadImport(lost.dotted, kept.dotted, reason.pythons)
        return DeadImport(lost.module, kept.module, reason.pythons)

    def is_unreachable(self, place: Place) -> bool:
        """Return whether nothing gets beyond *place*, or to it."""
        return self._reason(place) is not None

    def has_no_effect(self, block: Block) -> bool:
        """Return whether nothing gets to *block*, or it fails before all else."""
        half = self._half(block)
        if half is not None and not half.failing and not half.alias:
            return True
        return self._reason_of_block(block) is not None

    def always_works(self, node: ast.stmt, place: Place) -> bool:
        """Return whether the import *node* works on all Pythons that get to *place*.

        Imports of which nothing is known do, and so do other statements.
        """
        window = self._reachability.state_at(place).certain_window
        return not any(window & ~self.window(name) for name in _imported(node))

    def _around(self, block: Block) -> int:
        """Return the versions that get to what owns *block*."""
        if block.parent is None:
            return self._supported.window
        return self._reachability.state_at(
            Place(block.parent, block.index)
        ).certain_window

    def _reason(self, place: Place) -> _Reason | None:
        """Return why nothing gets beyond *place*, or to it."""
        reason = self._reason_of_block(place.block)
        if reason is not None:
            return reason
        half = self._half(place.block)
        if half is not None and place.number >= half.failing:
            return half.reason
        return self._of_rest(place)

    def _reason_of_block(self, block: Block) -> _Reason | None:
        """Return why nothing gets to *block*."""
        for entered in _down_to(block, self._known):
            above = self._known[entered.parent] if entered.parent else None
            self._known[entered] = above or self._of_block(entered)
        return self._known[block]

    def _of_block(self, block: Block) -> _Reason | None:
        if block.parent is None:
            return None
        before = self._reachability.state_at(Place(block.parent, block.index))
        if block.branch in (THEN, ELSE) and isinstance(block.owner, ast.If):
            inside = self._reachability.state_at(Place(block, 0))
            if before.certain_window and not inside.certain_window:
                return self._of_branch(block, block.owner)
        if block.branch == HANDLER and before.window and not before.has_unclear_test:
            node = _try_of(block)
            if self._catches(block.owner) and self._never_fails(node, block):
                return self._instead_of(block, node.body)
        if block.branch == NO_ERROR:
            # Nothing gets to the ``else`` of a body that always fails.
            half = self._failing_half(block, _try_of(block).body)
            return half.reason if half is not None else None
        return None

    # Halves of shims

    def _half(self, block: Block) -> _Half | None:
        """Return which statement of *block*, a half of a shim, always fails."""
        if block.branch not in (TRY, HANDLER):
            return None
        if block not in self._halves:
            self._halves[block] = self._failing_half(block, block.body)
        return self._halves[block]

    def _failing_half(self, block: Block, body: Sequence[ast.stmt]) -> _Half | None:
        """Return which statement of *body* always fails; *block* suffers from that."""
        assert block.parent is not None
        before = self._reachability.state_at(Place(block.parent, block.index))
        if not before.window or before.has_unclear_test:
            return None
        node = _try_of(block)
        if block.branch == HANDLER and not self._is_for_imports(block.owner, node):
            return None
        for number, statement in enumerate(body):
            alias = self._failing_alias(statement, before.certain_window)
            if alias is None:
                continue
            is_name = self._is_name(statement, before.certain_window)
            kept = self._kept(block, node, is_name=is_name)
            if kept is None:
                return None
            runs = versions.EVERYTHING
            for name in _imported(statement):
                runs &= self.window(name)
            pythons = self._spell(runs, around=before.certain_window)
            reason = _Reason(block.body, kept, self._bound_by(kept), pythons)
            return _Half(number, alias, is_name, reason)
        return None

    def _failing_alias(self, node: ast.stmt, window: int) -> int | None:
        """Return the number of the first alias that fails on all of *window*."""
        for number, name in enumerate(_imported(node)):
            if self._is_no_module(name, node) or not self.window(name) & window:
                return number
        return None

    def _is_no_module(self, dotted: str, node: ast.stmt) -> bool:
        """Return whether *node* takes for a module what is known for something else."""
        return (
            isinstance(node, ast.Import)
            and "." in dotted
            and stdlib.module(dotted) is None
            and stdlib.find_window(dotted) is not None
            and not self._may_be_there(dotted.partition(".")[0])
        )

    def _is_name(self, node: ast.stmt, window: int) -> bool:
        """Return whether *node* takes names from a module that *window* does have."""
        if not isinstance(node, ast.ImportFrom) or node.level:
            return False
        module = node.module or ""
        return stdlib.module(module) is not None and bool(self.window(module) & window)

    def _kept(
        self, block: Block, node: ast.Try, *, is_name: bool
    ) -> Sequence[ast.stmt] | None:
        """Return what runs where *block* fails; None if nothing handles that."""
        if block.branch == HANDLER:
            return node.body
        wanted = NAME_ERRORS if is_name else MODULE_ERRORS
        for handler in node.handlers:
            if wanted & self._reachability.handlers.caught(handler.type):
                return handler.body
        return None

    def _catches(self, handler: ast.AST) -> bool:
        """Return whether *handler* itself handles that a module is missing."""
        assert isinstance(handler, ast.ExceptHandler)
        return bool(MODULE_ERRORS & self._reachability.handlers.caught(handler.type))

    def _is_for_imports(self, handler: ast.AST, node: ast.Try) -> bool:
        """Return whether *handler* runs only where an import fails."""
        assert isinstance(handler, ast.ExceptHandler)
        caught = self._reachability.handlers.caught(handler.type)
        return caught <= IMPORT_ERRORS or (
            not MODULE_ERRORS.isdisjoint(caught) and all(map(_is_plain, node.body))
        )

    def _never_fails(self, node: ast.Try, handler: Block) -> bool:
        """Return whether the body of *node* does nothing but what always succeeds."""
        assert handler.parent is not None
        window = self._reachability.state_at(
            Place(handler.parent, handler.index)
        ).certain_window
        names = [
            (name, statement)
            for statement in node.body
            for name in _imported(statement)
        ]
        if not names or not all(map(_is_plain, node.body)):
            return False
        return all(
            self._is_certain(name, window)
            and self._is_certain_of_old(name)
            and not self._is_no_module(name, statement)
            for name, statement in names
        )

    def _instead_of(self, block: Block, kept: Sequence[ast.stmt]) -> _Reason:
        """Return why *block* never runs, given that *kept* never fails."""
        names = [name for node in kept for name in _imported(node)]
        missing = versions.NOTHING
        for name in names:
            missing |= versions.EVERYTHING & ~self.window(name)
        pythons = "older Pythons"
        if missing:
            facts = [fact for name in names for fact in _facts(name)]
            old = tuple(
                version
                for version in _OLD
                if not all(versions.covers(fact.spans, version) for fact in facts)
            )
            pythons = self._spell(missing, old, around=self._around(block))
        return _Reason(block.body, kept, self._bound_by(kept), pythons)

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
                resolved = self._reachability.bindings.resolve(node.level, module)
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
        if any(map(self._may_be_there, _prefixes(name))):
            return versions.EVERYTHING
        window = versions.EVERYTHING
        for fact in _facts(name):
            if any(versions.covers(fact.spans, old) for old in self._supported.old):
                return versions.EVERYTHING
            window &= fact.window
        return window

    def _is_certain_of_old(self, name: str) -> bool:
        """Return whether the old versions that are supported are sure to have *name*.

        What came by 3.6 is known to have come with 3.0, whenever that was.
        """
        old = [minor for minor in self._supported.old if minor != _NEVER_MEANT]
        if not old:
            return True
        return min(old) > _NEVER_MEANT and all(
            fact.spans[0][0] != _NEVER_MEANT
            and all(versions.covers(fact.spans, minor) for minor in old)
            for fact in _facts(name)
        )

    def _is_certain(self, name: str, window: int) -> bool:
        """Return whether every Python of *window* is sure to have *name*."""
        parts = name.split(".")
        lacked = _OPTIONAL
        if window & ~versions.since(308):
            lacked = _OPTIONAL | _ONCE_OPTIONAL
        if (
            any(part.startswith("_") for part in parts)
            or not lacked.isdisjoint(_prefixes(name))
            or self._may_be_there(parts[0])
        ):
            return False
        if stdlib.module(name) is None and not stdlib.is_on_every_build(name, window):
            return False
        known = stdlib.find_window(name)
        return known is not None and not window & ~(known & self.window(name))

    # Branches

    def _of_branch(self, block: Block, node: ast.If) -> _Reason | None:
        window, others, runs = self._let_in(block)
        if not runs:
            return None
        old = tuple(version for version in others if version < versions.MINORS[-1])
        if not window and others and not old:
            return None  # it waits for a Python that is not known yet
        if not set(self._supported.old).isdisjoint(old):
            return None
        other = self._taken(node.orelse if block.branch == THEN else node.body)
        pythons = self._spell(window, old, around=self._around(block))
        return _Reason(block.body, other, self._bound_by(other), pythons)

    def _taken(self, body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
        """Return what runs of *body*, which may be an ``elif`` that goes one way."""
        for _ in range(_MOST_TAKEN):
            if len(body) != 1 or not isinstance(body[0], ast.If):
                break
            parts = self._reachability.version_tests.split(
                body[0].test, self._supported.window
            )
            if parts.yes and parts.no:
                break
            body = body[0].body if parts.yes else body[0].orelse
        return body

    def _let_in(self, block: Block) -> _Admitted:
        """Return what the branches around *block* are for."""
        for entered in _down_to(block, self._admitted):
            admitted = _Admitted(versions.EVERYTHING, (*_OLD, *_COMING))
            if entered.parent is not None:
                admitted = self._admitted[entered.parent]
            if entered.branch in (THEN, ELSE) and isinstance(entered.owner, ast.If):
                holds = entered.branch == THEN
                admitted = self._through(entered.owner.test, holds, admitted)
            self._admitted[entered] = admitted
        return self._admitted[block]

    def _through(self, test: ast.expr, holds: bool, admitted: _Admitted) -> _Admitted:
        """Return what of *admitted* gets to where *test* holds, or does not."""
        guards = self._reachability.version_tests
        parts = guards.split(test, versions.EVERYTHING)
        window = parts.yes if holds else parts.no
        if not window and not parts.is_about_version:
            return _Admitted(0, (), runs=False)
        others = tuple(
            version
            for version in admitted.others
            if holds in guards.outcomes(test, version)
        )
        return _Admitted(window & admitted.window, others, admitted.runs)

    def _of_rest(self, place: Place) -> _Reason | None:
        """Return why nothing gets to *place*, where an early exit sees to that.

        So does a decorator that skips a test.
        """
        if self._reachability.state_at(place).certain_window or self._supported.old:
            return None
        anywhere = self._everywhere.state_at(place)
        # Without any, type checkers alone read it, or a Python that is not known yet.
        runs = anywhere.window & anywhere.certain_window
        if not runs:
            return None
        pythons = self._spell(runs, around=self._supported.window)
        return _Reason((), (), {}, pythons)

    @property
    def _everywhere(self) -> Reachability:
        """What the guards would say if the file were to run on every Python."""
        if self._anywhere is None:
            self._anywhere = self._reachability.with_window(versions.EVERYTHING)
        return self._anywhere

    def _spell(self, window: int, old: tuple[int, ...] = (), *, around: int) -> str:
        """Return the Pythons of *window* and the *old* ones as text.

        They are told by what they are to those *around*, that do get there.
        """
        meant = sorted((*versions.minors(window), *old))
        here = (*self._supported.old, *versions.minors(around))
        if not meant:
            return "other Pythons"
        oldest, newest = meant[0], meant[-1]
        if newest == versions.MINORS[0]:
            return "Python 2"
        if oldest == newest:
            return f"Python {versions.spell(newest)}"
        if newest < min(here):
            return f"Python {versions.spell(newest)} and older"
        if oldest > max(here):
            if not versions.PYTHON3 & ~window:
                return "Python 3"
            return f"Python {versions.spell(oldest)} and newer"
        return "other Pythons"


def _down_to(block: Block, known: Container[Block]) -> list[Block]:
    """Return *block* and those around it that are not *known*, outermost first."""
    found: list[Block] = []
    entered: Block | None = block
    while entered is not None and entered not in known:
        found.append(entered)
        entered = entered.parent
    return found[::-1]


def _try_of(block: Block) -> ast.Try:
    """Return the statement that *block* is a branch of."""
    assert block.parent is not None
    node = block.parent.body[block.index]
    assert isinstance(node, TRIES)
    return node


def _is_plain(node: ast.stmt) -> bool:
    """Return whether *node* raises nothing, but what an import raises."""
    if isinstance(node, (ast.Assign, ast.Expr)):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass))


def _prefixes(name: str) -> list[str]:
    """Return *name* and all it is in: ``a``, ``a.b``, ``a.b.c``."""
    return list(accumulate(name.split("."), "{}.{}".format))


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


def _facts(name: str) -> list[stdlib.Fact]:
    """Return what is known of *name* and all it is in."""
    found = map(stdlib.find, _prefixes(name))
    return [fact for fact in found if fact is not None]


def _sole(
    bindings: Sequence[tuple[int, str, Imported]], reason: _Reason
) -> Imported | None:
    """Return what a lone import stands for, where another name is lost with one."""
    is_alone = len(reason.lost) == len(reason.kept) == len(bindings) == 1
    if not is_alone or bindings[0][1] in reason.names:
        return None
    return next(iter(reason.names.values())) if len(reason.names) == 1 else None
