"""Standard library modules whose import waits until a check needs them, if ever.

flake8 and the standard library import them for errors, for plugins or to see whether
they exist, and few files have to be parsed. Importing them would take a third of the
time that a small file takes.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


_DEFERRED: Final = (
    "ast",
    "bz2",
    "contextlib",
    "importlib.metadata",
    "inspect",
    "lzma",
    "textwrap",
    "tokenize",
    "traceback",
    "zlib",
)


class _Deferred(ModuleType):
    """Stands for a module, which is imported when something is taken from it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # An import statement asks for it; asked of the module, it would load that.
        self.__spec__ = ModuleSpec(name, None)

    def __getattr__(self, attribute: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        vars(self).update(vars(module))  # from now on it is as quick
        return getattr(module, attribute)


def defer_imports() -> None:
    """Let an import of these modules do nothing until one of their names is used."""
    for name in _DEFERRED:
        if name not in sys.modules:
            module = sys.modules[name] = _Deferred(name)
            package, _, inner = name.rpartition(".")
            if package:
                setattr(sys.modules[package], inner, module)
