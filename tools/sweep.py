"""Run the plugin and the fixer over all Python code at hand; nothing may be raised.

    python tools/sweep.py [--share N] [--jobs N] CACHE

That is every file in the library of every interpreter on this machine, tests and
invalid files included, and in PACKAGES. These are downloaded from PyPI to the folder
CACHE, as wheels: a source distribution would run its ``setup.py``. Each distinct file
is copied, read as flake8 reads it and checked with all codes on; messages must be one
printable line; then it is fixed with ``--unsafe``. ``--share 10`` takes every tenth
file, and of the packages one in eight: which ones, TEST_TURN in the environment says.
Exits with 1 if anything was raised, or if a message was not one line.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
import traceback
import warnings
import zipfile
import zlib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import interpreters
from flake8.options.parse_args import parse_args
from flake8.processor import FileProcessor

from flake8_safe_imports.check.run import plan_run
from flake8_safe_imports.codes import OFF
from flake8_safe_imports.fix import source as fix
from flake8_safe_imports.plugin import SafeImports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.check.run import Run

PACKAGES = (
    *("ansible-core==2.21.5", "astroid==4.3.4", "attrs==26.1.0", "babel==2.18.0"),
    *("black==26.10.1", "boltons==26.2.0", "botocore==1.44.8", "celery==5.7.0"),
    *("dask==2026.8.0", "django==6.1.3", "docutils==0.23", "faker==40.63.0"),
    *("fonttools==4.68.0", "gunicorn==27.0.1", "httpx==0.28.1", "hypothesis==6.155.7"),
    *("ipython==9.18.1", "jedi==0.20.1", "jinja2==3.1.6", "mako==1.4.3"),
    *("networkx==3.7", "nltk==3.10.4", "openpyxl==3.1.5", "paramiko==5.1.0"),
    *("pip==26.3", "plotly==7.1.0", "poetry==2.5.1", "pydantic==2.14.4"),
    *("pygments==2.21.0", "pylint==4.1.4", "pytest==9.2.0", "requests==2.34.2"),
    *("rich==15.0.0", "scrapy==2.19.0", "setuptools==84.2.1", "six==1.17.0"),
    *("sphinx==9.2.0", "sqlalchemy==2.1.9", "sympy==1.14.0", "twisted==26.10.0"),
)
WINDOWS = (">=2.7", ">=3.9", ">=3.12,<3.14", "<3")
SETTINGS = (
    "--isolated",
    "--select=VET",
    f"--vet-enable={','.join(OFF)}",
    "--vet-banned-imports={third-party} =\n{python2to3}\ncollections.* = no\n*.io = re",
    "--vet-allowed-imports=*.path mock",
    "--vet-banned-module-level-imports=re, *.json",
    "--vet-banned-relative-imports=all",
    "--vet-lookalikes=wide",
)


class SweptFile(NamedTuple):
    """A file, the heading it is counted under, and the versions it is checked for."""

    path: str
    heading: str
    window: str


class Outcome(NamedTuple):
    """What happened to a file."""

    source: SweptFile
    kind: str
    """``unparsed``, ``silent``, ``found`` or ``failed``."""
    trouble: str
    seconds: float


def choose(share: int) -> list[str]:
    """Return the packages to sweep: few where few of their files would be taken."""
    parts = 8 if share > 1 else 1
    return [*PACKAGES[int(os.environ.get("TEST_TURN", "0")) % parts :: parts]]


def fetch(wheels: Path, packages: list[str]) -> list[Path]:
    """Return the wheels of *packages*; download those that are missing."""
    wheels.mkdir(parents=True, exist_ok=True)
    wanted = {package.replace("-", "_"): package for package in packages}
    present = {_requirement(path) for path in wheels.glob("*.whl")}
    missing = [wanted[name] for name in wanted if name not in present]
    if missing:
        # Pure wheels, the same on every machine.
        command = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps"]
        command += ["--only-binary", ":all:", "--python-version", "3.13"]
        command += ["--implementation", "py", "--abi", "none", "--platform", "any"]
        subprocess.run([*command, "--dest", str(wheels), *missing], check=True)
    return sorted(path for path in wheels.glob("*.whl") if _requirement(path) in wanted)


def _requirement(wheel: Path) -> str:
    return "==".join(wheel.name.split("-")[:2])


def unpack(wheel: Path, folder: Path) -> Path:
    """Return the folder with the Python files of *wheel*; unpack it if necessary."""
    home = folder / "-".join(wheel.name.split("-")[:2])
    if not home.is_dir():
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".py")]
            archive.extractall(home, names)
    return home


def find_folders(cache: Path, packages: list[str]) -> Iterator[tuple[str, Path]]:
    """Yield the folders of all interpreters and *packages*, with their headings."""
    code = "import os; print(os.path.dirname(os.__file__))"
    for minor, python in sorted(interpreters.find().items()):
        said = subprocess.run([python, "-c", code], capture_output=True, text=True)
        yield f"Python {minor // 100}.{minor % 100}", Path(said.stdout.strip())
    for wheel in fetch(cache / "wheels", packages):
        yield _requirement(wheel), unpack(wheel, cache / "unpacked")


def sources(cache: Path, share: int) -> Iterator[SweptFile]:
    """Yield one in *share* of the files, each distinct text once, in a new copy.

    Each heading is a project of its own: interpreters may all be in one checkout, and
    the fixer reads the project of a file.
    """
    seen: set[bytes] = set()
    shutil.rmtree(cache / "sample", ignore_errors=True)
    for heading, home in find_folders(cache, choose(share)):
        project = cache / "sample" / heading
        Path(project, ".hg").mkdir(parents=True)
        for path in sorted(home.rglob("*.py")):
            name = path.relative_to(home).as_posix()
            chance = zlib.crc32(name.encode())
            if chance % share or "site-packages/" in name or not path.is_file():
                continue
            digest = hashlib.sha256(path.read_bytes()).digest()
            if digest not in seen:
                seen.add(digest)
                window = WINDOWS[chance // share % len(WINDOWS)]
                copied = project / name
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copied)
                yield SweptFile(str(copied), heading, window)


@lru_cache(maxsize=len(WINDOWS))
def _options(window: str) -> tuple[argparse.Namespace, Run]:
    argv = [*SETTINGS, f"--vet-supported-python={window}"]
    return parse_args(argv)[1], plan_run(argv)


def examine(source: SweptFile) -> Outcome:
    """Lint and fix one file."""
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes in other people's code
        try:
            kind, trouble = _check_and_fix(source), ""
        except Exception:
            kind, trouble = "failed", traceback.format_exc()
    return Outcome(source, kind, trouble, time.process_time() - start)


def _check_and_fix(source: SweptFile) -> str:
    namespace, settings = _options(source.window)
    processor = FileProcessor(source.path, namespace)
    try:
        tree: Any = processor.build_ast()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "unparsed"
    lines = processor.lines
    found = list(SafeImports(tree, lines, source.path, namespace).run())
    for line, column, text, _ in found:
        assert text.isprintable(), text
        assert 1 <= line <= len(lines), (line, text)
        assert column >= 0, (column, text)
    if found:
        path = os.path.abspath(source.path)
        fix.fix_source("".join(lines), path, settings.config, unsafe=True)
    return "found" if found else "silent"


def report(outcomes: list[Outcome]) -> bool:
    """Print the outcomes; return whether there were findings and no failures."""
    counted: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        counted.setdefault(outcome.source.heading, Counter())[outcome.kind] += 1
        if outcome.trouble:
            print(f"{outcome.source.path}: {outcome.trouble}")
    kinds = ("found", "silent", "unparsed", "failed")
    print(f"{'':24}" + "".join(f"{kind:>10}" for kind in kinds))
    for heading, counts in {**counted, "all": sum(counted.values(), Counter())}.items():
        print(f"{heading:24}" + "".join(f"{counts[kind]:10}" for kind in kinds))
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    spent = sum(outcome.seconds for outcome in outcomes)
    print(f"{spent:.0f} s, of these {slowest.seconds:.1f} for {slowest.source.path}")
    # Without any finding nothing was tested.
    return not count("failed", outcomes) and bool(count("found", outcomes))


def count(kind: str, outcomes: list[Outcome]) -> int:
    """Return how many outcomes are of that *kind*."""
    return sum(outcome.kind == kind for outcome in outcomes)


def main(arguments: list[str]) -> int:
    """Sweep as *arguments* say; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cache", type=Path, metavar="CACHE")
    parser.add_argument("--share", type=int, default=1, metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N")
    chosen = parser.parse_args(arguments)
    found = list(sources(chosen.cache.resolve(), chosen.share))
    with ProcessPoolExecutor(chosen.jobs) as pool:
        outcomes = list(pool.map(examine, found, chunksize=20))
    return 0 if report(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
