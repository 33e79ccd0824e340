"""The variables of a file that imports bind, and the uses of each."""

from __future__ import annotations

import ast
import builtins
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.analysis.scoping.scopes import (
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    Event,
    ImportedName,
    Scope,
)
from flake8_safe_imports.analysis.statements.branches import CLASS, FUNCTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.scopes import Binding, Scopes, Use
    from flake8_safe_imports.fix.text.nodes import Nodes
    from flake8_safe_imports.rules.file import File

AliasKey = tuple[int, int]
"""The index of an import statement in ``Scopes.imports``, and that of the alias."""


class AliasBinding(NamedTuple):
    """An alias of an import statement, and what it binds."""

    source: int
    """The index of the statement in ``Scopes.imports``."""
    position: int
    """The index of the alias in the statement."""
    alias: ast.alias
    imported: str
    """The absolute name that is imported: ``a.b`` for ``import a.b``."""
    target: str
    """What the variable is bound to: ``a`` for ``import a.b``."""
    event: Event

    @property
    def key(self) -> AliasKey:
        """The alias among all aliases of the file."""
        return self.source, self.position


class AliasGroup:
    """The aliases that import the same thing into one variable."""

    def __init__(self) -> None:
        self.keys: set[AliasKey] = set()
        self.sources: set[int] = set()
        self.orders: set[int] = set()
        """The orders of the events that bind the variable."""

    def add(self, binding: AliasBinding) -> None:
        """Add one of the aliases."""
        self.keys.add(binding.key)
        self.sources.add(binding.source)
        self.orders.add(binding.event.order)


class Variable:
    """A name in a scope: what binds it and where it is used."""

    def __init__(self, scope: Scope, name: str) -> None:
        self.scope = scope
        self.name = name
        self.bindings: list[AliasBinding] = []
        """The aliases that bind it, in the order of the file."""
        self.has_other_bindings = False
        """Whether something that is not an import binds it too."""
        self.uses: list[Use] = []
        self.use_orders: set[int] = set()
        self.sources: set[int] = set()
        """The import statements that bind it."""
        self.by_key: dict[AliasKey, AliasBinding] = {}
        self.groups: dict[str, AliasGroup] = {}
        """The aliases by the absolute name that they import."""

    def bind(self, binding: AliasBinding) -> None:
        """Add one of the aliases that bind the variable."""
        self.bindings.append(binding)
        self.sources.add(binding.source)
        self.by_key[binding.key] = binding
        self.groups.setdefault(binding.imported, AliasGroup()).add(binding)

    def add_use(self, use: Use) -> None:
        """Add a use that looks the variable up."""
        self.uses.append(use)
        self.use_orders.add(use.order)


