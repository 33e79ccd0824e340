"""The baseline: a text file with the findings that a project has accepted for now.

Each line is the path of a file, a code, a name and how many such findings there are.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import codes
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.config.values import escape, quote
from flake8_safe_imports.project import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ALWAYS_REPORTED: Final = "VET401"
"""No baseline accepts it, whatever is written there."""
_HEADER: Final = (
    "# Accepted findings: path, code, name, number. Written by `flake8-safe-imports "
    "check\n# --write-baseline`. Remove a line, or lower its number, to see them again."
)
_MOST_PROBLEMS: Final = 10
"""How many wrong lines are named."""
_CONFLICT: Final = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_CODE: Final = re.compile(r"VET\d{3}", re.ASCII)
_NUMBER: Final = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_ESCAPE: Final = re.compile(
    r"\\(?:\\|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})", re.ASCII
)


class Key(NamedTuple):
    """What is counted: findings of one code about one name, in one file.

    ``path`` is relative to the folder of the baseline, with slashes.
    """

    path: str
    code: str
    name: str


class BaselineError(Exception):
    """A text that is not a baseline; each argument says where and why."""


def parse(text: str) -> dict[Key, int]:
    """Return how many findings of each key *text* accepts.

    Where a key has several lines, as after a merge, the largest number counts.
    """
    accepted: dict[Key, int] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        entry = _parse_line(line.rstrip("\r"))
        if isinstance(entry, str):
            problems.append(f"line {number}{entry}")
        elif entry:
            key, count = entry
            accepted[key] = max(count, accepted.get(key, 0))
    if problems:
        raise BaselineError(*_shorten(problems))
    return accepted


def _shorten(problems: list[str]) -> list[str]:
    """Return the first *problems*, and how many more there are."""
    more = len(problems) - _MOST_PROBLEMS
    if more < 2:
        return problems
    return [*problems[:_MOST_PROBLEMS], f"{more} more lines are wrong"]


def _parse_line(line: str) -> tuple[Key, int] | str | None:
    """Return the entry in a *line*, if any, or what is wrong with it."""
    if _CONFLICT.match(line):
        return (
            " is part of a merge conflict: keep the lines of both sides, without the "
            "marks"
        )
    if not line.strip() or line.lstrip().startswith("#"):
        return None
    # From the right, because a path may contain blanks.
    fields = line.rstrip().rsplit(" ", 3)
    if len(fields) < 4 or not _CODE.fullmatch(fields[1]):
        fields = line.rsplit(None, 3)  # aligned by hand
    if len(fields) < 4 or not _CODE.fullmatch(fields[1]):
        return " is not PATH CODE NAME NUMBER: remove it, or begin it with #"
    path, code, name, count = fields
    if code not in codes.BY_CODE:
        return f": {code} is not a code: correct or remove it"
    if not _NUMBER.fullmatch(count):
        return " does not end in a number from 1: correct or remove it"
    if "\\" in _ESCAPE.sub("", path + name):
        return " has a backslash: write / between folders"
    return Key(_unescape(path.lstrip()), code, _unescape(name)), int(count)


def dump(accepted: Mapping[Key, int]) -> str:
    """Return the text of a baseline: sorted, so that changes of it are small."""
    lines = [
        f"{_escape_path(key.path)} {key.code} {_escape(key.name, ' ')} {count}"
        for key, count in sorted(accepted.items())
    ]
    return "\n".join([_HEADER, *lines, ""])


def _escape_path(path: str) -> str:
    """Return *path* as one field, which does not look like a comment or conflict."""
    escaped = _escape(path, "")
    if escaped[:1] in tuple("#<=>| "):
        escaped = f"\\x{ord(escaped[0]):02x}{escaped[1:]}"
    if escaped.endswith(" "):
        escaped = f"{escaped[:-1]}\\x20"
    return escaped


def _escape(text: str, more: str) -> str:
    """Return *text* with escapes for what is not printable, and for *more*."""
    if text.isprintable() and not any(map(text.__contains__, f"\\{more}")):
        return text
    return "".join(_escape_character(character, more) for character in text)


def _escape_character(character: str, more: str) -> str:
    if character == "\\":
        return "\\\\"
    if character.isprintable() and character not in more:
        return character
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_unescape_match, text)


def _unescape_match(match: re.Match[str]) -> str:
    digits = match[0][2:]
    number = int(digits, 16) if digits else ord("\\")
    return chr(number) if number < 0x110000 else match[0]


class Remainder(NamedTuple):
    """What is left of the findings of a file, and of what was accepted for it."""

    reported: list[bool]
    """Whether each finding is to be reported."""
    stale: dict[Key, int]
    """Accepted findings that there were not, and how many there were."""


class Baseline:
    """A baseline file that was read: its path, and what it accepts."""

    def __init__(self, path: str, accepted: Mapping[Key, int]) -> None:
        self.path: Final = path
        self._folder: Final = os.path.dirname(os.path.abspath(path))
        self.accepted: Final[dict[Key, int]] = {}
        self._by_path: Final[dict[str, dict[Key, int]]] = {}
        for written, count in accepted.items():
            key = written._replace(path=self._normalize(written.path))
            most = max(count, self.accepted.get(key, 0))
            self.accepted[key] = most
            self._by_path.setdefault(key.path, {})[key] = most

    def _normalize(self, path: str) -> str:
        """Return a *path*, which may be written by hand, as `locate` has it."""
        if os.path.isabs(path):
            return self.locate(self.resolve(path))
        return posixpath.normpath(path)

    def locate(self, path: str) -> str:
        """Return the absolute *path* of a file as it is written in the baseline."""
        folder, name = os.path.split(path)
        found = _find_folder(folder, self._folder)
        return name if found == "." else f"{found}/{name}"

    def resolve(self, path: str) -> str:
        """Return the absolute path of a file, from how the baseline has it."""
        return os.path.normpath(os.path.join(self._folder, path.replace("/", os.sep)))

    def find_accepted(self, path: str) -> Mapping[Key, int]:
        """Return what is accepted in the file with the absolute *path*."""
        return self._by_path.get(self.locate(path), {})

    def apply(self, path: str, found: Iterable[tuple[str, str]]) -> Remainder:
        """Return which findings of a file to report: those that are too many.

        *found* are code and name of each, in order of position.
        """
        accepted = self.find_accepted(path)
        place = self.locate(path)
        seen: Counter[Key] = Counter()
        reported = []
        for code, name in found:
            key = Key(place, code, name)
            seen[key] += 1
            is_accepted = seen[key] <= accepted.get(key, 0)
            reported.append(code == ALWAYS_REPORTED or not is_accepted)
        stale = {
            key: 0 if key.code == ALWAYS_REPORTED else seen[key]
            for key, count in accepted.items()
            if key.code == ALWAYS_REPORTED or seen[key] < count
        }
        return Remainder(reported, stale)

    def describe_stale(self, key: Key, found: int) -> str:
        """Return what to say of a stale entry; the path is not yet printable."""
        path = show(self.resolve(key.path))
        entry = f"{show(self.path)}: {path}: {key.code} {key.name}"
        if key.code == ALWAYS_REPORTED:
            return f"{entry} is always reported: remove the line"
        count = self.accepted[key]
        return f"{entry}: {count} accepted, {found} found: write the baseline again"


def read_baseline(path: str, option: str) -> Baseline:
    """Return the baseline in the file *path*; raise OptionError if it is none.

    *option* is what the error calls the option that the path comes from.
    """
    try:
        return Baseline(path, parse(files.read_text(path)))
    except files.UnreadableFile as error:
        problems = [str(error).removeprefix("it ")]
        if not os.path.lexists(path):
            problems = [_describe_missing(path)]
    except BaselineError as error:
        problems = [f"is not a baseline: {problem}" for problem in error.args]
    place = f"{option}: {quote(show(path))}"
    raise OptionError("\n".join(escape(f"{place} {problem}") for problem in problems))


def _describe_missing(path: str) -> str:
    """Return what is wrong with the *path* of a baseline that does not exist."""
    slashed = path.replace("\\", "/")
    if slashed != path and os.path.lexists(slashed):  # as Windows writes it
        return f"has a backslash: write {quote(show(slashed))}"
    return "does not exist: `check --write-baseline FILE` writes it"


@lru_cache(maxsize=1024)
def _find_folder(folder: str, start: str) -> str:
    """Return the path from *start* to *folder*, with slashes."""
    try:
        found = os.path.relpath(folder, start)
        if found.split(os.sep, 1)[0] == os.pardir:
            # The same folder may have been reached through a link.
            found = os.path.relpath(os.path.realpath(folder), os.path.realpath(start))
    except ValueError:  # another drive
        found = folder
    return found.replace(os.sep, "/")


def show(path: str) -> str:
    """Return *path* relative to the working directory, if it is shorter so."""
    try:
        return min(os.path.relpath(path), path, key=len)
    except (OSError, ValueError):
        return path
