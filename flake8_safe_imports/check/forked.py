"""Checks files in this process and in copies of it, while more files are being found.

To import and to start a pool of :mod:`multiprocessing` takes longer than to check
hundreds of files.
"""

from __future__ import annotations

import marshal
import mmap
import os
from itertools import islice, takewhile

from flake8_safe_imports.check.lint import Result, check_file
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final, NoReturn

    from flake8_safe_imports.settings import Settings

_CHUNK: Final = 4
"""How many files are taken at least: one of the last may take long."""
_MOST_CHUNKS: Final = 1000
"""Chunks are larger than that where the files found so far would make more of them."""
_MEMORY: Final = 16 * 1024 * 1024
"""Bytes for the names of files, about 200,000; what is not used costs nothing."""
_WIDTH: Final = 4
"""The bytes of a number in the queue."""
_PARTS: Final = 8
"""In how many parts, or more, a process takes its share of what is in the queue."""


class _Queue:
    """Chunks of files, each for the first process that takes it.

    Their names are in memory that all processes share, behind the number of chunks, and
    a pipe holds where they begin. *processes* take some, at most. ``chunks`` are those
    that were put, by that place.
    """

    def __init__(self, processes: int) -> None:
        self._parts: Final = _PARTS * processes
        self._memory: Final = mmap.mmap(-1, _MEMORY)
        self._end = _WIDTH
        self._last = -1  # the number of the chunk that this process took last
        reader, writer = os.pipe()
        self._reader: Final = open(reader, "rb", buffering=0)  # noqa: SIM115
        self._writer: Final = open(writer, "wb", buffering=0)  # noqa: SIM115
        os.set_blocking(writer, False)
        self.chunks: Final[dict[int, Sequence[str]]] = {}

    def put(self, chunk: Sequence[str]) -> bool:
        """Leave the files in *chunk* to a process; return False if there is no room."""
        names = os.fsencode("\0".join(chunk))
        record = _pack_number(len(self.chunks)) + _pack_number(len(names)) + names
        start, end = self._end, self._end + len(record)
        if end > _MEMORY:
            return False
        self._memory[start:end] = record
        if not self._writer.write(_pack_number(start)):
            return False
        self.chunks[start] = chunk
        self._memory[:_WIDTH] = _pack_number(len(self.chunks))
        self._end = end
        return True

    def end(self) -> None:
        """Say that this process puts no more."""
        self._writer.close()

    def take(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield chunks that no other process gets, until no process can put more."""
        while numbers := self._reader.read(_WIDTH * self._count_next()):
            for place in range(0, len(numbers), _WIDTH):
                start = int.from_bytes(numbers[place : place + _WIDTH], "big")
                yield start, self._read_names(start)

    def _count_next(self) -> int:
        """Return how many chunks to take at once: few if there may be no more.

        Files near each other repeat imports, which a process looks up once.
        """
        waiting = self._read_number(0) - self._last - 1
        return max(1, waiting // self._parts)

    def _read_names(self, start: int) -> Sequence[str]:
        self._last = self._read_number(start)
        size = self._read_number(start + _WIDTH)
        names = start + 2 * _WIDTH
        return os.fsdecode(self._memory[names : names + size]).split("\0")

    def _read_number(self, place: int) -> int:
        return int.from_bytes(self._memory[place : place + _WIDTH], "big")

    def close(self) -> None:
        """Give back what the system gave."""
        self._writer.close()
        self._reader.close()
        self._memory.close()


def _pack_number(number: int) -> bytes:
    return number.to_bytes(_WIDTH, "big")


class _Done:
    """What a process has done: where chunks begin, and what is to be reported."""

    __slots__ = ("results", "starts")

    def __init__(self, starts: Sequence[int], results: Sequence[Result]) -> None:
        self.starts: Final = starts
        self.results: Final = results


class _Copy:
    """A copy of this process, and the end of the pipe that its answer comes from."""

    __slots__ = ("process", "reader")

    def __init__(self, process: int, reader: int) -> None:
        self.process: Final = process
        self.reader: Final = reader


def check_in_copies(
    found: Iterable[str], settings: Settings, most: int, fewest: int
) -> list[Result]:
    """Return what there is to report in each of the files *found*.

    There is a process for each *fewest* files, and at most *most*. The copies begin
    while this process finds more files; then it takes part. What a copy does not give
    back, since it was ended or raised an exception, is checked here.
    """
    queue = _Queue(most)
    copies: list[_Copy] = []
    names: list[str] = []
    results: list[Result] = []
    try:
        for chunk in _divide(found):
            names += chunk
            if not queue.put(chunk):
                results += _check_chunk(chunk, settings)
            if len(copies) + 1 < min(most, len(names) // fewest):
                try:
                    copies.append(_start_copy(queue, settings))
                except OSError:  # the system has no more to give
                    most = 1
        queue.end()
        done = [_check(queue.take(), settings), *map(_receive, copies)]
    except BaseException:
        _kill(copies)
        raise
    finally:
        queue.close()
        for copy in copies:
            _wait(copy)
    missing = queue.chunks.keys() - {start for part in done for start in part.starts}
    for start in sorted(missing):
        results += _check_chunk(queue.chunks[start], settings)
    results += (result for part in done for result in part.results)
    reported = {result.name: result for result in results}
    return [reported.get(name) or Result(name) for name in names]


def _divide(found: Iterable[str]) -> Iterator[Sequence[str]]:
    """Yield the files *found* in chunks, which are larger in large projects."""
    files = iter(found)
    total = 0
    while chunk := list(islice(files, max(_CHUNK, total // _MOST_CHUNKS))):
        yield chunk
        total += len(chunk)


def _check(chunks: Iterable[tuple[int, Sequence[str]]], settings: Settings) -> _Done:
    starts: list[int] = []
    results: list[Result] = []
    for start, chunk in chunks:
        results += _check_chunk(chunk, settings)
        starts.append(start)
    return _Done(starts, results)


def _check_chunk(chunk: Iterable[str], settings: Settings) -> Iterator[Result]:
    """Yield the results of the files that there is something to report in."""
    for filename in chunk:
        result = check_file(filename, settings)
        if result.found or result.problem:
            yield result


def _start_copy(queue: _Queue, settings: Settings) -> _Copy:
    """Return a copy that checks files; raise OSError if the system has none to give."""
    parent = os.getpid()
    opened: list[int] = []
    try:
        opened += os.pipe()
        opened += os.pipe()  # closed again: it is for the files that will be read
        process = os.fork()
    except OSError:
        _close(opened)
        raise
    reader, writer, *spare = opened
    if not process:
        _serve(queue, settings, parent, writer, [reader, *spare])
    _close([writer, *spare])
    return _Copy(process, reader)


def _close(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _serve(
    queue: _Queue,
    settings: Settings,
    parent: int,
    writer: int,
    others: Iterable[int],
) -> NoReturn:
    """Check files in a copy, write down what is found, and end it."""
    try:
        queue.end()
        _close(others)  # with the reader open, we could wait for it for ever
        chunks = takewhile(lambda _: os.getppid() == parent, queue.take())
        done = _check(chunks, settings)
        with open(writer, "wb") as file:
            file.write(_pack(done))
    finally:
        # Nothing is printed or flushed here: that is left to the other process.
        os._exit(0)


def _receive(copy: _Copy) -> _Done:
    """Return what a copy has done; nothing if it could not tell all of it."""
    with open(copy.reader, "rb", closefd=False) as file:
        answer = file.read()
    try:
        return _unpack(answer)
    except EOFError:
        return _Done((), ())


# To import pickle takes as long as to check ten files, and most runs find nothing.


def _pack(done: _Done) -> bytes:
    """Return what a copy has done in bytes."""
    results = b""
    if done.results:
        import pickle

        results = pickle.dumps(done.results)
    return marshal.dumps((list(done.starts), results))


def _unpack(answer: bytes) -> _Done:
    """Return what a copy has done; raise EOFError for a part of an *answer*."""
    starts, packed = marshal.loads(answer)
    results: Sequence[Result] = ()
    if packed:
        import pickle

        results = pickle.loads(packed)
    return _Done(starts, results)


def _kill(copies: Iterable[_Copy]) -> None:
    """End the *copies*, which nobody waits for, whatever they are doing."""
    # Imported here: it is rarely needed.
    import signal
    from contextlib import suppress

    for copy in copies:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.kill(copy.process, signal.SIGKILL)  # others may be ignored


def _wait(copy: _Copy) -> None:
    """Wait for the end of a copy that has closed its pipe."""
    os.close(copy.reader)
    try:
        os.waitpid(copy.process, 0)
    except ChildProcessError:
        return  # a parent that ignores its children is not told of their end
