"""Rewrites of programs that change nothing must not change the findings."""

from __future__ import annotations

import ast
import copy
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

import pytest
from support import check_source, read_settings

from flake8_safe_imports.config import options

if TYPE_CHECKING:
    from flake8_safe_imports.config.options import Config

HERE = Path(__file__).parent
Body = list[ast.stmt]
pytestmark = [
    pytest.mark.properties,
    # A third of them let two faults pass until another version took its turn.
    pytest.mark.whole,
    pytest.mark.skipif(sys.version_info < (3, 11), reason="syntax of the programs"),
]


def parse_one(text: str) -> Any:
    return ast.parse(text).body[0]


def wrap(text: str) -> Callable[[Body], Body]:
    """Return what puts statements in place of the ``pass`` in *text*, first of all."""

    def put(body: Body) -> Body:
        outer = parse_one(text)
        outer.body = body
        return [outer]

    return put


WRAPS = {
    "if True": wrap("if True: pass"),
    "if 1": wrap("if 1:\n pass\nelse:\n pass"),
    "if unknown": wrap("if unknown_: pass"),
    "not False": wrap("if not False: pass"),
    "finally": wrap("try: pass\nfinally: pass"),
    "another error": wrap("try: pass\nexcept KeyboardInterrupt: pass"),
    "some errors": wrap("try: pass\nexcept (KeyError, OSError): raise"),
    "with": wrap("with manager_(): pass"),
    "with as": wrap("with manager_() as managed_: pass"),
    "nested": lambda body: wrap("if True: pass")(wrap("with manager_(): pass")(body)),
}
"""What statements are put into."""


class EachBlock(ast.NodeTransformer):
    """Rewrites the statements of every block."""

    def __init__(self, rewrite: Callable[[ast.stmt], Body]) -> None:
        self._rewrite = rewrite

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                new = [new for old in body for new in self._rewrite(old)]
                setattr(node, field, new)
        return node


def is_import(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module != "__future__" and node.names[0].name != "*"
    return isinstance(node, ast.Import)


def each_import(put: Callable[[Body], Body]) -> Callable[[ast.Module], ast.Module]:
    return lambda tree: EachBlock(
        lambda node: put([node]) if is_import(node) else [node]
    ).visit(tree)


def whole(put: Callable[[Body], Body]) -> Callable[[ast.Module], ast.Module]:
    def rewrite(tree: ast.Module) -> ast.Module:
        count = 0
        while count < len(tree.body) and (
            isinstance(tree.body[count], ast.Expr)
            or getattr(tree.body[count], "module", "") == "__future__"
        ):
            count += 1
        if tree.body[count:]:
            tree.body[count:] = put(tree.body[count:])
        return tree

    return rewrite


def split_imports(node: ast.stmt) -> Body:
    if not is_import(node):
        return [node]
    parts = []
    for alias in node.names:  # type: ignore[attr-defined]
        part: Any = copy.copy(node)
        part.names = [alias]
        parts.append(part)
    return parts


class EachNode(ast.NodeTransformer):
    """Rewrites every node of one kind."""

    def __init__(self, kind: type[ast.AST], rewrite: Callable[[Any], ast.AST]) -> None:
        self._kind = kind
        self._rewrite = rewrite

    def visit(self, node: ast.AST) -> Any:
        node = self.generic_visit(node)
        return self._rewrite(node) if isinstance(node, self._kind) else node


def each(
    kind: type[ast.AST], rewrite: Callable[[Any], ast.AST]
) -> Callable[[ast.Module], ast.Module]:
    return lambda tree: EachNode(kind, rewrite).visit(tree)


def negate(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), node)


def swap_branches(node: ast.If) -> ast.If:
    return ast.If(negate(node.test), node.orelse or [ast.Pass()], node.body)


def deny_twice(node: ast.If) -> ast.If:
    return ast.If(negate(negate(node.test)), node.body, node.orelse)


def name_test(node: ast.If) -> ast.If:
    test = ast.NamedExpr(ast.Name("tested_", ast.Store()), node.test)
    return ast.If(test, node.body, node.orelse)


def nest_and(node: ast.If) -> ast.If:
    test = node.test
    if node.orelse or not isinstance(test, ast.BoolOp) or isinstance(test.op, ast.Or):
        return node
    inner = node.body
    for value in reversed(test.values):
        inner = [ast.If(value, inner, [])]
    return inner[0]  # type: ignore[return-value]


def add_else(node: ast.If) -> ast.If:
    return ast.If(node.test, node.body, node.orelse or [ast.Pass()])


def swap_conditional(node: ast.IfExp) -> ast.IfExp:
    return ast.IfExp(negate(node.test), node.orelse, node.body)


MIRRORED = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}


def mirror(node: ast.Compare) -> ast.Compare:
    kind = MIRRORED.get(type(node.ops[0]))
    if len(node.ops) > 1 or kind is None:
        return node
    return ast.Compare(node.comparators[0], [kind()], [node.left])


