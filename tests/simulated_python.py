"""Runs programs as if on any version of Python, and tells which imports fail there.

The running interpreter executes the program. What it sees of the standard library is
made up of the tables: modules that a version lacks cannot be imported, and names that
it lacks raise ``AttributeError``. So only the flow of the program is tried, and the
values of what the checker cannot know are random.
"""

from __future__ import annotations

import builtins
import random
import sys
import types
from collections import defaultdict
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import SkipTest

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from types import CodeType

FILE = "program"
MAX_STEPS = 60
"""How often an execution may ask for something that is not known."""


class Unsuitable(Exception):
    """A program raised something that no program should raise."""


class _TooLong(BaseException):
    """An execution asked for too much."""


FEW, MANY = range(8), range(8, 500)
"""Executions on each version, and those that decide whether something never fails.

In the latter, functions that are not known sometimes raise an error.
"""
_NO_MATTER = "raised by a function that is not known"
_TROUBLE = (ModuleNotFoundError, ImportError, AttributeError, ValueError)


class VersionInfo(NamedTuple):
    """What ``sys.version_info`` is on a version."""

    major: int
    minor: int
    micro: int
    releaselevel: str
    serial: int


class Anything:
    """An object that has every attribute, if *read* raises nothing."""

    def __init__(self, read: Callable[[], object] = bool) -> None:
        self._read = read

    def __getattr__(self, name: str) -> Anything:
        self._read()
        return Anything(self._read)


