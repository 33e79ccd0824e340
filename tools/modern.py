"""Lint current packages for the versions they declare, and list every finding.

    python tools/modern.py [--enable CODES] [--supported SPEC] FOLDER
    python tools/modern.py [...] --cache CACHE REQUIREMENT...
    python tools/modern.py [--only CODES] --verdicts FILE --cache CACHE [--share N]

FOLDER has unpacked source distributions, one folder each, named NAME-VERSION;
requirements are downloaded from PyPI as source distributions, since these have the
tests and the project's own declarations, and unpacked below CACHE. ``unearth``, unlike
pip, runs no ``setup.py`` for that. Every finding is a fault of that package or a false
alarm of ours; someone has to decide. Files that the project's own configuration of
ruff or flake8 excludes are left out, as there the examples of linters and formatters
are. FILE holds what was decided: pinned requirements, and for each file, code and name
(files and names may be patterns) whether the finding is ``true``, ``useless`` (true,
and of no use there), ``elsewhere`` (false, as another file of the project shows) or
``false``. With ``--share N`` every Nth requirement is taken; ``--only`` switches codes
on, and the others off. Exits with 1 if the
checker failed on a file, if a source distribution is missing, or if findings and
verdicts differ.
"""

from __future__ import annotations

import argparse
import ast
import fnmatch
import json
import subprocess
import sys
import tarfile
import time
import tokenize
import traceback
import warnings
from collections import Counter
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import excludes

from flake8_safe_imports import checker
from flake8_safe_imports.config import options
from flake8_safe_imports.glance.file import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding

WANTED = (
    *(
        ".py",
        ".pyi",
        ".pyx",
        ".i",
        "/PKG-INFO",
        "/pyproject.toml",
        "/setup.cfg",
        "/tox.ini",
    ),
    *(
        "/.flake8",
        "ruff.toml",
        "/meson.build",
        "/CMakeLists.txt",
        "/Cargo.toml",
        "/pytest.ini",
        "/mypy.ini",
        "/Pipfile",
        "requirements.txt",
    ),
)
"""The ends of the names of what is unpacked: code, declarations, configuration."""
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
    """The path and the name of a subject may be patterns here."""

    def find(self, found: Subject) -> Subject | None:
        """Return the subject of the verdict on *found*, if there is one."""
        if found in self.verdicts:
            return found
        for item in self.verdicts:
            if (
                (item.project, item.code) == (found.project, found.code)
                and fnmatch.fnmatchcase(found.path, item.path)
                and fnmatch.fnmatchcase(found.name, item.name)
            ):
                return item
        return None


class Linted(NamedTuple):
    """The counts of one package, and what was found in it."""

    files: int
    unparsed: int
    codes: Counter[str]
    failures: int
    subjects: set[Subject]


def fetch(requirement: str, archives: Path) -> Path | None:
    """Return the source distribution of *requirement*, downloaded if necessary."""
    name, _, version = requirement.partition("==")
    kept = archives / f"{name}-{version}.tar.gz"
    if version and kept.is_file():
        return kept
    command = [sys.executable, "-m", "unearth", "--no-binary", requirement]
    command += ["--download", str(archives)]
    ran = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if ran.returncode:
        return None
    found = archives / Path(json.loads(ran.stdout)["local_path"]).name
    return found if found.name.endswith(".tar.gz") else None


def unpack(archive: Path, folder: Path) -> Path:
    """Return the folder of *archive* below *folder*; unpack it if necessary."""
    home = folder / archive.name.removesuffix(".tar.gz")
    if not home.is_dir():
        with tarfile.open(archive) as packed:
            # The folder in the archive may be spelt in another way.
            members = [
                item.replace(name=item.name.partition("/")[2], deep=False)
                for item in packed
                if item.isfile() and item.name.endswith(WANTED)
            ]
            packed.extractall(home, members, filter="data")
    # A root of its own; otherwise everything around it would be first party.
    (home / ".hg").mkdir(parents=True, exist_ok=True)
    return home


