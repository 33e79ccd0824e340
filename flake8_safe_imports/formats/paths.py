"""Paths as CI systems want them: with slashes, and relative to where the run began."""

from __future__ import annotations

import os
from pathlib import PurePath
from urllib.parse import quote


def relate(path: str, folder: str | None = None) -> PurePath:
    """Return *path* relative to *folder* if it lies below it, else unchanged.

    *folder* is the working directory if it is not given.
    """
    pure = PurePath(path)
    if not pure.is_absolute():
        return pure
    try:
        return pure.relative_to(_find_working_directory() if folder is None else folder)
    except ValueError:
        return pure


def _find_working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:  # it is gone
        return os.sep


def show_path(path: str) -> str:
    """Return *path* for a report: with slashes, without a leading dot."""
    return relate(path).as_posix()


def make_encodable(text: str) -> str:
    """Return *text* with escapes for lone surrogates, which many JSON readers refuse.

    Names of files have them for bytes that are not UTF-8.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def make_uri(path: PurePath) -> str:
    """Return a URI reference of *path*: relative, or with the scheme ``file:``."""
    text = path.as_posix()
    drive = path.drive.replace("\\", "/")  # D: or //server/share, on Windows
    quoted = quote(drive, safe="/:") + quote(os.fsencode(text[len(drive) :]))
    if not path.is_absolute():
        return quoted
    if drive.startswith("//"):
        return f"file:{quoted}"
    return f"file:///{quoted.lstrip('/')}"
