"""What the other files of a project do with the names of a file.

Their text is searched, and few are parsed; nothing is run.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.project import definers, module_uses, remembered, targets
from flake8_safe_imports.fix.project.module_names import find_names, hands_itself_on
from flake8_safe_imports.fix.project.module_uses import (
    ANY_MODULE,
    COMPUTING,
    EVERYTHING,
    ITSELF,
    TAKING,
    may_bind,
    may_change,
    may_name,
    may_patch,
)
from flake8_safe_imports.fix.project.project_files import (
    DOCUMENTS,
    begin,
    find_root,
    read_text,
    read_words,
)
from flake8_safe_imports.fix.project.remembered import per_project
from flake8_safe_imports.fix.project.words import (
    STAR,
    Words,
    forget_words,
    index_words,
    update_words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from flake8_safe_imports.fix.project.replaced import Replaced

_STAR = re.compile(r"\bimport[ \t]*\*|\b(?:globals|exec|setattr)\b")
_LITERAL_EXPORTS: Final = re.compile(
    r"^__all__[ \t]*=[ \t]*(?:\[[^][()]*\]|\([^][()]*\))[ \t]*(?:#.*)?$", re.MULTILINE
)
"""An ``__all__`` that lists what a star import takes."""


class Importers:
    """What the project of one file may do with the names of that file.

    Where the project cannot be searched, it may do anything.
    """

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)
        self._module = _module_name(self._path)

    @cached_property
    def _words(self) -> Words | None:
        return index_words(find_root(self._path))

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the project calls the module of the file."""
        if self._words is None:
            return frozenset({self._module})
        return find_names(self._words, self._path, self._module)

    def may_import(self, name: str) -> bool:
        """Return whether another file of the project may use *name* of this one.

        Errs on the side of True: an import from any module of that name counts, and so
        does ``module.name`` anywhere, also in a string. A file that does something
        else with the module than take its attributes (gives it another name, passes it
        to ``setattr`` or ``patch.object``) may use whatever it names anywhere.
        """
        if name in read_words(f"{os.path.splitext(self._path)[0]}.pyi"):
            return True
        if self._words is None:
            return True
        others = _Others(self._words, self._path)
        return (
            any(others.use(module, name) for module in self._names)
            or (others.take_all(self._module) and not _lists_exports(self._path))
            or others.take_any(self._module)
            or others.handle(self._module, name, ANY_MODULE)
            or (hands_itself_on(self._path) and others.read("", frozenset({name})))
        )

    def may_patch(self, name: str, reached: str) -> bool:
        """Return whether a file of the project may replace *name* of this file.

        Or *reached*, a dotted name that is reached from there: then its uses have to
        go on reaching it so. Only strings, assignments and modules passed to
        functions count.
        """
        if self._words is None:
            return False
        everywhere, others = _Others(self._words), _Others(self._words, self._path)
        above, _, last = reached.rpartition(".")
        if above and everywhere.patch(above.rpartition(".")[2], last):
            return True
        return self.may_assign(name) or others.change(self._module, name)

    def may_assign(self, name: str) -> bool:
        """Return whether a file of the project may give this one a new *name*."""
        if self._words is None:
            return False
        others = _Others(self._words)
        return any(others.patch(module, name) for module in self._names)

    def may_watch(self, module: str) -> bool:
        """Return whether a file may ask if *module* has been imported."""
        return self._words is not None and _may_watch(self._words, module)

    def find_target(
        self, own: Replaced, used: str, imported: str, *, is_late: bool
    ) -> str:
        """Return what the project replaces of *used*; see ``targets.find_target``."""
        return targets.find_target(self._words, own, used, imported, is_late=is_late)

    def find_builtin(self, own: Replaced, name: str) -> str:
        """Return the built-in *name* if the project may replace it, else ""."""
        return targets.find_builtin(self._words, own, name)

    def may_reach(self, name: str, attribute: str) -> bool:
        """Return whether a file has ``name.attribute``, also in a string."""
        return self._words is None or _Others(self._words).use(name, attribute)

    def may_take(self, name: str) -> bool:
        """Return whether a new *name* of this file may replace one of another file.

        It may if that file takes all names of this one, and binds the name itself.
        """
        if self._words is None:
            return True
        others = _Others(self._words, self._path)
        return others.take_all(self._module, name) and not _lists_exports(self._path)

    def may_define(self, name: str) -> bool:
        """Return whether another file may give a class of this file a *name*."""
        if self._words is None:
            return True
        return bool(definers.find_definers(self._words, name) - {self._path})

    def may_have(self, word: str) -> bool:
        """Return whether any code of the project has *word*."""
        if self._words is None:
            return True
        return any(not path.endswith(DOCUMENTS) for path in self._words.find(word))

    def may_read(self, attributes: frozenset[str], *, is_near: bool) -> bool:
        """Return whether another file reads one of *attributes*, of whatever object.

        With *is_near* only files that use this one count.
        """
        if self._words is None:
            return True
        module = self._module if is_near else ""
        return _Others(self._words, self._path).read(module, attributes)

    def may_star_bind(self, module: str, name: str) -> bool:
        """Return whether ``from module import *`` in this file may bind *name*.

        Only a module of the project, or one beside the file, can be looked into.
        """
        base = module.lstrip(".")
        folder = os.path.dirname(self._path)
        for _ in range(len(module) - len(base) - 1):
            folder = os.path.dirname(folder)
        folders = [folder] if base != module else [folder, find_root(self._path)]
        for above in folders:
            place = os.path.join(above, *base.split("."))
            for candidate in (f"{place}.py", os.path.join(place, "__init__.py")):
                if os.path.isfile(candidate):
                    return _may_have(candidate, name)
        return True


