"""Calls that import what a literal string names: ``import_module("a.b")``.

``TABLE`` has a row for each such function.  To support another one, add a row; the
glance, the checker and the tests follow from the table.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Callable

    Resolve = Callable[[int, str], tuple[str, ...]]
    """Returns the absolute names of a relative one: level and text after the dots."""

IMPORT_OR_SKIP: Final = "pytest.importorskip"


class DynamicImport:
    """A module, or a name in one, that a call imports.

    ``modules`` are the names that it may have: several if a relative name could mean
    several. ``node`` is the string, for the position. If it ``may_be_missing``, the
    call handles the absence of the module; if ``last_may_be_missing``, only that of the
    last name. ``value`` is what the call returns, if that is known: ``a`` for
    ``__import__("a.b")``. ``uses`` are the names that are taken from the module, its
    ``fromlist``. A call that decorates a function imports ``later``: each time the
    function is called.
    """

    __slots__ = (
        "last_may_be_missing",
        "later",
        "may_be_missing",
        "modules",
        "node",
        "uses",
        "value",
    )

    def __init__(
        self,
        modules: tuple[str, ...],
        node: ast.expr,
        *,
        may_be_missing: bool = False,
        last_may_be_missing: bool = False,
        value: tuple[str, ...] = (),
        uses: tuple[str, ...] = (),
        later: bool = False,
    ) -> None:
        self.modules: Final = modules
        self.node: Final = node
        self.may_be_missing: Final = may_be_missing
        self.last_may_be_missing: Final = last_may_be_missing
        self.value: Final = value
        self.uses: Final = uses
        self.later: Final = later


class Function:
    """A function that imports: a row of ``TABLE``.

    ``owner`` is the module that has it, or the pytest fixture of which it is a method.
    ``name`` may have dots: ``patch.dict``. ``argument`` is the name of the parameter,
    the first one, that takes the string. ``read`` finds what a call imports. A call
    handles absence if the keyword in ``tolerant`` has the value beside it.
    """

    __slots__ = ("argument", "name", "owner", "read", "tolerant")

    def __init__(
        self,
        owner: str,
        name: str,
        argument: str,
        read: Callable[[Function, ast.Call, Resolve], DynamicImport | None],
        *,
        tolerant: tuple[str, bool] | None = None,
    ) -> None:
        self.owner: Final = owner
        self.name: Final = name
        self.argument: Final = argument
        self.read: Final = read
        self.tolerant: Final = tolerant

    @property
    def dotted(self) -> str:
        """The whole name: ``unittest.mock.patch.dict``."""
        return f"{self.owner}.{self.name}"


def read_call(call: ast.Call, called: str, resolve: Resolve) -> DynamicImport | None:
    """Return what *call* imports; *called* is the dotted name of its function."""
    function = _BY_NAME.get(called)
    return function.read(function, call, resolve) if function is not None else None


def name_fixture_method(node: ast.expr) -> str | None:
    """Return the dotted name for a method of a pytest fixture: ``"mocker.patch"``."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in _FIXTURES and parts:
        return ".".join([_FIXTURES[node.id], *reversed(parts)])
    return None


# What the functions read


