"""What is measured: one function for each table."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import clock, corpora
from benchmarks.report import Table
from benchmarks.stages import NO_OP, NOTHING, OURS, TIDY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.corpora import Corpus
    from benchmarks.stages import Stage

RULES = "TID,UP035,UP026,A005,PLC0414"
"""The rules of ruff that come nearest to ours."""


class Figure(NamedTuple):
    """One figure with a goal; lower is better."""

    about: str
    value: float
    goal: float
    unit: str = ""


class Bench(NamedTuple):
    """The settings of one run of the benchmarks."""

    folder: Path
    runs: int
    quick: bool
    alone: dict[str, Stage]
    """flake8 with its own checks off, by the name of the plugin."""
    whole: Stage
    """flake8 as it is installed, with our plugin."""
    pythons: dict[str, str]
    """The version of each Python that the plugin is measured on, and its path."""
    figures: list[Figure]
    """What the tables measured so far say about the goals."""

    def note(self, about: str, value: float, goal: float, unit: str = "") -> None:
        """Add a figure that has a goal."""
        self.figures.append(Figure(about, value, goal, unit))

    def corpora(self) -> Iterator[Corpus]:
        """Yield the code that is linted, the most important first."""
        yield self.django()
        yield from corpora.unpack_components(self.folder)
        yield corpora.copy_library(self.folder)
        yield corpora.copy_distribution("boto", self.folder)

    def django(self) -> Corpus:
        """Return the code that most figures are about."""
        return corpora.copy_distribution("Django", self.folder)

    def inside(
        self,
        corpus: Corpus,
        options: tuple[str, ...] | None = None,
        *,
        name: str = OURS,
        passes: int = 3,
        runs: int = 0,
        python: str = sys.executable,
    ) -> dict[str, float]:
        """Return the figures of one plugin for *corpus*, from its own process."""
        stage = self.alone[name]
        return clock.measure_inside(
            stage.plugin,
            corpus.folder,
            stage.environment,
            stage.options if options is None else options,
            passes=passes,
            runs=runs or self.runs,
            python=python,
        )

    def inside_both(
        self, corpus: Corpus, python: str = sys.executable
    ) -> dict[str, dict[str, float]]:
        """Return the figures of tidy-imports and of ours, measured in turn."""
        found: dict[str, list[dict[str, float]]] = {TIDY: [], OURS: []}
        for _ in range(self.runs):
            for name, rounds in found.items():
                rounds.append(self.inside(corpus, name=name, runs=1, python=python))
        return {name: clock.find_medians(rounds) for name, rounds in found.items()}


def measure_check(bench: Bench) -> Table:
    """``check`` compared with flake8 and ruff: CPU time, and wall-clock time.

    flake8 runs ``--select VET -j1``; ruff runs its nearest rules without its cache. For
    each, one process or thread is compared with one, and two with two.
    """
    rows = []
    for corpus in (
        bench.django(),
        *corpora.unpack_components(bench.folder, 4),  # flake8 takes minutes for all
        corpora.copy_distribution("boto", bench.folder),
    ):
        times = clock.measure_in_turn(_list_linters(bench, corpus), bench.runs)
        waited = clock.measure_in_turn(_list_quick_linters(bench, corpus), 5)
        cpu = {name: _median_cpu(spent) for name, spent in times.items()}
        wall = {
            name: statistics.median(item.wall for item in spent)
            for name, spent in waited.items()
        }
        share = cpu["check"] / cpu["flake8"]
        ratios = [wall[f"check {jobs}"] / wall[f"ruff {jobs}"] for jobs in (1, 2)]
        rows.append(
            [
                corpus.name,
                f"{corpus.files:,}",
                _format_seconds(cpu["flake8"]),
                _format_seconds(cpu["check"]),
                f"{share:.3f}",
                *(
                    _format_seconds(wall[name])
                    for name in ("check 1", "check 2", "ruff 1", "ruff 2")
                ),
                *(f"{ratio:.2f}" for ratio in ratios),
                f"{corpus.files / wall['check 1']:,.0f}",
            ]
        )
        if len(rows) == 1:
            bench.note("`check` on Django: CPU, of flake8 --select VET", share, 0.06)
            for jobs, ratio in zip(("one process", "two"), ratios):
                bench.note(f"`check` on Django: wall, of ruff, {jobs}", ratio, 1.5)
    head = ["code", "files", "flake8", "check", "ratio", "check 1", "check 2"]
    head += ["ruff 1", "ruff 2", "ratio 1", "ratio 2", "files/s"]
    return Table("check, flake8 and ruff", head, rows, measure_check.__doc__ or "")


def _list_linters(bench: Bench, corpus: Corpus) -> dict[str, clock.Command]:
    stage, environment = bench.whole, bench.whole.environment
    flake8 = stage.flake8("--select=VET", ".")
    return {
        "flake8": clock.Command(flake8, corpus.folder, environment),
        "check": clock.Command(_check("-j1"), corpus.folder, environment),
    }


def _list_quick_linters(bench: Bench, corpus: Corpus) -> dict[str, clock.Command]:
    ours = bench.whole.environment
    ruff = [_find_script("ruff"), "check", "--isolated", "--no-cache", "--exit-zero"]
    return {
        **{
            f"check {jobs}": clock.Command(_check(f"-j{jobs}"), corpus.folder, ours)
            for jobs in (1, 2)
        },
        **{
            f"ruff {jobs}": clock.Command(
                [*ruff, f"--select={RULES}", "."],
                corpus.folder,
                {**os.environ, "RAYON_NUM_THREADS": str(jobs)},
            )
            for jobs in (1, 2)
        },
    }


def _check(*options: str) -> list[str]:
    ours = [sys.executable, "-S", "-m", "flake8_safe_imports", "check"]
    return [*ours, "--isolated", "--exit-zero", *options, "."]


def measure_added_time(bench: Bench) -> Table:
    """CPU time added to flake8 (``-j1``, its own checks off), all default codes.

    Medians of paired runs: each is compared with flake8 alone in the same round.
    """
    corpus = bench.django()
    times = clock.measure_in_turn(
        {
            name: clock.Command(stage.flake8("."), corpus.folder, stage.environment)
            for name, stage in bench.alone.items()
        },
        2 * bench.runs,
    )
    extra = clock.get_added(times, NOTHING)
    bench.note("added CPU on Django, of tidy-imports'", extra[OURS] / extra[TIDY], 0.2)
    row = [
        corpus.name,
        f"{corpus.files:,}",
        _format_seconds(_median_cpu(times[NOTHING])),
        *(_format_seconds(extra[name]) for name in (NO_OP, TIDY, OURS)),
        _format_ratio(extra[OURS], extra[TIDY]),
    ]
    head = ["code", "files", "flake8", NO_OP, TIDY, OURS, "ours / tidy"]
    return Table("Added to flake8", head, [row], measure_added_time.__doc__ or "")


def measure_plugin(bench: Bench) -> Table:
    """CPU time of the plugin alone, in the process, after parsing all files.

    "Cold" is the first pass of a new process, with its imports and tables; "warm" is a
    later one. "Parse" is what ``ast.parse`` takes for the same files.
    """
    django = bench.django()
    several = [(django, version) for version in bench.pythons]
    own = next(iter(bench.pythons))
    several += [(corpus, own) for corpus in bench.corpora() if corpus != django]
    rows = []
    for corpus, version in several:
        both = bench.inside_both(corpus, bench.pythons[version])
        tidy, ours = both[TIDY], both[OURS]
        cold, parsed = ours["start"] / tidy["start"], ours["start"] / ours["parse"]
        if corpus == django:
            about = f"plugin on Django, cold, {version}: CPU, of tidy-imports"
            bench.note(about, cold, 0.2)
        elif corpus.name == corpora.COMPONENTS:
            bench.note("plugin on Home Assistant: CPU, of ast.parse", parsed, 0.35)
        rows.append(
            [
                corpus.name if version == own else f"{corpus.name}, Python {version}",
                f"{corpus.files:,}",
                _format_seconds(ours["parse"]),
                *(_format_seconds(tidy[key]) for key in ("start", "warm")),
                *(_format_seconds(ours[key]) for key in ("start", "warm")),
                f"{cold:.2f}",
                _format_ratio(ours["warm"], tidy["warm"]),
                f"{parsed:.2f}",
            ]
        )
    head = ["code", "files", "parse", "tidy cold", "tidy warm", "ours cold"]
    head += ["ours warm", "cold / tidy", "warm / tidy", "cold / parse"]
    return Table("Inside the process", head, rows, measure_plugin.__doc__ or "")


def measure_start_up(bench: Bench) -> Table:
    """Milliseconds and memory for one small clean file, beyond those of flake8.

    A file by itself, one that imports a package unknown to the tables, and one in a
    project whose ``pyproject.toml`` has ``requires-python``.
    """
    rows = []
    starts: dict[str, float] = {}
    for corpus in corpora.make_single_files(bench.folder):
        for name in (TIDY, OURS):
            found = bench.inside(corpus, name=name, passes=1, runs=4 * bench.runs)
            starts[corpus.name] = found["start"]
            rows.append(
                [
                    corpus.name,
                    name,
                    *(_format_ms(found[key]) for key in ("import", "options")),
                    _format_ms(found["cold"]),
                    _format_ms(found["start"]),
                    f"{found['memory'] / 2**20:.1f} MB",
                ]
            )
    alone, unknown, declared = (1000 * value for value in starts.values())
    bench.note("start-up of one file", alone, 10, "ms")
    bench.note("start-up in a project that declares its versions", declared, 15, "ms")
    bench.note("one unknown import adds to a start", unknown - alone, 10, "ms")
    head = ["one file", "plugin", "import", "options", "check", "together", "memory"]
    return Table("Start-up", head, rows, measure_start_up.__doc__ or "")


def measure_names(bench: Bench) -> Table:
    """CPU time for unknown names, which are compared with all known ones.

    A warm process: the plugin's answers for one file of so many imports.
    """
    rows = []
    for count in (1_000,) if bench.quick else (1_000, 50_000):
        corpus = corpora.make_unknown_imports(bench.folder, count)
        took = bench.inside(corpus, passes=1, runs=min(3, bench.runs))["start"]
        each = 1000 * took / count
        rows.append([f"{count:,}", _format_seconds(took), f"{each:.3f} ms"])
    bench.note("a look-alike answer", each, 0.2, "ms")
    head = ["names", "takes", "each"]
    return Table("Unknown names", head, rows, measure_names.__doc__ or "")


def measure_size(bench: Bench) -> Table:
    """CPU time inside the process, cold, by size."""
    counts = (200, 600, 2_000) if bench.quick else (1_000, 3_000, 10_000)
    imports = (5_000, 15_000) if bench.quick else (5_000, 15_000, 50_000)
    found: tuple[Iterable[Corpus], ...] = (
        (corpora.make_small_files(bench.folder, n) for n in counts),
        (corpora.make_imports(bench.folder, n) for n in imports),
        [corpora.make_deep_file(bench.folder)],
    )
    rows = []
    for several in found:
        for corpus in several:
            took = {
                name: bench.inside(corpus, name=name, passes=1, runs=2)["start"]
                for name in (TIDY, OURS)
            }
            rows.append(
                [
                    corpus.name,
                    f"{corpus.lines:,}",
                    *map(_format_seconds, took.values()),
                    f"{1e6 * took[OURS] / corpus.lines:.1f} µs",
                ]
            )
    head = ["code", "lines", TIDY, OURS, "ours, each line"]
    return Table("Size", head, rows, measure_size.__doc__ or "")


def measure_policy(bench: Bench) -> Table:
    """CPU time inside the process for Django, by the number of banned names.

    No import matches them: this measures the look-ups.
    """
    corpus = bench.django()
    rows = []
    for count in (10, 1_000, 10_000):
        bans = [f"    package{n}.module{n} = other" for n in range(count)]
        row = [f"{count:,}"]
        for name, option in ((TIDY, "banned-modules"), (OURS, "vet-banned-imports")):
            path = bench.folder / f"{option}.cfg"
            path.write_text("\n".join(["[flake8]", f"{option} =", *bans, ""]), "utf-8")
            if name == TIDY and count > 1_000:
                row += ["", ""]  # this would take minutes
                continue
            took = bench.inside(corpus, (f"--config={path}",), name=name, runs=2)
            row += [_format_seconds(took["start"]), _format_seconds(took["warm"])]
        rows.append(row)
    head = ["bans", "tidy cold", "tidy warm", "ours cold", "ours warm"]
    return Table("Policy", head, rows, measure_policy.__doc__ or "")


def measure_workers(bench: Bench) -> Table:
    """Processor time of ``flake8 -j2``, its own checks off, workers started by spawn.

    Each worker is a new process, so start-up counts once for each.
    """
    corpus = bench.django()
    start = (
        "import multiprocessing, sys; multiprocessing.set_start_method('spawn');"
        "from flake8.main.cli import main; sys.exit(main())"
    )
    times = clock.measure_in_turn(
        {
            name: clock.Command(
                [
                    *(sys.executable, "-S", "-c", start, "-j2", "--isolated"),
                    *("--exit-zero", *stage.options, "."),
                ],
                corpus.folder,
                stage.environment,
            )
            for name, stage in bench.alone.items()
        },
        bench.runs,
    )
    extra = clock.get_added(times, NOTHING)
    rows = [[name, _format_seconds(extra[name])] for name in (NO_OP, TIDY, OURS)]
    title = f"Two workers, spawned, on {corpus.name}"
    return Table(title, ["plugin", "adds"], rows, measure_workers.__doc__ or "")


def measure_commands(bench: Bench) -> Table:
    """CPU time of other commands on old code, and of pyupgrade for comparison.

    pyupgrade rewrites a copy; ``fix --diff`` writes nothing.
    """
    corpus = corpora.copy_distribution("boto", bench.folder)
    copy = bench.folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(corpus.folder, copy)
    files = [str(path) for path in sorted(copy.rglob("*.py"))]
    stage = bench.alone[OURS]
    ours = [sys.executable, "-S", "-m", "flake8_safe_imports"]
    pyupgrade = [_find_script("pyupgrade"), "--py39-plus"]
    wanted = {
        f"`flake8-safe-imports {' '.join(words)}`": clock.Command(
            [*ours, *words, "."],
            corpus.folder,
            stage.environment,
            (0, 1, 2),  # boto declares nothing to audit
        )
        for words in (["fix", "--diff"], ["audit"])
    }
    wanted["`pyupgrade --py39-plus`"] = clock.Command(
        [*pyupgrade, "--exit-zero-even-if-changed", *files], copy, dict(os.environ)
    )
    times = clock.measure_in_turn(wanted, bench.runs)
    rows = [[name, _format_seconds(_median_cpu(times[name]))] for name in times]
    title = f"Other commands on {corpus.name}"
    return Table(title, ["command", "takes"], rows, measure_commands.__doc__ or "")


def compare_with_goals(figures: Iterable[Figure]) -> Table:
    """What is promised, and what this run measured; lower is better."""
    rows = [
        [
            figure.about,
            f"{figure.value:.3g} {figure.unit}".rstrip(),
            f"{figure.goal:g} {figure.unit}".rstrip(),
            "yes" if figure.value <= figure.goal else "no",
        ]
        for figure in figures
    ]
    head = ["figure", "measured", "at most", "met"]
    return Table("Goals", head, rows, compare_with_goals.__doc__ or "")


TABLES: dict[str, Callable[[Bench], Table]] = {
    "check": measure_check,
    "inside": measure_plugin,
    "added": measure_added_time,
    "start-up": measure_start_up,
    "names": measure_names,
    "size": measure_size,
    "policy": measure_policy,
}
ON_DEMAND = {"workers": measure_workers, "commands": measure_commands}
"""Tables that say nothing about a goal, and are made only if they are named."""


def _median_cpu(spent: Iterable[clock.Spent]) -> float:
    return statistics.median(item.cpu for item in spent)


def _find_script(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def _format_seconds(value: float) -> str:
    return f"{value:.3f} s" if value < 10 else f"{value:.1f} s"


def _format_ms(value: float) -> str:
    return f"{1000 * value:.1f} ms"


def _format_ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs > 0 else "-"
