"""Distributions on PyPI that replace, install or are named like stdlib modules.

Distributions that bring back removed modules are in :mod:`.dropins`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.data import dropins

if TYPE_CHECKING:
    from collections.abc import Iterator


class StdlibDistribution(NamedTuple):
    """A distribution that has to do with a module of the standard library."""

    name: str
    """Normalised as PEP 503 asks."""
    modules: frozenset[str]
    """Top-level modules of the standard library that it may install."""
    replacement: str
    """The dotted standard library name that every supported Python has instead.

    Empty if the distribution is not obsolete.
    """
    since: str
    """The first Python version with the replacement (``3.4``), empty without one."""
    source: str
    """Where the facts are from.

    ``docs X`` is the page of module X in Python's documentation, where versionadded
    dates it; ``imports`` is the table of import names in ``tools/names/popular.txt``;
    ``PyPI`` is the project's own page there.
    """


# distribution | modules it may install | replacement | since | source
_TABLE: Final = """\
# Backports of what every supported Python has. Backports that are still developed
# (mock) and those of newer modules (tomli) are not here: VET301 knows those.
argparse|argparse|argparse|3.2|docs argparse; imports
asyncio|asyncio|asyncio|3.4|docs asyncio; imports
backport-ipaddress|ipaddress|ipaddress|3.3|docs ipaddress; imports
backports-abc||collections.abc|3.5|docs collections.abc: Generator
backports-functools-lru-cache||functools.lru_cache|3.3|docs functools: typed
backports-lzma||lzma|3.3|docs lzma
backports-shutil-get-terminal-size||shutil.get_terminal_size|3.3|docs shutil
backports-ssl-match-hostname||ssl|3.2|docs ssl of 3.11: match_hostname
backports-tempfile||tempfile|3.4|PyPI: backports 3.4's tempfile
backports-weakref||weakref|3.4|docs weakref: finalize
chainmap||collections.ChainMap|3.3|docs collections
configparser||configparser|3.0|docs configparser: its name since 3.0
contextvars|contextvars|contextvars|3.7|docs contextvars; imports
dataclasses|dataclasses|dataclasses|3.7|docs dataclasses; imports
email|email|email|3.0|docs email; imports
enum34|enum|enum|3.4|docs enum; imports
faulthandler||faulthandler|3.3|docs faulthandler
funcsigs||inspect.signature|3.3|docs inspect
functools32||functools|3.2|PyPI: backports 3.2's functools
futures|concurrent|concurrent.futures|3.2|docs concurrent.futures; imports
importlib|importlib|importlib|3.1|docs importlib; imports
ipaddress|ipaddress|ipaddress|3.3|docs ipaddress; imports
linecache2||linecache|3.5|PyPI: backports 3.5's linecache
logging|logging|logging|3.0|docs logging; imports
multiprocessing|multiprocessing|multiprocessing|3.0|docs multiprocessing; imports
ordereddict||collections.OrderedDict|3.1|docs collections
pathlib|pathlib|pathlib|3.4|docs pathlib; imports
pathlib2||pathlib|3.4|docs pathlib
selectors34|selectors|selectors|3.4|docs selectors
singledispatch||functools.singledispatch|3.4|docs functools
statistics|statistics|statistics|3.4|docs statistics; imports
subprocess32||subprocess|3.2|PyPI: backports 3.2's subprocess
traceback2||traceback|3.5|docs traceback: TracebackException
trollius||asyncio|3.4|docs asyncio
typing|typing|typing|3.5|docs typing; imports
unittest2||unittest|3.2|PyPI: backports unittest of 2.7 and 3.2
uuid|uuid|uuid|3.0|docs uuid; imports
wsgiref|wsgiref|wsgiref|3.0|docs wsgiref; imports

# Backports and replacements that may still be wanted.
gnureadline|readline|||imports
graphlib|graphlib|||imports
graphlib-backport|graphlib|||imports
pyreadline|readline|||PyPI: readline for Windows
pyreadline3|readline|||imports
readline|readline|||imports

# Projects that install a module with a stdlib name by a packaging mistake.
behavex|venv|||imports
obspy|signal|||imports
pyodide-py|webbrowser|||imports
qrdet|venv|||imports

# Projects named like a stdlib module that install none of that name.
datetime||||PyPI: DateTime is imported as DateTime
"""


def _parse_table() -> Iterator[StdlibDistribution]:
    for line in _TABLE.splitlines():
        if line and not line.startswith("#"):
            name, modules, replacement, since, source = line.split("|")
            installed = frozenset(modules.split())
            yield StdlibDistribution(name, installed, replacement, since, source)


ROWS: Final = tuple(_parse_table())
"""All rows, by group and name."""
_BY_NAME: Final = {row.name: row for row in ROWS}
_REVIVED: Final = "standard-"
"""The prefix of the distributions that bring back what Python 3.13 removed."""


def find(distribution: str) -> StdlibDistribution | None:
    """Return the row of a normalized distribution name, or None."""
    return _BY_NAME.get(distribution)


def find_obsolete(distribution: str) -> StdlibDistribution | None:
    """Return the row of a backport that no supported Python needs, or None."""
    row = find(distribution)
    return row if row and row.replacement else None


def may_install(distribution: str, module: str) -> bool:
    """Return whether a distribution is known to install the stdlib *module*.

    *distribution* is a normalized name, *module* a top-level one.
    """
    row = find(distribution)
    return (
        (row is not None and module in row.modules)
        or module in dropins.list_modules(distribution)
        or distribution.startswith(_REVIVED)
    )
