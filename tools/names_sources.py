"""The sources of the tables of names, in ``tools/names``: reading and writing them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from names_weights import Weights, make_weights

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.data.packages import (
    RANKS,
    normalize_distribution,
    normalize_import,
)

SOURCES: Final = Path(__file__).resolve().parent / "names"
EMPTY: Final = "-"
BUILD_FOLDERS: Final = frozenset({"bogus", "dist", "empty", "src", "testdata"})
"""What distributions have at their top by mistake, besides generic words."""
MOST_ALIKE: Final = 4
"""The most modules of which one is chosen, if none is part of the name."""


class Report(NamedTuple):
    """One row of ``malicious.csv``: a distribution name that was malicious.

    ``use`` is ``import`` if importing the name is suspicious too, ``distribution`` if
    an honest package is imported under that name. ``sources`` are the letters that
    ``tools/names/README.md`` explains.
    """

    name: str
    seen: str
    target: str
    use: str
    sources: str


class Release(NamedTuple):
    """One row of ``compromised.csv``: bad releases of an honest distribution."""

    name: str
    seen: str
    versions: tuple[str, ...]
    what: str
    source: str


class Popular(NamedTuple):
    """The contents of ``popular.txt``.

    ``distributions`` has each, normalized, with its rank band (0 for none); the others
    have import names as keys, ``best`` with the most popular provider.
    """

    distributions: Mapping[str, int]
    ranks: Mapping[str, int]
    spellings: Mapping[str, str]
    providers: Mapping[str, frozenset[str]]
    best: Mapping[str, str]


TYPO: Final = "a typo"
"""How the reason begins of an owned module whose name is still reported by VET402."""


class Sources(NamedTuple):
    """What reports are checked against.

    ``known`` has every known import name in lower case with its rank band, ``meant``
    what is imported and installed for those that ``ranks.txt`` says it of, ``stdlib``
    the top-level modules of the standard library, ``owned`` the modules that have a
    rightful owner elsewhere, ``mistyped`` those that are still likelier a typo,
    ``generic`` the words that own modules are named with, ``weights`` those and other
    words, ``absent`` the import names that PyPI has no distribution of, or a
    placeholder only, ``placeholders`` these, ``writeups`` the names that a cited post
    or advisory calls malicious.
    """

    popular: Popular
    known: Mapping[str, int]
    meant: Mapping[str, tuple[str, str]]
    stdlib: frozenset[str]
    benign: frozenset[str]
    owned: frozenset[str]
    mistyped: frozenset[str]
    generic: frozenset[str]
    weights: Weights
    absent: frozenset[str]
    placeholders: frozenset[str]
    writeups: frozenset[str]


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a source, without empty ones and comments."""
    yield from _find_lines(path.read_text(encoding="utf-8"))


def _find_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line and not line.startswith("# "):
            yield line


def read_words(path: Path) -> frozenset[str]:
    """Return the words of a source with several on each line."""
    return frozenset(word for line in read_lines(path) for word in line.split())


def find_band(rank: int) -> int:
    """Return the best of RANKS that includes *rank*; 0 for none."""
    return next((limit for limit in RANKS[1:] if 0 < rank <= limit), 0)


def is_related(distribution: str, module: str) -> bool:
    """Return whether a module has a part of its name from that of its distribution."""
    whole, part = map(strip_separators, (distribution, module))
    words, own = (set(re.split(r"[-_.\d]+", n.lower())) for n in (distribution, module))
    return (
        part in whole
        or whole in part
        or any(len(word) >= 3 for word in words & own)
        or any(part[start : start + 4] in whole for start in range(len(part) - 3))
    )


def is_by_chance(distribution: str, module: str, generic: frozenset[str]) -> bool:
    """Return whether a module says nothing of its distribution: `version`, `views`."""
    return module.lower() in generic and not is_related(distribution, module)


def is_by_the_way(distribution: str, module: str) -> bool:
    """Return whether a module has the tests or the documentation of a distribution."""
    words = set(distribution.lower().replace("_", "-").split("-"))
    return not _BY_THE_WAY.isdisjoint(set(module.lower().split("_")) - words)


_BY_THE_WAY: Final = frozenset({"docs", "examples", "test", "tests"})


