"""Write generated files, or with ``--check`` tell which are out of date."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def find_outdated(texts: Mapping[Path, str]) -> dict[Path, str]:
    """Return those of *texts* that differ from what their files have."""
    return {
        path: text
        for path, text in texts.items()
        if not path.exists() or path.read_bytes() != text.encode()
    }


def write_all(texts: Mapping[Path, str]) -> None:
    """Write *texts* to their files, each in one step."""
    for path, text in texts.items():
        scratch = path.with_suffix(".new")
        scratch.write_bytes(text.encode())
        os.replace(scratch, path)


def run(
    make: Callable[[], Mapping[Path, str]],
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