class Execution:
    """One execution of a program on a version.

    ``reached`` are the lines with something that may be missing, ``failed`` those
    where that is not handled.
    """

    def __init__(
        self, version: int, seed: int, tolerated: set[tuple[int, int]]
    ) -> None:
        self.version = version
        self.bit = versions.bit(version)
        self.reached: set[int] = set()
        self.worked: set[int] = set()
        self.missing: defaultdict[int, int] = defaultdict(int)
        self._tolerated = tolerated
        self._random = random.Random(seed)
        self._share_of_trouble = 0.05 if seed in MANY else 0.0
        self._steps = 0
        self._modules: dict[str, Any] = {}

    def run(self, code: CodeType) -> None:
        """Run *code*, in which the functions below and imports are replaced."""
        space = {
            "__name__": "program",
            "__builtins__": {**vars(builtins), "__import__": self.import_name},
        }
        exec(code, space)

    def maybe(self) -> bool:
        """Return what is not known: a random answer."""
        self._enter_unknown()
        return self._random.random() < 0.5

    def _enter_unknown(self) -> None:
        """Do what every function does that is not known."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise _TooLong
        if self._share_of_trouble and self._random.random() < self._share_of_trouble:
            error = self._random.choice(_TROUBLE)(_NO_MATTER)
            raise error

    def some(self) -> list[int]:
        """Return a list whose length is not known."""
        return [*range(self.maybe() + self.maybe())]

    def own(self) -> Anything:
        """Return an object of the program."""
        self._enter_unknown()
        return Anything(self._read_unknown)

    def _read_unknown(self) -> None:
        """Do what reading an attribute does of an object that is not known."""
        if self._share_of_trouble and self._random.random() < self._share_of_trouble:
            error = self._random.choice(_TROUBLE[:3])(_NO_MATTER)
            raise error

    def manager(self) -> AbstractContextManager[Anything]:
        """Return a context manager of the program."""
        self._enter_unknown()
        return _manager()

    # What programs import

    def import_name(
        self,
        name: str,
        space: object = None,
        local: object = None,
        wanted: tuple[str, ...] = (),
        level: int = 0,
    ) -> Any:
        """Stand for ``__import__``."""
        window = stdlib.find_window(name)
        line = self.reach()
        if window is not None and not window & self.bit and self._is_missing(line):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        self.worked.add(line)
        if name not in self._modules:
            self._modules[name] = self._make_module(name, window)
        return self._modules[name]

    def _make_module(self, name: str, window: int | None) -> Any:
        if name == "helper":
            return types.SimpleNamespace(
                maybe=self.maybe, some=self.some, manager=self.manager, own=self.own
            )
        if name == "sys":
            return self._make_sys()
        if name == "contextlib":
            return types.SimpleNamespace(suppress=suppress)
        if name == "typing":
            return types.SimpleNamespace(TYPE_CHECKING=False)
        if name == "unittest":
            return types.SimpleNamespace(SkipTest=SkipTest)
        if name == "six":
            return types.SimpleNamespace(
                PY2=self.version < 300, PY3=self.version >= 300
            )
        if name == "importlib":
            return types.SimpleNamespace(import_module=self.import_name)
        return _Module(self, name) if (window or 0) & self.bit else Anything()

    def _make_sys(self) -> Any:
        major, minor = divmod(self.version, 100)
        return types.SimpleNamespace(
            version_info=VersionInfo(major, minor, 0, "final", 0),
            hexversion=(major << 24) + (minor << 16) + 0xF0,
            exit=sys.exit,
        )

    def find_attribute(self, module: str, name: str) -> object:
        """Return the attribute *name* of *module*."""
        line = self.reach()
        window = stdlib.find_window(f"{module}.{name}") or 0
        if not window & self.bit and self._is_missing(line):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        self.worked.add(line)
        return Anything()

    def reach(self) -> int:
        """Return the line of the program that is being executed."""
        frame = sys._getframe()
        while frame.f_code.co_filename != FILE:
            assert frame.f_back is not None
            frame = frame.f_back
        self.reached.add(frame.f_lineno)
        return frame.f_lineno

    def _is_missing(self, line: int) -> bool:
        self.missing[line] += 1
        return (line, self.missing[line]) not in self._tolerated


class _Module:
    """A module of the standard library."""

    _execution: Execution
    _name: str

    def __init__(self, execution: Execution, name: str) -> None:
        self.__dict__.update(_execution=execution, _name=name)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._execution.find_attribute(self._name, name)


@contextmanager
def _manager() -> Iterator[Anything]:
    yield Anything()


class Outcome:
    """What executions on one version did: lines that were reached, and that failed.

    *dead* are lines of which nothing is said to come to an end. What an execution does
    after one of them failed, and the error escaped, does not count as having worked.
    """

    def __init__(self, dead: Collection[int] = ()) -> None:
        self._dead = frozenset(dead)
        self.reached: set[int] = set()
        self.worked: set[int] = set()
        self.failed: set[int] = set()
        self.always_failed: set[int] | None = None

    def add(self, code: CodeType, version: int, seed: int) -> None:
        """Execute *code* once more.

        Where something is missing and the error escapes, the program goes on in a new
        execution as if it had been there, for the sake of what comes after it.
        """
        tolerated: set[tuple[int, int]] = set()
        worked: set[int] | None = None
        while True:
            execution = Execution(version, seed, tolerated)
            line = _find_escaped(code, execution)
            if worked is None and (line is None or line in self._dead):
                worked = execution.worked - execution.missing.keys()
            if line is None:
                break
            tolerated.add((line, execution.missing[line]))
        failed = {line for line, _ in tolerated}
        self.reached |= execution.reached
        self.worked |= worked or set()
        self.failed |= failed
        if self.always_failed is None:
            self.always_failed = failed
        self.always_failed &= failed


def _find_escaped(code: CodeType, execution: Execution) -> int | None:
    """Run *code*; return the line of what was missing, None if nothing was."""
    try:
        execution.run(code)
    except (SystemExit, AssertionError, SkipTest, ValueError, _TooLong):
        return None
    except (ImportError, AttributeError) as error:
        if error.args == (_NO_MATTER,):
            return None
        lines = []
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == FILE:
                lines.append(trace.tb_lineno)
            trace = trace.tb_next
        if not error.args:  # the program raises it
            return None
        if not lines or lines[-1] not in execution.missing:
            raise Unsuitable(repr(error)) from error
        return lines[-1]
    except Exception as error:
        if error.args == (_NO_MATTER,):
            return None
        raise Unsuitable(repr(error)) from error
    return None


def run_on(
    code: CodeType, version: int, seeds: range, dead: Collection[int] = ()
) -> Outcome:
    """Execute *code* on *version*, once for each seed of what is not known.

    Nothing is said to come to the end of the lines *dead*.
    """
    outcome = Outcome(dead)
    for seed in seeds:
        outcome.add(code, version, seed)
    return outcome
