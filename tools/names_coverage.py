"""Print which share of each public list VET401 and ``audit`` know, by year.

    python tools/names_coverage.py [--ossf DIR] [--kam193 DIR] [--pysec DIR]
        [--names FILE] [--missing]

The options are those of ``refresh_names.py``; FILE has other names, one a line.
``--missing`` also lists the names that are not known at all. VET401 reports imports:
its share is of the names that can be imported.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from names_feeds import FEEDS, Feed

from flake8_safe_imports.data import packages
from flake8_safe_imports.names import compromised, malicious

YEARS: Final = ("2023", "2024", "2025", "2026")
LETTERS: Final = {
    "k": "malicious",
    "p": "probably pentest",
    "h": "highly suspicious",
    "o": "",
    "v": "",
}
"""What the letters of reports say in the table, where a list has several."""


class Share(NamedTuple):
    """How many of some names are known."""

    names: int
    audit: int
    importable: int
    imports: int


def count(names: Iterable[str]) -> Share:
    """Return how many of *names* ``audit`` and VET401 know."""
    names = list(dict.fromkeys(names))
    importable = [name for name in names if name.replace("-", "_").isidentifier()]
    return Share(
        len(names),
        sum(malicious.find_distribution(name) is not None for name in names),
        len(importable),
        sum(
            malicious.find_import(name.replace("-", "_")) is not None
            for name in importable
        ),
    )


def group(feed: Feed) -> dict[tuple[str, str], list[str]]:
    """Return kind and year -> the malicious names of a list; year is "" if unknown."""
    found: dict[tuple[str, str], list[str]] = {}
    for report in feed.reports:
        year = report.seen[:4]
        key = (LETTERS[report.sources], year if year in YEARS else "other")
        found.setdefault(key, []).append(report.name)
    return dict(sorted(found.items()))


def format_share(part: int, whole: int) -> str:
    """Return a share in per cent."""
    return f"{100 * part / whole:5.1f} %" if whole else "      -"


def print_table(title: str, groups: Mapping[tuple[str, str], list[str]]) -> None:
    """Print the shares of one list."""
    print(f"{title:40} {'names':>6} {'audit':>7} {'importable':>11} {'VET401':>7}")
    for (kind, year), names in groups.items():
        share = count(names)
        print(
            f"    {f'{kind} {year}'.strip():36} {share.names:6}"
            f" {format_share(share.audit, share.names)}"
            f" {share.importable:11} {format_share(share.imports, share.importable)}"
        )


def print_releases(feed: Feed) -> None:
    """Print how many of the bad releases of honest projects are known."""
    pairs = [
        (row.name, version.partition("..")[0])
        for row in feed.releases
        for version in row.versions
    ]
    known = [
        (name, version)
        for name, version in pairs
        if compromised.find_release(name, version) or malicious.find_distribution(name)
    ]
    print(f"    bad releases of honest projects: {len(known)} of {len(pairs)}")
    for name, version in sorted({*pairs} - {*known}):
        print(f"        not known: {name} {version}")


def print_missing(names: Iterable[str]) -> None:
    """Print the names that are not known at all."""
    missing = sorted({name for name in names if not malicious.find_distribution(name)})
    print(f"    not known ({len(missing)}): {' '.join(missing)}")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for option in (*FEEDS, "names"):
        parser.add_argument(f"--{option}", type=Path)
    parser.add_argument("--missing", action="store_true", help="list unknown names")
    options = parser.parse_args(arguments)
    for option, (title, read) in FEEDS.items():
        given = getattr(options, option)
        if given:
            feed = read(given)
            print_table(title, group(feed))
            if feed.releases:
                print_releases(feed)
            if options.missing:
                print_missing(report.name for report in feed.reports)
    if options.names:
        text = options.names.read_text(encoding="utf-8")
        names = [packages.normalize_distribution(line) for line in text.split()]
        print_table(options.names.name, {("", ""): names})
        if options.missing:
            print_missing(names)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
