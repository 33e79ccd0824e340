"""The one command: makes what is to be measured, measures, prints Markdown.

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
from benchmarks.report import Table, as_markdown, write_into
from benchmarks.stages import NO_OP, NOTHING, OURS, TIDY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.corpora import Corpus
    from benchmarks.stages import Stage

ROOT = Path(__file__).resolve().parent.parent


class Bench(NamedTuple):
    """What the tables are measured with."""

    folder: Path
    runs: int
    quick: bool
    alone: dict[str, Stage]
    """flake8 with its own checks off, so that it does what the plugin needs alone."""
    whole: dict[str, Stage]
    """flake8 as it is installed."""

    def corpora(self) -> Iterator[Corpus]:
        """Yield the code that is linted, the headline first."""
        yield corpora.of_distribution("Django", self.folder)
        yield corpora.of_library(self.folder)
        yield corpora.of_distribution("boto", self.folder)

    def inside(
        self, name: str, corpus: Corpus, *options: str, passes: int = 3
    ) -> dict[str, float]:
        """Return what one plugin takes for a corpus, measured in its own process."""
        stage = self.alone[name]
        return clock.inside(
            stage.plugin,
            corpus.folder,
            stage.environment,
            (*stage.options, *options),
            passes=passes,
            runs=self.runs,
        )


def added_time(bench: Bench) -> Table:
    """Processor time added to flake8 (``-j1``, its own checks off), all default codes.

    Medians of paired runs: each is compared with flake8 alone in the same round.
    """
    rows = []
    for corpus in bench.corpora():
        times = clock.paired(
            {
                name: (stage.flake8("."), corpus.folder, stage.environment)
                for name, stage in bench.alone.items()
            },
            bench.runs,
        )
        extra = clock.added(times, NOTHING)
        rows.append(
            [
                corpus.name,
                f"{corpus.files:,}",
                f"{min(times[NOTHING]):.2f} s",
                *(_seconds(extra[name]) for name in (NO_OP, TIDY, OURS)),
                _ratio(extra[OURS], extra[TIDY]),
            ]
        )
    head = ["code", "files", "flake8", NO_OP, TIDY, OURS, "ours / tidy"]
    return Table("Added to flake8", head, rows, added_time.__doc__ or "")


def whole_flake8(bench: Bench) -> Table:
    """Processor time of flake8 as it is installed (``-j1``), and what plugins add.

    What is added is small beside what flake8 takes, and drowns in its noise: the
    tables above and below tell it better.
    """
    corpus = next(bench.corpora())
    times = clock.paired(
        {
            name: (stage.flake8("."), corpus.folder, stage.environment)
            for name, stage in bench.whole.items()
        },
        bench.runs,
    )
    base = min(times[NOTHING])
    extra = clock.added(times, NOTHING)
    rows = [
        [name, _seconds(extra[name]), f"{100 * extra[name] / base:.1f} %"]
        for name in (NO_OP, TIDY, OURS)
    ]
    title = f"{corpus.name} through all of flake8, {base:.1f} s by itself"
    return Table(title, ["plugin", "adds", "is"], rows, whole_flake8.__doc__ or "")


def inside_flake8(bench: Bench) -> Table:
    """Processor time of the plugin itself, in the process, all files parsed before.

    "Cold" is the first pass of a new process, with what is imported and read for it;
    "warm" is a later one.
    """
    rows = []
    for corpus in bench.corpora():
        tidy = bench.inside(TIDY, corpus)
        ours = bench.inside(OURS, corpus)
        rows.append(
            [
                corpus.name,
                *(_seconds(tidy[key]) for key in ("start", "warm")),
                *(_seconds(ours[key]) for key in ("start", "warm")),
                _ratio(ours["start"], tidy["start"]),
                _ratio(ours["warm"], tidy["warm"]),
            ]
        )
    head = ["code", "tidy cold", "tidy warm", "ours cold", "ours warm", "cold", "warm"]
    return Table("Inside the process", head, rows, inside_flake8.__doc__ or "")


def start_up(bench: Bench) -> Table:
    """Milliseconds and memory for one small clean file, beyond what flake8 imports.

    A file that declares nothing, and one in a project with a ``pyproject.toml`` that
    says ``requires-python``.
    """
    rows = []
    for declared in (False, True):
        corpus = _one_file(bench.folder, declared=declared)
        for name in (TIDY, OURS):
            stage = bench.alone[name]
            found = clock.inside(
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
                    *(_milliseconds(found[key]) for key in ("import", "options")),
                    _milliseconds(found["cold"]),
                    _milliseconds(found["start"]),
                    f"{found['memory'] / 2**20:.1f} MB",
                ]
            )
    head = ["one file", "plugin", "import", "options", "check", "together", "memory"]
    return Table("Start-up", head, rows, start_up.__doc__ or "")


def scaling(bench: Bench) -> Table:
    """Processor time inside the process, cold: is it linear?"""
    counts = (200, 600, 2_000) if bench.quick else (2_000, 6_000, 20_000)
    imports = (5_000, 15_000, 50_000)
    found: dict[str, Iterable[Corpus]] = {
        "small files": (corpora.of_many_files(bench.folder, n) for n in counts),
        "imports in one file": (corpora.of_imports(bench.folder, n) for n in imports),
        "depth": [corpora.of_depth(bench.folder)],
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
                    *map(_seconds, took.values()),
                    f"{1e6 * took[OURS] / corpus.lines:.1f} µs",
                ]
            )
    head = ["code", "lines", TIDY, OURS, "ours, each line"]
    return Table("Size", head, rows, scaling.__doc__ or "", curves)


def policies(bench: Bench) -> Table:
    """Processor time inside the process for Django, by how many names are banned.

    The names are of no import there: it is the looking up that is measured.
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
                row += ["", ""]  # it would take minutes
                continue
            stage = bench.alone[name]
            ours = clock.inside(
                stage.plugin,
                corpus.folder,
                stage.environment,
                [f"--config={path}"],
                passes=3,
                runs=bench.runs,
            )
            row += [_seconds(ours["start"]), _seconds(ours["warm"])]
        rows.append(row)
    head = ["bans", "tidy cold", "tidy warm", "ours cold", "ours warm"]
    return Table("Policy", head, rows, policies.__doc__ or "")


