"""Whether a test may replace what a use reaches, so that the use has to stay."""

from __future__ import annotations

import functools
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Callable

from flake8_safe_imports.data import backports
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.project import replacing
from flake8_safe_imports.fix.rewrites import CannotFix

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.fix.project.importers import Importers
    from flake8_safe_imports.fix.project.replaced import Replaced
    from flake8_safe_imports.fix.text.nodes import Nodes


class Mocks:
    """What the files of a project, and one file itself, may replace."""

    def __init__(self, nodes: Nodes, importers: Importers) -> None:
        self._nodes = nodes
        self._importers = importers
        self._may_patch = lru_cache(maxsize=None)(importers.may_patch)

    def check_patches(self, use: Use, reached: str) -> None:
        """Raise CannotFix if a test may replace *reached*, or the name it begins with.

        A test that does so expects the use to see it.
        """
        row = backports.find_covering(reached)
        # What the standard library lacks no test can replace.
        name = row.name if row is not None else ""
        if self._may_patch(use.name, name):
            either = f" or {quote(name)}" if name else ""
            raise CannotFix(f"a test may replace {quote(use.name)}{either}")
        self.check_targets(reached, reached, is_late=True)

    def check_targets(self, used: str, imported: str, *, is_late: bool) -> None:
        """Raise CannotFix if a string tells a test what to replace of *used*.

        It begins with what is *imported*, and what replaces that would not see it.
        With *is_late* that is reached only when it is used.
        """
        target = self._find_target(used, imported, is_late=is_late)
        if target:
            raise CannotFix(f"a test may replace {quote(target)}")

    def check_builtin(self, name: str) -> None:
        """Raise CannotFix if a test may replace the built-in *name*.

        A use that is rewritten to that would see it then.
        """
        target = self._find_builtin(name)
        if target:
            raise CannotFix(f"a test may replace {quote(target)}")

    @cached_property
    def _own(self) -> Replaced:
        """What the file itself replaces."""
        return replacing.read_own(self._nodes)

    @cached_property
    def _find_target(self) -> Callable[..., str]:
        find = functools.partial(self._importers.find_target, self._own)
        return lru_cache(maxsize=None)(find)

    @cached_property
    def _find_builtin(self) -> Callable[[str], str]:
        find = functools.partial(self._importers.find_builtin, self._own)
        return lru_cache(maxsize=None)(find)