def read_popular(folder: Path = SOURCES) -> Popular:
    """Read ``popular.txt``: ``rank distribution import...`` lines, best rank first.

    Placeholders provide nothing.
    """
    return _parse_popular(
        (folder / "popular.txt").read_text(encoding="utf-8"),
        frozenset(read_placeholders(folder)),
        read_words(folder / "generic.txt") | BUILD_FOLDERS,
    )


@lru_cache(maxsize=2)
def _parse_popular(
    text: str, placeholders: frozenset[str], generic: frozenset[str]
) -> Popular:
    """Return the contents of ``popular.txt``; a refresh asks for them often."""
    ranks: dict[str, int] = {}
    spellings: dict[str, str] = {}
    providers: dict[str, set[str]] = {}
    best: dict[str, str] = {}
    distributions: dict[str, int] = {}
    for line in _find_lines(text):
        rank, distribution, *imports = line.split(" ")
        band = find_band(int(rank))
        provider = normalize_distribution(distribution)
        if provider in placeholders:
            continue
        distributions[provider] = band
        own = [name for name in imports if not name.startswith("~")]
        telling = [
            name for name in own if not is_by_chance(distribution, name, generic)
        ]
        main = [name for name in telling if not is_by_the_way(distribution, name)]
        for name in (name.lstrip("~") for name in imports):
            key = normalize_import(name)
            providers.setdefault(key, set()).add(provider)
            if name == key or "." not in name:
                spellings.setdefault(key, name)
        for name in telling:
            best.setdefault(normalize_import(name), provider)
        if band:
            for name in main:
                ranks.setdefault(normalize_import(name), band)
            key = normalize_import(distribution)
            ranks.setdefault(key, band if own else 0)
            spellings.setdefault(key, choose_import(distribution, main or telling))
    for key, names in providers.items():
        if any(distributions[name] for name in names):
            ranks.setdefault(key, 0)
    frozen = {key: frozenset(value) for key, value in providers.items()}
    for key, all_providers in frozen.items():
        # Nobody can tell which of a namespace is meant: `google`, `sphinxcontrib`.
        prefix = normalize_distribution(key) + "-"
        if sum(name.startswith(prefix) for name in all_providers) > 1:
            best[key] = normalize_distribution(key)
    return Popular(distributions, ranks, spellings, frozen, best)


def read_placeholders(folder: Path = SOURCES) -> dict[str, str]:
    """Read ``placeholders.txt``: distribution -> the evidence."""
    rows = (line.partition(" ") for line in read_lines(folder / "placeholders.txt"))
    return {name: evidence for name, _, evidence in rows}


def choose_import(distribution: str, imports: list[str]) -> str:
    """Return what one imports of a distribution without a module of its own name.

    That is the longest part of its name (`crontab` of `python-crontab`, which brings
    `cronlog` too) or the initials of its words, else what has most of it in one piece.
    Of many modules nobody can tell.
    """
    public = [name for name in imports if not name.startswith("_")] or imports
    near = [name for name in public if is_related(distribution, name)] or public
    whole = strip_separators(distribution)
    initials = "".join(word[0] for word in re.split(r"[-_.]+", distribution))
    parts = [
        name
        for name in near
        if strip_separators(name) in whole or name.lower() == initials
    ]
    if parts:
        return min(parts, key=lambda name: (-len(name), name))
    if not near or len(near) > MOST_ALIKE:
        return EMPTY
    shared = {name: count_shared(strip_separators(name), whole) for name in near}
    return min(near, key=lambda name: (-shared[name], len(name), name))


def strip_separators(name: str) -> str:
    """Return *name* in lower case, without hyphens, underscores and dots."""
    return re.sub(r"[-_.]", "", name.lower())


def count_shared(part: str, whole: str) -> int:
    """Return the length of the longest piece of *part* that *whole* has."""
    return max(
        end - start
        for end in range(len(part) + 1)
        for start in range(end + 1)
        if part[start:end] in whole
    )


def read_ranks(folder: Path = SOURCES) -> dict[str, int]:
    """Read ``ranks.txt``: names below headings such as ``#300``.

    After a name that is none to import stand what is imported and what provides it.
    """
    ranks: dict[str, int] = {}
    rank = 0
    for line in read_lines(folder / "ranks.txt"):
        if line.startswith("#"):
            rank = int(line[1:])
        else:
            ranks[line.partition(" ")[0]] = rank
    return ranks


