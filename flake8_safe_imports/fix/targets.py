"""The names that a test replaces by strings: ``patch("six.moves.urllib.parse.quote")``.

Code that reaches such a name through another module does not see what replaces it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.project_files import DOCUMENTS, find_root, read_text
from flake8_safe_imports.fix.words import index_words

if TYPE_CHECKING:
    from collections.abc import Iterable

_REPLACING: Final = ("patch", "setattr", "delattr", "multiple", "six")
"""The words in the text of what replaces something, see below."""
_TARGET: Final = re.compile(
    r"\b(?:patch|setattr|delattr|multiple)\s*\(\s*(?:target\s*=\s*)?"
    r"[rRuU]?[\"']([^\W\d][\w.]*)[\"']"
    r"|[\"'](six\.moves\.urllib\.[\w.]+)[\"']"
)
"""The string that such a function is given first; one that can be little else."""


def find_target(
    path: str, text: str, used: str, imported: str, *, is_late: bool
) -> str:
    """Return what is replaced, and reached by the dotted name *used*; or nothing.

    *used* is reached through *imported*.  That one may itself be what is replaced, if
    *is_late*: if it is imported when it is used.  *text* is that of the file at *path*,
    whose project is searched.
    """
    is_same = _is_same_object(imported)
    top = imported.partition(".")[0]
    found = _find_targets(find_root(path)), _group_targets(text)
    for target in chain(*(targets.get(top, ()) for targets in found)):
        is_seen = is_late if target == imported else not is_same
        is_on_the_way = _is_in(target, used) or _is_in(used, target)
        if is_seen and is_on_the_way and _is_in(target, imported):
            return target
    return ""


def _is_in(name: str, above: str) -> bool:
    return f"{name}.".startswith(f"{above}.")


def _is_same_object(name: str) -> bool:
    """Return whether six hands on what others have as well."""
    return _is_in(name, "six") and not _is_in(name, "six.moves.urllib")


@lru_cache(maxsize=8)
def _find_targets(root: str) -> dict[str, list[str]]:
    """Return what is replaced in the files of a project; nothing if it is too large."""
    words = index_words(root)
    if words is None:
        return {}
    paths = [path for path in words.find(*_REPLACING) if not path.endswith(DOCUMENTS)]
    return _group(chain(*(_list_targets(read_text(path)) for path in paths)))


@lru_cache(maxsize=1)
def _group_targets(text: str) -> dict[str, list[str]]:
    """Return what is replaced in one file, which every use in it asks for."""
    return _group(_list_targets(text))


def _group(targets: Iterable[str]) -> dict[str, list[str]]:
    """Return *targets*, sorted, by the top-level module that each is in."""
    found: dict[str, list[str]] = {}
    for target in sorted(set(targets)):
        found.setdefault(target.partition(".")[0], []).append(target)
    return found


def _list_targets(text: str) -> list[str]:
    return [match[match.lastindex or 1] for match in _TARGET.finditer(text)]


def forget() -> None:
    """Forget what was read."""
    _find_targets.cache_clear()
