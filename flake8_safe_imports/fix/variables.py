"""The names of a file, as a fixer that renames some of them must know them."""

from __future__ import annotations

import ast
import builtins
import math
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.analysis.branches import CLASS, FUNCTION
from flake8_safe_imports.analysis.scopes import (
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    Event,
    ImportedName,
    Scope,
)
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from flake8_safe_imports.analysis.places import Block
    from flake8_safe_imports.analysis.scopes import Binding, Use
    from flake8_safe_imports.fix.edits import Source
    from flake8_safe_imports.rules.file import File

_TYPE_COMMENT = re.compile(r"#\s*type:\s*(?!ignore)([^\r\n]*)")
_UNKNOWN = -2
_FSTRINGS_ARE_TOKENS: bool = sys.version_info >= (3, 12)
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Bound(NamedTuple):
    """An alias of an import statement, and what it does."""

    source: int
    """The index of the statement in ``Scopes.imports``."""
    position: int
    """The index of the alias in the statement."""
    alias: ast.alias
    base: str
    """The absolute name that is imported: ``a.b`` for ``import a.b``."""
    target: str
    """What the name is bound to: ``a`` for ``import a.b``."""
    event: Event

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from any other alias of the file."""
        return self.source, self.position


class Alike:
    """The aliases that bind one variable to the same thing."""

    def __init__(self) -> None:
        self.keys: set[tuple[int, int]] = set()
        self.sources: set[int] = set()
        self.orders: set[int] = set()
        """When they bind the name."""

    def add(self, bound: Bound) -> None:
        """Add one of them."""
        self.keys.add(bound.key)
        self.sources.add(bound.source)
        self.orders.add(bound.event.order)


class Variable:
    """A name in a scope: what binds it and where it is used."""

    def __init__(self, scope: Scope, name: str) -> None:
        self.scope = scope
        self.name = name
        self.bound: list[Bound] = []
        self.has_other_bindings = False
        self.uses: list[Use] = []
        self.orders: set[int] = set()
        """What tells its uses from others."""
        self.sources: set[int] = set()
        """The statements that bind it."""
        self.by_key: dict[tuple[int, int], Bound] = {}
        self.by_base: dict[str, Alike] = {}

    def bind(self, bound: Bound) -> None:
        """Note one of the aliases that bind the name."""
        self.bound.append(bound)
        self.sources.add(bound.source)
        self.by_key[bound.key] = bound
        self.by_base.setdefault(bound.base, Alike()).add(bound)


class Names:
    """All variables of a file that imports bind."""

    def __init__(self, checked: File, tree: ast.Module, source: Source) -> None:
        self.scopes = checked.scopes
        self.bindings = checked.bindings
        self._tree = tree
        self._source = source
        self._uses: dict[str, list[Use]] = {}
        for use in self.scopes.uses:
            self._uses.setdefault(use.name, []).append(use)
        self._variables: dict[tuple[int, str], Variable] = {}
        self._by_alias: dict[tuple[int, int], Variable] = {}
        self._by_use: dict[int, Variable] = {}
        self._stars = [
            node.module or ""
            for node, _ in self.scopes.imports
            if isinstance(node, ast.ImportFrom)
            and any(alias.name == "*" for alias in node.names)
        ]
        self._all = list(self._every_scope())
        self.declared = frozenset(
            name
            for node in ast.walk(tree)
            if isinstance(node, (ast.Global, ast.Nonlocal))
            for name in node.names
        )
        self._read_variables()
        self.annotated = self._words_in_annotations()
        self._in_fstrings = self._locate_in_fstrings()
        self._dotted_strings: dict[str, list[tuple[int, str]]] | None = None
        self._type_comments: dict[str, list[int]] = {}
        self._foreign: dict[tuple[int, str, str, int], bool] = {}
        self._captured: dict[tuple[int, str, str], float] = {}
        self._unbound: frozenset[str] | None = None
        self._spans: dict[tuple[int, int], tuple[int, int] | None] = {}

    def _every_scope(self) -> Iterator[Scope]:
        seen = {id(self.scopes.module)}
        yield self.scopes.module
        for use in self.scopes.uses:
            scope: Scope | None = use.scope
            while scope is not None and id(scope) not in seen:
                seen.add(id(scope))
                yield scope
                scope = scope.parent

    def _read_variables(self) -> None:
        events: dict[int, list[tuple[Event, Variable]]] = {}
        for scope in self._all:
            for name, group in scope.events.items():
                if not any(event.imported for event in group):
                    continue
                variable = self._variables[id(scope), name] = Variable(scope, name)
                for event in group:
                    if event.imported is None:
                        variable.has_other_bindings = True
                    else:
                        found = events.setdefault(event.imported.source, [])
                        found.append((event, variable))
        for source, bound in events.items():
            self._read_statement(source, sorted(bound, key=_order))
        for name in {name for _, name in self._variables}:
            for use in self._uses.get(name, ()):
                where = self.scopes.find_scope(use)
                key = id(where), name
                if where is not None and key in self._variables:
                    self._variables[key].uses.append(use)
                    self._variables[key].orders.add(use.order)
                    self._by_use[use.order] = self._variables[key]

    def _read_statement(
        self, source: int, events: list[tuple[Event, Variable]]
    ) -> None:
        node = self.scopes.imports[source].node
        aliases = [
            (index, alias)
            for index, alias in enumerate(node.names)
            if alias.name != "*"
        ]
        if len(aliases) != len(events):
            return
        for (index, alias), (event, variable) in zip(aliases, events):
            assert event.imported is not None
            if not event.imported.targets:
                continue
            target = event.imported.targets[0]
            base = alias.name if isinstance(node, ast.Import) else target
            bound = Bound(source, index, alias, base, target, event)
            variable.bind(bound)
            self._by_alias[bound.key] = variable

    # What is asked of it

    def variables(self) -> Iterable[Variable]:
        """Return every name that an import binds."""
        return self._variables.values()

    def variable_of(self, source: int, index: int) -> Variable | None:
        """Return what an alias binds; None where that is not understood."""
        if (source, index) not in self._by_alias:
            self._add_unused(source, index)
        return self._by_alias.get((source, index))

    def _add_unused(self, source: int, index: int) -> None:
        """Add what an alias binds in a scope in which no name is used at all."""
        node, place = self.scopes.imports[source]
        alias = node.names[index]
        block: Block | None = place.block
        while block is not None and block.branch not in (FUNCTION, CLASS):
            block = block.parent
        if block is None or alias.name == "*" or alias.name in self.declared:
            return
        if isinstance(node, ast.Import):
            base = alias.name
            target = base if alias.asname else base.partition(".")[0]
        else:
            base = target = f"{node.module or ''}.{alias.name}"
        kind = FUNCTION_SCOPE if block.branch == FUNCTION else CLASS_SCOPE
        scope = Scope(kind, self.scopes.module)
        variable = Variable(scope, alias.asname or target.rpartition(".")[2])
        event = Event(0, place, ImportedName((target,), source, relative=False))
        variable.bind(Bound(source, index, alias, base, target, event))
        self._by_alias[source, index] = variable

    def variable_used(self, use: Use) -> Variable | None:
        """Return the variable that *use* is a use of, if an import binds it."""
        return self._by_use.get(use.order)

    def sees(self, use: Use) -> list[Binding] | None:
        """Return the imports that *use* may refer to; None if it is not certain."""
        return self.bindings.find_bindings(use) or None

    def unbound(self) -> frozenset[str]:
        """Return the names that are used and bound nowhere, not even built in."""
        if self._unbound is None:
            self._unbound = frozenset(
                name
                for name, uses in self._uses.items()
                if not hasattr(builtins, name)
                and any(self.scopes.find_scope(use) is None for use in uses)
            )
        return self._unbound

    def span(self, use: Use, length: int) -> tuple[int, int] | None:
        """Return where the first *length* parts of *use* stand in the text."""
        key = use.order, length
        if key not in self._spans:
            self._spans[key] = self._find(use, length)
        return self._spans[key]

    def _find(self, use: Use, length: int) -> tuple[int, int] | None:
        node: ast.expr = use.node
        while isinstance(node, ast.Attribute):
            node = node.value
        offset = self._in_fstrings.get(id(node), -1)
        if offset == _UNKNOWN:
            return None
        if offset < 0:
            offset = self._source.offset(node.lineno, node.col_offset)
        return self._source.chain(offset, (use.name, *use.attributes)[:length])

    # What a word would mean

    def is_builtin(self, word: str, use: Use, ignored: Collection[int]) -> bool:
        """Return whether *word* written at *use* is the built-in of that name.

        *ignored* are the orders of events that will be gone.
        """
        scope: Scope | None = use.scope
        while scope is not None:
            if self._is_other(word, f"builtins.{word}", scope, ignored):
                return False
            scope = scope.parent
        return not self._may_come_by_star(word)

    def _is_other(
        self, word: str, target: str, scope: Scope, ignored: Collection[int]
    ) -> bool:
        """Return whether *word* is bound in *scope* to something else than *target*.

        *ignored* are the orders of events that will be gone; the same for all aliases
        that go together, and so is the answer.
        """
        if word not in scope.events:
            return False
        key = id(scope), word, target, id(ignored)
        if key not in self._foreign:
            self._foreign[key] = any(
                event.order not in ignored
                and (event.imported is None or event.imported.targets != (target,))
                for event in scope.events[word]
            )
        return self._foreign[key]

    def clashes(
        self,
        word: str,
        target: str,
        home: Scope,
        uses: Iterable[Use],
        ignored: Collection[int],
        order: int,
    ) -> bool:
        """Return whether *word* cannot be bound to *target* in *home* and *uses*.

        *order* is when it would be bound.
        """
        if self._may_come_by_star(word):
            return True
        for use in uses:
            scope: Scope | None = use.scope
            while scope is not None and scope is not home:
                if word in scope.events or word in scope.globals:
                    return True
                scope = scope.parent
            if scope is None:
                return True
        if word in home.globals or self._is_other(word, target, home, ignored):
            return True
        # Bound to a target that there is not, a word that is bound at all is another.
        is_bound = self._is_other(word, "", home, ignored)
        return not is_bound and self._first_captured(word, target, home) < order

    def _first_captured(self, word: str, target: str, home: Scope) -> float:
        """Return before when no new *word* in *home* hides another from its uses."""
        key = id(home), word, target
        if key not in self._captured:
            orders = self._would_capture(word, target, home)
            self._captured[key] = min(orders, default=math.inf)
        return self._captured[key]

    def _would_capture(self, word: str, target: str, home: Scope) -> Iterator[float]:
        for use in self._uses.get(word, ()):
            scope: Scope | None = use.scope
            while scope is not None and scope is not home:
                scope = scope.parent
            if scope is None or self.scopes.find_scope(use) is home:
                continue
            owner = self.scopes.find_scope(use)
            if owner is not None and _is_within(owner, home):
                continue
            bindings = self.sees(use)
            if not bindings or any(item.target != target for item in bindings):
                yield -math.inf
            yield use.order

    def _may_come_by_star(self, word: str) -> bool:
        """Return whether a star import may bind *word* to something of its own."""
        for module in self._stars:
            if stdlib.module(module) is None:
                return True
            if stdlib.find_window(f"{module}.{word}") is not None:
                return True
        return False

    # Text that names things

    def _words_in_annotations(self) -> frozenset[str]:
        """Return the words in annotations that are written as strings."""
        words: set[str] = set()
        for node in ast.walk(self._tree):
            for annotation in _annotations(node):
                for inner in ast.walk(annotation):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                        words.update(re.findall(r"\w+", inner.value))
        return frozenset(words)

    def exported(self) -> frozenset[str]:
        """Return the strings in statements about ``__all__``."""
        found: set[str] = set()
        for node in self._tree.body:
            if any(
                isinstance(part, ast.Name) and part.id == "__all__"
                for part in ast.walk(node)
                if isinstance(
                    node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)
                )
            ):
                found.update(
                    part.value
                    for part in ast.walk(node)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
        return frozenset(found)

    def mentions(self, word: str, base: str) -> Iterator[tuple[int, str]]:
        """Yield the lines of strings and type comments that name *word* or *base*.

        With each comes what it is.
        """
        if self._dotted_strings is None:
            self._dotted_strings = self._read_dotted_strings()
            self._type_comments = self._read_type_comments()
        for number, text in self._dotted_strings.get(word, ()):
            yield number, f"the string {text!r}"
        for number, text in self._dotted_strings.get(base.partition(".")[0], ()):
            if f"{text}.".startswith(f"{base}."):
                yield number, f"the string {text!r}"
        for number in self._type_comments.get(word, ()):
            yield number, "a type comment"

    def _read_dotted_strings(self) -> dict[str, list[tuple[int, str]]]:
        """Return the lines and texts of strings that are dotted names, by word."""
        found: dict[str, list[tuple[int, str]]] = {}
        for node in ast.walk(self._tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and "." in node.value
                and _DOTTED.fullmatch(node.value)
            ):
                for word in set(node.value.split(".")):
                    found.setdefault(word, []).append((node.lineno, node.value))
        return found

    def _read_type_comments(self) -> dict[str, list[int]]:
        """Return the lines of type comments, by word."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self._source.lines, 1):
            match = _TYPE_COMMENT.search(line) if "type:" in line else None
            for word in set(re.findall(r"\w+", match[1])) if match else ():
                found.setdefault(word, []).append(number)
        return found

    # F-strings, of which older Pythons do not know the inside

    def _locate_in_fstrings(self) -> dict[int, int]:
        """Return, for names in f-strings, their offsets; _UNKNOWN where that fails.

        Before 3.12 the positions of what stands in an f-string are wrong.
        """
        found: dict[int, int] = {}
        if _FSTRINGS_ARE_TOKENS:
            return found
        inner: set[int] = set()
        for node in ast.walk(self._tree):
            if isinstance(node, ast.JoinedStr) and id(node) not in inner:
                parts = _in_order(node)
                inner.update(map(id, parts))
                self._locate_in_fstring(node, parts, found)
        return found

    def _locate_in_fstring(
        self, node: ast.JoinedStr, parts: list[ast.AST], found: dict[int, int]
    ) -> None:
        start, end = self._source.span(node)
        text = self._source.text[start:end]
        by_name: dict[str, list[ast.Name]] = {}
        for part in parts:
            if isinstance(part, ast.Name):
                by_name.setdefault(part.id, []).append(part)
        written: dict[str, list[int]] = {}
        for match in re.finditer(r"(?<![\w.])\w+", text):
            written.setdefault(match[0], []).append(start + match.start())
        for name, group in by_name.items():
            places = written.get(name, [])
            if len(places) != len(group):
                places = [_UNKNOWN] * len(group)
            found.update({id(part): place for part, place in zip(group, places)})


def _in_order(node: ast.AST) -> list[ast.AST]:
    """Return *node* and all below it, as far as can be told in the text's order."""
    found: list[ast.AST] = []
    pending = [node]
    while pending:
        current = pending.pop()
        found.append(current)
        pending.extend(reversed(list(ast.iter_child_nodes(current))))
    return found


def _order(found: tuple[Event, Variable]) -> int:
    return found[0].order


def _is_within(inner: Scope, outer: Scope) -> bool:
    scope: Scope | None = inner
    while scope is not None and scope is not outer:
        scope = scope.parent
    return scope is not None


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        if node.returns is not None:
            yield node.returns
    elif isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
        yield node.annotation
