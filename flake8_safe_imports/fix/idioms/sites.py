"""A use that is rewritten as an idiom, and the edits that most idioms are made of."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.fix.rewrites import CannotFix
from flake8_safe_imports.fix.text.edits import Edit

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.fix.context import Context

CHAINABLE: Final = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
BRACKETED: Final = (ast.Dict, ast.List, ast.ListComp, ast.DictComp, ast.Set)


class Site(NamedTuple):
    """A use that is to be rewritten, and its place in the tree."""

    context: Context
    use: Use
    name: str
    """The absolute dotted name that it reaches."""

    @property
    def node(self) -> ast.expr:
        """The name, with the attributes that belong to it."""
        return self.use.node

    @property
    def parent(self) -> ast.AST | None:
        """The node around the name."""
        return self.context.nodes.around(self.node)

    @property
    def window(self) -> int:
        """The versions that can reach what is imported."""
        window = 0
        for binding in self.context.variables.find_bindings(self.use) or ():
            window |= self.context.state_at(binding.place).window
        return window

    def text(self, node: ast.expr) -> str:
        """Return the text of *node*, without parentheses around it."""
        start, end = self.context.source.span(node)
        return self.context.source.text[start:end]

    def is_builtin(self, name: str) -> bool:
        """Return whether *name* means the built-in here.

        Raises CannotFix if a test may replace that.
        """
        is_builtin = self.context.is_builtin(name, self.use)
        if is_builtin:
            self.context.mocks.check_builtin(name)
        return is_builtin

    def call(self, least: int, most: int) -> ast.Call | None:
        """Return the call of the name, if so many plain arguments are given."""
        call = self.context.nodes.find_call(self.node)
        if call is None:
            return None
        is_plain = not call.keywords and not any(
            isinstance(argument, (ast.Starred, ast.GeneratorExp))
            for argument in call.args
        )
        return call if is_plain and least <= len(call.args) <= most else None

    def statement(self, call: ast.Call) -> ast.Expr | None:
        """Return the statement that *call* is the whole of."""
        parent = self.context.nodes.around(call)
        return parent if isinstance(parent, ast.Expr) else None


class Idiom(NamedTuple):
    """What to write for one use."""

    edits: tuple[Edit, ...]
    new: str
    """How a summary shows it."""


def replace(site: Site, node: ast.expr | ast.stmt, text: str) -> Idiom:
    """Return the edit that writes *text* for all of *node*."""
    start, end = site.context.source.span(node)
    check_comments(site, start, end)
    return Idiom((Edit(start, end, text),), text)


def unwrap(
    site: Site, call: ast.Call, argument: ast.expr, after: str, *, new: str = ""
) -> Idiom:
    """Return the edits that leave *argument* of *call*, followed by *after*."""
    source = site.context.source
    start, end = source.span(call)
    first, last = source.span(argument)
    check_comments(site, start, first)
    check_comments(site, last, end)
    opening, closing = "", ""
    inner = source.text[first:last]
    is_simple = isinstance(argument, (*CHAINABLE, *BRACKETED, ast.Constant))
    if isinstance(argument, ast.Constant) and not isinstance(
        argument.value, (str, bytes)
    ):
        is_simple = False
    if not is_simple or (
        ("\n" in inner or "\r" in inner) and not isinstance(argument, BRACKETED)
    ):
        opening, closing = "(", ")"
    made = (Edit(start, first, opening), Edit(last, end, f"{closing}{after}"))
    return Idiom(made, new or f"...{after}")


def check_comments(site: Site, start: int, end: int) -> None:
    """Raise CannotFix if a comment would be lost."""
    if site.context.comments.has_between(start, end):
        raise CannotFix("there is a comment inside it")


def replace_name(site: Site, text: str) -> Idiom | None:
    """Return the edit that writes *text* for the name that is used."""
    span = site.context.spans.find(site.use, 1 + len(site.use.attributes))
    return Idiom((Edit(*span, text),), text) if span else None
