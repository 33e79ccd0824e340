"""Which modules and attributes a guard makes sure of, whatever the version.

``hasattr(M, "x")`` and its relatives, a flag set beside a guarded import, and the body
of a ``try`` all establish that some dotted names exist. To support another way to ask
whether something exists, add it to one of the tables below.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.handling.successes import list_run
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.scopes import is_placeholder
from flake8_safe_imports.analysis.statements.branches import TRIES
from flake8_safe_imports.data import classes, stdlib

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from typing import Callable

    from flake8_safe_imports.analysis.handling.handlers import Handlers
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.analysis.scoping.values import ValuesOf

ATTRIBUTE_TESTS = frozenset(
    {"builtins.hasattr", "builtins.getattr", "inspect.getattr_static"}
)
"""Functions that are given an object and the name of an attribute."""
MODULE_TESTS = frozenset(
    {
        "importlib.util.find_spec",
        "importlib.find_loader",
        "pkgutil.find_loader",
    }
)
"""Functions that are given the name of a module."""
MODULE_LISTS = frozenset({"sys.stdlib_module_names", "sys.modules"})
"""What contains the names of modules, for ``"x" in sys.modules``."""
_ASKING = (
    r"(?i)^_*(?:has|have)(?:_|$)|hasmodule|available|installed|importable|can_?import"
    r"|module_?exists|find_(?:spec|module)"
)
"""Names of functions and tables that are asked whether a module is there."""
_IMPORTING = frozenset({"builtins.__import__", "importlib.import_module"})
"""Functions that fail without the module that they are given."""
LISTINGS = frozenset({"builtins.dir", "builtins.vars"})
"""Functions that return the names of an object, for ``"x" in dir(M)``."""


class Presence:
    """Finds out which dotted names the tests of one file make sure of."""

    def __init__(
        self,
        bindings: Bindings,
        values_of: ValuesOf,
        handlers: Handlers,
    ) -> None:
        """Take the names of a file, their values, and what reads its handlers."""
        self._bindings = bindings
        self._handlers = handlers
        self._values_of = values_of
        # The nodes are kept, so that their ids are not used again.
        self._known: dict[tuple[int, int], tuple[ast.expr, frozenset[str]]] = {}
        self._tried: dict[ast.AST, frozenset[str]] = {}
        self._trying: dict[ast.AST, bool] = {}
        """Whether functions of the file import what they are given."""

    def find_names(self, test: ast.expr, hops: int) -> frozenset[str]:
        """Return the dotted names that *test* asks for, in whatever form.

        At most *hops* assignments are followed.
        """
        known = self._known.get((id(test), hops))
        if known is None:
            found = frozenset(
                name for part in ast.walk(test) for name in self._find_asked(part, hops)
            )
            known = self._known[id(test), hops] = (test, found)
        return known[1]

    def _find_asked(self, part: ast.AST, hops: int) -> Iterator[str]:
        if isinstance(part, ast.Call):
            asked = asked_name(part, self._bindings)
            if asked:
                yield asked
            if _is_asking(part.func) or self._tries_given(part):
                yield from _list_modules(part.args)
        elif isinstance(part, ast.Compare):
            looked_up = looked_up_name(part, self._bindings)
            if looked_up:
                yield looked_up
            elif _is_asking(part.comparators[0]):
                yield from _list_modules([part.left])
        elif isinstance(part, ast.Subscript) and _is_asking(part.value):
            yield from _list_modules([part.slice])  # AVAILABLE["tomllib"]
        if isinstance(part, ast.Name):
            yield from self._find_implied(part)
        if isinstance(part, (ast.Name, ast.Attribute, ast.Call)):
            for tried in self._list_tries(part):
                yield from self.find_tried_names(tried)
            for value, _ in self._values_of(part, hops - 1) if hops else ():
                yield from self.find_names(value, hops - 1)

    def _tries_given(self, call: ast.Call) -> bool:
        """Return whether *call* runs a function that imports what it is given.

        As in ``def probe(name):`` with ``__import__(name)`` in a ``try``.
        """
        if not any(isinstance(given, ast.Constant) for given in call.args):
            return False
        function = self._bindings.values.find_called(call)
        if function is None:
            return False
        if function not in self._trying:
            given = {item.arg for item in function.args.args}
            self._trying[function] = self._passes_on(
                given, MODULE_TESTS, ast.walk(function)
            ) or any(
                self._passes_on(given, _IMPORTING, ast.walk(statement))
                for node in ast.walk(function)
                if isinstance(node, (TRIES, ast.With))
                for statement in node.body
            )
        return self._trying[function]

    def _passes_on(
        self, names: Container[str], called: Container[str], nodes: Iterable[ast.AST]
    ) -> bool:
        """Return whether one of *called* is called with a variable of *names*."""
        return any(
            isinstance(node, ast.Call)
            and bool(node.args)
            and getattr(node.args[0], "id", "") in names
            and self._bindings.dotted_name(node.func) in called
            for node in nodes
        )

    def _list_tries(
        self, node: ast.Name | ast.Attribute | ast.Call
    ) -> Iterator[ast.AST]:
        """Yield the statements that try something and decide about *node*.

        It is the result of a function that returns what came of them, or what they
        assign in handlers, and an attribute also in bodies. A table counts if handlers
        put something in: ``missing.append("tomllib")``.
        """
        values = self._bindings.values
        function = values.find_asked(node)
        if function is not None:
            yield from values.list_tries(function)
        if isinstance(node, ast.Call):
            return
        for use in self._list_filled(node) if isinstance(node, ast.Name) else ():
            tried = self._handlers.find_failed(use.place.block)
            if tried is not None:
                yield tried
        for _, place in values.find_values(node):
            guard = self._handlers.find_guard(place.block)
            tried = self._handlers.find_failed(place.block)
            if tried is not None:
                yield tried
            elif guard is not None and isinstance(node, ast.Attribute):
                yield guard.owner

    def _list_filled(self, node: ast.Name) -> Sequence[Use]:
        """Return the uses of *node* if it is a table that the file makes."""
        events = self._bindings.values.find_assignments(node)
        made = events[0].value if len(events) == 1 else None
        if isinstance(made, ast.Call) and last_name(made.func) not in _TABLES:
            made = None
        if not isinstance(made, (ast.Call, ast.Dict, ast.List, ast.Set)):
            return ()
        return self._bindings.list_uses(node)

    def _find_implied(self, node: ast.Name) -> frozenset[str]:
        """Return the dotted names that exist where the variable *node* is true.

        They are what a guarded import binds, or an import whose variable is ``None``
        elsewhere, and what was tried before ``HAS_IT = True``.
        """
        found: set[str] = set()
        events = self._bindings.values.find_assignments(node)
        may_be_empty = any(map(is_placeholder, events))
        for event in events:
            if is_placeholder(event):
                continue
            guard = self._handlers.find_guard(event.place.block)
            if event.imported is not None and (guard or may_be_empty):
                found.update(event.imported.targets)
            elif guard and isinstance(event.value, ast.Constant):
                found |= self.find_tried_names(guard.owner)
        return frozenset(found)

    def module_not_loaded(self, test: ast.expr, *, holds: bool) -> str | None:
        """Return the module that is not in ``sys.modules`` if *test* *holds*, or not.

        None if *test* says nothing of the kind.
        """
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            return None
        if _name_of_modules(test.comparators[0], self._bindings) != "sys.modules":
            return None
        is_there = isinstance(test.ops[0], ast.In) is holds
        return None if is_there else looked_up_name(test, self._bindings)

    def find_tried_names(self, owner: ast.AST) -> frozenset[str]:
        """Return the dotted names that the body of *owner*, ``try`` or ``with``, needs.

        That is what it imports and every chain of attributes in it, without what is in
        functions that it does not call.
        """
        if owner not in self._tried:
            found: set[str] = set()
            for node in list_run(getattr(owner, "body", [])):
                found.update(self._list_needed(node))
            self._tried[owner] = frozenset(found - {""})
        return self._tried[owner]

    def _list_needed(self, node: ast.AST) -> Sequence[str]:
        """Return the dotted names that *node* itself needs; some may be empty."""
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and not node.level:
            module = node.module or ""
            return [module, *(f"{module}.{alias.name}" for alias in node.names)]
        if isinstance(node, ast.Attribute):
            return [self._bindings.dotted_name(node) or ""]
        return ()


def _is_asking(node: ast.expr) -> bool:
    """Return whether *node*, a function or a table, tells which modules are there."""
    return re.search(_ASKING, last_name(node)) is not None


def _list_modules(nodes: Iterable[ast.expr]) -> Iterator[str]:
    """Yield the modules of the standard library that literal strings name."""
    for node in nodes:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and stdlib.is_module(text):
            yield text


def looked_up_name(node: ast.Compare, bindings: Bindings) -> str | None:
    """Return ``M.x`` for ``"x" in dir(M)``, ``vars(M)`` or ``M.__dict__``.

    ``"x" in sys.modules`` asks for the module ``x``.
    """
    name, container = node.left, node.comparators[0]
    if not isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return None
    dotted = _name_of_listed(container, bindings)
    if dotted:
        return _attribute(dotted, name)
    if _name_of_modules(container, bindings) and isinstance(name, ast.Constant):
        return name.value if isinstance(name.value, str) else None
    return None


def _name_of_modules(container: ast.expr, bindings: Bindings) -> str | None:
    """Return which one of ``MODULE_LISTS`` *container* is."""
    named: str | None
    if isinstance(container, ast.Call):  # getattr(sys, "stdlib_module_names", ())
        named = asked_name(container, bindings)
    else:
        named = bindings.dotted_name(container)
    return named if named in MODULE_LISTS else None


def _name_of_listed(container: ast.expr, bindings: Bindings) -> str | None:
    """Return ``M`` for ``dir(M)``, ``vars(M)``, ``M.__dict__`` and ``M.__all__``."""
    owner: ast.expr | None = None
    if isinstance(container, ast.Attribute) and container.attr in _NAMES_OF:
        owner = container.value
    elif (
        isinstance(container, ast.Call)
        and len(container.args) == 1
        and bindings.dotted_name(container.func) in LISTINGS
    ):
        owner = container.args[0]
    return bindings.dotted_name(owner) if owner is not None else None


_TABLES = frozenset({"defaultdict", "dict", "list", "set"})
_NAMES_OF = ("__dict__", "__all__")


def _attribute(dotted: str, name: ast.expr) -> str | None:
    """Return the attribute of *dotted* that is called what the text *name* says."""
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return f"{dotted}.{name.value}"
    return None


def asked_name(node: ast.Call, bindings: Bindings) -> str | None:
    """Return ``M.x`` for ``hasattr(M, "x")``, ``x`` for ``find_spec("x")``.

    ``vars(M).get("x")`` asks for ``M.x``, too.
    """
    if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        owner = _name_of_listed(node.func.value, bindings)
        return _attribute(owner, node.args[0]) if owner else None
    called = bindings.dotted_name(node.func)
    # Many projects have a safehasattr of their own.
    is_test = called in ATTRIBUTE_TESTS or last_name(node.func).endswith("hasattr")
    if is_test and len(node.args) >= 2:
        owner = bindings.dotted_name(node.args[0])
        found = _attribute(owner, node.args[1]) if owner else None
        if found:
            return found
    if called in MODULE_TESTS:
        named = [given.value for given in node.keywords if given.arg == "name"]
        for module in (*node.args[:1], *named):
            if isinstance(module, ast.Constant) and isinstance(module.value, str):
                return module.value
    return None


def is_plain_getattr(node: ast.Call, bindings: Bindings) -> bool:
    """Return whether *node* is a ``getattr`` that fails without the attribute."""
    return len(node.args) < 3 and bindings.dotted_name(node.func) == "builtins.getattr"


def find_window(
    test: ast.expr,
    bindings: Bindings,
    assigned: Callable[[ast.expr], Sequence[tuple[ast.expr, int]]],
) -> int | None:
    """Return the window on which a ``hasattr``, or a relative, is true.

    The window is that of the standard library's tables; None if they do not tell.
    *assigned* gives the values of a name: ``f = getattr(M, "x", None)``.
    """
    if not isinstance(test, ast.Compare):
        is_value = not (
            isinstance(test, ast.Call) and last_name(test.func).endswith("hasattr")
        )
        return _find_window_of_call(test, bindings, may_be_false=is_value)
    if len(test.ops) != 1:
        return None
    operation, right, left = test.ops[0], test.comparators[0], test.left
    if isinstance(operation, (ast.In, ast.NotIn)):
        if _name_of_modules(right, bindings) == "sys.modules":
            return None  # a missing one may not have been imported yet
        present = _find_window_of_name(looked_up_name(test, bindings))
    elif isinstance(operation, _COMPARING) and is_none(right):
        values = assigned(left) if isinstance(left, ast.Name) else ()
        called = values[0][0] if len(values) == 1 else left
        present = _find_window_of_call(called, bindings)
    else:
        return None
    if present is None or isinstance(operation, (ast.In, ast.IsNot, ast.NotEq)):
        return present
    return versions.EVERYTHING & ~present


_COMPARING = (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)


def is_none(node: ast.expr) -> bool:
    """Return whether *node* is the constant None."""
    return isinstance(node, ast.Constant) and node.value is None


def _find_window_of_call(
    node: ast.expr, bindings: Bindings, *, may_be_false: bool = False
) -> int | None:
    if not isinstance(node, ast.Call):
        return None
    asked = asked_name(node, bindings)
    if not asked:
        return None
    defaults = node.args[1 if last_name(node.func) == "get" else 2 :]
    if defaults and isinstance(defaults[0], ast.Constant) and defaults[0].value:
        return None  # getattr(M, "x", something true) tells nothing
    return _find_window_of_name(asked, may_be_false=may_be_false)


def _find_window_of_name(
    dotted: str | None, *, may_be_false: bool = False
) -> int | None:
    """Return the versions that have *dotted*, if they tell whether a test holds.

    A constant that every version has may be false, where a test is for the value:
    ``getattr(ssl, "HAS_SNI", False)``.
    """
    if not dotted:
        return None
    fact = stdlib.find(dotted) or classes.find(dotted)
    if fact is not None:
        return fact.window
    # What has no row is on every version. It may still depend on the platform.
    above, _, name = dotted.rpartition(".")
    if may_be_false and name.isupper():
        return None
    if stdlib.find_module(above) and stdlib.is_on_every_build(dotted):
        return stdlib.find_window(dotted)
    return None
