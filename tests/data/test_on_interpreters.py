"""The tables, compared with interpreters."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import interpreters
import probe_names
import pytest
import stdlib_inputs
import stdlib_lifetimes
from tables import every_module, every_name, every_row

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib

RUNNING = 100 * sys.version_info[0] + sys.version_info[1]
GONE_AT_START = {"sys.setdefaultencoding"}  # the site module deletes it

# Modules that some builds and platforms lack, as their documentation says.
BUILD = {
    "ctypes.macholib",  # Debian leaves it out
    *("bsddb", "dl", "fpectl", "gdbm", "msilib", "xxlimited", "xxlimited_35"),
    *("msvcrt", "nt", "winreg", "winsound", "curses", "dbm", "nis", "ossaudiodev"),
    *("crypt", "readline", "tkinter", "turtle", "xxsubtype", "spwd", "posix"),
    *("fcntl", "grp", "pwd", "resource", "syslog", "termios", "ensurepip", "venv"),
}
# Attributes that are importable as modules in some version only.
ATTRIBUTES = {"curses.wrapper", "xml.parsers.expat.errors", "xml.parsers.expat.model"}
# Names that only other platforms, or builds, ever had.
ELSEWHERE = {
    *("os.plock", "os.path.splitunc", "os.path.isdevdrive", "ssl.RAND_egd"),
    "webbrowser.MacOSX",
}


@cache
def load_stubs() -> stdlib_inputs.Stubs:
    return stdlib_inputs.load_stubs()


@cache
def load_facts() -> stdlib_inputs.Facts:
    return stdlib_inputs.load_facts()


def is_of_a_platform(name: str) -> bool:
    """Return whether builds, or platforms, differ in having *name*."""
    module, _, attribute = name.rpartition(".")
    row = stdlib_lifetimes.find_platform_row(module, attribute, load_facts())
    return row is not None or load_stubs().is_partial(module, attribute)


def is_private(name: str) -> bool:
    return any(part.startswith("_") for part in name.split("."))


def stdlib_targets() -> set[str]:
    """Return every name of the standard library that some row offers."""
    facts = [stdlib.find_module(module) for module in every_module()]
    offered = {fact.replacement for fact in (*facts, *every_name()) if fact}
    offered.update(row.replacement for row in every_row())
    return {name for name in offered if name and stdlib.find_module(name.split(".")[0])}


def parse_release(text: str) -> tuple[int, ...]:
    """Return ``"3.15.0rc1"`` as ``(3, 15, 0)``."""
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@cache
def dumped_releases() -> dict[int, tuple[int, ...]]:
    """Return version -> the release whose names are in the tables."""
    dumps = stdlib_inputs.load_dumps()
    return {dump.minor: parse_release(dump.python) for dump in dumps}


class Reality(NamedTuple):
    """What one interpreter answered."""

    minor: int
    release: tuple[int, ...]
    modules: dict[str, bool]
    names: dict[str, bool | None]

    def has(self, dotted: str) -> bool | None:
        """Return whether it has the module or name; None if that cannot be told."""
        if self.modules.get(dotted):
            return True
        return self.names.get(dotted, False)

    def may_lack_module(self, module: str) -> bool:
        """Return whether a build, or a bug-fix release, may be without *module*."""
        parts = module.split(".")
        prefixes = {".".join(parts[: count + 1]) for count in range(len(parts))}
        if is_private(module) or prefixes & BUILD or module in ATTRIBUTES:
            return True
        # Helpers of the tests come with bug-fix releases.
        return not self.is_dumped and not stdlib_inputs.has_names(module)

    def may_lack_name(self, name: str) -> bool:
        """Return whether this release may be without *name*.

        Bug-fix releases bring names, so an older one than was dumped lacks some.
        """
        older = self.release < dumped_releases()[self.minor]
        fact = stdlib.find(name)
        dated = name in load_facts().lifetimes and fact is not None
        if dated and fact is not None and not fact.window & versions.bit(self.minor):
            return True  # a row corrects what typeshed says
        return (
            older
            or name in GONE_AT_START
            or name in ELSEWHERE
            or load_facts().is_late(name)
            or is_of_a_platform(name)
        )

    def may_keep_name(self, name: str) -> bool:
        """Return whether this release may have *name*, which the dumped one has not.

        Later bug-fix releases drop what earlier versions had, or bring what later
        versions have.
        """
        if self.is_dumped:
            return False
        later = versions.since(self.minor + 1)
        older = self.release < dumped_releases()[self.minor]
        fact = stdlib.find(name)
        known = (stdlib.find_window(name) or 0) | (fact.window if fact else 0)
        return bool(known & (~later if older else later))

    @property
    def is_dumped(self) -> bool:
        """Return whether the tables were made from just this release."""
        return self.release == dumped_releases()[self.minor]


def reality(minor: int) -> Reality:
    """Ask the interpreter *minor* about everything in the tables."""
    python = interpreters.find_one(minor)
    if python is None:
        pytest.skip(f"Python {versions.spell(minor)} is not on this machine")
    wanted: dict[str, set[str]] = {module: set() for module in every_module()}
    for fact in every_name():
        module, _, name = fact.name.rpartition(".")
        wanted[module].add(name)
    for target in stdlib_targets():
        module, _, name = target.rpartition(".")
        wanted.setdefault(target, set())
        if module:
            wanted.setdefault(module, set()).add(name)
    asked = [(module, sorted(names)) for module, names in sorted(wanted.items())]
    with tempfile.TemporaryDirectory() as folder:
        questions, answers = Path(folder, "questions"), Path(folder, "answers")
        questions.write_text(json.dumps(asked))
        subprocess.run(
            [
                *(python, "-S", "-E" if minor < 300 else "-I"),
                *(str(probe_names.__file__), str(questions), str(answers)),
            ],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        version, answered = json.loads(answers.read_text())
    modules, names = {}, {}
    for (module, parts), (there, has) in zip(asked, answered):
        modules[module] = there
        names.update({f"{module}.{part}": is_ for part, is_ in zip(parts, has)})
    return Reality(minor, parse_release(version), modules, names)


MINORS = [
    pytest.param(
        minor,
        id=versions.spell(minor),
        marks=() if minor == RUNNING else pytest.mark.interpreters,
    )
    for minor in versions.MINORS
]


@pytest.mark.parametrize("minor", MINORS)
def test_tables_match_the_interpreter(minor: int) -> None:
    real = reality(minor)
    now = versions.bit(minor)
    facts = [fact for name in every_module() if (fact := stdlib.find_module(name))]

    missing_modules = [
        fact.name
        for fact in facts
        if fact.window & now
        and not real.modules[fact.name]
        and not real.may_lack_module(fact.name)
    ]
    surplus_modules = [
        fact.name
        for fact in facts
        if not fact.window & now
        and real.modules[fact.name]
        and not real.may_keep_name(fact.name)
    ]
    surplus_names = [
        fact.name
        for fact in every_name()
        if not fact.window & now
        and real.has(fact.name)
        and not real.may_keep_name(fact.name)
    ]
    missing_names = [
        fact.name
        for fact in every_name()
        if (stdlib.find_window(fact.name) or 0) & now
        and real.names[fact.name] is False
        and real.modules[fact.name.rpartition(".")[0]]
        and not real.may_lack_name(fact.name)
    ]
    missing_replacements = [
        target
        for target in sorted(stdlib_targets())
        if (stdlib.find_window(target) or 0) & now
        and real.has(target) is False
        and not real.may_lack_name(target)
        and target.split(".")[0] not in BUILD
    ]

    assert (missing_modules, surplus_modules) == ([], [])
    assert (missing_names, surplus_names) == ([], [])
    assert missing_replacements == []


@pytest.mark.interpreters
def test_only_known_versions_are_asked() -> None:
    assert RUNNING in interpreters.find()
    assert set(interpreters.find()) <= {RUNNING, *versions.MINORS}
