"""What rules may ask about the file that they check."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable, Final, TypeVar, cast

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.statements.import_statements import top_level_modules
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.project import layout
from flake8_safe_imports.project.pythons import Declared
from flake8_safe_imports.rules.target import CHAIN, cut

if TYPE_CHECKING:
    import ast

    from flake8_safe_imports.analysis.asked import AskedNames
    from flake8_safe_imports.analysis.dead.dead_imports import DeadImports
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.handling.successes import Sources
    from flake8_safe_imports.analysis.lazy import LazyModules
    from flake8_safe_imports.analysis.pragmas import Pragmas
    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Place, Route
    from flake8_safe_imports.analysis.scoping.scopes import Scopes, Use
    from flake8_safe_imports.analysis.testing.inherited import Inherited
    from flake8_safe_imports.config.entries import Kind
    from flake8_safe_imports.glance.file import SourceFile
    from flake8_safe_imports.rules.assignments import Assignments
    from flake8_safe_imports.rules.silenced import SilencedNames
    from flake8_safe_imports.rules.target import Target

_T = TypeVar("_T")

_MOST_STARS: Final = 64
"""How many ``from x import *`` are looked at for one name."""
_MICROPYTHON: Final = frozenset(
    {
        *("esp", "esp32", "ffilib", "machine", "micropython", "pyb", "rp2"),
        *("uasyncio", "ubinascii", "ucollections", "ucryptolib", "uctypes", "uerrno"),
        *("uhashlib", "uheapq", "uio", "uos", "urandom", "ure", "uselect", "usocket"),
        *("ussl", "ustruct", "usys", "utime", "uzlib"),
    }
)
"""Modules of MicroPython and of micropython-lib, where the standard library differs."""


class File:
    """One file; its scopes, bindings and guards are computed when first needed."""

    def __init__(self, source: SourceFile) -> None:
        self.source: Final = source
        self.config: Final = source.config
        self.policy: Final = source.policy
        self._last_answers: dict[object, tuple[Target, Any]] = {}
        self._supplied: dict[str, bool] = {}
        self._states: dict[tuple[Place, tuple[Route, ...]], State] = {}
        self._informed_states: dict[tuple[Place, tuple[Route, ...]], State] = {}

    def release(self) -> None:
        """Break the circles in what was computed; nothing more can be asked.

        So all of it, and the tree, is freed at once. Else the garbage collector would
        have to visit it first.
        """
        computed = vars(self)
        if "scopes" in computed:
            for scope in self.scopes.classes:  # each is a name in its parent
                scope.parent = None
        for name in ("reachability", "informed_reachability"):
            if name in computed:  # its parts refer to its methods
                vars(computed[name]).clear()
        computed.clear()

    @cached_property
    def scopes(self) -> Scopes:
        """The names of the file."""
        from flake8_safe_imports.analysis.scoping.walk import collect_scopes

        return collect_scopes(self.source.tree, self.source.resolve_from)

    @cached_property
    def bindings(self) -> Bindings:
        """What the names in the file refer to."""
        from flake8_safe_imports.analysis.scoping.bindings import Bindings

        return Bindings(self.scopes, self.source.resolve_relative)

    @cached_property
    def lazy_modules(self) -> LazyModules:
        """What ``__lazy_modules__`` names."""
        from flake8_safe_imports.analysis.lazy import LazyModules

        return LazyModules(self.source.tree)

    @cached_property
    def inherited(self) -> Inherited:
        """What the methods in the file inherit from imported classes."""
        from flake8_safe_imports.analysis.testing.inherited import Inherited

        return Inherited(self.source.tree, self.bindings, self.may_be_rebound)

    @cached_property
    def _sources(self) -> Sources:
        from flake8_safe_imports.analysis.handling.successes import Sources

        return Sources(self.source.is_first_party, self._may_be_supplied)

    @cached_property
    def reachability(self) -> Reachability:
        """What the guards in the file say."""
        from flake8_safe_imports.analysis.reachability import Reachability

        return Reachability(
            self.bindings,
            self.window,
            self._sources,
        )

    @cached_property
    def informed_reachability(self) -> Reachability:
        """What the guards in the file say, and other files of the project of them."""
        from flake8_safe_imports.analysis.outside import (
            conftests,
            elsewhere,
            opened_files,
        )
        from flake8_safe_imports.analysis.reachability import Reachability

        path = self.source.path
        return Reachability(
            self.bindings,
            self.window,
            self._sources,
            opened_files.ImportedTests(path).find,
            elsewhere.find_start(path, self.window),
            find_fixtures=conftests.Fixtures(path).find,
        )

    @cached_property
    def asked_names(self) -> AskedNames:
        """The names whose presence the file asks for."""
        from flake8_safe_imports.analysis.asked import AskedNames

        return AskedNames(self.reachability)

    @cached_property
    def supported(self) -> Declared:
        """What is declared, without the versions that cannot parse the file."""
        declared, oldest = self.source.declared, self.scopes.oldest
        able = versions.since(oldest)
        if not oldest or not declared.window & ~able:
            return declared
        return Declared(
            declared.window & able or able,
            declared.origin,
            is_floor_known=declared.is_floor_known,
        )

    @property
    def window(self) -> int:
        """The Python versions that the file must run on, as bits; never empty."""
        return self.supported.window

    @property
    def is_floor_known(self) -> bool:
        """Whether the oldest of these versions is known.

        It is not where a declaration exists and cannot be understood.
        """
        return self.source.declared.is_floor_known

    def classify(self, top: str, *, relative: bool = False) -> Kind:
        """Return where the top-level module *top*, or a *relative* import, is from."""
        return "first-party" if relative else self.source.classify(top)

    @property
    def is_reexporting(self) -> bool:
        """Whether an alias that repeats its name marks a re-export."""
        name = os.path.basename(self.source.path)
        return name == "__init__.py" or name.endswith(".pyi")

    def may_be_rebound(self, use: Use) -> bool:
        """Return whether ``from x import *`` may bind the name of *use* once more."""
        stars = self.scopes.find_stars_after(use, _MOST_STARS)
        return len(stars) == _MOST_STARS or any(
            self._may_give(node, use.name) for node in stars
        )

    def _may_give(self, node: ast.ImportFrom, name: str) -> bool:
        """Return whether the ``from x import *`` *node* may bind *name*."""
        from flake8_safe_imports.project import importing

        for module in self.source.resolve_from(node):
            if (
                self.classify(cut(module, 1), relative=bool(node.level))
                == "first-party"
            ):
                if importing.may_export(module, name, self.source.path):
                    return True
            elif (
                not stdlib.is_module(module)
                or stdlib.find_window(f"{module}.{name}") is not None
            ):
                return True
        return False

    def ask_once(self, find: Callable[[Target, File], _T], target: Target) -> _T:
        """Return ``find(target, file)``; the answer for the last target is kept."""
        target_before, answer = self._last_answers.get(find, (None, None))
        if target_before is not target:
            answer = find(target, self)
            self._last_answers[find] = target, answer
        return cast("_T", answer)

    def find_state(self, target: Target) -> State:
        """Return the guards' state at *target*, combined with that at its binding."""
        key = (target.place, target.bound_at)
        if key not in self._states:
            self._states[key] = self.reachability.state_of_chain(*key)
        return self._states[key]

    def find_informed_state(self, target: Target) -> State:
        """Return the same, with what other files of the project say.

        Ask for it only where something is about to be reported.
        """
        key = (target.place, target.bound_at)
        if key not in self._informed_states:
            state = self.informed_reachability.state_of_chain(*key)
            window = self._pragmas.find_window_around(target.place)
            self._informed_states[key] = state._replace(window=state.window & window)
        found = self._informed_states[key]
        if target.way != CHAIN:
            return found
        # Who imports the file handles that a module is missing, not an attribute of it.
        plain = self.find_state(target)
        return found._replace(
            module_handled=plain.module_handled, name_handled=plain.name_handled
        )

    @cached_property
    def _pragmas(self) -> Pragmas:
        from flake8_safe_imports.analysis.pragmas import Pragmas

        return Pragmas(self.source.lines)

    @cached_property
    def dead_imports(self) -> DeadImports:
        """The imports of the file that never run."""
        from flake8_safe_imports.analysis.dead.dead_imports import DeadImports

        return DeadImports(self.reachability, self.supported, self._may_be_supplied)

    def _may_be_supplied(self, module: str) -> bool:
        """Return whether the project or a dependency may supply *module*."""
        return self.source.is_first_party(module.partition(".")[0]) or self.is_supplied(
            module
        )

    def is_module(self, name: str) -> bool:
        """Return whether *name* is a known module: stdlib, first party or a package."""
        from flake8_safe_imports.data import packages

        return (
            stdlib.is_module(name)
            or self.source.is_first_party(name)
            or packages.is_known(name)
        )

    def is_supplied(self, module: str) -> bool:
        """Return whether a declared dependency supplies the removed *module*."""
        if module not in self._supplied:
            self._supplied[module] = self._find_supplier(module)
        return self._supplied[module]

    @cached_property
    def assignments(self) -> Assignments:
        """What is assigned to modules and classes of others."""
        from flake8_safe_imports.rules.assignments import Assignments

        return Assignments(self.source, self.bindings)

    @cached_property
    def silenced(self) -> SilencedNames:
        """The names that comments tell type checkers not to report."""
        from flake8_safe_imports.rules.silenced import SilencedNames

        return SilencedNames(self.source.lines)

    @cached_property
    def _imported(self) -> frozenset[str]:
        """The absolute names that the file imports."""
        return frozenset(
            target
            for _, imported in self.scopes.imported_names
            for target in imported.targets
        )

    def is_cimported(self, module: str) -> bool:
        """Return whether *module* stands for what Cython has under that name."""
        return module in self._cimported

    @cached_property
    def _cimported(self) -> frozenset[str]:
        return frozenset(
            name.rpartition(".")[2]
            for name in self._imported
            if name.startswith("cython.cimports.")
        )

    @cached_property
    def is_for_micropython(self) -> bool:
        """Whether the file imports what only MicroPython has, in its own modules."""
        return any(name.partition(".")[0] in _MICROPYTHON for name in self._imported)

    def may_mean_sibling(self, top: str) -> bool:
        """Return whether *top* may be a module of the project, as Python 2 looks.

        There an import in a package looks into the package first, and tests append
        the package to the path. What is declared for Python 3 alone does not mean that.
        """
        declared = self.source.declared
        return (
            (
                declared.is_assumed
                or not declared.is_floor_known
                or bool(declared.window & versions.PYTHON2)
            )
            and layout.is_first_party(top, self.source.path)
            and not self.reaches("__future__.absolute_import")
        )

    def reaches(self, dotted: str) -> bool:
        """Return whether the file imports or uses *dotted*."""
        return dotted in self._reached

    @cached_property
    def _reached(self) -> frozenset[str]:
        return self._imported.union(
            self.bindings.dotted_name(use.node) or ""
            for use in self.scopes.uses
            if use.attributes
        )

    def _find_supplier(self, module: str) -> bool:
        from flake8_safe_imports.data import dropins
        from flake8_safe_imports.project import dependencies

        suppliers = dropins.list_distributions(module)
        if not suppliers:
            return False
        declared = dependencies.find_dependencies(self.source.path, self.source.script)
        if not declared.isdisjoint(suppliers):
            return True
        return "setuptools" in suppliers and (
            self._imports_setuptools()
            or dependencies.is_source_of(self.source.path, "setuptools")
        )

    def _imports_setuptools(self) -> bool:
        return any(
            "setuptools" in top_level_modules(node) for node, _ in self.scopes.imports
        )
