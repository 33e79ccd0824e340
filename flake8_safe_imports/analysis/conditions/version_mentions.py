"""Whether an expression asks for the version of Python in any way.

It need not be understood: a test that asks for the version and cannot be evaluated
silences what it guards.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Callable

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions.evaluate import HAS_VALUES
from flake8_safe_imports.analysis.facts import flags
from flake8_safe_imports.analysis.facts.releases import (
    VERSION_ATTRIBUTES,
    VERSION_KEYS,
    VERSION_MARKER,
    VERSION_NAMES,
)
from flake8_safe_imports.analysis.handling import presence
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.results import list_tests_of_returns
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.handling.other_files import OtherExpression
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.values import ValuesOf


class VersionMentions:
    """Tells which expressions of one file ask for the version of Python."""

    def __init__(
        self,
        bindings: Bindings,
        values_of: ValuesOf,
        find_in_others: Callable[[ast.expr], OtherExpression | None],
    ) -> None:
        """Take the names of a file, their values, and what other files say of them."""
        self._bindings = bindings
        self._values_of = values_of
        self._find_in_others = find_in_others
        # The nodes are kept, so that their ids are not used again.
        self._known: dict[tuple[int, int], tuple[ast.AST, bool]] = {}
        self._by_version: dict[tuple[ast.AST, int], bool] = {}

    def is_about_version(self, node: ast.AST, hops: int = MAX_HOPS) -> bool:
        """Return whether *node* asks for the version of Python in any way."""
        known = self._known.get((id(node), hops))
        if known is None:
            answer = any(
                self._is_part_about_version(part, hops) for part in ast.walk(node)
            )
            known = self._known[id(node), hops] = (node, answer)
        return known[1]

    def is_assigned_version(self, node: ast.expr) -> bool:
        """Return whether something that *node* is assigned asks for the version."""
        return any(
            self.is_about_version(value, MAX_HOPS - 1)
            for value, _ in self._assigned(node, MAX_HOPS)
        )

    def depends_on_version(self, node: ast.expr, hops: int = MAX_HOPS) -> bool:
        """Return whether *node*, a decorator or a class, depends on the version.

        It is a function that asks for it, a call that is given it, or a class that has
        such a decorator, here or in another file.
        """
        for event in self._bindings.values.find_assignments(node):
            parts: list[ast.AST] = []
            if event.function is not None:
                parts = [event.function]
            elif isinstance(event.value, ast.Call):
                parts = [event.value]
            elif event.body is not None:
                parts = [*getattr(event.body.node, "decorator_list", ())]
            if any(self.is_about_version(part, hops) for part in parts):
                return True
        other = self._find_in_others(node)
        return other is not None and other.depends_on_version()

    def _is_part_about_version(self, part: ast.AST, hops: int) -> bool:
        if not isinstance(part, HAS_VALUES):
            return _has_text_of_version(part)
        if isinstance(part, ast.Call):
            if presence.asked_name(part, self._bindings) in VERSION_NAMES:
                return True
            if flags.asks_for_version(last_name(part.func), part.args):
                return True
            if hops and self._returns_by_version(part, hops - 1):
                return True
        elif self._has_name_of_version(part):
            return True
        if any(
            where != versions.EVERYTHING or self.is_about_version(value, hops - 1)
            for value, where in self._assigned(part, hops)
        ):
            return True
        if hops and any(
            event.value is not None and self.is_about_version(event.value, hops - 1)
            for event in self._bindings.values.find_assignments(part)
        ):
            return True  # one of several values, the others are not known
        other = self._find_in_others(part)
        return other is not None and other.is_about_version()

    def _returns_by_version(self, call: ast.Call, hops: int) -> bool:
        """Return whether a version test decides what *call* returns.

        It is the call of a function of this file, with a ``return`` below such a test.
        """
        function = self._bindings.values.find_called(call)
        if function is None:
            return False
        known = self._by_version.get((function, hops))
        if known is None:
            known = self._by_version[function, hops] = any(
                self.is_about_version(test, hops)
                for test in list_tests_of_returns(function)
            )
        return known

    def _has_name_of_version(self, node: ast.Name | ast.Attribute) -> bool:
        dotted = self._bindings.dotted_name(node)
        if dotted in VERSION_NAMES:
            return True
        name = (dotted or last_name(node)).rpartition(".")[2]
        if name in VERSION_ATTRIBUTES:
            # It may be that of sys under another name: os.sys, a parameter.
            base = node.value if isinstance(node, ast.Attribute) else node
            return not self._bindings.values.is_defined_here(base)
        return flags.is_about_version(name)

    def _assigned(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        return self._values_of(node, hops - 1) if hops else ()


def _has_text_of_version(part: ast.AST) -> bool:
    if isinstance(part, ast.Subscript):
        return isinstance(part.slice, ast.Constant) and part.slice.value in VERSION_KEYS
    return (
        isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and re.search(VERSION_MARKER, part.value) is not None
    )
