"""Releases of Python: what tells which one runs, and which ones a test tells apart.

To support another name or call that tells the version, add it to ``_ATTRIBUTES`` or
``CALLS``.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, Callable, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.facts import flags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LAST_MICRO = 40
"""No patch release is newer; comparisons by size need this one and the first.

It is below what stands for all of them: ``sys.version_info > (3, 10, 99)``.
"""


class Release(NamedTuple):
    """One release of Python: the value of its ``sys.version_info``."""

    major: int
    minor: int
    micro: int
    releaselevel: str = "final"
    serial: int = 0


def _spell(release: Release) -> str:
    return f"{release.major}.{release.minor}.{release.micro}"


def _spell_minor(release: Release) -> str:
    return f"{release.major}.{release.minor}"


def _hexversion(release: Release) -> int:
    return release.major << 24 | release.minor << 16 | release.micro << 8 | 0xF0


_ATTRIBUTES: Final[dict[str, Callable[[Release], Any]]] = {
    "sys.version_info": lambda release: release,
    "sys.version": lambda release: f"{_spell(release)} (main)",
    "sys.hexversion": _hexversion,
}
"""What holds the version, and its value on a release."""
CALLS: Final[dict[str, Callable[[Release], Any]]] = {
    "platform.python_version": _spell,
    "platform.python_version_tuple": lambda release: tuple(_spell(release).split(".")),
    "sysconfig.get_python_version": _spell_minor,
    "distutils.sysconfig.get_python_version": _spell_minor,
}
"""Functions without arguments that return the version, and what on a release."""
VERSION_NAMES: Final = frozenset(
    {
        *_ATTRIBUTES,
        *CALLS,
        "importlib.util.MAGIC_NUMBER",
        "sys.implementation.cache_tag",
        "sys.implementation.version",
        "sys.winver",
    }
)
"""Dotted names of what holds or returns the version, evaluated here or not."""

VERSION_ATTRIBUTES: Final = frozenset({"version_info", "hexversion"})
"""Attributes that hold a version, whatever object they belong to."""

VERSION_KEYS: Final = VERSION_ATTRIBUTES | {"python_version", "python_full_version"}
"""Keys of what holds a version: ``default_environment()["python_version"]``."""
VERSION_MARKER: Final = r"python_(?:full_)?version\s*(?:[<>=!~]|in\b|not\b)"
"""What a text begins with, or contains, that is an environment marker of PEP 508."""


def find_value(dotted: str, release: Release) -> Any:
    """Return the value on *release* of what *dotted* names; None if it is unknown."""
    attribute = _ATTRIBUTES.get(dotted)
    if attribute is None and ".sys." in dotted:  # os.sys, compat.sys
        attribute = _ATTRIBUTES.get(f"sys.{dotted.rpartition('.')[2]}")
    if attribute is not None:
        return attribute(release)
    flag = flags.parse(dotted.rpartition(".")[2])
    return None if flag is None else flag.holds_on(_version(release))


def _version(release: Release) -> int:
    return 100 * release.major + release.minor


def find_window(release: Release) -> int:
    """Return the window of *release*, which counts as 2.7 if it is older."""
    return versions.bit(max(_version(release), versions.MINORS[0]))


def list_micros(parts: Iterable[ast.AST]) -> Sequence[int]:
    """Return the patch releases that a test of these nodes could tell apart."""
    found = {0, _LAST_MICRO}
    numbers: set[int] = set()
    reads_micro = False
    for node in parts:
        if isinstance(node, ast.Constant):
            found.update(_find_micros(node.value))
            if type(node.value) is int:
                numbers.add(node.value)
        elif isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) > 2:
            reads_micro = True
        elif isinstance(node, ast.Attribute):
            reads_micro = reads_micro or node.attr == "micro"
        elif isinstance(node, ast.Subscript):
            reads_micro = reads_micro or _may_take_third(node.slice)
    if reads_micro:
        found.update(near for number in numbers for near in _around(number))
    return sorted(micro for micro in found if 0 <= micro <= _LAST_MICRO)


def _find_micros(value: object) -> Iterator[int]:
    """Yield the patch releases that a whole version, in one constant, is about."""
    if isinstance(value, str):
        for digits in re.findall(r"\d{1,2}", value):
            yield from _around(int(digits))
    elif type(value) is int and value >= 0x1000000:  # sys.hexversion
        yield from _around(value >> 8 & 0xFF)


def _around(number: int) -> range:
    return range(number - 1, number + 2)


def _may_take_third(part: ast.expr) -> bool:
    """Return whether ``[part]`` may take the third item, alone or first of several."""
    if isinstance(part, ast.Slice):
        return part.lower is not None or part.step is not None
    return not isinstance(part, ast.Constant) or part.value not in (0, 1)
