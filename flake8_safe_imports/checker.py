"""The check of one file, without flake8: a tree and its settings in, findings out."""

from __future__ import annotations

import ast
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import import_functions, known_names, stdlib
from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.rules.active import ActiveRules
from flake8_safe_imports.rules.allowances import is_name_exempt
from flake8_safe_imports.rules.file import File
from flake8_safe_imports.rules.precedence import ReportedImports, can_be_hidden
from flake8_safe_imports.rules.report import FileFindings
from flake8_safe_imports.rules.target import (
    CHAIN,
    DYNAMIC,
    FROM,
    IMPORT,
    MAX_DEPTH,
    Statement,
    Target,
    count_parts,
    cut,
    shorten,
)
from flake8_safe_imports.rules.uses import UsedNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.places import Located, Place
    from flake8_safe_imports.analysis.scoping.scopes import Binding, LiteralCall, Use
    from flake8_safe_imports.analysis.statements.dynamic import DynamicImport
    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )
    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.rules.precedence import Shown
    from flake8_safe_imports.rules.target import Problem


def check(
    tree: ast.Module,
    lines: Sequence[str],
    path: str,
    config: Config,
    shown: Shown = lambda code: True,
    *,
    closely: bool = False,
) -> list[Finding]:
    """Return the findings in *tree*, sorted by position.

    *lines* are those of the source that *tree* was parsed from, *path* is the absolute
    path of its file, which need not exist. A code that *shown* refuses hides no other.
    With *closely* every name is checked, also those that the glance would rule out.
    """
    return check_file(SourceFile(tree, lines, path, config, closely=closely), shown)


def check_file(source: SourceFile, shown: Shown) -> list[Finding]:
    """Return the findings in *source*, sorted by position; see :func:`check`."""
    file = File(source)
    try:
        return Checker(file, shown).check()
    finally:
        file.release()


class _Import:
    """One import statement, and what the file uses of it."""

    __slots__ = ("node", "number", "place", "used")

    def __init__(
        self, number: int, node: ImportStatement, place: Place, used: UsedNames
    ) -> None:
        self.number: Final = number
        """The index in ``Scopes.imports``."""
        self.node: Final = node
        self.place: Final = place
        self.used: Final = used

    @property
    def is_lazy(self) -> bool:
        """Whether it is a ``lazy import`` of Python 3.15."""
        return bool(getattr(self.node, "is_lazy", 0))


