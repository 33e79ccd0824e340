"""Measure the look-alike detector on the names in ``tools/names/dev``, next to others.

    python tools/evaluate_names.py [--peers] [--list]

For squats: how many are found *and* get the name that was meant, in percent, by kind.
For innocent names: how many are accused.  Known names count as silent everywhere but
for the peers, which have no such list; they are re-implemented here from their
published rules, for this comparison only.  ``--peers`` takes a few minutes, and uses
rapidfuzz if it is installed; ``--list`` prints every false alarm of ours.

The thresholds were set on these very names: honest figures are those on names that
the tables never saw, and they are lower (README, "What it cannot catch").
"""

from __future__ import annotations

import argparse
import csv
import difflib
import itertools
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from flake8_safe_imports.data import packages
from flake8_safe_imports.names import lookalike

DEV: Final = Path(__file__).resolve().parent / "names" / "dev"
SAME: Final = {"beautifulsoup4": "beautifulsoup", "bs4": "beautifulsoup"}
"""Distributions that are one project under several names."""
STRATA: Final = ("S1", "S2", "S3", "S4")
PLACES: Final = {"c": "imports", "l": "first party", "m": "files", "p": "PyPI tail"}
SAMPLE: Final = 15
"""The slow peers see every fifteenth innocent name only."""
KEYS: Final = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm")

Detector = Callable[[str], "str | None"]


class Squat(NamedTuple):
    """A squat: its import name, what was meant, and its kind."""

    name: str
    target: str
    stratum: str


class Innocent(NamedTuple):
    """An innocent name and the letters of the places it was seen in."""

    name: str
    places: str


class Score(NamedTuple):
    """Recall by kind of squat, and false alarms by place: (alarms, names)."""

    recall: Mapping[str, float]
    alarms: Mapping[str, tuple[int, int]]


def squats() -> list[Squat]:
    """Return the squats whose target is among the names known here."""
    with (DEV / "squats.csv").open(encoding="utf-8", newline="") as file:
        return [
            Squat(row["squat"], row["target"], row["stratum"])
            for row in csv.DictReader(file)
            if row["scope"] == "in"
        ]


def innocents() -> list[Innocent]:
    """Return the innocent names, sorted."""
    lines = (DEV / "real.txt").read_text(encoding="utf-8").splitlines()
    return [Innocent(*line.split(" ")) for line in lines if not line.startswith("#")]


def same(left: str, right: str) -> bool:
    """Tell whether two names are of one project."""

    def key(name: str) -> str:
        plain = re.sub(r"[-_.]+", "_", name).lower()
        return SAME.get(plain, plain)

    return key(left) == key(right)


def score(detector: Detector, every: int = 1) -> Score:
    """Measure *detector*, on every *every*-th innocent name."""
    hits = dict.fromkeys(STRATA, 0)
    totals = dict.fromkeys(STRATA, 0)
    for squat in squats():
        found = detector(squat.name)
        totals[squat.stratum] += 1
        hits[squat.stratum] += found is not None and same(found, squat.target)
    alarms = dict.fromkeys(PLACES, 0)
    counts = dict.fromkeys(PLACES, 0)
    for innocent in innocents()[::every]:
        accused = detector(innocent.name) is not None
        for place in innocent.places:
            alarms[place] += accused
            counts[place] += 1
    recall = {kind: 100 * hits[kind] / totals[kind] for kind in STRATA}
    return Score(recall, {place: (alarms[place], counts[place]) for place in PLACES})


def ours(level: str) -> Detector:
    """Return our detector at *level*."""

    def detect(name: str) -> str | None:
        found = lookalike.find_import(name, level)
        return found.target if found else None

    return detect


@lru_cache(maxsize=3)
def ranked(worst: int) -> frozenset[str]:
    """Return the names ranked *worst* or better, the standard library included."""
    return frozenset(
        name for name, rank in packages.load_ranks().items() if 0 < rank <= worst
    )


def plain(name: str) -> str:
    """Return *name* in the form of the tables."""
    return name.lower().replace("-", "_")


def best(names: Iterable[str]) -> str | None:
    """Return the most popular of some known names."""
    ranks = packages.load_ranks()
    return min(names, key=lambda name: (ranks[name], name), default=None)


def edits(name: str) -> Iterator[str]:
    """Yield what is one insertion, deletion, replacement or swap away."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_"
    for index in range(len(name) + 1):
        head, tail = name[:index], name[index:]
        yield from (head + letter + tail for letter in alphabet)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in alphabet)
            yield head + tail[1:2] + tail[0] + tail[2:]


def distance_one(worst: int) -> Detector:
    """Return Damerau-Levenshtein distance 1 from the *worst* first names."""

    def detect(name: str) -> str | None:
        key = plain(name)
        if key in ranked(worst):
            return None
        return best(other for other in edits(key) if other in ranked(worst))

    return detect


def guarddog(name: str) -> str | None:
    """Apply guarddog's rule: one edit, parts in another order, ``py``/``python``."""
    key = plain(name)
    if key in ranked(15000):
        return None
    variants = set(edits(key))
    parts = key.split("_")
    if len(parts) < 6:
        variants.update("_".join(order) for order in itertools.permutations(parts))
    for word, other in (("python", "py"), ("py", "python")):
        if word in parts:
            variants.add("_".join(other if part == word else part for part in parts))
            variants.add("_".join(part for part in parts if part != word))
    return best(other for other in variants if other in ranked(15000))


