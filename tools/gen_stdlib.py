"""Write the shipped tables of the standard library from dumps and hand-kept rows.

    python tools/gen_stdlib.py [--check]

Reads ``tools/dumps`` (what interpreters and typeshed say: see ``dump_names.py`` and
``dump_stubs.py``) and the hand-kept ``tools/stdlib/*.tsv``, each row with its source:

- ``replacements``: what to write instead; drop-in when it does the same.  A name
  whose module has a row too needs one only where the module's does not fit.
- ``expires``: removals announced for a Python that is not out yet.
- ``newer``: what brings a new module or name to older Pythons, and since which.
- ``lifetimes``: spans that no dump shows, or shows wrong: dates before 3.6, other
  platforms, what bug-fix releases brought late, documented private names.
- ``platform``: names (patterns) of a module that the build decides, never judged.
- ``backports``: third-party names that the standard library has made needless.

Writes ``_stdlib.py``, ``_steady.py``, ``_backports.py`` and ``everything.txt`` into
``flake8_safe_imports/data``.  ``--check`` writes nothing and exits 1 when a file is
out of date.
"""

from __future__ import annotations

import argparse
import csv
import fnmatch
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from make_dumps import read

HERE = Path(__file__).resolve().parent
ROWS = HERE / "stdlib"
TARGET = HERE.parent / "flake8_safe_imports" / "data"
KNOWN = (207, 306, 307, 308, 309, 310, 311, 312, 313, 314, 315)

STUBBED = (310, 311, 312, 313, 314, 315)

Spans = tuple[tuple[int, int], ...]
Row = dict[str, str]

# Modules whose names are nobody's to import, or change from build to build.
INTERNAL = (
    "encodings.",
    "ensurepip.",
    "idlelib",
    "lib2to3.",
    "pydoc_data",
    "test",
    "turtledemo",
    "xxlimited",
    "xxsubtype",
)
# Put among the built-ins by the site module, which dumps are made without.
SITE_NAMES = ("copyright", "credits", "exit", "help", "license", "quit")
# With a leading underscore, and yet documented or in wide use.
PUBLIC_ALL_THE_SAME = ("__builtin__", "__future__", "__main__", "_thread")
# Pyodide leaves these out of its builds or builds them without the system below.
UNRELIABLE = (
    "_thread",
    "asyncio",
    "concurrent.futures",
    "concurrent.interpreters",
    "fcntl",
    "hashlib",
    "hmac",
    "mmap",
    "multiprocessing",
    "os",
    "posix",
    "resource",
    "select",
    "selectors",
    "signal",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "termios",
    "threading",
    "time",
    "webbrowser",
)
# What these have depends on the platform, or on what a build was made with.
UNEVEN = (
    *("asyncio", "asyncore", "errno", "faulthandler", "hashlib", "locale", "mmap"),
    *("os", "select", "selectors", "signal", "socket"),
    *("socketserver", "stat", "subprocess", "sys", "time"),
)
# The constants of the others come from the system's headers.
OWN_CONSTANTS = ("asyncio", "subprocess")


class Dump(NamedTuple):
    """What one interpreter has: module -> names, and how far to trust it."""

    minor: int
    wasm: bool
    listed: frozenset[str]
    modules: dict[str, dict[str, Any]]
    python: str

    def names(self, module: str) -> set[str]:
        """Return every name that can be taken from *module*."""
        entry = self.modules.get(module, {})
        return {name for group in "aoil" for name in entry.get(group, ())}

    def own(self, module: str) -> set[str]:
        """Return the names that *module* defines or exports, no mere imports."""
        entry = self.modules.get(module, {})
        return {name for group in "aol" for name in entry.get(group, ())}

    def public(self, module: str) -> set[str]:
        """Return the names meant for others: ``__all__``, where there is one."""
        entry = self.modules.get(module, {})
        groups = "al" if "x" in entry else "aol"
        return {name for group in groups for name in entry.get(group, ())}


def version(text: str) -> int:
    """Return ``"3.11"`` as 311."""
    major, _, minor = text.partition(".")
    return 100 * int(major) + int(minor.split(".")[0])


