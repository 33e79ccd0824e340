"""The fixer: the examples in ``fix/``, and files as they really are."""

from __future__ import annotations

import ast
import io
import os
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flake8_safe_imports import fix, fix_project, fix_text, options
from flake8_safe_imports.model import Finding

if TYPE_CHECKING:
    from flake8_safe_imports.config import Config

EXAMPLES = Path(__file__).parent / "fix"
FILES = sorted(EXAMPLES.glob("*.py"))
SETTING = re.compile(r"#: ([\w-]+)(?: = (.*))?")
SKIP = re.compile(r"#- (.*?)(?=  #|$)")
CONFIG = options.parse({"vet_supported_python": ">=3.9"})


def settings(source: str) -> tuple[Config, bool]:
    """Return what the first comments of an example set, and whether it is unsafe."""
    raw: dict[str, object] = {}
    unsafe = False
    for line in source.splitlines():
        match = SETTING.match(line)
        if match is None:
            break
        key = match[1].replace("-", "_")
        if key == "unsafe":
            unsafe = True
        else:
            raw[key] = f"{raw[key]}\n{match[2]}" if key in raw else match[2]
    return options.parse(raw), unsafe


def run_example(path: Path, source: str) -> fix.Fixed:
    """Fix an example as if it lay alone in a folder of its own."""
    config, unsafe = settings(source)
    return fix.fix_source(source, f"/nowhere/{path.name}", config, unsafe=unsafe)


def fixed(source: str, path: str = "/nowhere/example.py", **raw: str) -> str:
    """Return *source*, fixed for Python 3.9 and later."""
    config = options.parse({"vet_supported_python": ">=3.9", **raw})
    return fix.fix_source(textwrap.dedent(source), path, config).source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    result = run_example(path, source)

    assert result.source == path.with_suffix(".out").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_skips_of_example(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    marks = [
        (number, text)
        for number, line in enumerate(source.splitlines(), 1)
        for text in SKIP.findall(line)
    ]
    skips = run_example(path, source).skipped
    unmarked = [
        skip
        for skip in skips
        if not any(line == skip.line and text in _said(skip) for line, text in marks)
    ]
    unmet = [
        (line, text)
        for line, text in marks
        if not any(line == skip.line and text in _said(skip) for skip in skips)
    ]

    assert not unmarked
    assert not unmet


def _said(skip: fix.Skip) -> str:
    return f"{skip.text} {skip.reason}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_second_time_changes_nothing(path: Path) -> None:
    once = run_example(path, path.read_text(encoding="utf-8"))
    twice = run_example(path, once.source)

    assert twice.source == once.source
    assert not twice.changes


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=["crlf", "cr"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_line_ends_are_kept(path: Path, newline: str) -> None:
    source = path.read_text(encoding="utf-8")
    expected = path.with_suffix(".out").read_text(encoding="utf-8")

    result = run_example(path, source.replace("\n", newline))

    assert result.source == expected.replace("\n", newline)
