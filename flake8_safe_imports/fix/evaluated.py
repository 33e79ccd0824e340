"""The words in a file's strings that are evaluated as code.

The place of a string tells that it is evaluated: in an annotation, in a subscript of a
type, in a call such as ``cast`` or ``eval``, behind the prompt of a doctest. A string
that is assigned to a name counts where the name is used. A file that looks names up
at run time, by ``globals()`` or a computed ``eval``, may use any.
"""

from __future__ import annotations

import ast
import functools
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.fix.assigned import collect_assigned
from flake8_safe_imports.fix.text.nodes import is_namespace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from flake8_safe_imports.fix.text.nodes import Nodes

_WORD = re.compile(r"[^\W\d]\w*")
_PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.)[ \t]+(.*)$", re.MULTILINE)

_EVALUATING: Final = frozenset(
    {
        "ForwardRef",
        "NamedTuple",
        "NewType",
        "TypeAliasType",
        "TypeVar",
        "TypedDict",
        "assert_type",
        "cast",
        "compile",
        "eval",
        "exec",
        "exec_",
        "get_type_hints",
        "repeat",
        "run",
        "runctx",
        "timeit",
        "Timer",
    }
)
"""The functions that evaluate a string among their arguments."""
_LOOKING_UP: Final = frozenset({"globals", "locals", "vars"})
"""The functions whose result has the names of the module."""
_COMPUTED: Final = frozenset({"eval", "exec", "exec_"})
_EXECUTING: Final = frozenset({"exec", "exec_"})
_READING: Final = frozenset(
    {"get_code", "get_data", "get_source", "read", "read_text", "readlines"}
)
"""The methods that return what is in a file."""
_COPYING: Final = "FunctionType"
"""What makes another function that uses the names that its code has."""
_WITH_EVALUATED_PARTS: Final[tuple[type[ast.AST], ...]] = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.arg,
    ast.AnnAssign,
    ast.Subscript,
    ast.Call,
)
"""The nodes that ``_evaluated_parts`` knows."""
_WITH_KEYS: Final = frozenset({"get", "pop", "setdefault", "update"})
"""The methods of a mapping that take its keys."""
_CONTAINERS: Final = frozenset(
    {"deque", "defaultdict", "dict", "frozenset", "list", "set", "tuple", "type"}
)


def find_evaluated_words(nodes: Nodes) -> frozenset[str]:
    """Return the words in the strings of a tree that may be evaluated."""
    found: set[str] = set()
    for constant in nodes.of(ast.Constant):
        if isinstance(constant.value, str) and ">>>" in constant.value:
            found.update(_find_words(_PROMPT.findall(constant.value)))
    names: set[str] = set()
    """The names in what is evaluated."""
    for node in nodes.of(*_WITH_EVALUATED_PARTS):
        for part in _evaluated_parts(node):
            found.update(_find_words(find_strings(part)))
            names.update(_find_names(part))
    found.update(_find_words(_find_assigned_strings(nodes, names)))
    if nodes.namespaces or any(map(_looks_names_up, nodes.of(ast.Call, ast.Subscript))):
        found.update(_find_words(_find_values(nodes)))
    return frozenset(found)


def looks_up_any_name(nodes: Nodes) -> bool:
    """Return whether all names of a scope are taken at once: ``dir()``.

    A mapping of them may be asked for names in strings alone.
    """
    return (
        any(
            isinstance(call.func, ast.Name)
            and (_puts_together(call) if call.args else _takes_names(nodes, call))
            for call in nodes.of(ast.Call)
        )
        or any(map(functools.partial(_takes_module, nodes), nodes.of(ast.Subscript)))
        or _reads(nodes, filter(None, map(_find_executed, nodes.of(ast.Call))))
        or not all(_takes_strings(nodes, node) for node in nodes.namespaces)
    )


def _takes_names(nodes: Nodes, call: ast.Call) -> bool:
    """Return whether *call*, without arguments, takes names that no string has."""
    name = last_name(call.func)
    if call.keywords or name not in {"dir", *_LOOKING_UP}:
        return False
    return name == "dir" or not _takes_strings(nodes, call)


def _puts_together(call: ast.Call) -> bool:
    """Return whether *call* evaluates what parts make: ``eval(kind + "_type")``."""
    text = call.args[0]
    return last_name(call.func) in _COMPUTED and (
        isinstance(text, (ast.BinOp, ast.JoinedStr))
        or (isinstance(text, ast.Call) and last_name(text.func) in {"format", "join"})
    )


def _find_executed(call: ast.Call) -> ast.expr | None:
    """Return the code that *call* executes here: ``exec(open("x.py").read())``."""
    if last_name(call.func) not in _EXECUTING or not call.args:
        return None
    return call.args[0] if all(map(_is_own_namespace, call.args[1:])) else None


