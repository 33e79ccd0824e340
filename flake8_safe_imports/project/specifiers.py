"""Reads version specifiers, PEP 440's and Poetry's, as windows of Python versions.

A specifier admits a minor version if it admits any of its patch releases. Within a
minor version, a clause changes its answer only at the patch numbers that it mentions.
It is enough to try those, their successors and 0; the result is exact for any patch.

Usual clauses (``>=3.9``, ``<4``, ``!=3.9.*``) are read here, because importing
``packaging`` takes longer than everything else in the plugin. Others are left to it.
"""

from __future__ import annotations

import operator
import re

from flake8_safe_imports.type_checking import TYPE_CHECKING
from flake8_safe_imports.versions import MINORS, NOTHING, bit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final


class SpecifierError(ValueError):
    """A text that is not a version specifier; ``str()`` says why."""


Pythons = tuple[int, tuple[int, ...]]
"""The versions that a specifier admits: a window, and those that have no bit.

These are the versions before 2.7, and 3.0 to 3.5: 304 is 3.4. They count as 2.7 or 3.6
in the window, see :mod:`flake8_safe_imports.versions`.
"""


class _Clause:
    """One comparison: a test of releases, and the patch numbers where it may change."""

    __slots__ = ("holds", "patches")

    def __init__(
        self, holds: Callable[[tuple[int, int, int]], bool], patches: tuple[int, ...]
    ) -> None:
        self.holds: Final = holds
        self.patches: Final = patches


def read_specifier(text: str, *, strict: bool = False) -> Pythons:
    """Return what the PEP 440 specifier set *text* admits, such as ``>=3.9,<4``.

    The window may be empty. Raises SpecifierError for anything else, and for a text
    without a clause. ``>=3.9.*`` is not PEP 440, but was long read as ``>=3.9``: it is
    accepted unless *strict*.
    """
    _check_length(text)
    parts = [part.strip() for part in text.split(",")]
    for part in parts if strict else ():
        if re.fullmatch(_LEGACY, part):
            raise SpecifierError(f"{_shorten(part)} is not a version clause")
    clauses = [_read_clause(part) for part in parts if part]
    if not clauses:
        raise SpecifierError("it is empty")
    return _make_pythons(_find_admitted(clauses))


def read_poetry(text: str) -> Pythons:
    """Return what a Poetry constraint admits, such as ``^3.9 || ~2.7``.

    The window may be empty. Raises SpecifierError for what Poetry does not take.
    """
    _check_length(text)
    admitted: set[int] = set()
    for alternative in re.split(r"\|\|?", text):
        admitted.update(
            _find_admitted(map(_read_clause, _translate_alternative(alternative)))
        )
    return _make_pythons(admitted)


def translate_poetry(text: str) -> list[str]:
    """Return the PEP 440 specifiers that a Poetry constraint stands for, any of them.

    Raises SpecifierError for what Poetry does not take.
    """
    _check_length(text)
    return [",".join(_translate_alternative(part)) for part in re.split(r"\|\|?", text)]


_LONGEST: Final = 1000  # characters; bounds the work that a crafted text can cause
_ALL: Final = (*range(200, 208), *range(300, MINORS[-1] + 1))
# patterns are compiled when first needed: most runs need one of them, or none
_SIMPLE: Final = r"(~=|==|!=|<=|>=|<|>)\s*([0-9]{1,9}(?:\.[0-9]{1,9}){0,2})(\.\*)?"
_LEGACY: Final = r"((?:<=|>=|<|>)[^,*]*)\.\*"
_POETRY: Final = (
    r"(\^|~=|~|===|==|=|!=|<>|<=|>=|<|>)?\s*"
    r"[vV]?(\*|[0-9][^\s,^~=<>!|]*)(?:[\s,]+|$)"
)
_WILDCARDS: Final = r"(?:\.[*xX])+$"
_COMPARISONS: Final = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def _check_length(text: str) -> None:
    if len(text) > _LONGEST:
        raise SpecifierError(f"it is longer than {_LONGEST} characters")