def workers(bench: Bench) -> Table:
    """Processor time of ``flake8 -j2``, its own checks off, workers started by spawn.

    Each worker starts from nothing, so start-up counts once for each.
    """
    corpus = next(bench.corpora())
    start = (
        "import multiprocessing, sys; multiprocessing.set_start_method('spawn');"
        "from flake8.main.cli import main; sys.exit(main())"
    )
    times = clock.paired(
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
    extra = clock.added(times, NOTHING)
    rows = [[name, _seconds(extra[name])] for name in (NO_OP, TIDY, OURS)]
    title = f"Two workers, spawned, on {corpus.name}"
    return Table(title, ["plugin", "adds"], rows, workers.__doc__ or "")


def commands(bench: Bench) -> Table:
    """Processor time of whole commands on old code, and of ruff as the far mark.

    pyupgrade rewrites a copy; ``fix --diff`` writes nothing.
    """
    corpus = corpora.of_distribution("boto", bench.folder)
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
            [_tool("pyupgrade"), "--py39-plus", "--exit-zero-even-if-changed", *files],
            copy,
            environment,
            (0, 1),
        ),
        "`ruff check --select=TID251,UP035,A005`": (
            [_tool("ruff"), "check", *ruff, "."],
            corpus.folder,
            environment,
        ),
    }
    times = clock.paired(wanted, bench.runs)
    rows = [[name, _seconds(statistics.median(times[name]))] for name in times]
    title = f"Commands on {corpus.name}"
    return Table(title, ["command", "takes"], rows, commands.__doc__ or "")


TABLES: dict[str, Callable[[Bench], Table]] = {
    "inside": inside_flake8,
    "added": added_time,
    "whole": whole_flake8,
    "start-up": start_up,
    "size": scaling,
    "policy": policies,
    "workers": workers,
    "commands": commands,
}


def _one_file(folder: Path, *, declared: bool) -> Corpus:
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


def _tool(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def _seconds(value: float) -> str:
    return f"{value:.3f} s"


def _milliseconds(value: float) -> str:
    return f"{1000 * value:.1f} ms"


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs > 0 else "-"


def _machine() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = text.partition("model name")[2].partition(":")[2].partition("\n")[0]
    except OSError:
        model = platform.processor()
    return f"{model.strip() or platform.machine()}, {os.cpu_count()} cores"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--quick", action="store_true", help="a tenth of the files")
    parser.add_argument("--only", choices=TABLES, action="append", metavar="TABLE")
    parser.add_argument("--folder", type=Path, help="where to keep what is linted")
    parser.add_argument("--write", action="store_true", help="into README and docs too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            folder,
            options.runs,
            options.quick,
            stages.make(folder / "alone", own_checks=False),
            stages.make(folder / "whole"),
        )
        about = (
            f"{_machine()}; Python {platform.python_version()}, flake8 "
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
        write_into(ROOT / "docs" / "performance.rst", found, about)
        write_into(ROOT / "README.rst", {"inside": found["inside"]}, about)


if __name__ == "__main__":
    main()
