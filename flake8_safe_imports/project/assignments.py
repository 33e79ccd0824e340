"""Names that the files of a project assign to modules: ``socket.timeout_wrap = ...``.

The text of the files is searched; nothing is parsed or run. It is read once for a
project, and only when a name is about to be reported.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.project import files, layout, tree
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_ENDINGS: Final = (".py", ".pyi", ".pyx", ".pth", ".ipynb")
ANY: Final = "*"
"""Stands for every name, where a file does not say which."""

_SET: Final = re.compile(
    r"\b([^\W\d]\w*)\.([^\W\d]\w*)(?=[ \t]*(?:=(?!=)|:[^=\n]*=(?!=)|,[^=\n()]*=(?!=)))"
)
_SET_BY_NAME: Final = re.compile(
    r"""\b([^\W\d]\w*)(?:\.__dict__|\))?[ \t]*(?:,|\[)\s*["']([^\W\d]\w*)["']"""
)
"""``setattr(m, "x", 1)``, ``m.__dict__["x"]``, ``vars(m)["x"]``, ``patch.object``."""
_SET_BY_PATH: Final = re.compile(
    r"""["'](?:\w+\.)*(\w+)\.(\w+)["'][^()]*\b(?:create|raising)[ \t]*="""
)
"""``patch("m.x", create=True)``."""
_SET_MODULE: Final = re.compile(
    r"""\bmodules(?:\[|\.setdefault\()\s*["'](?:\w+\.)*(\w+)\.(\w+)["']"""
)
"""``sys.modules["m.x"] = ...``."""
_PUT: Final = re.compile(
    r"""\bmodules(?:\[\s*["']([\w.]+)["']\s*\][ \t]*=(?!=)"""
    r"""|\.setdefault\(\s*["']([\w.]+)["']"""
    r"""|["']?[ \t]*,\s*["']([\w.]+)["'][ \t]*,)"""
)
"""``sys.modules["m"] = m``, ``setitem(sys.modules, "m", m)``."""
_PUT_TOGETHER: Final = re.compile(
    r"""\bmodules(?:["']?[ \t]*,|\.update\()\s*\{([^{}]*)"""
)
"""``patch.dict("sys.modules", {"m": m, "n": n})``, ``sys.modules.update({...})``."""
_PUT_KEY: Final = re.compile(r"""["']([\w.]+)["'][ \t]*:""")
_NAMED_MODULES: Final = re.compile(
    r"\bmodules[ \t]*=[ \t]*\w+\.modules\b"
    r"|\bfrom[ \t]+sys[ \t]+import[\w,\s(]{0,200}\bmodules\b"
)
"""What makes ``modules`` alone a name for ``sys.modules``."""
_NONE: Final = re.compile(r"[ \t]*None\b")
"""What is put there for a module that is not to be found."""
_SET_IN_QUOTED: Final = re.compile(
    r"""[\[(]\s*["'](?:\w+\.)*(\w+)["']\s*[])]\s*\.\s*(\w+)[ \t]*=(?!=)"""
    r"""|\bsetattr\(\s*[\w.]+[\[(]\s*["'](?:\w+\.)*(\w+)["']\s*[])]\s*,\s*["'](\w+)["']"""
)
"""``sys.modules["m"].x = 1``, ``setattr(import_module("m"), "x", 1)``."""
_QUOTED: Final = r"""["'](?:\w+\.)*(\w+)["']\s*[])]\s*"""
_SET_ANY: Final = (
    re.compile(r"""setattr\(\s*(?:\w+\.)*(\w+)\s*,(?!\s*[rbuRBU]?["'])"""),
    re.compile(rf"""setattr\(\s*[\w.]+[\[(]\s*{_QUOTED},(?!\s*[rbuRBU]?["'])"""),
    re.compile(r"""vars\(\s*(?:\w+\.)*(\w+)\s*\)(?!\s*\[\s*["'])"""),
    re.compile(r"""multiple\(\s*["']?(?:\w+\.)*(\w+)"""),
)
"""``setattr(m, name, 1)``, ``vars(m)``, ``patch.multiple("m", ...)``."""
_NAMESPACE: Final = re.compile(r"""\.__dict__(?!\w|\s*\[\s*["'])""")
"""``m.__dict__.update(...)``: what is before it is looked for from there."""
_OWNER: Final = re.compile(rf"(\w+)$|[\[(]\s*{_QUOTED}$")
_RENAMED: Final = re.compile(
    r"""(?m)^[ \t]*(\w+)[ \t]*=[ \t]*(?:\w+\.)*(\w+)[ \t]*(?:$|[#;])"""
    r"""|^[ \t]*(\w+)[ \t]*=[^=\n]*["'](?:\w+\.)*(\w+)["'][])]"""
)
_AS: Final = re.compile(r"[ \t]as[ \t]+(\w+)")
_LAST_WORD: Final = re.compile(r"(\w+)[ \t]*$")
_LONGEST: Final = 120
"""How much text before a word is looked at, in characters."""
_IN_A_WORD: Final = re.compile(rb"[\w\x80-\xff]$")
_SETS: Final = re.compile(rb"\b(?:setattr|vars|multiple)\(\s*[\w.]*$")
"""What may come before a class that gets a name: ``setattr(m.``."""
_LOOP: Final = re.compile(r"\bfor[ \t]+(\w+)[ \t]+in[ \t]*[(\[{]?([\w., \t]+)")


def may_assign(path: str, module: str, name: str) -> bool:
    """Return whether a file in the project of *path* may assign *name* to *module*.

    Errs on the side of True: another module of the same last name counts, and every
    project that is too large to be searched. Without a project, only files beside it
    are read.
    """
    root = layout.find_root(path)
    index = _index(root)
    return index is None or contains(index, module, name)


def may_assign_to_class(path: str, owner: str, name: str) -> bool:
    """Return whether a file in the project of *path* may set *name* on a class.

    *owner* is the dotted name of the class. It is searched for by its last component,
    and not by other names, which takes a tenth of the time of :func:`may_assign`.
    """
    root = layout.find_root(path)
    last = owner.rpartition(".")[2]
    index = _index_class(root, last)
    return index is None or name in index or ANY in index


@cached(16)
def find_above(path: str) -> frozenset[tuple[str, str]]:
    """Return what is assigned to modules before the file at *path* runs."""
    return frozenset().union(*map(_find_assigned_in, _list_above(path)))


@cached(16)
def find_replaced_above(path: str) -> frozenset[str]:
    """Return the modules that are replaced before the file at *path* runs."""
    return frozenset().union(*map(_find_replaced_in, _list_above(path)))


def _list_above(path: str) -> Iterator[str]:
    """Yield the packages and conftest.py files above the file at *path*."""
    is_packaged = True
    for folder in layout.list_folders(path):
        is_packaged = is_packaged and layout.is_package(folder)
        for name in ("__init__.py", "conftest.py"):
            other = os.path.join(folder, name)
            if other != path and (is_packaged or name == "conftest.py"):
                yield other


@cached(1024)
def _find_assigned_in(path: str) -> frozenset[tuple[str, str]]:
    return frozenset(find_in(files.read_leniently(path)))


@cached(1024)
def _find_replaced_in(path: str) -> frozenset[str]:
    return frozenset(find_replaced(files.read_leniently(path)))


def contains(found: Container[tuple[str, str]], module: str, name: str) -> bool:
    """Return whether assignments that were *found* may give *module* a *name*."""
    last = module.rpartition(".")[2]
    return (last, name) in found or (last, ANY) in found


@cached(16)
def _index(root: str) -> frozenset[tuple[str, str]] | None:
    """Return module and name of each assignment in *root*; None for too many files.

    Of dotted modules only the last component is known.
    """
    texts = _read_files(root)
    if texts is None:
        return None
    found: set[tuple[str, str]] = set()
    for text in texts:
        found.update(find_in(text.decode("utf-8", "replace")))
    return frozenset(found)


@cached(64)
def _index_class(root: str, name: str) -> frozenset[str] | None:
    """Return what the files in *root* set on classes of a *name*."""
    texts = _read_files(root)
    if texts is None:
        return None
    spelled = name.encode()
    # It begins with the name, which a search finds at once.
    pattern = re.compile(
        spelled + rb"""(?:\.(\w+)[ \t]*(?:=(?!=)|,[^=\n()]*=(?!=))"""
        rb"""|(\.__dict__)|[ \t]*\)?[ \t]*[\[,]\s*(?:["'](\w+)["'])?)"""
    )
    found: set[str] = set()
    for text in texts:
        for match in pattern.finditer(text) if spelled in text else ():
            assigned, namespace, literal = match.groups()
            before = text[max(0, match.start() - 80) : match.start()]
            if _IN_A_WORD.search(before):
                continue
            if assigned or literal:
                found.add((assigned or literal).decode("utf-8", "replace"))
            elif namespace or _SETS.search(before):
                found.add(ANY)
    return frozenset(found)


def _read_files(root: str) -> Iterator[bytes] | None:
    """Return the content of each Python file in *root*; None if there are too many."""
    paths = tree.list_files(root)
    if paths is None:
        return None
    return (files.read_or_nothing(path) for path in paths if path.endswith(_ENDINGS))


def find_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield what *text* assigns to something that may be a module, or a class."""
    found = [
        item
        for item in (*_SET.findall(text), *_SET_BY_NAME.findall(text))
        if item[0] not in RECEIVERS  # that is not a module
    ]
    if "modules" in text:
        found += _SET_MODULE.findall(text)
        found += [(name.rpartition(".")[2], ANY) for name in find_replaced(text)]
    if "create" in text or "raising" in text:
        found += _SET_BY_PATH.findall(text)
    found += [
        (owner or other, name or last)
        for owner, name, other, last in _SET_IN_QUOTED.findall(text)
    ]
    for pattern in _SET_ANY:
        found += [(owner, ANY) for owner in pattern.findall(text)]
    found += [
        (_find_before(text, match, _OWNER), ANY) for match in _NAMESPACE.finditer(text)
    ]
    if not found:
        return
    names = _read_aliases(text)
    for owner, name in found:
        yield owner, name
        for module in names.get(owner, ()):
            yield module, name


def find_replaced(text: str) -> Iterator[str]:
    """Yield the dotted names of the modules that *text* puts into ``sys.modules``."""
    if "modules" not in text:
        return
    is_named = _NAMED_MODULES.search(text) is not None
    for match in _PUT.finditer(text):
        is_missing = _NONE.match(text, match.end()) is not None
        if not is_missing and (is_named or _is_attribute(text, match.start())):
            yield str(match[match.lastindex or 1])
    for together in _PUT_TOGETHER.finditer(text):
        if is_named or _is_attribute(text, together.start()):
            items = together[1]
            for match in _PUT_KEY.finditer(items):
                if not _NONE.match(items, match.end()):
                    yield match[1]


def _is_attribute(text: str, start: int) -> bool:
    """Return whether the word at *start* is an attribute, but not one of ``self``."""
    before = text[max(0, start - _LONGEST) : start]
    owner = _LAST_WORD.search(before[:-1]) if before.endswith(".") else None
    return before.endswith(".") and (owner is None or owner[1] not in RECEIVERS)


def _read_aliases(text: str) -> dict[str, set[str]]:
    """Return what the names in *text* may be other names of."""
    names: dict[str, set[str]] = {}
    for to, plain, other, quoted in _RENAMED.findall(text):
        names.setdefault(to or other, set()).add(plain or quoted)
    for match in _AS.finditer(text):
        names.setdefault(match[1], set()).add(_find_before(text, match, _LAST_WORD))
    for alias, listed in _LOOP.findall(text):
        modules = (item.strip().rpartition(".")[2] for item in listed.split(","))
        names.setdefault(alias, set()).update(filter(str.isidentifier, modules))
    return names


def _find_before(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> str:
    """Return the word that *pattern* finds right before *match*, or nothing."""
    before = text[max(0, match.start() - _LONGEST) : match.start()]
    found = pattern.search(before)
    return next(filter(None, found.groups()), "") if found else ""
