"""Print the share of standard library changes that we and other tools report.

    python tools/peer_coverage.py

A change is a pair of a module and a name that is public (in ``__all__``, or defined in
a module without it) in the dump of one version and cannot be imported on another.
Private modules, modules that are internal (``INTERNAL`` in the generator) and constants
that depend on the build are left out. If a tool reports a module, its names count too.

The tables of flake8-tidy-imports, pylint and vermin are read from the installed
packages (``tox -e coverage-peers``); a tool that is not installed has no column. The
type checkers have no such tables: they are run, each for the version that lacks the
names, on a file that imports them all. So is ruff, with its rules about imports that
are to be upgraded.

Attributes of classes are counted in the same way, on a file that takes them all.
"""

from __future__ import annotations

import ast
import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import gen_classes
import stdlib_inputs
import stdlib_lifetimes
from stdlib_inputs import Dump, Stubs

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes, stdlib

Pair = tuple[str, str]
Flags = Callable[[str, str], bool]


class Attribute(NamedTuple):
    """An attribute of a class of a module."""

    module: str
    owner: str
    name: str


class Change(NamedTuple):
    """What was removed, or added, from one version to another."""

    old: int
    new: int
    gone: bool

    @property
    def title(self) -> str:
        """Return what was counted, as the table's first column says it."""
        old, new = versions.spell(self.old), versions.spell(self.new)
        if self.gone:
            return f"public on {old}, gone on {new}"
        return f"not on {old}, public on {new}"


OTHERS_KNOW = 313  # the newest version that the other tools' tables know
OLDEST, NEWEST = versions.OLDEST_PYTHON3, versions.MINORS[-1]
CHANGES = (
    Change(versions.MINORS[0], OTHERS_KNOW, True),
    Change(OLDEST, OTHERS_KNOW, True),
    Change(OLDEST, NEWEST, True),
    Change(OLDEST, OTHERS_KNOW, False),
    Change(OLDEST, NEWEST, False),
)

CHECKED = (
    Change(309, OTHERS_KNOW, True),
    Change(309, OTHERS_KNOW, False),
    Change(310, OTHERS_KNOW, False),
)
"""What type checkers are asked for; they are for versions that are not yet old."""
CLASS_CHANGES = (Change(308, OTHERS_KNOW, True), Change(308, OTHERS_KNOW, False))
PYLINT = (
    *(sys.executable, "-m", "pylint", "--disable=all", "--score=no"),
    "--enable=no-member,no-name-in-module,deprecated-method,deprecated-attribute",
)
RUFF = ("ruff", "check", "--isolated", "--select=UP", "--output-format=concise")
RUFF_KNOWS = (307, 314)
"""The oldest and the newest version that ruff may be told."""
TYPE_CHECKERS = {
    "mypy": "--no-incremental --no-error-summary --hide-error-context",
    "ty": "check --output-format concise",
    "pyrefly": "check --output-format min-text",
}
"""Each type checker and how it is run; all have ``--python-version``."""
TOO_OLD = {"mypy": 309}
"""The newest version that a type checker refuses, where it is asked for the next."""
_ERROR = re.compile(r"(?m)^x\.py:(\d+):(?:\d+:)? error\b|^ERROR x\.py:(\d+):")


def public_names(dump: Dump) -> Iterator[Pair]:
    """Yield the public pairs of *dump*; a module itself has the name ``""``."""
    for module, entry in dump.modules.items():
        if not stdlib_inputs.has_names(module) or module == "__main__":
            continue
        yield module, ""
        if "e" not in entry:
            for name in dump.public(module):
                yield module, name


def has_pair(dump: Dump, stubs: Stubs, module: str, name: str) -> bool:
    """Return whether *dump*'s Python has the pair, on its platform or on another."""
    top = module.split(".")[0]
    if module not in dump.modules:
        above, _, last = module.rpartition(".")
        stripped = dump.wasm and top in dump.listed and top not in dump.modules
        return stripped or last in dump.names(above)
    if not name or "e" in dump.modules[module]:
        return True
    if dump.wasm and top in stdlib_lifetimes.UNRELIABLE:
        return stubs.has(module, name, dump.minor) or name in dump.names(module)
    if stubs.is_partial(module, name) and stubs.has(module, name, dump.minor):
        return True
    return name in dump.names(module) or f"{module}.{name}" in dump.modules