def read_meant(folder: Path = SOURCES) -> dict[str, tuple[str, str]]:
    """Read what is meant by names in ``ranks.txt``: the import and its distribution."""
    rows = (line.split(" ") for line in read_lines(folder / "ranks.txt"))
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}


def read_sources(folder: Path = SOURCES) -> Sources:
    """Read everything that reports are checked against."""
    meant = read_meant(folder)
    popular = read_popular(folder)
    popular = popular._replace(
        spellings={
            **popular.spellings,
            **{name: row[0] for name, row in meant.items()},
        },
        best={**popular.best, **{name: row[1] for name, row in meant.items()}},
    )
    modules = frozenset(name.partition(".")[0] for name in stdlib.iterate_names())
    known = {**popular.ranks, **read_ranks(folder)}
    for name in modules:
        known.setdefault(name.lower(), 0)
    hosts = read_words(folder / "hosts.txt")
    benign = frozenset(
        (*read_lines(folder / "benign.txt"), *map(normalize_import, hosts))
    )
    owners = [line.split(" ", 1) for line in read_lines(folder / "owners.txt")]
    owned = frozenset(name for name, _ in owners)
    mistyped = frozenset(name for name, reason in owners if reason.startswith(TYPO))
    generic = read_words(folder / "generic.txt")
    packages = frozenset(name for name, band in known.items() if band)
    weights = make_weights(generic, read_words(folder / "words.txt"), packages)
    writeups = frozenset(read_writeups(folder))
    # Nobody wants to install a placeholder.
    placeholders = frozenset(read_placeholders(folder))
    absent = frozenset(read_lines(folder / "absent.txt"))
    absent |= frozenset(map(normalize_import, placeholders))
    return Sources(
        popular,
        known,
        meant,
        modules,
        benign,
        owned,
        mistyped,
        generic,
        weights,
        absent,
        placeholders,
        writeups,
    )


def read_reports(folder: Path = SOURCES) -> list[Report]:
    """Read ``malicious.csv``."""
    with (folder / "malicious.csv").open(encoding="utf-8", newline="") as file:
        return [Report(**row) for row in csv.DictReader(file)]


def write_reports(reports: Iterable[Report], folder: Path = SOURCES) -> None:
    """Write ``malicious.csv``, sorted by name."""
    with (folder / "malicious.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Report._fields)
        writer.writerows(sorted(reports))


def read_releases(folder: Path = SOURCES) -> list[Release]:
    """Read ``compromised.csv``."""
    with (folder / "compromised.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row != list(Release._fields)]
    return [
        Release(name, seen, tuple(versions.split()), what, source)
        for name, seen, versions, what, source in rows
    ]


def write_releases(releases: Iterable[Release], folder: Path = SOURCES) -> None:
    """Write ``compromised.csv``, sorted by name."""
    with (folder / "compromised.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Release._fields)
        for row in sorted(releases):
            name, seen, versions, *rest = row
            writer.writerow((name, seen, " ".join(versions), *rest))


def read_writeups(folder: Path = SOURCES) -> dict[str, str]:
    """Read ``writeups.csv``: name -> address."""
    with (folder / "writeups.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["source"] for row in csv.DictReader(file)}


def write_writeups(writeups: Mapping[str, str], folder: Path = SOURCES) -> None:
    """Write ``writeups.csv``, sorted by name."""
    with (folder / "writeups.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "source"))
        writer.writerows(sorted(writeups.items()))


def read_dates(folder: Path = SOURCES) -> dict[str, str]:
    """Return source -> day of the snapshot that was read."""
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        return {row["source"]: row["date"] for row in csv.DictReader(file)}


def write_date(source: str, date: str, folder: Path = SOURCES) -> None:
    """Record the day of the snapshot of *source*."""
    dates = {**read_dates(folder), source: date}
    rows = "".join(f"{name},{day}\n" for name, day in dates.items())
    (folder / "sources.csv").write_text(f"source,date\n{rows}", encoding="utf-8")
