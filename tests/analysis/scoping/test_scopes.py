"""Names are found where Python's own compiler finds them, with the right bindings."""

from __future__ import annotations

import ast
import contextlib
import re
import symtable
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.analysis.scoping.scopes import (
    CLASS_SCOPE,
    MAX_EVENTS,
    MODULE,
    Event,
    Scope,
    Scopes,
    Use,
)
from flake8_safe_imports.analysis.scoping.walk import collect_scopes

RUNNING = sys.version_info[:2]
"""Not compared directly, so that type checkers read all branches."""


def collect(source: str) -> Scopes:
    return collect_scopes(ast.parse(textwrap.dedent(source)), lambda node: ())


# Every scope of a generated program reads a name that no other scope reads, mark_N: it
# identifies the scope in the compiler's tables. All other names are a, b and c.


class Program:
    """The text of a program, written line by line."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.marks = 0
        self.left = 40

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def name(self) -> str:
        return self.pick("a", "b", "c")

    def mark(self) -> str:
        self.marks += 1
        return f"mark_{self.marks}"

    def expression(self, depth: int = 0) -> str:
        kind = self.pick("name", "name", "walrus", "lambda", "generator", "list")
        if depth > 2 or kind == "name":
            return self.name()
        inner = self.expression(depth + 1)
        if kind == "walrus":
            return f"({self.name()} := {inner})"
        if kind == "lambda":
            default = self.expression(depth + 1)
            return f"(lambda {self.name()}={default}: ({self.mark()}, {inner}))"
        first, second = self.expression(depth + 1), self.expression(depth + 1)
        body = (
            f"({self.mark()}, {inner}) for {self.name()} in {first} "
            f"if {self.name()} for {self.name()} in {second}"
        )
        # From 3.12 on the compiler merges these into the scope around them.
        is_list = kind == "list" and sys.version_info < (3, 12)
        return f"[{body}]" if is_list else f"({body})"

    def block(self, indent: str) -> None:
        self.lines.append(f"{indent}{self.mark()}")
        for _ in range(self.draw(st.integers(1, 4))):
            self.statement(indent)

    def scope(self, indent: str) -> None:
        self.lines.append(f"{indent}pass")
        if self.draw(st.booleans()):
            word = self.pick("global", "nonlocal")
            self.lines.append(f"{indent}{word} {self.name()}")
        self.block(indent)

    def statement(self, indent: str) -> None:
        self.left -= 1
        simple = [
            "{n}",
            "{e}",
            "{n} = {e}",
            "{n} += {e}",
            "{n}, c = {e}",
            "{n}: {e} = {e}",
            "del {n}",
            "import {n}",
            "import {n}.x, y as b",
            "from x import {n}",
            "from x import y as {n}, c",
            "for {n} in {e}: {e}",
            "with {e} as {n}: {e}",
            "with {e} as ({n}, b): {e}",
            "while {e}: {e}",
        ]
        if sys.version_info >= (3, 12):
            simple += ["type {n} = {e}"]
        kinds = ["simple"] * 3 + ["def", "class", "if", "try", "match"]
        kind = self.pick(*kinds) if self.left > 0 and len(indent) < 5 else "simple"
        if kind == "simple":
            template = self.pick(*simple)
            parts = re.split(r"(\{\w\})", template)
            filled = [
                self.name()
                if part == "{n}"
                else self.expression()
                if part == "{e}"
                else part
                for part in parts
            ]
            self.lines.append(indent + "".join(filled))
            return
        getattr(self, f"_{kind}")(indent)

    def parameters(self) -> str:
        return self.pick("", "[a]", "[b: c]") if sys.version_info >= (3, 12) else ""

    def _def(self, indent: str) -> None:
        if self.draw(st.booleans()):
            self.lines.append(f"{indent}@{self.name()}")
        given = self.pick("", "a", "a, *b", "b={e}", "a: {e} = {e}, /, **c")
        while "{e}" in given:
            given = given.replace("{e}", self.expression(), 1)
        head = f"def {self.name()}{self.parameters()}({given})"
        self.lines.append(f"{indent}{head} -> {self.name()}:")
        self.scope(indent + " ")

    def _class(self, indent: str) -> None:
        head = f"class {self.name()}{self.parameters()}"
        self.lines.append(f"{indent}{head}({self.expression()}):")
        self.scope(indent + " ")

    def _if(self, indent: str) -> None:
        self.lines.append(f"{indent}if {self.expression()}:")
        self.block(indent + " ")
        self.lines.append(f"{indent}else:")
        self.block(indent + " ")

    def _try(self, indent: str) -> None:
        self.lines.append(f"{indent}try:")
        self.block(indent + " ")
        self.lines.append(f"{indent}except {self.name()} as {self.name()}:")
        self.block(indent + " ")

    def _match(self, indent: str) -> None:
        if RUNNING < (3, 10):
            self._if(indent)
            return
        patterns = ["{n}", "[{n}, *b]", "{{'x': {n}, **c}}", "X({n}, y=1) | [{n}]"]
        pattern = self.pick(*patterns).replace("{n}", self.name())
        pattern = pattern.replace("{{", "{").replace("}}", "}")
        self.lines.append(f"{indent}match {self.expression()}:")
        self.lines.append(f"{indent} case {pattern} if {self.name()}:")
        self.block(indent + "  ")
        return


@st.composite
def programs(draw: st.DrawFn) -> str:
    program = Program(draw)
    program.block("")
    return "\n".join(program.lines)


Table = symtable.SymbolTable


def tables_by_mark(table: Table) -> dict[str, tuple[Table, ...]]:
    """Return mark -> the table that reads it and those around it, innermost first."""
    found: dict[str, tuple[Table, ...]] = {}
    pending: list[tuple[Table, tuple[Table, ...]]] = [(table, ())]
    while pending:
        current, around = pending.pop()
        path = (current, *around)
        for name in current.get_identifiers():
            if name.startswith("mark_"):
                found.setdefault(name, path)
        pending += [(child, path) for child in current.get_children()]
    return found


def marks_of(scopes: Scopes) -> dict[int, str]:
    return {
        id(use.scope): use.name for use in scopes.uses if use.name.startswith("mark_")
    }


def find_table(path: tuple[Table, ...], name: str) -> Table | None:
    """Return the table in which *name* is found; None if nothing binds it."""
    symbol = path[0].lookup(name)
    if symbol.is_free():
        for table in path[1:]:
            if table.get_type() == "class" or name not in table.get_identifiers():
                continue
            if table.lookup(name).is_local():
                return table
    if symbol.is_local():
        return path[0]
    return path[-1] if _is_bound_by(path[-1], name) else None


def _is_bound_by(table: Table, name: str) -> bool:
    """Return whether the module *table*, or a ``global`` statement, binds *name*."""
    pending = [table]
    while pending:
        current = pending.pop()
        if name in current.get_identifiers():
            symbol = current.lookup(name)
            here = current is table or symbol.is_declared_global()
            if here and (symbol.is_assigned() or symbol.is_imported()):
                return True
        pending += current.get_children()
    return False


def compare(source: str) -> int:
    """Compare all uses of a, b and c with the compiler's view; return how many."""
    table = symtable.symtable(source, "x.py", "exec")
    scopes = collect(source)
    paths, marks = tables_by_mark(table), marks_of(scopes)
    compared = 0
    for use in scopes.uses:
        path = paths.get(marks.get(id(use.scope), ""))
        if path and use.name in "abc" and use.name in path[0].get_identifiers():
            _compare_use(scopes, use, marks, path)
            compared += 1
    return compared


