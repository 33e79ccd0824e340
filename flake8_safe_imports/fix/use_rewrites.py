"""How one use of a name that has to go is rewritten: a table of small functions.

To rewrite another kind of use (say, a call that is only iterated over), write a
function like those below and add it to the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.fix.replacements import Replacement
from flake8_safe_imports.fix.rewrites import CannotFix

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context


class OldUse(NamedTuple):
    """A use that is to be rewritten."""

    use: Use
    name: str
    """The absolute dotted name that it reaches."""
    window: int
    """The versions that can reach the import."""
    finding: Finding
    imported: str = ""
    """The absolute name that is imported; empty if that stays imported."""
    replacement: str = ""
    """What replaces *imported*; empty if nothing does."""


def replace_assigned_attribute(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``module.ours`` in ``module.ours = 1``: it need not exist before."""
    rest = old.name[len(old.imported) :]
    if old.use.reads or not old.replacement or rest.count(".") > 1:
        return None
    found = context.find_replacement(old.name, old.window, old.finding)
    return found if found.name else Replacement(old.replacement + rest)


def replace_drop_in(context: Context, old: OldUse) -> Replacement | None:
    """Replace a name by its drop-in replacement, or by the one that its ban names."""
    return context.find_replacement(old.name, old.window, old.finding)


USE_REWRITES: Final[tuple[Callable[[Context, OldUse], Replacement | None], ...]] = (
    replace_assigned_attribute,
    replace_drop_in,
)
"""The ways to rewrite a use; the first answer that is not None counts.

The last way always has an answer.
"""


def replace_use(context: Context, old: OldUse) -> str:
    """Return the dotted name to write for *old*; raise CannotFix if there is none."""
    answers = (rewrite(context, old) for rewrite in USE_REWRITES)
    found = next(answer for answer in answers if answer is not None)
    if not found.name:
        raise CannotFix(found.reason)
    return found.name
