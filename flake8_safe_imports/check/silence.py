"""``check --add-noqa``: silences findings by comments in the files themselves."""

from __future__ import annotations

import ast
import io
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.check.comments import (
    CommentedLines,
    add_noqa,
    find_places,
    split_lines,
)
from flake8_safe_imports.check.lint import MARK, check_text, understand
from flake8_safe_imports.check.reported import FileReport, find_reported
from flake8_safe_imports.config.baseline import ALWAYS_REPORTED
from flake8_safe_imports.fix.text import disk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from flake8_safe_imports.settings import Settings


class Silenced(NamedTuple):
    """What is left to report in a file, and what was done to it."""

    report: FileReport
    comments: int = 0
    """How many lines were changed."""
    notes: tuple[str, ...] = ()
    """What to say of findings that have no place for a comment."""
    problem: str = ""
    """Why the file was left as it is."""


class _Unsuitable(Exception):
    """A file that is left as it is; ``str()`` says why."""


def silence_file(
    report: FileReport, settings: Settings, given: Collection[str]
) -> Silenced:
    """Add ``noqa`` comments to a file for what there is to report in it.

    *given* are the files and folders that the run was asked to check. Malicious names
    are never silenced.
    """
    wanted: dict[int, set[str]] = {}
    for item in report.violations:
        if item.code != ALWAYS_REPORTED:
            wanted.setdefault(item.line_number, set()).add(item.code)
    if not wanted:
        return Silenced(report)
    try:
        comments, left = _change(report.name, wanted, settings, given)
    except _Unsuitable as error:
        return Silenced(report, problem=str(error))
    except OSError as error:
        return Silenced(report, problem=f"cannot be changed: {error.strerror}")
    kept = [
        item
        for item in report.violations
        if item.code == ALWAYS_REPORTED or (item.line_number, item.code) in left
    ]
    notes = tuple(
        f"{report.name}:{line}: there is no line for a noqa comment about {code}"
        for line, code in sorted(left)
    )
    return Silenced(report.with_violations(kept), comments, notes)


def _change(
    name: str,
    wanted: Mapping[int, Collection[str]],
    settings: Settings,
    given: Collection[str],
) -> tuple[int, Collection[tuple[int, str]]]:
    """Change a file; return how many lines, and which findings are left."""
    if disk.leads_out(name, given):
        raise _Unsuitable("is outside the given folders")
    content = disk.read_file(name)
    try:
        text, encoding = disk.decode(content)
    except (SyntaxError, UnicodeError, LookupError):
        raise _Unsuitable("cannot be decoded and encoded again") from None
    mark = MARK if text.startswith(MARK) else ""
    old = text[len(mark) :]
    before = split_lines(old)
    after = add_noqa(before, wanted, _find_places(old))
    count = sum(one != two for one, two in zip_longest(before, after.lines))
    if count:
        new = "".join(after.lines)
        if _dump(old) != _dump(new):
            raise _Unsuitable("comments would change the code")
        pairs = {(number, code) for number in wanted for code in wanted[number]}
        if pairs.difference(after.left).intersection(_find_codes(new, name, settings)):
            raise _Unsuitable("comments would not silence it")
        disk.replace_file(name, content, (mark + new).encode(encoding))
    return count, after.left


def _find_places(text: str) -> dict[int, CommentedLines]:
    """Return where the comments of each line are, also in Python 2's syntax."""
    forward = understand(text)
    places = find_places(list(io.StringIO(forward.text)))
    return {
        number: place
        if place.comment < 0
        else place._replace(comment=forward.find_column(place.last, place.comment))
        for number, place in places.items()
    }


def _dump(text: str) -> str:
    """Return the tree of a *text*, with all places: comments leave no trace in it."""
    return ast.dump(ast.parse(understand(text).text), include_attributes=True)


def _find_codes(text: str, name: str, settings: Settings) -> list[tuple[int, str]]:
    """Return line and code of what there is to report in a *text*."""
    result = check_text(text, name, settings)
    reported = find_reported(result, settings).violations
    return [(item.line_number, item.code) for item in reported]
