"""The other names that the files of a project give to a module.

``compat = sys.modules[__name__]`` in the file itself, ``import app.before as compat``
in another one: a third file may then reach it as ``other.compat``. A file that passes
or returns its own module may be reached by any name.
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
_OWN_MODULE: Final = re.compile(
    r"(?:modules[ \t]*\[|modules\.get\(|import_module\(|__import__\()\s*"
    r"(?:__name__|__package__)\s*[\])]"
)
_BEFORE_TAKEN: Final = re.compile(
    rf"(?:(?:attr|\b(?:vars|dir|getmembers|reload))\(\s*|\bdel\s+){_CHAIN}\Z"
)
"""What comes before a module of which only names are taken."""
_AFTER_TAKEN: Final = re.compile(r"\s*(?:\.|[=!]=|=|is\b)")
_BEFORE_ASSIGNED: Final = re.compile(rf"=(?<![=!<>]=)[ \t]*{_CHAIN}\Z")
_KEY: Final = re.compile(r"\[[ \t]*[\"'](?:[\w.]*\.)?(\w+)[\"'][ \t]*\]\Z")
_TARGETS: Final = re.compile(r"[^\W\d][\w.]*(?:[ \t]*=[ \t]*[^\W\d][\w.]*)*\Z")
_SEVERAL: Final = re.compile(r"[ \t]*\(?[\w.]+(?:[ \t]*,[ \t]*[\w.]+)+\)?\Z")
_ANNOTATED: Final = re.compile(r"[ \t]*[\w.]+(?=[ \t]*:)")
_LAST: Final = re.compile(r"[^\W\d]\w*(?![\w.])")
_OWN: Final = ""
"""Stands for the module of the file itself."""
_HANDED_ON: Final = "*"
"""Is there if the file hands its own module on without giving it a name."""
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
            *_, module = match.groups()
            targets = _list_targets(text, match.start())
            if targets:
                found.setdefault(module or _OWN, set()).update(targets)
    if any(_is_handed_on(match) for match in _OWN_MODULE.finditer(text)):
        found[_HANDED_ON] = set()
    return found


def _list_targets(text: str, end: int) -> list[str]:
    """Return the last names of what is assigned to before the ``=`` at *end*."""
    start = max(text.rfind("\n", 0, end) + 1, end - _FAR)
    before = text[start:end].rstrip(" \t:")
    key = _KEY.search(before)
    if key is not None:
        return [key[1]]
    found = _SEVERAL.match(before) or _TARGETS.search(before)
    annotated = _ANNOTATED.match(before)
    matches = [match[0] for match in (found, annotated) if match is not None]
    return [name for listed in matches for name in _LAST.findall(listed)]


def _is_handed_on(match: re.Match[str]) -> bool:
    """Return whether a module may get to where any of its names is taken."""
    text, start = match.string, match.start()
    near = text[max(0, start - _FAR) : start]
    if _AFTER_TAKEN.match(text, match.end()) or _BEFORE_TAKEN.search(near):
        return False
    assigned = _BEFORE_ASSIGNED.search(near)
    return assigned is None or not _list_targets(near, assigned.start())


def hands_itself_on(path: str) -> bool:
    """Return whether the file at *path* may be reached by any name."""
    return _HANDED_ON in _find_given(path)


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
