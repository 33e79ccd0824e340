"""What the other files of a project import from a file.

Their text is searched; nothing is parsed or run.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import layout

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MAX_FILES: Final = 20_000
"""In a project of more files every name counts as imported."""
MAX_SIZE: Final = 2_000_000
"""Files of more bytes are taken for data and not searched."""

_IGNORED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages"})
_FROM = re.compile(
    r"\bfrom[ \t]+([\w.]+)[ \t\\]+import\b[ \t]*"
    r"(\([^)]*\)|[^\r\n;#]*(?:\\\r?\n[^\r\n;#]*)*)"
)
_PAIR = re.compile(r"\b(?=([^\W\d]\w*)\s?\.\s?([^\W\d]\w*))")
_WORD = re.compile(r"\w+|\*")
_COMMENT = re.compile(r"#[^\n]*")

_IMPORT = re.compile(
    r"^[ \t]*(?:lazy[ \t]+)?import[ \t]+([\w.][^\r\n;#]*(?:\\\r?\n[^\r\n;#]*)*)",
    re.MULTILINE,
)
_IMPORTED = re.compile(r"([\w.]+)(?:[ \t\\]+as[ \t\\]+(\w+))?")
_USED = re.compile(r"\b([^\W\d]\w*)[ \t]*(\.?)[ \t]*(\w*)")
_STAR = re.compile(r"\bimport[ \t]*\*|\b(?:globals|exec|setattr)\b")
_BY_NAME = re.compile(
    r"\b(?:import_module|__import__|importorskip|run_module|run_path|modules|multiple)\b"
)
"""What reaches a module by a string that names it."""
_COMPUTED = re.compile(
    r"\b(?:import_module|__import__)[ \t]*\(\s*(?:[^\W\d\"']|[\"'][\w.]*[\"']\s*[+%])"
)
"""An import of a module by a name that is put together."""
_TAKEN_WHOLE = re.compile(
    r"\b(?:vars|dir|getmembers)[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*[,)]"
    r"|\b([^\W\d]\w*)[ \t]*\.[ \t]*__dict__\b"
    r"|\bgetattr[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*,"
    r"[ \t]*(?:[^\W\d]|[\"'][\w.]*[\"'][ \t]*[+%])"
)
"""What takes all names of a module, or one by a name that is put together."""
_QUOTED = re.compile(r"[\"']([\w.]+?)(?:\.py|:[\w.]*)?[\"']")
_REFERENCE = re.compile(r"[\"'](?:[\w.-]+ *= *)?([\w.]+) *: *(\w+)")
"""A string that names a module and something in it, as entry points do."""
_INSTANCES: Final = frozenset({"self", "cls"})
"""What no module is called."""

_ASSIGNED = re.compile(r"^[ \t]*([^\W\d][\w.]*)[ \t]*=(?!=)", re.MULTILINE)

_DEFINITION = re.compile(
    r"^[ \t]+(?:async[ \t]+)?(?:def[ \t]+(?=\w+[ \t]*\()|(?=\w+[ \t]*=[^=]))(\w+)",
    re.MULTILINE,
)
"""What may be defined in a class."""

_LITERAL_EXPORTS: Final = re.compile(
    r"^__all__[ \t]*=[ \t]*(?:\[[^][()]*\]|\([^][()]*\))[ \t]*(?:#.*)?$", re.MULTILINE
)
"""An ``__all__`` that lists what a star import takes."""

_STAR_IMPORT: Final = "*"
EVERYTHING: Final = "**"
_ANY_MODULE: Final = ("", "")
"""Stands for a module whose name is put together."""
_DEFINED: Final = "def"
"""Stands for the names that a file defines in a class or a function."""
_PATCH: Final = "="
"""Comes before a name that is assigned, or may be."""
_ITSELF: Final = ""
"""Stands for a module that is used otherwise than by its attributes."""


def may_be_imported(path: str, name: str) -> bool:
    """Return whether another file of the project may use *name* of the file at *path*.

    Errs on the side of True: an import from any module of that name counts, and so
    does ``module.name`` anywhere, also in a string.  A file that does something else
    with the module than take its attributes (gives it another name, passes it to
    ``setattr`` or ``patch.object``) may use whatever it names anywhere.
    """
    path = os.path.abspath(path)
    module = _module_name(path)
    if name in _words(f"{os.path.splitext(path)[0]}.pyi"):
        return True
    index = _index(layout.find_root(path))
    if index is None:
        return True
    users = index.get((module, name), set()) | index.get((module, EVERYTHING), set())
    if users - {path}:
        return True
    if index.get((module, _STAR_IMPORT), set()) - {path} and not _lists_exports(path):
        return True
    handlers = index.get((module, _ITSELF), set()) | index.get(_ANY_MODULE, set())
    return any(_names(user, name) for user in handlers - {path})


def _lists_exports(path: str) -> bool:
    """Return whether the file at *path* says in one list what a star import takes."""
    text = _read(path)
    return text.count("__all__") == 1 and _LITERAL_EXPORTS.search(text) is not None


def _module_name(path: str) -> str:
    """Return the last component of the name of the module at *path*."""
    folder, base = os.path.split(path)
    module = base.partition(".")[0]
    return os.path.basename(folder) if module == "__init__" else module


def may_be_patched(path: str, name: str, reached: str) -> bool:
    """Return whether a file of the project may replace *name* of the file at *path*.

    Or *reached*, a dotted name that is reached from there: then its uses have to go on
    reaching it so.  Only strings, assignments and modules passed to functions count.
    """
    path = os.path.abspath(path)
    index = _index(layout.find_root(path))
    if index is None:
        return False
    above, _, last = reached.rpartition(".")
    if above and index.get((above.rpartition(".")[2], f"{_PATCH}{last}")):
        return True
    module = _module_name(path)
    if index.get((module, f"{_PATCH}{name}")):
        return True
    handlers = index.get((module, _ITSELF), set())
    return any(_names(user, name) for user in handlers - {path})


def may_be_defined(path: str, name: str) -> bool:
    """Return whether another file of the project defines, or assigns, *name*."""
    path = os.path.abspath(path)
    index = _index(layout.find_root(path))
    return index is None or bool(index.get((_DEFINED, name), set()) - {path})


def may_star_bind(path: str, module: str, name: str) -> bool:
    """Return whether ``from module import *`` in the file at *path* may bind *name*.

    Only a module of the project, or one beside the file, can be looked into.
    """
    base = module.lstrip(".")
    folder = os.path.dirname(os.path.abspath(path))
    for _ in range(len(module) - len(base) - 1):
        folder = os.path.dirname(folder)
    folders = [folder] if base != module else [folder, layout.find_root(path)]
    for above in folders:
        place = os.path.join(above, *base.split("."))
        for candidate in (f"{place}.py", os.path.join(place, "__init__.py")):
            if os.path.isfile(candidate):
                text = _read(candidate)
                return (
                    not text
                    or _STAR.search(text) is not None
                    or name in _words(candidate)
                )
    return True


def forget() -> None:
    """Forget what was read, so that projects are read again."""
    _index.cache_clear()
    _words.cache_clear()


@lru_cache(maxsize=8)
def _index(root: str) -> dict[tuple[str, str], set[str]] | None:
    """Return the files that use a name of a module; of that, the last component only.

    None is returned for a project that is too large.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for number, path in enumerate(_files(root)):
        if number >= MAX_FILES:
            return None
        text = _read(path)
        pairs = {*_find_imports(text, path), *_PAIR.findall(text), *_find_patches(text)}
        pairs.update((_DEFINED, name) for name in _DEFINITION.findall(text))
        for pair in pairs:
            found.setdefault(pair, set()).add(path)
    return found


