"""The functions of a file that a test runner calls before its tests.

To support another test runner, add the names of its functions to ``NAMES``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.branches import FUNCTIONS
from flake8_safe_imports.analysis.recorder import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.bindings import Function

NAMES: Final = frozenset(
    {
        "asyncSetUp",
        "setUp",
        "setUpClass",
        "setUpModule",
        "setup_class",
        "setup_function",
        "setup_method",
        "setup_module",
    }
)
"""What unittest and pytest call first in a module, in a class, or before a test."""


def list_set_ups(body: Sequence[ast.stmt]) -> Iterator[Function]:
    """Yield the functions in *body* that run before its tests."""
    for node in body:
        if isinstance(node, FUNCTIONS) and (
            node.name in NAMES or any(map(_is_automatic, node.decorator_list))
        ):
            yield node


def _is_automatic(decorator: ast.expr) -> bool:
    """Return whether *decorator* is ``pytest.fixture(autouse=True)``."""
    return (
        isinstance(decorator, ast.Call)
        and last_name(decorator.func) == "fixture"
        and any(
            given.arg == "autouse"
            and isinstance(given.value, ast.Constant)
            and given.value.value is True
            for given in decorator.keywords
        )
    )