def list_errors(node: ast.ExceptHandler) -> ast.ExceptHandler:
    if node.type is None or isinstance(node.type, ast.Tuple):
        return node
    return ast.ExceptHandler(ast.Tuple([node.type], ast.Load()), node.name, node.body)


def insert(text: str) -> Callable[[ast.Module], ast.Module]:
    return lambda tree: EachBlock(lambda node: [node, parse_one(text)]).visit(tree)


def leave_old(body: Body) -> Body:
    """Return *body* with an early exit below its first statement, ``import sys``."""
    return [body[0], parse_one("if sys.version_info < (3,): sys.exit()"), *body[1:]]


REWRITES: dict[str, Callable[[ast.Module], ast.Module]] = {
    **{f"all in {name}": whole(put) for name, put in WRAPS.items()},
    **{f"imports in {name}": each_import(put) for name, put in WRAPS.items()},
    "split imports": lambda tree: EachBlock(split_imports).visit(tree),
    "swapped branches": each(ast.If, swap_branches),
    "denied twice": each(ast.If, deny_twice),
    "named test": each(ast.If, name_test),
    "nested and": each(ast.If, nest_and),
    "empty else": each(ast.If, add_else),
    "swapped conditional": each(ast.IfExp, swap_conditional),
    "mirrored comparison": each(ast.Compare, mirror),
    "listed errors": each(ast.ExceptHandler, list_errors),
    "early exit": whole(leave_old),
    "pass": insert("pass"),
    "dead branch": insert("if False: pass"),
    "assignment": insert("unrelated_ = 1"),
    "function": insert("def unrelated_(): return 1"),
}
EXCEPTIONS = {
    # Where an import may not run, it proves nothing about what follows.
    "imports in if unknown": (
        "else of a try runs where the body succeeded"
        "|functions in a try know what the body imported"
        "|imports? deeper in a try body"
        "|what follows a try whose handler leaves"
        "|functions that are called in a function called under a guard"
        "|what the body of a class needs"
        "|a try whose handler leaves narrows"
        "|a flag beside a function that a try calls"
        "|a function that returns so in the else of its try"
        "|a cached function and a property that return whether"
        "|a decorator that skips tests by such a function"
        "|an error that is kept"
        "|attributes that a try sets"
    ),
    # What is not a plain import may fail on every version.
    **dict.fromkeys(
        ("imports in", "dead branch", "function"),
        "a flag that a handler sets to false"
        "|a function that returns whether an import succeeded",
    ),
    # A context manager may raise errors, and keep those of its body.
    **dict.fromkeys(
        ("imports in with", "imports in nested"),
        "handlers that nothing reaches|what a finally raises"
        "|handlers for a missing name and for a missing module",
    ),
    # One finding for the statement, or one for each name.
    "split imports": "six",
}
"""The beginning of a rewrite -> programs, by name, that it does change."""
GUARDS = (HERE / "analysis" / "guards.txt").read_text(encoding="utf-8")
PROGRAMS = {
    **{
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((HERE / "codes").glob("VET[23]*.py"))
        # Which of two imports is the last depends on where they stand.
        if "VET205" not in path.name and "rebound" not in path.name
    },
    "guards": GUARDS,
}


@cache
def find(source: str, config: Config) -> list[tuple[str, str]]:
    found = check_source(source, config, closely=True)
    return sorted({(item.code, item.name) for item in found})


@cache
def read_config(text: str) -> Config:
    return options.parse({"vet_supported_python": ">=3.9", **read_settings(text)})


@cache
def tidy(source: str) -> str:
    """Return *source* below an ``import sys``, as it looks where nothing is rewritten.

    Empty if this Python cannot parse it.
    """
    try:
        return ast.unparse(ast.parse(f"import sys\n{source}"))
    except SyntaxError:
        return ""


def is_exception(rewrite: str, program: str) -> bool:
    return any(
        rewrite.startswith(start) and re.search(names, program)
        for start, names in EXCEPTIONS.items()
    )


def programs(text: str) -> dict[str, str]:
    parts = re.split("^#: ", text, flags=re.M)[1:] if text is GUARDS else []
    whole = "six" if "six.moves" in text else "whole"
    return dict(part.split("\n", 1) for part in parts) or {whole: text}


@pytest.mark.parametrize("rewrite_name", REWRITES)
@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_findings_stay_the_same(text: str, rewrite_name: str) -> None:
    rewrite = REWRITES[rewrite_name]
    config = read_config(text)
    different = {}
    for name, source in programs(text).items():
        if is_exception(rewrite_name, name):
            continue
        tidied = tidy(source)
        tree = rewrite(ast.parse(tidied))
        before = find(tidied, config)
        after = find(ast.unparse(ast.fix_missing_locations(tree)), config)
        if before != after:
            different[name] = set(before) ^ set(after)

    assert not different
