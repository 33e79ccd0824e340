"""Which errors the ``try`` and ``with`` statements around a place handle.

To support another context manager that catches the errors it is given, add its name to
``CATCHING_CONTEXTS``.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Callable, Final, Protocol

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import (
    FUNCTION,
    HANDLER,
    NO_ERROR,
    TRIES,
    TRY,
)
from flake8_safe_imports.analysis.statements.exits import EXPECTING
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.tables import FunctionTables

IMPORT_ERRORS: Final = frozenset({"ImportError", "ModuleNotFoundError"})
"""What a failing import raises."""
ANY_ERROR: Final = frozenset({"Exception", "BaseException"})
"""What every error is."""
MODULE_ERRORS: Final = IMPORT_ERRORS | ANY_ERROR
"""Whichever of these is caught, a missing module is handled."""
NAME_ERRORS: Final = MODULE_ERRORS - {"ModuleNotFoundError"}
"""Whichever of these is caught, a name that a module lacks is handled."""
_ATTRIBUTE_ERRORS = ANY_ERROR | {"AttributeError"}
_IMPORTED_ERROR = r"(?i)import_?error|module_?not_?found"
"""Names, imported from elsewhere, of exceptions that stand for a failed import."""
_TRIES_IMPORT = (
    r"(?i)(?:(?<![a-z])(?:try|safe)|lazy|optional|maybe|(?:ignor|suppress)\w{0,30})"
    r"_?import"
)
"""Names, imported from elsewhere, of contexts in which an import may fail."""
CATCHING_CONTEXTS = EXPECTING | {"suppress"}
"""The last part of the names of context managers that catch what they are given."""


class OtherCatching(Protocol):
    """An expression of another file, as an error or as a context manager."""

    def find_caught(self) -> set[str]:
        """Return the built-in exceptions that it catches, after ``with``."""

    def find_handled(self) -> set[str]:
        """Return the built-in exceptions that it catches, after ``except``."""


class Handlers:
    """Reads the error handlers of one file."""

    def __init__(
        self,
        bindings: Bindings,
        tables: FunctionTables,
        find_in_others: Callable[[ast.expr], OtherCatching | None] = lambda node: None,
        is_asked_later: Callable[[ast.expr], bool] = lambda node: False,
    ) -> None:
        """Take the names of a file, and what other files say of them.

        *is_asked_later* tells of which names they say it only where something is about
        to be reported.
        """
        self._bindings = bindings
        self._find_in_others = find_in_others
        self._is_asked_later = is_asked_later
        self._tables = tables
        self._own: dict[ast.AST, list[ast.expr | None]] = {}
        self._guards: dict[Block, Block | None] = {}

    def caught(self, node: ast.expr | None) -> set[str]:
        """Return the names of the built-in exceptions that a handler catches.

        *node* is the exception type as written; None is a bare ``except``.
        """
        if node is None:
            return {"BaseException"}
        found: set[str] = set()
        seen: set[int] = set()
        pending = [node]
        while pending:
            current = pending.pop()
            if id(current) in seen:
                continue
            seen.add(id(current))
            if isinstance(current, (ast.Tuple, ast.List)):
                pending.extend(current.elts)
            elif isinstance(current, ast.Starred):
                pending.append(current.value)
            elif isinstance(current, ast.BinOp):
                pending += [current.left, current.right]
            else:
                found.update(self._list_exceptions(current))
                events = self._bindings.values.find_assignments(current)
                pending += [event.value for event in events if event.value]
        return found

    def _list_exceptions(self, node: ast.expr) -> Iterator[str]:
        dotted = self._bindings.dotted_name(node) or ""
        name = dotted.rpartition(".")[2]
        if dotted.startswith("builtins."):
            yield name
        elif re.search(_IMPORTED_ERROR, name):
            yield "ImportError"
        elif name.isupper():  # a constant, else it is a class
            other = self._find_in_others(node)
            if other is not None:
                yield from other.find_handled()

    def caught_by_with(self, node: ast.With | ast.AsyncWith) -> set[str]:
        """Return the names of the built-in exceptions that a ``with`` catches."""
        return {
            name
            for manager in _list_managers(node)
            for name in self.caught_by_context(manager)
        }

    def caught_by_context(self, node: ast.expr) -> set[str]:
        """Return the names of the built-in exceptions that a context manager catches.

        ``raises(A) if TEST else nullcontext()`` may catch them, so it does.
        """
        found: set[str] = set()
        seen: set[int] = set()
        pending = [node]
        while pending:
            value = self._bindings.values.resolve(pending.pop())
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, ast.IfExp):
                pending += [value.body, value.orelse]
            elif isinstance(value, ast.Call):
                made = [item for item, _ in self._bindings.values.find_values(value)]
                made += self._list_made_above(value)
                pending += made
                found |= set() if made else self._caught_by_call(value)
        return found

    def _list_made_above(self, call: ast.Call) -> list[ast.expr]:
        """Return calls of the imported classes that *call*, of a class, inherits from.

        Empty if a class of the file says what it catches, or if none of them is known.
        """
        events = self._bindings.values.find_assignments(call.func)
        body = events[0].body if len(events) == 1 else None
        node = body.node if body is not None else None
        if not isinstance(node, ast.ClassDef) or self._find_made(call) is not None:
            return []
        above = [
            ast.Call(base, call.args, call.keywords)
            for item in (node, *self._bindings.values.list_bases(node))
            for base in item.bases
        ]
        return [made for made in above if self._is_known(made)]

    def _is_known(self, call: ast.Call) -> bool:
        return (
            not CATCHING_CONTEXTS.isdisjoint(self._bindings.possible_names(call.func))
            or self._is_asked_later(call.func)
            or self._find_in_others(call) is not None
        )

    def _caught_by_call(self, call: ast.Call) -> set[str]:
        given: list[ast.expr | None] = [*call.args]
        if CATCHING_CONTEXTS.isdisjoint(self._bindings.possible_names(call.func)):
            made = self._find_made(call)
            if made is None:
                return self._caught_by_other(call)
            given = self._caught_by_own(made)
        else:
            given += [
                item.value for item in call.keywords if item.arg == "expected_exception"
            ]
        return {name for error in given for name in self.caught(error)}

    def _find_made(self, call: ast.Call) -> ast.AST | None:
        """Return the function or the class of this file that makes a context.

        The class is the one that has the method by which it ends.
        """
        events = self._bindings.values.find_assignments(call.func)
        event = events[0] if len(events) == 1 else None
        if event is None or event.body is None:
            return event.function if event is not None else None
        node = event.body.node
        if not isinstance(node, ast.ClassDef):
            return None
        for item in (node, *self._bindings.values.list_bases(node)):
            if any(map(_is_exit, item.body)):
                return item
        return None

    def _caught_by_own(self, made: ast.AST) -> list[ast.expr | None]:
        if made not in self._own:
            is_class = isinstance(made, ast.ClassDef)
            list_caught = _list_caught_at_exit if is_class else _list_caught_at_yield
            self._own[made] = list(list_caught(made))
        return self._own[made]

    def _caught_by_other(self, call: ast.Call) -> set[str]:
        """Return what is caught by a context manager that another file defines.

        What no file of the project defines is known by its name.
        """
        other = self._find_in_others(call)
        if other is not None:
            return other.find_caught()
        if self._is_asked_later(call.func):
            return set()
        is_known = re.search(_TRIES_IMPORT, last_name(call.func))
        return {"ImportError"} if is_known else set()

    def catches_missing(self, handler: ast.ExceptHandler) -> bool:
        """Return whether *handler* catches that a module, name or attribute is missing.

        It then also runs where what the body needs does not exist.
        """
        return not (MODULE_ERRORS | _ATTRIBUTE_ERRORS).isdisjoint(
            self.caught(handler.type)
        )

    def kinds_handled_by(self, node: ast.Try) -> tuple[bool, bool, bool]:
        """Return which kinds of missing names the handlers of *node* catch."""
        return list_kinds(self._caught_by_any(node.handlers))

    def enter_with(self, state: State, node: ast.With | ast.AsyncWith) -> State:
        """Return what is known in the body of a ``with`` statement."""
        return handle(state, self.caught_by_with(node))

    def enter_expected(self, state: State, block: Block) -> State:
        """Return what is known in the function *block*, if an error is expected of it.

        As in ``assertRaises(AttributeError, lambda: os.x)``, by
        ``@pytest.mark.xfail(raises=ImportError)``, or where a loop over functions
        calls each in a ``try``.
        """
        owner = block.owner
        key = (block.parent, owner.name) if hasattr(owner, "name") else id(owner)
        call = self._bindings.scopes.expecting.get(key)
        expected = call.args[:1] if call else []
        for decorator in getattr(owner, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and last_name(decorator.func) == "xfail":
                expected += [
                    given.value for given in decorator.keywords if given.arg == "raises"
                ]
        for error in expected:
            state = handle(state, self.caught(error))
        for use in self._tables.functions_in_loops.get(owner, ()):
            state = handle(state, self.caught_outside(use.place.block))
        return state

    def caught_outside(self, block: Block) -> set[str]:
        """Return what is caught around *block*, in the same function.

        Without what is only caught to be raised again.
        """
        caught: set[str] = set()
        guard = self.find_guard(block)
        while guard is not None:
            caught |= self._caught_around(guard)
            guard = self.find_guard(guard.parent) if guard.parent else None
        return caught

    def _caught_around(self, block: Block) -> set[str]:
        """Return what is caught around the guarded *block*."""
        if isinstance(block.owner, (ast.With, ast.AsyncWith)):
            return self.caught_by_with(block.owner)
        if block.branch != TRY:
            return set()
        handlers = getattr(block.owner, "handlers", ())
        return self._caught_by_any(item for item in handlers if not _raises_again(item))

    def _caught_by_any(self, handlers: Iterable[ast.ExceptHandler]) -> set[str]:
        return {name for item in handlers for name in self.caught(item.type)}

    def is_guarded(self, block: Block) -> bool:
        """Return whether *block* is left where something it needs is missing."""
        if block.branch in (TRY, NO_ERROR):
            return any(map(self.catches_missing, getattr(block.owner, "handlers", ())))
        return isinstance(block.owner, (ast.With, ast.AsyncWith)) and not (
            MODULE_ERRORS | _ATTRIBUTE_ERRORS
        ).isdisjoint(self.caught_by_with(block.owner))

    def find_guard(self, block: Block) -> Block | None:
        """Return the innermost guarded block that *block* runs as a part of."""
        outer: Block | None = block
        seen: list[Block] = []
        while outer is not None and outer not in self._guards:
            if outer.branch in (FUNCTION, HANDLER):
                outer = None
                break
            seen.append(outer)
            if self.is_guarded(outer):
                self._guards[outer] = outer
                break
            outer = outer.parent
        found = self._guards[outer] if outer is not None else None
        self._guards.update(dict.fromkeys(seen, found))
        return found

    def find_failed(self, block: Block) -> ast.Try | None:
        """Return the ``try`` whose handler *block* is, if a missing name leads there.

        None if it is not a handler, or one for other errors.
        """
        handler, outer = block.owner, block.parent
        if (
            not isinstance(handler, ast.ExceptHandler)
            or outer is None
            or block.branch != HANDLER
            or not self.catches_missing(handler)
        ):
            return None
        tried = outer.body[block.index]
        return tried if isinstance(tried, TRIES) else None

    def is_left_if_missing(self, block: Block) -> bool:
        """Return whether a missing name ends *block* and is caught further out."""
        guard = self.find_guard(block)
        # What handlers are beside an `else` catch nothing of it.
        while guard is not None and guard.branch == NO_ERROR and guard.parent:
            guard = self.find_guard(guard.parent)
        return guard is not None

    def enter_body(self, state: State, node: ast.Try) -> State:
        """Return what is known in the body of a ``try`` statement."""
        return self._handling_all(self.enter_success(state, node), node.handlers)

    def enter_success(self, state: State, node: ast.Try) -> State:
        """Return what is known where the names exist that a ``try`` reads first.

        Reading a built-in name there asks for the version: with
        ``except NameError``, the body of ``try: unicode`` succeeds on Python 2 only.
        """
        if any("NameError" in self.caught(item.type) for item in node.handlers):
            window = self._find_window_of_builtins(node)
            if window is not None and window != versions.EVERYTHING:
                state = state._replace(
                    window=state.window & window, has_version_test=True
                )
        return state

    def enter_handler(
        self, state: State, node: ast.stmt, handler: ast.ExceptHandler
    ) -> State:
        """Return what is known in *handler*, one of those of the ``try`` *node*."""
        if (
            isinstance(node, TRIES)
            and self.caught(handler.type) == {"NameError"}
            and isinstance(node.body[0], (ast.Assign, ast.Expr))
        ):
            window = self._find_window_of_builtins(node)
            if window is not None:
                state = state._replace(
                    window=state.window & ~window, has_version_test=True
                )
        state = self._handling_all(state, [handler])
        return state._replace(handled_later=list_handled(state))

    def _handling_all(
        self, state: State, handlers: Iterable[ast.ExceptHandler]
    ) -> State:
        for handler in handlers:
            state = handle(state, self.caught(handler.type))
        return state

    def _find_window_of_builtins(self, node: ast.Try) -> int | None:
        """Return the versions that have the built-in names that *node* reads first.

        None if the file itself binds all names that it reads.
        """
        scopes = self._bindings.scopes
        window: int | None = None
        for statement in node.body:
            if not isinstance(statement, (ast.Assign, ast.Expr)):
                break
            for part in ast.walk(statement):
                use = scopes.find_use(part) if isinstance(part, ast.Name) else None
                if use is not None and scopes.find_events(use) in ([], None):
                    new = stdlib.find_window(f"builtins.{use.name}") or 0
                    old = stdlib.find_window(f"__builtin__.{use.name}") or 0
                    before = versions.EVERYTHING if window is None else window
                    window = before & (new | old or versions.EVERYTHING)
        return window


def _list_managers(node: ast.With | ast.AsyncWith) -> Iterator[ast.expr]:
    """Yield the context managers of *node*, also those its body puts on a stack."""
    for item in node.items:
        yield item.context_expr
        if isinstance(item.optional_vars, ast.Name):
            for statement in node.body:
                call = getattr(statement, "value", None)
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr == "enter_context"
                ):
                    yield from call.args


def _list_caught_at_yield(function: ast.AST) -> Iterator[ast.expr | None]:
    """Yield what ``@contextmanager`` functions catch around their ``yield``."""
    for node in ast.walk(function):
        if isinstance(node, (ast.With, *TRIES)) and _has_yield(
            getattr(node, "body", ())
        ):
            for item in getattr(node, "items", ()):
                call = item.context_expr
                if isinstance(call, ast.Call) and (
                    last_name(call.func) in CATCHING_CONTEXTS
                ):
                    yield from call.args
            for handler in getattr(node, "handlers", ()):
                if not _raises_again(handler):
                    yield handler.type


def _has_yield(body: Iterable[ast.stmt]) -> bool:
    return any(isinstance(part, ast.Yield) for node in body for part in ast.walk(node))


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Return whether *handler* always raises again what it caught."""
    return any(
        isinstance(node, ast.Raise)
        and (
            node.exc is None
            or (isinstance(node.exc, ast.Name) and node.exc.id == handler.name)
        )
        for node in handler.body
    )


