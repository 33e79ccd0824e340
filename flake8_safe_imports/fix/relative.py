"""Rewriting relative imports that are banned to the absolute import."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.rewrites import RELATIVE, CannotFix, SmallRewrite
from flake8_safe_imports.fix.text import edits
from flake8_safe_imports.fix.text.edits import Edit
from flake8_safe_imports.project import layout

if TYPE_CHECKING:
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context

_UNSAFE = "--unsafe rewrites it"


def write_absolute_import(context: Context, finding: Finding) -> SmallRewrite | None:
    """Return the edit that makes an import absolute; raise CannotFix if it cannot be.

    None is returned for findings about anything else.
    """
    if finding.code != RELATIVE:
        return None
    node = next(
        (node for node in finding.nodes if isinstance(node, ast.ImportFrom)), None
    )
    if node is None:
        raise CannotFix("its position is not understood")
    names = context.resolve_from(node)
    if not names:
        raise CannotFix("the name of its package is not known")
    if not context.unsafe:
        _check(context.path, names, node)
    name = next((name for name in names if _is_deep(context, node, name)), names[0])
    found = edits.find_layout(context.source, node)
    if found is None or found.module == (0, 0):
        raise CannotFix("the text of the statement was not understood")
    edit = _write(context, name, *found.module)
    return SmallRewrite(finding, finding.name, name, (edit,))


def _count_folders(name: str, node: ast.ImportFrom) -> int:
    """Return how many packages a file is in whose *node* imports from *name*."""
    return _count_parts(name) - _count_parts(node.module or "") + node.level - 1


def _count_parts(dotted: str) -> int:
    return dotted.count(".") + bool(dotted)


def _is_deep(context: Context, node: ast.ImportFrom, name: str) -> bool:
    """Return whether *name* puts the file as deep as its other imports need it to be.

    ``from ..a import b`` is in a package that is in another one.
    """
    return _count_folders(name, node) >= context.most_dots


def _check(path: str, names: tuple[str, ...], node: ast.ImportFrom) -> None:
    """Raise CannotFix if the absolute name might mean something else."""
    top = names[0].partition(".")[0]
    if len(names) > 1:
        either = " or ".join(map(quote, names))
        raise CannotFix(f"judging by the folders, it may be {either}: {_UNSAFE}")
    folder = os.path.dirname(path)
    for _ in range(_count_folders(names[0], node)):
        if not layout.is_package(folder):
            reason = f"{quote(os.path.basename(folder))} has no `__init__.py`"
            raise CannotFix(f"{reason}: {_UNSAFE}")
        folder = os.path.dirname(folder)
    if layout.is_vendored(path):
        raise CannotFix(f"it is vendored, and may have another name: {_UNSAFE}")
    if top in layout.SOURCES or stdlib.is_module(top):
        raise CannotFix(f"{quote(top)} may be something else: {_UNSAFE}")
    if layout.is_beside(top, path):
        raise CannotFix(f"another {quote(top)} is next to the file: {_UNSAFE}")


def _write(context: Context, name: str, start: int, end: int) -> Edit:
    """Return the edit that writes *name*; ``from.a import`` needs blanks then."""
    text = context.source.text
    before = "" if text[start - 1] in " \t\f\\\r\n" else " "
    after = "" if text[end : end + 1] in " \t\f\\\r\n" else " "
    return Edit(start, end, f"{before}{name}{after}")
