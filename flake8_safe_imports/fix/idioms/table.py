"""Rewriting calls and constants of Python 2 to what an engineer would write instead.

``six.iteritems(d)`` becomes ``d.items()``: that takes more than another name. Each
rewrite does on Python 3 exactly what the old one does there; what needs no import is
rewritten use by use. To add one, write a function and a row of ``IDIOMS``.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports.fix.idioms import flags
from flake8_safe_imports.fix.idioms.of_classes import (
    add_metaclass,
    drop_decorator,
    with_metaclass,
)
from flake8_safe_imports.fix.idioms.of_six import (
    ensure_binary,
    ensure_text,
    iterate,
    write_argument,
    write_attribute,
    write_bytes_literal,
    write_method,
    write_raise_from,
    write_reraise,
    write_subscript,
    write_types,
)
from flake8_safe_imports.fix.idioms.of_stdlib import (
    METHODS,
    drop_old_classes,
    shorten_make_suite,
    write_conversion,
    write_full_argspec,
    write_join,
    write_string_method,
    write_types_of_text,
    write_unquoted,
)
from flake8_safe_imports.fix.idioms.sites import Idiom, Site
from flake8_safe_imports.fix.rewrites import CannotFix, SmallRewrite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.text.edits import Edit

IDIOMS: Final[dict[str, Callable[[Site], Idiom | None]]] = {
    "cgi.escape": write_unquoted,
    "inspect.getargspec": write_full_argspec,
    "six.add_metaclass": add_metaclass,
    "six.assertCountEqual": write_method,
    "six.assertNotRegex": write_method,
    "six.assertRaisesRegex": write_method,
    "six.assertRegex": write_method,
    "six.b": write_bytes_literal,
    "six.byte2int": write_attribute("[0]"),
    "six.class_types": write_types("type"),
    "six.ensure_binary": ensure_binary,
    "six.ensure_str": ensure_text,
    "six.ensure_text": ensure_text,
    "six.get_function_closure": write_attribute(".__closure__"),
    "six.get_function_code": write_attribute(".__code__"),
    "six.get_function_defaults": write_attribute(".__defaults__"),
    "six.get_function_globals": write_attribute(".__globals__"),
    "six.get_method_function": write_attribute(".__func__"),
    "six.get_method_self": write_attribute(".__self__"),
    "six.get_unbound_function": write_argument,
    "six.indexbytes": write_subscript,
    "six.integer_types": write_types("int"),
    "six.iteritems": iterate("items"),
    "six.iterbytes": iterate(""),
    "six.iterkeys": iterate("keys"),
    "six.iterlists": iterate("lists"),
    "six.itervalues": iterate("values"),
    "six.python_2_unicode_compatible": drop_decorator,
    "six.raise_from": write_raise_from,
    "six.reraise": write_reraise,
    "six.string_types": write_types("str"),
    "six.u": write_argument,
    "six.viewitems": write_attribute(".items()"),
    "six.viewkeys": write_attribute(".keys()"),
    "six.viewvalues": write_attribute(".values()"),
    "six.with_metaclass": with_metaclass,
    "string.atof": write_conversion("float"),
    "string.atoi": write_conversion("int"),
    "string.atol": write_conversion("int"),
    "string.join": write_join,
    "string.joinfields": write_join,
    "string.splitfields": write_string_method,
    "types.ClassType": drop_old_classes,
    "types.StringTypes": write_types_of_text,
    "unittest.makeSuite": shorten_make_suite,
    **{f"string.{name}": write_string_method for name in METHODS},
    **dict.fromkeys(flags.VALUES, flags.write_flag),
}
"""By the absolute name that a use reaches; None is returned where it cannot be."""


def rewrite_idioms(context: Context, reasons: dict[Finding, str]) -> list[SmallRewrite]:
    """Return what can be rewritten now; what overlaps is for the next round.

    Add to *reasons* why other findings are not.
    """
    found: list[SmallRewrite] = []
    taken: list[tuple[int, int]] = []
    """The spans of the edits, sorted."""
    for use, name, finding in _list_reported_uses(context):
        rewrite = IDIOMS.get(name)
        if rewrite is None or not use.reads or context.nodes.is_in_fstring(use.node):
            continue
        try:
            context.mocks.check_patches(use, name)
            context.check_bound(use)
            idiom = rewrite(Site(context, use, name))
        except CannotFix as error:
            reasons[finding] = str(error)
            continue
        if idiom is None or not _claim(taken, idiom.edits):
            continue
        found.append(SmallRewrite(finding, name, idiom.new, idiom.edits))
    return found


def _claim(taken: list[tuple[int, int]], edits: Sequence[Edit]) -> bool:
    """Add the spans of *edits* to *taken*, unless one of them is taken already."""
    # Insertions at the end of one another would come in an unknown order.
    spans = [(edit.start, max(edit.end, edit.start + 1)) for edit in edits]
    for start, end in spans:
        index = bisect_left(taken, (start, end))
        if index and taken[index - 1][1] > start:
            return False
        if index < len(taken) and taken[index][0] < end:
            return False
    for span in spans:
        insort(taken, span)
    return True


def _list_reported_uses(context: Context) -> Iterator[tuple[Use, str, Finding]]:
    """Yield each use that is reported, or whose import is, with its dotted name."""
    for use in context.variables.scopes.uses:
        bindings = context.variables.find_bindings(use)
        targets = {binding.target for binding in bindings or ()}
        if len(targets) != 1:
            continue
        name = ".".join([*targets, *use.attributes])
        if name not in IDIOMS:
            continue
        finding = context.reported.find_about_use(use, name)
        if finding is None:
            finding = context.find_reported_import(
                use, {b.source for b in bindings or ()}
            )
        if finding is not None:
            yield use, name, finding
