"""The plan for one file: what is reported, what each becomes, and the edits for it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.finding import quoted
from flake8_safe_imports.fix import aliases as fix_imports
from flake8_safe_imports.fix import edits as fix_text
from flake8_safe_imports.fix.context import (
    BAN,
    BUILTINS,
    Asked,
    CannotFix,
    Context,
    Draft,
    shown,
)
from flake8_safe_imports.fix.statements import Line, Statements, Wanted, plain
from flake8_safe_imports.rules.target import depth_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.scopes import Scope, Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.edits import Edit, Source
    from flake8_safe_imports.fix.variables import Variable
    from flake8_safe_imports.rules.file import File


class Change(NamedTuple):
    """Something was rewritten."""

    line: int
    """The line of the finding in the source that was given, from 1."""
    code: str
    text: str
    """What became what: ```urllib2` -> `urllib.request```."""


class Note(NamedTuple):
    """Something that names what was rewritten, and was not touched."""

    line: int
    code: str
    text: str
    reason: str


class Plan(NamedTuple):
    """What to do with one text."""

    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    notes: tuple[Note, ...]
    reasons: dict[Finding, str]
    """Why a finding is not fixed."""


def plan(checked: File, tree: ast.Module, source: Source, asked: Asked) -> Plan:
    """Return what to do with *source*, of which *tree* was parsed."""
    return _Planner(Context(checked, tree, source, asked)).plan()


class _Planner:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._names = context.names
        self._imports = context.imports
        self._drafts: list[Draft] = []
        self._reasons: dict[Finding, str] = {}
        self._written: dict[int, list[str]] = {}

    def plan(self) -> Plan:
        for key, finding in self._context.reported.items():
            self._plan_alias(key, finding)
        self._check_together()
        for draft in self._drafts:
            for order, (_, parts) in draft.written.items():
                self._written[order] = parts
        for use in self._names.scopes.uses:
            if use.attributes and use.order not in self._written:
                self._plan_chain(use)
        self._drop_unused()
        edits = self._edits()
        changes = {
            Change(
                item.finding.line,
                item.finding.code,
                f"{quoted(item.old)} -> {item.new}",
            )
            for item in self._drafts
        }
        return Plan(tuple(edits), tuple(sorted(changes)), self._notes(), self._reasons)

    def _plan_alias(self, key: tuple[int, int], finding: Finding) -> None:
        alias = self._imports[key[0]].node.names[key[1]]
        draft = fix_imports.draft_star if alias.name == "*" else fix_imports.draft_alias
        try:
            self._drafts.append(draft(self._context, key, finding))
        except CannotFix as error:
            self._reasons[finding] = str(error)

    def _check_together(self) -> None:
        """Give up where some imports of one name are rewritten so, others otherwise."""
        renamed = {
            key for draft in self._drafts if draft.written for key in draft.replaced
        }
        pending: list[tuple[int, str, int]] = []
        """The variables, what they were bound to, the statements that do so still."""
        known: set[int] = set()
        for draft in self._drafts:
            if draft.variable is not None and draft.written:
                alike = draft.variable.by_base[draft.old]
                if id(alike) not in known and not alike.keys <= renamed:
                    pending += [
                        (id(draft.variable), draft.old, source)
                        for source, _ in alike.keys - renamed
                    ]
                known.add(id(alike))
        if not pending:
            return
        seeing = self._by_what_is_seen()
        failed: dict[int, Draft] = {}
        while pending:
            for draft in seeing.pop(pending.pop(), ()):
                if id(draft) not in failed:
                    failed[id(draft)] = draft
                    pending += [
                        (id(draft.variable), draft.old, source)
                        for source, _ in draft.replaced
                    ]
        for draft in failed.values():
            self._reasons[draft.finding] = (
                "another import of the name cannot be rewritten so"
            )
        self._drafts = [item for item in self._drafts if id(item) not in failed]

    def _by_what_is_seen(self) -> dict[tuple[int, str, int], list[Draft]]:
        """Return the drafts by the statements that the uses they write may see."""
        seeing: dict[tuple[int, str, int], list[Draft]] = {}
        for draft in self._drafts:
            if draft.variable is None:
                continue
            sources = {
                binding.source
                for use, _ in draft.written.values()
                for binding in self._names.sees(use) or ()
            }
            for source in sources:
                key = id(draft.variable), draft.old, source
                seeing.setdefault(key, []).append(draft)
        return seeing

    # Chains on imports that are fine themselves

    def _plan_chain(self, use: Use) -> None:
        bindings = self._names.sees(use)
        targets = {binding.target for binding in bindings or ()}
        if not bindings or len(targets) != 1:
            return
        target = targets.pop()
        name = ".".join([target, *use.attributes])
        finding = self._context.finding_at(use, name)
        if finding is None:
            return
        draft = Draft(finding, name)
        window = 0
        for binding in bindings:
            window |= self._context.checked.reachability.state_at(binding.place).window
        sources = sorted({binding.source for binding in bindings})
        try:
            if sources[0] < 0:
                raise CannotFix("it is imported by a name in a string")
            twin = self._context.twin(name, window, finding)
            self._draft_chain(draft, use, target, twin, window, sources)
        except CannotFix as error:
            self._reasons[finding] = str(error)
            return
        draft.new = shown(twin)
        self._drafts.append(draft)
        self._written[use.order] = draft.written[use.order][1]

    def _draft_chain(
        self,
        draft: Draft,
        use: Use,
        target: str,
        twin: str,
        window: int,
        sources: list[int],
    ) -> None:
        context = self._context
        words = twin.split(".")
        if words[0] == BUILTINS and len(words) > 1:
            context.check_words(
                self._names.scopes.module, 0, [(use, words[1:])], {}, ()
            )
            context.write(draft, use, words[1:])
            return
        known = self._known_module(draft, target, window)
        module = context.module_of(twin, window, known)
        top = module.partition(".")[0]
        below = f"{twin}.".startswith(f"{target}.")
        if below:
            words = [use.name, *words[depth_of(target) :]]
        if not below or not f"{target}.".startswith(f"{module}."):
            used = [(use, words)] if words[0] == top else []
            for source in sources:
                home, order = self._home(source)
                context.check_words(home, order, used, {top: top}, ())
                draft.added.append((source, plain(module)))
        context.write(draft, use, words)

    def _known_module(self, draft: Draft, target: str, window: int) -> str:
        """Return the module in which the replacement of a banned name is."""
        if draft.finding.code != BAN:
            return ""
        name = draft.finding.name
        twin = self._context.find_twin(name, window, draft.finding)
        # What is imported is a module, and so is what is to be used instead.
        return twin.name if name == target else twin.name.rpartition(".")[0]

    def _home(self, source: int) -> tuple[Scope, int]:
        """Return the scope in which the statement *source* binds names, and when."""
        for index in range(len(self._imports[source].node.names)):
            variable = self._names.variable_of(source, index)
            if variable is not None:
                return variable.scope, variable.by_key[source, index].event.order
        raise CannotFix("where it is imported is not understood")

    # Imports that nothing uses any more

    def _drop_unused(self) -> None:
        chains = {
            order: draft
            for draft in self._drafts
            for order in draft.written
            if not draft.replaced
        }
        for variable in self._names.variables():
            drafts = [chains[use.order] for use in variable.uses if use.order in chains]
            if drafts and variable.bound:
                self._drop(variable, drafts)

    def _drop(self, variable: Variable, drafts: list[Draft]) -> None:
        """Drop the import of *variable* if *drafts* leave nothing for it to do."""
        name = variable.name
        keys = [bound.key for bound in variable.bound]
        if any(key in self._context.reported for key in keys):
            return
        added = {line.name for draft in drafts for _, line in draft.added}
        keeps_name = any(module.partition(".")[0] == name for module in added)
        for use in variable.uses:
            words = self._written.get(use.order) or [name, *use.attributes]
            dotted = ".".join(words)
            if words[0] == name and not any(
                f"{dotted}.".startswith(f"{module}.") for module in added
            ):
                return
        for bound in variable.bound:
            if keeps_name and (bound.alias.asname or bound.base != name):
                return
            state = self._context.checked.reachability.state_at(bound.event.place)
            if state.module_handled:
                return
            if not keeps_name:
                try:
                    self._context.check_droppable(variable, bound, is_used=True)
                except CannotFix:
                    return
        for key in keys:
            drafts[0].replaced[key] = ()
        if not keeps_name:
            drafts[0].dropped.add((name, variable.bound[0].base))

    # The edits

    def _edits(self) -> list[Edit]:
        """Return the edits for all drafts that go together; give up on the others."""
        while True:
            edits, reasons = self._attempt()
            if not reasons:
                return edits
            failed = [draft for draft in self._drafts if id(draft) in reasons]
            only_dropped = [
                draft
                for draft in failed
                if draft.written and draft.replaced and not draft.variable
            ]
            for draft in only_dropped:
                # The import stays, though nothing uses it any more.
                draft.replaced.clear()
                draft.dropped.clear()
            if not only_dropped:
                self._do_less(failed, reasons)

    def _do_less(self, failed: list[Draft], reasons: dict[int, str]) -> None:
        """Give up *failed*, and what goes with them; *reasons* are by their ids."""
        by_variable = {id(draft.variable): reasons[id(draft)] for draft in failed}
        groups: dict[int, list[Draft]] = {}
        drafts: list[Draft] = []
        for draft in self._drafts:
            if id(draft) in reasons and draft.variable is None:
                self._reasons[draft.finding] = reasons[id(draft)]
            elif draft.variable is not None and id(draft.variable) in by_variable:
                groups.setdefault(id(draft.variable), []).append(draft)
            else:
                drafts.append(draft)
        for variable, group in groups.items():
            # Where no use need be touched, the statement can be kept more of.
            kept = [draft.kept for draft in group if draft.kept is not None]
            if len(kept) == len(group):
                drafts += kept
            else:
                for draft in group:
                    self._reasons[draft.finding] = by_variable[variable]
        self._drafts = drafts

    def _attempt(self) -> tuple[list[Edit], dict[int, str]]:
        """Return all edits; or, by the ids of drafts, why these cannot be made."""
        replaced: dict[int, dict[int, tuple[Line, ...]]] = {}
        added: dict[int, dict[Line, None]] = {}
        touching: dict[int, list[Draft]] = {}
        for draft in self._drafts:
            for (number, index), lines in draft.replaced.items():
                replaced.setdefault(number, {})[index] = lines
            for number, line in draft.added:
                added.setdefault(number, {})[line] = None
            for number in {source for source, _ in (*draft.replaced, *draft.added)}:
                touching.setdefault(number, []).append(draft)
        wanted = {
            number: Wanted(replaced.get(number, {}), tuple(added.get(number, ())))
            for number in {*replaced, *added}
        }
        statements = Statements(self._context.source, self._imports)
        edits, reasons = statements.edits(wanted)
        failed = {
            id(draft): reason
            for number, reason in reasons.items()
            for draft in touching[number]
        }
        if failed:
            return [], failed
        for draft in self._drafts:
            edits += self._use_edits(draft)
        edits = list(dict.fromkeys(edits))
        if fix_text.apply(self._context.source.text, edits) is None:
            # Two touch the same text: what is given up now is for the next round.
            return [], {id(self._drafts[-1]): "it overlaps with another change"}
        return edits, {}

    def _use_edits(self, draft: Draft) -> Iterator[Edit]:
        for use, parts in draft.written.values():
            old, new = [use.name, *use.attributes], list(parts)
            while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
                del old[-1], new[-1]
            if old == new:
                continue
            span = self._names.span(use, len(old))
            assert span is not None
            yield fix_text.Edit(*span, ".".join(new))

    # What is left as it is

    def _notes(self) -> tuple[Note, ...]:
        dropped: dict[tuple[str, str, str], int] = {}
        """The names, what they stood for and the codes; where that was found first."""
        for draft in self._drafts:
            line, code = draft.finding.line, draft.finding.code
            for name, base in draft.dropped:
                key = name, base, code
                dropped[key] = min(line, dropped.get(key, line))
        found: set[Note] = set()
        for (name, base, code), line in dropped.items():
            texts = list(self._names.mentions(name, base))
            if name in self._context.exported:
                texts.append((line, "`__all__`"))
            found.update(
                Note(where, code, f"{what} names {quoted(name)}", "it is not touched")
                for where, what in texts
            )
        return tuple(sorted(found))