def _may_have(path: str, name: str) -> bool:
    """Return whether a star import of the file at *path* may bind *name*."""
    text = read_text(path)
    return not text or _STAR.search(text) is not None or name in read_words(path)


def _lists_exports(path: str) -> bool:
    """Return whether the file at *path* says in one list what a star import takes."""
    text = read_text(path)
    return text.count("__all__") == 1 and _LITERAL_EXPORTS.search(text) is not None


def _module_name(path: str) -> str:
    """Return the last component of the name of the module at *path*."""
    folder, base = os.path.split(path)
    module = base.partition(".")[0]
    return os.path.basename(folder) if module == "__init__" else module


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
        return bool(_find_patching(self._words, module, name) - {self._path})

    def take_all(self, module: str, bound: str = "") -> bool:
        """Return whether one imports all names of a module, and binds a name itself."""
        users = self._find(module, (STAR,), (module, STAR))
        return any(not bound or may_bind(user, bound) for user in users)

    def take_any(self, module: str) -> bool:
        """Return whether one may take whatever a module has."""
        return any(self._find(module, TAKING, (module, EVERYTHING)))

    def handle(self, module: str, name: str, *more: tuple[str, str]) -> bool:
        """Return whether one handles a module, or does *more*, and names *name*."""
        users = self._find(module, (name,), (module, ITSELF), *more)
        return any(may_name(user, name) for user in users)

    def change(self, module: str, name: str) -> bool:
        """Return whether one handles a module, and may change *name* of it."""
        users = self._find(module, (name,), (module, ITSELF))
        return any(may_change(user, name) for user in users)

    def read(self, module: str, attributes: frozenset[str]) -> bool:
        """Return whether one reads one of *attributes*, and names *module*, if any."""
        return bool(_find_readers(self._words, module, attributes) - {self._path})

    def _find(
        self, module: str, words: tuple[str, ...], *wanted: tuple[str, str]
    ) -> Iterator[str]:
        """Yield what has one of *words* and uses a module in a *wanted* way."""
        users = _find_users(self._words, module, words, frozenset(wanted))
        return (path for path in users if path != self._path)


@per_project()
def _find_users(
    words: Words,
    module: str,
    names: tuple[str, ...],
    wanted: frozenset[tuple[str, str]],
) -> tuple[str, ...]:
    """Return the files with one of *names* that use a module in a *wanted* way.

    Many files of a project ask for the same.
    """
    near = _find_near(words, module)
    if ANY_MODULE in wanted:
        near = near | words.find(*COMPUTING)
    found = sorted(words.find(*names) & near)
    return tuple(path for path in found if module_uses.may_use(path, wanted))


@per_project()
def _find_near(words: Words, module: str) -> set[str]:
    """Return the files that may name a *module*: a package may be meant by dots."""
    return words.find(module) | words.find_below(module)


@per_project()
def _find_readers(
    words: Words, module: str, attributes: frozenset[str]
) -> frozenset[str]:
    """Return the files that read one of *attributes*, and name a *module*, if any."""
    names = "|".join(sorted(attributes))
    before = "" if module else r"(?<!\bself)"
    reading = re.compile(
        rf"{before}\.\s*(?:{names})\b(?!\s*=[^=])|attr\w*\([^\n]*[\"'](?:{names})[\"']"
    )
    found = words.find(*attributes)
    if module:
        found = found & _find_near(words, module)
    return frozenset(
        path
        for path in found
        if not path.endswith(DOCUMENTS) and reading.search(read_text(path))
    )


@per_project()
def _find_patching(words: Words, module: str, name: str) -> frozenset[str]:
    """Return the files that may assign *name* in a module."""
    found = _find_near(words, module) & words.find(name)
    return frozenset(path for path in found if may_patch(path, module, name))


@per_project()
def _may_watch(words: Words, module: str) -> bool:
    """Return whether a file has *module* in a string, and a word for all modules."""
    quoted = re.compile(rf"[\"']{re.escape(module)}[\"']")
    near = words.find("modules") & words.find(module.rpartition(".")[2])
    return any(quoted.search(read_text(path)) for path in near)


def forget(given: Iterable[str] = ()) -> None:
    """Forget what was read, so that projects are read again.

    *given* are the files and folders that are to be fixed.
    """
    remembered.forget()
    forget_words()
    begin(given)


def forget_files(rewritten: Collection[str]) -> None:
    """Forget what was in *rewritten* files, so that they are read again."""
    remembered.forget_files(rewritten)
    update_words(rewritten)
