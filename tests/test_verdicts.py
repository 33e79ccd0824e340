"""Small projects on which the checker was wrong once, with what is right.

Made after reports of users and after findings in current projects. Each project in
``verdicts.txt`` begins with ``#: NAME (WINDOW) SWITCHES``; ``#- PATH`` begins a file,
and what follows ``#!`` is reported in its line. A switch is a code that is off by
default, or the Python whose syntax is needed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from support import check_source, write_project

from flake8_safe_imports.config import options

TEXT = Path(__file__).with_name("verdicts.txt").read_text(encoding="utf-8")
HEADING = re.compile(r"(?P<name>[^(]*?)(?: \((?P<window>\S+)\))?(?: (?P<switch>\w+))?")
PROJECTS = [part.split("\n", 1) for part in re.split("^#: ", TEXT, flags=re.M)[1:]]


def read_files(text: str) -> dict[str, str]:
    """Return the files of a project; without a path the file is ``m.py``."""
    first, *others = re.split("^#- ", text, flags=re.M)
    found = dict(part.split("\n", 1) for part in others)
    return found or {"m.py": first}


def read_marks(source: str) -> list[tuple[int, str]]:
    return [
        (number, code)
        for number, line in enumerate(source.splitlines(), 1)
        for code in line.partition("#! ")[2].split()
    ]


@pytest.mark.parametrize(
    ("heading", "text"), PROJECTS, ids=[heading for heading, _ in PROJECTS]
)
def test_project(tmp_path: Path, heading: str, text: str) -> None:
    match = HEADING.fullmatch(heading)
    assert match is not None
    switch = match["switch"] or ""
    if switch.startswith("py3") and sys.version_info < (3, int(switch[3:])):
        pytest.skip(f"the syntax of {switch}")
    files = read_files(text)
    write_project(tmp_path, {".git/HEAD": "", **files})
    config = options.parse(
        {
            "vet_supported_python": match["window"] or "",
            "vet_enable": switch if switch.startswith("VET") else "",
        }
    )
    path, source = list(files.items())[-1]

    found = check_source(source, config, str(tmp_path / path))

    assert sorted((item.line, item.code) for item in found) == read_marks(source)
