"""Which files of a project import a file, and which file a dotted name is in.

The text of the files is searched; nothing is parsed or run. It is read once for a
project, and only when something is about to be reported.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from functools import cache, cached_property, lru_cache
from itertools import accumulate

from flake8_safe_imports.project import files, layout, tree
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.package_names import (
    find_package_names,
    resolve_relative,
)
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

_BRACKET: Final = r"\((?:[^)#]+|#[^\n]*)*"
"""What is in a bracket, until it is closed."""
_STATEMENT: Final = (
    r"(?P<indent>[ \t]*(?:[^\n#\"']*?[;:][ \t]*)??(?:lazy[ \t]+)?)"
    r"(?:from[ \t]+(?P<module>[.\w]+)[ \t]+import\b[ \t]*"
    rf"(?P<names>{_BRACKET}|[^\n;]*)|import[ \t]+(?P<modules>[^\n;]*))"
)
"""An import statement, or what looks like one: on a line of its own, or after others.

What comes before it on its line counts as indentation.
"""
_CALLED: Final = ("import_module", "__import__", "importorskip")
_CALL: Final = (
    rf"""\b(?:{"|".join(_CALLED)})\(\s*(?:\w+\s*=\s*)?["'](?P<module>[.\w]+)["']"""
)
_MAIN: Final = rb"""__name__\s*==\s*["']__main__["']"""
_STAR: Final = r"\bimport[ \t(]+\*|\b(?:exec|globals|vars|setattr)\("
"""What may bind any name."""
_COMMENT: Final = r"#[^\n]*"
_REST: Final = rf"(?:[^\n(#]*{_BRACKET})*[^\n]*"
"""What is left of a line, or of lines within brackets."""
_SUFFIXES: Final = (".py", ".pyw", ".pyx")
_STARTERS: Final = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "noxfile.py",
    "Makefile",
    "Procfile",
    "Dockerfile",
)
"""Where a project says what is run: entry points and commands."""
_MOST_PARTS: Final = 20
"""How many components of a name are looked at."""
_MOST_KEPT: Final = 4096
"""How many statements are remembered."""
_DOTTED: Final = r"[.\w]+"
_MOST_SEARCHES: Final = 16
"""How many names are searched for before all imports of a project are read."""


class Importer:
    """A file that imports another one."""

    __slots__ = ("is_indented", "path")

    def __init__(self, path: str, is_indented: bool) -> None:
        self.path: Final = path
        self.is_indented: Final = is_indented
        """Whether every import of it may depend on something, or be in a function."""


def find_importers(path: str) -> list[Importer] | None:
    """Return the files in the project of *path* that import it, sorted.

    None if that is not known: the project is too large, or has no name for the file.
    """
    imports = _open_imports(layout.find_root(path))
    names = list_names(path)
    if imports is None or not names:
        return None
    found: dict[str, bool] = {}
    # What is in a package is not a reason to load it.
    folder, base = os.path.split(path)
    inside = os.path.join(folder, "") if base.startswith("__init__.") else path
    for name in sorted({name.rpartition(".")[2] for name in names}):
        for importer, is_indented, imported in imports.find(name):
            if not importer.startswith(inside) and not names.isdisjoint(
                resolve(importer, imported)
            ):
                found[importer] = is_indented and found.get(importer, True)
    return [Importer(*item) for item in sorted(found.items())]


def is_program(path: str) -> bool:
    """Return whether the file at *path* may be run by itself."""
    if os.path.basename(path) == "__main__.py":
        return True
    return re.search(_MAIN, files.read_or_nothing(path)) is not None or _is_started(
        path
    )


