"""Names of flags that say which Python runs: ``PY3``, ``PY_3_10_PLUS``, ``IS_PY312``.

Such a name is believed only if the file does not say itself what it is assigned. The
meaning of the digits is that of six, Django and attrs: ``PY3`` is the major version,
``PY310`` and ``PY_3_10`` are that version and all later ones.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions

if TYPE_CHECKING:
    from collections.abc import Sequence

# As text: most files have no flag, and `re` compiles each once.
_FLAG = (
    r"(?i)_*(?:IS|IN|ON|HAS|HAVE|USE|USING|AT_LEAST)?_?C?PY(?:THON)?_?V?(?:ER|ERSION)?_?"
    r"(?P<major>[23])_?(?P<minor>\d{1,2})?"
    r"(?P<only>_?ONLY)?(?P<more>_?(?:\+|PLUS|K|X|OR_(?:LATER|NEWER|ABOVE|HIGHER|GREATER)"
    r"|AND_(?:LATER|NEWER|ABOVE)|GE|GTE|UP))?_*"
)
_RESEMBLES_FLAG = (
    r"(?i)(?:^|_)C?PY(?:THON)?_?"
    r"(?:(?:V|VER|VERSION|GT|GE|GTE|LT|LE|LTE|EQ|NE|MIN|MAX|SINCE|BEFORE|AFTER|UNDER"
    r"|OVER|LESS|GREATER|OLDER|NEWER|AT_LEAST|THAN)_?)*[23]"
    r"|(?:^|_)PY(?:THON)?_?VER(?:SION)?(?:_|$)"
)
_ASKS = r"(?i)py|version|least|since|newer|above"


class Flag:
    """The versions that the digits in the name of a flag stand for."""

    __slots__ = ("includes_later", "major", "minor")

    def __init__(self, major: int, minor: int | None, includes_later: bool) -> None:
        self.major: Final = major
        self.minor: Final = minor
        self.includes_later: Final = includes_later

    def holds_on(self, version: int) -> bool:
        """Return whether the flag is true on *version*, 311 for 3.11."""
        if self.minor is None:
            return version // 100 == self.major
        if not self.includes_later and version // 100 != self.major:
            return False
        return version >= 100 * self.major + self.minor


def parse(name: str) -> Flag | None:
    """Return the meaning of the flag *name*; None if it is not a flag."""
    match = re.fullmatch(_FLAG, name)
    if match is None or (match["only"] and match["minor"]):
        return None
    major, minor = int(match["major"]), match["minor"]
    # PY26 is about Python 2 alone, PY36 also about what comes after.
    includes_later = bool(match["more"]) or major == 3
    return Flag(major, None if minor is None else int(minor), includes_later)


def find_window(name: str) -> int | None:
    """Return the window on which the flag *name* is true; None if it is not a flag."""
    found = parse(name)
    if found is None:
        return None
    return sum(map(versions.bit, filter(found.holds_on, versions.MINORS)))


def is_about_version(name: str) -> bool:
    """Return whether *name* is a flag, or resembles one whose meaning is unknown."""
    return parse(name) is not None or re.search(_RESEMBLES_FLAG, name) is not None


def asks_for_version(function: str, arguments: Sequence[ast.expr]) -> bool:
    """Return whether a call asks for a version: ``at_least_python(3, 11)``."""
    if not arguments or not re.search(_ASKS, function):
        return False
    parts = arguments
    if isinstance(arguments[0], ast.Tuple):
        parts = arguments[0].elts
    numbers = [part.value for part in parts if isinstance(part, ast.Constant)]
    return len(numbers) > 1 and numbers[0] == 3 and isinstance(numbers[1], int)
