"""Fixing one source: text in, text out; nothing is read or written.

The text is fixed in rounds until nothing is left to do.  The result is checked: if it
has a finding that was not there before, or uses a name that nothing binds any more, the
text is returned as it was.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.analysis.recorder import split_chain
from flake8_safe_imports.analysis.syntax import looks_like_python2
from flake8_safe_imports.checker import Checker
from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.fix import edits
from flake8_safe_imports.fix.collapse import collapse_dead_code
from flake8_safe_imports.fix.edits import Edit, OffsetMap, SourceText
from flake8_safe_imports.fix.importers import Importers
from flake8_safe_imports.fix.plan import Change, make_plan
from flake8_safe_imports.fix.rewrites import DEAD, FIXABLE, Request
from flake8_safe_imports.fix.variables import unbound_names
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.rules.file import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.rules.precedence import Shown

MAX_ROUNDS: Final = 20
"""How often a text is fixed at most; real files take two or three rounds."""
MAX_LEFT_OUT: Final = 8
"""How many names may be left out of a file's fixes, one after the other."""

_NOQA = re.compile(r"#[^\r\n]*\bnoqa\b", re.IGNORECASE)
_NOQA_FILE = re.compile(r"\s*#\s*flake8[:=]\s*noqa\s*$", re.IGNORECASE)
_ENCODING = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
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


class FixedSource(NamedTuple):
    """The result of fixing a source."""

    source: str
    changes: tuple[Change, ...]
    skipped: tuple[SkippedFix, ...]
    history: tuple[OffsetMap, ...] = ()
    """For each round its offsets; a byte order mark does not count."""
    is_broken: bool = False
    """Whether the source does not parse, as the only item of *skipped* says."""


Silencer = Callable[["Sequence[str]"], "Callable[[Finding], bool]"]
"""Takes the lines of a file, returns whether a comment there silences a finding."""


def noqa_silencer(lines: Sequence[str]) -> Callable[[Finding], bool]:
    """Return a function that tells whether a finding has a ``noqa`` comment.

    Codes in the comment are not read, as flake8 would.
    """
    if any("8" in line and _NOQA_FILE.match(line) for line in lines):
        return lambda finding: True
    commented = {
        number
        for number, line in enumerate(lines, 1)
        if "#" in line and _NOQA.search(line)
    }
    latest: tuple[tuple[int, ...], bool] = (), False

    def is_silenced(finding: Finding) -> bool:
        nonlocal latest
        # The findings of one statement share their lines; there may be many of both.
        if finding.noqa_lines is not latest[0]:
            latest = finding.noqa_lines, not commented.isdisjoint(finding.noqa_lines)
        return finding.line in commented or latest[1]

    return is_silenced


def _show_all(code: str) -> bool:
    return True


class _Settings(NamedTuple):
    """What stays the same while one source is fixed."""

    path: str
    config: Config
    shown: Shown
    silencer: Silencer
    unsafe: bool
    only: Callable[[str, str], bool] = lambda code, name: True
    """Return whether findings of a code and a name are to be fixed at all."""


class _CannotFixFile(Exception):
    """The text cannot be fixed at all; ``str()`` is the reason."""


class _CheckedText(NamedTuple):
    """A text that was parsed and checked."""

    tree: ast.Module
    source: SourceText
    file: File
    findings: list[Finding]
    """Those that the user would see."""


class _Round(NamedTuple):
    """What to do with a text, and what to say about it."""

    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    mentions: tuple[SkippedFix, ...] = ()
    """Text that names what goes in this round."""
    left: tuple[SkippedFix, ...] = ()
    """What is left unfixed, if this is the last round."""


