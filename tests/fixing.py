"""What the tests of the fixer share."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

from flake8_safe_imports.config import options
from flake8_safe_imports.fix import command
from flake8_safe_imports.fix.source import FixedSource, fix_source

if TYPE_CHECKING:
    from pathlib import Path

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


class Ran:
    """What a run left behind."""

    def __init__(
        self, *paths: Path | str, stdin: bytes = b"", **settings: bool
    ) -> None:
        out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
        self.code = command.run(
            [os.fspath(path) for path in paths],
            write=settings.get("write", False),
            unsafe=settings.get("unsafe", False),
            config=CONFIG,
            shown_for=lambda path: lambda code: True,
            stdin=io.TextIOWrapper(io.BytesIO(stdin)),
            stdout=out,
            stderr=err,
            stdin_name="/nowhere/stdin.py",
            diff=settings.get("diff", False),
        )
        out.seek(0)
        self.out = out.buffer.read()
        self.err = err.getvalue()