def _find_admitted(clauses: Iterable[_Clause]) -> Iterator[int]:
    """Yield the minor versions with a release that all *clauses* admit."""
    clauses = tuple(clauses)
    mentioned = {patch for clause in clauses for patch in clause.patches}
    patches = sorted({0, *mentioned, *(patch + 1 for patch in mentioned)})
    for minor in _ALL:
        if any(
            all(clause.holds((minor // 100, minor % 100, patch)) for clause in clauses)
            for patch in patches
        ):
            yield minor


def _make_pythons(admitted: Iterable[int]) -> Pythons:
    window = NOTHING
    old = []
    for minor in sorted(admitted):
        # What is older than 2.7 counts as 2.7, and 3.0 to 3.5 count as 3.6.
        window |= bit(max(minor, 207))
        if minor not in MINORS:
            old.append(minor)
    return window, tuple(old)


def _read_clause(text: str) -> _Clause:
    """Read one PEP 440 clause."""
    match = re.fullmatch(_SIMPLE, text, re.ASCII)
    if not match:
        return _read_by_packaging(text)
    sign, wildcard = match[1], match[3]
    numbers = tuple(map(int, match[2].split(".")))
    if sign == "~=":
        if wildcard or len(numbers) < 2:
            return _read_by_packaging(text)
        return _read_compatible(numbers)
    if wildcard and sign in {"==", "!="}:
        return _read_wildcard(numbers, wanted=sign == "==")
    bound = _pad(numbers)
    compare = _COMPARISONS[sign]
    return _Clause(lambda release: compare(release, bound), bound[2:])


def _pad(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (*numbers, 0, 0)[:3]


def _read_compatible(numbers: tuple[int, ...]) -> _Clause:
    """Read ``~=``: at least this version, with the same numbers before the last one."""
    bound, prefix = _pad(numbers), numbers[:-1]
    return _Clause(
        lambda release: release >= bound and release[: len(prefix)] == prefix,
        bound[2:],
    )


def _read_wildcard(numbers: tuple[int, ...], *, wanted: bool) -> _Clause:
    """Read ``==`` or ``!=`` with a wildcard."""
    length = len(numbers)
    return _Clause(lambda release: (release[:length] == numbers) is wanted, numbers[2:])


def _read_by_packaging(text: str) -> _Clause:
    """Read any clause by means of packaging."""
    from packaging.specifiers import InvalidSpecifier, Specifier

    try:
        specifier = Specifier(re.sub(_LEGACY, r"\1", text))
    except (InvalidSpecifier, ValueError):
        raise SpecifierError(f"{_shorten(text)} is not a version clause") from None

    def holds(release: tuple[int, int, int]) -> bool:
        spellings = ["{}.{}.{}".format(*release)]
        if not release[2]:
            spellings.append("{}.{}".format(*release))  # for `===3.9`
        return any(specifier.contains(text, prereleases=True) for text in spellings)

    mentioned = re.findall(r"[0-9]{1,9}", text)
    return _Clause(holds, tuple(map(int, mentioned)))


def _shorten(text: str) -> str:
    """Return *text* as messages show it."""
    return ascii(text if len(text) <= 40 else f"{text[:37]}...")


def _translate_alternative(text: str) -> Iterator[str]:
    """Translate one Poetry alternative into PEP 440 clauses."""
    text = text.strip()
    pattern = re.compile(_POETRY, re.ASCII)
    position = 0
    while position < len(text):
        match = pattern.match(text, position)
        if not match:
            raise SpecifierError(f"{_shorten(text)} is not a version constraint")
        position = match.end()
        yield from _translate_comparison(match[1] or "", match[2])
    if not position:
        raise SpecifierError("it is empty")


def _translate_comparison(sign: str, version: str) -> Iterator[str]:
    """Translate one Poetry comparison into PEP 440 clauses."""
    bare = re.sub(_WILDCARDS, "", version)
    if bare == "*":
        if sign not in {"", "=", "=="}:
            raise SpecifierError(
                f"{_shorten(sign + version)} is not a version constraint"
            )
        return
    numbers = re.match(r"[0-9]+(?:\.[0-9]+)?", bare, re.ASCII)
    assert numbers, "the pattern has seen a digit"
    if sign == "^":
        # Up to the first number that is not 0 all stay the same.
        kept = re.match(r"(?:0+\.)*[0-9]+", bare, re.ASCII)
        assert kept
        yield f">={bare}"
        yield f"=={kept[0]}.*"
    elif sign == "~":
        yield f">={bare}"
        yield f"=={numbers[0]}.*"
    elif sign in {"", "=", "==", "!=", "<>"}:
        equals = "!=" if sign in {"!=", "<>"} else "=="
        yield f"{equals}{bare}" + (".*" if bare != version else "")
    else:
        yield f"{sign}{version}"