@pytest.mark.properties
@given(programs())
@settings(max_examples=100, deadline=None)
def test_names_are_looked_up_where_the_compiler_looks(source: str) -> None:
    with contextlib.suppress(SyntaxError):  # as of a nonlocal name that is nowhere
        compare(source)


def test_the_comparison_sees_every_use() -> None:
    source = """
    mark_1, a, b
    import a
    def f(b, *c):
        mark_2, a, b, c
        def g():
            nonlocal b
            global a
            mark_3, a, b, c
            a = b = 1
    class c(a):
        mark_4, a, b, c
        b = 1
        lambda a: (mark_5, a, b, c)
    """

    assert compare(textwrap.dedent(source)) == 15


def test_a_name_with_too_many_bindings_is_unknown_in_functions() -> None:
    def find_events(bindings: int) -> list[Event] | None:
        source = "x = 1\n" * (bindings - 1) + "import a as x\ndef f(): x\n"
        scopes = collect_scopes(ast.parse(source), lambda node: ())
        return scopes.find_events(scopes.uses[-1])

    assert len(find_events(MAX_EVENTS) or ()) == 1
    # All of them would be compared for each use.
    assert find_events(MAX_EVENTS + 1) is None


@pytest.mark.skipif(RUNNING < (3, 12), reason="type parameters")
def test_global_in_a_class_concerns_the_class_alone() -> None:
    source = """
    mark_1
    b = 1
    class a[b: c]:
        global b
        mark_2, b
        class c:
            mark_3, b
        lambda: (mark_4, b)
    """

    assert compare(textwrap.dedent(source)) == 3


