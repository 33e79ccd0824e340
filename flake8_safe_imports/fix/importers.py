"""What the other files of a project import from a file.

Their text is searched; nothing is parsed or run.
"""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.fix import targets
from flake8_safe_imports.fix.project_files import (
    DOCUMENTS,
    begin,
    find_root,
    read_text,
    read_words,
)
from flake8_safe_imports.fix.words import STAR, Words, index_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_FROM = re.compile(
    r"(?:\b|(?<=\\n))from\b([\w. \t]{0,200}?)\bimport\b[ \t]*"
    r"(\([^)#]*(?:#[^\n]*\n[^)#]*)*\)|[^\r\n;#]*)"
)
"""Also in a string, after an escaped line end."""
_PAIR = re.compile(r"\b(?=([^\W\d]\w*)\s*\.\s*([^\W\d]\w*))")
_WORD = re.compile(r"\w+|\*")
_COMMENT = re.compile(r"#[^\n]*")

_IMPORT = re.compile(
    r"(?:^|[^\w\s]|\\n)[ \t]*(?:lazy[ \t]+)?import[ \t]+([\w.][^\r\n;#]*)",
    re.MULTILINE,
)
"""At the start of a line, or after ``;``, ``:``, ``>>>`` or a quote."""
_IMPORTED = re.compile(r"([\w.]+)(?:[ \t]+as[ \t]+(\w+))?")
_USED = re.compile(r"\b([^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)\s*([.(]?)")
"""A whole chain: where it ends tells whether a module is only passed through."""
_STAR = re.compile(r"\bimport[ \t]*\*|\b(?:globals|exec|setattr)\b")
_BY_NAME = re.compile(
    r"\b(?:import_module|__import__|importorskip|run_module|run_path|modules|multiple)\b"
)
"""What reaches a module by a string that names it."""
_COMPUTED = re.compile(
    r"\b(?:import_module|__import__)[ \t]*\(\s*(?:[^\W\d\"']|[\"'][\w.]*[\"']\s*[+%])"
)
"""An import of a module by a name that is put together."""
_COMPUTING: Final = ("import_module", "__import__")
_TAKEN_WHOLE = re.compile(
    r"\b(?:vars|dir|getmembers)[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*[,)]"
    r"|\b([^\W\d]\w*)[ \t]*\.[ \t]*__dict__\b"
    r"|\bgetattr[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*,"
    r"[ \t]*(?:[^\W\d]|[\"'][\w.]*[\"'][ \t]*[+%])"
)
"""What takes all names of a module, or one by a name that is put together."""
_TAKING: Final = (
    *("vars", "dir", "getmembers", "getattr", "__dict__"),
    *("exec", "exec_", "execfile", "run_path"),
)
"""The words in the text of what takes any name of a module, see below and above."""
_RUN = re.compile(r"\b(?:exec|exec_|execfile|run_path)\b")
"""What runs the text of a file: its names are those of the one that does so then."""
_FILE_NAME = re.compile(r"\b(\w+)\.py\b[\"']")
_QUOTED = re.compile(r"[\"']([\w.]+?)(?:\.py|:[\w.]*)?[\"']")
_REFERENCE = re.compile(r"[\"'](?:[\w.-]+ *= *)?([\w.]+) *: *(\w+)")
"""A string that names a module and something in it, as entry points do."""

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

EVERYTHING: Final = "**"
_ANY_MODULE: Final = ("", "")
"""Stands for a module whose name is put together."""
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
    if name in read_words(f"{os.path.splitext(path)[0]}.pyi"):
        return True
    words = index_words(find_root(path))
    if words is None:
        return True
    others = _Others(words, path)
    return (
        others.use(module, name)
        or (others.take_all(module) and not _lists_exports(path))
        or others.take_any(module)
        or others.handle(module, name, _ANY_MODULE)
    )


def _lists_exports(path: str) -> bool:
    """Return whether the file at *path* says in one list what a star import takes."""
    text = read_text(path)
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
    words = index_words(find_root(path))
    if words is None:
        return False
    everywhere, others = _Others(words), _Others(words, path)
    above, _, last = reached.rpartition(".")
    if above and everywhere.patch(above.rpartition(".")[2], last):
        return True
    module = _module_name(path)
    return everywhere.patch(module, name) or others.handle(module, name)


