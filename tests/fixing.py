"""What the tests of the fixer share."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flake8_safe_imports.config import options
from flake8_safe_imports.fix import command
from flake8_safe_imports.fix.source import FixedSource, fix_source

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

    from flake8_safe_imports.config.options import Config

CONFIG = options.parse({"vet_supported_python": ">=3.9"})


def fix(
    source: str,
    config: Config = CONFIG,
    *,
    path: str = "/nowhere/a.py",
    unsafe: bool = False,
) -> FixedSource:
    """Fix *source*, for Python 3.9 and later, as if it were alone in its folder."""
    return fix_source(source, path, config, unsafe=unsafe)


def assert_fixed(before: str, after: str) -> None:
    """Check what becomes of *before*; nothing changes if *after* is empty."""
    result = fix(before)

    assert result.source == (after or before)
    assert bool(result.changes) is bool(after)
    assert fix(result.source).source == result.source


def assert_skipped(source: str, reason: str) -> None:
    """Check that nothing in *source* is fixed, for one and the same *reason*."""
    result = fix(source)

    assert result.source == source
    assert {skipped.reason for skipped in result.skipped} == {reason}


class Ran:
    """What a run left behind."""

    def __init__(
        self, *paths: Path | str, stdin: bytes = b"", **settings: bool
    ) -> None:
        out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
        request = command.FixRequest(
            CONFIG,
            lambda path: lambda code: True,
            write=settings.get("write", False),
            diff=settings.get("diff", False),
            unsafe=settings.get("unsafe", False),
            has_statistics=settings.get("statistics", False),
            stdin_name="/nowhere/stdin.py",
        )
        environ = {"FORCE_COLOR": "1"} if settings.get("color") else {}
        read = io.TextIOWrapper(io.BytesIO(stdin))
        streams = command.Streams(read, out, err, environ)
        self.code = command.run([os.fspath(path) for path in paths], request, streams)
        out.seek(0)
        self.out = out.buffer.read()
        self.err = err.getvalue()


def read_cases(name: str) -> list[ParameterSet]:
    """Return the cases of a file: ``=== name``, the source, ``---``, the result."""
    text = (Path(__file__).parent / "fix" / name).read_text(encoding="utf-8")
    found = re.findall(r"^=== (.*)\n((?s:.*?))^---\n((?s:.*?))(?=^=== |\Z)", text, re.M)
    assert found
    return [pytest.param(before, after, id=title) for title, before, after in found]
