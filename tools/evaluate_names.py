"""Measure the look-alike detector, and others, on the names in ``tools/names/dev``.

    python tools/evaluate_names.py [--held-out] [--peers] [--list]

Prints, for squats of each kind, what percentage is found *with* the name that was
meant, and, for innocent names from each place, how many are reported. ``--list``
prints every false alarm of ours.

``--peers`` measures other detectors too, which takes a few minutes. They are
reimplemented here from their published rules, and have no list of innocent names;
rapidfuzz is used if it is installed.

The limits were chosen with these names, so that other names give lower figures.
``--held-out`` measures with such names instead (``names_held_out.py``), and also how
many innocent names are on the list of malicious ones.
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

import names_held_out

from flake8_safe_imports.data import packages
from flake8_safe_imports.names import lookalike, malicious

DEV: Final = Path(__file__).resolve().parent / "names" / "dev"
SAME_PROJECT: Final = {
    "beautifulsoup4": "beautifulsoup",
    "bs4": "beautifulsoup",
    "pytorch": "torch",
}
"""Distributions that are one project under several names."""
STRATA: Final = ("S1", "S2", "S3", "S4")
PLACES: Final = {"c": "imports", "l": "first party", "m": "files", "p": "PyPI tail"}
"""Where innocent names were seen, by the letters in ``real.txt``."""
SAMPLE: Final = 15
"""Slow detectors get only every fifteenth innocent name."""
TYPOSNYPER_KEYBOARD: Final = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm")

SLIPS_OF: Final = 1000
"""The worst rank of names that slips are made of."""

Detector = Callable[[str], "str | None"]


class Squat(NamedTuple):
    """A squat: its import name, the name that is meant, and its kind."""

    name: str
    target: str
    stratum: str


class Innocent(NamedTuple):
    """An innocent name, and the letters of the places where it was seen."""

    name: str
    places: str


class Score(NamedTuple):
    """Recall by kind of squat, and false alarms by place: (alarms, names)."""

    recall: Mapping[str, float]
    alarms: Mapping[str, tuple[int, int]]


def read_squats() -> list[Squat]:
    """Return the squats of names that are known here."""
    with (DEV / "squats.csv").open(encoding="utf-8", newline="") as file:
        return [
            Squat(row["squat"], row["target"], row["stratum"])
            for row in csv.DictReader(file)
            if row["scope"] == "in"
        ]


def read_innocents() -> list[Innocent]:
    """Return the innocent names, sorted."""
    lines = (DEV / "real.txt").read_text(encoding="utf-8").splitlines()
    return [Innocent(*line.split(" ")) for line in lines if not line.startswith("#")]


def is_same_project(left: str, right: str) -> bool:
    """Return whether two names belong to one project, imported or installed."""

    def project(name: str) -> str:
        key = packages.normalize_distribution(name)
        return SAME_PROJECT.get(key, key)

    imported = packages.find_module(packages.normalize_import(right))
    return project(left) == project(right) or (left != "" and left == imported)


def measure(detector: Detector, every: int = 1) -> Score:
    """Measure *detector*, with one in *every* innocent names."""
    hits = dict.fromkeys(STRATA, 0)
    totals = dict.fromkeys(STRATA, 0)
    for squat in read_squats():
        found = detector(squat.name)
        totals[squat.stratum] += 1
        hits[squat.stratum] += found is not None and is_same_project(
            found, squat.target
        )
    alarms = dict.fromkeys(PLACES, 0)
    counts = dict.fromkeys(PLACES, 0)
    for innocent in read_innocents()[::every]:
        is_reported = detector(innocent.name) is not None
        for place in innocent.places:
            alarms[place] += is_reported
            counts[place] += 1
    recall = {kind: 100 * hits[kind] / totals[kind] for kind in STRATA}
    return Score(recall, {place: (alarms[place], counts[place]) for place in PLACES})


def build_ours(level: str) -> Detector:
    """Return our detector at *level*."""

    def detect(name: str) -> str | None:
        found = lookalike.find_import(name, level)
        return found.target if found else None

    return detect


@lru_cache(maxsize=3)
def list_ranked(worst: int) -> frozenset[str]:
    """Return the names ranked *worst* or better, with those of the standard library."""
    return frozenset(
        name for name, rank in packages.load_ranks().items() if 0 < rank <= worst
    )


def find_best(names: Iterable[str]) -> str | None:
    """Return the most popular of some known names."""
    ranks = packages.load_ranks()
    return min(names, key=lambda name: (ranks[name], name), default=None)


_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789_"


def generate_edits(name: str) -> set[str]:
    """Return every string one insertion, deletion, replacement or swap away."""
    found: set[str] = set()
    for index in range(len(name) + 1):
        head, tail = name[:index], name[index:]
        found.update([head + letter + tail for letter in _ALPHABET])
        if tail:
            rest = tail[1:]
            found.add(head + rest)
            found.update([head + letter + rest for letter in _ALPHABET])
            found.add(head + rest[:1] + tail[0] + rest[1:])
    found.discard(name)
    return found


def build_distance_one(worst: int) -> Detector:
    """Return Damerau-Levenshtein distance 1 from the *worst* first names."""

    def detect(name: str) -> str | None:
        key = packages.normalize_import(name)
        if key in list_ranked(worst):
            return None
        return find_best(
            other for other in generate_edits(key) if other in list_ranked(worst)
        )

    return detect


def detect_like_guarddog(name: str) -> str | None:
    """Apply guarddog's rule: one edit, parts in another order, ``py``/``python``."""
    key = packages.normalize_import(name)
    if key in list_ranked(15000):
        return None
    variants = set(generate_edits(key))
    parts = key.split("_")
    if len(parts) < 6:
        variants.update("_".join(order) for order in itertools.permutations(parts))
    for word, other in (("python", "py"), ("py", "python")):
        if word in parts:
            variants.add("_".join(other if part == word else part for part in parts))
            variants.add("_".join(part for part in parts if part != word))
    return find_best(other for other in variants if other in list_ranked(15000))


