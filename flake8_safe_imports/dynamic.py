"""What a call imports whose argument is a literal string."""

from __future__ import annotations

import ast
from typing import Callable, NamedTuple

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
ALWAYS = ("__import__", "mocker", "monkeypatch")
"""Words that are such a reason without any import."""


class Reached(NamedTuple):
    """A module, or a name in it, that a call reaches."""

    names: tuple[str, ...]
    node: ast.expr
    """The string, for the position."""
    may_be_missing: bool
    """The call itself copes with the absence of the last name, or of the module."""


Resolve = Callable[[int, str], "tuple[str, ...]"]
"""Gives the absolute names of a relative one: its level and what follows the dots."""


def reached(call: ast.Call, called: str, resolve: Resolve) -> Reached | None:
    """Return what *call*, of the function with the dotted name *called*, reaches."""
    if called in _IMPORTS:
        return _by_import(call, resolve)
    if called == "importlib.import_module":
        return _by_import_module(call, resolve)
    if called == "pkgutil.resolve_name":
        return _by_name(call, "name")
    if called == IMPORT_OR_SKIP:
        return _by_name(call, "modname", may_be_missing=True)
    if called in _PATCHES:
        keyword = "in_dict" if called.endswith(".dict") else "target"
        found = _by_name(call, keyword, may_be_missing=_is_given(call, "create", True))
    elif called in _MONKEYPATCHES:
        missing = _is_given(call, "raising", False)
        found = _by_name(call, "target", may_be_missing=missing)
    else:
        return None
    # What is patched is a name in a module; an undotted string is something else.
    return found if found is not None and "." in found.names[0] else None


def fixture_method(node: ast.expr) -> str | None:
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
) -> Reached | None:
    node = _argument(call, 0, keyword)
    text = _text(node)
    if node is None or text is None:
        return None
    name = text.replace(":", ".", 1).rstrip(".")
    return Reached((name,), node, may_be_missing) if _is_dotted(name) else None


def _by_import(call: ast.Call, resolve: Resolve) -> Reached | None:
    node = _argument(call, 0, "name")
    module = _text(node)
    if node is None or module is None:
        return None
    level = _argument(call, 4, "level")
    modules: tuple[str, ...] = (module,)
    if (
        isinstance(level, ast.Constant)
        and isinstance(level.value, int)
        and level.value > 0
    ):
        modules = resolve(level.value, module)
    elif not _is_dotted(module):
        return None
    wanted = _argument(call, 3, "fromlist")
    items = wanted.elts if isinstance(wanted, (ast.List, ast.Tuple)) else []
    names = [name for name in map(_text, items) if name]
    return Reached(
        tuple(f"{found}.{name}" for found in modules for name in names) or modules,
        node,
        may_be_missing=False,
    )


def _by_import_module(call: ast.Call, resolve: Resolve) -> Reached | None:
    node = _argument(call, 0, "name")
    text = _text(node)
    if node is None or not text:
        return None
    name = text.lstrip(".")
    level = len(text) - len(name)
    if not level:
        return Reached((name,), node, False) if _is_dotted(name) else None
    package = _argument(call, 1, "package")
    anchor = _text(package)
    if anchor:
        parts = anchor.split(".")
        kept = parts[: len(parts) - level + 1]
        if not kept or (name and not _is_dotted(name)):
            return None
        return Reached((".".join([*kept, *([name] if name else [])]),), node, False)
    if isinstance(package, ast.Name) and package.id in {"__package__", "__name__"}:
        found = resolve(level, name)
        return Reached(found, node, False) if found else None
    return None
