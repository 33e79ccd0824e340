"""Classes of other files that refuse to be made, or skip tests, on some versions.

The methods of a class that inherits from one run only where that does not.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.flow.set_ups import list_set_ups
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.analysis.testing.collected import FLAG
from flake8_safe_imports.analysis.testing.entered_tests import narrow_in_tests
from flake8_safe_imports.analysis.testing.made_objects import needs_object

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from flake8_safe_imports.analysis.conditions.conditions import Conditions
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.flow.flow import Flow
    from flake8_safe_imports.analysis.handling.other_files import FindInOthers
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.values import Function
    from flake8_safe_imports.analysis.testing.entered_tests import Tests
    from flake8_safe_imports.analysis.testing.made_objects import MadeObjects


class OtherClasses:
    """Follows the base classes of one file into other files of its project."""

    def __init__(
        self,
        bindings: Bindings,
        conditions: Conditions,
        flow: Flow,
        tests: Tests,
        made_objects: MadeObjects,
        find_in_others: FindInOthers,
    ) -> None:
        self._bindings = bindings
        self._conditions = conditions
        self._flow = flow
        self._tests = tests
        self._made_objects = made_objects
        self._find_in_others = find_in_others
        self._bound: dict[ast.ClassDef, frozenset[str]] = {}
        """The names of methods, and of ``__test__``, that replace those of bases."""

    def enter(self, state: State, block: Block) -> State:
        """Return what is known in the function *block*, if that is a method."""
        node = block.parent.owner if block.parent is not None else None
        if not isinstance(node, ast.ClassDef):
            return state
        return self._after_bases(
            state, node, frozenset(), needs_object=needs_object(block.owner)
        )

    def after_class(
        self,
        state: State,
        node: ast.expr,
        own: frozenset[str],
        *,
        needs_object: bool,
    ) -> State:
        """Return what is known in the methods of what inherits from the class *node*.

        *own* are the names that what inherits binds itself.
        """
        events = self._bindings.values.find_assignments(node)
        body = events[0].body if len(events) == 1 else None
        above = body.node if body is not None else None
        if not isinstance(above, ast.ClassDef):
            return self._after_base(state, node, own, needs_object=needs_object)
        for function in self._list_run_before(above, needs_object=needs_object):
            if function.name not in own:
                state = self._flow.after_set_up(function, state, MAX_HOPS)
        classes = (above, *self._bindings.values.list_bases(above))
        skips = [
            skip for item in classes for skip in self._tests.list_class_skips(item)
        ]
        if FLAG not in own:
            skips += self._tests.collected.of_class(classes)
        for skip in skips:
            state = self._conditions.enter(state, skip.test, skip.branch, MAX_HOPS)
        return self._after_bases(state, above, own, needs_object=needs_object)

    def _list_run_before(
        self, node: ast.ClassDef, *, needs_object: bool
    ) -> Iterator[Function]:
        if needs_object:
            yield from self._made_objects.list_initializers(node, inherits=True)
        names: set[str] = set()
        for item in (node, *self._bindings.values.list_bases(node)):
            for function in list_set_ups(item.body):
                if function.name not in names:
                    names.add(function.name)
                    yield function

    def _after_bases(
        self,
        state: State,
        node: ast.ClassDef,
        own: frozenset[str],
        *,
        needs_object: bool,
    ) -> State:
        """Return what is known after what *node* inherits from other files."""
        classes = (node, *self._bindings.values.list_bases(node))
        names = own.union(*map(self._find_bound, classes))
        for item in classes:
            for base in item.bases:
                state = self._after_base(state, base, names, needs_object=needs_object)
        return state

    def _find_bound(self, node: ast.ClassDef) -> frozenset[str]:
        if node not in self._bound:
            flags = frozenset((FLAG,)).intersection(
                self._bindings.values.bodies[node].events
            )
            self._bound[node] = flags.union(_list_bound(node))
        return self._bound[node]

    def _after_base(
        self, state: State, node: ast.expr, own: frozenset[str], *, needs_object: bool
    ) -> State:
        other = self._find_in_others(node)
        if other is None:
            return state
        found = other.find_inherited(own, needs_object=needs_object)
        return narrow_in_tests(state, found)


def _list_bound(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names of the methods of *node* that replace those of its bases.

    Those that call the same method of a base, by ``super()`` or by its name, do not.
    """
    bases = frozenset(map(last_name, node.bases))
    for item in node.body:
        name = getattr(item, "name", None)
        if isinstance(name, str) and not (
            isinstance(item, FUNCTIONS) and _calls_above(item, bases)
        ):
            yield name


def _calls_above(method: Function, bases: Container[str]) -> bool:
    """Return whether *method* surely calls the one of the same name of its *bases*."""
    for node in method.body:
        if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return):
            return False
        value = getattr(node, "value", None)
        call = value.value if isinstance(value, ast.Await) else value
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == method.name
        ):
            above = call.func.value
            is_super = isinstance(above, ast.Call) and last_name(above.func) == "super"
            if is_super or last_name(above) in bases:
                return True
    return False
