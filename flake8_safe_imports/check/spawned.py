"""Checks files in a pool of processes, where this one cannot simply be copied."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.check.lint import check_file
from flake8_safe_imports.settings import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from multiprocessing.pool import Pool

    from flake8_safe_imports.check.lint import Result
    from flake8_safe_imports.settings import Settings

_CHUNK: Final = 16
_SAFE_PATH: Final = "PYTHONSAFEPATH"

_settings: Settings | None = None
"""The settings of a worker process."""


def check_in_pool(
    filenames: Sequence[str], settings: Settings, jobs: int
) -> list[Result] | None:
    """Return what there is to report in each file, checked in *jobs* processes.

    None where the system has none to give.
    """
    with _leave_working_directory_out():
        pool = _start(jobs, settings.namespace)
        if pool is None:
            return None
        with pool:
            return pool.map(_run, filenames, _CHUNK)


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
    try:
        import multiprocessing.pool

        is_forked = multiprocessing.get_start_method() == "fork"
        if sys.version_info < (3, 11) and not is_forked:
            return None  # it does not know the variable
        return multiprocessing.Pool(jobs, _initialize, (options,))
    except (ImportError, OSError):
        return None


def _initialize(options: argparse.Namespace) -> None:
    global _settings
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends them
    _settings = read_settings(options)


def _run(filename: str) -> Result:
    assert _settings is not None
    return check_file(filename, _settings)