def fix_source(
    source: str,
    path: str,
    config: Config,
    *,
    unsafe: bool = False,
    shown: Shown = _show_all,
    silencer: Silencer = noqa_silencer,
    log: Callable[[SourceFile], None] | None = None,
) -> FixedSource:
    """Return *source* with everything rewritten that can be.

    *path* is the absolute path of its file, for the configuration and for what other
    files import from it; the file itself is not read.  Findings whose code *shown*
    refuses, or that a comment silences, are left alone without a word.  With *unsafe*
    bans are rewritten too, dead fallbacks collapse, and names may go that others
    might import.  *log* is given the file, if it can be parsed.
    """
    if unsafe:
        config = config.replace(enable=config.enable | {DEAD})
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    settings = _Settings(path, config, shown, silencer, unsafe)
    text = source[len(mark) :]
    try:
        first = _Fixer(text, settings)
    except _CannotFixFile as error:
        skipped = SkippedFix(1, "", "", str(error))
        return FixedSource(source, (), (skipped,), is_broken=True)
    if log is not None:
        log(first.file)
    try:
        fixed = _fix_as_much_as_possible(first, text, settings)
    except _CannotFixFile as error:
        return FixedSource(source, (), (SkippedFix(1, "", "", str(error)),))
    return fixed._replace(source=mark + fixed.source)


def _fix_as_much_as_possible(
    first: _Fixer, text: str, settings: _Settings
) -> FixedSource:
    """Fix *text*; leave out the names for which the result would be wrong."""
    found = [item for item in first.findings if item.code in FIXABLE]
    names = list(dict.fromkeys((item.code, item.name) for item in found))
    reasons: dict[tuple[str, str], str] = {}
    for _ in range(MAX_LEFT_OUT):
        try:
            fixed = first.fix()
            break
        except _CannotFixFile as error:
            culprit = _find_culprit(text, settings, names)
            reasons[culprit] = str(error)
            names.remove(culprit)
            if not names:
                raise
        first = _Fixer(text, _limit(settings, names))
    else:
        raise _CannotFixFile("too many of its names cannot be replaced")
    skipped = (
        SkippedFix(item.line, item.code, item.claim, reasons[item.code, item.name])
        for item in found
        if (item.code, item.name) in reasons
    )
    return fixed._replace(skipped=tuple(sorted({*fixed.skipped, *skipped})))


def _find_culprit(
    text: str, settings: _Settings, names: Sequence[tuple[str, str]]
) -> tuple[str, str]:
    """Return the first of *names* with which the result is wrong."""
    right, wrong = 0, len(names)
    while wrong - right > 1:
        middle = (right + wrong) // 2
        try:
            _Fixer(text, _limit(settings, names[:middle])).fix()
            right = middle
        except _CannotFixFile:
            wrong = middle
    return names[wrong - 1]


def _limit(settings: _Settings, names: Iterable[tuple[str, str]]) -> _Settings:
    """Return settings that leave everything but *names* alone."""
    chosen = frozenset(names)
    return settings._replace(only=lambda code, name: (code, name) in chosen)