def build_typosnyper(worst: int) -> Detector:
    """Return the rules of PyPI's own check of new names, on the *worst* first."""

    def detect(name: str) -> str | None:
        key = packages.normalize_import(name)
        if key in list_ranked(worst):
            return None
        return find_best(
            other
            for other in itertools.chain(
                (re.sub(r"(.)\1+", r"\1", key),),
                add_one(key),
                swap_two(key),
                ("_".join(order) for order in reorder_parts(key)),
                replace_by_adjacent(key),
                (key.rstrip("0123456789_.-"),),
            )
            if len(other) > 3 and other in list_ranked(worst)
        )

    return detect


def add_one(key: str) -> Iterator[str]:
    """Yield *key* with one character added."""
    for index in range(len(key) + 1):
        for letter in "abcdefghijklmnopqrstuvwxyz0123456789_":
            yield key[:index] + letter + key[index:]


def swap_two(key: str) -> Iterator[str]:
    """Yield *key* with two neighboring characters swapped."""
    for index in range(len(key) - 1):
        yield key[:index] + key[index + 1] + key[index] + key[index + 2 :]


def reorder_parts(key: str) -> Iterator[tuple[str, ...]]:
    """Yield the parts of *key* in every order, unless there are too many."""
    parts = key.split("_")
    if 1 < len(parts) < 6:
        yield from itertools.permutations(parts)


def replace_by_adjacent(key: str) -> Iterator[str]:
    """Yield *key* with one character replaced by that of an adjacent key."""
    for index, letter in enumerate(key):
        for row in TYPOSNYPER_KEYBOARD:
            column = row.find(letter)
            if column >= 0:
                for other in row[max(0, column - 1) : column + 2]:
                    if other != letter:
                        yield key[:index] + other + key[index + 1 :]


def build_difflib(cutoff: float) -> Detector:
    """Return difflib's closest match among the 1,000 first names."""

    def detect(name: str) -> str | None:
        key = packages.normalize_import(name)
        if key in list_ranked(1000):
            return None
        found = difflib.get_close_matches(key, sorted(list_ranked(1000)), 1, cutoff)
        return found[0] if found else None

    return detect