def _list_caught_at_exit(node: ast.AST | None) -> Iterator[ast.expr | None]:
    """Yield what ``__exit__`` of a class mentions, if it returns anything."""
    for function in getattr(node, "body", ()):
        if not _is_exit(function):
            continue
        if any(map(_returns_true, function.body)):
            yield None
        elif any(
            _returns_true(part)
            or (isinstance(part, ast.Return) and isinstance(part.value, _TESTS))
            for part in ast.walk(function)
        ):
            yield from (
                part for part in ast.walk(function) if isinstance(part, ast.Name)
            )


def _is_exit(node: ast.AST) -> bool:
    return getattr(node, "name", "") in _EXITS


def _returns_true(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Return)
        and isinstance(node.value, ast.Constant)
        and bool(node.value.value)
    )


_EXITS = ("__exit__", "__aexit__")
_TESTS = (ast.BoolOp, ast.Call, ast.Compare)


def forget_handled(state: State) -> State:
    """Return what is known in a function that is called later."""
    module, name, attribute = state.handled_later
    return state._replace(
        module_handled=module, name_handled=name, attribute_handled=attribute
    )


def list_handled(state: State) -> tuple[bool, bool, bool]:
    """Return which kinds of errors are handled at a place."""
    return (state.module_handled, state.name_handled, state.attribute_handled)


def list_kinds(errors: set[str]) -> tuple[bool, bool, bool]:
    """Return whether *errors* are about a missing module, a name, an attribute."""
    return (
        not MODULE_ERRORS.isdisjoint(errors),
        not NAME_ERRORS.isdisjoint(errors),
        not _ATTRIBUTE_ERRORS.isdisjoint(errors),
    )


def handle(state: State, errors: set[str]) -> State:
    """Return *state* where *errors* are handled, too."""
    module, name, attribute = list_kinds(errors)
    return state._replace(
        module_handled=state.module_handled or module,
        name_handled=state.name_handled or name,
        attribute_handled=state.attribute_handled or attribute,
    )