def load_dumps() -> list[Dump]:
    """Return the committed dumps, oldest first."""
    dumps = []
    for path in HERE.joinpath("dumps").glob("[0-9]*.json.xz"):
        raw = read(path)
        minor, wasm = version(raw["python"]), raw["platform"] == "emscripten"
        listed = frozenset(raw["listed"])
        modules = {
            name: entry
            for name, entry in raw["modules"].items()
            # Pyodide adds packages of its own.
            if not wasm or name.split(".")[0] in listed or name == "__main__"
        }
        dumps.append(Dump(minor, wasm, listed, modules, raw["python"]))
    return sorted(dumps, key=lambda dump: dump.minor)


class Stubs(NamedTuple):
    """What typeshed has: module -> name -> the versions, by platform."""

    anywhere: dict[str, dict[str, set[int]]]
    linux: dict[str, dict[str, set[int]]]
    everywhere: dict[str, dict[str, set[int]]]

    def has(self, module: str, name: str, minor: int) -> bool:
        """Say whether *module* has *name* in that version on some platform."""
        return minor in self.anywhere.get(module, {}).get(name, ())

    def is_partial(self, module: str, name: str) -> bool:
        """Say whether platforms differ in having *name*."""
        return self.anywhere.get(module, {}).get(name) != self.everywhere.get(
            module, {}
        ).get(name)


def load_stubs() -> Stubs:
    """Return the committed dump of typeshed; see ``dump_stubs.py`` for its masks."""
    raw = read(HERE / "dumps" / "stubs.json.xz")
    stubs = Stubs({}, {}, {})
    for module, groups in raw["modules"].items():
        tables = [table.setdefault(module, {}) for table in stubs]
        for spelled, names in groups.items():
            mask = int(spelled, 16)
            bits = [mask >> 3 * index & 7 for index in range(len(STUBBED))]
            versions = [
                {minor for minor, has in zip(STUBBED, bits) if has},
                {minor for minor, has in zip(STUBBED, bits) if has & 1},
                {minor for minor, has in zip(STUBBED, bits) if has == 7},
            ]
            for table, minors in zip(tables, versions):
                table.update(dict.fromkeys(names, minors))
    return stubs


