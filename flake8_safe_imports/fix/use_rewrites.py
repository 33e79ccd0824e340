"""How one use of a name that has to go is rewritten: a table of small functions.

To rewrite another kind of use (say, a call that is only iterated over), write a
function like those below and add it to the table.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.project.meanings import SIX
from flake8_safe_imports.fix.project.replaced import is_module_of_six
from flake8_safe_imports.fix.replacements import BUILTINS, Replacement, display_name
from flake8_safe_imports.fix.rewrites import BAN, CannotFix
from flake8_safe_imports.fix.streams import streams, text_or_bytes
from flake8_safe_imports.rules.missing import is_python2_only
from flake8_safe_imports.rules.wording import is_available

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context


_LOADERS: Final = {
    "unittest.makeSuite": "unittest.defaultTestLoader.loadTestsFromTestCase",
    "unittest.findTestCases": "unittest.defaultTestLoader.loadTestsFromModule",
}
_STREAMS: Final = {
    text_or_bytes.TEXT: "io.StringIO",
    text_or_bytes.BYTES: "io.BytesIO",
}
_LETTERS: Final = {
    "string.letters": "string.ascii_letters",
    "string.lowercase": "string.ascii_lowercase",
    "string.uppercase": "string.ascii_uppercase",
}
_MOSTLY_THE_SAME: Final = {
    "ConfigParser.ConfigParser": "configparser.ConfigParser",
    "ConfigParser.SafeConfigParser": "configparser.ConfigParser",
    "sets.ImmutableSet": "builtins.frozenset",
    "sets.Set": "builtins.set",
    "sys.maxint": "sys.maxsize",
    "time.clock": "time.perf_counter",
    "types.StringType": "builtins.str",
    "urllib.urlopen": "urllib.request.urlopen",
}
"""What ``--unsafe`` writes: it may differ in rare cases, or in what it measures."""
_COMMON_PLACES: Final = frozenset({"0", "1", "3", ":4"})
"""What of ``getargspec`` is ``args``, ``varargs``, ``defaults``, or all four."""
_MOST_SIDES: Final = 10
"""How many values of one comparison are looked at."""
_CHECKED_TYPES: Final = {"types.StringTypes": "builtins.str"}
_SAME_MODULE: Final = frozenset({"__builtin__", "builtins", "six.moves.builtins"})
"""What is ``builtins`` itself. ``future.builtins`` has objects of its own."""


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
    call = context.nodes.find_call(old.use.node)
    if new is None or call is None:
        return None
    is_plain = len(call.args) == 1 and not isinstance(call.args[0], ast.Starred)
    return Replacement(new) if is_plain and not call.keywords else None


def replace_limit(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``sys.maxint`` where nothing is calculated with it."""
    if old.name != "sys.maxint" or not old.use.reads:
        return None
    parent = context.nodes.around(old.use.node)
    if isinstance(parent, ast.UnaryOp):
        parent = context.nodes.around(parent)
    if isinstance(parent, ast.Compare) and _calculates_with_limit(parent):
        return None  # one half would be rewritten
    is_number = isinstance(parent, (ast.BinOp, ast.AugAssign, ast.Attribute))
    return None if is_number else Replacement("sys.maxsize")


def _calculates_with_limit(node: ast.Compare) -> bool:
    """Return whether a side of *node* adds something to the limit."""
    sides = [node.left, *node.comparators]
    return len(sides) > _MOST_SIDES or any(
        isinstance(part, (ast.Attribute, ast.Name)) and last_name(part) == "maxint"
        for side in sides
        if isinstance(side, ast.BinOp)
        for part in ast.walk(side)
    )


