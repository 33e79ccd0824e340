"""Tests for platforms that only some Python versions have."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.scoping.bindings import Bindings

_SINCE_311: Final = versions.since(311)
_SINCE_313: Final = versions.since(313)
VALUES: Final = {
    "sys.platform": {
        "emscripten": _SINCE_311,
        "wasi": _SINCE_311,
        "android": _SINCE_313,
        "ios": _SINCE_313,
        "java": versions.PYTHON2,
        "linux2": versions.PYTHON2,
        **dict.fromkeys(("atheos", "mac", "os2", "os2emx", "riscos"), versions.PYTHON2),
    },
    "platform.system": {
        "Emscripten": _SINCE_311,
        "Android": _SINCE_313,
        "iOS": _SINCE_313,
        "iPadOS": _SINCE_313,
        "Java": versions.PYTHON2,
    },
    "os.name": dict.fromkeys(("ce", "java", "mac", "os2", "riscos"), versions.PYTHON2),
    "platform.python_implementation": {"Jython": versions.PYTHON2},
}
"""What holds or returns the platform -> the versions that have some of its values.

Sources: the documentation of these names, also that of Python 2.7, and PEP 11. No
release of Jython is for Python 3.
"""


def find_window(test: ast.expr, bindings: Bindings) -> tuple[int, bool] | None:
    """Return the versions that have the platforms for which *test* asks.

    The second value is False if the test holds on all other platforms. None if it asks
    for something else, or also for platforms that all versions have.
    """
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute):
        if test.func.attr != "startswith" or len(test.args) != 1:
            return None
        window = _find_window_of_values(test.func.value, test.args[0], bindings)
        return None if window is None else (window, True)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    left, right, operation = test.left, test.comparators[0], test.ops[0]
    if not isinstance(operation, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
        return None
    if isinstance(left, ast.Constant):  # "ios" == sys.platform, "java" in sys.platform
        left, right = right, left
    window = _find_window_of_values(left, right, bindings)
    holds = isinstance(operation, (ast.Eq, ast.In))
    return None if window is None else (window, holds)


def _find_window_of_values(
    platform: ast.expr, values: ast.expr, bindings: Bindings
) -> int | None:
    if isinstance(platform, ast.Subscript):  # sys.platform[:4]
        platform = platform.value
    call = bindings.values.resolve_call(platform)
    known = VALUES.get(bindings.dotted_name(call.func if call else platform) or "")
    if known is None:
        return None
    window = versions.NOTHING
    for value in _list_values(values):
        if not isinstance(value, str) or value not in known:
            return None
        window |= known[value]
    return window or None


def _list_values(node: ast.expr) -> Iterator[object]:
    items = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    for item in items:
        yield item.value if isinstance(item, ast.Constant) else None
