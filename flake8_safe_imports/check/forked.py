"""Checks files in this process and in copies of it.

To import and to start a pool of :mod:`multiprocessing` takes longer than to check
hundreds of files.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from flake8_safe_imports.check.lint import Result, check_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.settings import Settings

_CHUNK: Final = 8
"""How many files are taken at once, if they are not very many."""
_MOST_CHUNKS: Final = 1024
_WIDTH: Final = 4
"""The bytes of a number in the queue: all of them fit into any pipe."""


class _Done(NamedTuple):
    """What a process has done: the numbers of chunks, and what is to be reported.

    Of files with nothing to report there is no result.
    """

    numbers: Sequence[int]
    results: Sequence[Result]


class _Copy(NamedTuple):
    """A copy of this process, and the end of the pipe that its answer comes from."""

    process: int
    reader: int


def check_in_copies(
    filenames: Sequence[str], settings: Settings, jobs: int
) -> list[Result]:
    """Return what there is to report in each file, checked in *jobs* processes.

    Each takes the next chunk of files when it is free. What a copy does not give back,
    since it was ended or raised an exception, is checked again here.
    """
    size = max(_CHUNK, -(-len(filenames) // _MOST_CHUNKS))
    starts = range(0, len(filenames), size)
    chunks = [filenames[start : start + size] for start in starts]
    queue = _make_queue(len(chunks))
    copies: list[_Copy] = []
    try:
        copies.extend(_start_copies(jobs - 1, queue, chunks, settings))
        done = [_check(_take(queue), chunks, settings), *map(_receive, copies)]
    finally:
        os.close(queue)
        for copy in copies:
            _end(copy)
    missing = set(range(len(chunks))).difference(*(part.numbers for part in done))
    done.append(_check(sorted(missing), chunks, settings))
    found = {result.name: result for part in done for result in part.results}
    return [found.get(name) or Result(name) for name in filenames]


def _make_queue(length: int) -> int:
    """Return the end of a pipe with the numbers below *length*, for all processes."""
    reader, writer = os.pipe()
    numbers = (number.to_bytes(_WIDTH, "big") for number in range(length))
    os.write(writer, b"".join(numbers))
    os.close(writer)
    return reader


def _take(queue: int) -> Iterator[int]:
    """Yield numbers that no other process gets, as long as there are any."""
    while number := os.read(queue, _WIDTH):
        yield int.from_bytes(number, "big")


def _check(
    numbers: Iterable[int], chunks: Sequence[Sequence[str]], settings: Settings
) -> _Done:
    done, results = [], []
    for number in numbers:
        for filename in chunks[number]:
            result = check_file(filename, settings)
            if result.found or result.problem:
                results.append(result)
        done.append(number)
    return _Done(done, results)


def _start_copies(
    count: int, queue: int, chunks: Sequence[Sequence[str]], settings: Settings
) -> Iterator[_Copy]:
    """Yield *count* copies, or as many as the system has to give."""
    parent = os.getpid()
    for _ in range(count):
        opened: list[int] = []
        try:
            opened += os.pipe()
            opened += os.pipe()  # closed again: it is for the files that will be read
            process = os.fork()
        except OSError:
            _close(opened)
            return
        reader, writer, *spare = opened
        if not process:
            numbers = takewhile(lambda _: os.getppid() == parent, _take(queue))
            _serve(writer, [reader, *spare], numbers, chunks, settings)
        _close([writer, *spare])
        yield _Copy(process, reader)


def _close(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _serve(
    writer: int,
    others: Iterable[int],
    numbers: Iterable[int],
    chunks: Sequence[Sequence[str]],
    settings: Settings,
) -> NoReturn:
    """Check files in a copy, write down what is found, and end it."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process ends us
        _close(others)  # with the reader open, we could wait for it for ever
        done = _check(numbers, chunks, settings)
        with open(writer, "wb") as file:
            pickle.dump(done, file)
    finally:
        # Nothing is printed or flushed here: that is left to the other process.
        os._exit(0)


def _receive(copy: _Copy) -> _Done:
    """Return what a copy has done; nothing if it could not tell all of it."""
    with open(copy.reader, "rb", closefd=False) as file:
        answer = file.read()
    try:
        done = pickle.loads(answer)
    except (EOFError, pickle.UnpicklingError):
        return _Done((), ())
    assert isinstance(done, _Done)
    return done


def _end(copy: _Copy) -> None:
    os.close(copy.reader)
    # A parent that ignores its children is not told of their end.
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(copy.process, signal.SIGKILL)  # others may be ignored
        os.waitpid(copy.process, 0)
