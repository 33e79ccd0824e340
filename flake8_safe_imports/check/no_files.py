"""Why there is no file to check."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from flake8_safe_imports.check.files import (
    STDIN,
    find_below,
    is_given_excluded,
    match_any,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


def explain_no_files(options: argparse.Namespace) -> Iterator[str]:
    """Yield a line for each path of *options*, in which no file is to be checked."""
    for path in dict.fromkeys(options.filenames or ["."]):
        shown = options.stdin_display_name if path == STDIN else path
        option = _find_exclusion(path, options)
        if option:
            yield f"{shown} is left out by {option}"
        elif os.path.isdir(path) and _has_wanted(path, options):
            yield f"{shown}: all files are left out by exclude or extend-exclude"
        elif os.path.isdir(path):
            wanted = ", ".join(options.filename or ["*"])
            yield f"{shown} has no file named like {wanted}"


def _find_exclusion(path: str, options: argparse.Namespace) -> str:
    """Return the option, with its pattern, that leaves out a given path; or ""."""
    for key in ("exclude", "extend_exclude"):
        for pattern in getattr(options, key):
            if is_given_excluded(
                path, match_any([pattern]), options.stdin_display_name
            ):
                return f"{pattern!a} in {key.replace('_', '-')}"
    return ""


def _has_wanted(folder: str, options: argparse.Namespace) -> bool:
    """Return whether a folder has files to check, if nothing is excluded."""
    is_wanted = match_any(options.filename or ["*"])
    found = find_below(folder, lambda path, name: False, is_wanted)
    return any(islice(found, 1))
