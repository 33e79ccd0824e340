"""How one use of a name that has to go is rewritten: a table of small functions.

To rewrite another kind of use (say, a call that is only iterated over), write a
function like those below and add it to the table.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.fix.replacements import Replacement
from flake8_safe_imports.fix.rewrites import CannotFix

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context


_LOADERS: Final = {
    "unittest.makeSuite": "unittest.defaultTestLoader.loadTestsFromTestCase",
    "unittest.findTestCases": "unittest.defaultTestLoader.loadTestsFromModule",
}
_CHECKED_TYPES: Final = {"types.StringTypes": "builtins.str"}


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


def replace_suite_maker(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``unittest.makeSuite(T)``, called with nothing but what it loads."""
    new = _LOADERS.get(old.name)
    call = context.parents.get(id(old.use.node))
    if new is None or not isinstance(call, ast.Call) or call.func is not old.use.node:
        return None
    is_plain = len(call.args) == 1 and not isinstance(call.args[0], ast.Starred)
    return Replacement(new) if is_plain and not call.keywords else None


def replace_compared_limit(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``sys.maxint`` where it is compared."""
    parent = context.parents.get(id(old.use.node))
    if old.name != "sys.maxint" or not isinstance(parent, ast.Compare):
        return None
    return Replacement("sys.maxsize")


def replace_signature(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``inspect.getargspec(f).args``, and what else is named alike."""
    if old.name != "inspect.getargspec":
        return None
    call = context.parents.get(id(old.use.node))
    if not isinstance(call, ast.Call) or call.func is not old.use.node:
        return None
    taken = context.parents.get(id(call))
    is_alike = (
        isinstance(taken, ast.Attribute)
        and taken.attr in {"args", "defaults", "varargs"}
    ) or (
        isinstance(taken, ast.Subscript)
        and isinstance(taken.slice, ast.Constant)
        and taken.slice.value in (0, 1, 3)
    )
    return Replacement("inspect.getfullargspec") if is_alike else None


def replace_checked_types(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``types.StringTypes`` in ``isinstance``."""
    if old.name not in _CHECKED_TYPES:
        return None
    is_checked = context.is_checked_type(old.use.node, old.use)
    return Replacement(_CHECKED_TYPES[old.name]) if is_checked else None


def replace_drop_in(context: Context, old: OldUse) -> Replacement | None:
    """Replace a name by its drop-in replacement, or by the one that its ban names."""
    return context.find_replacement(old.name, old.window, old.finding)


USE_REWRITES: Final[tuple[Callable[[Context, OldUse], Replacement | None], ...]] = (
    replace_assigned_attribute,
    replace_suite_maker,
    replace_compared_limit,
    replace_signature,
    replace_checked_types,
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