def replace_signature(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``inspect.getargspec(f).args``, and what else is named alike."""
    if old.name != "inspect.getargspec":
        return None
    call = context.nodes.find_call(old.use.node)
    if call is None:
        return None
    # The old one raises an error for functions with keyword-only arguments.
    is_alike = takes_common_part(context.nodes.around(call))
    is_same = is_alike and not context.nodes.is_tried(call)
    return Replacement("inspect.getfullargspec") if is_same else None


def takes_common_part(node: ast.AST | None) -> bool:
    """Return whether *node* takes what both kinds of signatures have, at one place."""
    if isinstance(node, ast.Attribute):
        return node.attr in {"args", "defaults", "varargs"}
    return isinstance(node, ast.Subscript) and ast.unparse(node.slice) in _COMMON_PLACES


def replace_map(context: Context, old: OldUse) -> Replacement | None:
    """Leave ``itertools.imap(None, a, b)``, which makes tuples."""
    call = context.nodes.find_call(old.use.node)
    is_map = old.name in {"itertools.imap", "future_builtins.map"}
    if is_map and call is not None:
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and first.value is None:
            return Replacement("", "`map(None, ...)` is an error on Python 3")
    return None


def replace_checked_types(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``types.StringTypes`` in ``isinstance``."""
    if old.name not in _CHECKED_TYPES:
        return None
    is_checked = context.is_checked_type(old.use.node, old.use)
    return Replacement(_CHECKED_TYPES[old.name]) if is_checked else None


def replace_string_io(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``StringIO`` where it can hold only text, or only bytes."""
    if old.name not in {"StringIO.StringIO", "cStringIO.StringIO"}:
        return None
    call = context.nodes.find_call(old.use.node)
    if call is None:
        return None
    kind = streams.find_kind(context, call)
    return Replacement(_STREAMS[kind]) if kind else None


def replace_letters(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``string.letters``, which another locale changes."""
    new = _LETTERS.get(old.name)
    if new is None or "setlocale" in context.source.text:
        return None
    return Replacement(new)


def replace_escape(context: Context, old: OldUse) -> Replacement | None:
    """Replace ``cgi.escape(text, quote=False)``."""
    call = context.nodes.find_call(old.use.node)
    if old.name != "cgi.escape" or call is None:
        return None
    return Replacement("html.escape") if is_unquoted_escape(call) else None


def is_unquoted_escape(call: ast.Call) -> bool:
    """Return whether *call* escapes what ``html.escape(text, quote=False)`` does."""
    if len(call.args) != 1 or isinstance(call.args[0], ast.Starred):
        return False
    return [
        (keyword.arg, isinstance(keyword.value, ast.Constant) and keyword.value.value)
        for keyword in call.keywords
    ] == [("quote", False)]


def replace_unsafely(context: Context, old: OldUse) -> Replacement | None:
    """Replace what mostly does the same, with ``--unsafe``."""
    new = _MOSTLY_THE_SAME.get(old.name)
    if new is None or context.unsafe:
        return Replacement(new) if new else None
    found = context.find_replacement(old.name, old.window, old.finding)
    reason = f"{display_name(new)} may differ from {quote(old.name)}"
    return found if found.name else Replacement("", f"{reason}: --unsafe rewrites it")


def replace_drop_in(context: Context, old: OldUse) -> Replacement | None:
    """Replace a name by its drop-in replacement, or by the one that its ban names."""
    return context.find_replacement(old.name, old.window, old.finding)


USE_REWRITES: Final[tuple[Callable[[Context, OldUse], Replacement | None], ...]] = (
    replace_assigned_attribute,
    replace_suite_maker,
    replace_limit,
    replace_signature,
    replace_map,
    replace_checked_types,
    replace_string_io,
    replace_letters,
    replace_escape,
    replace_unsafely,
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
    if old.use.reads and old.finding.code != BAN:
        check_availability(found.name, old.window)
    module, _, name = found.name.partition(".")
    if module == BUILTINS and name and not _reaches_builtins(old):
        context.mocks.check_builtin(name.partition(".")[0])
    elif old.imported != old.name and _is_copied(old.name):
        # The old module keeps what it took, whatever is put into the new one.
        above = found.name.rpartition(".")[0]
        context.mocks.check_targets(found.name, above or found.name, is_late=True)
    return found.name


def check_availability(name: str, window: int) -> None:
    """Raise CannotFix if some version of *window* lacks *name*."""
    if not is_available(name, window):
        raise CannotFix(f"{display_name(name)} is not on every supported Python")


def _is_copied(name: str) -> bool:
    """Return whether *name* is in a module of its own on some version of Python 3."""
    if name.startswith(f"{SIX}."):
        return is_module_of_six(name.rpartition(".")[0])
    fact = stdlib.find_lifetime(name) or stdlib.find_module(name.partition(".")[0])
    return fact is None or not is_python2_only(fact)


def _reaches_builtins(old: OldUse) -> bool:
    """Return whether *old* takes the built-in name from its module, at each use."""
    module = old.name.rpartition(".")[0]
    return module in _SAME_MODULE and old.imported != old.name
