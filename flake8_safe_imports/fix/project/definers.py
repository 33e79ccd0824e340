"""Which files of a project may give a class of another file a name of its own.

The class may inherit the name, a class below it may define it, or code anywhere may
assign it. A test case that no class of the project inherits from gives it to itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_safe_imports.fix.project import parsed
from flake8_safe_imports.fix.project.given import UNKNOWN
from flake8_safe_imports.fix.project.module_uses import cut_imports
from flake8_safe_imports.fix.project.project_files import DOCUMENTS, read_text
from flake8_safe_imports.fix.project.remembered import per_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.fix.project.words import Words


@per_project()
def find_definers(words: Words, name: str) -> frozenset[str]:
    """Return the files that may give *name* to a class of another file."""
    giving = re.compile(
        rf"\bdef\s+{name}\b|\b{name}\s*(?:[,:;#)\]]|=(?!=)|$)|[\"'.]{name}[\"']",
        re.MULTILINE,
    )
    return frozenset(
        path
        for path in _find_code(words, name)
        if giving.search(read_text(path)) and _gives(words, path, name)
    )


def _find_code(words: Words, name: str) -> Iterator[str]:
    return (path for path in words.find(name) if not path.endswith(DOCUMENTS))


def _gives(words: Words, path: str, name: str) -> bool:
    """Return whether the file at *path* may give *name* to a class of another file."""
    given = parsed.read_given(path)
    if given is None:
        return True
    owners = given.owners.get(name, ())
    return any(owner == UNKNOWN or _is_inherited(words, owner) for owner in owners)


@per_project()
def _is_inherited(words: Words, name: str) -> bool:
    """Return whether a class of the project may inherit from one called *name*."""
    for path in _find_code(words, name):
        if _may_inherit_from(path, name):
            given = parsed.read_given(path)
            if given is None or name in given.inherited:
                return True
    return False


def _may_inherit_from(path: str, name: str) -> bool:
    """Return whether the text of a file may make a class from one called *name*."""
    text = read_text(path)
    if re.search(rf"\b{name}[ \t]+as\b", text):
        return True
    # What a class statement, a call and the use of an attribute name is inherited by
    # nothing.
    used = rf"(?<!\w)(?<!class[ \t]){name}\b(?!\s*(?:\((?!\s*\))|\.(?!\s*__dict__\b)))"
    return re.search(used, cut_imports(text)) is not None