def _is_own_namespace(node: ast.expr) -> bool:
    is_looked_up = isinstance(node, ast.Call) and last_name(node.func) in _LOOKING_UP
    return is_looked_up or is_namespace(node)


def _reads(nodes: Nodes, codes: Iterable[ast.expr]) -> bool:
    """Return whether one of *codes* comes from a file, also by way of names."""
    assigned: Mapping[str, Iterable[ast.expr | None]] | None = None
    seen: set[str] = set()
    pending: list[ast.expr | None] = [*codes]
    while pending:
        value = pending.pop()
        for part in ast.walk(value) if value is not None else ():
            if isinstance(part, ast.Call) and last_name(part.func) in _READING:
                return True
            if isinstance(part, ast.Name) and part.id not in seen:
                seen.add(part.id)
                assigned = collect_assigned(nodes) if assigned is None else assigned
                pending += assigned.get(part.id, ())
    return False


def _takes_module(nodes: Nodes, node: ast.Subscript) -> bool:
    """Return whether all names of ``sys.modules[__name__]`` are taken."""
    if not (
        isinstance(node.value, ast.Attribute)
        and node.value.attr == "modules"
        and isinstance(node.slice, ast.Name)
    ):
        return False
    parent = nodes.around(node)
    if isinstance(parent, ast.Call):
        return last_name(parent.func) in {"dir", "getmembers", "vars"}
    return isinstance(parent, ast.Attribute) and parent.attr == "__dict__"


def _takes_strings(nodes: Nodes, names: ast.expr) -> bool:
    """Return whether nothing but names in strings is asked of the mapping *names*."""
    parent = nodes.around(names)
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Mod) and parent.right is names
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.slice, ast.Constant)
    if isinstance(parent, ast.keyword):
        around = nodes.around(parent)
        return isinstance(around, ast.Call) and last_name(around.func) == "format"
    if isinstance(parent, ast.Call):
        return last_name(parent.func) in {_COPYING, *_COMPUTED}
    if isinstance(parent, ast.Compare):
        return isinstance(parent.left, ast.Constant)
    if not isinstance(parent, ast.Attribute) or parent.attr not in _WITH_KEYS:
        return False
    around = nodes.around(parent)
    return isinstance(around, ast.Call) and (
        parent.attr == "update"
        or any(isinstance(key, ast.Constant) for key in around.args[:1])
    )


def _find_values(nodes: Nodes) -> Iterator[str]:
    """Yield the strings that are not statements: nothing could read those."""
    for node in nodes.of(ast.Constant):
        if isinstance(node.value, str) and not isinstance(nodes.around(node), ast.Expr):
            yield node.value


def find_strings(node: ast.AST) -> Iterator[str]:
    """Yield the literal strings in and below *node*."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _find_names(node: ast.AST) -> Iterator[str]:
    """Yield the names in and below *node*."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id


def _find_assigned_strings(nodes: Nodes, names: Collection[str]) -> Iterator[str]:
    """Yield the strings that *names* are assigned: ``T = "A"`` for ``def f(x: T)``."""
    for constant in nodes.of(ast.Constant):
        if isinstance(constant.value, str):
            around = nodes.around(constant)
            targets = around.targets if isinstance(around, ast.Assign) else []
            if isinstance(around, ast.AnnAssign):
                targets = [around.target]
            if any(isinstance(it, ast.Name) and it.id in names for it in targets):
                yield constant.value


def _find_words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(text)


def _evaluated_parts(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the parts of *node* whose strings are code."""
    if isinstance(node, FUNCTIONS):
        if node.returns is not None:
            yield node.returns
    elif isinstance(node, (ast.arg, ast.AnnAssign)):
        if node.annotation is not None:
            yield node.annotation
    elif isinstance(node, ast.Subscript):
        if _is_type(node.value):
            yield node.slice
    elif isinstance(node, ast.Call) and last_name(node.func) in _EVALUATING:
        yield from node.args
        yield from (keyword.value for keyword in node.keywords)


def _is_type(node: ast.expr) -> bool:
    """Return whether *node* looks like a type: ``d["key"]`` is none."""
    name = last_name(node)
    return name != "Literal" and (name[:1].isupper() or name in _CONTAINERS)


def _looks_names_up(node: ast.AST) -> bool:
    """Return whether *node* may look up any name of the module."""
    if isinstance(node, ast.Call):
        name = last_name(node.func)
        if name in _LOOKING_UP and not node.args:
            return True
        is_literal = bool(node.args) and isinstance(node.args[0], ast.Constant)
        return isinstance(node.func, ast.Name) and name in _COMPUTED and not is_literal
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "modules"
        and not isinstance(node.slice, ast.Constant)
    )