def _find_imports(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the names that *text* imports from modules, and the modules it handles."""
    aliases: dict[str, set[str]] = {}
    """The names that may be modules: what each of them was called there."""
    # With one more closing parenthesis at its end, no opening one makes the search go
    # on to the end of the text in vain, again and again.
    for match in _FROM.finditer(f"{text})"):
        module, listed = match.groups()
        last = module.rpartition(".")[2] or _name_of_folder(path, len(module))
        names = _WORD.findall(_COMMENT.sub("", listed))
        for name, following, alias in _with_next(names):
            yield last, name
            bound = alias if following == "as" else name
            aliases.setdefault(bound, set()).add(name)
    for match in _IMPORT.finditer(text):
        for module, alias in _IMPORTED.findall(match[1]):
            last = module.rpartition(".")[2]
            aliases.setdefault(alias or last, set()).add(last)
    for module, name in _REFERENCE.findall(text):
        yield module.rpartition(".")[2], name
    handled = set(_find_handled(text, aliases)) if aliases else set()
    if _COMPUTED.search(text):
        yield _ANY_MODULE
    if _BY_NAME.search(text):
        names = _QUOTED.findall(text)
        handled.update((module.rpartition(".")[2], _ITSELF) for module in names)
    yield from handled
    if _takes_names_of_variables(text, aliases):
        # One of them may be bound to any module that the file hands on.
        for module, how in handled:
            if how == _ITSELF:
                yield module, EVERYTHING


def _find_patches(text: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes that *text* may assign: targets, names in strings."""
    for dotted in (*_QUOTED.findall(text), *_ASSIGNED.findall(text)):
        for above, name in _PAIR.findall(dotted):
            yield above, f"{_PATCH}{name}"


def _name_of_folder(path: str, level: int) -> str:
    """Return the name of the package that *level* dots mean in the file at *path*."""
    folder = os.path.dirname(path)
    for _ in range(level - 1):
        folder = os.path.dirname(folder)
    return os.path.basename(folder)


def _with_next(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each word with the two that follow it."""
    padded = [*names, "", ""]
    yield from zip(names, padded[1:], padded[2:])


def _find_handled(text: str, aliases: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield the modules that *text* uses otherwise than by ``module.name``.

    *aliases* are the names that the file imports.  Names under another name than the
    module's own are found here as well.
    """
    # What imports name is no use of it.
    code = _IMPORT.sub("", _FROM.sub("", f"{text})"))
    for match in _TAKEN_WHOLE.finditer(code):
        for module in aliases.get(match[match.lastindex or 1], ()):
            yield module, EVERYTHING
    for word, dot, attribute in _USED.findall(code):
        for module in aliases.get(word, ()):
            if not dot:
                yield module, _ITSELF
            elif module != word:
                yield module, attribute


def _takes_names_of_variables(text: str, aliases: Collection[str]) -> bool:
    """Return whether names of something are taken that *text* does not import."""
    return any(
        match[match.lastindex or 1] not in aliases
        and match[match.lastindex or 1] not in _INSTANCES
        for match in _TAKEN_WHOLE.finditer(text)
    )


def _files(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _IGNORED_FOLDERS
            and not name.startswith(".")
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(names):
            if name.endswith((".py", ".pyi", ".pyx")):
                yield os.path.join(folder, name)


def _read(path: str) -> str:
    try:
        if os.path.getsize(path) > MAX_SIZE:
            return ""
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _names(path: str, name: str) -> bool:
    """Return whether a file has *name* as an attribute, an argument or in a string."""
    if name not in _words(path):
        return False
    found = re.search(rf"[\"'.]\s*{name}\b|\b{name}\s*=", _read(path))
    return found is not None


@lru_cache(maxsize=256)
def _words(path: str) -> frozenset[str]:
    """Return all words of the file at *path*; none if it cannot be read."""
    return frozenset(_WORD.findall(_read(path)))
