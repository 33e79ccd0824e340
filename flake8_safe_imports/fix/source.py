"""Fixing one source: text in, text out; nothing is read or written.

The text is fixed in rounds until nothing is left to do. The result is checked: if it
has a finding that was not there before, or uses a name that nothing binds any more, the
text is returned as it was.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.fix.plan import Change
from flake8_safe_imports.fix.rewrites import DEAD, FIXABLE
from flake8_safe_imports.fix.rounds import (
    CannotFixFile,
    FixSettings,
    SkippedFix,
    check_text,
    plan_round,
)
from flake8_safe_imports.fix.text import edits
from flake8_safe_imports.fix.text.edits import Edit, OffsetMap
from flake8_safe_imports.fix.text.noqa import make_noqa_silencer
from flake8_safe_imports.fix.variables import find_unbound_names
from flake8_safe_imports.glance.file import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.text.noqa import Silencer
    from flake8_safe_imports.rules.precedence import Shown

MAX_ROUNDS: Final = 20
"""How often a text is fixed at most; real files take two or three rounds."""
MAX_LEFT_OUT: Final = 8
"""How many names may be left out of a file's fixes, one after the other."""

_ENCODING = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


class FixedSource(NamedTuple):
    """The result of fixing a source."""

    source: str
    changes: tuple[Change, ...]
    skipped: tuple[SkippedFix, ...]
    history: tuple[OffsetMap, ...] = ()
    """For each round its offsets; a byte order mark does not count."""
    is_broken: bool = False
    """Whether the source does not parse, as the only item of *skipped* says."""


def _show_all(code: str) -> bool:
    return True


def fix_source(
    source: str,
    path: str,
    config: Config,
    *,
    unsafe: bool = False,
    shown: Shown = _show_all,
    silencer: Silencer = make_noqa_silencer,
    log: Callable[[SourceFile], None] | None = None,
) -> FixedSource:
    """Return *source* with everything rewritten that can be.

    *path* is the absolute path of its file, for the configuration and for what other
    files import from it; the file itself is not read. Findings whose code *shown*
    refuses, or that a comment silences, are left alone without a word. With *unsafe*
    bans are rewritten too, dead fallbacks collapse, and names may go that others
    might import. *log* is given the file, if it can be parsed.
    """
    if unsafe:
        config = config.replace(enable=config.enable | {DEAD})
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    settings = FixSettings(path, config, shown, silencer, unsafe)
    text = source[len(mark) :]
    try:
        first = _Fixer(text, settings)
    except CannotFixFile as error:
        skipped = SkippedFix(1, "", "", str(error))
        return FixedSource(source, (), (skipped,), is_broken=True)
    if log is not None:
        log(first.file)
    try:
        fixed = _fix_as_much_as_possible(first, text, settings)
    except CannotFixFile as error:
        return FixedSource(source, (), (SkippedFix(1, "", "", str(error)),))
    return fixed._replace(source=mark + fixed.source)


def _fix_as_much_as_possible(
    first: _Fixer, text: str, settings: FixSettings
) -> FixedSource:
    """Fix *text*; leave out the names for which the result would be wrong."""
    found = [item for item in first.findings if item.code in FIXABLE]
    names = list(dict.fromkeys((item.code, item.name) for item in found))
    reasons: dict[tuple[str, str], str] = {}
    for _ in range(MAX_LEFT_OUT):
        try:
            fixed = first.fix()
            break
        except CannotFixFile as error:
            culprit = _find_culprit(text, settings, names)
            reasons[culprit] = str(error)
            names.remove(culprit)
            if not names:
                raise
        first = _Fixer(text, _limit(settings, names))
    else:
        raise CannotFixFile("too many of its names cannot be replaced")
    skipped = (
        SkippedFix(item.line, item.code, item.claim, reasons[item.code, item.name])
        for item in found
        if (item.code, item.name) in reasons
    )
    return fixed._replace(skipped=tuple(sorted({*fixed.skipped, *skipped})))