def typosnyper(worst: int) -> Detector:
    """Return the rules of PyPI's own check of new names, on the *worst* first."""

    def detect(name: str) -> str | None:
        key = plain(name)
        if key in ranked(worst):
            return None
        return best(
            other
            for other in itertools.chain(
                (re.sub(r"(.)\1+", r"\1", key),),
                omitted(key),
                swapped(key),
                ("_".join(order) for order in orders(key)),
                neighbouring(key),
                (key.rstrip("0123456789_.-"),),
            )
            if len(other) > 3 and other in ranked(worst)
        )

    return detect


def omitted(key: str) -> Iterator[str]:
    """Yield *key* with one character put in."""
    for index in range(len(key) + 1):
        for letter in "abcdefghijklmnopqrstuvwxyz0123456789_":
            yield key[:index] + letter + key[index:]


def swapped(key: str) -> Iterator[str]:
    """Yield *key* with two neighbouring characters swapped."""
    for index in range(len(key) - 1):
        yield key[:index] + key[index + 1] + key[index] + key[index + 2 :]


def orders(key: str) -> Iterator[tuple[str, ...]]:
    """Yield the parts of *key* in every order, unless there are many."""
    parts = key.split("_")
    if 1 < len(parts) < 6:
        yield from itertools.permutations(parts)


def neighbouring(key: str) -> Iterator[str]:
    """Yield *key* with one character replaced by the key beside it."""
    for index, letter in enumerate(key):
        for row in KEYS:
            column = row.find(letter)
            if column >= 0:
                for other in row[max(0, column - 1) : column + 2]:
                    if other != letter:
                        yield key[:index] + other + key[index + 1 :]


def similar(cutoff: float) -> Detector:
    """Return difflib's closest match among the 1,000 first names."""

    def detect(name: str) -> str | None:
        key = plain(name)
        if key in ranked(1000):
            return None
        found = difflib.get_close_matches(key, sorted(ranked(1000)), 1, cutoff)
        return found[0] if found else None

    return detect


def rapid(worst: int, cutoff: float) -> Detector | None:
    """Return rapidfuzz's best match among the *worst* first names, if installed."""
    try:
        from rapidfuzz import (  # type: ignore[import-not-found, unused-ignore]
            fuzz,
            process,
        )
    except ImportError:
        return None
    names = sorted(ranked(worst))

    def detect(name: str) -> str | None:
        key = plain(name)
        if key in ranked(worst):
            return None
        found = process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=cutoff)
        return str(found[0]) if found else None

    return detect


def row(title: str, result: Score) -> str:
    """Return one line of the table."""
    recall = " ".join(f"{result.recall[kind]:6.1f}" for kind in STRATA)
    alarms = " ".join(f"{n:5}/{total:<6}" for n, total in result.alarms.values())
    return f"{title:28} {recall}  {alarms}"


def peers() -> Iterator[tuple[str, Detector, int]]:
    """Yield the detectors to compare with: title, detector, and the sample."""
    yield "guarddog, top 15,000", guarddog, 1
    for worst in (300, 1000, 5000):
        yield f"typosnyper, top {worst:,}", typosnyper(worst), 1
    for worst in (1000, 5000, 15000):
        yield f"distance 1, top {worst:,}", distance_one(worst), 1
    for worst, cutoff in ((1000, 85), (5000, 90)):
        detector = rapid(worst, cutoff)
        if detector is not None:
            yield f"rapidfuzz {cutoff}, top {worst:,}", detector, 1
    for close in (0.8, 0.9):
        yield f"difflib {close}, top 1,000", similar(close), SAMPLE


def main(arguments: list[str] | None = None) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peers", action="store_true", help="measure others too")
    parser.add_argument("--list", action="store_true", help="list our false alarms")
    options = parser.parse_args(arguments)
    heads = " ".join(f"{place:12}" for place in PLACES.values())
    print(f"{'':28} {' '.join(f'{kind:>6}' for kind in STRATA)}  {heads}".rstrip())
    for level in lookalike.LEVELS[:-1]:
        print(row(level, score(ours(level))), flush=True)
        if options.list:
            for innocent in innocents():
                found = lookalike.find_import(innocent.name, level)
                if found:
                    print("   ", innocent.places, *found)
    for title, detector, every in peers() if options.peers else ():
        print(row(title, score(detector, every)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
