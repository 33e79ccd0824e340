"""One round of fixing: a text is parsed and checked, and its edits are planned.

Fixing stops where a round has no edits; what it then leaves is skipped, with a reason.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports.analysis.scoping.recorder import split_chain
from flake8_safe_imports.analysis.statements.syntax import looks_like_python2
from flake8_safe_imports.checker import Checker
from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.fix.collapse import collapse_dead_code
from flake8_safe_imports.fix.plan import Change, make_plan
from flake8_safe_imports.fix.project.importers import Importers
from flake8_safe_imports.fix.rewrites import DEAD, FIXABLE, Request
from flake8_safe_imports.fix.text.edits import Edit, SourceText
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.rules.file import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.text.noqa import Silencer
    from flake8_safe_imports.rules.precedence import Shown

_IN_STRING = "it is named in a string, which is not touched"
_OF_SELF = "attributes of `self` and `cls` are only renamed, not replaced"
_FROM_PYTHON_2 = ": convert Python 2 syntax first, with 2to3 or python-modernize"
_UNSAFE_ONLY = "it is rewritten with --unsafe only"


class SkippedFix(NamedTuple):
    """Something that was not rewritten."""

    line: int
    """The line in the source that was given, from 1."""
    code: str
    """The code of a finding; empty for what concerns the whole file."""
    text: str
    """What the finding claims, without its advice, or what was left alone."""
    reason: str


class FixSettings(NamedTuple):
    """What stays the same while one source is fixed."""

    path: str
    config: Config
    shown: Shown
    silencer: Silencer
    unsafe: bool
    only: Callable[[str, str], bool] = lambda code, name: True
    """Return whether findings of a code and a name are to be fixed at all."""


class CannotFixFile(Exception):
    """The text cannot be fixed at all; ``str()`` is the reason."""


class CheckedText(NamedTuple):
    """A text that was parsed and checked."""

    tree: ast.Module
    source: SourceText
    file: File
    findings: list[Finding]
    """Those that the user would see."""


class Round(NamedTuple):
    """What to do with a text, and what to say about it."""

    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    mentions: tuple[SkippedFix, ...] = ()
    """Text that names what goes in this round."""
    left: tuple[SkippedFix, ...] = ()
    """What is left unfixed, if this is the last round."""


def check_text(text: str, settings: FixSettings) -> CheckedText:
    """Parse and check *text*; raise CannotFixFile if it does not parse."""
    source = SourceText(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        advice = _FROM_PYTHON_2 if looks_like_python2(text, error) else ""
        reason = f"it does not parse: {error.msg}{where}{advice}"
        raise CannotFixFile(reason) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CannotFixFile(f"it does not parse: {error}") from None
    file = File(SourceFile(tree, source.lines, settings.path, settings.config))
    is_silenced = settings.silencer(source.lines)
    findings = [
        finding
        for finding in Checker(file, settings.shown).check()
        if settings.shown(finding.code)
        and settings.only(finding.code, finding.name)
        and not is_silenced(finding)
    ]
    return CheckedText(tree, source, file, findings)


def plan_round(
    text: CheckedText, settings: FixSettings, used_before: frozenset[str]
) -> Round:
    """Return what to do next: dead code first, so that nothing in it is rewritten."""
    fixable = [item for item in text.findings if item.code in FIXABLE]
    if not fixable and not used_before:
        return Round()
    reasons: dict[Finding, str] = {}
    if settings.unsafe:
        collapsed, reasons = collapse_dead_code(
            text.file, text.tree, text.source, fixable
        )
        if collapsed:
            return _collapse(collapsed)
    importers = Importers(settings.path)
    request = Request(fixable, importers, settings.unsafe, used_before)
    plan = make_plan(text.file, text.tree, text.source, request)
    reasons.update(plan.reasons)
    return Round(
        plan.edits,
        plan.changes,
        tuple(SkippedFix(*mention) for mention in plan.mentions),
        tuple(_skip(fixable, reasons)),
    )


def _collapse(edits: Mapping[Finding, Edit]) -> Round:
    """Return a round that takes out dead fallbacks by *edits*."""
    changes = [
        Change(finding.line, finding.code, "a fallback that never runs -> nothing")
        for finding in edits
    ]
    return Round(tuple(dict.fromkeys(edits.values())), tuple(changes))


def _skip(
    findings: Iterable[Finding], reasons: Mapping[Finding, str]
) -> Iterator[SkippedFix]:
    """Yield *findings* as skipped, each with its reason."""
    for finding in findings:
        reason = reasons.get(finding) or _find_reason(finding)
        yield SkippedFix(finding.line, finding.code, finding.claim, reason)


def _find_reason(finding: Finding) -> str:
    """Return why nothing that rewrites imports took up *finding*."""
    if finding.code == DEAD:
        return _UNSAFE_ONLY
    for node in finding.nodes:
        if isinstance(node, ast.Attribute):
            first, _ = split_chain(node)
            if isinstance(first, ast.Name) and first.id in RECEIVERS:
                return _OF_SELF
    return _IN_STRING
