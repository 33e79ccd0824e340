"""What the tables of the standard library are made from: dumps and hand-kept rows.

- ``tools/dumps/X.Y.json.xz``: the names one interpreter has (``dump_names.py``);
- ``tools/dumps/stubs.json.xz``: the names typeshed has on each platform
  (``dump_stubs.py``);
- ``tools/stdlib/*.tsv``: facts that neither shows, each row with its source.

What each table holds, and its columns: ``tools/stdlib/README.md``.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any, NamedTuple

from make_dumps import read

from flake8_safe_imports import versions

HERE = Path(__file__).resolve().parent
ROWS = HERE / "stdlib"

Row = dict[str, str]

# Modules whose names are not for others, or change from build to build.
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
# Documented or widely used in spite of the underscore.
PUBLIC_WITH_UNDERSCORE = ("__builtin__", "__future__", "__main__", "_thread")


class Dump(NamedTuple):
    """What one interpreter has: module -> names, and whether its build is complete."""

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
        """Return the names that *module* defines or exports, without mere imports."""
        entry = self.modules.get(module, {})
        return {name for group in "aol" for name in entry.get(group, ())}

    def public(self, module: str) -> set[str]:
        """Return the public names of *module*: ``__all__``, if there is one."""
        entry = self.modules.get(module, {})
        groups = "al" if "x" in entry else "aol"
        return {name for group in groups for name in entry.get(group, ())}


def version(text: str) -> int:
    """Return ``"3.11"`` as 311."""
    major, _, minor = text.partition(".")
    return 100 * int(major) + int(minor.split(".")[0])


def load_dumps() -> list[Dump]:
    """Return the committed dumps, oldest first.

    Exits with a message when a dump and ``versions.MINORS`` do not fit together.
    """
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
    check_versions({dump.minor for dump in dumps})
    return sorted(dumps, key=lambda dump: dump.minor)


def check_versions(dumped: set[int]) -> None:
    """Exit with a message unless exactly the versions of ``MINORS`` were dumped."""
    for minor in sorted(dumped ^ set(versions.MINORS)):
        spelled = versions.spell(minor)
        if minor in dumped:
            raise SystemExit(
                f"tools/dumps/{spelled}.json.xz: add {minor} to MINORS in "
                "flake8_safe_imports/versions.py, or delete this dump"
            )
        raise SystemExit(
            f"tools/dumps/{spelled}.json.xz is missing: run "
            f"python tools/make_dumps.py /path/to/python{spelled}"
        )


Versions = dict[str, dict[str, set[int]]]
"""Module -> name -> the versions that have it."""


class Stubs(NamedTuple):
    """What typeshed has.

    Versions newer than those that were dumped are taken to be like the last of them.
    """

    minors: tuple[int, ...]
    """The versions that typeshed was asked about, or that came later."""
    anywhere: Versions
    """The versions that have the name on at least one platform."""
    linux: Versions
    everywhere: Versions
    """The versions that have the name on every platform."""
    asked: tuple[int, ...]
    """The versions that typeshed was asked about."""

    def has(self, module: str, name: str, minor: int) -> bool:
        """Return whether *module* has *name* in that version on some platform."""
        return minor in self.anywhere.get(module, {}).get(name, ())

    def is_partial(self, module: str, name: str) -> bool:
        """Return whether platforms differ in having *name*."""
        return self.anywhere.get(module, {}).get(name) != self.everywhere.get(
            module, {}
        ).get(name)


def load_stubs() -> Stubs:
    """Return the committed dump of typeshed; see ``dump_stubs.py`` for its masks."""
    raw = read(HERE / "dumps" / "stubs.json.xz")
    dumped = [version(text) for text in raw["versions"]]
    later = [minor for minor in versions.MINORS if minor > dumped[-1]]
    stubs = Stubs((*dumped, *later), {}, {}, {}, tuple(dumped))
    whole = (1 << len(raw["platforms"])) - 1
    for module, groups in raw["modules"].items():
        tables = [table.setdefault(module, {}) for table in stubs[1:4]]
        for spelled, names in groups.items():
            mask, width = int(spelled, 16), len(raw["platforms"])
            bits = [mask >> width * index & whole for index in range(len(dumped))]
            has = dict(zip(dumped, bits))
            has.update(dict.fromkeys(later, bits[-1]))
            kinds = [
                {minor for minor, platforms in has.items() if platforms},
                {minor for minor, platforms in has.items() if platforms & 1},
                {minor for minor, platforms in has.items() if platforms == whole},
            ]
            for table, minors in zip(tables, kinds):
                table.update(dict.fromkeys(names, minors))
    return stubs


_SHAPES = {
    **dict.fromkeys(("binds_names", "dated", "drop_in"), ("yes|no", "`yes` or `no`")),
    **dict.fromkeys(("since", "version"), (r"3\.\d+", "a version such as `3.11`")),
    "source": (r".*\S.*", "how the fact is known"),
}
"""Column -> what its values look like, as a pattern and in words."""


def load_rows(table: str) -> list[Row]:
    """Return the rows of ``tools/stdlib/TABLE.tsv``.

    Exits with a message that names a row which does not fit the columns, and its line.
    """
    path = ROWS / f"{table}.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        columns, *rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, values in enumerate(rows, 2):
        problem = find_problem(columns, values)
        if problem:
            name = "".join(values[:1])
            raise SystemExit(f"tools/stdlib/{path.name}:{number}: {problem} ({name})")
    return [dict(zip(columns, values)) for values in rows]


def load_rows_by_name(table: str) -> dict[str, Row]:
    """Return the rows of ``tools/stdlib/TABLE.tsv``, by name.

    Exits with a message when two rows have the same name.
    """
    result: dict[str, Row] = {}
    for row in load_rows(table):
        if row["name"] in result:
            raise SystemExit(f"tools/stdlib/{table}.tsv names {row['name']} twice")
        result[row["name"]] = row
    return result


def find_problem(columns: list[str], values: list[str]) -> str:
    """Return what is wrong with one row of a table, or nothing."""
    if len(values) != len(columns):
        return (
            f"it has {len(values)} of {len(columns)} columns: write "
            f"{', '.join(columns)}, with a tab between each two"
        )
    for column, value in zip(columns, values):
        pattern, meaning = _SHAPES.get(column, ("(?s).*", ""))
        if not re.fullmatch(pattern, value):
            return f"`{column}` is {value!r}: write {meaning}"
    return ""


def is_private(module: str) -> bool:
    """Return whether some component of *module* is private."""
    if module.startswith(PUBLIC_WITH_UNDERSCORE):
        return False
    return any(part.startswith("_") for part in module.split("."))


def has_names(module: str) -> bool:
    """Return whether the names of *module* are worth rows of their own."""
    return not is_private(module) and not module.startswith(INTERNAL)


class PlatformRow(NamedTuple):
    """Names of a module that the build decides: a pattern for ``fnmatch``.

    ``is_dated`` is whether the version that brought such a name is known all the same:
    from typeshed, or from interpreters that were built on one machine.
    """

    module: str
    pattern: str
    is_dated: bool


class Facts(NamedTuple):
    """The hand-kept rows, by name."""

    replacements: dict[str, Row]
    expires: dict[str, Row]
    newer: dict[str, Row]
    lifetimes: dict[str, Row]
    platform: tuple[PlatformRow, ...]

    def is_late(self, name: str) -> bool:
        """Return whether bug-fix releases brought *name*, as its row says."""
        return "late in" in self.lifetimes.get(name, {}).get("source", "")


def load_facts() -> Facts:
    """Return the hand-kept rows of the standard library."""
    platform = tuple(
        PlatformRow(row["module"], row["names"], row["dated"] == "yes")
        for row in load_rows("platform")
    )
    return Facts(
        load_rows_by_name("replacements"),
        load_rows_by_name("expires"),
        load_rows_by_name("newer"),
        load_rows_by_name("lifetimes"),
        platform,
    )