def _compare_use(
    scopes: Scopes, use: Use, marks: dict[int, str], path: tuple[Table, ...]
) -> None:
    expected, found = find_table(path, use.name), scopes.find_scope(use)
    if (
        expected is not None
        and expected.get_type() == "class"
        and found is not use.scope
    ):
        # Not bound yet: a class then looks in the module.
        assert found is None or found.kind == MODULE
        return
    if found is None:
        assert expected is None, (use.name, use.node.lineno)
        return
    assert expected is not None, (use.name, use.node.lineno)
    assert (found.kind == MODULE) == (expected.get_type() == "module")
    mark = marks.get(id(found))
    if mark is not None:
        assert mark in expected.get_identifiers(), (use.name, use.node.lineno)


@each_row(
    ("statement", "chain", "stored"),
    [
        ("a.b = 1", "a.b", True),
        ("a.b = 1", "a.b.c", True),
        ("a.b.c = 1", "a.b", False),
        ("del a.b", "a.b", True),
        ("a.b += 1", "a.b", True),
        ("setattr(a, 'b', 1)", "a.b", True),
        ("setattr(a.b, 'c', 1)", "a.b.c", True),
        ("setattr(a, name, 1)", "a.b", True),
        ("setattr(a.b, name, 1)", "a.c", False),
        ("setattr(a(), 'b', 1)", "a.b", False),
        ("setattr(a, 'b')", "a.b", False),
        ("x.b = 1", "a.b", False),
    ],
)
def test_chains_that_the_file_assigns_are_known(
    statement: str, chain: str, stored: bool
) -> None:
    scopes = collect(f"import a\n{statement}\nprint({chain})")
    parts = chain.split(".")
    use = [use for use in scopes.uses if [use.name, *use.attributes] == parts][-1]

    assert scopes.is_set_by_file(use) is stored


def test_annotations_and_literal_calls_are_marked() -> None:
    scopes = collect(
        """
        def f(x: a.one) -> a.two:
            y: a.three = a.four
            y.four: a.three
            a.six.z: a.three = 1
        z: a.five
        f("x", y=1), f(1), f(k="x")
        """
    )
    uses = {use.attributes[0]: use for use in scopes.uses if use.attributes}

    assert {name for name, use in uses.items() if not use.annotation} == {"four", "six"}
    assert {name for name, use in uses.items() if not use.runs} == {"three"}
    assert len(scopes.calls) == 2


def test_relative_imports_keep_their_dots() -> None:
    (event,) = collect("from ..a import b").module.events["b"]

    assert event.imported is not None
    assert (event.imported.targets, event.imported.written) == ((), "..a.b")


def test_a_class_scope_is_not_seen_from_within() -> None:
    scopes = collect("class A:\n a = 1\n [a for x in a]\n def f(): a")
    inner = [scopes.find_scope(use) for use in scopes.uses if use.name == "a"]
    kinds = {scope.kind if isinstance(scope, Scope) else None for scope in inner}

    assert kinds == {CLASS_SCOPE, None}
