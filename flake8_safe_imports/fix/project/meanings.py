"""Which modules, and what in them, the expressions of one file may mean.

Imports, assignments and constants tell; nothing is run. All that a name is bound to
anywhere in the file counts, wherever it is used.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.fix.text.nodes import read_function
from flake8_safe_imports.project.readers.constants import BINDING, Constants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.fix.text.nodes import Nodes

SIX: Final = "six"
NAMESPACE: Final = ".__dict__"
BUILTIN_NAMESPACES: Final = ("__builtins__", "f_builtins")
"""What the dictionary of the built-in names may be called."""
BUILTINS: Final = ("builtins", "__builtin__", *BUILTIN_NAMESPACES)
"""What the module of the built-in names is called."""
_BUILTINS: Final = frozenset({"builtins", f"builtins{NAMESPACE}"})
"""What the value of one of these namespaces may be."""
_HANDED_ON: Final = {
    "six": SIX,
    "moves": "six.moves",
    "urllib": "six.moves.urllib",
    **dict.fromkeys(BUILTINS, "builtins"),
}
"""What names mean that another file may hand on: ``from .compat import moves``."""
IMPORTING: Final = frozenset(
    ("__import__", "import_module", "importorskip", "reload", "run_module", "run_path")
)
"""The functions that import what they are given the name of."""
_BINDING_BY_STRINGS: Final = frozenset(("exec", "exec_", "globals"))
"""The functions that bind names in strings, or give what does."""
_DEEPEST: Final = 20
"""How deep in an expression, and what names in it mean, modules are looked for."""
_MOST: Final = 50
"""What may mean more modules counts as all of six, or as nothing."""
_GETTING_ITEM: Final = frozenset(("get", "pop", "setdefault"))
"""The methods of a mapping that return the value of a key."""
_FILLED_IN: Final = re.compile(r"%\w|\{[^{}]*\}")
"""What a template has in the place of a value."""
_MODULES: Final = "sys.modules"


class Meanings:
    """What the expressions of one file may mean."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._imported: dict[str, set[str]] = {}
        """What each name is imported as."""
        self._assigned: dict[str, list[ast.expr]] = {}
        """What each name is assigned; attributes begin with a dot."""
        self._known: dict[str, frozenset[str]] = {}
        self._listed: dict[str, frozenset[str]] = {}
        self._collect_imports()
        self._collect_assignments()

    def of(self, node: ast.expr, depth: int = 0) -> frozenset[str]:
        """Return the dotted names of what *node* may mean, or may contain."""
        if depth > _DEEPEST:
            return frozenset()
        if isinstance(node, ast.Name):
            return self._find_for_name(node.id, depth)
        if isinstance(node, ast.Attribute):
            return self._find_for_attribute(node, depth)
        if isinstance(node, ast.Subscript):
            return self._find_for_item(node, depth)
        if isinstance(node, ast.Call):
            return self._find_for_call(node, depth)
        return frozenset().union(*(self.of(it, depth + 1) for it in _list_values(node)))

    def is_modules(self, node: ast.expr) -> bool:
        """Return whether *node* may be ``sys.modules``."""
        return _MODULES in self.of(node)

    def spell(self, node: ast.expr, depth: int = 0) -> tuple[str, bool]:
        """Return the text that *node* comes to, or begins with; and whether in full."""
        if isinstance(node, ast.Constant):
            return (node.value, True) if isinstance(node.value, str) else ("", False)
        if depth > _DEEPEST:
            return "", False
        value = self._constants.evaluate(node)
        if isinstance(value, str):
            return value, True
        if isinstance(node, ast.BinOp):
            end = ""
            while isinstance(node, ast.BinOp):
                end = "%" if isinstance(node.op, ast.Mod) else end
                node = node.left
            return self._begin(node, end, depth), False
        if isinstance(node, ast.JoinedStr):
            return self._begin_all(node.values, "", depth), False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if node.func.attr == "format":
                return self._begin(owner, "{", depth), False
            if node.func.attr == "join" and node.args:
                separator, _ = self.spell(owner, depth + 1)
                items = getattr(node.args[0], "elts", ())
                return self._begin_all(items, separator, depth), False
        return "", False

    def list_parts(self, node: ast.expr) -> set[str]:
        """Return a part of each text without dots that *node* may be put together to.

        Nothing of a text whose parts are not known, such as an argument.
        """
        found: set[str] = set()
        seen: set[str] = set()
        pending = [node]
        while pending:
            value = pending.pop()
            if isinstance(value, ast.Name):
                if value.id not in seen:
                    pending += self._assigned.get(value.id, ())
                seen.add(value.id)
                continue
            pending += _list_values(value)
            parts = _list_literal_parts(value)
            if parts and not any("." in part for part in parts):
                found.add(max(sorted(parts), key=len))
        return found

    def list_strings(self, name: ast.Name) -> frozenset[str]:
        """Return all strings that *name* may be bound to; none if that is not certain.

        It may be bound by a loop, to what is in a list or to the keys of a dictionary.
        """
        if self._binds_by_strings:
            return frozenset()
        if name.id not in self._listed:
            self._listed[name.id] = frozenset(self._list_bound(name))
        return self._listed[name.id]

    def _list_bound(self, name: ast.Name) -> set[str]:
        found: set[str] = set()
        seen: set[str] = set()
        pending: list[ast.expr] = [name]
        while pending:
            node = pending.pop()
            if isinstance(node, ast.Constant):
                found.update([node.value] if isinstance(node.value, str) else ())
                continue
            if isinstance(node, ast.Name):
                if node.id in seen:
                    continue
                seen.add(node.id)
            parts = self._list_parts(node)
            if parts is None:
                return set()
            pending += parts
        return found

    def _list_parts(self, node: ast.expr) -> Sequence[ast.expr] | None:
        """Return what *node* contains, or may be bound to; None if not known."""
        if isinstance(node, ast.Name):
            values = self._assigned.get(node.id, [])
            if values and self._stores[node.id] == len(values):
                return None if self._stores["*"] else values
            return () if not self._stores[node.id] and self._defines(node.id) else None
        is_mutable = isinstance(node, (ast.List, ast.Set, ast.Dict))
        if is_mutable and id(node) not in self._iterated:
            return None  # what has a name may be changed, by other files too
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            return node.elts
        if isinstance(node, ast.Dict):
            keys = [key for key in node.keys if key is not None]
            return [*keys, *node.values] if len(keys) == len(node.keys) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_whole = node.func.attr in ("items", "keys") and not node.args
            return [node.func.value] if is_whole else None
        return () if isinstance(node, ast.Lambda) else None

    def _defines(self, name: str) -> bool:
        """Return whether *name* is that of a function of the file."""
        return name in self._functions

    @cached_property
    def _functions(self) -> frozenset[str]:
        return frozenset(node.name for node in self._nodes.of(ast.FunctionDef))

    @cached_property
    def _binds_by_strings(self) -> bool:
        """Whether the file may bind names that only strings have."""
        calls = self._nodes.of(ast.Call)
        return any(last_name(call.func) in _BINDING_BY_STRINGS for call in calls)

    @cached_property
    def _stores(self) -> Counter[str]:
        """How many times each name is bound, not counting functions and classes."""
        names = self._nodes.of(ast.Name)
        found = Counter(it.id for it in names if not isinstance(it.ctx, ast.Load))
        found.update(argument.arg for argument in self._nodes.of(ast.arg))
        found.update(
            (alias.asname or alias.name).partition(".")[0]
            for alias in self._nodes.of(ast.alias)
        )
        return found

    @cached_property
    def _iterated(self) -> frozenset[int]:
        """The ids of what loops go over, also by ``items`` or ``keys``."""
        found = [loop.iter for loop in self._nodes.of(ast.For)]
        found += [part.iter for part in self._nodes.of(ast.comprehension)]
        for node in found[:]:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found.append(node.func.value)
        return frozenset(map(id, found))

    # Names

    def _collect_imports(self) -> None:
        for plain in self._nodes.of(ast.Import):
            for alias in plain.names:
                top = alias.name.partition(".")[0]
                name = _cut_to_six(alias.name) if alias.asname else top
                self._imported.setdefault(alias.asname or top, set()).add(name)
        for node in self._nodes.of(ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module or ''}.{alias.name}".lstrip(".")
                name = _cut_to_six(name)
                is_handed_on = name.startswith(SIX) or alias.name in BUILTINS
                if not node.level or is_handed_on:
                    bound = alias.asname or alias.name
                    self._imported.setdefault(bound, set()).add(name)

    def _collect_assignments(self) -> None:
        for node in self._nodes.of(ast.Assign):
            for target in node.targets:
                for place, value in _pair(target, node.value):
                    self._assign(place, value, node)
        for annotated in self._nodes.of(ast.AnnAssign):
            if annotated.value is not None:
                self._assign(annotated.target, annotated.value, annotated)
        for named in self._nodes.of(ast.NamedExpr):
            self._assign(named.target, named.value, named)
        for loop in self._nodes.of(ast.For):
            self._assign(loop.target, loop.iter, loop)
        for part in self._nodes.of(ast.comprehension):
            self._assign(part.target, part.iter, part)

    def _assign(self, target: ast.expr, value: ast.expr, node: ast.AST) -> None:
        is_in_class = isinstance(self._nodes.around(node), ast.ClassDef)
        for name in _list_names(target):
            self._assigned.setdefault(name, []).append(value)
            if is_in_class:
                self._assigned.setdefault(f".{name}", []).append(value)

    def _find_for_name(self, name: str, depth: int) -> frozenset[str]:
        if name not in self._known:
            self._known[name] = frozenset()  # for a name that is assigned itself
            found = set(self._imported.get(name, ()))
            for value in self._assigned.get(name, ()):
                found |= self.of(value, depth + 1)
            if len(found) > _MOST:
                found = {SIX} & {module.partition(".")[0] for module in found}
            self._known[name] = frozenset(found | self._find_handed_on(name))
        return self._known[name]

    def _find_handed_on(self, name: str) -> set[str]:
        """Return what a *name* means that another file may have imported."""
        if name not in _HANDED_ON or name in self._imported.get(name, ()):
            return set()
        return {_HANDED_ON[name]}

    def _find_for_attribute(self, node: ast.Attribute, depth: int) -> frozenset[str]:
        found = {f"{above}.{node.attr}" for above in self.of(node.value, depth + 1)}
        if node.attr == "modules" and last_name(node.value) not in RECEIVERS:
            found.add(_MODULES)
        return self._find_for_name(f".{node.attr}", depth).union(
            found, self._find_handed_on(node.attr)
        )

    # Other expressions

    def _find_for_item(self, node: ast.Subscript, depth: int) -> frozenset[str]:
        """Return what an item may mean: a module by its name, or any in a list."""
        key, is_whole = self.spell(node.slice)
        if is_whole and key in BUILTIN_NAMESPACES:
            return _BUILTINS
        owner = self.of(node.value, depth + 1)
        if not owner:
            return owner
        if is_whole and _MODULES in owner:
            return frozenset({_cut_to_six(key)})
        found: set[str] = set()
        for name in owner:
            if is_whole and name.endswith(NAMESPACE):
                found.add(f"{name[: -len(NAMESPACE)]}.{key}")
            elif f"{name}.".startswith(f"{SIX}."):
                found.add(name)  # what else has items is a type: ``Annotated[x, y]``
        return frozenset(found)

    def _find_for_call(self, node: ast.Call, depth: int) -> frozenset[str]:
        function, arguments = read_function(node)
        if not arguments:
            return frozenset()
        if function in IMPORTING:
            name, is_whole = self.spell(arguments[0])
            return frozenset({_cut_to_six(name)} if is_whole else ())
        if function in _GETTING_ITEM and isinstance(node.func, ast.Attribute):
            is_builtins = self.spell(arguments[0])[0] in BUILTIN_NAMESPACES
            return _BUILTINS if is_builtins else frozenset()
        if function == "vars":
            owner = self.of(arguments[0], depth + 1)
            return frozenset(f"{name}{NAMESPACE}" for name in owner)
        if function != "getattr" or len(arguments) < 2:
            return frozenset()
        name, is_whole = self.spell(arguments[1])
        if is_whole and name in BUILTIN_NAMESPACES:
            return _BUILTINS
        owner = self.of(arguments[0], depth + 1)
        return frozenset(f"{above}.{name}" for above in owner if is_whole)

    # Text

    @cached_property
    def _constants(self) -> Constants:
        return Constants(self._nodes.of(*BINDING))

    def _begin(self, node: ast.expr, end: str, depth: int) -> str:
        """Return what the text of *node* begins with, up to *end*."""
        text, _ = self.spell(node, depth + 1)
        return text.partition(end)[0] if end else text

    def _begin_all(self, nodes: Iterable[ast.expr], separator: str, depth: int) -> str:
        """Return what the texts of *nodes* begin with, one after the other."""
        found: list[str] = []
        for node in nodes:
            text, is_whole = self.spell(node, depth + 1)
            found.append(text)
            if not is_whole:
                break
        return separator.join(found)


