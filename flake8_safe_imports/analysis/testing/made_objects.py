"""What is known in methods because their object was made before.

As where ``__init__`` raises an error below a version test.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.flow.flow import Flow
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.values import Function

_INITIALIZERS: Final = frozenset({"__init__", "__new__", "__post_init__"})
"""The methods that run first for each object."""
_OF_SUBCLASSES: Final = frozenset({"__init_subclass__"})
"""What runs before for each class that inherits it."""
_OF_CLASSES: Final = _OF_SUBCLASSES | {"__class_getitem__"}
"""Methods that need no object, besides those with such a decorator."""
_DECORATORS_OF_CLASSES: Final = frozenset({"classmethod", "staticmethod"})


class MadeObjects:
    """Enters the methods of the classes of one file."""

    def __init__(self, bindings: Bindings, flow: Flow) -> None:
        self._bindings = bindings
        self._flow = flow
        self._initializers: dict[tuple[ast.ClassDef, bool], list[Function]] = {}
        """What makes the objects of each class, and may refuse to."""

    def enter(self, state: State, block: Block, hops: int) -> State:
        """Return what is known in the function *block*, if that is a method."""
        node = block.parent.owner if block.parent is not None else None
        if isinstance(node, ast.ClassDef) and needs_object(block.owner):
            for function in self.list_initializers(node):
                state = self._flow.after_set_up(function, state, hops)
        return state

    def list_initializers(
        self, node: ast.ClassDef, *, inherits: bool = False
    ) -> Sequence[Function]:
        """Return what makes the objects of the class *node*, and may refuse to.

        Or those of what *inherits* from it.
        """
        if (node, inherits) not in self._initializers:
            exits = self._bindings.scopes.exits
            own: dict[str, Function] = {}
            for item in (node, *self._bindings.values.list_bases(node)):
                is_above = inherits or item is not node
                names = _INITIALIZERS | (_OF_SUBCLASSES if is_above else frozenset())
                for function in item.body:
                    if isinstance(function, FUNCTIONS) and function.name in names:
                        own.setdefault(function.name, function)
            self._initializers[node, inherits] = [
                function
                for function in own.values()
                if any(id(statement) in exits for statement in function.body)
            ]
        return self._initializers[node, inherits]


def needs_object(method: ast.AST) -> bool:
    """Return whether *method* runs on an object that was made before."""
    return (
        isinstance(method, FUNCTIONS)
        and method.name not in _INITIALIZERS | _OF_CLASSES
        and not any(
            last_name(node) in _DECORATORS_OF_CLASSES for node in method.decorator_list
        )
    )
