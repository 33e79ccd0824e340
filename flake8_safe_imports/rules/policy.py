"""VET1xx: is the import allowed here?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.import_statements import spell_alias
from flake8_safe_imports.config.policy import find_replacement
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import NO_ADVICE, Advice, make_printable
from flake8_safe_imports.rules.declare import rule, statement_rule
from flake8_safe_imports.rules.target import (
    CHAIN,
    FROM,
    IMPORT,
    Problem,
    Target,
    count_parts,
    cut,
)
from flake8_safe_imports.rules.wording import advise, advise_by_use, quote_replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.analysis.places import Place
    from flake8_safe_imports.config.policy import Ban
    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.target import Statement


_LAZY = versions.since(315)
"""The versions that know lazy imports."""


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


@rule("VET102")
def banned_module_level_import(target: Target, file: File) -> Iterator[Problem]:
    """An import, while the module loads, of something that must be imported lazily.

    What it does
        Reports imports of what ``vet-banned-module-level-imports`` names wherever they
        run while the module loads: at its top level, inside ``if``, ``try`` and
        ``with``, and in class bodies.

    Why
        A heavy import (``torch``, ``pandas``) at module level makes every program
        that touches the module slow to start, whether it needs it or not.

    Example
        With ``vet-banned-module-level-imports = torch``::

            import torch

            def train():
                return torch.zeros(3)

    Instead
        Import it where it is used::

            def train():
                import torch

                return torch.zeros(3)

        A ``lazy import`` of Python 3.15, an import inside ``if TYPE_CHECKING:`` or ``if
        False:``, and one inside ``if __name__ == "__main__"`` are fine too. So is a
        module that ``__lazy_modules__`` names, if only Python 3.15 and later are
        supported: older versions ignore that variable. Where its value is computed,
        every module counts as named.

    Options
        ``vet-banned-module-level-imports``, ``vet-allowed-imports``,
        ``vet-per-file-allowed-imports``.

    Fix safety
        Not fixed: you decide where the import should go.

    Known limits
        A function that is called while the module loads is not looked into. Modules
        that other modules import are not followed.

    When to turn it off
        Without the option it reports nothing.
    """
    kind = file.classify(target.top, relative=target.relative)
    cause = file.config.banned_module_level_imports.find_prefix(target.name, kind)
    if not cause or count_parts(cause) <= target.base or target.lazy:
        return
    state = file.find_state(target)
    if state.deferred or state.main_only or state.typing_only:
        return
    has_lazy_imports = not (state.window or file.window) & ~_LAZY
    if has_lazy_imports and _is_named(target, file.lazy_modules.may_name):
        return
    advice = "import it inside the function that uses it"
    if has_lazy_imports and target.way in (IMPORT, FROM):
        advice += ", or by `lazy import`"
    yield Problem(
        "VET102",
        cause,
        "is banned at module level",
        Advice(advice),
        count_parts(cause),
    )


def _is_named(target: Target, names: Callable[[str, Place], bool]) -> bool:
    """Return whether *names* has the module of *target*, an import statement."""
    if target.way not in (IMPORT, FROM) or target.star:
        return False
    is_name = target.way == FROM and target.base
    module = cut(target.name, target.base) if is_name else target.name
    return names(module, target.place)


@rule("VET105")
def banned_lazy_import(target: Target, file: File) -> Iterator[Problem]:
    """A lazy import of something that must be imported eagerly.

    What it does
        Reports imports of what ``vet-banned-lazy-imports`` names if they are lazy on
        Python 3.15: by ``lazy import``, or because ``__lazy_modules__`` names the
        module. That counts as in PEP 810: it is assigned at module level before the
        import, and names exactly the module of the statement, which is not in a
        function, a class or a ``try``. It is silent where Python 3.15 is not
        supported: older versions ignore the variable.

    Why
        Some modules do something when they are imported: they register plugins,
        patch other modules or check the environment. Imported lazily, they do it at
        the first use of the name, or never.

    Example
        With ``vet-banned-lazy-imports = app.plugins``::

            __lazy_modules__ = ["app.plugins"]
            import app.plugins

        and likewise ``lazy import app.plugins``.

    Instead
        ::

            import app.plugins

    Options
        ``vet-banned-lazy-imports``, ``vet-allowed-imports``,
        ``vet-per-file-allowed-imports``.

    Fix safety
        Not fixed.

    Known limits
        Only you know whether a module works when it is imported lazily; nothing is
        imported to find out.

    When to turn it off
        Without the option it reports nothing.
    """
    kind = file.classify(target.top, relative=target.relative)
    cause = file.config.banned_lazy_imports.find_prefix(target.name, kind)
    if (
        not cause
        or count_parts(cause) <= target.base
        or target.way not in (IMPORT, FROM)
        or not (target.lazy or _is_named(target, file.lazy_modules.name))
    ):
        return
    state = file.find_state(target)
    if state.typing_only or not state.window & _LAZY:
        return
    yield Problem(
        "VET105",
        cause,
        "is banned as a lazy import",
        Advice("import it eagerly"),
        count_parts(cause),
    )


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