def may_be_reached(path: str, name: str, attribute: str) -> bool:
    """Return whether a file of the project has ``name.attribute``, also in a string."""
    words = index_words(find_root(os.path.abspath(path)))
    return words is None or _Others(words).use(name, attribute)


def may_spread(path: str, name: str) -> bool:
    """Return whether a new *name* of the file may replace one of another file.

    It may if that file takes all names of this one, and binds the name itself.
    """
    path = os.path.abspath(path)
    words = index_words(find_root(path))
    if words is None:
        return True
    module = _module_name(path)
    return _Others(words, path).take_all(module, name) and not _lists_exports(path)


def may_be_defined(path: str, name: str) -> bool:
    """Return whether another file of the project defines, or assigns, *name*."""
    path = os.path.abspath(path)
    words = index_words(find_root(path))
    return words is None or bool(_find_definers(words, name) - {path})


@lru_cache(maxsize=256)
def _find_definers(words: Words, name: str) -> frozenset[str]:
    """Return the files that define, or assign, *name*."""
    return frozenset(
        path
        for path in words.find(name)
        if not path.endswith(DOCUMENTS) and name in _DEFINITION.findall(read_text(path))
    )


def may_star_bind(path: str, module: str, name: str) -> bool:
    """Return whether ``from module import *`` in the file at *path* may bind *name*.

    Only a module of the project, or one beside the file, can be looked into.
    """
    base = module.lstrip(".")
    folder = os.path.dirname(os.path.abspath(path))
    for _ in range(len(module) - len(base) - 1):
        folder = os.path.dirname(folder)
    folders = [folder] if base != module else [folder, find_root(path)]
    for above in folders:
        place = os.path.join(above, *base.split("."))
        for candidate in (f"{place}.py", os.path.join(place, "__init__.py")):
            if os.path.isfile(candidate):
                text = read_text(candidate)
                return (
                    not text
                    or _STAR.search(text) is not None
                    or name in read_words(candidate)
                )
    return True


def forget(given: Iterable[str] = ()) -> None:
    """Forget what was read, so that projects are read again.

    *given* are the files and folders that are to be fixed.
    """
    index_words.cache_clear()
    _find_definers.cache_clear()
    _find_users.cache_clear()
    _find_pairs.cache_clear()
    targets.forget()
    begin(given)


class _Others:
    """Every file of a project except one.

    Only those that have the words in question are searched closely.
    """

    def __init__(self, words: Words, path: str = "") -> None:
        self._words = words
        self._path = path

    def use(self, module: str, name: str) -> bool:
        """Return whether one takes *name* from a module, or names both with a dot."""
        return any(self._find(module, (name,), (module, name)))

    def patch(self, module: str, name: str) -> bool:
        """Return whether one may assign *name* in a module."""
        return any(self._find(module, (name,), (module, f"{_PATCH}{name}")))

    def take_all(self, module: str, bound: str = "") -> bool:
        """Return whether one imports all names of a module, and binds a name itself."""
        users = self._find(module, (STAR,), (module, STAR))
        return any(not bound or _binds(user, bound) for user in users)

    def take_any(self, module: str) -> bool:
        """Return whether one may take whatever a module has."""
        return any(self._find(module, _TAKING, (module, EVERYTHING)))

    def handle(self, module: str, name: str, *more: tuple[str, str]) -> bool:
        """Return whether one handles a module, or does *more*, and names *name*."""
        users = self._find(module, (name,), (module, _ITSELF), *more)
        return any(_names(user, name) for user in users)

    def _find(
        self, module: str, words: tuple[str, ...], *wanted: tuple[str, str]
    ) -> Iterator[str]:
        """Yield what has one of *words* and uses a module in a *wanted* way."""
        users = _find_users(self._words, module, words, frozenset(wanted))
        return (path for path in users if path != self._path)