def _is_started(path: str) -> bool:
    """Return whether an entry point or a command of the project names *path*."""
    stem = os.path.basename(path).partition(".")[0]
    for folder in layout.list_folders(path):
        text = _read_starters(folder)
        relative = layout.relative_to(folder, path)
        if stem != "__init__" and stem not in text:
            continue
        names = "|".join(re.escape(name) for name in sorted(list_names(path)))
        started = (
            rf"(?<![\w.])(?:{names}):[^\W\d]"
            rf"""|-m[\s"',]+(?:{names})(?![\w.])"""
            rf"""|python[\d.]*[\s"',]+(?:\./)?{re.escape(relative)}(?!\w)"""
        )
        if re.search(started, text):
            return True
    return False


@cached()
def _read_starters(folder: str) -> str:
    paths = (os.path.join(folder, name) for name in _STARTERS)
    return "\n".join(map(files.read_leniently, paths))


def find_file(dotted: str, path: str) -> tuple[str, str] | None:
    """Return the file of the project of *path* that *dotted* is in, and what in it.

    None if there is none, or if the name is that of the file alone.
    """
    parts = dotted.split(".")
    for root in layout.find_import_roots(path):
        found = _find_below(root, parts)
        if found is not None:
            return found
    return None


@cached(1024)
def may_export(module: str, name: str, path: str) -> bool:
    """Return whether the project's *module* may have a *name* of its own.

    False only if its file does nothing with *name* but import the module of that name.
    """
    found = find_file(f"{module}.{name}", path)
    if found is None or found[1] != name:
        return True
    try:
        text = files.read_bytes(found[0]).decode("utf-8", "replace")
    except files.UnreadableFile:
        return True
    return bool(re.search(_STAR, text)) or bool(_find_binding(name).search(text))


@cache
def _find_binding(name: str) -> re.Pattern[str]:
    """Return what finds, in a text, where *name* may be bound."""
    return re.compile(
        rf"(?m)\b(?:as|class|def|for|global)[ \t(]+{name}\b|[\"']{name}[\"']"
        rf"|^[ \t]*{name}\b[^\n.(]*=(?!=)"
        rf"|^[ \t]*from\b[^\n]+\bimport\b(?:[ \t]*\([^)]*|[^\n]*)\b{name}\b"
    )


def _find_below(root: str, parts: list[str]) -> tuple[str, str] | None:
    found: tuple[str, str] | None = None
    folder = root
    for number, part in enumerate(parts[:-1], 1):
        here = layout.list_folder(folder)
        rest = ".".join(parts[number:])
        folder = os.path.join(folder, part)
        if part in here.folders:
            is_regular = layout.is_package(folder)
            found = (os.path.join(folder, "__init__.py"), rest) if is_regular else None
        elif part in here.modules:
            return f"{folder}.py", rest
        else:
            break
    return found


def list_names(path: str) -> frozenset[str]:
    """Return the dotted names by which the file at *path* may be imported."""
    return frozenset(_list_names(path))


def _list_names(path: str) -> Iterator[str]:
    stem = os.path.basename(path).partition(".")[0]
    packages = find_package_names(path)
    if stem == "__init__":
        yield from packages
        return
    if not layout.is_package(os.path.dirname(path)):
        yield stem
    for package in packages:
        yield f"{package}.{stem}"


def resolve(path: str, imported: Iterable[str]) -> Iterator[str]:
    """Yield the absolute names that *imported*, as written in *path*, may mean.

    With each name come those of the packages that it is in.
    """
    packages = find_package_names(path)
    for name in imported:
        module = name.lstrip(".")
        level = len(name) - len(module)
        found = resolve_relative(level, module, packages) if level else (name,)
        for dotted in found:
            yield from accumulate(dotted.split(".")[:_MOST_PARTS], "{}.{}".format)


_Entry = tuple[str, bool, tuple[str, ...]]
"""A file, whether the import is indented, and the names that it imports."""


