"""Reading and writing the files that are fixed."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STDIN = "-"
"""The path that means standard input."""


def find_files(paths: Iterable[str]) -> Iterator[str]:
    """Yield *paths*, with the ``.py`` files below them in the place of folders.

    Folders whose names begin with a dot are not looked into.
    """
    for path in paths:
        if path == STDIN or not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and name != "__pycache__"
            )
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(folder, name)


def read_file(path: str) -> bytes:
    """Return the content of a file; raise OSError."""
    with open(path, "rb") as file:
        return file.read()


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a Python file, and the encoding that makes it again.

    A byte order mark stays in the text.  Raises UnicodeError if the text would not
    encode to the very same bytes, and SyntaxError, UnicodeError or LookupError if
    Python could not decode it either.
    """
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    if encoding == "utf-8-sig":
        encoding = "utf-8"
    text = content.decode(encoding)
    if text.encode(encoding) != content:
        raise UnicodeError(f"{encoding} does not give the same bytes again")
    return text, encoding


def replace_file(path: str, content: bytes) -> None:
    """Replace the content of a file in one step, keeping its mode; raise OSError.

    A symbolic link stays one: its target is replaced.
    """
    import shutil
    import tempfile

    path = os.path.realpath(path)
    if not os.access(path, os.W_OK):
        # Renaming another file to it would succeed all the same.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    handle, name = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".tmp")
    try:
        with open(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