class _Fixer:
    """Fixes one text, in rounds."""

    def __init__(self, text: str, settings: _Settings) -> None:
        self._settings = settings
        self._before = self._now = _check(text, settings)
        self._history: list[OffsetMap] = []
        self._changes: list[Change] = []
        self._mentions: list[SkippedFix] = []

    @property
    def file(self) -> SourceFile:
        """The file whose source was given."""
        return self._before.file.source

    @property
    def findings(self) -> Sequence[Finding]:
        """What the user would see of the source that was given."""
        return self._before.findings

    def fix(self) -> FixedSource:
        for _ in range(MAX_ROUNDS):
            this = _plan_round(self._now, self._settings, self._used_before())
            for change in this.changes:
                self._changes.append(change._replace(line=self._origin(change.line)))
            self._mentions += map(self._locate, this.mentions)
            left = list(map(self._locate, this.left))
            if not this.edits:
                break
            self._apply(this.edits)
        else:
            raise _CannotFixFile(f"no fixed point after {MAX_ROUNDS} rounds")
        if self._history:
            self._compare()
        return FixedSource(
            self._now.source.text,
            tuple(dict.fromkeys(self._changes)),
            tuple(sorted({*self._mentions, *left})),
            tuple(self._history),
        )

    def _used_before(self) -> frozenset[str]:
        """Return the names that were used at first; nothing if nothing was fixed."""
        if not self._history:
            return frozenset()
        return frozenset(use.name for use in self._before.file.scopes.uses)

    def _apply(self, made: Sequence[Edit]) -> None:
        text = edits.apply(self._now.source.text, made) or ""
        self._history.append(OffsetMap(made))
        self._now = _check(text, self._settings)

    def _locate(self, skipped: SkippedFix) -> SkippedFix:
        """Return *skipped* with its line in the source that was given."""
        return skipped._replace(line=self._origin(skipped.line))

    def _compare(self) -> None:
        """Raise _CannotFixFile if the text has a fault that it did not have before.

        A finding in text that is as it was is none: the import that goes hid it.
        """
        before, after = self._before, self._now
        known = Counter((item.code, item.text) for item in before.findings)
        for item in after.findings:
            if not known[item.code, item.text] and self._is_new(item):
                raise _CannotFixFile(f"the result would have {item.code} {item.text}")
            known[item.code, item.text] -= 1
        if _declared_encoding(after.source.lines) != _declared_encoding(
            before.source.lines
        ):
            raise _CannotFixFile("a comment would become the encoding declaration")
        lost = unbound_names(after.file.scopes) - unbound_names(before.file.scopes)
        if lost:
            names = ", ".join(sorted(lost))
            raise _CannotFixFile(f"the result would leave {names} undefined")

    def _is_new(self, finding: Finding) -> bool:
        """Return whether *finding* is about text that was inserted."""
        offset = self._now.source.offset(finding.line, finding.column)
        for offsets in reversed(self._history):
            if offsets.was_inserted(offset):
                return True
            offset = offsets.find_origin(offset)
        return False

    def _origin(self, line: int) -> int:
        """Return what *line* of the present text was in the source that was given."""
        offset = self._now.source.line_start(line)
        for offsets in reversed(self._history):
            offset = offsets.find_origin(offset)
        return self._before.source.line_of(offset)


def _declared_encoding(lines: Sequence[str]) -> str:
    """Return the encoding that a comment in the first two lines names."""
    for line in lines[:2]:
        match = _ENCODING.match(line)
        if match is not None:
            return match[1]
        if line.split("#")[0].strip():
            break
    return ""


def _check(text: str, settings: _Settings) -> _CheckedText:
    source = SourceText(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        advice = _FROM_PYTHON_2 if looks_like_python2(text, error) else ""
        reason = f"it does not parse: {error.msg}{where}{advice}"
        raise _CannotFixFile(reason) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise _CannotFixFile(f"it does not parse: {error}") from None
    file = File(SourceFile(tree, source.lines, settings.path, settings.config))
    is_silenced = settings.silencer(source.lines)
    findings = [
        finding
        for finding in Checker(file, settings.shown).check()
        if settings.shown(finding.code)
        and settings.only(finding.code, finding.name)
        and not is_silenced(finding)
    ]
    return _CheckedText(tree, source, file, findings)


def _plan_round(
    text: _CheckedText, settings: _Settings, used_before: frozenset[str]
) -> _Round:
    """Return what to do next: dead code first, so that nothing in it is rewritten."""
    fixable = [item for item in text.findings if item.code in FIXABLE]
    if not fixable and not used_before:
        return _Round()
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
    return _Round(
        plan.edits,
        plan.changes,
        tuple(SkippedFix(*mention) for mention in plan.mentions),
        tuple(_skip(fixable, reasons)),
    )


def _collapse(edits: Mapping[Finding, Edit]) -> _Round:
    """Return a round that takes out dead fallbacks by *edits*."""
    changes = [
        Change(finding.line, finding.code, "a fallback that never runs -> nothing")
        for finding in edits
    ]
    return _Round(tuple(dict.fromkeys(edits.values())), tuple(changes))


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