class Variables:
    """All variables of one file that imports bind."""

    def __init__(self, file: File, nodes: Nodes) -> None:
        self.scopes = file.scopes
        self._bindings = file.bindings
        self.uses_by_name: dict[str, list[Use]] = {}
        for use in self.scopes.uses:
            self.uses_by_name.setdefault(use.name, []).append(use)
        self.declared = frozenset(
            name
            for statements in (nodes.of(ast.Global), nodes.of(ast.Nonlocal))
            for node in statements
            for name in node.names
        )
        """The names in ``global`` and ``nonlocal`` statements, of any scope."""
        self._by_scope: dict[tuple[int, str], Variable] = {}
        self._by_alias: dict[AliasKey, Variable] = {}
        self._by_use: dict[int, Variable] = {}
        self._uses_by_scope: dict[str, dict[int, list[Use]]] = {}
        self._collect_bindings()
        self._collect_uses()

    # Collecting

    def _collect_bindings(self) -> None:
        by_statement: dict[int, list[tuple[Event, Variable]]] = {}
        for scope in _list_scopes_with_uses(self.scopes):
            for name, events in scope.events.items():
                if not any(event.imported for event in events):
                    continue
                variable = self._by_scope[id(scope), name] = Variable(scope, name)
                for event in events:
                    if event.imported is None:
                        variable.has_other_bindings = True
                    else:
                        source = event.imported.source
                        by_statement.setdefault(source, []).append((event, variable))
        for source, bound in by_statement.items():
            self._bind_aliases(source, sorted(bound, key=_order))

    def _bind_aliases(
        self, source: int, events: Sequence[tuple[Event, Variable]]
    ) -> None:
        """Bind the aliases of a statement, if there is one event for each of them."""
        node = self.scopes.imports[source].node
        aliases = [
            (position, alias)
            for position, alias in enumerate(node.names)
            if alias.name != "*"
        ]
        if len(aliases) != len(events):
            return
        for (position, alias), (event, variable) in zip(aliases, events):
            assert event.imported is not None
            if not event.imported.targets:
                continue
            target = event.imported.targets[0]
            imported = alias.name if isinstance(node, ast.Import) else target
            binding = AliasBinding(source, position, alias, imported, target, event)
            variable.bind(binding)
            self._by_alias[binding.key] = variable

    def _collect_uses(self) -> None:
        for name in {name for _, name in self._by_scope}:
            for use in self.uses_by_name.get(name, ()):
                variable = self._by_scope.get((id(self.scopes.find_scope(use)), name))
                if variable is not None:
                    variable.add_use(use)
                    self._by_use[use.order] = variable

    def _add_unused(self, source: int, position: int) -> None:
        """Add what an alias binds in a scope in which no name is used at all."""
        node, place = self.scopes.imports[source]
        alias = node.names[position]
        block: Block | None = place.block
        while block is not None and block.branch not in (FUNCTION, CLASS):
            block = block.parent
        if block is None or alias.name == "*" or alias.name in self.declared:
            return
        if isinstance(node, ast.Import):
            imported = alias.name
            target = imported if alias.asname else imported.partition(".")[0]
        else:
            imported = target = f"{node.module or ''}.{alias.name}"
        kind = FUNCTION_SCOPE if block.branch == FUNCTION else CLASS_SCOPE
        scope = Scope(kind, self.scopes.module)
        variable = Variable(scope, alias.asname or target.rpartition(".")[2])
        event = Event(0, place, ImportedName((target,), source, relative=False))
        binding = AliasBinding(source, position, alias, imported, target, event)
        variable.bind(binding)
        self._by_alias[source, position] = variable

    # Looking up

    def all(self) -> Iterable[Variable]:
        """Return every variable that an import binds."""
        return self._by_scope.values()

    def find_by_alias(self, source: int, position: int) -> Variable | None:
        """Return what an alias binds; None where that is not understood."""
        if (source, position) not in self._by_alias:
            self._add_unused(source, position)
        return self._by_alias.get((source, position))

    def find_by_use(self, use: Use) -> Variable | None:
        """Return the variable that *use* looks up, if an import binds it."""
        return self._by_use.get(use.order)

    def find_bindings(self, use: Use) -> list[Binding] | None:
        """Return the imports that *use* may refer to; None if it is not certain."""
        return self._bindings.find_bindings(use) or None

    def list_uses_of(self, scope: Scope, name: str) -> Sequence[Use]:
        """Return the uses, anywhere, of the *name* that *scope* binds."""
        if name not in self._uses_by_scope:
            found: dict[int, list[Use]] = {}
            for use in self.uses_by_name.get(name, ()):
                found.setdefault(id(self.scopes.find_scope(use)), []).append(use)
            self._uses_by_scope[name] = found
        return self._uses_by_scope[name].get(id(scope), ())

    @cached_property
    def unbound(self) -> frozenset[str]:
        """The names that are used, but bound nowhere and not built in."""
        return find_unbound_names(self.scopes)


def find_unbound_names(scopes: Scopes) -> frozenset[str]:
    """Return the names that are used, but bound nowhere and not built in."""
    return frozenset(
        use.name
        for use in scopes.uses
        if not hasattr(builtins, use.name) and scopes.find_scope(use) is None
    )


def _list_scopes_with_uses(scopes: Scopes) -> list[Scope]:
    """Return the module's scope, and each in or below which a name is used."""
    found = {id(scopes.module): scopes.module}
    for use in scopes.uses:
        scope: Scope | None = use.scope
        while scope is not None and id(scope) not in found:
            found[id(scope)] = scope
            scope = scope.parent
    return list(found.values())


def _order(bound: tuple[Event, Variable]) -> int:
    return bound[0].order
