"""One file as it is linted, and whether a glance shows that it is clean.

Most files need no more than this: neither scopes nor rules are loaded for them.
"""

from __future__ import annotations

import io
import os
import re
from functools import cached_property

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.glance.interests import find_interests
from flake8_safe_imports.glance.search import Glance, can_skip
from flake8_safe_imports.glance.statements import (
    ImportNode,
    find_import_lines,
    normalize_source,
    read_imports,
)
from flake8_safe_imports.project import layout, pythons
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

    from flake8_safe_imports.config.entries import Kind
    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.config.policy import Policy
    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import Statement
    from flake8_safe_imports.project.pythons import Declared

_NOT_HIDDEN: Final = frozenset(
    {"test", "idlelib", "site", "sitecustomize", "usercustomize"}
)
_STUBS: Final = "_typeshed"
"""No interpreter has it: it comes with the type checker's stubs of the stdlib."""


class SourceFile:
    """One file as it is linted: its tree, its settings and its place in a project.

    *source* is what *tree* was parsed from: its lines, or its text with line feeds as
    line ends. *path* is the absolute path of the file, which need not exist. With
    *closely* no name is ruled out. Instead of a tree a function may be given that
    parses the source: it is called only if the text alone does not show that the file
    is clean.
    """

    def __init__(
        self,
        tree: ast.Module | Callable[[], ast.Module],
        source: str | Sequence[str],
        path: str,
        config: Config,
        *,
        closely: bool = False,
    ) -> None:
        self._given: Final = tree
        self._source: Final = source
        self.path: Final = path
        self.config: Final = config
        self._closely = closely
        self._first_party: dict[str, bool] = {}
        text = source if isinstance(source, str) else "".join(source)
        self._text = normalize_source(text)

    @cached_property
    def policy(self) -> Policy:
        """The bans and allowances for the file."""
        policies = self.config.policies
        return policies.for_file(
            layout.relative_to_root(self.path) if policies.has_globs else "",
            self._relative_to,
        )

    def _relative_to(self, folder: str) -> str:
        """Return the path of the file relative to *folder*, or else to the project."""
        if folder:
            return layout.relative_to(folder, self.path)
        return layout.relative_to_root(self.path)

    @cached_property
    def lines(self) -> Sequence[str]:
        """The lines of the source, as flake8 divides it; few clean files need them."""
        source = self._source
        return list(io.StringIO(source)) if isinstance(source, str) else source

    @cached_property
    def tree(self) -> ast.Module:
        """The tree of the file."""
        return self._given() if callable(self._given) else self._given

    def is_clean(self) -> bool:
        """Return whether a glance shows that no rule will report anything.

        Errs on the side of False: a clean file may still need the full check.
        """
        return self.shadowing_name is None and not self.has_candidates

    @cached_property
    def declared(self) -> Declared:
        """The supported window and where it was declared."""
        per_file = self.config.per_file_supported_python
        if per_file:
            # Imported here: few projects name the versions of some files.
            from flake8_safe_imports.config.globs import matches_file

            for glob, window, old, folder in per_file:
                if matches_file(glob, self._relative_to(folder)):
                    origin = f"vet-per-file-supported-python: {glob}"
                    return pythons.Declared(window, origin, old=old)
        window, old = self.config.supported_python
        if window:
            return pythons.Declared(window, "vet-supported-python", old=old)
        return pythons.find_supported(self.path, self.script)

    @property
    def script(self) -> Sequence[str]:
        """The lines of the source; none if no script block (PEP 723) can be in them."""
        # Searching the text is far quicker than comparing line by line.
        return self.lines if "# /// script" in self._text else ()

    @cached_property
    def has_candidates(self) -> bool:
        """Whether an import, or a use of one, may have to be reported."""
        if self._closely or self.interests.all_files:
            return True
        imports = read_imports(self._text)
        glance = Glance(
            self._text,
            imports.others,
            self.interests,
            self._is_spared,
            self.resolve_relative,
            self._list_sources,
        )
        statements = imports.statements
        if statements is not None:
            decide = self.interests.remember_statement
            left = [item for item in statements if not decide(item, can_skip)]
            if not self._may_report(glance, left, has_any=bool(statements)):
                return False
        from flake8_safe_imports.analysis.statements.import_statements import (
            find_imports,
        )

        # The tree tells statements from examples in strings.
        nodes = find_imports(self.tree, find_import_lines(self._text))
        if statements is not None and len(statements) == len(nodes):
            return True
        real = list(map(ImportNode, nodes))
        return self._may_report(glance, real, has_any=bool(real))

    def _may_report(
        self, glance: Glance, statements: Sequence[Statement], *, has_any: bool
    ) -> bool:
        return (has_any and self.interests.all_imports) or glance.may_report(statements)

    @cached_property
    def interests(self) -> Interests:
        """The names that rules may report under these settings."""
        policy = self.policy if self.config.has_policies else None
        return find_interests(policy, self.config, self.declared.window)

    def covers(self, dotted: str, *, relative: bool = False) -> bool:
        """Return whether a rule may report the name *dotted*.

        *relative* names are the project's own: only its policy may concern them.
        """
        interests = self.interests
        if self._closely:
            return True
        if relative:
            return interests.has_policy or interests.all_files
        answer = interests.may_report(dotted)
        return (
            not self._is_spared(dotted.partition(".")[0]) if answer is None else answer
        )

    def _is_spared(self, top: str) -> bool:
        """Return whether no rule reports the module *top* in this file."""
        from flake8_safe_imports.data import _backports

        return self.is_first_party(top) or (
            top in _backports.TOP_LEVEL and self._is_for_python2
        )

    @cached_property
    def _is_for_python2(self) -> bool:
        """Whether Python 2 is supported, and surely parses the file.

        Then it needs its backports.
        """
        if not self.declared.window & versions.PYTHON2:
            return False
        from flake8_safe_imports.analysis.statements import syntax

        return not syntax.may_be_newer(self._text, versions.OLDEST_PYTHON3)

    @property
    def shadowing_name(self) -> str | None:
        """The name of the file, if it hides a standard library module."""
        name = os.path.basename(self.path)
        stem = name.partition(".")[0]
        if stem == "__init__":
            stem = os.path.basename(os.path.dirname(self.path))
            name = f"{stem}/{name}"
        if stem.startswith("_") or stem in _NOT_HIDDEN:
            return None
        window = stdlib.find_module_window(stem)
        if window is None or layout.find_top_level_module(self.path) != stem:
            return None
        return name if window & self.declared.window else None

    def classify(self, top: str) -> Kind:
        """Return where the top-level module *top* comes from."""
        if self.is_first_party(top):
            return "first-party"
        if top == _STUBS or stdlib.is_module(top):
            return "stdlib"
        return "third-party"

    def is_first_party(self, top: str) -> bool:
        """Return whether the top-level module *top* is first party.

        A standard library module is hidden only by what Python would find first.
        """
        try:
            return self._first_party[top]
        except KeyError:
            answer = self._first_party[top] = self._is_first_party(top)
            return answer

    def _is_first_party(self, top: str) -> bool:
        named = self.config.known_first_party
        if named and named.find_prefix(top, "third-party"):
            return True
        if not stdlib.is_module(top):
            return layout.is_first_party(top, self.path)
        from flake8_safe_imports.project import import_roots

        return import_roots.is_importable(top, self.path) or (
            self._may_be_run and layout.is_beside(top, self.path)
        )

    @cached_property
    def _may_be_run(self) -> bool:
        """Whether the file is a program: its own folder is on ``sys.path`` then."""
        return "__main__" in self._text and (
            re.search(r"""__name__\s*==\s*["']__main__["']""", self._text) is not None
        )

    @property
    def mentions(self) -> frozenset[str]:
        """The words that the file quotes or defines, or that are names of files."""
        from flake8_safe_imports.names.unexplained import find_mentions

        return find_mentions(self._text)

    @property
    def mentioned_files(self) -> frozenset[str]:
        """The words that the file has in paths, or that are names of files."""
        from flake8_safe_imports.names.unexplained import find_files

        return find_files(self._text)

    def resolve_relative(self, level: int, module: str) -> tuple[str, ...]:
        """Return the absolute names that *module* after *level* dots may mean."""
        from flake8_safe_imports.project import package_names

        packages = package_names.find_package_names(self.path)
        return package_names.resolve_relative(level, module, packages)

    def _list_sources(self, statement: Statement, name: str) -> Iterator[str]:
        """Yield the files of the project that *statement* may take *name* from."""
        from flake8_safe_imports.project import importing

        module = statement.module or ""
        modules: tuple[str, ...] = (module,)
        if statement.level:
            modules = self.resolve_relative(statement.level, module)
        for module in modules:
            found = importing.find_file(f"{module}.{name}", self.path)
            if found is not None and found[1] == name:
                yield found[0]

    def resolve_from(self, node: ast.ImportFrom) -> tuple[str, ...]:
        """Return the absolute names that the ``from`` of *node* may mean."""
        if node.level:
            return self.resolve_relative(node.level, node.module or "")
        return (node.module or "",)
