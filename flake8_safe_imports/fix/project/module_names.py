"""The other names that the files of a project give to a module.

``compat = sys.modules[__name__]`` in the file itself, ``import app.before as compat``
in another one: a third file may then reach it as ``other.compat``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.project.project_files import DOCUMENTS, read_text
from flake8_safe_imports.fix.project.remembered import per_file, per_project

if TYPE_CHECKING:
    from flake8_safe_imports.fix.project.words import Words

_CHAIN: Final = r"(?:[^\W\d]\w*[ \t]*\.[ \t]*)*"
_AFTER: Final = r"(?=[ \t]*(?:[,;)#\n]|$))"
_IMPORTED: Final = re.compile(r"\b([^\W\d]\w*)[ \t]+as[ \t]+([^\W\d]\w*)", re.MULTILINE)
_ASSIGNED: Final = re.compile(
    # What begins with a mark is searched for fast.
    rf"=(?<![=!<>]=)(?!=)[ \t]*{_CHAIN}([^\W\d]\w*){_AFTER}",
    re.MULTILINE,
)
_BY_STRING: Final = re.compile(
    rf"=(?<![=!<>]=)(?!=)[ \t]*{_CHAIN}"
    r"(?:modules[ \t]*\[|modules\.get\(|import_module\(|__import__\()\s*"
    r"(?:(__name__|__package__)\b|[rRuU]?[\"'](?:[\w.]*\.)?(\w+)[\"'])"
)
_TARGET: Final = re.compile(r"([^\W\d]\w*)[ \t]*\Z")
_OWN: Final = ""
"""Stands for the module of the file itself."""
_FAR: Final = 200
_MOST: Final = 50
"""A module with more names is not followed on."""


@per_file
def _find_given(path: str) -> dict[str, set[str]]:
    """Return, by module, the names that the file at *path* gives to what may be it."""
    if path.endswith(DOCUMENTS):
        return {}
    text = read_text(path)
    found: dict[str, set[str]] = {}
    for module, name in _IMPORTED.findall(text):
        found.setdefault(module, set()).add(name)
    for pattern in (_ASSIGNED, _BY_STRING):
        for match in pattern.finditer(text):
            start = match.start()
            target = _TARGET.search(text, max(0, start - _FAR), start)
            *_, module = match.groups()
            if target is not None:
                found.setdefault(module or _OWN, set()).add(target[1])
    return found


@per_project()
def find_names(words: Words, path: str, module: str) -> frozenset[str]:
    """Return the names of the *module* at *path*: its own, and what files call it."""
    found = {module}
    pending = [*_find_given(path).get(_OWN, ()), module]
    while pending and len(found) <= _MOST:
        name = pending.pop()
        found.add(name)
        for near in words.find(name):
            pending += _find_given(near).get(name, set()) - found
    return frozenset(found)
