"""The command: prepare the code and the plugins, measure, print Markdown.

``python -m benchmarks [--quick] [--runs N] [--only TABLE] [--python PATH] [--write]``
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from benchmarks import stages
from benchmarks.report import format_markdown, replace_tables
from benchmarks.stages import OURS, TIDY
from benchmarks.tables import ON_DEMAND, TABLES, Bench, compare_with_goals

ROOT = Path(__file__).resolve().parent.parent
OTHER_PYTHONS = ("python3.11", "python3.13")
"""Measured too, if they are on the search path."""
PUBLISHED = ("check", "added", "start-up", "commands")
"""The tables that users want to see, in the documentation; the others are printed."""


def _find_pythons(given: list[str]) -> dict[str, str]:
    """Return version -> path of the interpreters to measure on, this one first."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    for path in given or filter(None, map(shutil.which, OTHER_PYTHONS)):
        asked = "import sys; print('{}.{}'.format(*sys.version_info))"
        done = subprocess.run(
            [path, "-c", asked], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:  # pyenv's shims are there without their Python
            found.setdefault(done.stdout.strip(), path)
        elif given:
            raise SystemExit(f"{path}: {done.stderr}")
    return found


def _describe_machine() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = text.partition("model name")[2].partition(":")[2].partition("\n")[0]
    except OSError:
        model = platform.processor()
    return f"{model.strip() or platform.machine()}, {os.cpu_count()} cores"


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="default: 3")
    parser.add_argument("--quick", action="store_true", help="smaller sizes")
    parser.add_argument(
        "--only",
        choices=(*TABLES, *ON_DEMAND),
        action="append",
        metavar="TABLE",
        help=f"may be repeated; {' and '.join(ON_DEMAND)} are made only if named",
    )
    parser.add_argument(
        "--python",
        action="append",
        metavar="PATH",
        help=f"a further interpreter (default: {', '.join(OTHER_PYTHONS)}, if found)",
    )
    parser.add_argument("--folder", type=Path, help="where to keep what is linted")
    parser.add_argument("--write", action="store_true", help="into the docs too")
    return parser.parse_args()


def main() -> None:
    """Measure and print the tables."""
    options = _parse_arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        pythons = _find_pythons(options.python or [])
        bench = Bench(
            folder,
            options.runs,
            options.quick,
            stages.make_stages(folder / "alone", pythons.values(), own_checks=False),
            stages.make_stages(folder / "whole", pythons.values(), only=OURS)[OURS],
            pythons,
            [],
        )
        about = (
            f"{_describe_machine()}; Python {platform.python_version()}, flake8 "
            f"{metadata.version('flake8')}, {TIDY} {metadata.version(TIDY)}, ruff "
            f"{metadata.version('ruff')}; medians of {options.runs} runs"
        )
        print(f"{about}\n", flush=True)
        found = {}
        for name in options.only or TABLES:
            found[name] = {**TABLES, **ON_DEMAND}[name](bench)
            print(format_markdown(found[name]), flush=True)
        goals = compare_with_goals(bench.figures)
        print(format_markdown(goals), flush=True)
    if options.write:
        page = ROOT / "docs" / "performance.rst"
        shown = {name: table for name, table in found.items() if name in PUBLISHED}
        replace_tables(page, shown, about)


if __name__ == "__main__":
    main()