def _list_values(node: ast.expr) -> list[ast.expr]:
    """Return the expressions whose value *node* may have, or contain."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, (ast.NamedExpr, ast.Starred, ast.Await)):
        return [node.value]
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return node.elts
    return node.values if isinstance(node, ast.Dict) else []


def _list_literal_parts(node: ast.expr) -> list[str]:
    """Return the parts that are written out of a text that *node* puts together."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if not _is_string(owner) or node.func.attr == "join":
            return []
        # Other methods change the text: what it comes to may be anything.
        return _split_template(owner) if node.func.attr == "format" else [""]
    operands: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        operands = node.values
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        operands = [node.left]
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        operands.append(node.right)
        node = node.left
        if not isinstance(node, ast.BinOp):
            operands.append(node)
    return [part for it in operands if _is_string(it) for part in _split_template(it)]


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _split_template(node: ast.expr) -> list[str]:
    """Return the parts of a string between what is filled in."""
    text = node.value if isinstance(node, ast.Constant) else ""
    return _FILLED_IN.split(text) if isinstance(text, str) else []


def _pair(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Return the parts of ``a, b = x, y`` with what each is assigned."""
    kinds = (ast.List, ast.Tuple)
    if not isinstance(target, kinds) or not isinstance(value, kinds):
        return [(target, value)]
    are_plain = len(target.elts) == len(value.elts) and not any(
        isinstance(item, ast.Starred) for item in (*target.elts, *value.elts)
    )
    return list(zip(target.elts, value.elts)) if are_plain else [(target, value)]


def _list_names(target: ast.expr) -> Iterator[str]:
    """Yield the names that *target* binds; attributes begin with a dot."""
    pending = [target]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield f".{node.attr}"
        elif isinstance(node, (ast.Tuple, ast.List)):
            pending += node.elts
        elif isinstance(node, ast.Starred):
            pending.append(node.value)


def _cut_to_six(name: str) -> str:
    """Return *name* from a copy of six on, which some package has, if it has that."""
    parts = name.split(".")
    return ".".join(parts[parts.index(SIX) :]) if SIX in parts else name
