"""Lint current packages for the versions they declare, and list every finding.

    python tools/modern.py [--enable CODES] [--supported SPEC] FOLDER
    python tools/modern.py [...] --cache CACHE REQUIREMENT...
    python tools/modern.py --verdicts FILE --cache CACHE [--share N]

FOLDER has unpacked wheels, one folder each; requirements are downloaded from PyPI as
wheels (a source distribution would run its ``setup.py``) and unpacked below CACHE.  A
wheel has the declarations of its project only in its metadata, so a pyproject.toml with
``requires-python``, the dependencies and the build system is written beside the package
if there is none.  Every finding is a fault of that package or a false alarm of ours;
someone has to decide.  FILE holds what was decided: pinned requirements, and for each
file, code and name whether the finding is ``true``, ``useless`` (true, and of no use
there), ``elsewhere`` (false, as another file of the project shows) or ``false``.  With
``--share N`` every Nth requirement is taken.  Exits with 1 if the checker failed on a
file, if a wheel is missing, or if findings and verdicts differ.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import time
import tokenize
import traceback
import warnings
import zipfile
from collections import Counter
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import checker
from flake8_safe_imports.config import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding

EXTRA = re.compile(r"""\s*(?:\band\s+)?\bextra\s*==\s*(["'])[^"']*\1""")


VERDICTS = ("true", "useless", "elsewhere", "false")


class Subject(NamedTuple):
    """What a verdict is about: it holds for every such finding in the file."""

    project: str
    path: str
    code: str
    name: str


class Decided(NamedTuple):
    """The content of a file of verdicts."""

    requirements: list[str]
    verdicts: dict[Subject, str]


class Linted(NamedTuple):
    """The counts of one package, and what was found in it."""

    files: int
    unparsed: int
    codes: Counter[str]
    failures: int
    subjects: set[Subject]


def fetch(requirement: str, wheels: Path) -> bool:
    """Download the wheel of *requirement*; return whether there is one."""
    command = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(wheels), requirement]
    return subprocess.run(command, check=False).returncode == 0


def unpack(wheel: Path, folder: Path) -> Path:
    """Return the folder of *wheel* below *folder*; unpack it if necessary."""
    name, version = wheel.name.split("-")[:2]
    home = folder / f"{name}-{version}"
    if not home.is_dir():
        with zipfile.ZipFile(wheel) as archive:
            wanted = (".py", ".pyi", ".so", ".pyd", "info/METADATA", "info/WHEEL")
            members = [name for name in archive.namelist() if name.endswith(wanted)]
            archive.extractall(home, members)
    return home


def write_pyproject(home: Path) -> str:
    """Make an unpacked wheel a project; return its ``requires-python``."""
    # A root of its own; otherwise everything around it would be first party.
    if not (home / ".git").exists():
        (home / ".hg").mkdir(exist_ok=True)
    found = sorted(home.glob("*.dist-info/METADATA"))
    if not found:
        return ""
    metadata = HeaderParser().parsestr(found[0].read_text(encoding="utf-8"))
    pythons = str(metadata.get("Requires-Python") or "")
    pyproject = home / "pyproject.toml"
    if not pyproject.exists():
        name = str(metadata["Name"])
        texts = [str(text) for text in metadata.get_all("Requires-Dist", [])]
        text = _project(name, pythons, texts, _is_by_setuptools(found[0].parent))
        pyproject.write_text(text, encoding="utf-8")
    return pythons


def _is_by_setuptools(information: Path) -> bool:
    wheel = information / "WHEEL"
    text = wheel.read_text(encoding="utf-8") if wheel.exists() else ""
    return bool(re.search(r"(?m)^Generator: (?:setuptools|bdist_wheel)\b", text))


def _project(name: str, pythons: str, needed: list[str], setuptools: bool) -> str:
    """Return the text of a pyproject.toml; strings and lists are as in JSON."""
    lines = ["[project]", f"name = {json.dumps(name)}"]
    if pythons:
        lines.append(f"requires-python = {json.dumps(pythons)}")
    # An extra would be a table of its own, which makes no difference here.
    plain = [EXTRA.sub("", text).rstrip(" ;") for text in needed]
    lines.append(f"dependencies = {json.dumps(plain)}")
    if setuptools:
        lines += ["[build-system]", 'requires = ["setuptools"]']
    return "\n".join(lines) + "\n"


def read(path: Path) -> tuple[ast.Module, list[str]] | None:
    """Return the tree and the lines of a file, or None if it cannot be parsed."""
    try:
        with tokenize.open(path) as stream:
            lines = list(stream)
        return ast.parse("".join(lines)), lines
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def check(path: Path, config: Config) -> list[Finding] | None:
    """Return the findings in a file, or None if it cannot be parsed."""
    source = read(path)
    if source is None:
        return None
    return checker.check(*source, str(path), config)


def sources(home: Path) -> Iterator[Path]:
    """Yield the Python files of a package in order."""
    for path in sorted(home.rglob("*.py")):
        if path.is_file():
            yield path


def lint(home: Path, config: Config, base: Path) -> Linted:
    """Print the findings in the package at *home*, by paths relative to *base*."""
    files = unparsed = failures = 0
    codes: Counter[str] = Counter()
    subjects: set[Subject] = set()
    project = home.name.rpartition("-")[0]
    for path in sources(home):
        files += 1
        try:
            found = check(path, config)
        except Exception:  # the other files are checked anyway
            failures += 1
            print(f"{path.relative_to(base)}: {traceback.format_exc()}")
            continue
        if found is None:
            unparsed += 1
            continue
        for item in found:
            where = f"{path.relative_to(base)}:{item.line}:{item.column + 1}"
            print(f"{where}: {item.code} {item.text}")
            codes[item.code] += 1
            inside = path.relative_to(home).as_posix()
            subjects.add(Subject(project, inside, item.code, item.name))
    return Linted(files, unparsed, codes, failures, subjects)


def find_folders(arguments: list[str], cache: Path | None) -> list[Path]:
    """Return the folders of the packages that *arguments* name."""
    if cache is None:
        return sorted(
            p for a in arguments for p in Path(a).resolve().iterdir() if p.is_dir()
        )
    wheels = cache / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for requirement in arguments:
        if not fetch(requirement, wheels):
            print(f"{requirement}: no wheel", file=sys.stderr)
    return [unpack(wheel, cache / "unpacked") for wheel in sorted(wheels.glob("*.whl"))]


def load_verdicts(path: Path) -> Decided:
    """Read requirements (lines with ``==``) and verdicts (rows of six fields).

    The fields are those of ``Subject``, the verdict and the reason for it.
    """
    requirements: list[str] = []
    verdicts: dict[Subject, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fields = line.split("\t")
        if not line or line.startswith("#"):
            continue
        if len(fields) == 1:
            requirements.append(line)
        elif len(fields) != 6 or fields[4] not in VERDICTS:
            raise SystemExit(f"{path}:{number}: neither a requirement nor a verdict")
        else:
            verdicts[Subject(*fields[:4])] = fields[4]
    return Decided(requirements, verdicts)


def compare(found: set[Subject], decided: Decided, projects: set[str]) -> int:
    """Print where findings and verdicts differ, and totals; return how many differ."""
    expected = {item for item in decided.verdicts if item.project in projects}
    for item in sorted(found - expected):
        print(f"no verdict: {' '.join(item)}")
    for item in sorted(expected - found):
        print(f"not found: {' '.join(item)}")
    totals = Counter((item.code, decided.verdicts[item]) for item in expected & found)
    for code in sorted({code for code, _ in totals}):
        spelled = ", ".join(
            f"{verdict} {totals[code, verdict]}" for verdict in VERDICTS
        )
        print(f"{code}: {spelled}")
    return len(found ^ expected)


def main(arguments: list[str]) -> int:
    """Lint the packages in *arguments*; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="*", metavar="FOLDER|REQUIREMENT")
    parser.add_argument("--verdicts", type=Path, metavar="FILE")
    parser.add_argument("--share", type=int, default=1, metavar="N")
    parser.add_argument("--cache", type=Path, metavar="CACHE")
    parser.add_argument("--enable", default="", metavar="CODES")
    parser.add_argument("--supported", default="", metavar="SPEC")
    parser.add_argument("--lookalikes", default="default", metavar="LEVEL")
    chosen = parser.parse_args(arguments)
    config = options.parse(
        {
            "vet_enable": chosen.enable,
            "vet_supported_python": chosen.supported,
            "vet_lookalikes": chosen.lookalikes,
        }
    )
    decided = load_verdicts(chosen.verdicts) if chosen.verdicts else Decided([], {})
    chosen.sources += decided.requirements[:: chosen.share]
    # Invalid escapes in the linted code do not matter here.
    warnings.simplefilter("ignore")
    total: Counter[str] = Counter()
    failures = files = 0
    rows = []
    subjects: set[Subject] = set()
    homes = []
    for home in find_folders(chosen.sources, chosen.cache and chosen.cache.resolve()):
        pythons = write_pyproject(home)
        begun = time.process_time()
        done = lint(home, config, home.parent)
        spent = time.process_time() - begun
        spelled = ", ".join(f"{code} {n}" for code, n in sorted(done.codes.items()))
        rows.append(
            f"{home.name:40} {pythons or '-':14} {done.files:5} {done.unparsed:3} "
            f"{spent:6.1f} s  {spelled or '-'}"
        )
        total += done.codes
        subjects |= done.subjects
        homes.append(home.name.rpartition("-")[0])
        failures += done.failures
        files += done.files
    print("\npackage, Pythons, files, of these unparsed, time, findings")
    print("\n".join(rows))
    spelled = ", ".join(f"{code} {n}" for code, n in sorted(total.items()))
    print(f"all: {files} files, {failures} failures, {spelled or 'nothing found'}")
    if chosen.verdicts and compare(subjects, decided, set(homes)):
        return 1
    if len(homes) < len(chosen.sources) and chosen.cache:
        print(f"only {len(homes)} of {len(chosen.sources)} packages have a wheel")
        return 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
