"""One file as it is linted: its settings, its Pythons, and whether it is clean.

This is all that most files need; what rules there are is known further up.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis import branches
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.glance import text as prefilter
from flake8_safe_imports.project import layout, pythons

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from flake8_safe_imports.config.entries import Kind
    from flake8_safe_imports.config.settings import Config
    from flake8_safe_imports.project.pythons import Declared

_NOT_HIDDEN: Final = frozenset(
    {"test", "idlelib", "site", "sitecustomize", "usercustomize"}
)
_STUBS: Final = "_typeshed"
"""No interpreter has it: it comes with the type checker's stubs of the stdlib."""


class Linted:
    """One file, its tree and its settings.

    *lines* are those of the source that *tree* was parsed from, *path* is the absolute
    path of its file, which need not exist.
    """

    def __init__(
        self, tree: ast.Module, lines: Sequence[str], path: str, config: Config
    ) -> None:
        self.config = config
        self._tree = tree
        self._lines = lines
        self._path = path
        policies = config.policies
        self.policy = policies.for_file(
            layout.relative_to_root(path) if policies.has_globs else ""
        )
        self._text = prefilter.searchable("".join(lines))
        self._declared: Declared | None = None

    def is_clean(self) -> bool:
        """Return whether no rule has anything to say, as a glance tells.

        It is often enough so; only a close look can tell always.
        """
        return self.shadowed() is None and not self.has_anything_to_judge()

    @property
    def declared(self) -> Declared:
        """The supported window and where it was declared."""
        if self._declared is None:
            window, old = self.config.supported
            if window:
                self._declared = pythons.Declared(
                    window, "vet-supported-python", old=old
                )
            else:
                self._declared = pythons.supported(self._path, self.script)
        return self._declared

    @property
    def script(self) -> Sequence[str]:
        """The lines of the source if a script block may be among them, else none."""
        # To search the text is far quicker than to compare line by line.
        return self._lines if "# /// script" in self._text else ()

    @property
    def window(self) -> int:
        """The Pythons that the file is to run on; never empty."""
        return self.declared.window

    def has_anything_to_judge(self) -> bool:
        """Return whether an import, or what is done with it, is worth a close look."""
        if self._interests.all_files:
            return True
        statements = branches.find_imports(
            self._tree, prefilter.import_lines(self._text)
        )
        if statements and self._interests.all_imports:
            return True
        glance = prefilter.Glance(
            self._text, self._interests, self._is_local, self._modules_of
        )
        return glance.finds_reason(statements)

    @cached_property
    def _interests(self) -> prefilter.Interests:
        return prefilter.interests(self.policy, self.config, self.declared.window)

    def covers(self, dotted: str, *, relative: bool = False) -> bool:
        """Return whether a rule may have something to say of the name *dotted*.

        *relative* names are the project's own: only its policy may concern them.
        """
        interests = self._interests
        if relative:
            return interests.has_policy or interests.all_files
        answer = interests.covers(dotted)
        return (
            not self._is_local(dotted.partition(".")[0]) if answer is None else answer
        )

    def shadowed(self) -> str | None:
        """Return what hides a standard library module, if the file does."""
        name = os.path.basename(self._path)
        stem = name.partition(".")[0]
        if stem == "__init__":
            stem = os.path.basename(os.path.dirname(self._path))
            name = f"{stem}/{name}"
        if stem.startswith("_") or stem in _NOT_HIDDEN:
            return None
        fact = stdlib.module(stem)
        if fact is None or layout.find_top_level_module(self._path) != stem:
            return None
        return name if fact.window & self.declared.window else None

    def kind(self, top: str) -> Kind:
        """Return where the module *top* comes from."""
        if self._is_local(top):
            return "first-party"
        if top == _STUBS or stdlib.module(top) is not None:
            return "stdlib"
        return "third-party"

    def _is_local(self, top: str) -> bool:
        return bool(
            self.config.first_party
            and self.config.first_party.find_prefix(top, "third-party")
        ) or layout.is_first_party(top, self._path)

    def _resolve(self, level: int, module: str) -> tuple[str, ...]:
        packages = layout.find_package_names(self._path)
        return layout.resolve_relative(level, module, packages)

    def _modules_of(self, node: ast.ImportFrom) -> tuple[str, ...]:
        """Return the absolute names that the ``from`` of *node* may mean."""
        if node.level:
            return self._resolve(node.level, node.module or "")
        return (node.module or "",)
