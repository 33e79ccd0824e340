"""VET205: does a fallback still run on any supported version?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import Advice, quote
from flake8_safe_imports.rules.declare import statement_rule
from flake8_safe_imports.rules.target import Problem
from flake8_safe_imports.rules.wording import advise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.dead.dead_imports import DeadImport
    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.target import Statement


@statement_rule("VET205")
def dead_import_fallback(statement: Statement, file: File) -> Iterator[Problem]:
    """An import that no supported version of Python can reach.

    What it does
        Reports the half of an ``ImportError`` shim that can never be used, imports
        inside ``with suppress(ImportError)`` that always fail, and imports in a branch
        of a version test that is never taken, or after one that always exits.

    Why
        Code for a version that you dropped misleads readers and is never tested.

    Example
        With Python 3.9 and later supported::

            try:
                from urllib.request import urlopen
            except ImportError:
                from urllib2 import urlopen

    Instead
        Keep the half that is used::

            from urllib.request import urlopen

    Options
        Off unless ``vet-enable`` names it. ``vet-supported-python``, else the
        project's own declaration.

    Fix safety
        ``fix --unsafe`` keeps the half that is used.

    Known limits
        Only version tests and ``ImportError`` shims are judged, not conditions about
        anything else. Files that import modules of MicroPython are left out.

    When to turn it off
        It is off unless you turn it on.
    """
    if not file.is_floor_known or file.is_for_micropython:
        return
    node = statement.node
    for number, dead in file.dead_imports.find(statement.place):
        yield Problem(
            "VET205",
            dead.name,
            f"is a fallback for {dead.kept_for} and never runs here",
            _advise_what_to_keep(dead, file.window),
            alias=None if number is None else node.names[number],
        )


def _advise_what_to_keep(dead: DeadImport, window: int) -> Advice:
    """Return what to keep, or to write instead."""
    if dead.kept:
        return Advice(f"keep {quote(dead.kept)} alone")
    fact = stdlib.find(dead.unreplaced) or stdlib.find(dead.name)
    if not dead.unreplaced or fact is None:
        return Advice("remove it")
    return advise(fact.replacement, fact.advice, window)
