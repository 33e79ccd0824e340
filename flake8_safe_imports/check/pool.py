"""Checks many files: in this process, or in several where that is quicker."""

from __future__ import annotations

import gc
import itertools
import operator
import os
import sys

from flake8_safe_imports.check.files import STDIN
from flake8_safe_imports.check.lint import check_file
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from flake8_safe_imports.check.lint import Result
    from flake8_safe_imports.settings import Settings

_FEWEST: Final = 50
"""How many files a process must get: with fewer, if clean, copying takes longer."""
_FEWEST_IN_POOL: Final = 200
"""The same where each process imports everything again."""

_MOST_OBJECTS: Final = 100_000
"""How many more there may be before garbage is collected: about 20 MB.

Python's own threshold has it look at the tree of a large file many times over.
"""

_NO_COPIES: Final = ("darwin", "emscripten")
"""Where ``os.fork`` is no use: Apple's libraries may fail after it, and Emscripten,
which has the function, has no processes.
"""


def check_files(found: Iterable[str], settings: Settings) -> list[Result]:
    """Return what there is to report in the files *found*, sorted by their names."""
    if not gc.isenabled():
        gc.freeze()  # what was imported so far
        gc.set_threshold(_MOST_OBJECTS)
        gc.enable()
    results = _check_files(found, settings)
    return sorted(results, key=operator.attrgetter("name"))


def _check_files(found: Iterable[str], settings: Settings) -> list[Result]:
    most = _count_jobs(settings)
    if most > 1 and _may_fork():
        found = iter(found)
        first = list(itertools.islice(found, 2 * _FEWEST))
        found = itertools.chain(first, found)
        if len(first) == 2 * _FEWEST:
            # Imported here, and below: they are for large projects.
            from flake8_safe_imports.check.forked import check_in_copies

            return check_in_copies(found, settings, most, _FEWEST)
    filenames = sorted(found)
    jobs = min(most, len(filenames) // _FEWEST_IN_POOL)
    if jobs > 1:
        from flake8_safe_imports.check.spawned import check_in_pool

        results = check_in_pool(filenames, settings, jobs)
        if results is not None:
            return results
    return [check_file(filename, settings) for filename in filenames]


def _count_jobs(settings: Settings) -> int:
    """Return how many processes to use at most."""
    if STDIN in settings.namespace.filenames or settings.namespace.verbose:
        return 1  # with -v each process would log the same
    given = settings.namespace.jobs
    return (os.cpu_count() or 1) if given.is_auto else given.n_jobs


def _may_fork() -> bool:
    """Return whether this process can be copied safely, and nobody chose otherwise."""
    if not hasattr(os, "fork") or sys.platform in _NO_COPIES:
        return False
    chooser = sys.modules.get("multiprocessing")
    if chooser and chooser.get_start_method(allow_none=True) not in {None, "fork"}:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1