@lru_cache(maxsize=4096)
def _find_users(
    words: Words,
    module: str,
    names: tuple[str, ...],
    wanted: frozenset[tuple[str, str]],
) -> tuple[str, ...]:
    """Return the files with one of *names* that use a module in a *wanted* way.

    Many files of a project ask for the same.
    """
    # A package may be meant by dots, and any module by a name that is put together.
    near = words.find(module) | words.find_below(module)
    if _ANY_MODULE in wanted:
        near |= words.find(*_COMPUTING)
    found = sorted(words.find(*names) & near)
    return tuple(path for path in found if not wanted.isdisjoint(_find_pairs(path)))


@cache
def _find_pairs(path: str) -> set[tuple[str, str]]:
    """Return what the file at *path* uses of modules and patches."""
    text = read_text(path)
    if path.endswith(DOCUMENTS):
        if not (_FROM.search(text) or _IMPORT.search(text)):
            return set()
        # What they say of modules in general is no use of any.
        pairs = {*_find_imports(text, path), *_PAIR.findall(text)}
        return pairs - {_ANY_MODULE}
    return {*_find_imports(text, path), *_PAIR.findall(text), *_find_patches(text)}


def _find_imports(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the names that *text* imports from modules, and the modules it handles."""
    aliases: dict[str, set[str]] = {}
    """The names that may be modules: what each of them was called there."""
    # With one more closing parenthesis at its end, no opening one makes the search go
    # on to the end of the text in vain, again and again.
    for match in _FROM.finditer(f"{text}\n)"):
        module, listed = "".join(match[1].split()), match[2]
        last = module.rpartition(".")[2] or _name_of_folder(path, len(module))
        names = _WORD.findall(_COMMENT.sub("", listed))
        for name, following, alias in _with_next(names):
            yield last, name
            bound = alias if following == "as" else name
            aliases.setdefault(bound, set()).add(name)
    for match in _IMPORT.finditer(text):
        for module, alias in _IMPORTED.findall(match[1]):
            first, last = module.partition(".")[0], module.rpartition(".")[2]
            aliases.setdefault(alias or last, set()).add(last)
            if not alias:
                aliases.setdefault(first, set()).add(first)
    for module, name in _REFERENCE.findall(text):
        yield module.rpartition(".")[2], name
    handled = set(_find_handled(text, aliases)) if aliases else set()
    if _COMPUTED.search(text):
        yield _ANY_MODULE
    if _BY_NAME.search(text):
        quoted = {module.rpartition(".")[2] for module in _QUOTED.findall(text)}
        handled.update((module, _ITSELF) for module in quoted - {""})
    if _RUN.search(text):
        handled.update((name, EVERYTHING) for name in _FILE_NAME.findall(text))
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
    code = _IMPORT.sub("", _FROM.sub("", f"{text}\n)"))
    for match in _TAKEN_WHOLE.finditer(code):
        for module in aliases.get(match[match.lastindex or 1], ()):
            yield module, EVERYTHING
    for chain, following in _USED.findall(code):
        word, dot, rest = chain.partition(".")
        modules = aliases.get(word.rstrip())
        if modules is None:
            continue
        attributes = "".join(rest.split()).split(".")
        for module in modules:
            if not dot:
                yield module, _ITSELF
            elif module != word:
                yield module, attributes[0]
        if dot and following != "(":
            # It may be a module of the package that the chain begins with.
            yield attributes[-1], _ITSELF


def _takes_names_of_variables(text: str, aliases: Collection[str]) -> bool:
    """Return whether names of something are taken that *text* does not import."""
    return any(
        match[match.lastindex or 1] not in aliases
        and match[match.lastindex or 1] not in RECEIVERS
        for match in _TAKEN_WHOLE.finditer(text)
    )


def _names(path: str, name: str) -> bool:
    """Return whether a file has *name* as an attribute, an argument or in a string."""
    if name not in read_words(path):
        return False
    blanks = r"(?:\s|#[^\n]*\n)*"
    found = re.search(rf"[\"'.]{blanks}{name}\b|\b{name}\s*=", read_text(path))
    return found is not None


def _binds(path: str, name: str) -> bool:
    """Return whether a file may bind *name*, otherwise than by ``import name``."""
    if name not in read_words(path):
        return False
    how = rf"(?<![\w.]){name}\s*(?:[,:)]|=(?!=))|\b(?:as|class|def|for)\s+{name}\b"
    return re.search(how, read_text(path)) is not None
