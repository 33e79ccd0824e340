"""On which versions an import works, as far as is known."""

from __future__ import annotations

import ast
from itertools import accumulate
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, optional_names, stdlib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.analysis.statements.dynamic import Resolve
    from flake8_safe_imports.project.pythons import Declared

UNTRACKED: Final = (
    *range(200, versions.MINORS[0]),
    *range(300, versions.MINORS[1]),
)
"""The old versions that have no bit of their own in a window, oldest first."""
_PYTHON30 = 300
"""Python 3.0 lasted for months; a declaration such as ``>=2.7`` does not mean it."""


class ImportSource(NamedTuple):
    """Where an import statement takes a name from."""

    dotted: str
    """The whole of it, from the module on."""
    module: str
    """The module it is, or is taken from."""


class ImportFacts:
    """Answers whether imports of one file work."""

    def __init__(
        self, supported: Declared, may_be_there: Callable[[str], bool], resolve: Resolve
    ) -> None:
        """Take the supported versions and how to look up modules.

        *may_be_there* tells of a module whether it may come from elsewhere than the
        standard library: from beside the file or from a declared dependency. *resolve*
        gives the absolute names of relative imports.
        """
        self._supported = supported
        self._may_be_there = may_be_there
        self._resolve = resolve

    def window(self, name: str) -> int:
        """Return the versions on which importing *name* works, as far as is known.

        The result is every version if nothing is known for one of the supported ones.
        """
        if any(map(self._may_be_there, _list_prefixes(name))):
            return versions.EVERYTHING
        window = versions.EVERYTHING
        for fact in find_facts(name):
            if any(versions.covers(fact.spans, old) for old in self._supported.old):
                return versions.EVERYTHING
            window &= fact.window
        return window

    def is_certain(self, name: str, window: int) -> bool:
        """Return whether importing *name* is certain to work on all of *window*.

        It also works on all supported versions that have no bit in a window.
        """
        return self._is_certain(name, window) and self._is_certain_on_old(name)

    def _is_certain(self, name: str, window: int) -> bool:
        parts = name.split(".")
        if (
            any(part.startswith("_") for part in parts)
            or _is_optional(name, window)
            or self._may_be_there(parts[0])
        ):
            return False
        if not stdlib.is_module(name) and not stdlib.is_on_every_build(name, window):
            return False
        known = stdlib.find_window(name)
        return known is not None and not window & ~(known & self.window(name))

    def _is_certain_on_old(self, name: str) -> bool:
        """Return whether all supported versions without a bit have *name*.

        A name that 3.6 has is recorded as new in 3.0 if its real date is unknown.
        """
        old = [minor for minor in self._supported.old if minor != _PYTHON30]
        if not old:
            return True
        return min(old) > _PYTHON30 and all(
            fact.spans[0][0] != _PYTHON30
            and all(versions.covers(fact.spans, minor) for minor in old)
            for fact in find_facts(name)
        )

    def is_no_module(self, dotted: str, node: ast.stmt) -> bool:
        """Return whether *node* imports *dotted* as a module, although it is a name."""
        return (
            isinstance(node, ast.Import)
            and "." in dotted
            and not stdlib.is_module(dotted)
            and stdlib.find_window(dotted) is not None
            and not self._may_be_there(dotted.partition(".")[0])
        )

    def has_module(self, node: ast.stmt, window: int) -> bool:
        """Return whether *node* imports names of a module that *window* has."""
        if not isinstance(node, ast.ImportFrom) or node.level:
            return False
        module = node.module or ""
        return stdlib.is_module(module) and bool(self.window(module) & window)

    def iterate_names(self, node: ast.stmt) -> Iterator[tuple[int, str, ImportSource]]:
        """Yield the number, variable and import of each alias of the import *node*.

        Other statements yield nothing.
        """
        if isinstance(node, ast.Import):
            for number, alias in enumerate(node.names):
                name = alias.asname or alias.name.partition(".")[0]
                yield number, name, ImportSource(alias.name, alias.name)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                resolved = self._resolve(node.level, module)
                only = resolved[0] if len(resolved) == 1 else ""
                module = only or "." * node.level + module
            for number, alias in enumerate(node.names):
                dotted = f"{module}.{alias.name}"
                home = dotted if _is_module(dotted) else module
                yield number, alias.asname or alias.name, ImportSource(dotted, home)

    def find_variables(self, nodes: Iterable[ast.stmt]) -> dict[str, ImportSource]:
        """Return variable -> what the imports among *nodes* bind it to first."""
        found: dict[str, ImportSource] = {}
        for node in nodes:
            for _, name, imported in self.iterate_names(node):
                found.setdefault(name, imported)
        return found


def find_facts(name: str) -> list[stdlib.Fact]:
    """Return the facts about *name* and about each module that contains it."""
    found = map(stdlib.find, _list_prefixes(name))
    return [fact for fact in found if fact is not None]


def _list_prefixes(name: str) -> list[str]:
    """Return *name* and everything it is in: ``a``, ``a.b``, ``a.b.c``."""
    return list(accumulate(name.split("."), "{}.{}".format))


def _is_optional(name: str, window: int) -> bool:
    """Return whether a build of a version of *window* may lack *name*."""
    for prefix in _list_prefixes(name):
        always_since = optional_names.ALWAYS_SINCE.get(prefix)
        if always_since is not None and (
            not always_since or window & ~versions.since(always_since)
        ):
            return True
    return False


def _is_module(dotted: str) -> bool:
    row = backports.find(dotted)
    return stdlib.is_module(dotted) or (row is not None and row.binds_names)
