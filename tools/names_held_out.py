"""Names to measure the look-alike detector with that its limits were not chosen with.

Squats are those of ``malicious.csv`` that ``dev/squats.csv`` does not have. Slips are
made up: what a hand does to well-known names, by a generator with a fixed seed, so that
everybody gets the same. ``held_out/real.txt`` has innocent names, which were gathered
after the limits were set.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from names_sources import SOURCES, read_reports

from flake8_safe_imports.data import packages

SEED: Final = "flake8-safe-imports"
KEYBOARD: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
PLACES: Final = {
    "i": "imports of 100 packages",
    "t": "their own packages",
    "m": "their inner modules",
    "h": "helpers of projects",
}
"""Where innocent names were seen, by the letters in ``held_out/real.txt``."""


class Misspelt(NamedTuple):
    """A name that is not the one that is meant, and its kind."""

    name: str
    target: str
    kind: str


def read_squats() -> Iterator[Misspelt]:
    """Yield the squats of ranked names that the limits were not chosen with.

    Other names are never taken for a target.
    """
    with (SOURCES / "dev" / "squats.csv").open(encoding="utf-8", newline="") as file:
        dev = {
            packages.normalize_distribution(row["squat"])
            for row in csv.DictReader(file)
        }
    for report in read_reports():
        rank = packages.find_rank(packages.normalize_import(report.target))
        if rank and report.name not in dev:
            yield Misspelt(report.name, report.target, find_kind(report.name, *report))


def find_kind(name: str, _: str, seen: str, target: str, *rest: str) -> str:
    """Return which of the known campaigns a squat belongs to, or what was done."""
    if target.replace("-", "") in name.replace("-", "") and len(name) > len(target) + 2:
        return "words added"
    if seen == "2023-02":
        return "2023, made by rule"
    return "2024" if seen.startswith("2024") else "other years"


def omit(name: str, at: int) -> str:
    """Leave a letter out."""
    return name[:at] + name[at + 1 :]


def double(name: str, at: int) -> str:
    """Write a letter twice."""
    return name[:at] + name[at] + name[at:]


def swap(name: str, at: int) -> str:
    """Swap two letters."""
    return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def miss_key(name: str, at: int) -> str:
    """Hit the key to the right; to the left at the end of a row."""
    for row in KEYBOARD:
        column = row.find(name[at])
        if column >= 0:
            key = row[column + 1 : column + 2] or row[column - 1]
            return name[:at] + key + name[at + 1 :]
    return name


SLIPS: Final[dict[str, Callable[[str, int], str]]] = {
    "letter left out": omit,
    "letter doubled": double,
    "letters swapped": swap,
    "wrong key": miss_key,
}


def make_slips(worst: int) -> Iterator[Misspelt]:
    """Yield one slip of each kind in every name ranked *worst* or better.

    Names of fewer than five letters are left out: a slip in those is another word.
    Slips that are a name that somebody has are none.
    """
    known = packages.load_words(packages.KNOWN)
    for target, rank in sorted(packages.load_ranks().items()):
        if not 0 < rank <= worst or len(target) < 5:
            continue
        if not packages.find_module(target):
            continue  # nobody imports it: `types-requests`
        for kind, slip in SLIPS.items():
            draw = random.Random(f"{SEED} {kind} {target}")
            name = slip(target, draw.randrange(1, len(target)))
            if name != target and name not in known:
                yield Misspelt(name, target, kind)


def read_innocents() -> Iterator[tuple[str, str]]:
    """Yield the innocent names, and the letters of where they were seen."""
    path: Path = SOURCES / "held_out" / "real.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, places = line.split(" ")
            yield name, places
