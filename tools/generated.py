"""Write generated files, or with ``--check`` tell which are out of date."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Optional

Texts = Mapping[Path, Optional[str]]
"""The text of each generated file; None for one that is no longer generated."""


def find_outdated(texts: Texts) -> Texts:
    """Return those of *texts* that differ from what their files have."""
    return {path: text for path, text in texts.items() if text != _read(path)}


def _read(path: Path) -> str | None:
    return path.read_bytes().decode() if path.exists() else None


def write_all(texts: Texts) -> None:
    """Write *texts* to their files, each in one step, and delete other files."""
    for path, text in texts.items():
        if text is None:
            path.unlink()
            continue
        scratch = path.with_suffix(".new")
        scratch.write_bytes(text.encode())
        os.replace(scratch, path)


def run(
    make: Callable[[], Texts],
    description: str | None,
    arguments: Sequence[str] | None = None,
) -> int:
    """Run the command of a generator, which can *make* the text of each file.

    Its help begins with the first line of *description*. Return the exit status.
    """
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    is_check = parser.parse_args(arguments).check
    outdated = find_outdated(make())
    if not is_check:
        write_all(outdated)
    for path in outdated:
        print(f"{path.name}: {'out of date' if is_check else 'written'}")
    return int(is_check and bool(outdated))