def build_rapidfuzz(worst: int, cutoff: float) -> Detector | None:
    """Return rapidfuzz's best match among the *worst* first names, if installed."""
    try:
        from rapidfuzz import (  # type: ignore[import-not-found, unused-ignore]
            fuzz,
            process,
        )
    except ImportError:
        return None
    names = sorted(list_ranked(worst))

    def detect(name: str) -> str | None:
        key = packages.normalize_import(name)
        if key in list_ranked(worst):
            return None
        found = process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=cutoff)
        return str(found[0]) if found else None

    return detect


def print_held_out(detectors: Iterable[tuple[str, Detector]], is_listed: bool) -> None:
    """Print the recall and the false alarms of *detectors* on the names held out.

    *is_listed* prints every false alarm.
    """
    squats = [*names_held_out.read_squats(), *names_held_out.make_slips(SLIPS_OF)]
    innocents = list(names_held_out.read_innocents())
    for title, detect in detectors:
        print(title, flush=True)
        for kind in dict.fromkeys(squat.kind for squat in squats):
            names = [squat for squat in squats if squat.kind == kind]
            hits = sum(
                is_same_project(detect(squat.name) or "", squat.target)
                for squat in names
            )
            share = 100 * hits / len(names)
            print(f"    {kind:26} {share:5.1f} % of {len(names):,}", flush=True)
        for letter, place in names_held_out.PLACES.items():
            seen = [name for name, places in innocents if letter in places]
            alarms = [name for name in seen if detect(name)]
            print(f"    {place:26} {len(alarms)} alarms of {len(seen):,}", flush=True)
            if is_listed and alarms:
                print("       ", *(f"{name}->{detect(name)}" for name in alarms))


def find_listed(name: str) -> str | None:
    """Return what VET401 says was meant by *name*, itself if that is unknown."""
    found = malicious.find_import(name)
    return (found.target or name) if found else None


def format_row(title: str, result: Score) -> str:
    """Return one line of the table."""
    recall = " ".join(f"{result.recall[kind]:6.1f}" for kind in STRATA)
    alarms = " ".join(f"{n:5}/{total:<6}" for n, total in result.alarms.values())
    return f"{title:28} {recall}  {alarms}"


def build_peers() -> Iterator[tuple[str, Detector, int]]:
    """Yield title, detector and sample size for each peer."""
    yield "guarddog, top 15,000", detect_like_guarddog, 1
    for worst in (300, 1000, 5000):
        yield f"typosnyper, top {worst:,}", build_typosnyper(worst), 1
    for worst in (1000, 5000, 15000):
        yield f"distance 1, top {worst:,}", build_distance_one(worst), 1
    for worst, cutoff in ((1000, 85), (5000, 90)):
        detector = build_rapidfuzz(worst, cutoff)
        if detector is not None:
            yield f"rapidfuzz {cutoff}, top {worst:,}", detector, 1
    for close in (0.8, 0.9):
        yield f"difflib {close}, top 1,000", build_difflib(close), SAMPLE


def main(arguments: list[str] | None = None) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peers", action="store_true", help="measure others too")
    parser.add_argument("--list", action="store_true", help="list our false alarms")
    parser.add_argument("--held-out", action="store_true", help="use other names")
    options = parser.parse_args(arguments)
    if options.held_out:
        ours = [(level, build_ours(level)) for level in lookalike.LEVELS[:-1]]
        peers = [row[:2] for row in build_peers()] if options.peers else []
        print_held_out([("VET401", find_listed), *ours, *peers], options.list)
        return 0
    heads = " ".join(f"{place:12}" for place in PLACES.values())
    print(f"{'':28} {' '.join(f'{kind:>6}' for kind in STRATA)}  {heads}".rstrip())
    for level in lookalike.LEVELS[:-1]:
        print(format_row(level, measure(build_ours(level))), flush=True)
        if options.list:
            for innocent in read_innocents():
                found = lookalike.find_import(innocent.name, level)
                if found:
                    print("   ", innocent.places, *found)
    for title, detector, every in build_peers() if options.peers else ():
        print(format_row(title, measure(detector, every)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
