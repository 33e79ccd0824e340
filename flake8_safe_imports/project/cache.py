"""The memory of what was read from projects, which a new run must forget."""

from __future__ import annotations

from functools import lru_cache

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper
    from typing import Any, Callable, Final, TypeVar

    T = TypeVar("T")

FOLDERS: Final = 1024
"""How many folders are remembered at most."""
_CACHED: Final[list[_lru_cache_wrapper[Any]]] = []


def cached(size: int = FOLDERS) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """Return a decorator like ``lru_cache`` whose memory :func:`clear` empties."""

    def decorate(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        wrapper = lru_cache(size)(function)
        _CACHED.append(wrapper)
        return wrapper

    return decorate


def clear() -> None:
    """Forget everything: between two runs in one process, files come and go."""
    for function in _CACHED:
        function.cache_clear()
