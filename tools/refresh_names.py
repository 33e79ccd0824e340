"""Refresh the sources in ``tools/names`` from public lists, and write the tables.

    python tools/refresh_names.py --date YYYY-MM-DD
        --ossf DIR       a checkout of OpenSSF malicious-packages
        --kam193 DIR     a checkout of kam193/package-campaigns
        --pysec DIR      a checkout of pypa/advisory-database, or its JSON (OSV)
        --popular FILE   the most downloaded distributions, best first: a name a line,
                         or a document like top-pypi-packages
        --listed FILE    the names of all distributions on PyPI, a line each, or with
                         version, month, rank and summary between tabs

Any of these may be left out. New names count if they were reported since the month of
the last lists, or since ``--since``. Prints what changes: what is added, for
distributions only or at all, what is withdrawn, what is refused and why. Where a
document is broken, a list is of something else, or the result does not pass the checks
of ``gen_names.py``, nothing is written.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final, NamedTuple

from gen_names import render_all
from generated import find_outdated, write_all
from names_checks import find_faults, find_objections, is_name
from names_feeds import (
    FEEDS,
    Feed,
    is_placeholder,
    read_listed_names,
    read_popular_names,
    read_summaries,
)
from names_sources import (
    SOURCES,
    Release,
    Report,
    Sources,
    find_band,
    read_dates,
    read_lines,
    read_popular,
    read_ranks,
    read_releases,
    read_reports,
    read_sources,
    read_writeups,
    write_date,
    write_releases,
    write_reports,
    write_writeups,
)

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.finding import make_printable

WITNESSES: Final = "bx"
"""Letters of sources that count as further witnesses only."""
POPULAR: Final = 15_000
"""How many of the most downloaded distributions are ranked."""
FEWEST_POPULAR: Final = 10_000
FEWEST_LISTED: Final = 500_000
"""A shorter list was cut off on its way here."""

BEST: Final = 1_000
STILL_GOOD: Final = 5_000
"""Of the best, half at least are as popular as that in the next list."""
MOST_GONE: Final = 500
"""How many popular distributions may be gone from PyPI in between."""
VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.!+_-]*")


class State(NamedTuple):
    """The rows that a feed changes, by name, and what they are checked against.

    ``listed`` has all distributions on PyPI; it is empty if they are not known.
    ``until`` is the day of the list, YYYY-MM-DD.
    """

    reports: dict[str, Report]
    releases: dict[str, Release]
    writeups: dict[str, str]
    sources: Sources
    listed: frozenset[str]
    until: str


def merge_feed(
    feed: Feed, folder: Path, listed: frozenset[str], since: str, until: str
) -> None:
    """Add what *feed* says to the sources in *folder*; print what changes.

    New names that were reported before the month *since* are skipped: whoever chose
    the rows left them out, as with the thousands that a program made up. Those reported
    after the day *until* are refused.
    """
    state = State(
        {report.name: report for report in read_reports(folder)},
        {release.name: release for release in read_releases(folder)},
        read_writeups(folder),
        read_sources(folder),
        listed,
        until,
    )
    for release in feed.releases:
        add_release(release, state)
    skipped = 0
    for report in feed.reports:
        if report.name not in state.reports and "" < report.seen < since:
            skipped += 1
        else:
            add_report(report, state)
    print(f"names skipped, as they were reported before {since}: {skipped}")
    for name, address in feed.writeups.items():
        if name in state.reports:
            state.writeups.setdefault(name, address)
    for name in sorted(feed.withdrawn & state.reports.keys()):
        withdraw(name, state.reports)
    write_reports(state.reports.values(), folder)
    write_releases(state.releases.values(), folder)
    write_writeups(state.writeups, folder)


def add_report(report: Report, state: State) -> None:
    """Add a report, or its letter to the row that there is."""
    name = report.name
    known = state.reports.get(name)
    if known:
        if report.sources not in known.sources:
            print(f"further source for {name}: {report.sources}")
            sources = add_letter(known.sources, report.sources)
            state.reports[name] = known._replace(sources=sources)
        return
    reasons = find_refusals(report, state)
    if reasons:
        print(f"refused {make_printable(name)}: {'; '.join(reasons)}")
        return
    objections = find_objections(report, state.sources)
    if objections:
        print(f"added {name}, distribution only: {'; '.join(objections)}")
        report = report._replace(use="distribution")
    else:
        print(f"added {name}")
    state.reports[name] = report


def add_letter(letters: str, letter: str) -> str:
    """Return *letters* with one more, before those of mere witnesses."""
    strong = "".join(known for known in letters if known not in WITNESSES)
    return strong + letter + letters[len(strong) :]


def find_refusals(report: Report, state: State) -> list[str]:
    """Return why a new report must not become a malicious name at all."""
    reasons = find_faults(report)
    if report.seen > state.until:
        reasons.append(f"reported in {report.seen}, after the list was made")
    if report.name in state.releases:
        reasons.append("an honest project with compromised releases")
    if report.name in state.listed:
        reasons.append("PyPI has it")
    if state.sources.popular.distributions.get(report.name):
        reasons.append("a popular distribution")
    return reasons


def add_release(release: Release, state: State) -> None:
    """Add bad releases of an honest project, unless its very name is malicious."""
    known = state.releases.get(release.name)
    wrong = [version for version in release.versions if not is_version(version)]
    if not is_name(release.name) or wrong or not release.versions:
        name, what = make_printable(release.name), make_printable(" ".join(wrong))
        print(f"refused releases of {name}: {what or 'no name, or no versions'}")
    elif release.name in state.reports:
        print(f"refused releases of {release.name}: a malicious name")
    elif known is None:
        print(f"added releases of {release.name}: {' '.join(release.versions)}")
        state.releases[release.name] = release
    elif not any(".." in version for version in known.versions):
        new = [version for version in release.versions if version not in known.versions]
        if new:
            print(f"added releases of {release.name}: {' '.join(new)}")
            versions = (*known.versions, *new)
            state.releases[release.name] = known._replace(versions=versions)


def is_version(version: str) -> bool:
    """Return whether *version* is one, or the first and the last of several."""
    parts = version.split("..")
    return len(parts) <= 2 and all(map(VERSION.fullmatch, filter(None, parts)))


def withdraw(name: str, reports: dict[str, Report]) -> None:
    """Take back what OpenSSF said about *name*; keep what others say."""
    left = reports[name].sources.replace("o", "")
    if left == reports[name].sources:
        return
    if set(left) - set(WITNESSES):
        reports[name] = reports[name]._replace(sources=left)
        print(f"withdrawn by OpenSSF, kept for {left}: {name}")
    else:
        del reports[name]
        print(f"withdrawn: {name}")


def update_ranks(path: Path, folder: Path) -> None:
    """Give the distributions in ``popular.txt`` the ranks of the list at *path*."""
    names = read_popular_names(path)[:POPULAR]
    if len(names) < FEWEST_POPULAR:
        raise SystemExit(f"refused: only {len(names)} popular names")
    malicious = {report.name for report in read_reports(folder)}
    good = []
    for name in names:
        if name in malicious or not is_name(name):
            print(f"refused popular {make_printable(name)}: malicious, or not a name")
        else:
            good.append(name)
    ranks = {name: rank for rank, name in enumerate(good, 1)}
    check_ranks(ranks, read_popular(folder).distributions)
    target = folder / "popular.txt"
    lines = target.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("# ")]
    rows: list[tuple[int, str, list[str]]] = []
    for line in read_lines(target):
        old, distribution, *imports = line.split(" ")
        new = ranks.pop(normalize_distribution(distribution), 0)
        print_rank(distribution, int(old), new)
        rows.append((new, distribution, imports))
    for name, rank in ranks.items():
        print_rank(name, 0, rank)
        # Most modules have the name of their distribution; pigar knows the others.
        rows.append((rank, name, [name.replace("-", "_")]))
    rows.sort(key=lambda row: row[0] or POPULAR + 1)
    lines = [
        f"{rank} {name} {' '.join(imports)}".rstrip() for rank, name, imports in rows
    ]
    text = "\n".join((*head, *lines, ""))
    target.write_text(text, encoding="utf-8")


def check_ranks(ranks: Mapping[str, int], before: Mapping[str, int]) -> None:
    """Refuse a list that is of other things, or in another order."""
    best = [name for name, band in before.items() if 0 < band <= BEST]
    still = [name for name in best if 0 < ranks.get(name, 0) <= STILL_GOOD]
    if 2 * len(still) < len(best):
        fact = f"{len(still)} of the {len(best)} most popular are among the first"
        raise SystemExit(f"refused: only {fact} {STILL_GOOD:,} of the list")


def print_rank(name: str, old: int, new: int) -> None:
    """Print a change from one rank band to another."""
    if find_band(old) != find_band(new):
        bands = (str(find_band(rank) or "none") for rank in (old, new))
        print(f"rank band of {name}: {' to '.join(bands)}")


def update_absent(listed: frozenset[str], folder: Path) -> None:
    """Write ``absent.txt`` anew; print import names that got or lost a distribution."""
    path = folder / "absent.txt"
    before = set(read_lines(path))
    popular = read_popular(folder)
    missing = sorted(popular.distributions.keys() - listed)
    ranked = [name for name in missing if popular.distributions[name]]
    if len(ranked) > MOST_GONE:
        raise SystemExit(f"refused: {len(ranked)} popular names are gone from PyPI")
    if missing:
        print(f"gone from PyPI: {' '.join(missing)}")
    after = {
        name
        for name in {*popular.providers, *read_ranks(folder)}
        if not name.startswith("_") and normalize_distribution(name) not in listed
    }
    for name in sorted(before ^ after):
        print(f"{'now on PyPI' if name in before else 'no longer on PyPI'}: {name}")
    head = path.read_text(encoding="ascii").partition("\n")[0]
    path.write_text("\n".join((head, *sorted(after), "")), encoding="ascii")


def print_placeholders(path: Path, folder: Path) -> None:
    """Print the known names that are placeholders on PyPI, for ``placeholders.txt``.

    A person decides: `bs4` is a dummy too, and brings what it is called.
    """
    summaries = read_summaries(path)
    sources = read_sources(folder)
    neighbours = read_lines(folder / "neighbours.txt")
    for name in sorted(map(normalize_distribution, {*sources.known, *neighbours})):
        summary = summaries.get(name, "")
        if is_placeholder(summary) and name not in sources.placeholders:
            print(f"perhaps a placeholder: {name} ({summary})")


def refresh(options: argparse.Namespace, folder: Path) -> None:
    """Refresh the sources in *folder* as *options* say; record the date of each."""
    dated = []
    listed: frozenset[str] = frozenset()
    if options.listed:
        listed = read_listed_names(options.listed)
        if len(listed) < options.fewest_listed:
            raise SystemExit(f"refused: only {len(listed)} names on PyPI")
    if options.popular:
        update_ranks(options.popular, folder)
        dated.append("top packages on PyPI")
    if options.listed:
        update_absent(listed, folder)
        print_placeholders(options.listed, folder)
    for option, (source, read) in FEEDS.items():
        given = getattr(options, option)
        if given:
            since = options.since or read_dates(folder)[source][:7]
            feed = read_checked(read(given), given)
            merge_feed(feed, folder, listed, since, options.date)
            dated.append(source)
    settle_uses(folder)
    for source in dated:
        write_date(source, options.date, folder)


def settle_uses(folder: Path) -> None:
    """Decide anew of which names imports are reported: other names are known now."""
    sources = read_sources(folder)
    reports = read_reports(folder)
    for at, report in enumerate(reports):
        objections = find_objections(report, sources)
        use = "distribution" if objections else "import"
        if use != report.use:
            reasons = f", distribution only: {'; '.join(objections)}"
            print(f"now reported: {report.name}{reasons if objections else ''}")
            reports[at] = report._replace(use=use)
    write_reports(reports, folder)


def read_checked(feed: Feed, path: Path) -> Feed:
    """Return *feed*; an empty one is a mistake of whoever gave *path*."""
    if not feed.reports and not feed.releases:
        raise SystemExit(f"refused: no reports in {path}")
    return feed


def copy_files(paths: Iterable[Path], target: Path) -> None:
    """Copy files into the folder *target*."""
    for path in paths:
        if path.is_file():
            shutil.copy(path, target)


def is_day(text: str) -> bool:
    """Return whether *text* is a day, YYYY-MM-DD, that has begun somewhere."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day <= find_today() + timedelta(days=1)


def find_today() -> date:
    """Return the day of today."""
    return datetime.now(timezone.utc).date()


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for option in (*FEEDS, "popular", "listed"):
        parser.add_argument(f"--{option}", type=Path)
    parser.add_argument("--date", required=True, help="of the lists, YYYY-MM-DD")
    parser.add_argument(
        "--since", help="month, YYYY-MM; of the last lists, if not given"
    )
    parser.add_argument(
        "--fewest-listed", type=int, default=FEWEST_LISTED, help=argparse.SUPPRESS
    )
    options = parser.parse_args(arguments)
    if not is_day(options.date):
        parser.error(f"{options.date} is not a day until today, YYYY-MM-DD")
    if options.since and not is_day(f"{options.since}-01"):
        parser.error(f"{options.since} is not a month until today, YYYY-MM")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_files(SOURCES.iterdir(), folder)
        refresh(options, folder)
        outdated = find_outdated(render_all(folder))
        copy_files(folder.iterdir(), SOURCES)
    write_all(outdated)
    for path in outdated:
        print(f"written: {path.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
