"""Lint current packages for the versions they declare, and list every finding.

    python tools/modern.py [--enable CODES] [--supported SPEC] FOLDER
    python tools/modern.py [...] --cache CACHE REQUIREMENT...

FOLDER has unpacked wheels, one folder each; requirements are downloaded from PyPI as
wheels (a source distribution would run its ``setup.py``) and unpacked below CACHE.  A
wheel has the declarations of its project only in its metadata, so a pyproject.toml with
``requires-python``, the dependencies and the build system is written beside the package
if there is none.  Every finding is a fault of that package or a false alarm of ours;
someone has to decide.  Exits with 1 if the checker failed on a file.
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


class Linted(NamedTuple):
    """The counts of one package."""

    files: int
    unparsed: int
    codes: Counter[str]
    failures: int


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
    return Linted(files, unparsed, codes, failures)


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


def main(arguments: list[str]) -> int:
    """Lint the packages in *arguments*; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="+", metavar="FOLDER|REQUIREMENT")
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
    # Invalid escapes in the linted code do not matter here.
    warnings.simplefilter("ignore")
    total: Counter[str] = Counter()
    failures = files = 0
    rows = []
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
        failures += done.failures
        files += done.files
    print("\npackage, Pythons, files, of these unparsed, time, findings")
    print("\n".join(rows))
    spelled = ", ".join(f"{code} {n}" for code, n in sorted(total.items()))
    print(f"all: {files} files, {failures} failures, {spelled or 'nothing found'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