def load_rows(table: str) -> list[Row]:
    """Return the rows of ``tools/stdlib/TABLE.tsv``."""
    with ROWS.joinpath(table + ".tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_private(module: str) -> bool:
    """Say whether some component of *module* is private."""
    if module.startswith(PUBLIC_ALL_THE_SAME):
        return False
    return any(part.startswith("_") for part in module.split("."))


def has_names(module: str) -> bool:
    """Say whether the names of *module* are worth rows of their own."""
    return not is_private(module) and not module.startswith(INTERNAL)


def to_spans(present: Iterable[int], start: int = 300, end: int = 300) -> Spans:
    """Return the half-open spans of the versions *present*.

    *start* dates what 3.6 has and 2.7 had not, *end* what 2.7 had and 3.6 has not.
    """
    have = set(present)
    spans: list[tuple[int, int]] = []
    previous = False
    for minor in KNOWN:
        now = minor in have
        if now and not previous:
            spans.append((start if minor == 306 else minor, 0))
        elif previous and not now:
            spans[-1] = (spans[-1][0], end if minor == 306 else minor)
        previous = now
    return tuple(spans)


def spell_spans(spans: Spans) -> str:
    """Return *spans* as the tables write them: ``207-300,310-``."""
    return ",".join(f"{first}-{gone or ''}" for first, gone in spans)


def parse_spans(text: str) -> Spans:
    """Return what :func:`spell_spans` wrote."""
    pairs = (part.split("-") for part in text.split(","))
    return tuple((int(first), int(gone or 0)) for first, gone in pairs)


class Facts(NamedTuple):
    """The hand-kept rows, by name."""

    replacements: dict[str, Row]
    expires: dict[str, Row]
    newer: dict[str, Row]
    lifetimes: dict[str, Row]
    platform: tuple[tuple[str, str], ...]


def load_facts() -> Facts:
    """Read every hand-kept table."""

    def keyed(table: str) -> dict[str, Row]:
        rows = load_rows(table)
        result = {row["name"]: row for row in rows}
        if len(result) != len(rows):
            raise SystemExit(f"{table}.tsv names something twice")
        return result

    platform = tuple((row["module"], row["names"]) for row in load_rows("platform"))
    return Facts(
        keyed("replacements"),
        keyed("expires"),
        keyed("newer"),
        keyed("lifetimes"),
        platform,
    )


def module_presence(dumps: list[Dump]) -> dict[str, set[int]]:
    """Return the versions that have each module."""
    presence: dict[str, set[int]] = {}
    for dump in dumps:
        for module in (*dump.modules, *dump.listed):
            presence.setdefault(module, set()).add(dump.minor)
    for module, minors in presence.items():
        top = module.split(".")[0]
        for dump in dumps:
            if dump.wasm and dump.minor - 1 in minors:
                stripped = top in dump.listed and top not in dump.modules
                hidden = is_private(module) and top in dump.listed
                if stripped or hidden or top in ("test", *UNRELIABLE):
                    minors.add(dump.minor)
    return presence


def module_spans(dumps: list[Dump], facts: Facts) -> dict[str, Spans]:
    """Return the lifetime of every module.

    Modules that only a platform or a build has are taken to be as old as can be.
    """
    found: dict[str, Spans] = {}
    tops = {module for dump in dumps for module in dump.listed}
    for module, minors in module_presence(dumps).items():
        dumped = any(module in dump.modules for dump in dumps)
        if not dumped or (is_private(module) and max(minors) > 300):
            newest = max(minors)
            if is_private(module) and module not in tops:
                newest = max(newest, KNOWN[-1] if newest >= 313 else newest)
            minors = set(KNOWN[: KNOWN.index(newest) + 1])
        found[module] = to_spans(minors)
    for name, row in facts.lifetimes.items():
        if row["kind"] == "module":
            found[name] = parse_spans(row["spans"])
    return found


def covers(spans: Spans, minor: int) -> bool:
    """Say whether *spans* hold *minor*."""
    return any(first <= minor and (not gone or minor < gone) for first, gone in spans)


class Presence(NamedTuple):
    """The versions that have a name, and whether it is its module's own in any."""

    minors: set[int]
    own: bool
    public: bool = False


def name_presence(
    module: str, dumps: list[Dump], stubs: Stubs, spans: Spans
) -> dict[str, Presence]:
    """Return which versions have which names of *module*."""
    found: dict[str, Presence] = {}
    here = [dump for dump in dumps if covers(spans, dump.minor)]
    for dump in here:
        own, public = dump.own(module), dump.public(module)
        for name in dump.names(module):
            minors, owned, shown = found.get(name, Presence(set(), False))
            minors.add(dump.minor)
            shown = shown or name in public
            found[name] = Presence(minors, owned or name in own, shown)
    for dump in here:
        if dump.wasm:
            complete_wasm(module, dump, stubs, found)
    for name, (minors, _, _) in found.items():
        if stubs.is_partial(module, name):
            add_other_platforms(module, name, here, stubs, minors)
    return found


def complete_wasm(
    module: str, dump: Dump, stubs: Stubs, found: dict[str, Presence]
) -> None:
    """Add to *found* what Pyodide's build of *module* lacks and others have.

    What is absent there is gone only if Pyodide has the whole of the module, or if
    the stubs have dropped it too.
    """
    minor, before = dump.minor, dump.minor - 1
    entry = dump.modules.get(module)
    unsure = entry is None or "e" in entry or module.split(".")[0] in UNRELIABLE
    for name, (minors, _, _) in found.items():
        if before not in minors or minor in minors:
            continue
        dropped = stubs.has(module, name, before) and not stubs.has(module, name, minor)
        if unsure and not dropped:
            minors.add(minor)
    if unsure:
        for name, minors in stubs.linux.get(module, {}).items():
            if minor in minors and not stubs.has(module, name, before):
                known = found.setdefault(name, Presence(set(), True, True))
                known.minors.add(minor)


def add_other_platforms(
    module: str, name: str, here: list[Dump], stubs: Stubs, minors: set[int]
) -> None:
    """Add to *minors* the versions in which other platforms have *name*.

    Stubs begin with 3.10: what another platform has there may be as old as can be.
    """
    minors.update(dump.minor for dump in here if stubs.has(module, name, dump.minor))
    first = stubs.anywhere[module][name] - stubs.linux[module].get(name, set())
    if STUBBED[0] in first:
        minors.update(dump.minor for dump in here if dump.minor < STUBBED[0])


def is_site(module: str, name: str) -> bool:
    """Say whether the site module puts *name* among the built-ins."""
    return module == "builtins" and name in SITE_NAMES


def is_platform(module: str, name: str, facts: Facts) -> bool:
    """Say whether the build decides if *module* has *name*."""
    return any(
        module == where and fnmatch.fnmatchcase(name, pattern)
        for where, pattern in facts.platform
    )


def name_spans(
    dumps: list[Dump], stubs: Stubs, modules: dict[str, Spans], facts: Facts
) -> dict[str, dict[str, Spans]]:
    """Return the lifetimes of the names worth a row: those that changed."""
    found: dict[str, dict[str, Spans]] = {}
    for module, spans in sorted(modules.items()):
        if not has_names(module):
            continue
        alive = {minor for minor in KNOWN if covers(spans, minor)}
        found_here = name_presence(module, dumps, stubs, spans)
        for name, (minors, owned, public) in found_here.items():
            if not public and name not in stubs.anywhere.get(module, {}):
                # A helper: bug-fix releases may have brought it to older versions.
                first = min(minors)
                minors.update(minor for minor in alive if 300 < minor < first)
            dotted = f"{module}.{name}"
            asked = dotted in facts.replacements or dotted in facts.expires
            if not asked:
                if not owned or dotted in modules or minors >= alive:
                    continue
                if is_platform(module, name, facts) or is_site(module, name):
                    continue
            found.setdefault(module, {})[name] = clip(to_spans(minors), spans)
    for dotted, row in facts.lifetimes.items():
        if row["kind"] == "name":
            module, _, name = dotted.rpartition(".")
            found.setdefault(module, {})[name] = parse_spans(row["spans"])
    return found


def clip(spans: Spans, around: Spans) -> Spans:
    """Return *spans* with the dates of *around* where both begin or end together."""
    starts = {first for first, _ in around if 300 <= first <= 306}
    ends = {gone for _, gone in around if 300 <= gone <= 306}
    return tuple(
        (
            max(starts) if first == 300 and starts else first,
            max(ends) if gone == 300 and ends else gone,
        )
        for first, gone in spans
    )


def row_text(dotted: str, name: str, spans: Spans, facts: Facts) -> str:
    """Return the table's line about *dotted*; empty fields at the end are left out."""
    replaced = facts.replacements.get(dotted, {})
    expires = facts.expires.get(dotted, {})
    newer = facts.newer.get(dotted, {})
    target = replaced.get("replacement", "")
    if target.endswith("." + name) and "." in dotted:
        target = target[: -len(name)] + "*"
    fields = (
        name,
        spell_spans(spans),
        ("" if replaced.get("drop_in") == "yes" or not target else "~") + target,
        replaced.get("advice", ""),
        str(version(expires["version"])) if expires else "",
        newer.get("backport", ""),
        str(version(newer["since"])) if newer else "",
    )
    if any("|" in field or "\\" in field for field in fields):
        raise SystemExit(f"{dotted}: a field holds what the table cannot")
    return "|".join(fields).rstrip("|")


HEADER = '''"""The standard library of Python {first} to {last}, to be read on need.

GENERATED by tools/gen_stdlib.py from tools/dumps and tools/stdlib.  Do not edit.
"""

# The interpreters that were asked.
PYTHONS = (
{interpreters})

'''

BACKPORTS_HEADER = '''"""Third-party names that the standard library has made needless.

GENERATED by tools/gen_stdlib.py from tools/stdlib/backports.tsv.  Do not edit.
"""

'''

STEADY_HEADER = '''"""Modules whose builds differ, and the names that all builds have.

GENERATED by tools/gen_stdlib.py from tools/dumps.  Do not edit.
"""

NAMES = {
'''


def write_module(dumps: list[Dump], stubs: Stubs) -> Iterator[str]:
    """Yield the parts of ``_stdlib.py``."""
    facts = load_facts()
    modules = module_spans(dumps, facts)
    names = name_spans(dumps, stubs, modules, facts)
    spelled = [f"{dump.minor // 100}.{dump.minor % 100}" for dump in dumps]
    yield HEADER.format(
        first=spelled[0],
        last=spelled[-1],
        interpreters="".join(f'    "{dump.python}",\n' for dump in dumps),
    )
    groups: dict[str, list[str]] = {}
    for module, spans in sorted(modules.items()):
        groups.setdefault(spell_spans(spans), []).append(module)
    yield "# Lifetime -> the modules that have it.\n"
    yield "MODULES = {\n"
    for spelling, group in sorted(groups.items()):
        yield f'    "{spelling}": """\n'
        yield "".join(f"{module}\n" for module in group)
        yield '""",\n'
    yield "}\n\n# What else there is to say of modules; row_text() in the generator.\n"
    yield 'ABOUT = """\n'
    for module in sorted(modules):
        text = row_text(module, module, (), facts)
        if text != module:
            yield text + "\n"
    yield '"""\n\n# Module -> a line for each name worth one.\n'
    yield "NAMES = {\n"
    for module, rows in sorted(names.items()):
        yield f'    "{module}": """\n'
        for name, spans in sorted(rows.items()):
            yield row_text(f"{module}.{name}", name, spans, facts) + "\n"
        yield '""",\n'
    yield "}\n"


def write_backports() -> Iterator[str]:
    """Yield the parts of ``_backports.py``."""
    rows = sorted(load_rows("backports"), key=lambda row: row["name"])
    yield BACKPORTS_HEADER
    yield "TOP_LEVEL = frozenset(\n    (\n"
    for name in sorted({row["name"].split(".")[0] for row in rows}):
        yield f'        "{name}",\n'
    yield "    )\n)\n\n"
    yield "# name|kind|replacement|since|flags: names bound, drop-in|advice\n"
    yield 'ROWS = """\\\n'
    for row in rows:
        flags = "n" * (row["binds_names"] == "yes") + "d" * (row["drop_in"] == "yes")
        since = str(version(row["since"]))
        fields = (row["name"], row["kind"], row["replacement"], since, flags)
        yield "|".join((*fields, row["advice"])) + "\n"
    yield '"""\n'


def write_steady(dumps: list[Dump], stubs: Stubs) -> Iterator[str]:
    """Yield the parts of ``_steady.py``.

    A name is steady if the stubs know no platform without it, and Pyodide has it.
    Stubs tell three platforms apart, which is too few for what headers define.  Those
    that Python 2.7 had are left out: no fallback is for want of them.
    """
    modules = module_spans(dumps, load_facts())
    yield STEADY_HEADER
    for module in UNEVEN:
        presence = name_presence(module, dumps, stubs, modules[module])
        wasm = [dump.names(module) for dump in dumps if dump.wasm]
        steady = sorted(
            name
            for name, (minors, owned, _) in presence.items()
            if owned
            and 207 not in minors
            and (not name.isupper() or module in OWN_CONSTANTS)
            and stubs.anywhere.get(module, {}).get(name)
            and not stubs.is_partial(module, name)
            and all(name in names for names in wasm)
        )
        lines = textwrap.wrap(" ".join(steady), 80, break_on_hyphens=False)
        yield f'    "{module}": """\n'
        yield "".join(f"{line}\n" for line in lines)
        yield '""",\n'
    yield "}\n"


def everything(dumps: list[Dump], stubs: Stubs) -> Iterator[str]:
    """Yield the lines of ``everything.txt``: module, then names by versions."""
    modules = module_spans(dumps, load_facts())
    for module, spans in sorted(modules.items()):
        yield f"\n{module} {window(m for m in KNOWN if covers(spans, m)):x}\n"
        if not has_names(module):
            continue
        groups: dict[int, list[str]] = {}
        for name, (minors, owned, _) in name_presence(
            module, dumps, stubs, spans
        ).items():
            if owned:
                groups.setdefault(window(minors), []).append(name)
        for mask, group in sorted(groups.items()):
            yield f"{mask:x} {' '.join(sorted(group))}\n"
    yield "\n"


def window(minors: Iterable[int]) -> int:
    """Return *minors* as the bit set the package uses."""
    return sum(1 << KNOWN.index(minor) for minor in minors)


def outputs() -> dict[Path, str]:
    """Return the text of every generated file."""
    dumps, stubs = load_dumps(), load_stubs()
    return {
        TARGET / "_stdlib.py": "".join(write_module(dumps, stubs)),
        TARGET / "_backports.py": "".join(write_backports()),
        TARGET / "_steady.py": "".join(write_steady(dumps, stubs)),
        TARGET / "everything.txt": "".join(everything(dumps, stubs)),
    }


def main(arguments: list[str]) -> int:
    """Write the tables, or check them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    status = 0
    for path, text in outputs().items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            continue
        status = 1
        if not options.check:
            scratch = path.with_suffix(".new")
            scratch.write_bytes(text.encode())
            os.replace(scratch, path)
        print(f"{path.name}: {'out of date' if options.check else 'written'}")
    return status if options.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