class Checker:
    """The check of one file: it hands what is imported to the rules."""

    def __init__(self, file: File, shown: Shown) -> None:
        self._file = file
        self._rules = ActiveRules(file, shown)
        self._report = FileFindings()
        self._reported = ReportedImports()

    def check(self) -> list[Finding]:
        """Return all findings of the file, each once, sorted by position."""
        for problem in self._rules.check_file():
            self._report.add_to_file(problem)
        if self._file.source.has_candidates:
            self._check_imports()
        return self._report.make_findings()

    def _check_imports(self) -> None:
        imports = self._file.scopes.imports
        chains = list(self._find_chains())
        used = [UsedNames() for _ in imports]
        for use, bindings in chains:
            for binding in bindings:
                if binding.source >= 0:
                    parts = [*binding.target.split("."), *use.attributes]
                    used[binding.source].add(parts)
        for number, (node, place) in enumerate(imports):
            self._check_statement(_Import(number, node, place, used[number]))
        reported_calls = self._check_calls()
        has_future = _has_future_annotations(imports)
        for use, bindings in chains:
            is_reported = any(id(item.node) in reported_calls for item in bindings)
            if not is_reported and not self._reported.cover(use, bindings):
                never_runs = not use.runs or (has_future and use.annotation)
                self._check_chain(use, bindings, never_runs=never_runs)

    # Which uses are checked

    def _find_chains(self) -> Iterator[tuple[Use, list[Binding]]]:
        """Yield the attribute chains on imports of interest, and what these may be."""
        scopes, bindings = self._file.scopes, self._file.bindings
        for use in scopes.uses:
            if use.attributes and use.name in self._relevant_names:
                found = bindings.find_bindings(use)
                if found:
                    yield use, found
        for call, use in scopes.call_attributes:
            if not self._may_import(call.func):
                continue
            found = bindings.find_returned(call, use.place)
            if found:
                yield use, found
        yield from self._find_inherited()

    def _find_inherited(self) -> Iterator[tuple[Use, list[Binding]]]:
        """Yield the attributes of ``self`` that may be those of an imported class."""
        words, policy = self._attribute_words, self._file.policy
        for use in self._file.scopes.uses if words or policy else ():
            if (
                use.name in RECEIVERS
                and use.attributes
                and (
                    use.attributes[0] in words
                    or policy.may_ban_attribute(use.attributes[0])
                )
            ):
                base = self._file.inherited.find_base(use)
                if base is not None:
                    yield use, [base]

    @cached_property
    def _attribute_words(self) -> frozenset[str]:
        """The attributes of imported standard library classes that may be reported."""
        find_words = self._file.source.interests.find_words
        tops = {
            cut(target, 1)
            for _, imported in self._file.scopes.imported_names
            for target in imported.targets
            if not imported.relative
        }
        return frozenset(word for top in tops for word in find_words(top))

    @cached_property
    def _relevant_names(self) -> set[str]:
        """The names in the file that may be bound to imports of interest.

        Also those of functions that import.
        """
        return self._file.scopes.find_names_for(
            lambda imported: any(
                cut(target, 1) in import_functions.MODULES
                or self._may_matter(target, relative=imported.relative)
                for target in imported.targets
            )
        )

    def _may_matter(self, target: str, *, relative: bool) -> bool:
        """Return whether a rule may report *target*, or a name taken from it."""
        interests = self._file.source.interests
        return self._file.source.covers(target, relative=relative) or (
            not relative
            and (
                bool(interests.find_interest(target).names)
                or known_names.is_judged(target)
                or bool(interests.find_attributes(target, self._attribute_words))
            )
        )

    def _may_import(self, function: ast.expr) -> bool:
        """Return whether *function* may be one that imports, by its name."""
        if isinstance(function, ast.Attribute):
            return function.attr in import_functions.FUNCTIONS
        return isinstance(function, ast.Name) and function.id in self._relevant_names

    # Import statements

    def _check_statement(self, item: _Import) -> None:
        node = item.node
        hidden: set[ast.alias | None] = set()
        """Aliases of which other findings are hidden; None stands for the module."""
        modules: tuple[str, ...] = ()
        if isinstance(node, ast.Import):
            hidden.update(
                alias for alias in node.names if self._check_alias(item, alias)
            )
        else:
            modules = self._file.source.resolve_from(node)
            if self._check_from(item, node, modules):
                hidden.add(None)
        statement = Statement(node, item.place, modules)
        for problem in self._rules.check_statement(statement):
            if problem.alias not in hidden or not can_be_hidden(problem):
                self._report.add_to_import(node, [problem], problem.alias)

    def _check_alias(self, item: _Import, alias: ast.alias) -> bool:
        """Check ``import name``; return whether a finding hides others."""
        if not self._file.source.covers(alias.name):
            return False
        target = Target(
            shorten(alias.name),
            IMPORT,
            item.place,
            uses=item.used.find_below(alias.name),
            lazy=item.is_lazy,
        )
        problems = self._rules.check_target(target)
        self._report.add_to_import(item.node, problems, alias)
        if self._rules.is_covering(problems):
            bound = alias.name if alias.asname else target.top
            depth = min(problem.depth for problem in problems)
            self._reported.add(item.number, bound, cut(target.name, depth))
        return self._rules.is_hiding(problems)

    def _check_from(
        self, item: _Import, node: ast.ImportFrom, modules: Iterable[str]
    ) -> bool:
        """Check ``from module import names``; return whether a finding hides others.

        Of several *modules* that a relative import may mean, the first with a problem
        is reported.
        """
        for module in modules:
            problems = self._check_module(item, node, module)
            if problems is not None:
                return self._rules.is_hiding(problems)
        return False

    def _check_module(
        self, item: _Import, node: ast.ImportFrom, module: str
    ) -> list[Problem] | None:
        """Return the problems of *module*; None if its names have none either."""
        file, relative = self._file, bool(node.level)
        if not any(
            file.source.covers(f"{module}.{alias.name}", relative=relative)
            for alias in node.names
        ):
            return None
        kind = file.classify(cut(module, 1), relative=relative)
        aliases = [
            alias
            for alias in node.names
            if not is_name_exempt(module, alias.name, kind, file)
        ]
        if not aliases:
            return None
        named = [alias for alias in aliases if alias.name != "*"]
        target = Target(
            shorten(module),
            FROM,
            item.place,
            relative=relative,
            uses=tuple(alias.name for alias in named),
            star=len(named) < len(aliases),
            lazy=item.is_lazy,
        )
        problems, found = self._rules.check_names(target, item.used)
        self._report.add_to_import(node, problems)
        is_covered = self._rules.is_covering(problems)
        for alias, own in zip(named, found):
            self._report.add_to_import(node, own, alias)
            if is_covered or self._rules.is_covering(own):
                name = f"{target.name}.{alias.name}"
                self._reported.add(item.number, name, name)
        return problems if problems or any(found) else None

    # Dynamic imports

    def _check_calls(self) -> set[int]:
        """Return the ids of the calls whose findings cover the uses of their values."""
        calls = self._file.scopes.calls
        return {id(call.node) for call in calls if self._check_call(call)}

    def _check_call(self, call: LiteralCall) -> bool:
        """Check a dynamic import; return whether a finding covers uses of its value."""
        if not self._may_import(call.node.func):
            return False
        found = self._file.bindings.find_dynamic_import(call.node)
        if found is None:
            return False
        place = call.body if found.later and call.body is not None else call.place
        for module in found.modules:
            problems = self._find_dynamic_problems(module, found, place)
            if problems:
                self._report.add_to_expression(found.node, problems)
                return self._rules.is_covering(problems)
        return False

    def _find_dynamic_problems(
        self, module: str, found: DynamicImport, place: Place
    ) -> list[Problem]:
        """Return the problems of a dynamic import, if it means *module*."""
        target = Target(shorten(module), DYNAMIC, place)
        if not found.uses:
            return self._rules.check_target(
                target._replace(
                    may_be_missing=found.may_be_missing,
                    last_may_be_missing=found.last_may_be_missing,
                )
            )
        kind = self._file.classify(target.top)
        uses = tuple(
            use
            for use in found.uses
            if not is_name_exempt(module, use, kind, self._file)
        )
        if not uses:
            return []
        # Python passes over names of a `fromlist` that the module does not have.
        depth = count_parts(module)
        taken = tuple(
            use for use in uses if known_names.find_unknown(f"{module}.{use}") <= depth
        )
        problems, of_names = self._rules.check_names(
            target._replace(way=FROM, uses=taken), UsedNames()
        )
        return [*problems, *chain.from_iterable(of_names)]

    # Attribute chains

    def _check_chain(
        self, use: Use, bindings: list[Binding], *, never_runs: bool
    ) -> None:
        """Check what *use* takes from imports; the first with problems is reported."""
        by_target: dict[str, list[Binding]] = {}
        for binding in bindings:
            by_target.setdefault(binding.target, []).append(binding)
        # What may be set on `self` was considered when its base was looked for.
        is_set = not use.reads or (
            use.name not in RECEIVERS and self._file.scopes.is_set_by_file(use)
        )
        for name, bound in by_target.items():
            taken = ".".join([name, *use.attributes[:MAX_DEPTH]])
            relative = bound[0].relative
            if not self._file.source.covers(taken, relative=relative):
                continue
            target = Target(
                taken,
                CHAIN,
                use.place,
                base=count_parts(name),
                relative=relative,
                may_be_missing=never_runs
                or is_set
                or any(map(self._is_import_or_skip, bound)),
                lazy=never_runs,
                bound_at=tuple((item.place, *item.via) for item in bound),
                rebound=self._file.may_be_rebound(use)
                or _is_in_another(use, name, by_target),
            )
            problems = self._rules.check_target(target)
            self._report.add_to_expression(use.node, problems)
            if problems:
                return

    def _is_import_or_skip(self, binding: Binding) -> bool:
        return self._file.bindings.is_import_or_skip(binding.node)


def _is_in_another(use: Use, name: str, targets: Iterable[str]) -> bool:
    """Return whether another module of *targets* than *name* has what *use* takes."""
    return any(
        stdlib.find_window(f"{other}.{use.attributes[0]}") is not None
        for other in targets
        if other != name and use.attributes
    )


def _has_future_annotations(located: Iterable[Located]) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node, _ in located
    )
