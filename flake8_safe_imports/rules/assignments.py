"""What a file, and its project, may assign to modules and classes of others."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import assignments

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.glance.file import SourceFile


class Assignments:
    """The assignments that one file makes or finds made.

    "Before the file runs" is in the packages that it is in, and in each conftest.py
    above.
    """

    def __init__(self, source: SourceFile, bindings: Bindings) -> None:
        self._path: Final = source.path
        self._lines: Final = source.lines
        self._bindings: Final = bindings

    def may_set(self, module: str, name: str) -> bool:
        """Return whether a file of the project may assign *name* to *module*."""
        return assignments.contains(self._own, module, name) or assignments.may_assign(
            self._path, module, name
        )

    def is_set_before(self, module: str, name: str) -> bool:
        """Return whether *name* is assigned to *module* in the file or before it."""
        return self._bindings.is_set(module, name) or assignments.contains(
            assignments.find_above(self._path), module, name
        )

    def may_set_on_class(self, owner: str, name: str) -> bool:
        """Return whether a file of the project may set *name* on the class *owner*."""
        return assignments.may_assign_to_class(self._path, owner, name)

    def is_replaced(self, module: str) -> bool:
        """Return whether *module* is put into ``sys.modules`` in the file or before."""
        return module in self._replaced or module in assignments.find_replaced_above(
            self._path
        )

    @cached_property
    def _replaced(self) -> frozenset[str]:
        if "modules" not in "".join(self._lines):  # far quicker than the patterns
            return frozenset()
        code = (line for line in self._lines if not line.lstrip().startswith("#"))
        return frozenset(assignments.find_replaced("".join(code)))

    @cached_property
    def _own(self) -> frozenset[tuple[str, str]]:
        """What this file assigns: on disk it may be older than in an editor."""
        return frozenset(assignments.find_in("".join(self._lines)))
