"""Reads files of a project: regular files of a sensible size only."""

from __future__ import annotations

import codecs
import os
import re
import stat

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


LARGEST: Final = 4 * 1024 * 1024
"""Bytes of the largest file that is read."""


class UnreadableFile(Exception):
    """A file that cannot be read; ``str()`` says why: ``"it is not UTF-8"``."""


class NoRegularFile(UnreadableFile):
    """A file that the system does not let us read, or that is a folder or a pipe."""


def read_bytes(path: str, largest: int = LARGEST) -> bytes:
    """Return the content of a file; raise UnreadableFile if that is not sensible.

    Nor is it if the file has more bytes than *largest*.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # reading a pipe would block
            raise NoRegularFile("it is not a regular file")
        # Memory is taken for as many bytes as are asked for.
        expected = min(status.st_size, largest)
        with open(path, "rb") as file:
            data = file.read(expected + 1)
            if len(data) > expected:  # it grows, or the system does not tell its size
                data += file.read(largest - expected)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NoRegularFile(f"it cannot be read ({reason})") from None
    if len(data) > largest:
        raise UnreadableFile(f"it is larger than {largest} bytes")
    return data


def read_or_nothing(path: str, largest: int = LARGEST) -> bytes:
    """Return the content of a file; nothing if it cannot be read."""
    try:
        return read_bytes(path, largest)
    except UnreadableFile:
        return b""


def read_leniently(path: str) -> str:
    """Return the text of a file, as far as it is UTF-8; nothing if it is unreadable."""
    return read_or_nothing(path).decode("utf-8", "replace")


def is_forbidden(path: str) -> bool:
    """Return whether *path* is a file that the system does not let us read."""
    return not os.access(path, os.R_OK) and os.path.isfile(path)


def join_continued(text: str) -> str:
    """Return a Python source with the lines joined that end with a backslash."""
    if "\\" not in text:  # quicker than the pattern
        return text
    return re.sub(r"\\\r?\n", " ", text)


def is_script(head: bytes) -> bool:
    """Return whether a file that begins with *head* asks to be run by Python."""
    return head.startswith(b"#!") and b"python" in head.partition(b"\n")[0]


def read_text(path: str) -> str:
    """Return the content of a UTF-8 file; raise UnreadableFile if it is not one."""
    return decode(read_bytes(path))


def decode(data: bytes) -> str:
    """Return the text of a UTF-8 file; raise UnreadableFile if it is not one."""
    try:
        # Without the codec that drops the mark, which takes its time to import.
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        raise UnreadableFile("it is not UTF-8") from None
