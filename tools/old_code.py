"""Count what ``fix --write`` leaves in packages from the time of Python 2, by name.

    python tools/old_code.py [--with COMMAND]... PYTHON SDISTS WORK

SDISTS is a folder with source distributions: download them with ``python2.7 -m pip
download --no-deps --no-binary :all:``. They are unpacked into WORK, never built, and
files that only Python 2 can parse are converted by lib2to3's fixers for syntax, which
PYTHON (at most 3.12) runs. COMMAND is another fixer, which gets a copy of the files:
``--with "pyupgrade --py39-plus {files}"``.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

CODES = "VET201,VET202,VET301,VET302"
OURS = [sys.executable, "-m", "flake8_safe_imports"]
OPTIONS = ["--isolated", f"--select={CODES}", "--vet-supported-python=>=3.9"]
OF_TEST_CASES = re.compile(r"VET202 `unittest\.\w+\.(?:assert|fail)\w+`")
LINE = re.compile(r".*?:\d+:\d+: (VET\d+ `[^`]*`)")
FILES_AT_ONCE = 100

# Run by another Python: what does not parse afterwards is deleted.
CONVERT = r"""
import ast, os, re, sys, warnings
from lib2to3.refactor import RefactoringTool
warnings.simplefilter("ignore")
names = "print except raise exec numliterals ne repr tuple_params".split()
tool = RefactoringTool(["lib2to3.fixes.fix_" + name for name in names])
for folder, _, names in os.walk(sys.argv[1]):
    for path in [os.path.join(folder, name) for name in names if name[-3:] == ".py"]:
        try:
            with open(path, "rb") as file:
                content = file.read()
            ast.parse(content)
            continue
        except Exception:
            pass
        try:
            text = content.decode().replace("\r\n", "\n").rstrip() + "\n"
            text = re.sub(r"(?<!\w)ur([\"'])", r"u\1", text)
            text = str(tool.refactor_string(text, path))
            ast.parse(text)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except Exception:
            os.unlink(path)
"""
CONFIGURATIONS = ("setup.cfg", "tox.ini", ".flake8", "pyproject.toml")


def unpack(sdists: Path, folder: Path, python: str) -> None:
    """Unpack all source distributions into *folder*, each a project of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sorted(sdists.iterdir()):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                archive.extractall(folder)
        elif ".tar" in path.name:
            with tarfile.open(path) as tar:
                tar.extractall(folder, filter="data")
    for project in folder.iterdir():
        (project / ".hg").mkdir(exist_ok=True)
        for name in CONFIGURATIONS:
            (project / name).unlink(missing_ok=True)
    subprocess.run([python, "-c", CONVERT, str(folder)], check=True)


def count(folder: Path) -> Counter[str]:
    """Return how often each code and name is reported in the projects of *folder*."""
    found: Counter[str] = Counter()
    for project in sorted(folder.iterdir()):
        ran = subprocess.run(
            [*OURS, "check", *OPTIONS, "."], cwd=project, capture_output=True, text=True
        )
        matches = map(LINE.match, ran.stdout.splitlines())
        found.update(match[1] for match in matches if match)
    return found


def fix(folder: Path, *options: str) -> None:
    """Fix the projects of *folder* with our own fixer."""
    for project in sorted(folder.iterdir()):
        command = [*OURS, "fix", *OPTIONS, "--write", *options, "."]
        subprocess.run(command, cwd=project, capture_output=True)


def run_other(command: str, folder: Path) -> None:
    """Run another fixer on the files of *folder*, some at a time."""
    files = sorted(map(os.fspath, folder.rglob("*.py")))
    for start in range(0, len(files), FILES_AT_ONCE):
        some = files[start : start + FILES_AT_ONCE]
        words = shlex.split(command)
        index = words.index("{files}")
        full = [*words[:index], *some, *words[index + 1 :]]
        subprocess.run(full, capture_output=True)


def main(arguments: list[str]) -> int:
    """Unpack, fix and count; print what is left."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--with", action="append", default=[], dest="others")
    parser.add_argument("python")
    parser.add_argument("sdists", type=Path)
    parser.add_argument("work", type=Path)
    chosen = parser.parse_args(arguments)
    work = chosen.work.resolve()
    before = work / "before"
    unpack(chosen.sdists, before, chosen.python)
    found = count(before)
    print(describe(found, found, "before"))
    for number, command in enumerate(["fix", "fix --unsafe", *chosen.others]):
        folder = work / f"after{number}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        words = command.split()
        if words[0] == "fix":
            fix(folder, *words[1:])
        else:
            run_other(command, folder)
        left = count(folder)
        print(describe(left, found, f"after {command}"), flush=True)
        for name, times in left.most_common(40 if command == "fix" else 0):
            print(f"{times:8} {name}")
    return 0


def describe(left: Counter[str], found: Counter[str], title: str) -> str:
    """Return a line of the table: old methods of test cases, everything else, all."""
    methods = sum(times for name, times in left.items() if OF_TEST_CASES.match(name))
    total = sum(left.values())
    share = total / max(sum(found.values()), 1)
    return f"{methods:6} {total - methods:6} {total:6} {share:6.1%} {title}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
