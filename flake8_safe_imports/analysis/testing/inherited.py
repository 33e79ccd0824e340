"""Which standard library class the methods of a class inherit from.

``self.x`` in a method is an attribute of the one imported class that its class inherits
from, directly or through other classes of the file, if nothing in the file may give it
another: no other base, no metaclass or unknown decorator, no definition or
assignment of ``x``, and no test for it.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.scoping import class_names, known_classes
from flake8_safe_imports.analysis.scoping.recorder import last_name, split_chain
from flake8_safe_imports.analysis.scoping.scopes import (
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    MAX_EVENTS,
    TYPE_PARAMETERS,
    Scope,
)
from flake8_safe_imports.analysis.statements.branches import (
    ELSE,
    FUNCTION,
    FUNCTIONS,
    THEN,
)

if TYPE_CHECKING:
    from typing import Callable

    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block, Place
    from flake8_safe_imports.analysis.scoping.scopes import Binding, Event, Use


class Inherited:
    """What the methods of one file inherit from imported classes."""

    def __init__(
        self,
        tree: ast.Module,
        bindings: Bindings,
        may_be_rebound: Callable[[Use], bool],
    ) -> None:
        self._tree = tree
        self._bindings = bindings
        self._may_be_rebound = may_be_rebound
        self._bases: dict[int, Binding | None] = {}
        """The id of a class statement -> the imported class it inherits from."""

    def find_base(self, use: Use) -> Binding | None:
        """Return the imported class whose attribute *use* is: ``self.x``.

        None if it may be anything else.
        """
        scope = self._class_around(use)
        if scope is None or not use.reads:
            return None
        assert isinstance(scope.node, ast.ClassDef)
        base = self._find_base(scope.node)
        if base is None or self._may_have(scope, use.attributes[0]):
            return None
        return None if self._is_below_test(use) else base

    def _is_below_test(self, use: Use) -> bool:
        """Return whether ``hasattr(self, ...)`` decides whether *use* happens."""
        block: Block | None = use.place.block
        while block is not None and block.branch != FUNCTION:
            if block.branch in (THEN, ELSE):
                test = block.owner.test if hasattr(block.owner, "test") else block.owner
                for node in ast.walk(test):
                    if (
                        isinstance(node, ast.Call)
                        and last_name(node.func).endswith(("hasattr", "getattr"))
                        and node.args
                        and last_name(node.args[0]) == use.name
                    ):
                        return True
            block = block.parent
        return False

    def is_given(self, name: str, use: Use) -> bool:
        """Return whether something may give the class around *use* a *name*.

        True if *use* is not the first parameter of one of its methods.
        """
        scope = self._class_around(use)
        return scope is None or self._may_have(scope, name)

    def _may_have(self, scope: Scope, name: str) -> bool:
        """Return whether something may give the class of *scope* a *name*."""
        assert isinstance(scope.node, ast.ClassDef)
        # What its own body binds needs no walk over the whole file.
        return name in scope.events or self._names.may_have(scope.node, name)

    def _class_around(self, use: Use) -> Scope | None:
        """Return the scope of the class whose method has *use* as first parameter."""
        method = self._bindings.scopes.find_scope(use)
        if method is None or method.kind != FUNCTION_SCOPE:
            return None
        node = method.node
        if (
            not isinstance(node, FUNCTIONS)
            or len(method.events[use.name]) > 1
            or any(last_name(item) == "staticmethod" for item in node.decorator_list)
        ):
            return None
        parameters = [*node.args.posonlyargs, *node.args.args]
        if not parameters or parameters[0].arg != use.name:
            return None
        outer: Scope | None = method.parent
        while outer is not None and outer.kind == TYPE_PARAMETERS:
            outer = outer.parent
        if outer is None or outer.kind != CLASS_SCOPE:
            return None
        return outer

    def _find_base(self, node: ast.ClassDef) -> Binding | None:
        """Return the one imported class that the class *node* inherits from.

        Other classes of the file may be between the two.
        """
        between: list[tuple[int, Place]] = []
        current = node
        while id(current) not in self._bases:
            # What inherits from itself, as far as the file shows, is unknown.
            self._bases[id(current)] = None
            use, attributes = self._read_base(current)
            own = None if attributes else self._find_own_class(use)
            if own is None:
                self._bases[id(current)] = self._find_class(use, attributes)
                break
            between.append((id(current), own.place))
            assert own.body is not None
            assert isinstance(own.body.node, ast.ClassDef)
            current = own.body.node
        found = self._bases[id(current)]
        for key, place in reversed(between):
            if found is not None:
                found = found._replace(via=(*found.via, place)[:MAX_EVENTS])
            self._bases[key] = found
        return self._bases[id(node)]

    def _read_base(self, node: ast.ClassDef) -> tuple[Use | None, list[str]]:
        """Return the one base of the class *node* that matters: a name, attributes."""
        if not known_classes.has_known_options(node, self._bindings):
            return None, []
        bases = [known_classes.strip_arguments(base) for base in node.bases]
        if len(bases) > 1:
            bases = [
                base
                for base in bases
                if self._bindings.dotted_name(base) not in known_classes.NEUTRAL_BASES
            ]
        first, attributes = split_chain(bases[0]) if len(bases) == 1 else (None, [])
        if not isinstance(first, ast.Name):
            return None, []
        use = self._bindings.scopes.find_use(first)
        if use is None or self._may_be_rebound(use):
            return None, []
        return use, attributes

    def _find_own_class(self, use: Use | None) -> Event | None:
        """Return the one statement that defines the class *use*, if one does."""
        events = self._bindings.scopes.find_events(use) if use is not None else None
        return events[0] if events and len(events) == 1 and events[0].body else None

    def _find_class(self, use: Use | None, attributes: list[str]) -> Binding | None:
        """Return the import of *use*, if that is a standard library class."""
        bound = self._bindings.find_bindings(use) if use is not None else None
        if not bound or len(bound) > 1 or bound[0].relative:
            return None
        name = ".".join([bound[0].target, *attributes])
        if not known_classes.is_known_class(name):
            return None
        if name in known_classes.NEUTRAL_BASES and not known_classes.is_judged_class(
            name
        ):
            return None  # what a mixin uses is in no class of this file
        return bound[0]._replace(target=name)

    @cached_property
    def _names(self) -> class_names.ClassNames:
        return class_names.ClassNames(self._tree, self._bindings, self._is_judged)

    def _is_judged(self, node: ast.ClassDef) -> bool:
        base = self._find_base(node)
        return base is not None and known_classes.is_judged_class(base.target)
