"""All or nothing: which rewrites are only right together.

A name that several imports bind is renamed at all its uses, and by all of them, or not
at all. Where one of these rewrites cannot be made, the others are given up with it.
A package that the standard library replaces as a whole is replaced as a whole, or two
libraries would be mixed: ``unittest.mock.DEFAULT`` is not ``mock.DEFAULT``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.data import backports, stdlib
from flake8_safe_imports.fix.evaluated import find_strings
from flake8_safe_imports.fix.project.meanings import IMPORTING, SIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flake8_safe_imports.analysis.scoping.places import Located
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.rewrites import Rewrite
    from flake8_safe_imports.fix.text.nodes import Nodes
    from flake8_safe_imports.fix.variables import Variables

_Import = tuple[int, str, int]
"""The id of a variable, what it is bound to, and the statement that does so."""


def find_inconsistent(
    rewrites: Sequence[Rewrite], variables: Variables
) -> list[Rewrite]:
    """Return the rewrites that rename uses of what another, unchanged import binds."""
    pending = list(_find_unrenamed(rewrites))
    if not pending:
        return []
    dependent = _find_dependent(rewrites, variables)
    failed: dict[int, Rewrite] = {}
    while pending:
        for rewrite in dependent.pop(pending.pop(), ()):
            if id(rewrite) not in failed:
                failed[id(rewrite)] = rewrite
                pending += _list_imports(rewrite, rewrite.aliases)
    return list(failed.values())


def _find_unrenamed(rewrites: Iterable[Rewrite]) -> Iterator[_Import]:
    """Yield the imports that stay and bind what the rewrite of another one renames."""
    renaming = [rewrite for rewrite in rewrites if rewrite.uses]
    renamed = {key for rewrite in renaming for key in rewrite.aliases}
    done: set[int] = set()
    for rewrite in renaming:
        # Only a star import binds no variable, and nothing is renamed for one.
        assert rewrite.variable is not None
        group = rewrite.variable.groups[rewrite.old]
        if id(group) not in done:
            yield from _list_imports(rewrite, group.keys - renamed)
        done.add(id(group))


def _list_imports(rewrite: Rewrite, keys: Iterable[tuple[int, int]]) -> list[_Import]:
    return [(id(rewrite.variable), rewrite.old, source) for source, _ in keys]


def _find_dependent(
    rewrites: Iterable[Rewrite], variables: Variables
) -> dict[_Import, list[Rewrite]]:
    """Return, by import, the rewrites of uses that may see it."""
    dependent: dict[_Import, list[Rewrite]] = {}
    for rewrite in rewrites:
        if rewrite.variable is None:
            continue
        sources = {
            binding.source
            for new in rewrite.uses.values()
            for binding in variables.find_bindings(new.use) or ()
        }
        for source in sources:
            key = id(rewrite.variable), rewrite.old, source
            dependent.setdefault(key, []).append(rewrite)
    return dependent


def give_up(
    rewrites: Sequence[Rewrite], failed: Mapping[int, str]
) -> tuple[list[Rewrite], dict[Finding, str]]:
    """Return the rewrites that are left, and why the other findings are not fixed.

    *failed* are reasons by the ids of rewrites. With one import of a variable go all
    of them; if they can all bind the same name instead, they do that.
    """
    left: list[Rewrite] = []
    reasons: dict[Finding, str] = {}
    variables = {
        id(rewrite.variable): failed[id(rewrite)]
        for rewrite in rewrites
        if id(rewrite) in failed
    }
    groups: dict[int, list[Rewrite]] = {}
    for rewrite in rewrites:
        if rewrite.variable is not None and id(rewrite.variable) in variables:
            groups.setdefault(id(rewrite.variable), []).append(rewrite)
        elif id(rewrite) in failed:
            reasons[rewrite.finding] = failed[id(rewrite)]
        else:
            left.append(rewrite)
    for variable, group in groups.items():
        alternatives = [
            rewrite.alternative for rewrite in group if rewrite.alternative is not None
        ]
        if len(alternatives) == len(group):
            left += alternatives
        else:
            reasons.update({item.finding: variables[variable] for item in group})
    return left, reasons


def find_needed_imports(
    rewrites: Iterable[Rewrite], chains: Iterable[str]
) -> list[Rewrite]:
    """Return the rewrites of imports that *chains* need, which stay as they are.

    ``backports.zoneinfo``, with ``import backports``, is an attribute of the package
    only where something imports the module.
    """
    needed = {_find_submodule(name) for name in chains} - {""}
    return [
        rewrite
        for rewrite in rewrites
        if rewrite.aliases and _find_submodule(rewrite.old) in needed
    ]


def _find_submodule(name: str) -> str:
    """Return the module in a package that *name* may be in; empty if there is none."""
    top, *rest = name.split(".")
    module = ".".join([top, *rest[:1]])
    # What `six` moves is imported when it is asked for.
    if not rest or top == SIX:
        return ""
    return module if stdlib.is_module(module) or not stdlib.is_module(top) else ""


_NAMING: Final = frozenset({"modname", "mod_name", "name"})
"""The parameters of functions that import which name a module."""


def find_mixing(
    rewrites: Iterable[Rewrite], imports: Iterable[Located], nodes: Nodes
) -> list[Rewrite]:
    """Return the rewrites of packages that the file still imports then.

    By one of the *imports*, or by a name in a string.
    """
    whole = {_find_whole_package(rewrite.old) for rewrite in rewrites} - {""}
    if not whole:
        return []
    removed = {key for rewrite in rewrites for key in rewrite.aliases}
    staying = {
        _find_top_level(node, alias)
        for number, (node, _) in enumerate(imports)
        for position, alias in enumerate(node.names)
        if (number, position) not in removed
    }
    staying.update(_find_named(nodes))
    return [
        item for item in rewrites if _find_whole_package(item.old) in staying & whole
    ]


def _find_named(nodes: Nodes) -> Iterator[str]:
    """Yield the packages that functions import: ``import_module("mock")``."""
    for call in nodes.of(ast.Call):
        if last_name(call.func) in IMPORTING:
            keywords = (it.value for it in call.keywords if it.arg in _NAMING)
            for node in (*call.args[:1], *keywords):
                for name in find_strings(node):
                    yield name.partition(".")[0]


def _find_top_level(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """Return the top-level package that *alias* imports; empty if it is relative."""
    if isinstance(node, ast.Import):
        return alias.name.partition(".")[0]
    return "" if node.level else (node.module or "").partition(".")[0]


def _find_whole_package(name: str) -> str:
    """Return the package of *name*, if something replaces it as a whole; else empty."""
    top = name.partition(".")[0]
    row = backports.find(top) if top in backports.TOP_LEVEL else None
    is_whole = row is not None and row.kind == backports.BACKPORT and row.drop_in
    return top if is_whole else ""
