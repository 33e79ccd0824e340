"""Tests of ``sys.platform`` for values that only newer Python versions have."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.bindings import Bindings

NEW_VALUES: Final = {
    "sys.platform": {"emscripten": 311, "wasi": 311, "android": 313, "ios": 313},
    "platform.system": {"Emscripten": 311, "Android": 313, "iOS": 313, "iPadOS": 313},
}
"""What holds or returns the platform -> its newer values and the first version of each.

Sources: the documentation of ``sys.platform`` and ``platform.system``, PEP 11.
"""


def window_of(test: ast.expr, bindings: Bindings) -> tuple[int, bool] | None:
    """Return the versions that have the platforms for which *test* asks.

    The second value is False if the test holds on all other platforms.  None if it asks
    for something else, or also for platforms that older versions have.
    """
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute):
        if test.func.attr != "startswith" or len(test.args) != 1:
            return None
        window = _window_of_values(test.func.value, test.args[0], bindings)
        return None if window is None else (window, True)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    left, right, operation = test.left, test.comparators[0], test.ops[0]
    if isinstance(operation, (ast.Eq, ast.NotEq)) and isinstance(left, ast.Constant):
        left, right = right, left
    if not isinstance(operation, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
        return None
    window = _window_of_values(left, right, bindings)
    holds = isinstance(operation, (ast.Eq, ast.In))
    return None if window is None else (window, holds)


def _window_of_values(
    platform: ast.expr, values: ast.expr, bindings: Bindings
) -> int | None:
    function = platform.func if isinstance(platform, ast.Call) else platform
    known = NEW_VALUES.get(bindings.dotted_name(function) or "")
    if known is None:
        return None
    window = versions.NOTHING
    for value in _list_values(values):
        if not isinstance(value, str) or value not in known:
            return None
        window |= versions.since(known[value])
    return window or None


def _list_values(node: ast.expr) -> Iterator[object]:
    items = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    for item in items:
        yield item.value if isinstance(item, ast.Constant) else None
