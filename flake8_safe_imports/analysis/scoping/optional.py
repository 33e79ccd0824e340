"""Whether code asks, in a way of its own, for something that may not be installed.

``if is_rocm_available(): import amdsmi`` and ``@require_rocm`` say nothing that other
rules could rely on; they say that the author knows.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.places import Block, Place

_ASKS: Final = re.compile(r"available|installed|(?:^|_)has_|require|find_spec", re.I)
"""Parts of names that ask whether something is there."""


def is_optional(place: Place) -> bool:
    """Return whether a test or a decorator around *place* asks for availability."""
    block: Block | None = place.block
    while block is not None:
        if _asks_for_availability(block.owner):
            return True
        block = block.parent
    return False


@lru_cache(maxsize=256)
def _asks_for_availability(owner: ast.AST) -> bool:
    """Return whether the test or the decorators of *owner* ask for availability."""
    if isinstance(owner, (ast.If, ast.IfExp, ast.While)):
        asked = [owner.test]
    elif isinstance(owner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        asked = owner.decorator_list
    else:
        return False
    return any(
        (isinstance(node, ast.Name) and _ASKS.search(node.id))
        or (isinstance(node, ast.Attribute) and _ASKS.search(node.attr))
        for expression in asked
        for node in ast.walk(expression)
    )