def read_pythons(home: Path) -> str:
    """Return the ``Requires-Python`` of the source distribution at *home*."""
    metadata = home / "PKG-INFO"
    if not metadata.is_file():
        return ""
    text = metadata.read_text(encoding="utf-8", errors="replace")
    return str(HeaderParser().parsestr(text).get("Requires-Python") or "")


def read(path: Path) -> tuple[ast.Module, list[str]] | None:
    """Return the tree and the lines of a file, or None if it cannot be parsed."""
    try:
        lines = read_lines(path)
        return parse(lines), lines
    except Unparsed:
        return None


class Unparsed(Exception):
    """A file cannot be parsed by the Python that runs this."""


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, decoded as it says."""
    try:
        with tokenize.open(path) as stream:
            return list(stream)
    except (SyntaxError, ValueError) as error:
        raise Unparsed from error


def parse(lines: list[str]) -> ast.Module:
    """Return the tree of a file."""
    try:
        return ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unparsed from error


def check(path: Path, config: Config) -> list[Finding] | None:
    """Return the findings in a file, or None if it cannot be parsed.

    A file that is clean by its text is not parsed, and so never None.
    """
    try:
        lines = read_lines(path)
        source = SourceFile(lambda: parse(lines), lines, str(path), config)
        return checker.check_file(source, lambda code: True)
    except Unparsed:
        return None


def sources(home: Path) -> Iterator[Path]:
    """Yield the Python files of a project that it does not exclude, in order."""
    excluded = excludes.find_globs(home)
    for path in sorted(home.rglob("*.py")):
        inside = path.relative_to(home).as_posix()
        if path.is_file() and not any(
            excludes.matches(one, inside) for one in excluded
        ):
            yield path


def lint(home: Path, config: Config, base: Path, only: frozenset[str]) -> Linted:
    """Print the findings in the package at *home*, by paths relative to *base*.

    Those of the codes *only*, unless it is empty.
    """
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
            if only and item.code not in only:
                continue
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
    archives = cache / "archives"
    archives.mkdir(parents=True, exist_ok=True)
    homes = []
    for requirement in arguments:
        archive = fetch(requirement, archives)
        if archive is None:
            print(f"{requirement}: no source distribution", file=sys.stderr)
        else:
            homes.append(unpack(archive, cache / "unpacked"))
    return sorted(homes)


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
    answers = {item: decided.find(item) for item in found}
    unjudged = sorted(item for item, answer in answers.items() if answer is None)
    used = {answer for answer in answers.values() if answer is not None}
    for item in unjudged:
        print(f"no verdict: {' '.join(item)}")
    for item in sorted(expected - used):
        print(f"not found: {' '.join(item)}")
    totals = Counter(
        (item.code, decided.verdicts[answer])
        for item, answer in answers.items()
        if answer is not None
    )
    for code in sorted({code for code, _ in totals}):
        spelled = ", ".join(
            f"{verdict} {totals[code, verdict]}" for verdict in VERDICTS
        )
        print(f"{code}: {spelled}")
    return len(unjudged) + len(expected - used)


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="*", metavar="FOLDER|REQUIREMENT")
    parser.add_argument("--verdicts", type=Path, metavar="FILE")
    parser.add_argument("--share", type=int, default=1, metavar="N")
    parser.add_argument("--cache", type=Path, metavar="CACHE")
    parser.add_argument("--enable", default="", metavar="CODES")
    parser.add_argument("--only", default="", metavar="CODES")
    parser.add_argument("--supported", default="", metavar="SPEC")
    parser.add_argument("--lookalikes", default="default", metavar="LEVEL")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Lint the packages in *arguments*; return the exit status."""
    chosen = parse_arguments(arguments)
    only = frozenset(chosen.only.split(",")) - {""}
    config = options.parse(
        {
            "vet_enable": ",".join((chosen.enable, *only)).strip(","),
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
        pythons = read_pythons(home)
        begun = time.process_time()
        done = lint(home, config, home.parent, only)
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
        print(f"only {len(homes)} of {len(chosen.sources)} projects could be had")
        return 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
