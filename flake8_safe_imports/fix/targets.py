"""The names that a test replaces by strings: ``patch("six.moves.urllib.parse.quote")``.

Or whole modules, in ``sys.modules``.  Code that reaches such a name through another
module does not see what replaces it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.project_files import DOCUMENTS, find_root, read_text
from flake8_safe_imports.fix.words import index_words
from flake8_safe_imports.project import assignments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_REPLACING: Final = frozenset(
    ("delattr", "modules", "multiple", "object", "patch", "setattr", "six")
)
"""The words in the text of what replaces something, see below."""
_TARGET: Final = re.compile(
    r"\b(?:patch|setattr|delattr|multiple)\s*\(\s*(?:target\s*=\s*)?"
    r"[rRuU]?[\"']([^\W\d][\w.]*)[\"']"
    r"|[\"'](six\.moves\.urllib\.[\w.]+)[\"']"
)
"""The string that such a function is given first; one that can be little else."""
_TARGETING: Final = ("patch", "setattr", "delattr", "multiple", "six.moves.urllib")
"""What the text of each target has one of."""
_ATTRIBUTE: Final = re.compile(
    r"\b(?:object|setattr|delattr)\s*\(\s*(?:\w+\.)*?((?:six\.)?moves|six|urllib)"
    r"((?:\.\w+)*)\s*,\s*[rRuU]?[\"']([^\W\d]\w*)[\"']"
)
"""``patch.object(six.moves, "input")``, on an object that only six has."""
_IN_SIX: Final = {
    "six": "six",
    "moves": "six.moves",
    "six.moves": "six.moves",
    "urllib": "six.moves.urllib",
}
"""What is called so -> its dotted name."""
_WHOLE: Final = re.compile(
    r"\b(?:object|setattr|delattr)\s*\(\s*((?:six\.)?moves|six)\s*,(?!\s*[rRuU]?[\"'])"
    r"|\bmultiple\s*\(\s*[\"']?((?:six\.)?moves|six)[\"']?\s*,"
    r"|\b((?:six\.)?moves|six)\.__dict__\b|\bvars\(\s*((?:six\.)?moves|six)\s*\)"
)
"""``setattr(six.moves, name, fake)``, ``vars(six)``: any name may be meant."""
_ALIAS: Final = re.compile(
    r"\bimport[ \t]+((?:six\.)?moves|six)[ \t]+as[ \t]+(?!six\b|moves\b)(\w+)"
)
_PUT_ANY: Final = re.compile(
    r"\bmodules(?:\[(?![\s\"']|__name__)[^]\n]+\][ \t]*=(?!=)|\.update\(\s*[^\s{])"
)
"""``sys.modules[name] = fake``: any name that is in a string."""
_QUOTED: Final = re.compile(r"[\"']([^\W\d][\w.]*)[\"']")


class _Target(NamedTuple):
    """What is replaced; a whole module is, if it is put into ``sys.modules``."""

    name: str
    is_module: bool = False


def find_target(
    path: str, text: str, used: str, imported: str, *, is_late: bool
) -> str:
    """Return what is replaced, and reached by the dotted name *used*; or nothing.

    *used* is reached through *imported*.  That one may itself be what is replaced, if
    *is_late*: if it is imported when it is used.  *text* is that of the file at *path*,
    whose project is searched.
    """
    top = imported.partition(".")[0]
    found = _find_targets(find_root(path)), _group_targets(text)
    for target, is_module in chain(*(targets.get(top, ()) for targets in found)):
        is_on_the_way = _is_in(target, used) or _is_in(used, target)
        if is_module:  # every import sees it
            is_seen = _is_in(imported, target) or _is_in(target, imported)
        elif target == imported:
            is_seen = is_late
        else:
            is_seen = _is_in(target, imported) and not _is_same_object(target, used)
        if is_seen and is_on_the_way:
            return target
    return ""


def _is_in(name: str, above: str) -> bool:
    return f"{name}.".startswith(f"{above}.")


def _is_same_object(target: str, used: str) -> bool:
    """Return whether what replaces *used* sees what is assigned to *target*.

    So it is with attributes of what six hands on, and of what a module of the standard
    library had: ``collections.Mapping.get``.
    """
    if _is_in(used, "six"):
        owner = target.rpartition(".")[0]
        return not (owner in {"six", "six.moves"} or _is_in(used, "six.moves.urllib"))
    return target != used and stdlib.is_current(used.partition(".")[0])


@lru_cache(maxsize=8)
def _find_targets(root: str) -> dict[str, list[_Target]]:
    """Return what is replaced in the files of a project; nothing if it is too large."""
    words = index_words(root)
    if words is None:
        return {}
    paths = [path for path in words.find(*_REPLACING) if not path.endswith(DOCUMENTS)]
    return _group(chain(*(_list_targets(read_text(path)) for path in paths)))


@lru_cache(maxsize=1)
def _group_targets(text: str) -> dict[str, list[_Target]]:
    """Return what is replaced in one file, which every use in it asks for."""
    return _group(_list_targets(text))


def _group(targets: Iterable[_Target]) -> dict[str, list[_Target]]:
    """Return *targets*, sorted, by the top-level module that each is in."""
    found: dict[str, list[_Target]] = {}
    for target in sorted(set(targets)):
        found.setdefault(target.name.partition(".")[0], []).append(target)
    return found


def _list_targets(text: str) -> Iterator[_Target]:
    # To look for words first takes a tenth of the time of the patterns.
    if any(word in text for word in _TARGETING):
        for match in _TARGET.finditer(text):
            yield _Target(match[match.lastindex or 1])
    if any(word in text for word in _IN_SIX):
        for owner, rest, name in _ATTRIBUTE.findall(text):
            yield _Target(f"{_IN_SIX[owner]}{rest}.{name}")
        for owner in _find_whole(text):
            yield _Target(_IN_SIX[owner], is_module=True)
    for name, _ in assignments.find_put(text):
        yield _Target(name, is_module=True)
    # A copy of six quotes the names of all modules that it hands on.
    if "MovedModule" not in text and _PUT_ANY.search(text):
        for name in _QUOTED.findall(text):
            yield _Target(name, is_module=True)


def _find_whole(text: str) -> Iterator[str]:
    """Yield what may be replaced under any name, or is called by another name."""
    for match in _WHOLE.finditer(text):
        yield match[match.lastindex or 1]
    aliases = {alias: owner for owner, alias in _ALIAS.findall(text)}
    if aliases:
        for name in re.findall(r"\b(?:object|setattr|delattr)\s*\(\s*(\w+)", text):
            if name in aliases:
                yield aliases[name]


def forget() -> None:
    """Forget what was read."""
    _find_targets.cache_clear()