def _read_name(
    function: Function, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read a call that imports, and returns, a module or a name in one: ``a.b:c``."""
    node = _argument(call, 0, function.argument)
    text = _text(node)
    if node is None or text is None:
        return None
    name = text.replace(":", ".", 1).rstrip(".")
    if not _is_dotted(name):
        return None
    return DynamicImport((name,), node, value=(name,))


def _read_name_or_skip(
    function: Function, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read a call that skips the test if there is no such module."""
    found = _read_name(function, call, resolve)
    if found is None:
        return None
    return DynamicImport(
        found.modules, found.node, may_be_missing=True, value=found.value
    )


def _read_replaced(
    function: Function, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read a call that replaces a name in a module."""
    found = _read_name(function, call, resolve)
    # What is replaced is a name in a module; an undotted string is something else.
    if found is None or "." not in found.modules[0]:
        return None
    missing = function.tolerant is not None and _is_given(call, *function.tolerant)
    return DynamicImport(found.modules, found.node, last_may_be_missing=missing)


def _read_patched(
    function: Function, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read a call that replaces a name, and that may decorate a function."""
    found = _read_replaced(function, call, resolve)
    if found is None:
        return None
    return DynamicImport(
        found.modules,
        found.node,
        last_may_be_missing=found.last_may_be_missing,
        later=True,
    )


def _read_import(
    function: Function, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read ``__import__(name, globals, locals, fromlist, level)``."""
    node = _argument(call, 0, function.argument)
    module = _text(node)
    if node is None or module is None:
        return None
    given = _argument(call, 4, "level")
    level = given.value if isinstance(given, ast.Constant) else 0
    if isinstance(level, int) and level > 0:
        modules = resolve(level, module)
        value: tuple[str, ...] = ()
    else:
        modules = (module,) if _is_dotted(module) else ()
        value = (module.partition(".")[0],)
    if not modules:
        return None
    wanted = _argument(call, 3, "fromlist")
    items = wanted.elts if isinstance(wanted, (ast.List, ast.Tuple)) else []
    names = tuple(name for name in map(_text, items) if name and name != "*")
    if not names:
        return DynamicImport(modules, node, value=value)
    return DynamicImport(modules, node, value=modules, uses=names)


def _read_import_module(
    function: Function, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read ``import_module(name, package)``."""
    node = _argument(call, 0, function.argument)
    text = _text(node)
    if node is None or not text:
        return None
    name = text.lstrip(".")
    if name and not _is_dotted(name):
        return None
    level = len(text) - len(name)
    modules = _resolve_in(_argument(call, 1, "package"), level, name, resolve)
    return DynamicImport(modules, node, value=modules) if modules else None


def _resolve_in(
    package: ast.expr | None, level: int, name: str, resolve: Resolve
) -> tuple[str, ...]:
    """Return the absolute names of *name* after *level* dots, in *package*."""
    if not level:
        return (name,)
    if isinstance(package, ast.Name) and package.id in {"__package__", "__name__"}:
        return resolve(level, name)
    parts = (_text(package) or "").split(".")
    kept = parts[: len(parts) - level + 1]
    if not all(kept) or level > len(parts):
        return ()
    return (".".join([*kept, name] if name else kept),)


def _argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    for given in call.keywords:
        if given.arg == keyword:
            return given.value
    if len(call.args) <= position:
        return None
    if any(isinstance(given, ast.Starred) for given in call.args[: position + 1]):
        return None
    return call.args[position]


def _text(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _is_given(call: ast.Call, keyword: str, value: object) -> bool:
    return any(
        given.arg == keyword
        and isinstance(given.value, ast.Constant)
        and given.value.value is value
        for given in call.keywords
    )


def _is_dotted(name: str) -> bool:
    return all(name.split("."))


# The functions


def _patches(owner: str) -> tuple[Function, ...]:
    """Return the rows for the patchers of *owner*: ``unittest.mock`` or a copy."""
    create = ("create", True)
    return (
        Function(owner, "patch", "target", _read_patched, tolerant=create),
        # Whatever these two create is in the target, which must exist.
        Function(owner, "patch.dict", "in_dict", _read_patched),
        Function(owner, "patch.multiple", "target", _read_patched),
    )


_RAISING = ("raising", False)
TABLE: Final = (
    Function("builtins", "__import__", "name", _read_import),
    Function("importlib", "__import__", "name", _read_import),
    Function("importlib", "import_module", "name", _read_import_module),
    Function("pkgutil", "resolve_name", "name", _read_name),
    Function("pytest", "importorskip", "modname", _read_name_or_skip),
    *_patches("unittest.mock"),
    *_patches("mock"),
    *_patches("mock.mock"),
    *_patches("mocker"),
    Function("monkeypatch", "setattr", "target", _read_replaced, tolerant=_RAISING),
    Function("monkeypatch", "delattr", "target", _read_replaced, tolerant=_RAISING),
)
"""All functions that import. Sources: the documentation of each owner."""

_FIXTURES: Final = {
    "mocker": "mocker",
    "class_mocker": "mocker",
    "module_mocker": "mocker",
    "package_mocker": "mocker",
    "session_mocker": "mocker",
    "monkeypatch": "monkeypatch",
}
"""Fixtures of pytest and pytest-mock -> the owner of their methods in ``TABLE``.

The name of a fixture ends with its owner: the glance searches for that.
"""

# What follows from the tables

_BY_NAME: Final = {function.dotted: function for function in TABLE}
NAMES: Final = frozenset(function.name for function in TABLE)
"""The names of the functions in their owners, with dots: ``patch.dict``."""
OWNING_FIXTURES: Final = frozenset(_FIXTURES.values())
_OWNED_BY_MODULES: Final = tuple(
    function for function in TABLE if function.owner not in OWNING_FIXTURES
)
FUNCTIONS: Final = frozenset(name.rpartition(".")[2] for name in _BY_NAME)
"""The last part of the name of every function that imports."""
MODULES: Final = frozenset(
    function.owner.partition(".")[0] for function in _OWNED_BY_MODULES
)
"""The top-level modules that have such functions."""


RETURNING: Final = frozenset(
    ("__import__", "import_module", "importorskip", "resolve_name")
)
"""The functions that return what they import."""


def _first_word(function: Function) -> str:
    return function.name.partition(".")[0]


ALWAYS: Final = OWNING_FIXTURES | {
    _first_word(function)
    for function in _OWNED_BY_MODULES
    if function.owner == "builtins"
}
"""Words in the text of a file that may import dynamically in any file."""
WORDS: Final = {
    top: frozenset(
        _first_word(function)
        for function in _OWNED_BY_MODULES
        if function.owner.partition(".")[0] == top
    )
    - ALWAYS
    for top in sorted(MODULES - {"builtins"})
}
"""Top-level module -> further words that may do so in files that import it."""
MARKS: Final = frozenset(map(_first_word, _OWNED_BY_MODULES))
"""Words of which the text of each file that imports dynamically has one.

A method of a fixture has one in its own name or in that of the fixture.
"""
