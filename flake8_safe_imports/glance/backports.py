"""Whether a rule may report what a file imports of a backport.

A rule does so only if the standard library has it on all versions that get there, and
if no version test is around it.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.statements import syntax
from flake8_safe_imports.data import backports
from flake8_safe_imports.glance.statements import find_end_of_header

if TYPE_CHECKING:
    from flake8_safe_imports.glance.statements import Statement

_MOST_PARTS: Final = 10
"""No name of a backport has more parts."""


def may_report_backport(
    statement: Statement, text: str, start: int, window: int, supported: int
) -> bool:
    """Return whether a rule may report *statement*, which begins at *start* in *text*.

    The version tests around it leave *window*, and the project supports *supported*.
    Errs on the side of True: also for names below which there are others.
    """
    module = statement.module
    names = [
        name if module is None else f"{module}.{name}" for name, _ in statement.names
    ]
    above = [module] if module is not None else []
    bound = [name.partition(".")[0] for name in names] if module is None else []
    if any(map(backports.has_below, (*names, *bound))):
        return True
    rows = [
        (row, name)
        for dotted in (*above, *names)
        for name in accumulate(dotted.split(".", _MOST_PARTS), "{}.{}".format)
        if (row := backports.find_covering(name)) is not None
    ]
    if any(row.kind != backports.BACKPORT for row, _ in rows):
        return True
    # A version test around it silences the rule.
    return window == versions.EVERYTHING and (
        any(not supported & ~backports.find_replacement(*row)[1] for row in rows)
        or _may_be_narrower(text, start, supported)
    )


def _may_be_narrower(text: str, start: int, window: int) -> bool:
    """Return whether fewer versions than those of *window* may get to *start*.

    Those that cannot parse *text* do not, nor those for which a line above exits.
    """
    return start >= find_end_of_header(text) or syntax.may_be_newer(
        text, versions.oldest(window)
    )
