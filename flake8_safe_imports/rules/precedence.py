"""One cause, one finding: which problems hide others, and which cover later uses."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Callable

from flake8_safe_imports.rules.target import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.analysis.scoping.scopes import Binding, Use
    from flake8_safe_imports.rules.target import Problem

Shown = Callable[[str], bool]
"""Whether the user's select and ignore let a code through."""

_HIDING = frozenset({"VET101", "VET401"})
_HIDDEN = ("VET102", "VET2", "VET3", "VET402", "VET405")
_COVERING = ("VET101", "VET2", "VET3", "VET401", "VET402")


def is_hiding(problems: Iterable[Problem], shown: Shown) -> bool:
    """Return whether one of *problems* hides others of the same name."""
    return any(item.code in _HIDING and shown(item.code) for item in problems)


def can_be_hidden(problem: Problem) -> bool:
    """Return whether a ban or a malicious name hides *problem*."""
    return problem.code.startswith(_HIDDEN)


def is_covering(problems: Iterable[Problem], shown: Shown) -> bool:
    """Return whether the uses of what has these *problems* need no findings too."""
    return any(
        item.code.startswith(_COVERING) and shown(item.code) for item in problems
    )


class ReportedImports:
    """The imports whose findings cover the uses of the names that they bind."""

    def __init__(self) -> None:
        self._blamed: dict[tuple[int, str], set[str]] = {}
        """What is to blame, by the number of the statement and what it binds."""

    def add(self, source: int, bound: str, blamed: str) -> None:
        """Note that import *source*, which binds *bound*, is reported for *blamed*."""
        self._blamed.setdefault((source, bound), set()).add(blamed)

    def cover(self, use: Use, bindings: Sequence[Binding]) -> bool:
        """Return whether what was reported for an import covers *use* of it.

        ``import os`` binds the same name as ``import os.path``. A finding that blames
        ``os.path`` says nothing about ``os.fork``, even where that import is the later.
        """
        reported = [item for item in bindings if self._key(item) in self._blamed]
        free = {item.target for item in bindings if self._key(item) not in self._blamed}
        if any(item.target not in free for item in reported):
            return True
        for target in {item.target for item in reported}:
            parts = (target, *use.attributes[:MAX_DEPTH])
            names = list(accumulate(parts, "{}.{}".format))
            for item in reported:
                blamed = self._blamed[self._key(item)]
                if item.target == target and not blamed.isdisjoint(names):
                    return True
        return False

    @staticmethod
    def _key(binding: Binding) -> tuple[int, str]:
        return binding.source, binding.target
