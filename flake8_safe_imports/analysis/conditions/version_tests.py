"""On which versions of Python a test may hold.

A test splits a window into the versions on which it may hold and those on which it may
not hold. A version test is evaluated for sample releases of every version, so each
spelling means here what it means to the interpreter. A test of anything else may go
either way on every version.

What a test may be made of is in tables, here and in the modules that this one asks;
CONTRIBUTING ("Add a guard") lists them.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Callable

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions import platforms
from flake8_safe_imports.analysis.conditions.evaluate import (
    HAS_VALUES,
    Evaluator,
    compares_texts,
    is_too_high,
)
from flake8_safe_imports.analysis.conditions.operations import NotUnderstood
from flake8_safe_imports.analysis.conditions.version_mentions import VersionMentions
from flake8_safe_imports.analysis.facts import flags
from flake8_safe_imports.analysis.facts.splits import (
    ALWAYS,
    EITHER,
    NEVER,
    Split,
    all_of,
    any_of,
    opposite,
)
from flake8_safe_imports.analysis.handling import presence
from flake8_safe_imports.analysis.handling.presence import is_none
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.handling.other_files import FindInOthers
    from flake8_safe_imports.analysis.handling.placeholders import Placeholders
    from flake8_safe_imports.analysis.handling.try_flags import TryFlags
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.values import ValuesOf

TYPING_FLAGS = {"TYPE_CHECKING", "MYPY", "MYPY_CHECK_RUNNING"}

_BOTH = frozenset((True, False))


class VersionTests:
    """Splits windows by the tests of one file.

    Results are remembered for each expression and number of hops. So tests that refer
    to each other in any number of ways cost no more than they are long, and no answer
    depends on earlier questions.
    """

    def __init__(
        self,
        bindings: Bindings,
        values_of: ValuesOf,
        try_flags: TryFlags | None = None,
        find_in_others: FindInOthers = lambda node: None,
        placeholders: Placeholders | None = None,
    ) -> None:
        """Take the names of a file, their values, and what ``try`` statements set.

        *find_in_others* looks imported names up in the files they come from.
        """
        self._bindings = bindings
        self._values_of = values_of
        # The nodes are kept, so that their ids are not used again.
        self._splits: dict[tuple[int, int], tuple[ast.expr, Split]] = {}
        self._try_flags = try_flags
        self._find_in_others = find_in_others
        self._placeholders = placeholders
        self.evaluator = Evaluator(bindings, values_of, self._find_in_others)
        self.mentions = VersionMentions(bindings, values_of, self._find_in_others)

    def split(self, test: ast.expr, window: int, hops: int = MAX_HOPS) -> Split:
        """Return how *test* splits *window*, following *hops* assignments at most."""
        known = self._splits.get((id(test), hops))
        if known is None:
            if is_too_high(test):
                found = self._split_unread(test, hops)
            else:
                found = self._split(test, hops)
            known = self._splits[id(test), hops] = (test, found)
        return known[1].within(window)

    def _assigned(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        return self._values_of(node, hops - 1) if hops else ()

    # One version that no window distinguishes from others

    def outcomes(self, test: ast.expr, version: int) -> frozenset[bool]:
        """Return the values that *test* may have on *version*, 304 for 3.4.

        Use this for versions that have no bit of their own in a window.
        """
        return _BOTH if is_too_high(test) else self._outcomes(test, version)

    def _outcomes(self, test: ast.expr, version: int) -> frozenset[bool]:
        if isinstance(test, ast.NamedExpr):
            return self._outcomes(test.value, version)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return frozenset(
                not holds for holds in self._outcomes(test.operand, version)
            )
        if not isinstance(test, ast.BoolOp):
            return self._sample(test, version, MAX_HOPS) or _BOTH
        decisive = isinstance(test.op, ast.Or)
        found = {not decisive}
        for value in test.values:
            part = self._outcomes(value, version)
            if part == {decisive}:
                return part
            found |= part
        return frozenset(found)

    def _sample(
        self, test: ast.expr, version: int, hops: int
    ) -> frozenset[bool] | None:
        """Return the values of *test* on releases of *version*; None if unknown."""
        releases = self.evaluator.releases(test, version, hops)
        try:
            return frozenset(
                bool(self.evaluator.value(test, release, hops)) for release in releases
            )
        except NotUnderstood:
            return None

    # Every split below is one of all versions

    def _split(self, test: ast.expr, hops: int) -> Split:
        operation, operands = self._read_operation(test)
        if operation is not None:
            return operation([self._split(value, hops) for value in operands])
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return opposite(self._split(test.operand, hops))
        if isinstance(test, ast.NamedExpr):
            return self._split(test.value, hops)
        if isinstance(test, ast.IfExp):
            return self._split_conditional(test, hops)
        if isinstance(test, ast.Constant):
            return ALWAYS if test.value else NEVER
        if isinstance(test, HAS_VALUES) and self._is_type_checking(test):
            return NEVER._replace(typing_yes=True, exact=False)
        if isinstance(test, (ast.Name, ast.Attribute)):
            return self._split_name(test, hops)
        if isinstance(test, ast.Compare):
            found = self._split_by_none(test, hops)
            if found is not None:
                return found
        present = presence.find_window(
            test, self._bindings, lambda node: self._assigned(node, hops)
        )
        if present is not None:
            return Split(present, versions.EVERYTHING & ~present, exact=False)
        platform = platforms.find_window(test, self._bindings)
        if platform is not None:
            window, holds = platform
            part = Split(window, versions.EVERYTHING, exact=False)
            return part if holds else opposite(part)
        if isinstance(test, ast.Call) and self._is_conversion(test):
            return self._split(test.args[0], hops)
        found = self._split_result(test, hops) if isinstance(test, ast.Call) else None
        return found or self._split_leaf(test, hops)

    def _is_conversion(self, test: ast.Call) -> bool:
        """Return whether *test* is ``bool(TEST)``."""
        return (
            last_name(test.func) == "bool"
            and len(test.args) == 1
            and not isinstance(test.args[0], ast.Starred)
            and self._bindings.dotted_name(test.func) == "builtins.bool"
        )

    def _split_result(self, test: ast.Call, hops: int) -> Split | None:
        """Return how *test* splits if it calls a function of the file."""
        returned = self._assigned(test, hops)
        if not returned:
            return self._split_try_flag(test, hops)
        part = self._split_assigned(test, returned, hops)
        # Without the call, something would not be done.
        plain = self._bindings.values.only_returns(test)
        return part._replace(exact=part.exact and plain)

    def _read_operation(
        self, test: ast.expr
    ) -> tuple[Callable[[list[Split]], Split] | None, list[ast.expr]]:
        """Return what joins the parts of ``a and b`` or ``any([a, b])``, and these."""
        if isinstance(test, ast.BoolOp):
            return all_of if isinstance(test.op, ast.And) else any_of, test.values
        if (
            isinstance(test, ast.Call)
            and last_name(test.func) in {"all", "any"}
            and len(test.args) == 1
            and isinstance(test.args[0], (ast.List, ast.Tuple, ast.Set))
        ):
            operations = {"builtins.all": all_of, "builtins.any": any_of}
            name = self._bindings.dotted_name(test.func)
            return operations.get(name or ""), test.args[0].elts
        return None, []

    def _split_by_none(self, test: ast.Compare, hops: int) -> Split | None:
        """Return how *test* splits if it compares a variable with None."""
        operation = test.ops[0]
        if (
            not isinstance(test.left, HAS_VALUES)
            or not isinstance(operation, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq))
            or len(test.ops) > 1
            or not is_none(test.comparators[0])
        ):
            return None
        values = self._bindings.values
        found = self._split_try_flag(test.left, hops, is_compared=True)
        made = values.resolve_call(test.left) if found is None else None
        if made is not None:
            found = self._split_try_flag(made, hops, is_compared=True)
        if found is None and values.is_always_none(test.left):
            found = NEVER._replace(exact=False)
        if found is None:
            found = self._split_placeholder(test.left, hops, is_compared=True)
        if found is None or isinstance(operation, (ast.IsNot, ast.NotEq)):
            return found
        return opposite(found)

    def _split_try_flag(
        self, test: ast.expr, hops: int, *, is_compared: bool = False
    ) -> Split | None:
        if self._try_flags is None:
            return None
        windows = self._try_flags.find(test, hops, is_compared=is_compared)
        if windows is None:
            return None
        return Split(windows.true, windows.false, exact=False)

    def _split_placeholder(
        self, test: ast.expr, hops: int, *, is_compared: bool = False
    ) -> Split | None:
        if self._placeholders is None:
            return None
        return self._placeholders.split(test, hops, is_compared=is_compared)

    def _split_conditional(self, test: ast.IfExp, hops: int) -> Split:
        first = self._split(test.test, hops)
        body, orelse = self._split(test.body, hops), self._split(test.orelse, hops)
        then = all_of([first, body])
        found = any_of([then, all_of([opposite(first), orelse])])
        # It fails only where the part that was chosen fails.
        no = found.no & ((first.yes & body.no) | (first.no & orelse.no))
        return found._replace(no=no, unclear=found.unclear & no)

    def _split_name(self, test: ast.Name | ast.Attribute, hops: int) -> Split:
        tried = self._split_try_flag(test, hops)
        assigned = self._assigned(test, hops)
        if not assigned:
            found = tried or self._split_placeholder(test, hops)
            return found or self._split_leaf(test, hops)
        found = self._split_assigned(test, assigned, hops)
        if tried is not None:
            return found._replace(
                yes=found.yes & tried.yes, no=found.no & tried.no, exact=False
            )
        named = flags.find_window(last_name(test))
        if named is None or found.is_about_version:
            return found
        # PY2 = str is bytes: the name tells what its value does not.
        return Split(named, versions.EVERYTHING & ~named, is_about_version=True)

    def _split_assigned(
        self, node: ast.expr, assigned: Sequence[tuple[ast.expr, int]], hops: int
    ) -> Split:
        """Split by *node*, which is assigned, or returns, the result of other tests."""
        parts = [self.split(value, where, hops - 1) for value, where in assigned]
        everywhere = all(where == versions.EVERYTHING for _, where in assigned)
        if everywhere and not any(part.is_about_version for part in parts):
            if all(part.typing_yes for part in parts):
                return parts[0]
            if len(parts) == 1:
                return _split_by_only_value(node, assigned[0][0], parts[0])
            return EITHER
        yes = no = versions.NOTHING
        for part in parts:
            yes |= part.yes
            no |= part.no
        # A version without an assignment has a value from somewhere else.
        unseen = versions.EVERYTHING & ~(yes | no)
        # It is not known which of several assignments came last.
        unclear = yes & no if len(parts) > 1 else parts[0].unclear
        is_default = any(_is_default(value) for value, _ in assigned)
        return Split(
            yes | unseen,
            no | unseen,
            is_about_version=True,
            unclear=unclear,
            exact=len(parts) == 1 and parts[0].exact and everywhere and not is_default,
        )

    def _split_leaf(self, test: ast.expr, hops: int) -> Split:
        if compares_texts(test, self._bindings):
            return self._split_evaluated(test, hops)
        other = self._find_in_others(test)
        found = other.split() if other is not None else None
        if found is not None:
            return found
        if self._is_about_build(test) or not self.mentions.is_about_version(test, hops):
            return EITHER
        if self._is_about_implementation(test):
            return self._split_unread(test, hops)
        return self._split_evaluated(test, hops)

    def _split_evaluated(self, test: ast.expr, hops: int) -> Split:
        """Split by the values of *test* on sample releases of every version."""
        yes = no = unclear = versions.NOTHING
        for minor in versions.MINORS:
            mask = versions.bit(minor)
            found = self._sample(test, minor, hops)
            if found is None:
                unclear |= mask
            if found is None or True in found:
                yes |= mask
            if found is None or False in found:
                no |= mask
        return Split(yes, no, is_about_version=True, unclear=unclear)

    def _split_unread(self, test: ast.expr, hops: int) -> Split:
        if not self.mentions.is_about_version(test, hops):
            return EITHER
        return EITHER._replace(is_about_version=True, unclear=versions.EVERYTHING)

    def _is_type_checking(self, test: ast.Name | ast.Attribute | ast.Call) -> bool:
        if last_name(test) in TYPING_FLAGS:
            return True
        if isinstance(test, ast.Call):  # getattr(typing, "TYPE_CHECKING", False)
            dotted = presence.asked_name(test, self._bindings)
        else:
            dotted = self._bindings.dotted_name(test)
        return dotted is not None and dotted.rpartition(".")[2] == "TYPE_CHECKING"

    def _is_about_build(self, test: ast.expr) -> bool:
        """Return whether *test* looks for words such as "PyPy" in ``sys.version``."""
        if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Constant):
            return False
        words = test.left.value
        if not isinstance(words, str) or re.search(r"\d", words):
            return False
        container = test.comparators[0]
        if isinstance(container, ast.Call) and isinstance(
            container.func, ast.Attribute
        ):
            container = container.func.value  # "pypy" in sys.version.lower()
        return (
            isinstance(test.ops[0], (ast.In, ast.NotIn))
            and self._bindings.dotted_name(container) == "sys.version"
        )

    def _is_about_implementation(self, test: ast.expr) -> bool:
        """Return whether *test* is ``sys.version.startswith("IronPython")``.

        It is never true here, but the code below it runs elsewhere.
        """
        if (
            not isinstance(test, ast.Call)
            or not isinstance(test.func, ast.Attribute)
            or test.func.attr != "startswith"
            or not test.args
            or not _is_word(test.args[0])
        ):
            return False
        text = test.func.value
        if isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute):
            text = text.func.value  # sys.version.lower().startswith("ironpython")
        return self._bindings.dotted_name(text) == "sys.version"


def _is_word(node: ast.expr) -> bool:
    """Return whether *node* is a text without digits, which names no version."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value != ""
        and re.search(r"\d", node.value) is None
    )


def _split_by_only_value(node: ast.expr, value: ast.expr, part: Split) -> Split:
    """Return the split of *node*, given that of the only value it has in its file."""
    if isinstance(value, ast.Constant) and not (
        isinstance(node, ast.Name) and isinstance(value.value, bool)
    ):
        # Subclasses override `enabled = False`, others replace `json = None`.
        return EITHER
    if _is_default(value):
        return EITHER  # it tells nothing of what callers give
    return part._replace(exact=False)


def _is_default(value: ast.expr) -> bool:
    """Return whether *value* is the default of a parameter: see ``walk``."""
    return isinstance(value, ast.BoolOp) and len(value.values) == 1
