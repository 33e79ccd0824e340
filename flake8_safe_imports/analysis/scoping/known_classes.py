"""Classes of other modules, as bases, metaclasses and decorators: do they add names?

The tables of the standard library tell, and the short lists here.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import classes, stdlib

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.bindings import Bindings

_ABSTRACT: Final = (
    *("AsyncIterable", "AsyncIterator", "Awaitable", "Callable", "Collection"),
    *("Container", "Hashable", "Iterable", "Iterator", "Reversible", "Sized"),
)
NEUTRAL_BASES: Final = frozenset(
    {
        "builtins.object",
        "abc.ABC",
        "contextlib.AbstractAsyncContextManager",
        "contextlib.AbstractContextManager",
        "contextlib.AsyncContextDecorator",
        "contextlib.ContextDecorator",
        "socketserver.ThreadingMixIn",
        "typing.Generic",
        *(
            f"{module}.{name}"
            for module in ("collections.abc", "typing")
            for name in _ABSTRACT
        ),
    }
)
"""Bases without public attributes that another base ever gained or lost."""

PLAIN_METACLASSES: Final = frozenset({"abc.ABCMeta", "builtins.type"})
"""Metaclasses without public attributes that their classes would have."""
_DECORATORS: Final = ("pytest.mark.", "mock.patch")
"""Decorators that add nothing to a class, besides those of the standard library."""
_CALL_ANYTHING: Final = (
    "builtins.",
    "functools.partial",
    "functools.reduce",
    "importlib.",
    "operator.",
    "types.",
)
"""Functions of the standard library that call, or import, what they are given."""


def is_judged_class(dotted: str) -> bool:
    """Return whether *dotted* is a class some of whose attributes came or went."""
    return classes.is_changing(dotted) and not classes.is_dynamic(dotted)


def is_known_base(node: ast.expr, bindings: Bindings) -> bool:
    """Return whether *node* is a class whose attributes are all known."""
    dotted = bindings.dotted_name(node)
    return dotted is not None and (dotted in NEUTRAL_BASES or is_known_class(dotted))


def is_known_class(dotted: str) -> bool:
    """Return whether all attributes of *dotted*, if that is a class, are known."""
    return (
        "." in dotted
        and stdlib.find_window(dotted) is not None
        and not classes.is_dynamic(dotted)
    )


def has_known_options(node: ast.ClassDef, bindings: Bindings) -> bool:
    """Return whether neither keywords nor decorators of *node* give it names."""
    return all(
        keyword.arg == "metaclass"
        and bindings.dotted_name(keyword.value) in PLAIN_METACLASSES
        for keyword in node.keywords
    ) and all(_is_known_decorator(item, bindings) for item in node.decorator_list)


def _is_known_decorator(node: ast.expr, bindings: Bindings) -> bool:
    name = bindings.dotted_name(node.func if isinstance(node, ast.Call) else node)
    return name is not None and (name.startswith(_DECORATORS) or is_harmless(name))


def is_harmless(dotted: str) -> bool:
    """Return whether the standard library has *dotted*, and it calls nothing else."""
    return (
        "." in dotted
        and stdlib.is_module(dotted.partition(".")[0])
        and not dotted.startswith(_CALL_ANYTHING)
    )


def strip_arguments(node: ast.expr) -> ast.expr:
    """Return the class that *node* is: ``A`` of ``A[int]``."""
    return node.value if isinstance(node, ast.Subscript) else node
