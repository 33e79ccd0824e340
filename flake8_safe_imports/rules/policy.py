"""VET101, VET103 and VET104: is the import allowed here, in this form?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.statements.import_statements import spell_alias
from flake8_safe_imports.config.policy import find_replacement
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import NO_ADVICE, Advice, make_printable
from flake8_safe_imports.rules.declare import rule, statement_rule
from flake8_safe_imports.rules.target import (
    CHAIN,
    FROM,
    Problem,
    Target,
    count_parts,
)
from flake8_safe_imports.rules.wording import advise, advise_by_use, quote_replacement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.config.policy import Ban
    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.target import Statement


@rule("VET101")
def banned_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that the project bans.

    What it does
        Reports imports that match ``vet-banned-imports`` or, in the files it names,
        ``vet-per-file-banned-imports``: modules and everything below them, single names
        and attributes, however they are reached. An attribute of a standard library
        class is also found through ``self`` in a class that inherits from it, under the
        conditions of VET202: ``self.assertTrue``.

    Why
        A project decides that a module is replaced, or that layers of its code stay
        apart. A ban finds the next import that breaks the decision, and says what to
        write instead.

    Example
        With ``vet-banned-imports = mock = unittest.mock``::

            import mock

    Instead
        Import what the message names::

            from unittest import mock

    Options
        ``vet-banned-imports``, ``vet-per-file-banned-imports``,
        ``vet-allowed-imports``, ``vet-per-file-allowed-imports``,
        ``vet-exempt-type-checking``.

    Fix safety
        ``fix --unsafe`` rewrites an import whose ban names a replacement. Only you can
        know that the replacement does the same.

    Known limits
        Names that are put together at run time are not seen: ``getattr(os, name)``,
        ``import_module(f"app.{name}")``. See :doc:`/guides/cookbook` for tested
        policies.

    When to turn it off
        Without bans it reports nothing. For one place use ``vet-allowed-imports``,
        ``vet-per-file-allowed-imports`` or a ``noqa`` comment.
    """
    ban = _find_ban(target, file)
    if ban is None or _is_exempt(target, file):
        return
    depth = count_parts(ban.cause)
    if target.way == CHAIN or depth > count_parts(target.name):
        name = ban.cause
    else:
        name = target.name
    yield Problem("VET101", name, "is banned", _advise(ban, target, file), depth)


def _is_exempt(target: Target, file: File) -> bool:
    return file.config.exempt_type_checking and file.find_state(target).typing_only


def _find_ban(target: Target, file: File) -> Ban | None:
    kind = file.classify(target.top, relative=target.relative)
    ban = file.policy.find_ban(target.name, kind)
    if target.star:
        return ban or file.policy.find_star_ban(target.name, kind)
    if target.uses and target.way == FROM and not target.base:
        # from a import b, c: what is banned is a, unless each name says otherwise.
        length = count_parts(target.name)
        for use in target.uses:
            ban = file.policy.find_ban(f"{target.name}.{use}", kind)
            if ban is not None and count_parts(ban.cause) <= length:
                return ban
        return None
    # `import a.b` binds a: if a.b is allowed, a.c still needs a finding of its own.
    is_free = target.way == CHAIN and target.base == 1
    if ban is not None and count_parts(ban.cause) <= target.base and not is_free:
        return None
    return ban


def _advise(ban: Ban, target: Target, file: File) -> Advice:
    if not ban.text:
        return _advise_for_python2(ban, target, file) if ban.fact else NO_ADVICE
    replacement = find_replacement(ban.text, file.is_module)
    if replacement:
        return Advice(f"use {quote_replacement(replacement)}", replacement)
    return Advice(make_printable(ban.text))


def _advise_for_python2(ban: Ban, target: Target, file: File) -> Advice:
    """Return what to use for what ``{python2to3}`` bans."""
    window = file.find_state(target).window & versions.PYTHON3 or versions.PYTHON3
    fact = stdlib.find(ban.cause)
    assert fact is not None
    advice = advise_by_use(fact.name, target.uses, window)
    if not advice.text:
        advice = advise(fact.replacement, fact.advice, window)
    return advice


@statement_rule("VET103")
def banned_relative_import(statement: Statement, file: File) -> Iterator[Problem]:
    """A relative import in a project that writes absolute ones.

    What it does
        Reports relative imports: with ``vet-banned-relative-imports = parents`` those
        that climb to a parent package (``from ..core import models``), with ``all``
        every one.

    Why
        An absolute import says where the module is, survives moving the file, and is
        found by searching for the name.

    Example
        ::

            from ..core import models

    Instead
        Write the absolute import that the message gives::

            from app.core import models

    Options
        ``vet-banned-relative-imports``, ``vet-exempt-type-checking``.

    Fix safety
        ``fix`` writes the absolute import where each folder up to an import root has an
        ``__init__.py``, so that only one name is possible. Where the folders leave a
        choice (namespace packages, vendored code), only ``fix --unsafe`` does.

    Known limits
        The absolute import is worked out from the folders with ``__init__.py``. A
        folder around them without one may be a namespace package, or no package at all.
        The message assumes the latter (``app.core`` for ``backend/app/core.py``) unless
        the import leads into it. An import that leads out of the project has no
        absolute form.

    When to turn it off
        Without the option it reports nothing.
    """
    node = statement.node
    banned = file.config.banned_relative_imports
    if not banned or not isinstance(node, ast.ImportFrom) or not node.level:
        return
    climbs = node.level > 1
    if banned == "parents" and not climbs:
        return
    if _is_exempt(_make_target(statement), file):
        return
    advice = Advice("write the absolute import")
    if statement.modules:
        names = ", ".join(map(spell_alias, node.names))
        advice = Advice(f"write `from {statement.modules[0]} import {names}`")
    yield Problem(
        "VET103",
        "." * node.level + (node.module or ""),
        "is banned",
        advice,
        subject="relative import" + " from a parent package" * climbs,
    )


def _make_target(statement: Statement) -> Target:
    """Return a target at the place of *statement*."""
    return Target("", FROM, statement.place, relative=True)


@statement_rule("VET104")
def redundant_import_alias(statement: Statement, file: File) -> Iterator[Problem]:
    """An alias that repeats the name.

    What it does
        Reports ``import foo as foo``, ``import a.b as b`` and ``from a import b as
        b``. In ``__init__.py`` and ``.pyi`` files such an alias marks a re-export, and
        is never reported.

    Why
        The alias makes readers look for a difference that is not there.

    Example
        ::

            import os.path as path
            from app import models as models

    Instead
        ::

            from os import path
            from app import models

    Options
        Off unless ``vet-enable`` names it; ``vet-exempt-type-checking`` applies.

    Fix safety
        Not fixed.

    Known limits
        Re-exports in modules other than ``__init__.py`` cannot be told from mistakes.

    When to turn it off
        Where re-exports in other files are marked by such aliases.
    """
    if file.is_reexporting or _is_exempt(_make_target(statement), file):
        return
    node = statement.node
    for alias in node.names:
        above, _, last = alias.name.rpartition(".")
        if alias.asname != last:
            continue
        if isinstance(node, ast.ImportFrom):
            written = f"from {'.' * node.level}{node.module or ''} import {last}"
        else:
            written = f"from {above} import {last}" if above else f"import {last}"
        yield Problem(
            "VET104",
            last,
            "is imported under its own name",
            Advice(f"write `{written}`"),
            alias=alias,
        )
