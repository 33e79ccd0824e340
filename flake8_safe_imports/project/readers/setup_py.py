"""Reads what setup.py says in constants; it is parsed and never run."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.manifest import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.project.manifest import Manifest
    from flake8_safe_imports.project.readers.collector import Collector
    from flake8_safe_imports.project.readers.constants import Value


def parse(source: str | bytes) -> ast.Module:
    """Return the tree of a Python file; raise ParseError for anything else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes, in code not ours to check
            return ast.parse(source)
    except SyntaxError as error:
        reason = f"not Python: {error.msg}"
        raise ParseError("Python", error.lineno or 1, reason, error) from error
    except (ValueError, RecursionError, MemoryError) as error:
        reason = f"not Python: {str(error) or 'nested too deeply'}"
        raise ParseError("Python", 1, reason, error) from error


# Single values: the name, the supported Python versions


def find_values(
    tree: ast.Module, name: str, *, in_calls_of: str | None = None
) -> tuple[str | None, ...]:
    """Return the different values that are given to *name*, in order.

    They are given as a keyword of calls of *in_calls_of*; if that is None, as a keyword
    of any call, as a key of a dict and as a subscript that is assigned to. A value is
    a string, or None if constants of the file do not make it up.
    """
    return tuple(
        dict.fromkeys(
            value if isinstance(value, str) else None
            for value in _evaluate_all(tree, name, in_calls_of)
        )
    )


def find_texts(tree: ast.Module, name: str) -> Iterator[str]:
    """Yield the lines of the strings in what is given to *name*, however deep.

    See :func:`find_values`. What the names in it are assigned counts, and so do items
    of a list that are made up of constants. Parts of a text do not, nor does what
    something is compared with, which may be what is left out.
    """
    for value in _evaluate_all(tree, name, None):
        yield from (item for item in _as_items(value) if isinstance(item, str))
    literals = find_literals(tree)
    pending: list[ast.AST] = [
        value for node in ast.walk(tree) for value in _find_values_in(node, name, None)
    ]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.splitlines()
        elif isinstance(node, ast.Name):
            pending += literals.pop(node.id, ())
        elif not isinstance(node, (ast.JoinedStr, ast.Compare)):
            pending += ast.iter_child_nodes(node)


def takes_computed(tree: ast.Module) -> bool:
    """Return whether ``setup(**arguments)`` gets what no dict of the file makes up."""
    literals = find_literals(tree)
    given = [
        keyword.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _find_called_name(node) == "setup"
        for keyword in node.keywords
        if keyword.arg is None
    ]
    for value in given:
        named = value.id if isinstance(value, ast.Name) else ""
        if not all(map(_is_dict, literals.get(named, [value]))):
            return True
    return False


def _is_dict(node: ast.expr) -> bool:
    """Return whether *node* is a dict whose keys are all written down."""
    if isinstance(node, ast.Call):
        is_plain = not node.args and all(item.arg for item in node.keywords)
        return is_plain and isinstance(node.func, ast.Name) and node.func.id == "dict"
    return isinstance(node, ast.Dict) and None not in node.keys


def _as_items(value: Value | None) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _evaluate_all(
    tree: ast.Module, name: str, in_calls_of: str | None
) -> Iterator[Value | None]:
    """Yield each value that is given to *name*, or None if it is not known."""
    from flake8_safe_imports.project.readers.constants import Constants

    constants = Constants(ast.walk(tree))
    for node in ast.walk(tree):
        for value in _find_values_in(node, name, in_calls_of):
            yield constants.evaluate(value)


def _find_values_in(
    node: ast.AST, name: str, in_calls_of: str | None
) -> Iterator[ast.expr]:
    """Yield the values that *node* itself gives to *name*."""
    if isinstance(node, ast.Call):
        if in_calls_of is None or _find_called_name(node) == in_calls_of:
            yield from (item.value for item in node.keywords if item.arg == name)
    elif in_calls_of is None and isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values):
            if _is_string(key, name):
                yield value
    elif in_calls_of is None and isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript) and _is_string(target.slice, name):
                yield node.value


def _is_string(node: ast.AST | None, text: str) -> bool:
    """Return whether *node* is the literal string *text*."""
    return isinstance(node, ast.Constant) and node.value == text


