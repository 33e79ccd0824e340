"""Calls that import what a literal string names: ``import_module("a.b")``.

The functions that do so are in :mod:`flake8_safe_imports.data.import_functions`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.import_functions import BY_NAME, FIXTURES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Callable, Optional

    from flake8_safe_imports.data.import_functions import Call, ImportFunction

    Resolve = Callable[[int, str], tuple[str, ...]]
    """Returns the absolute names of a relative one: level and text after the dots."""

    Read = Callable[[ImportFunction, ast.Call, Resolve], Optional["DynamicImport"]]
    """Returns what a call of a function imports."""


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


def read_call(call: ast.Call, called: str, resolve: Resolve) -> DynamicImport | None:
    """Return what *call* imports; *called* is the dotted name of its function."""
    function = BY_NAME.get(called)
    if function is None:
        return None
    return _READERS[function.call](function, call, resolve)


def name_fixture_method(node: ast.expr) -> str | None:
    """Return the dotted name for a method of a pytest fixture: ``"mocker.patch"``."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in FIXTURES and parts:
        return ".".join([FIXTURES[node.id], *reversed(parts)])
    return None


# What the functions read


def _read_name(
    function: ImportFunction, call: ast.Call, resolve: Resolve
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
    function: ImportFunction, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read a call that skips the test if there is no such module."""
    found = _read_name(function, call, resolve)
    if found is None:
        return None
    return DynamicImport(
        found.modules, found.node, may_be_missing=True, value=found.value
    )


def _read_replaced(
    function: ImportFunction, call: ast.Call, resolve: Resolve
) -> DynamicImport | None:
    """Read a call that replaces a name in a module."""
    found = _read_name(function, call, resolve)
    # What is replaced is a name in a module; an undotted string is something else.
    if found is None or "." not in found.modules[0]:
        return None
    missing = function.tolerant is not None and _is_given(call, *function.tolerant)
    return DynamicImport(found.modules, found.node, last_may_be_missing=missing)


def _read_patched(
    function: ImportFunction, call: ast.Call, resolve: Resolve
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
    function: ImportFunction, call: ast.Call, resolve: Resolve
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
    function: ImportFunction, call: ast.Call, resolve: Resolve
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


_READERS: Final[Mapping[Call, Read]] = {
    "__import__": _read_import,
    "import_module": _read_import_module,
    "name": _read_name,
    "name_or_skip": _read_name_or_skip,
    "replaced": _read_replaced,
    "patched": _read_patched,
}
