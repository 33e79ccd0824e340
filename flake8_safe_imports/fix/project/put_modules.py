"""Which modules one file puts into ``sys.modules``."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.fix.project.replaced import ReplacedName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.fix.project.meanings import Meanings

NAME: Final = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_SAYING: Final = frozenset(("key", "name", "values"))
"""The parameters that say which modules are put into ``sys.modules``."""


class PutModules:
    """Collects the modules that are put into ``sys.modules``."""

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self.found: set[ReplacedName] = set()
        self.computed: list[ast.AST] = []
        """Where a module is put there by a name that is computed."""

    def read_call(self, call: ast.Call, arguments: Iterable[ast.expr]) -> None:
        """Read what is put into ``sys.modules``, which is passed to a function."""
        names = set(map(read_name, arguments)) - {"", "sys.modules"}
        self.found.update(ReplacedName(name, is_module=True) for name in names)
        others = [node for node in call.args if not isinstance(node, ast.Constant)]
        others = [node for node in others if not self._meanings.is_modules(node)]
        if names:
            others = [node for node in others if isinstance(node, ast.Dict)]
        self.put_call(call, others)

    def put_call(self, call: ast.Call, values: Iterable[ast.expr]) -> None:
        """Add the modules that *values* or keywords of *call* name, or have as keys."""
        self.put_all([*values, *self._put_keywords(call)], call)

    def put(self, key: ast.expr, where: ast.AST) -> None:
        """Add the module whose name is *key*."""
        name, is_whole = self._meanings.spell(key)
        if is_whole:
            self.found.add(ReplacedName(name, is_module=True))
        elif not any(
            isinstance(node, ast.Name) and node.id in ("__name__", "__package__")
            for node in ast.walk(key)
        ):
            self.computed.append(where)
            if "." in name:
                above = name.rpartition(".")[0]
                self.found.add(ReplacedName(above, is_any=True, is_module=True))
            else:
                self.found.update(
                    ReplacedName(part, is_module=True, is_part=True)
                    for part in self._meanings.list_parts(key)
                )

    def put_all(self, values: Iterable[ast.expr], where: ast.AST) -> None:
        """Add the modules that *values* name, or have as keys."""
        pending = list(values)
        while pending:
            value = pending.pop()
            if isinstance(value, ast.Dict):
                for key in value.keys:
                    self.put(key or value, where)
            elif isinstance(value, ast.DictComp):
                self.put(value.key, where)
            elif isinstance(value, ast.Call) and last_name(value.func) == "dict":
                pending += [*value.args, *self._put_keywords(value)]
            elif not isinstance(value, ast.Constant) or isinstance(value.value, str):
                self.put(value, where)

    def _put_keywords(self, call: ast.Call) -> list[ast.expr]:
        """Add the modules that are keywords; return what may name more of them."""
        for keyword in call.keywords:
            if keyword.arg:
                self.found.add(ReplacedName(keyword.arg, is_module=True))
        return [
            keyword.value
            for keyword in call.keywords
            if keyword.arg is None or keyword.arg in _SAYING
        ]


def read_name(node: ast.expr) -> str:
    """Return the name that *node* is as a string; else nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if NAME.fullmatch(node.value) else ""
    return ""