def _find_called_name(call: ast.Call) -> str | None:
    """Return the last name of what is called: ``setup`` in ``setuptools.setup()``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None


# Lists of requirements


LISTS: Final = ("install_requires", "setup_requires", "tests_require")
"""The options of setuptools that are lists of requirements."""
_KEYWORDS: Final = (*LISTS, "extras_require", "extra_requires")
"""The arguments of ``setup()`` that have requirements."""
_GAP: Final = "${}"
"""Stands in a string for what a program would have to compute."""
_PERCENT: Final = r"%(?:\(\w+\))?[sdri]"
_DEEPEST: Final = 50
"""Operators in one another that are looked at."""


class Literals(dict[str, list[ast.expr]]):
    """Name -> what it is assigned, extended by or appended, anywhere in the file.

    ``budget`` is how many more parts of values may be looked at: a crafted file can use
    one long list many times.
    """

    budget = 200_000

    def complain(self, collector: Collector) -> None:
        """Add a problem if there was more than could be looked at."""
        if self.budget < 0:
            collector.add_problem(1, "its lists of requirements are too long")


def read(text: str) -> Manifest:
    """Return the requirements that are literals in calls of ``setup()``.

    Computed values are left out. A name counts as everything that it is assigned or
    extended by in the file. A file that is opened to make a list may be included.
    """
    from flake8_safe_imports.project.readers.collector import Collector

    tree = parse(text)
    literals = find_literals(tree)
    collector = Collector(local=_find_own_names(tree))
    for keyword, value in _find_setup_arguments(tree, literals):
        if literals.budget < 0:
            break
        if keyword in _KEYWORDS:
            for requirement, line in find_strings(value, literals):
                if _GAP in requirement:
                    collector.add_word(requirement, line)
                else:
                    collector.add_requirement(requirement, line)
            for name, line in _find_opened(value, literals):
                collector.add_include(name, line, is_certain=False)
    literals.complain(collector)
    return collector.finish()


def _find_own_names(tree: ast.Module) -> frozenset[str]:
    """Return the normalized name of the project itself."""
    from flake8_safe_imports.data.packages import normalize_distribution

    names = find_values(tree, "name", in_calls_of="setup")
    return frozenset(normalize_distribution(name) for name in names if name)


def find_literals(tree: ast.Module) -> Literals:
    """Return what plain names are assigned and extended by.

    What a function returns is at its name with brackets.
    """
    found = Literals()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.setdefault(f"{node.name}()", []).extend(
                inner.value
                for inner in ast.walk(node)
                if isinstance(inner, ast.Return) and inner.value is not None
            )
        for target, value in _find_stored(node):
            if isinstance(target, ast.Subscript):
                key = _find_constant(target.slice)
                target = target.value  # extras["test"] = [...]
                if key and isinstance(target, ast.Name):
                    found.setdefault(f"{target.id}[{key}]", []).append(value)
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(value)
    return found


def _find_stored(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the targets of a statement or a method call, each with what it gets."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.For):
        yield node.target, node.iter
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        if node.value is not None:
            yield node.target, node.value
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"append", "extend", "update"}
    ):
        yield from ((node.func.value, argument) for argument in node.args)


def _find_setup_arguments(
    tree: ast.Module, literals: Literals
) -> Iterator[tuple[str, ast.expr]]:
    """Yield the keyword arguments of every call of something named ``setup``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _find_called_name(node) == "setup":
            yield from _find_keywords(node, literals)


def _find_keywords(
    call: ast.Call, literals: Literals
) -> Iterator[tuple[str, ast.expr]]:
    """Yield a call's keywords, those in ``**`` of a literal dict included."""
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg, keyword.value
            continue
        named = keyword.value.id if isinstance(keyword.value, ast.Name) else ""
        for key in _KEYWORDS:  # arguments["install_requires"] = [...]
            yield from ((key, value) for value in literals.get(f"{named}[{key}]", ()))
        for value in literals.get(named, [keyword.value]):
            literals.budget -= 1
            if literals.budget < 0:
                return
            yield from _find_entries(value)


