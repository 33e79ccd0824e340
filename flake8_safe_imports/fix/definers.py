"""Which files of a project may give a class of another file a name of its own.

The class may inherit the name, a class below it may define it, or code anywhere may
assign it.  A test case that no class of the project inherits from gives it to itself.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.branches import FUNCTIONS
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.fix import replaced
from flake8_safe_imports.fix.meanings import Meanings
from flake8_safe_imports.fix.nodes import Nodes
from flake8_safe_imports.fix.project_files import DOCUMENTS, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.fix.words import Words

_TEST_CASE: Final = "unittest.TestCase"
_NOT_INHERITING: Final = frozenset(
    {"isinstance", "issubclass", "loadTestsFromTestCase", "makeSuite", "super"}
)
"""The functions that make no class below one that they are given."""
_READING: Final = frozenset({"getattr", "hasattr"})
"""The functions that give nothing a name that they are given."""


@lru_cache(maxsize=256)
def find_definers(words: Words, name: str) -> frozenset[str]:
    """Return the files that may give *name* to a class of another file."""
    giving = re.compile(
        rf"\bdef\s+{name}\b|\b{name}\s*(?:[,:;#)\]]|=(?!=)|$)|[\"'.]{name}[\"']",
        re.MULTILINE,
    )
    return frozenset(
        path
        for path in _find_code(words, name)
        if giving.search(read_text(path)) and _gives(words, path, name)
    )


def _find_code(words: Words, name: str) -> Iterator[str]:
    return (path for path in words.find(name) if not path.endswith(DOCUMENTS))


def _gives(words: Words, path: str, name: str) -> bool:
    """Return whether the file at *path* may give *name* to a class of another file."""
    nodes = _read(path)
    if nodes is None:
        return True
    meanings = Meanings(nodes)
    return any(
        owner is None
        or any(_TEST_CASE not in meanings.of(base) for base in owner.bases)
        or _is_inherited(words, owner.name)
        for owner in _find_owners(nodes, name)
    )


def _read(path: str) -> Nodes | None:
    tree = replaced.parse(read_text(path))
    return Nodes(tree) if tree is not None else None


def _find_owners(nodes: Nodes, name: str) -> Iterator[ast.ClassDef | None]:
    """Yield the classes that are given *name*; None for what is not known."""
    bound: list[ast.AST] = [
        it for it in nodes.of(*FUNCTIONS) if getattr(it, "name", "") == name
    ]
    bound += (it for it in nodes.of(ast.Name) if it.id == name and _is_stored(it))
    bound += (it for it in nodes.of(ast.alias) if name in (it.name, it.asname))
    for node in bound:
        owner = nodes.around(node)
        while isinstance(owner, (ast.stmt, ast.expr)) and not isinstance(
            owner, (*FUNCTIONS, ast.ClassDef)
        ):
            owner = nodes.around(owner)
        if not isinstance(owner, ast.Module):
            yield owner if isinstance(owner, ast.ClassDef) else None
    for attribute in nodes.of(ast.Attribute):
        if attribute.attr == name and _is_stored(attribute):
            yield None
    for keyword in nodes.of(ast.keyword):
        if keyword.arg == name:
            yield None
    for constant in nodes.of(ast.Constant):
        if _names(constant, name) and not _is_read(nodes, constant):
            yield None


def _names(constant: ast.Constant, name: str) -> bool:
    """Return whether a string is *name*, or the path of it: ``"app.tests.T.name"``."""
    text = constant.value
    if not isinstance(text, str) or " " in text:
        return False
    return f".{text}".endswith(f".{name}")


def _is_stored(node: ast.Name | ast.Attribute) -> bool:
    return not isinstance(node.ctx, ast.Load)


def _is_read(nodes: Nodes, constant: ast.Constant) -> bool:
    call = nodes.around(constant)
    return isinstance(call, ast.Call) and last_name(call.func) in _READING


def _is_inherited(words: Words, name: str) -> bool:
    """Return whether a class of the project may inherit from one called *name*."""
    return any(
        inherited is None or name in inherited
        for inherited in map(_find_inherited, _find_code(words, name))
    )


@lru_cache(maxsize=65536)
def _find_inherited(path: str) -> frozenset[str] | None:
    """Return the names of what classes may inherit from in a file; None if unknown."""
    nodes = _read(path)
    if nodes is None:
        return None
    found = {
        last_name(node)
        for node in (*nodes.of(ast.Name), *nodes.of(ast.Attribute))
        if _may_inherit(nodes, node)
    }
    found.update(
        imported.name.rpartition(".")[2]
        for imported in nodes.of(ast.alias)
        if imported.asname
    )
    return frozenset(found)


def _may_inherit(nodes: Nodes, node: ast.expr) -> bool:
    """Return whether a class may be made from the class *node*."""
    around = nodes.around(node)
    if isinstance(around, ast.Call):
        return around.func is not node and last_name(around.func) not in _NOT_INHERITING
    return not isinstance(around, ast.Attribute) or around.attr == "__dict__"


def forget() -> None:
    """Forget what was read."""
    find_definers.cache_clear()
    _find_inherited.cache_clear()
