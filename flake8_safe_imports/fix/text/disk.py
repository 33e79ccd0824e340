"""Reading and writing the files that are fixed."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

STDIN = "-"
"""The path that means standard input."""
_NO_WAITING: Final[int] = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


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


def find_unreadable_folders(paths: Iterable[str]) -> list[OSError]:
    """Return an error for each folder in or below *paths* that cannot be listed."""
    errors: list[OSError] = []
    for path in paths:
        if path == STDIN or not os.path.isdir(path):
            continue
        for _, folders, _ in os.walk(path, onerror=errors.append):
            folders[:] = [name for name in folders if not name.startswith(".")]
    return errors


def drop_second_names(paths: list[str]) -> list[str]:
    """Return *paths* without links to files that are among them.

    Such a file is fixed under its own name; in a diff ``patch`` would refuse the link.
    """
    links = {path for path in paths if path != STDIN and os.path.islink(path)}
    if not links:
        return paths
    real = {os.path.realpath(path) for path in paths if path not in links}
    return [
        path
        for path in paths
        if path not in links or os.path.realpath(path) not in real
    ]


def leads_out(path: str, given: Collection[str]) -> bool:
    """Return whether *path*, found in one of the *given* folders, is a file elsewhere.

    A link that was given itself, and no folder around it, leads nowhere else.
    """
    if path == STDIN or not given or path in given:
        return False
    real = os.path.realpath(path)
    roots = (os.path.realpath(folder) for folder in given)
    return not any(
        f"{real}{os.sep}".startswith(os.path.join(root, "")) for root in roots
    )


def read_file(path: str) -> bytes:
    """Return the content of a regular file; raise OSError.

    Anything else, such as a pipe, could be waited for without end.
    """
    handle = os.open(path, os.O_RDONLY | _NO_WAITING)
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        return file.read()


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a Python file, and the encoding that makes it again.

    A byte order mark stays in the text. Raises UnicodeError if the text would not
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
        raise UnicodeError(f"{encoding} would change its bytes")
    return text, encoding


def replace_file(path: str, before: bytes, content: bytes) -> None:
    """Replace *before*, the content of a file, by *content*; raise OSError.

    That is done in one step, and what else is known of the file stays: owner, group,
    mode and extended attributes. Where it cannot, and where a file has several hard
    links, the file itself is written. A symbolic link stays one: its target is
    replaced.
    """
    target = os.path.realpath(path)
    if not os.access(target, os.W_OK):
        # Renaming another file to it would succeed all the same.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    status = os.stat(target)
    if status.st_nlink > 1:
        _check_unchanged(path, before)
        _overwrite(target, content)
        return
    try:
        _replace(target, path, before, content, status)
    except _CannotCopyStatus:
        _check_unchanged(path, before)
        _overwrite(target, content)


class _CannotCopyStatus(Exception):
    """Another file cannot be given the owner or the attributes of this one."""


def _replace(
    target: str, path: str, before: bytes, content: bytes, status: os.stat_result
) -> None:
    folder, base = os.path.split(target)
    name = ""
    try:
        with _stop_by_exception():
            handle, name = tempfile.mkstemp(".tmp", f".{base[:100]}.", folder)
            try:
                with open(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    _copy_status(target, name, status)
                    os.fsync(handle)
                _check_unchanged(path, before)
                os.replace(name, target)
            except BaseException:
                os.unlink(name)
                raise
    except OSError as error:
        # The name of the temporary file says nothing to anyone.
        raise OSError(error.errno, error.strerror, path) from None
    _sync_folder(folder)


def _check_unchanged(path: str, before: bytes) -> None:
    if read_file(path) != before:
        raise OSError(
            errno.EBUSY, "it was changed in the meantime: run the command again", path
        )


def _overwrite(target: str, content: bytes) -> None:
    with open(target, "r+b") as file:
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _copy_status(source: str, target: str, status: os.stat_result) -> None:
    """Give *target* owner, group, mode and attributes of *source*, in this order."""
    try:
        if hasattr(os, "chown"):
            made = os.stat(target)
            if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
                os.chown(target, status.st_uid, status.st_gid)
        # Setting the owner clears set-user-ID.
        os.chmod(target, stat.S_IMODE(status.st_mode))
        _copy_attributes(source, target)
    except OSError as error:
        raise _CannotCopyStatus from error


def _copy_attributes(source: str, target: str) -> None:
    if sys.platform != "linux":
        return
    try:
        names = os.listxattr(source)
    except OSError:  # the file system has none
        return
    present = set(os.listxattr(target))
    for name in names:
        value = os.getxattr(source, name)
        if name not in present or os.getxattr(target, name) != value:
            os.setxattr(target, name, value)


def _sync_folder(folder: str) -> None:
    """Make a rename in *folder* outlast a power cut, where folders can be opened."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _stop_by_exception() -> Iterator[None]:
    """Let a request to end the process raise, so that nothing is left behind."""
    kept: dict[int, object] = {}

    def leave(number: int, frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            if signal.getsignal(number) is signal.SIG_DFL:
                kept[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number in kept:
            signal.signal(number, signal.SIG_DFL)
