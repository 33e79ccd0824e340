"""All of it, without flake8: a tree and its settings in, findings out."""

from __future__ import annotations

import ast
import os
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Callable

from flake8_safe_imports import codes
from flake8_safe_imports.analysis import dynamic
from flake8_safe_imports.finding import Finding
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.rules import RULES
from flake8_safe_imports.rules.file import File
from flake8_safe_imports.rules.target import (
    CHAIN,
    DYNAMIC,
    FROM,
    IMPORT,
    Problem,
    Statement,
    Target,
    cut,
    depth_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.branches import ImportStatement
    from flake8_safe_imports.analysis.dynamic import DynamicImport
    from flake8_safe_imports.analysis.places import Located, Place
    from flake8_safe_imports.analysis.scopes import Binding, Use
    from flake8_safe_imports.config.entries import Kind
    from flake8_safe_imports.config.options import Config

_Uses = dict[str, "_Uses"]
"""What the file takes from the names that a statement gives it, a level for each dot.

Not under dotted names: a chain of 100,000 attributes has as many beginnings.
"""
_Settled = dict[tuple[int, str], set[str]]
"""For which import, and what it binds, something was reported; and what is to blame."""
Shown = Callable[[str], bool]
"""Whether the user's select and ignore let a code through."""

_HIDING = frozenset({"VET101", "VET401"})
_HIDDEN = ("VET102", "VET2", "VET3", "VET402")
_SETTLING = ("VET101", "VET2", "VET3", "VET401", "VET402")
"""With one of these for an import, its chains and names are not judged on their own."""

_TARGET_RULES = tuple(rule for rule in RULES if rule.of_target is not None)
_BANS = tuple(rule for rule in _TARGET_RULES if rule.code == "VET101")
_STATEMENT_RULES = tuple(rule for rule in RULES if rule.of_statement is not None)
_FILE_RULES = tuple(rule for rule in RULES if rule.of_file is not None)


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
    path of its file, which need not exist.  A code that *shown* refuses hides no other.
    With *closely* every name is judged, also those that the glance would rule out.
    """
    return check_file(SourceFile(tree, lines, path, config, closely=closely), shown)


def check_file(source: SourceFile, shown: Shown) -> list[Finding]:
    """Return the findings in *source*, sorted by position; see :func:`check`."""
    return Checker(File(source), shown).findings()


class Checker:
    """The check of one file."""

    def __init__(self, file: File, shown: Shown) -> None:
        self._file = file
        self._source = file.source
        self._shown = shown
        self._noqa: tuple[ImportStatement, tuple[int, ...]] | None = None
        self._found: list[Finding] = []

    def findings(self) -> list[Finding]:
        """Return all findings of the file, each once, sorted by position."""
        for rule in _FILE_RULES:
            assert rule.of_file is not None
            if not codes.is_on(rule.code, self._file.config.enabled_codes):
                continue
            for remark in rule.of_file(self._file):
                if not self._is_allowed_name(_hidden_module(self._source.path)):
                    self._report(1, 0, remark)
        if self._source.has_candidates:
            self._judge_all()
        return _merge(self._found)

    def _judge_all(self) -> None:
        scopes = self._file.scopes
        chains = list(self._chains())
        uses: dict[int, _Uses] = {}
        for use, bindings in chains:
            for binding in bindings:
                below = uses.setdefault(binding.source, {})
                _note_use(below, [*binding.target.split("."), *use.attributes])
        settled: _Settled = {}
        for source, (node, place) in enumerate(scopes.imports):
            self._judge_statement(source, node, place, uses.get(source, {}), settled)
        calls = self._judge_calls()
        future = _has_future_annotations(scopes.imports)
        for use, bindings in chains:
            if not any(id(item.node) in calls for item in bindings) and not _is_settled(
                use, bindings, settled
            ):
                self._judge_chain(use, bindings, future)

    def _chains(self) -> Iterator[tuple[Use, list[Binding]]]:
        """Yield what is taken of imports that matter, and what those surely are."""
        for use in self._file.scopes.uses:
            if use.attributes and use.name in self._names:
                bindings = self._file.bindings.find_bindings(use)
                if bindings:
                    yield use, bindings
        for call, use in self._file.scopes.call_attributes:
            if not self._may_import(call.func):
                continue
            bindings = self._file.bindings.find_returned(call, use.place)
            if bindings:
                yield use, bindings

    @cached_property
    def _names(self) -> set[str]:
        """What stands, somewhere, for an import that matters, or imports itself."""
        return self._file.scopes.find_names_for(
            lambda imported: any(
                target.partition(".")[0] in dynamic.MODULES
                or self._reaches(target, relative=imported.relative)
                for target in imported.targets
            )
        )

    def _reaches(self, target: str, *, relative: bool) -> bool:
        """Return whether :meth:`covers` may hold of what is taken from *target*."""
        return self._source.covers(target, relative=relative) or (
            not relative and bool(self._source.interests.of_module(target).names)
        )

    def _problems(self, target: Target) -> list[Problem]:
        """Return what the rules say of *target*, less what one problem hides."""
        # Bans weigh allowances themselves; of everything else a name is exempt.
        rules = _BANS if self._is_target_allowed(target) else _TARGET_RULES
        found: list[Problem] = []
        for rule in rules:
            assert rule.of_target is not None
            if codes.is_on(rule.code, self._file.config.enabled_codes):
                found.extend(rule.of_target(target, self._file))
        if self._hides(found):
            found = [item for item in found if not item.code.startswith(_HIDDEN)]
        return found

    def _hides(self, problems: Iterable[Problem]) -> bool:
        """Return whether one of *problems* is all there is to say of their target."""
        return any(item.code in _HIDING and self._shown(item.code) for item in problems)

    def _is_target_allowed(self, target: Target) -> bool:
        kind = "first-party" if target.relative else self._file.kind(target.top)
        if target.takes_names:
            return all(
                self._file.policy.is_allowed(f"{target.name}.{use}", kind)
                for use in target.uses
            )
        return self._file.policy.is_allowed(target.name, kind)

    def _is_allowed_name(self, name: str) -> bool:
        return self._file.policy.is_allowed(name, "stdlib")

    def _judge_statement(
        self,
        source: int,
        node: ImportStatement,
        place: Place,
        uses: _Uses,
        settled: _Settled,
    ) -> None:
        # Of which aliases all is said; None stands for what ``from`` names.
        hidden: set[ast.alias | None] = set()
        if isinstance(node, ast.Import):
            for alias in node.names:
                if not self._source.covers(alias.name):
                    continue
                target = Target(
                    _shorten(alias.name), IMPORT, place, uses=_below(alias.name, uses)
                )
                problems = self._lazy_aware(node, self._problems(target))
                self._report_import(node, alias, problems)
                if self._hides(problems):
                    hidden.add(alias)
                if _settles(problems, self._shown):
                    bound = alias.name if alias.asname else target.top
                    depth = min(item.depth for item in problems)
                    blamed = settled.setdefault((source, bound), set())
                    blamed.add(cut(target.name, depth))
            modules: tuple[str, ...] = ()
        else:
            modules = self._source.modules_of(node)
            found = self._judge_from(source, node, place, modules, uses, settled)
            if self._hides(found):
                hidden.add(None)
        statement = Statement(node, place, modules)
        remarks: list[Problem] = []
        for rule in _STATEMENT_RULES:
            assert rule.of_statement is not None
            if codes.is_on(rule.code, self._file.config.enabled_codes):
                remarks.extend(rule.of_statement(statement, self._file))
        if remarks and not self._is_statement_allowed(statement):
            for remark in remarks:
                own = remark.alias
                if own is not None and self._is_alias_allowed(statement, own):
                    continue
                if own not in hidden or not remark.code.startswith(_HIDDEN):
                    self._report_import(node, own, [remark])

    def _is_statement_allowed(self, statement: Statement) -> bool:
        """Return whether all that the statement imports is allowed."""
        return all(
            self._is_alias_allowed(statement, alias) for alias in statement.node.names
        )

    def _is_alias_allowed(self, statement: Statement, alias: ast.alias) -> bool:
        node = statement.node
        if isinstance(node, ast.Import):
            return self._file.policy.is_allowed(
                alias.name, self._file.kind(cut(alias.name, 1))
            )
        if not statement.modules:
            return False
        module = statement.modules[0]
        kind = "first-party" if node.level else self._file.kind(cut(module, 1))
        return self._file.policy.is_allowed(f"{module}.{alias.name}", kind)

    def _judge_from(
        self,
        source: int,
        node: ast.ImportFrom,
        place: Place,
        modules: tuple[str, ...],
        uses: _Uses,
        settled: _Settled,
    ) -> list[Problem]:
        """Judge a from-import; return the problems of its module."""
        for module in modules:
            found = self._judge_from_module(source, node, place, module, uses, settled)
            if found is not None:
                # Of several meanings of a relative import, the first that is wrong.
                return found
        return []

    def _judge_from_module(
        self,
        source: int,
        node: ast.ImportFrom,
        place: Place,
        module: str,
        uses: _Uses,
        settled: _Settled,
    ) -> list[Problem] | None:
        """Return the problems of *module*, None if nothing is wrong with its names."""
        relative = bool(node.level)
        if not any(
            self._source.covers(f"{module}.{alias.name}", relative=relative)
            for alias in node.names
        ):
            return None
        kind: Kind = "first-party" if relative else self._file.kind(cut(module, 1))
        aliases = [
            alias
            for alias in node.names
            if not self._is_exempt(module, alias.name, kind)
        ]
        if not aliases:
            return None
        star = any(alias.name == "*" for alias in aliases)
        aliases = [alias for alias in aliases if alias.name != "*"]
        names = tuple(alias.name for alias in aliases)
        module = _shorten(module)
        whole = Target(module, FROM, place, relative=relative, uses=names, star=star)
        problems, found = self._problems_of_names(whole, uses)
        problems = self._lazy_aware(node, problems)
        self._report_statement(node, problems)
        over = _settles(problems, self._shown)
        is_wrong = bool(problems)
        for alias, own in zip(aliases, found):
            own = self._lazy_aware(node, own)
            self._report_import(node, alias, own)
            is_wrong = is_wrong or bool(own)
            if over or _settles(own, self._shown):
                name = f"{module}.{alias.name}"
                settled[source, name] = {name}
        return problems if is_wrong else None

    def _is_exempt(self, module: str, name: str, kind: Kind) -> bool:
        """Return whether *name* is allowed, and no ban takes that back."""
        dotted = f"{module}.{name}"
        return (
            self._file.policy.is_allowed(dotted, kind)
            and self._file.policy.find_ban(dotted, kind) is None
            and (name != "*" or self._file.policy.find_star_ban(module, kind) is None)
        )

    def _problems_of_names(
        self, whole: Target, uses: _Uses
    ) -> tuple[list[Problem], list[list[Problem]]]:
        """Return the problems of a module, and those of each name taken from it.

        *uses* is what the file takes, in turn, from these names.
        """
        problems = self._problems(whole)
        over = _settles(problems, self._shown)
        found: list[list[Problem]] = []
        for use in whole.uses:
            name = f"{whole.name}.{use}"
            target = whole._replace(
                name=name,
                base=depth_of(whole.name),
                uses=_below(name, uses),
                star=False,
            )
            own = self._problems(target)
            if over:
                # The module's own finding speaks for its names, but for their bans.
                own = [problem for problem in own if problem.code == "VET101"]
            found.append(own)
        return problems, found

    def _lazy_aware(
        self, node: ImportStatement, problems: list[Problem]
    ) -> list[Problem]:
        """Drop the complaint about module level for a ``lazy import`` (3.15)."""
        if not getattr(node, "is_lazy", 0):
            return problems
        return [problem for problem in problems if problem.code != "VET102"]

    def _judge_calls(self) -> set[int]:
        """Judge dynamic imports; return the calls that something was reported for."""
        reported: set[int] = set()
        for node, place, body in self._file.scopes.calls:
            if not self._may_import(node.func):
                continue
            imported = self._file.bindings.find_dynamic_import(node)
            if imported is None:
                continue
            if imported.later and body is not None:
                place = body
            where = imported.node
            for module in imported.modules:
                problems = self._problems_of_call(module, imported, place)
                for problem in problems:
                    self._report(where.lineno, where.col_offset, problem, where)
                if _settles(problems, self._shown):
                    reported.add(id(node))
                if problems:
                    # Of several meanings, the first that is wrong.
                    break
        return reported

    def _may_import(self, function: ast.expr) -> bool:
        """Return whether *function* may be one that imports, by what it is called."""
        if isinstance(function, ast.Attribute):
            return function.attr in dynamic.FUNCTIONS
        return isinstance(function, ast.Name) and function.id in self._names

    def _problems_of_call(
        self, module: str, imported: DynamicImport, place: Place
    ) -> list[Problem]:
        """Return the problems of a dynamic import, if it means *module*."""
        if not imported.uses:
            return self._problems(
                Target(
                    _shorten(module),
                    DYNAMIC,
                    place,
                    may_be_missing=imported.may_be_missing,
                )
            )
        kind = self._file.kind(cut(module, 1))
        uses = tuple(
            use for use in imported.uses if not self._is_exempt(module, use, kind)
        )
        if not uses:
            return []
        whole = Target(_shorten(module), FROM, place, uses=uses)
        problems, found = self._problems_of_names(whole, {})
        return [*problems, *chain.from_iterable(found)]

    def _judge_chain(self, use: Use, bindings: list[Binding], future: bool) -> None:
        by_target: dict[str, list[Binding]] = {}
        for binding in bindings:
            by_target.setdefault(binding.target, []).append(binding)
        never_runs = not use.runs or (future and use.annotation)
        missing_is_fine = (
            never_runs or not use.reads or self._file.scopes.is_set_by_file(use)
        )

        def is_skipping(binding: Binding) -> bool:
            return self._file.bindings.is_import_or_skip(binding.node)

        for name, bound in by_target.items():
            taken = ".".join([name, *use.attributes[:_DEEPEST]])
            if not self._source.covers(taken, relative=bound[0].relative):
                continue
            target = Target(
                taken,
                CHAIN,
                use.place,
                base=depth_of(name),
                relative=bound[0].relative,
                may_be_missing=missing_is_fine
                or any(
                    self._file.bindings.is_import_or_skip(item.node) for item in bound
                ),
                bound_at=tuple((item.place, *item.via) for item in bound),
            )
            problems = self._problems(target)
            if never_runs:
                problems = [item for item in problems if item.code != "VET102"]
            for problem in problems:
                node = use.node
                self._report(node.lineno, node.col_offset, problem, node)
            if problems:
                return

    # Reporting

    def _noqa_lines(self, node: ImportStatement) -> tuple[int, ...]:
        """Return :func:`_lines` of *node*: one tuple for all its findings.

        A statement may have as many lines as aliases, and findings.
        """
        if self._noqa is None or self._noqa[0] is not node:
            self._noqa = node, _lines(node)
        return self._noqa[1]

    def _report_statement(
        self, node: ImportStatement, problems: Iterable[Problem]
    ) -> None:
        self._report_import(node, None, problems)

    def _report_import(
        self,
        node: ImportStatement,
        alias: ast.alias | None,
        problems: Iterable[Problem],
    ) -> None:
        """Report *problems* of an alias, or of the whole statement."""
        line, column = position_of(node, alias)
        for problem in problems:
            lines = self._noqa_lines(node)
            self._report(line, column, problem, alias or node, lines)

    def _report(
        self,
        line: int,
        column: int,
        problem: Problem,
        node: ast.AST | None = None,
        noqa_lines: tuple[int, ...] = (),
    ) -> None:
        finding = Finding(
            line,
            column,
            problem.code,
            problem.name,
            problem.fact,
            *problem.advice,
            problem.subject,
            noqa_lines,
            () if node is None else (node,),
        )
        self._found.append(finding)


_DEEPEST = 100
"""How many components of a name are looked at; a string may hold half a million."""


def _merge(findings: Iterable[Finding]) -> list[Finding]:
    """Return *findings* sorted by position, with equal ones made one."""
    alike: dict[tuple[int, int, str, str], list[Finding]] = {}
    for finding in findings:
        # Not by all fields: comparing thousands of noqa lines would take long.
        key = finding.line, finding.column, finding.code, finding.text
        alike.setdefault(key, []).append(finding)
    return [
        replace(found[0], nodes=tuple(node for item in found for node in item.nodes))
        for _, found in sorted(alike.items(), key=lambda item: item[0])
    ]


def _hidden_module(path: str) -> str:
    stem = os.path.basename(path).partition(".")[0]
    if stem == "__init__":
        return os.path.basename(os.path.dirname(path))
    return stem


def _settles(problems: Iterable[Problem], shown: Shown) -> bool:
    return any(
        problem.code.startswith(_SETTLING) and shown(problem.code)
        for problem in problems
    )


def _is_settled(use: Use, bindings: Sequence[Binding], settled: _Settled) -> bool:
    """Return whether what was reported for an import speaks for *use* of it.

    ``import os`` binds what ``import os.path`` does.  Where only that one is to blame,
    ``os.fork`` is not, though it may be the later.
    """
    reported = [item for item in bindings if (item.source, item.target) in settled]
    free = {
        item.target for item in bindings if (item.source, item.target) not in settled
    }
    if any(item.target not in free for item in reported):
        return True
    for target in {item.target for item in reported}:
        parts = (target, *use.attributes[:_DEEPEST])
        names = list(accumulate(parts, "{}.{}".format))
        for item in reported:
            blamed = settled[item.source, item.target]
            if item.target == target and not blamed.isdisjoint(names):
                return True
    return False


def _shorten(name: str) -> str:
    """Return *name* without what comes after so many components that none is known."""
    if name.count(".") < _DEEPEST:
        return name
    return ".".join(name.split(".", _DEEPEST)[:_DEEPEST])


def _note_use(uses: _Uses, parts: Iterable[str]) -> None:
    """Add the name made of *parts* to *uses*."""
    for part in parts:
        uses = uses.setdefault(part, {})


def _below(name: str, uses: _Uses) -> tuple[str, ...]:
    """Return the components that *uses* take directly from *name*, in order."""
    for part in name.split("."):
        uses = uses.get(part, {})
    return tuple(uses)


def position_of(node: ImportStatement, alias: ast.alias | None) -> tuple[int, int]:
    """Return where to report *alias*; on Python 3.9 it is the statement."""
    line = getattr(alias, "lineno", None)
    if line is None:
        return node.lineno, node.col_offset
    return line, getattr(alias, "col_offset", 0)


def _lines(node: ImportStatement) -> tuple[int, ...]:
    """Return the lines whose ``noqa`` counts for *node*: its first and its aliases'."""
    lines = [getattr(alias, "lineno", None) for alias in node.names]
    if None in lines:
        return tuple(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return (node.lineno, *(line for line in lines if line is not None))


def _has_future_annotations(located: Iterable[Located]) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node, _ in located
    )
