"""What a call imports whose argument is a literal string."""

from __future__ import annotations

import ast
from typing import Callable, Final

IMPORT_OR_SKIP = "pytest.importorskip"
_IMPORTS = {"builtins.__import__", "importlib.__import__"}
_PATCHES = {
    f"{owner}.{name}"
    for owner in ("unittest.mock", "mock", "mock.mock", "mocker")
    for name in ("patch", "patch.dict", "patch.multiple")
}
_MONKEYPATCHES = {"monkeypatch.setattr", "monkeypatch.delattr"}
_FIXTURES = {
    "mocker": "mocker",
    "class_mocker": "mocker",
    "module_mocker": "mocker",
    "package_mocker": "mocker",
    "session_mocker": "mocker",
    "monkeypatch": "monkeypatch",
}

HINTS = {
    "importlib": "import_module",
    "pkgutil": "resolve_name",
    "pytest": "importorskip",
    "unittest": "patch",
    "mock": "patch",
}
"""Importing the key is a reason to look at calls where the text holds the value."""
FUNCTIONS = frozenset(
    dotted.rpartition(".")[2]
    for dotted in (
        *_IMPORTS,
        *_PATCHES,
        *_MONKEYPATCHES,
        *("importlib.import_module", "pkgutil.resolve_name", IMPORT_OR_SKIP),
    )
)
"""What the functions are called that import dynamically, where they are attributes."""
MODULES = frozenset({*HINTS, "builtins"})
"""The top-level modules that such functions are found in."""
FIXTURES = ("mocker", "monkeypatch")
"""What all names of fixtures end with."""
ALWAYS = ("__import__", *FIXTURES)
"""Words that are such a reason without any import."""


class DynamicImport:
    """A module, or a name in it, that a call reaches.

    ``modules`` are what it may mean: several where a relative name could mean several.
    ``node`` is the string, for the position.  The call copes with the absence of the
    last name, or of the module, if that ``may_be_missing``.  ``value`` is what it
    returns, if that is known: ``a`` for ``__import__("a.b")``.  ``uses`` are the names
    that are asked of the module, its ``fromlist``.  What decorates imports it
    ``later``, each time when what it decorates is called.
    """

    __slots__ = ("later", "may_be_missing", "modules", "node", "uses", "value")

    def __init__(
        self,
        modules: tuple[str, ...],
        node: ast.expr,
        *,
        may_be_missing: bool = False,
        value: tuple[str, ...] = (),
        uses: tuple[str, ...] = (),
        later: bool = False,
    ) -> None:
        self.modules: Final = modules
        self.node: Final = node
        self.may_be_missing: Final = may_be_missing
        self.value: Final = value
        self.uses: Final = uses
        self.later: Final = later


Resolve = Callable[[int, str], "tuple[str, ...]"]
"""Gives the absolute names of a relative one: its level and what follows the dots."""


def read_call(call: ast.Call, called: str, resolve: Resolve) -> DynamicImport | None:
    """Return what *call*, of the function with the dotted name *called*, reaches."""
    if called in _IMPORTS:
        return _by_import(call, resolve)
    if called == "importlib.import_module":
        return _by_import_module(call, resolve)
    if called == "pkgutil.resolve_name":
        return _by_name(call, "name")
    if called == IMPORT_OR_SKIP:
        return _by_name(call, "modname", may_be_missing=True)
    is_patch = called in _PATCHES
    if is_patch:
        keyword = "in_dict" if called.endswith(".dict") else "target"
        found = _by_name(call, keyword, may_be_missing=_is_given(call, "create", True))
    elif called in _MONKEYPATCHES:
        missing = _is_given(call, "raising", False)
        found = _by_name(call, "target", may_be_missing=missing)
    else:
        return None
    # What is patched is a name in a module; an undotted string is something else.
    if found is None or "." not in found.modules[0]:
        return None
    return DynamicImport(
        found.modules,
        found.node,
        may_be_missing=found.may_be_missing,
        later=is_patch,
    )


def name_fixture_method(node: ast.expr) -> str | None:
    """Return the name for a method of a pytest fixture: ``"mocker.patch"``."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in _FIXTURES and parts:
        return ".".join([_FIXTURES[node.id], *reversed(parts)])
    return None


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


def _by_name(
    call: ast.Call, keyword: str, *, may_be_missing: bool = False
) -> DynamicImport | None:
    node = _argument(call, 0, keyword)
    text = _text(node)
    if node is None or text is None:
        return None
    name = text.replace(":", ".", 1).rstrip(".")
    if not _is_dotted(name):
        return None
    return DynamicImport((name,), node, may_be_missing=may_be_missing, value=(name,))


def _by_import(call: ast.Call, resolve: Resolve) -> DynamicImport | None:
    node = _argument(call, 0, "name")
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


def _by_import_module(call: ast.Call, resolve: Resolve) -> DynamicImport | None:
    node = _argument(call, 0, "name")
    text = _text(node)
    if node is None or not text:
        return None
    name = text.lstrip(".")
    if name and not _is_dotted(name):
        return None
    level = len(text) - len(name)
    modules = _below(_argument(call, 1, "package"), level, name, resolve)
    return DynamicImport(modules, node, value=modules) if modules else None


def _below(
    package: ast.expr | None, level: int, name: str, resolve: Resolve
) -> tuple[str, ...]:
    """Return what *name* after *level* dots means, seen from *package*."""
    if not level:
        return (name,)
    if isinstance(package, ast.Name) and package.id in {"__package__", "__name__"}:
        return resolve(level, name)
    parts = (_text(package) or "").split(".")
    kept = parts[: len(parts) - level + 1]
    if not all(kept) or level > len(parts):
        return ()
    return (".".join([*kept, name] if name else kept),)
