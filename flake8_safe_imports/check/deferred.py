"""Modules of the standard library that flake8 imports and a check hardly ever needs.

flake8 looks for plugins with them. To import them takes a fifth of the time in which a
small file is checked.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

_DEFERRED: Final = ("importlib.metadata", "inspect")


class _Deferred(ModuleType):
    """Stands for a module, which is imported when something is taken from it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # An import statement asks for it; asked of the module, it would load that.
        self.__spec__ = ModuleSpec(name, None)

    def __getattr__(self, attribute: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), attribute)


def defer_imports() -> None:
    """Let an import of these modules do nothing until one of their names is used."""
    for name in _DEFERRED:
        if name not in sys.modules:
            module = sys.modules[name] = _Deferred(name)
            package, _, inner = name.rpartition(".")
            if package:
                setattr(sys.modules[package], inner, module)