def may_be_older(stubs: Stubs, module: str, name: str) -> bool:
    """Return whether another platform may have had the name before Linux did."""
    first = stubs.minors[0]
    elsewhere = stubs.has(module, name, first)
    return elsewhere and first not in stubs.linux[module].get(name, ())


def find_pairs(
    change: Change, dumps: dict[int, Dump], stubs: Stubs, facts: stdlib_inputs.Facts
) -> list[Pair]:
    """Return the pairs that came or went with *change*."""
    here, there = dumps[change.old], dumps[change.new]
    if not change.gone:
        here, there = there, here
    return sorted(
        (module, name)
        for module, name in public_names(here)
        if not has_pair(there, stubs, module, name)
        and not stdlib_lifetimes.find_platform_row(module, name, facts)
        and not stdlib_lifetimes.is_site(module, name)
        and (change.gone or not may_be_older(stubs, module, name))
    )


def ours(change: Change) -> Flags:
    """Return what our tables flag."""
    absent = versions.bit(change.new if change.gone else change.old)

    def flags(module: str, name: str) -> bool:
        fact = stdlib.find_module(module)
        if fact and not fact.window & absent:
            return True
        named = stdlib.load_names(module).get(name)
        return named is not None and not named.window & absent

    return flags


def tidy_imports(change: Change) -> Flags:
    """Return what flake8-tidy-imports flags with ``{python2to3}``."""
    plugin = importlib.import_module("flake8_tidy_imports")
    table: Mapping[str, str] = plugin.ImportChecker.python2to3_banned_modules

    def flags(module: str, name: str) -> bool:
        return change.gone and (module in table or f"{module}.{name}" in table)

    return flags


def pylint(change: Change) -> Flags:
    """Return what pylint flags with all of its tables, those for calls included."""
    imports = importlib.import_module("pylint.checkers.imports")
    calls = importlib.import_module("pylint.checkers.stdlib")
    known: set[str] = set()
    for modules in imports.DEPRECATED_MODULES.values():
        known.update(modules)
    tables = [calls.DEPRECATED_ATTRIBUTES, calls.DEPRECATED_DECORATORS]
    for by_version in (*tables, *calls.DEPRECATED_METHODS.values()):
        for dotted in by_version.values():
            known.update(dotted)
    for by_module in calls.DEPRECATED_CLASSES.values():
        for module, found in by_module.items():
            known.update(f"{module}.{name}" for name in found)

    def flags(module: str, name: str) -> bool:
        parts = module.split(".")
        above = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
        return change.gone and bool(known & {*above, f"{module}.{name}"})

    return flags


def vermin(change: Change) -> Flags:
    """Return what vermin flags: not on 3.x, or on 3.x only from a later version."""
    rules = importlib.import_module("vermin.rules")
    config = importlib.import_module("vermin.config").Config()
    table: dict[str, Any] = {**rules.MOD_MEM_REQS(config), **rules.MOD_REQS(config)}
    old = divmod(change.old, 100)

    def reports(dotted: str) -> bool:
        if dotted not in table:
            return False
        first = table[dotted][1]
        if change.gone:
            return first is None
        return first is not None and first > old

    def flags(module: str, name: str) -> bool:
        return reports(module) or reports(f"{module}.{name}".lstrip("."))

    return flags


PEERS: tuple[tuple[str, Callable[[Change], Flags]], ...] = (
    ("flake8-safe-imports", ours),
    ("flake8-tidy-imports", tidy_imports),
    ("pylint", pylint),
    ("vermin", vermin),
)


def find_installed() -> list[tuple[str, Callable[[Change], Flags]]]:
    """Return the peers that are installed, ourselves first, with their versions."""
    found = []
    for name, peer in PEERS:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        found.append((f"{name} {version}", peer))
    return found