def _find_entries(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the entries of a dict, as a literal or as a call of ``dict``."""
    if isinstance(value, ast.Call):
        yield from ((item.arg, item.value) for item in value.keywords if item.arg)
    elif isinstance(value, ast.Dict):
        for key, element in zip(value.keys, value.values):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, element


def find_strings(value: ast.expr, literals: Literals) -> Iterator[tuple[str, int]]:
    """Yield the strings in lists, sums of lists, dicts of lists, and lone strings.

    Where a part of one is computed, there is a gap.
    """
    for node in _walk_values(value, literals):
        splits = _find_owner(node, "split") if not getattr(node, "args", ()) else None
        for part in _walk_values(splits, literals) if splits else (node,):
            for text, line in _split_string(_find_text(part, literals), part.lineno):
                for word in text.split() if splits else (text,):
                    yield word, line


def _find_owner(node: ast.expr, method: str) -> ast.expr | None:
    """Return whose *method* is called, if that is what a node does."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr == method else None
    return None


def _find_text(node: ast.expr, literals: Literals, depth: int = 0) -> str:
    """Return a string with gaps for what is put into it; "" if it is none."""
    if isinstance(node, ast.Constant):
        return _find_constant(node)
    if isinstance(node, ast.Name):
        return _find_name(node, literals) or _GAP
    if isinstance(node, ast.JoinedStr):
        parts = (getattr(part, "value", part) for part in node.values)
        return "".join(
            part if isinstance(part, str) else _find_name(part, literals) or _GAP
            for part in parts
        )
    if isinstance(node, ast.BinOp) and depth < _DEEPEST:
        left = _find_text(node.left, literals, depth + 1)
        if isinstance(node.op, ast.Mod):
            return re.sub(_PERCENT, _GAP, left)
        return left + (_find_text(node.right, literals, depth + 1) or _GAP)
    template = _find_constant(_find_owner(node, "format"))
    return re.sub(r"\{[^{}]*\}", _GAP, template)


def _find_name(node: ast.expr, literals: Literals) -> str:
    """Return the only string that a name is assigned; "" if there is none."""
    values = literals.get(node.id, []) if isinstance(node, ast.Name) else []
    return _find_constant(values[0]) if len(values) == 1 else ""


def _find_constant(node: ast.expr | None) -> str:
    """Return a string that a node is; "" if it is none."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else ""


def _find_opened(value: ast.expr, literals: Literals) -> Iterator[tuple[str, int]]:
    """Yield the names of text files in the calls that make a value."""
    for part in _walk_values(value, literals):
        for node in ast.walk(part):
            if (
                isinstance(node, ast.Constant)
                and node is not part
                and isinstance(node.value, str)
                and node.value.endswith((".txt", ".in", ".pip", ".list"))
            ):
                yield node.value, node.lineno


def _walk_values(value: ast.expr, literals: Literals) -> Iterator[ast.expr]:
    """Yield the parts of a value that are not lists, dicts, sums or names."""
    pending = [value]
    seen: set[str] = set()
    while pending and literals.budget >= 0:
        literals.budget -= 1
        node = pending.pop()
        name = node.id if isinstance(node, ast.Name) else _find_own_function(node)
        if isinstance(node, ast.Name) or name in literals:
            if name not in seen:
                seen.add(name)
                pending += reversed(literals.get(name, []))
        else:
            parts = _find_parts(node)
            if parts:
                pending += reversed(parts)
            else:
                yield node


def _find_own_function(node: ast.expr) -> str:
    """Return the place in :class:`Literals` of what a called function returns."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return f"{node.func.id}()"
    return ""


def _find_parts(node: ast.expr) -> Sequence[ast.expr]:
    """Return the expressions that a list, dict, sum or string is made of."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return node.elts
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.BinOp):
        is_text = _makes_text(node.left) or _makes_text(node.right)
        is_sum = isinstance(node.op, ast.Add) and not is_text
        return (node.left, node.right) if is_sum else ()
    if isinstance(node, ast.IfExp):
        return (node.body, node.orelse)
    if isinstance(node, ast.Starred):
        return (node.value,)
    if isinstance(node, ast.JoinedStr):
        return node.values if len(node.values) == 1 else ()
    if isinstance(node, ast.Subscript):
        return (node.value,)
    if isinstance(node, ast.Call) and _find_called_name(node) in _COPYING:
        return (*node.args, *(keyword.value for keyword in node.keywords))
    return ()


def _makes_text(node: ast.expr) -> bool:
    """Return whether an operand is a string, and no list."""
    return isinstance(node, (ast.Constant, ast.JoinedStr))


_COPYING: Final = frozenset(("dict", "list", "tuple", "set", "sorted", "chain"))


def _split_string(text: str, line: int) -> Iterator[tuple[str, int]]:
    """Yield the requirements in one string, which may have one on each line."""
    for offset, part in enumerate(text.split("\n")):
        yield part.partition("#")[0] if "://" not in part else part, line + offset
