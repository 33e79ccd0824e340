"""The names that a file may give to its classes and to their instances.

A class gets a name by a definition or an assignment, but also by ``setattr``, ``exec``,
``locals()["x"] = ...``, a class decorator, or by another class, when a third one
inherits from both. Where the file does not say which names these are, they may be any.
All is found in one walk.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.known_classes import (
    has_known_options,
    is_harmless,
    is_judged_class,
    is_known_base,
    strip_arguments,
)
from flake8_safe_imports.analysis.scoping.recorder import children, last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.data.classes import RECEIVERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flake8_safe_imports.analysis.scoping.bindings import Bindings

_DELEGATES: Final = frozenset({"__getattr__", "__getattribute__", "__dict__"})
"""A class that mentions one of them may have attributes of any name."""
_CHANGES_BASES: Final = frozenset({"__bases__", "__class__", "f_locals"})
"""What is given to one of these may have attributes of any name."""
_SETTERS: Final = frozenset({"setattr", "__setattr__"})
_ASKED: Final = _SETTERS | {"getattr", "hasattr", "vars"}
"""Functions that may give, or look for, attributes of any name."""
_LOCALS: Final = frozenset({"locals", "vars"})
_NAMESPACES: Final = _LOCALS | {"globals"}
"""Functions that, called without arguments, return the names around them."""
_RUN_TEXT: Final = frozenset({"exec", "exec_", "execfile", "eval"})
_MAKE_CLASSES: Final = frozenset({"type", "new_class", "make_class"})
_WATCHED: Final = _ASKED | _RUN_TEXT | _MAKE_CLASSES | _NAMESPACES
_ONLY_READ: Final = frozenset({"loadTestsFromTestCase", "makeSuite", "run_unittest"})
"""Functions that add nothing to the classes that they are called with."""
_CHANGE: Final = frozenset({"update", "setdefault", "__setitem__"})
_WORD: Final = re.compile(r"\w+")

_DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
_STATEMENTS = (ast.For, ast.AsyncFor, ast.comprehension, ast.Expr, ast.Assign)
_FUNCTIONS = (*FUNCTIONS, ast.Lambda)


class _Class:
    """What one class statement gives to its class, as far as the file tells."""

    __slots__ = ("defined", "given", "node", "outer")

    def __init__(self, node: ast.ClassDef, outer: _Class | None) -> None:
        self.node = node
        self.outer = outer
        """The class around it."""
        self.given: set[str] = set()
        """The names that it gives itself, sets or asks for, and its strings."""
        self.defined: set[str] = set()
        """Those that its body binds, or that its methods set on ``self`` or ``cls``."""

    def give(self, name: str, *, is_defined: bool) -> None:
        """Add *name*, also for the classes around this one."""
        if is_defined:
            self.defined.add(name)
        outer: _Class | None = self
        while outer is not None:
            outer.given.add(name)
            outer = outer.outer


class _Family:
    """Classes that one class may inherit from, or be inherited by."""

    __slots__ = ("given", "has_any")

    def __init__(self) -> None:
        self.given: set[str] = set()
        self.has_any = False


class ClassNames:
    """The names that one file may give to each of its classes."""

    def __init__(
        self,
        tree: ast.Module,
        bindings: Bindings,
        is_judged: Callable[[ast.ClassDef], bool],
    ) -> None:
        """Read *tree*.

        What classes define that are not judged may be above, or below, one that is.
        """
        self._bindings = bindings
        self._classes: list[_Class] = []
        self._acts: list[tuple[ast.AST, _Class | None, bool]] = []
        """Calls and statements that may do something to a class."""
        self._parents: dict[str, str] = {}
        """The name of a class -> that of one related to it, up to one for them all."""
        self._families: dict[str, _Family] = {}
        """By the name that stands for related classes."""
        self._open: set[str] = set()
        """The names of classes that may have any name, and so may related ones."""
        self._aliases: dict[str, str] = {}
        """Other names of functions that matter: ``put = setattr``."""
        self._anywhere: set[str] = set()
        """What the file sets on anything, or asks for."""
        self._has_any = False
        """Whether it may set any name on anything."""
        self._walk(tree)
        for item in self._classes:
            self._relate(item.node)
        for node, inside, is_deferred in self._acts:
            if isinstance(node, ast.Call):
                self._take_call(node, inside, is_deferred=is_deferred)
            else:
                self._take_statement(node)
        self._sum_up(is_judged)

    def may_have(self, node: ast.ClassDef, name: str) -> bool:
        """Return whether something may give the class of *node* a *name*."""
        family = self._families[self._find(node.name)]
        return (
            self._has_any
            or family.has_any
            or name in family.given
            or name in self._anywhere
        )

    # Which classes belong together

    def _find(self, name: str) -> str:
        """Return the name that stands for all classes related to *name*."""
        parents = self._parents
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    def _relate(self, node: ast.ClassDef) -> None:
        """Join the class *node* with its bases of this file."""
        for base in node.bases:
            name = last_name(strip_arguments(base))
            if name in self._parents:
                self._join(node.name, name)

    def _join(self, one: str, other: str) -> None:
        self._parents[self._find(one)] = self._find(other)

    def _sum_up(self, is_judged: Callable[[ast.ClassDef], bool]) -> None:
        for item in self._classes:
            node = item.node
            family = self._families.setdefault(self._find(node.name), _Family())
            family.given |= item.given
            if (
                node.name in self._open
                or not item.given.isdisjoint(_DELEGATES)
                or self._is_open(node)
            ):
                family.has_any = True
            if not is_judged(node):
                self._anywhere |= item.defined
        self._has_any = self._has_any or not self._anywhere.isdisjoint(_CHANGES_BASES)

    def _is_open(self, node: ast.ClassDef) -> bool:
        """Return whether the class *node* may have more than the file and Python say.

        Its bases are asked by name: that of a class of this file is that class.
        """
        return not has_known_options(node, self._bindings) or not all(
            last_name(strip_arguments(base)) in self._parents
            or is_known_base(strip_arguments(base), self._bindings)
            for base in node.bases
        )

    # The walk

    def _walk(self, tree: ast.Module) -> None:
        pending: list[tuple[ast.AST, _Class | None, bool]] = [(tree, None, False)]
        while pending:
            node, inside, is_deferred = pending.pop()
            self._take(node, inside, is_deferred=is_deferred)
            if isinstance(node, ast.ClassDef):
                inside, is_deferred = _Class(node, inside), False
                self._classes.append(inside)
                self._parents[node.name] = node.name
            elif isinstance(node, _FUNCTIONS):
                is_deferred = True
            pending += [(item, inside, is_deferred) for item in children(node)]

    def _take(self, node: ast.AST, inside: _Class | None, *, is_deferred: bool) -> None:
        if inside is not None:
            for name in _list_given(node):
                inside.give(name, is_defined=not is_deferred)
        if isinstance(node, ast.Attribute):
            if not isinstance(node.ctx, ast.Load):
                self._take_set(node, inside)
            elif node.attr == "f_locals":
                self._has_any = True
            elif inside is not None and node.attr in _DELEGATES:
                inside.given.add(node.attr)
        elif isinstance(node, ast.Subscript):
            if not isinstance(node.ctx, ast.Load) and _is_namespace(node.value):
                self._take_keys([node.slice])
        elif isinstance(node, ast.Call) or (
            isinstance(node, _STATEMENTS) and not is_deferred
        ):
            self._acts.append((node, inside, is_deferred))
        if isinstance(node, ast.Assign) and last_name(node.value) in _WATCHED:
            for target in node.targets:
                self._aliases[last_name(target)] = last_name(node.value)

    def _take_set(self, node: ast.Attribute, inside: _Class | None) -> None:
        """Take an attribute that is set: on ``self``, its class gets the name."""
        is_own = isinstance(node.value, ast.Name) and node.value.id in RECEIVERS
        if inside is None or not is_own or node.attr in _CHANGES_BASES:
            self._anywhere.add(node.attr)
        else:
            inside.give(node.attr, is_defined=True)

    def _take_call(
        self, node: ast.Call, inside: _Class | None, *, is_deferred: bool
    ) -> None:
        called = last_name(node.func)
        called = self._aliases.get(called, called)
        if called in _ASKED or "patch" in called:
            self._anywhere.update(_list_strings(node))
        if called in _ASKED and node.args:
            self._take_asked(node, called, inside)
        elif called in _LOCALS and inside is not None and not is_deferred:
            self._open.add(inside.node.name)
        elif called in _RUN_TEXT:
            self._take_text(node, called)
        elif called in _MAKE_CLASSES and len(node.args) > 1:
            self._take_new_class(node)
        elif called in _CHANGE and _is_namespace(getattr(node.func, "value", None)):
            self._take_keys(node.args if called == "update" else node.args[:1])
            self._take_keywords(node)

    def _take_asked(self, node: ast.Call, called: str, inside: _Class | None) -> None:
        """Take a call that sets or gets an attribute whose name is not a literal."""
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            return
        owner = node.args[0]
        if isinstance(owner, ast.Constant):  # super().__setattr__("x", value)
            return
        if isinstance(owner, ast.Call) and last_name(owner.func) == "type":
            owner = owner.args[0] if owner.args else owner
        name = last_name(owner)
        if name == "__class__" and isinstance(owner, ast.Attribute):
            name = last_name(owner.value)
        if name in RECEIVERS and inside is not None:
            self._open.add(inside.node.name)
        elif called in _SETTERS:
            self._change(owner)

    def _change(self, owner: ast.expr) -> None:
        """Note that *owner*, if it may be a class, may get any name."""
        name = last_name(owner)
        dotted = self._bindings.dotted_name(owner)
        if name in self._parents:
            self._open.add(name)
        elif dotted is None or "." not in dotted or is_judged_class(dotted):
            self._has_any = True

    def _take_text(self, node: ast.Call, called: str) -> None:
        """Take the words of a text that is run where the call is."""
        if not node.args:
            return
        text, *names = node.args
        if isinstance(text, ast.Constant):
            self._anywhere.update(_WORD.findall(str(text.value)))
        elif called != "eval" and all(
            isinstance(item, ast.Call) and last_name(item.func) in _NAMESPACES
            for item in names
        ):
            self._has_any = True

    def _take_new_class(self, node: ast.Call) -> None:
        """Take ``type("C", (A, B), {...})``: A and B belong together."""
        bases = node.args[1]
        if not isinstance(bases, (ast.Tuple, ast.List)):
            self._has_any = True
            return
        names = [last_name(base) for base in bases.elts]
        related = [name for name in names if name in self._parents]
        for name in related:
            self._join(name, related[0])
        self._take_keys(node.args[2:])
        if related and not all(
            name in self._parents or is_known_base(base, self._bindings)
            for name, base in zip(names, bases.elts)
        ):
            self._open.add(related[0])

    def _take_keys(self, nodes: Iterable[ast.expr]) -> None:
        """Take the names that *nodes*, keys or dictionaries, give to something."""
        for node in nodes:
            if isinstance(node, ast.Dict) and None not in node.keys:
                self._take_keys(key for key in node.keys if key is not None)
            elif isinstance(node, ast.Constant):
                self._anywhere.add(str(node.value))
            else:
                self._has_any = True

    def _take_keywords(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg is None:
                self._has_any = True
            else:
                self._anywhere.add(keyword.arg)

    def _take_statement(self, node: ast.AST) -> None:
        """Take what a statement outside functions does to classes of this file."""
        if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._open_all(node.iter)
        elif isinstance(node, ast.Expr) or (
            isinstance(node, ast.Assign)
            and any(last_name(target) in self._parents for target in node.targets)
        ):
            # As a decorator does: `register(C)`, `C = register(C)`.
            call = node.value
            if isinstance(call, ast.Call) and not self._only_reads(call):
                for item in (*call.args, *(word.value for word in call.keywords)):
                    self._open_all(item)

    def _only_reads(self, node: ast.Call) -> bool:
        """Return whether what *node* calls leaves classes as they are."""
        if last_name(node.func) in _ONLY_READ:
            return True
        dotted = self._bindings.dotted_name(node.func)
        return dotted is not None and (
            dotted.startswith("builtins.") or is_harmless(dotted)
        )

    def _open_all(self, node: ast.expr) -> None:
        """Note that each class that *node* is, or lists, may get any name."""
        for item in node.elts if isinstance(node, _LISTS) else [node]:
            if isinstance(item, ast.Name) and item.id in self._parents:
                self._open.add(item.id)
            elif isinstance(item, (ast.Name, ast.Attribute)):
                dotted = self._bindings.dotted_name(item)
                if dotted is not None and is_judged_class(dotted):
                    self._has_any = True


_LISTS = (ast.Tuple, ast.List, ast.Set)


def _is_namespace(node: ast.expr | None) -> bool:
    """Return whether *node* is the namespace of something: ``vars(x)``."""
    if isinstance(node, ast.Call):
        return last_name(node.func) == "vars" and bool(node.args)
    return isinstance(node, ast.Attribute) and node.attr == "__dict__"


def _list_given(node: ast.AST) -> Iterator[str]:
    """Yield the names that *node* itself binds.

    Every string counts: it may be in ``__slots__`` or an argument of ``setattr``.
    """
    if isinstance(node, _DEFINITIONS):
        yield node.name
    elif isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            yield node.id
    elif isinstance(node, ast.Attribute):
        if not isinstance(node.ctx, ast.Load):
            yield node.attr
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    else:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if isinstance(name, str):  # of a handler or a pattern
            yield name


def _list_strings(node: ast.Call) -> Iterator[str]:
    """Yield the literal strings among the arguments of *node*, and their last words."""
    for item in (*node.args, *(keyword.value for keyword in node.keywords)):
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield item.value.rpartition(".")[2]