def import_lines(pairs: list[Pair]) -> list[str]:
    """Return a line for each of *pairs* that imports it."""
    return [
        f"from {module} import {member} as n{number}"
        if member
        else f"import {module} as n{number}"
        for number, (module, member) in enumerate(pairs)
    ]


def run_ruff(change: Change, pairs: list[Pair]) -> set[Pair]:
    """Return the *pairs* that a rule UP of ruff reports."""
    absent = change.new if change.gone else change.old
    version = min(max(absent, RUFF_KNOWS[0]), RUFF_KNOWS[1])
    # Keywords that Python 2 did not have are names that nothing can import now.
    lines = [line if is_valid(line) else "pass" for line in import_lines(pairs)]
    done = subprocess.run(
        [*RUFF, f"--target-version=py{version // 100}{version % 100}", "-"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    rows = set(map(int, re.findall(r"(?m)^-:(\d+):\d+: UP", done.stdout)))
    return {pair for number, pair in enumerate(pairs, 1) if number in rows}


def is_valid(line: str) -> bool:
    """Return whether a line of code can be parsed."""
    try:
        ast.parse(line)
    except SyntaxError:
        return False
    return True


def run_type_checker(name: str, minor: int, pairs: list[Pair]) -> set[Pair]:
    """Return the *pairs* that a type checker reports as missing on *minor*."""
    found = check_types(name, minor, import_lines(pairs))
    reported = {pair for number, pair in enumerate(pairs, 1) if number in found}
    # mypy says once of a module that it does not exist.
    modules = {module for module, member in reported if not member}
    return reported | {pair for pair in pairs if pair[0] in modules}


def check_types(name: str, minor: int, lines: list[str]) -> set[int]:
    """Return the numbers of the *lines* in which a type checker finds an error."""
    version = versions.spell(max(minor, TOO_OLD.get(name, 0) + 1))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "x.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
        # Without a file of its own pyrefly reports less.
        Path(folder, "pyrefly.toml").touch()
        command = [name, *TYPE_CHECKERS[name].split(), "--python-version", version]
        done = subprocess.run(
            [*command, "x.py"], capture_output=True, text=True, cwd=folder, check=False
        )
    return {int(one or other) for one, other in _ERROR.findall(done.stdout)}


def find_attributes(change: Change, dumps: dict[int, Dump]) -> list[Attribute]:
    """Return the attributes of public classes that came or went with *change*.

    Not those that typeshed knows in both versions, which instances have, nor what
    changed in a built-in class too: every exception has ``add_note`` since 3.11.
    """
    here, there = dumps[change.old], dumps[change.new]
    if not change.gone:
        here, there = there, here
    stubbed = gen_classes.load_stubbed()
    old, new = (read_classes(dump, "builtins") for dump in (there, here))
    common = {name for item in new for name in new[item] - old.get(item, new[item])}
    return sorted(
        Attribute(module, name, attribute)
        for module in here.modules
        if stdlib_inputs.has_names(module) and not stdlib_inputs.is_private(module)
        for name, attributes in read_classes(here, module).items()
        if name in here.public(module) and name in read_classes(there, module)
        for attribute in attributes - read_classes(there, module)[name] - common
        if there.minor not in stubbed.get(f"{module}.{name}", {}).get(attribute, ())
        and not (attribute.isupper() and module in gen_classes.SYSTEM_ENUMS)
    )


def read_classes(dump: Dump, module: str) -> dict[str, set[str]]:
    """Return the attributes of each class of *module* whose attributes are fixed."""
    entry = dump.modules.get(module, {})
    dynamic = entry.get("d", ())
    return {
        name: set(attributes.split())
        for name, attributes in entry.get("c", {}).items()
        if name not in dynamic
    }


def knows_attribute(change: Change, item: Attribute) -> bool:
    """Return whether our tables flag *item*."""
    absent = versions.bit(change.new if change.gone else change.old)
    fact = classes.find(".".join(item))
    return fact is not None and not fact.window & absent


def run_pylint(lines: list[str]) -> set[int]:
    """Return the numbers of the *lines* in which pylint finds a name missing.

    It asks the Python that runs it.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "x.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(
            [*PYLINT, "x.py"], capture_output=True, text=True, cwd=folder, check=False
        )
    return set(map(int, re.findall(r"(?m)^x\.py:(\d+):", done.stdout)))


def compare_attributes(dumps: dict[int, Dump]) -> list[list[str]]:
    """Return the rows of the table about attributes of classes.

    What a tool reports also for the version that has the attribute does not count.
    """
    checkers = [name for name in TYPE_CHECKERS if shutil.which(name)]
    rows = [["", PEERS[0][0], *checkers, "pylint", "vermin"]]
    for change in CLASS_CHANGES:
        items = find_attributes(change, dumps)
        lines = [
            f"from {module} import {owner} as n{number}; n{number}.{name}"
            for number, (module, owner, name) in enumerate(items)
        ]
        absent, present = change.new, change.old
        if not change.gone:
            absent, present = present, absent
        counts = [sum(knows_attribute(change, item) for item in items)]
        counts += [
            len(check_types(name, absent, lines) - check_types(name, present, lines))
            for name in checkers
        ]
        row = [change.title, *(format_share(count, len(items)) for count in counts)]
        asked = change.gone and sys.version_info[:2] == divmod(absent, 100)
        row.append(format_share(len(run_pylint(lines)), len(items)) if asked else "-")
        reports = vermin(change)
        known = sum(reports("", ".".join(item)) for item in items)
        row.append("-" if change.gone else format_share(known, len(items)))
        rows.append(row)
    return rows


def compare_type_checkers(
    dumps: dict[int, Dump], stubs: Stubs, facts: stdlib_inputs.Facts
) -> list[list[str]]:
    """Return the rows of the table about type checkers."""
    installed = [name for name in TYPE_CHECKERS if shutil.which(name)]
    titles = [f"{name} {metadata.version(name)}" for name in installed]
    rows = [["", PEERS[0][0], *titles]]
    for change in CHECKED:
        pairs = find_pairs(change, dumps, stubs, facts)
        absent = change.new if change.gone else change.old
        flags = ours(change)
        row = [change.title, format_share(sum(flags(*p) for p in pairs), len(pairs))]
        for name in installed:
            found = run_type_checker(name, absent, pairs)
            row.append(format_share(len(found), len(pairs)))
        rows.append(row)
    return rows


def print_table(rows: list[list[str]]) -> None:
    """Print *rows* in columns."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths))
        print("  ".join(cells).rstrip())


def format_share(flagged: int, pairs: int) -> str:
    """Return the share as text, rounded down so that only all is 100 %."""
    return f"{flagged}/{pairs} ({100 * flagged // pairs} %)"


def main() -> int:
    """Print the table; exit 1 if we miss anything."""
    dumps = {dump.minor: dump for dump in stdlib_inputs.load_dumps()}
    stubs, facts = stdlib_inputs.load_stubs(), stdlib_inputs.load_facts()
    peers = find_installed()
    status = 0
    rows = [["", *(title for title, _ in peers)]]
    has_ruff = shutil.which("ruff") is not None
    if has_ruff:
        rows[0].append(f"ruff {metadata.version('ruff')}")
    for change in CHANGES:
        pairs = find_pairs(change, dumps, stubs, facts)
        row = [change.title]
        for title, peer in peers:
            flags = peer(change)
            missed = [pair for pair in pairs if not flags(*pair)]
            row.append(format_share(len(pairs) - len(missed), len(pairs)))
            if peer is ours and missed:
                status = 1
                for module, name in missed:
                    print(f"{title} misses {module} {name}", file=sys.stderr)
        if has_ruff:
            row.append(format_share(len(run_ruff(change, pairs)), len(pairs)))
        rows.append(row)
    print_table(rows)
    print()
    print_table(compare_type_checkers(dumps, stubs, facts))
    print()
    print_table(compare_attributes(dumps))
    return status


if __name__ == "__main__":
    sys.exit(main())
