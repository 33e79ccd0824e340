"""The plan for one text: what each finding becomes, and the edits for that."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix import chains, consistency
from flake8_safe_imports.fix.aliases import AliasRewriter
from flake8_safe_imports.fix.class_attributes import (
    rename_attribute,
    rename_methods_of_backport,
)
from flake8_safe_imports.fix.context import Context
from flake8_safe_imports.fix.idioms.table import rewrite_idioms
from flake8_safe_imports.fix.relative import write_absolute_import
from flake8_safe_imports.fix.rewrites import CannotFix
from flake8_safe_imports.fix.statements import StatementChange, StatementWriter
from flake8_safe_imports.fix.text import edits
from flake8_safe_imports.fix.text.alignment import realign
from flake8_safe_imports.fix.text.edits import Edit
from flake8_safe_imports.fix.unused import drop_emptied_imports, drop_unused_imports

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Mapping

    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.rewrites import (
        NewImport,
        NewUse,
        Request,
        Rewrite,
        SmallRewrite,
    )
    from flake8_safe_imports.fix.text.edits import SourceText
    from flake8_safe_imports.rules.file import File

NOT_TOUCHED: Final = "it is not touched"
"""Why text that names something stays as it is."""


class Change(NamedTuple):
    """Something that was rewritten."""

    line: int
    """The line of the finding in the source that was given, from 1."""
    code: str
    text: str
    """What became what: ```urllib2` -> `urllib.request```."""


class Mention(NamedTuple):
    """Text that names something that was rewritten, and was not touched."""

    line: int
    code: str
    text: str
    reason: str


class Plan(NamedTuple):
    """What to do with one text."""

    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    mentions: tuple[Mention, ...]
    reasons: dict[Finding, str]
    """Why a finding is not fixed."""


def make_plan(
    file: File, tree: ast.Module, source: SourceText, request: Request
) -> Plan:
    """Return what to do with *source*, which *tree* was parsed from."""
    context = Context(file, tree, source, request)
    reasons: dict[Finding, str] = {}
    for find in _SMALL_CHANGES:
        small = list(find(context, reasons))
        if small:
            # What is left of the imports is for the next round.
            made = [edit for item in small for edit in item.edits]
            made += realign(source, context.nodes, made)
            changes = set(map(_describe, small))
            return Plan(tuple(made), tuple(sorted(changes)), (), {})
    plan = _Planner(context).plan()
    plan.reasons.update(reasons)
    if plan.edits or not request.used_before:
        return plan
    emptied = drop_emptied_imports(context, request.used_before, plan.reasons)
    if edits.apply(source.text, emptied) is None:
        emptied = emptied[:1]  # the others are for the next round
    return plan._replace(edits=tuple(emptied))


def _one_by_one(
    rewrite: Callable[[Context, Finding], SmallRewrite | None],
) -> Callable[[Context, dict[Finding, str]], Iterator[SmallRewrite]]:
    """Return the function that rewrites all findings that *rewrite* can."""

    def find(context: Context, reasons: dict[Finding, str]) -> Iterator[SmallRewrite]:
        for finding in context.findings:
            try:
                made = rewrite(context, finding)
            except CannotFix as error:
                reasons[finding] = str(error)
                continue
            if made is not None:
                yield made

    return find


def _describe(made: SmallRewrite) -> Change:
    finding = made.finding
    return Change(finding.line, finding.code, f"{quote(made.old)} -> {quote(made.new)}")


_SMALL_CHANGES: Final[
    tuple[Callable[[Context, dict[Finding, str]], Iterable[SmallRewrite]], ...]
] = (
    rewrite_idioms,
    _one_by_one(rename_attribute),
    rename_methods_of_backport,
    _one_by_one(write_absolute_import),
)
"""The kinds of small changes; each has a round of its own."""


class _Planner:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._rewrites: list[Rewrite] = []
        self._reasons: dict[Finding, str] = {}

    def plan(self) -> Plan:
        self._rewrite_aliases()
        self._rewrite_chains(self._collect_uses())
        self._avoid_mixing()
        drop_unused_imports(self._context, self._rewrites, self._collect_uses())
        made = self._make_edits()
        changes = {
            Change(
                rewrite.finding.line,
                rewrite.finding.code,
                f"{quote(rewrite.old)} -> {rewrite.new}",
            )
            for rewrite in self._rewrites
        }
        mentions = _find_mentions(self._context, self._rewrites)
        return Plan(tuple(made), tuple(sorted(changes)), mentions, self._reasons)

    def _collect_uses(self) -> dict[int, NewUse]:
        return {
            order: new
            for rewrite in self._rewrites
            for order, new in rewrite.uses.items()
        }

    def _avoid_mixing(self) -> None:
        """Give up on what would leave one half of a package replaced."""
        mixing = consistency.find_mixing(
            self._rewrites, self._context.imports, self._context.nodes
        )
        for rewrite in mixing:
            top = quote(rewrite.old.partition(".")[0])
            self._reasons[rewrite.finding] = f"not all of {top} can be replaced here"
        self._remove(mixing)

    def _remove(self, rewrites: Iterable[Rewrite]) -> None:
        ids = set(map(id, rewrites))
        self._rewrites = [item for item in self._rewrites if id(item) not in ids]

    # Rewrites

    def _rewrite_aliases(self) -> None:
        rewriter = AliasRewriter(self._context)
        for key, finding in self._context.reported.by_alias.items():
            self._try(finding, functools.partial(rewriter.rewrite, key, finding))
        inconsistent = consistency.find_inconsistent(
            self._rewrites, self._context.variables
        )
        for rewrite in inconsistent:
            reason = "another import of the same name cannot be rewritten this way"
            self._reasons[rewrite.finding] = reason
        self._remove(inconsistent)

    def _rewrite_chains(self, written: dict[int, NewUse]) -> None:
        """Rewrite chains that are not *written* already, and add them there."""
        staying = []
        for use in self._context.variables.scopes.uses:
            if not use.attributes or use.order in written:
                continue
            old = chains.find_chain(self._context, use)
            if old is None:
                continue
            make = functools.partial(chains.rewrite_chain, self._context, old)
            rewrite = self._try(old.finding, make)
            if rewrite is None:
                staying.append(old.name)
            else:
                written.update(rewrite.uses)
        self._keep_needed(staying)

    def _keep_needed(self, chains: Iterable[str]) -> None:
        """Give up on imports that *chains* need, which are not rewritten."""
        needed = consistency.find_needed_imports(self._rewrites, chains)
        reason = "it is also used as an attribute of its package, which stays"
        self._rewrites, reasons = consistency.give_up(
            self._rewrites, {id(rewrite): reason for rewrite in needed}
        )
        self._reasons.update(reasons)

    def _try(self, finding: Finding, make: Callable[[], Rewrite]) -> Rewrite | None:
        """Add the rewrite that *make* returns; note the reason if it raises."""
        try:
            rewrite = make()
        except CannotFix as error:
            self._reasons[finding] = str(error)
            return None
        self._rewrites.append(rewrite)
        return rewrite

    # Edits

    def _make_edits(self) -> list[Edit]:
        """Return the edits for all rewrites that can be made; give up on the others."""
        while True:
            made, failed = self._try_edits()
            if not failed:
                return made
            only_dropping = [
                rewrite
                for rewrite in self._rewrites
                if id(rewrite) in failed
                and rewrite.uses
                and rewrite.aliases
                and not rewrite.variable
            ]
            for rewrite in only_dropping:
                # The import stays, though nothing uses it any more.
                rewrite.aliases.clear()
                rewrite.unbound.clear()
            if not only_dropping:
                self._rewrites, reasons = consistency.give_up(self._rewrites, failed)
                self._reasons.update(reasons)
                self._avoid_mixing()

    def _try_edits(self) -> tuple[list[Edit], dict[int, str]]:
        """Return all edits; or, by the ids of rewrites, why these cannot be made."""
        context = self._context
        changes = _collect_changes(self._rewrites)
        writer = StatementWriter(context.source, context.imports, changes)
        made, reasons = writer.edit()
        failed = {
            id(rewrite): reasons[number]
            for rewrite in self._rewrites
            for number in sorted(_list_touched_statements(rewrite))
            if number in reasons
        }
        if failed:
            return [], failed
        for rewrite in self._rewrites:
            made += self._edit_uses(rewrite.uses)
        made = list(dict.fromkeys(made))
        if edits.apply(context.source.text, made) is None:
            # Two touch the same text: what is given up now is for the next round.
            return [], {id(self._rewrites[-1]): "it overlaps with another change"}
        return [*made, *realign(context.source, context.nodes, made)], {}

    def _edit_uses(self, uses: Mapping[int, NewUse]) -> Iterator[Edit]:
        for use, words in uses.values():
            old, new = [use.name, *use.attributes], list(words)
            while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
                del old[-1], new[-1]
            if old == new:
                continue
            span = self._context.spans.find(use, len(old))
            assert span is not None
            yield Edit(*span, ".".join(new))


def _list_touched_statements(rewrite: Rewrite) -> set[int]:
    return {source for source, _ in (*rewrite.aliases, *rewrite.added)}


def _collect_changes(rewrites: Iterable[Rewrite]) -> dict[int, StatementChange]:
    """Return what all *rewrites* together do to each import statement."""
    replaced: dict[int, dict[int, tuple[NewImport, ...]]] = {}
    added: dict[int, dict[NewImport, None]] = {}
    for rewrite in rewrites:
        for (number, position), imports in rewrite.aliases.items():
            replaced.setdefault(number, {})[position] = imports
        for number, new in rewrite.added:
            added.setdefault(number, {})[new] = None
    return {
        number: StatementChange(replaced.get(number, {}), tuple(added.get(number, ())))
        for number in {*replaced, *added}
    }


def _find_mentions(
    context: Context, rewrites: Iterable[Rewrite]
) -> tuple[Mention, ...]:
    """Return the text that names what *rewrites* leave unbound."""
    unbound = {
        (name, imported, rewrite.finding.code)
        for rewrite in rewrites
        for name, imported in rewrite.unbound
    }
    found: set[Mention] = set()
    for name, imported, code in unbound:
        found.update(
            Mention(where, code, f"{what} names {quote(name)}", NOT_TOUCHED)
            for where, what in context.mentions.find(name, imported)
        )
    return tuple(sorted(found))
