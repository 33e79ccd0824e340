"""Checks many files: in this process, or in several where that is quicker."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.check.files import STDIN
from flake8_safe_imports.check.lint import check_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from multiprocessing.pool import Pool

    from flake8_safe_imports.check.lint import Result

_FEWEST: Final = 150
"""How many files a process must get: with fewer, starting it takes longer."""
_CHUNK: Final = 16

_options: argparse.Namespace | None = None
"""The options of a worker process."""


def check_files(filenames: Sequence[str], options: argparse.Namespace) -> list[Result]:
    """Return what there is to report in each file, in the same order."""
    jobs = _count_jobs(filenames, options)
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


def _start(jobs: int, options: argparse.Namespace) -> Pool | None:
    """Return a pool of processes; None where the system has none to give."""
    try:
        import multiprocessing.pool

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
