"""How what ``six`` does to classes is rewritten: metaclasses and a decorator."""

from __future__ import annotations

import ast
from typing import Final

from flake8_safe_imports.analysis.scoping.known_classes import PLAIN_METACLASSES
from flake8_safe_imports.fix.idioms.sites import (
    Idiom,
    Site,
    replace,
)
from flake8_safe_imports.fix.text.class_headers import find_class_header
from flake8_safe_imports.fix.text.edits import Edit

_PREPARE: Final = "__prepare__"
_SUBCLASS_HOOK: Final = "__init_subclass__"
_NAME_HOOK: Final = "__set_name__"
"""The method that tells an object in a class body its name, once for each class."""
_MOST_BASES: Final = 50
"""How many classes above one are looked at; with more nothing is clear."""


def drop_decorator(site: Site) -> Idiom | None:
    """Drop a decorator that does nothing."""
    owner = site.parent
    if not isinstance(owner, ast.ClassDef):
        return None
    return _remove_decorator(site, owner, site.node)


def _remove_decorator(site: Site, owner: ast.ClassDef, node: ast.expr) -> Idiom | None:
    if not any(node is decorator for decorator in owner.decorator_list):
        return None
    source = site.context.source
    start, end = source.span(node)
    first = source.line_start(source.find_line(start))
    last = source.line_start(source.find_line(end) + 1)
    before = source.text[first:start].strip()
    if before != "@" or source.text[end:last].strip():
        return None
    return Idiom((Edit(first, last, ""),), "nothing")


def add_metaclass(site: Site) -> Idiom | None:
    """Write ``class C(metaclass=M)`` for a decorated class."""
    call = site.call(1, 1)
    owner = site.context.nodes.around(call) if call else None
    if call is None or not isinstance(owner, ast.ClassDef) or owner.keywords:
        return None
    removed = _remove_decorator(site, owner, call)
    # Other decorators would see a class that is made at another time.
    if removed is None or owner.decorator_list[-1] is not call:
        return None
    header = find_class_header(site.context.source, owner)
    if (
        header is None
        or not _has_plain_bases(site, owner)
        or not _has_clear_slots(owner)
        or _is_given_prepare(site)
        or site.context.is_named_anywhere(_NAME_HOOK)
    ):
        return None
    if not _is_plain_metaclass(site, call.args[0]):
        return None
    name_end, arguments_end = header
    metaclass = f"metaclass={site.text(call.args[0])}"
    if not owner.bases and _may_see_bases(site, call.args[0]):
        if not site.is_builtin("object"):
            return None
        metaclass = f"object, {metaclass}"
    if owner.bases:
        edit = Edit(arguments_end, arguments_end, f", {metaclass}")
    elif arguments_end > name_end:
        edit = Edit(name_end, arguments_end + 1, f"({metaclass})")
    else:
        edit = Edit(name_end, name_end, f"({metaclass})")
    return Idiom((*removed.edits, edit), f"({metaclass})")


def _is_given_prepare(site: Site) -> bool:
    """Return whether the file may give a class ``__prepare__`` below its statement."""
    stores = site.context.nodes.by_attribute.get(_PREPARE, ())
    return site.context.mentions.has_string(_PREPARE) or any(
        not isinstance(node.ctx, ast.Load) for node in stores
    )


def _may_see_bases(site: Site, metaclass: ast.expr) -> bool:
    """Return whether *metaclass* may distinguish no base from ``object``."""
    return site.context.dotted_name(metaclass) not in PLAIN_METACLASSES


def _is_plain_metaclass(site: Site, node: ast.expr) -> bool:
    """Return whether the metaclass *node* uses a plain namespace for the body.

    ``six.add_metaclass`` never calls ``__prepare__``.
    """
    context = site.context
    if context.dotted_name(node) in PLAIN_METACLASSES:
        return True
    if not isinstance(node, ast.Name):
        return False
    found = context.nodes.classes_by_name.get(node.id, ())
    return len(found) == 1 and (
        all(context.dotted_name(base) in PLAIN_METACLASSES for base in found[0].bases)
        and bool(found[0].bases)
        and not found[0].keywords
        and not any(
            getattr(part, "name", "") == _PREPARE
            or (isinstance(part, ast.Name) and part.id == _PREPARE)
            for part in ast.walk(found[0])
        )
    )


def _has_plain_bases(site: Site, owner: ast.ClassDef) -> bool:
    """Return whether no base of *owner* notices how its subclasses are made.

    six makes the class twice, and a metaclass or ``__init_subclass__`` sees both.
    """
    if owner.bases and site.context.may_define(_SUBCLASS_HOOK):
        return False
    found = {id(owner): owner}
    pending = [owner]
    while pending:
        for base in pending.pop().bases:
            if not isinstance(base, ast.Name):
                return False
            if site.is_builtin(base.id):
                continue
            known = _find_plain_class(site, base.id)
            if known is None:
                return False
            if id(known) not in found:
                if len(found) > _MOST_BASES:
                    return False
                found[id(known)] = known
                pending.append(known)
    return True


def _find_plain_class(site: Site, name: str) -> ast.ClassDef | None:
    """Return the class *name* of the file, if it has no metaclass of its own.

    Its bases may have one.
    """
    values = site.context.assigned.get(name, ())
    if len(values) != 1 or "*" in site.context.assigned:
        return None
    return next(
        (
            owner
            for owner in site.context.nodes.classes_by_name.get(name, ())
            if not owner.keywords and not owner.decorator_list
        ),
        None,
    )


def _has_clear_slots(owner: ast.ClassDef) -> bool:
    """Return whether ``__slots__`` of *owner*, if it has any, is a literal.

    six cannot make a class with private names among them.
    """
    uses = [
        part
        for statement in owner.body
        for part in ast.walk(statement)
        if isinstance(part, ast.Name) and part.id == "__slots__"
    ]
    if not uses:
        return True
    values = [
        statement.value
        for statement in owner.body
        if isinstance(statement, ast.Assign) and statement.targets == uses
    ]
    if len(values) != 1:
        return False
    value = values[0]
    names = value.elts if isinstance(value, (ast.List, ast.Tuple)) else values
    return all(
        isinstance(name, ast.Constant)
        and isinstance(name.value, str)
        and not name.value.startswith("__")
        for name in names
    )


def with_metaclass(site: Site) -> Idiom | None:
    """Write ``class C(metaclass=M)`` for ``class C(six.with_metaclass(M))``."""
    call = site.call(1, 9)
    owner = site.context.nodes.around(call) if call else None
    if call is None or not isinstance(owner, ast.ClassDef):
        return None
    if len(owner.bases) != 1 or owner.keywords or owner.bases[0] is not call:
        return None
    if not all(isinstance(item, (ast.Name, ast.Attribute)) for item in call.args):
        return None
    metaclass, *bases = map(site.text, call.args)
    if bases == ["object"] and not _may_see_bases(site, call.args[0]):
        bases = []
    text = ", ".join([*bases, f"metaclass={metaclass}"])
    return replace(site, call, text) if "\n" not in text else None
