"""Checks many files: in this process, or in several where that is quicker."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.check.files import STDIN
from flake8_safe_imports.check.lint import check_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from multiprocessing.pool import Pool

    from flake8_safe_imports.check.lint import Result

_FEWEST: Final = 150
"""How many files a process must get: with fewer, starting it takes longer."""
_CHUNK: Final = 16
_SAFE_PATH: Final = "PYTHONSAFEPATH"

_options: argparse.Namespace | None = None
"""The options of a worker process."""


def check_files(filenames: Sequence[str], options: argparse.Namespace) -> list[Result]:
    """Return what there is to report in each file, in the same order."""
    if not gc.isenabled():
        gc.freeze()  # what was imported so far
        gc.enable()
    jobs = _count_jobs(filenames, options)
    with _leave_working_directory_out():
        pool = _start(jobs, options) if jobs > 1 else None
        if pool is None:
            return [check_file(filename, options) for filename in filenames]
        with pool:
            return pool.map(_run, filenames, _CHUNK)


def _count_jobs(filenames: Sequence[str], options: argparse.Namespace) -> int:
    """Return how many processes to use; ``--jobs`` is the most."""
    if STDIN in filenames:
        return 1
    given = options.jobs
    most = (os.cpu_count() or 1) if given.is_auto else given.n_jobs
    return min(most, len(filenames) // _FEWEST)


@contextlib.contextmanager
def _leave_working_directory_out() -> Iterator[None]:
    """Keep the working directory off the path of processes while they start.

    Where they are not forked, they begin with ``python -c``, which would import a
    ``multiprocessing.py`` of the project.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _start(jobs: int, options: argparse.Namespace) -> Pool | None:
    """Return a pool of processes; None where the system has none to give."""
    try:
        import multiprocessing.pool

        is_forked = multiprocessing.get_start_method() == "fork"
        if sys.version_info < (3, 11) and not is_forked:
            return None  # it does not know the variable
        return multiprocessing.Pool(jobs, _initialize, (options,))
    except (ImportError, OSError):
        return None


def _initialize(options: argparse.Namespace) -> None:
    global _options
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends them
    _options = options


def _run(filename: str) -> Result:
    assert _options is not None
    return check_file(filename, _options)