def _find_culprit(
    text: str, settings: FixSettings, names: Sequence[tuple[str, str]]
) -> tuple[str, str]:
    """Return the first of *names* with which the result is wrong."""
    right, wrong = 0, len(names)
    while wrong - right > 1:
        middle = (right + wrong) // 2
        try:
            _Fixer(text, _limit(settings, names[:middle])).fix()
            right = middle
        except CannotFixFile:
            wrong = middle
    return names[wrong - 1]


def _limit(settings: FixSettings, names: Iterable[tuple[str, str]]) -> FixSettings:
    """Return settings that leave everything but *names* alone."""
    chosen = frozenset(names)
    return settings._replace(only=lambda code, name: (code, name) in chosen)


class _Fixer:
    """Fixes one text, in rounds."""

    def __init__(self, text: str, settings: FixSettings) -> None:
        self._settings = settings
        self._before = self._now = check_text(text, settings)
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
            this = plan_round(self._now, self._settings, self._list_used_before())
            for change in this.changes:
                self._changes.append(
                    change._replace(line=self._find_origin(change.line))
                )
            self._mentions += map(self._locate, this.mentions)
            left = list(map(self._locate, this.left))
            if not this.edits:
                break
            self._apply(this.edits)
        else:
            raise CannotFixFile(f"no fixed point after {MAX_ROUNDS} rounds")
        if self._history:
            self._compare()
        return FixedSource(
            self._now.source.text,
            tuple(dict.fromkeys(self._changes)),
            tuple(sorted({*self._mentions, *left})),
            tuple(self._history),
        )

    def _list_used_before(self) -> frozenset[str]:
        """Return the names that were used at first; nothing if nothing was fixed."""
        if not self._history:
            return frozenset()
        return frozenset(use.name for use in self._before.file.scopes.uses)

    def _apply(self, made: Sequence[Edit]) -> None:
        text = edits.apply(self._now.source.text, made) or ""
        self._history.append(OffsetMap(made))
        self._now = check_text(text, self._settings)

    def _locate(self, skipped: SkippedFix) -> SkippedFix:
        """Return *skipped* with its line in the source that was given."""
        return skipped._replace(line=self._find_origin(skipped.line))

    def _compare(self) -> None:
        """Raise CannotFixFile if the text has a fault that it did not have before.

        A finding in text that is as it was is none: the import that goes hid it.
        """
        before, after = self._before, self._now
        known = Counter((item.code, item.text) for item in before.findings)
        for item in after.findings:
            if not known[item.code, item.text] and self._is_new(item):
                raise CannotFixFile(f"the result would have {item.code} {item.text}")
            known[item.code, item.text] -= 1
        if _find_declared_encoding(after.source.lines) != _find_declared_encoding(
            before.source.lines
        ):
            raise CannotFixFile("a comment would become the encoding declaration")
        lost = find_unbound_names(after.file.scopes) - find_unbound_names(
            before.file.scopes
        )
        if lost:
            names = ", ".join(sorted(lost))
            raise CannotFixFile(f"the result would leave {names} undefined")

    def _is_new(self, finding: Finding) -> bool:
        """Return whether *finding* is about text that was inserted."""
        offset = self._now.source.offset(finding.line, finding.column)
        for offsets in reversed(self._history):
            if offsets.was_inserted(offset):
                return True
            offset = offsets.find_origin(offset)
        return False

    def _find_origin(self, line: int) -> int:
        """Return what *line* of the present text was in the source that was given."""
        offset = self._now.source.line_start(line)
        for offsets in reversed(self._history):
            offset = offsets.find_origin(offset)
        return self._before.source.find_line(offset)


def _find_declared_encoding(lines: Sequence[str]) -> str:
    """Return the encoding that a comment in the first two lines names."""
    for line in lines[:2]:
        match = _ENCODING.match(line)
        if match is not None:
            return match[1]
        if line.split("#")[0].strip():
            break
    return ""