class _Imports:
    """The imports of a project, by a component of what they import.

    To read every import takes four times as long as to find the lines with imports, so
    the first few names are searched for, and only what has them is read.
    """

    def __init__(self, lines: dict[str, str]) -> None:
        """Take what :func:`_find_lines` returns, by path."""
        self._lines: Final = lines
        self._searched: Final[dict[str, list[_Entry]]] = {}

    def find(self, name: str) -> list[_Entry]:
        """Return each import with the component *name*, file by file."""
        if len(self._searched) < _MOST_SEARCHES:
            if name not in self._searched:
                self._searched[name] = list(self._search(name))
            return self._searched[name]
        return self._index.get(name, [])

    def _search(self, name: str) -> Iterator[_Entry]:
        for path, lines in self._lines.items():
            if name in lines:
                for entry in _read(path, lines):
                    if name in _list_parts(entry[2]):
                        yield entry

    @cached_property
    def _index(self) -> dict[str, list[_Entry]]:
        found: defaultdict[str, list[_Entry]] = defaultdict(list)
        for path, lines in self._lines.items():
            for entry in _read(path, lines):
                for part in _list_parts(entry[2]):
                    found[part].append(entry)
        return found


@cached(16)
def _open_imports(root: str) -> _Imports | None:
    """Return the imports of the files in *root*; None if there are too many files."""
    paths = tree.list_files(root)
    if paths is None:
        return None
    found = {}
    for path in paths:
        is_named = path.endswith(_SUFFIXES)
        if is_named or "." not in os.path.basename(path):
            data = files.read_or_nothing(path)
            if is_named or files.is_script(data):
                found[path] = _find_lines(data.decode("utf-8", "replace"))
    return _Imports(found)


def _find_lines(text: str) -> str:
    """Return the lines of a Python source that may be of imports, and no others.

    A line goes on after a backslash, and while a bracket is open.
    """
    text = files.join_continued(text)
    found = []
    end = 0
    rest = re.compile(_REST)
    position = text.find("import")
    while position >= 0:
        start = text.rfind("\n", end, position) + 1 or end
        match = rest.match(text, position)
        end = match.end() if match else len(text)
        found.append(text[start:end])
        position = text.find("import", end)
    return "\n".join(found)


def _read(path: str, lines: str) -> Iterator[_Entry]:
    """Yield what each statement in the *lines* of the file at *path* imports."""
    for match in _find_statements(lines):
        indent, module, names, modules = match.groups()
        if module is None:
            yield path, bool(indent), _list_modules(modules)
        else:
            yield path, bool(indent), _list_names_of(module, names)
    if any(name in lines for name in _CALLED):  # far quicker than the pattern
        for match in re.finditer(_CALL, lines):
            yield path, True, (match["module"],)


def _find_statements(text: str) -> Iterator[re.Match[str]]:
    """Yield each match of an import statement; to search for one word is quick."""
    end = 0
    pattern = re.compile(_STATEMENT)
    position = text.find("import")
    while position >= 0:
        # A line may have more than one.
        first = max(text.rfind("\n", end, position) + 1, end)
        match = pattern.match(text, first)
        if match is not None:
            end = match.end()
            yield match
        else:
            end = text.find("\n", position)
        position = -1 if end < 0 else text.find("import", end)


# Most statements of a project are in many of its files.
@lru_cache(_MOST_KEPT)
def _list_modules(modules: str) -> tuple[str, ...]:
    """Return the dotted names in the list of an ``import``."""
    found = (re.match(_DOTTED, part.strip()) for part in modules.split(","))
    return tuple(match[0] for match in found if match)


@lru_cache(_MOST_KEPT)
def _list_names_of(module: str, names: str) -> tuple[str, ...]:
    """Return the dotted names that a ``from`` imports, with their leading dots."""
    separator = "" if module.endswith(".") else "."
    words = re.findall(r"\w+", re.sub(_COMMENT, "", names))
    found = [f"{module}{separator}{name}" for name in words if name != "as"]
    return (*found, module) if module.strip(".") else tuple(found)


@lru_cache(_MOST_KEPT)
def _list_parts(imported: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        part for name in imported for part in name.strip(".").split(".")[:_MOST_PARTS]
    )
