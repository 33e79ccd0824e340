"""The command: prepare the code and the plugins, measure, print Markdown.

``python -m benchmarks [--quick] [--runs N] [--only TABLE] [--folder WORK] [--write]``
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import sysconfig
import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import clock, corpora, stages
from benchmarks.report import Table, as_markdown, replace_tables
from benchmarks.stages import NO_OP, NOTHING, OURS, TIDY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.corpora import Corpus
    from benchmarks.stages import Stage

ROOT = Path(__file__).resolve().parent.parent


class Bench(NamedTuple):
    """The settings of one run of the benchmarks."""

    folder: Path
    runs: int
    quick: bool
    alone: dict[str, Stage]
    """flake8 with its own checks off, by the name of the plugin."""
    whole: dict[str, Stage]
    """flake8 as it is installed, by the name of the plugin."""

    def corpora(self) -> Iterator[Corpus]:
        """Yield the code that is linted, the most important first."""
        yield corpora.copy_distribution("Django", self.folder)
        yield corpora.copy_library(self.folder)
        yield corpora.copy_distribution("boto", self.folder)

    def inside(
        self, name: str, corpus: Corpus, *options: str, passes: int = 3
    ) -> dict[str, float]:
        """Return the figures of one plugin for *corpus*, from its own process."""
        stage = self.alone[name]
        return clock.measure_inside(
            stage.plugin,
            corpus.folder,
            stage.environment,
            (*stage.options, *options),
            passes=passes,
            runs=self.runs,
        )


def measure_added_time(bench: Bench) -> Table:
    """CPU time added to flake8 (``-j1``, its own checks off), all default codes.

    Medians of paired runs: each is compared with flake8 alone in the same round.
    """
    rows = []
    for corpus in bench.corpora():
        times = clock.measure_in_turn(
            {
                name: (stage.flake8("."), corpus.folder, stage.environment)
                for name, stage in bench.alone.items()
            },
            bench.runs,
        )
        extra = clock.get_added(times, NOTHING)
        rows.append(
            [
                corpus.name,
                f"{corpus.files:,}",
                f"{min(times[NOTHING]):.2f} s",
                *(_format_seconds(extra[name]) for name in (NO_OP, TIDY, OURS)),
                _format_ratio(extra[OURS], extra[TIDY]),
            ]
        )
    head = ["code", "files", "flake8", NO_OP, TIDY, OURS, "ours / tidy"]
    return Table("Added to flake8", head, rows, measure_added_time.__doc__ or "")


def measure_flake8(bench: Bench) -> Table:
    """CPU time of flake8 as it is installed (``-j1``), and what plugins add.

    The plugins cost little compared with flake8 itself and its noise: the tables above
    and below are more precise.
    """
    corpus = next(bench.corpora())
    times = clock.measure_in_turn(
        {
            name: (stage.flake8("."), corpus.folder, stage.environment)
            for name, stage in bench.whole.items()
        },
        bench.runs,
    )
    base = min(times[NOTHING])
    extra = clock.get_added(times, NOTHING)
    rows = [
        [name, _format_seconds(extra[name]), f"{100 * extra[name] / base:.1f} %"]
        for name in (NO_OP, TIDY, OURS)
    ]
    title = f"{corpus.name} through all of flake8, {base:.1f} s by itself"
    return Table(title, ["plugin", "adds", "is"], rows, measure_flake8.__doc__ or "")


def measure_plugin(bench: Bench) -> Table:
    """CPU time of the plugin alone, in the process, after parsing all files.

    "Cold" is the first pass of a new process, with its imports and tables; "warm" is a
    later one.
    """
    rows = []
    for corpus in bench.corpora():
        tidy = bench.inside(TIDY, corpus)
        ours = bench.inside(OURS, corpus)
        rows.append(
            [
                corpus.name,
                *(_format_seconds(tidy[key]) for key in ("start", "warm")),
                *(_format_seconds(ours[key]) for key in ("start", "warm")),
                _format_ratio(ours["start"], tidy["start"]),
                _format_ratio(ours["warm"], tidy["warm"]),
            ]
        )
    head = ["code", "tidy cold", "tidy warm", "ours cold", "ours warm", "cold", "warm"]
    return Table("Inside the process", head, rows, measure_plugin.__doc__ or "")


def measure_start_up(bench: Bench) -> Table:
    """Milliseconds and memory for one small clean file, beyond those of flake8.

    A file by itself, and one in a project whose ``pyproject.toml`` has
    ``requires-python``.
    """
    rows = []
    for declared in (False, True):
        corpus = _make_project(bench.folder, declared=declared)
        for name in (TIDY, OURS):
            stage = bench.alone[name]
            found = clock.measure_inside(
                stage.plugin,
                corpus.folder,
                stage.environment,
                stage.options,
                passes=1,
                runs=4 * bench.runs,
            )
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
    head = ["one file", "plugin", "import", "options", "check", "together", "memory"]
    return Table("Start-up", head, rows, measure_start_up.__doc__ or "")


def measure_size(bench: Bench) -> Table:
    """CPU time inside the process, cold, by size."""
    counts = (200, 600, 2_000) if bench.quick else (2_000, 6_000, 20_000)
    imports = (5_000, 15_000, 50_000)
    found: dict[str, Iterable[Corpus]] = {
        "small files": (corpora.make_small_files(bench.folder, n) for n in counts),
        "imports in one file": (corpora.make_imports(bench.folder, n) for n in imports),
        "depth": [corpora.make_deep_file(bench.folder)],
    }
    rows = []
    curves: dict[str, list[tuple[int, float]]] = {}
    for what, several in found.items():
        for corpus in several:
            took = {
                name: bench.inside(name, corpus, passes=1)["start"]
                for name in (TIDY, OURS)
            }
            for name, seconds in took.items():
                points = curves.setdefault(f"{what}: {name}", [])
                points.append((corpus.lines, seconds))
            rows.append(
                [
                    corpus.name,
                    f"{corpus.lines:,}",
                    *map(_format_seconds, took.values()),
                    f"{1e6 * took[OURS] / corpus.lines:.1f} µs",
                ]
            )
    head = ["code", "lines", TIDY, OURS, "ours, each line"]
    return Table("Size", head, rows, measure_size.__doc__ or "", curves)


def measure_policy(bench: Bench) -> Table:
    """CPU time inside the process for Django, by the number of banned names.

    No import matches them: this measures the look-ups.
    """
    corpus = next(bench.corpora())
    rows = []
    for count in (10, 100, 1_000, 10_000):
        bans = [f"    package{n}.module{n} = other" for n in range(count)]
        row = [f"{count:,}"]
        for name, option in ((TIDY, "banned-modules"), (OURS, "vet-banned-imports")):
            path = bench.folder / f"{option}.cfg"
            path.write_text("\n".join(["[flake8]", f"{option} =", *bans, ""]), "utf-8")
            if name == TIDY and count > 1_000:
                row += ["", ""]  # this would take minutes
                continue
            stage = bench.alone[name]
            ours = clock.measure_inside(
                stage.plugin,
                corpus.folder,
                stage.environment,
                [f"--config={path}"],
                passes=3,
                runs=bench.runs,
            )
            row += [_format_seconds(ours["start"]), _format_seconds(ours["warm"])]
        rows.append(row)
    head = ["bans", "tidy cold", "tidy warm", "ours cold", "ours warm"]
    return Table("Policy", head, rows, measure_policy.__doc__ or "")


def measure_workers(bench: Bench) -> Table:
    """Processor time of ``flake8 -j2``, its own checks off, workers started by spawn.

    Each worker is a new process, so start-up counts once for each.
    """
    corpus = next(bench.corpora())
    start = (
        "import multiprocessing, sys; multiprocessing.set_start_method('spawn');"
        "from flake8.main.cli import main; sys.exit(main())"
    )
    times = clock.measure_in_turn(
        {
            name: (
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
    """CPU time of whole commands on old code, and of ruff for comparison.

    pyupgrade rewrites a copy; ``fix --diff`` writes nothing.
    """
    corpus = corpora.copy_distribution("boto", bench.folder)
    copy = bench.folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(corpus.folder, copy)
    files = [str(path) for path in sorted(copy.rglob("*.py"))]
    stage = bench.alone[OURS]
    ours = [sys.executable, "-S", "-m", "flake8_safe_imports"]
    environment = dict(os.environ)
    ruff = ["--isolated", "--no-cache", "--exit-zero", "--select=TID251,UP035,A005"]
    wanted = {
        "`flake8-safe-imports fix --diff`": (
            [*ours, "fix", "--diff", "."],
            corpus.folder,
            stage.environment,
            (0, 1),
        ),
        "`flake8-safe-imports audit`": (
            [*ours, "audit", "."],
            corpus.folder,
            stage.environment,
            (0, 1),
        ),
        "`pyupgrade --py39-plus`": (
            [
                _find_script("pyupgrade"),
                "--py39-plus",
                "--exit-zero-even-if-changed",
                *files,
            ],
            copy,
            environment,
            (0, 1),
        ),
        "`ruff check --select=TID251,UP035,A005`": (
            [_find_script("ruff"), "check", *ruff, "."],
            corpus.folder,
            environment,
        ),
    }
    times = clock.measure_in_turn(wanted, bench.runs)
    rows = [[name, _format_seconds(statistics.median(times[name]))] for name in times]
    title = f"Commands on {corpus.name}"
    return Table(title, ["command", "takes"], rows, measure_commands.__doc__ or "")


TABLES: dict[str, Callable[[Bench], Table]] = {
    "inside": measure_plugin,
    "added": measure_added_time,
    "whole": measure_flake8,
    "start-up": measure_start_up,
    "size": measure_size,
    "policy": measure_policy,
    "workers": measure_workers,
    "commands": measure_commands,
}


def _make_project(folder: Path, *, declared: bool) -> Corpus:
    name = "in a project" if declared else "by itself"
    target = folder / name.replace(" ", "-")
    shutil.rmtree(target, ignore_errors=True)
    (target / ".git").mkdir(parents=True)
    (target / "clean.py").write_text(
        "import os\nimport re\nfrom collections import abc\n\nimport requests\n\n"
        "print(os.path.join('a', 'b'), re.compile('x'), abc.Mapping, requests)\n",
        encoding="utf-8",
    )
    if declared:
        (target / "pyproject.toml").write_text(
            '[project]\nname = "clean"\nrequires-python = ">=3.9"\n', encoding="utf-8"
        )
    return corpora.Corpus(name, target, 1, 7)


def _find_script(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def _format_seconds(value: float) -> str:
    return f"{value:.3f} s"


def _format_ms(value: float) -> str:
    return f"{1000 * value:.1f} ms"


def _format_ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs > 0 else "-"


def _describe_machine() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = text.partition("model name")[2].partition(":")[2].partition("\n")[0]
    except OSError:
        model = platform.processor()
    return f"{model.strip() or platform.machine()}, {os.cpu_count()} cores"


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--quick", action="store_true", help="a tenth of the files")
    parser.add_argument("--only", choices=TABLES, action="append", metavar="TABLE")
    parser.add_argument("--folder", type=Path, help="where to keep what is linted")
    parser.add_argument("--write", action="store_true", help="into the docs too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            folder,
            options.runs,
            options.quick,
            stages.make_stages(folder / "alone", own_checks=False),
            stages.make_stages(folder / "whole"),
        )
        about = (
            f"{_describe_machine()}; Python {platform.python_version()}, flake8 "
            f"{metadata.version('flake8')}, {TIDY} {metadata.version(TIDY)}; "
            f"medians of {options.runs} runs"
        )
        print(f"{about}\n", flush=True)
        found = {}
        for name in options.only or TABLES:
            found[name] = TABLES[name](bench)
            print(as_markdown(found[name]), flush=True)
    if options.write and "size" in found:
        from benchmarks.plot import draw

        draw(found["size"].curves, ROOT / "docs" / "cost.svg")
    if options.write:
        replace_tables(ROOT / "docs" / "performance.rst", found, about)


if __name__ == "__main__":
    main()
