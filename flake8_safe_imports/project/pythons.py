"""Finds the Python versions that a linted file has to support.

Files are read, never run. A declaration that cannot be understood ends the search: it
leaves the floor of the window unknown, and a note, which ``-v`` shows. Nothing here
raises.

Sources: PEP 621 (``[project]``), PEP 723 (script blocks), Poetry's documentation,
setuptools' declarative configuration, and pbr's for ``python_requires`` under
``[metadata]``.
"""

from __future__ import annotations

import os
import sys

from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.files import NoRegularFile, UnreadableFile
from flake8_safe_imports.type_checking import TYPE_CHECKING
from flake8_safe_imports.versions import (
    MINORS,
    NOTHING,
    OLDEST_MAINTAINED,
    PYTHON2,
    since,
    spell,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Final, TypeVar

    from flake8_safe_imports.project.readers import ini

    _T = TypeVar("_T")


class Declared:
    """The window of Python versions that a file must run on.

    ``origin`` says where it is from, ``notes`` what was passed over on the way.
    ``old`` are the versions meant that no window tells apart, see
    :data:`~flake8_safe_imports.project.specifiers.Pythons`. Where a declaration
    exists and cannot be understood, ``is_floor_known`` is False, and the window begins
    with the oldest version that is still maintained. If nothing is declared, it
    ``is_assumed``.
    """

    __slots__ = ("is_assumed", "is_floor_known", "notes", "old", "origin", "window")

    def __init__(
        self,
        window: int,
        origin: str,
        notes: tuple[str, ...] = (),
        old: tuple[int, ...] = (),
        *,
        is_floor_known: bool = True,
        is_assumed: bool = False,
    ) -> None:
        self.window: Final = window
        self.origin: Final = origin
        self.notes: Final = notes
        self.old: Final = old
        self.is_floor_known: Final = is_floor_known
        self.is_assumed: Final = is_assumed

    def with_notes(self, notes: tuple[str, ...]) -> Declared:
        """Return a copy with other *notes*."""
        return Declared(
            self.window,
            self.origin,
            notes,
            self.old,
            is_floor_known=self.is_floor_known,
            is_assumed=self.is_assumed,
        )


_NO_DECLARATION: Final = Declared(NOTHING, "")
_Statement = tuple[str, object, bool]
"""A place that may declare versions, the value there, and whether it is Poetry's."""


def find_supported(path: str, lines: Sequence[str]) -> Declared:
    """Return the Python versions that the file *path* has to support.

    The nearest declaration counts: the script block in the file's own *lines*, then
    what is in its folder and those above, up to the project root; then the lowest
    classifier of the nearest file that has any; then a classifier of Python 2 as a
    whole; without any, the running version and all later ones. The window is never
    empty.
    """
    if lines:
        found = _find_first(path, _read_script(lines), [])
        if found is not None:
            return found
    return _find_above(os.path.dirname(path))


def _assume_running(notes: tuple[str, ...]) -> Declared:
    """Return the window of a file that nothing is declared for."""
    major, minor = sys.version_info[:2]
    window = since(min(100 * major + minor, MINORS[-1]))
    origin = f"the running Python {major}.{minor} and later"
    return Declared(window, origin, notes, is_assumed=True)


@cached()
def _find_above(folder: str) -> Declared:
    """Return the declaration for the files in *folder*: it is the same for all."""
    folders = layout.list_folders(os.path.join(folder, "any.py"))
    # Most folders have nothing, and then the answer is that of the one above.
    return _find_nearest(tuple(filter(layout.is_marked, folders)))


@cached()
def _find_nearest(folders: tuple[str, ...]) -> Declared:
    """Return the declaration in the first of *folders* that has one."""
    notes: tuple[str, ...] = ()
    for find in (_find_in_folder, _find_classified, _find_python2):
        for folder in folders:
            found = find(folder)
            notes += found.notes
            if found.window:
                return found.with_notes(notes)
    return _assume_running(notes)


@cached()
def _find_in_folder(folder: str) -> Declared:
    """Return what the files in *folder* declare; an empty window for nothing."""
    present = layout.list_files(folder)
    if present.isdisjoint(_READERS):
        return _NO_DECLARATION
    notes: list[str] = []
    for path, read in _list_readers(folder, _READERS):
        found = _find_first(path, read(path), notes)
        if found:
            return found.with_notes(tuple(notes))
    path = os.path.join(folder, "pyproject.toml")
    if "pyproject.toml" in present and _is_dynamic(path):
        return _leave_floor_unknown(
            f"{path}: [project] dynamic", "requires-python is not found", notes
        )
    return Declared(NOTHING, "", tuple(notes))


@cached()
def _find_classified(folder: str) -> Declared:
    """Return the window that the lowest classifier in *folder* opens, if any."""
    for path, classifiers in _read_classifiers(folder):
        minors = [minor for text in classifiers for minor in _read_classifier(text)]
        if minors:
            from flake8_safe_imports.project.specifiers import read_specifier

            lowest = spell(min(minors))
            window, old = read_specifier(f">={lowest}")
            return Declared(window, f"{path}: the classifier of {lowest}", old=old)
    return _NO_DECLARATION


@cached()
def _find_python2(folder: str) -> Declared:
    """Return the window of a project that supports Python 2, but does not say more.

    From which version of Python 3 on it is supported is unknown.
    """
    for path, classifiers in _read_classifiers(folder):
        if any(text.split() == _PYTHON2_CLASSIFIER for text in classifiers):
            window = PYTHON2 | since(OLDEST_MAINTAINED)
            origin = f"{path}: the classifier of Python 2, and what is maintained"
            return Declared(window, origin, is_floor_known=False)
    return _NO_DECLARATION


def _read_classifiers(folder: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the files in *folder* that may have classifiers, with these."""
    for path, read in _list_readers(folder, _CLASSIFIER_READERS):
        try:
            classifiers = list(read(path))
        except UnreadableFile:
            continue
        yield path, classifiers


def _list_readers(
    folder: str, readers: Mapping[str, Callable[[str], _T]]
) -> Iterator[tuple[str, Callable[[str], _T]]]:
    """Yield the path of each file in *folder* that has a reader, and the reader."""
    present = layout.list_files(folder)
    for name, read in readers.items():
        if name in present:
            yield os.path.join(folder, name), read


def _find_first(
    path: str, statements: Iterator[_Statement], notes: list[str]
) -> Declared | None:
    """Return what the first of the *statements* in *path* says; None without any.

    A statement that cannot be understood leaves the floor unknown. Notes on what was
    passed over are added to *notes*.
    """
    try:
        for place, value, is_poetry in statements:
            where = f"{path}: {place}"
            if not isinstance(value, str):
                return _leave_floor_unknown(where, "it is not a string", notes)
            from flake8_safe_imports.project import specifiers

            parse = specifiers.read_poetry if is_poetry else specifiers.read_specifier
            try:
                window, old = parse(value)
            except specifiers.SpecifierError as error:
                return _leave_floor_unknown(where, str(error), notes)
            if window:
                return Declared(window, f"{where} = {value!a}", tuple(notes), old)
            reason = f"{value!a} is not a known Python version"
            return _leave_floor_unknown(where, reason, notes)
    except NoRegularFile as error:
        notes.append(f"{path}: ignored: {error}")
    except UnreadableFile as error:
        return _leave_floor_unknown(path, str(error), notes)
    return None


def _leave_floor_unknown(where: str, reason: str, notes: list[str]) -> Declared:
    """Return the window where a declaration exists that cannot be understood."""
    notes.append(f"{where} is not understood: {reason}")
    origin = "the versions still maintained"
    window = since(OLDEST_MAINTAINED)
    return Declared(window, origin, tuple(notes), is_floor_known=False)


# The readers below import what they need when they are called: a parser costs more
# than everything else that a clean file needs.


def _read_script(lines: Sequence[str]) -> Iterator[_Statement]:
    """Yield what the script block in a file's *lines* declares."""
    from flake8_safe_imports.project.readers import script, toml

    text = script.find_block(lines)
    if _may_mention(text.encode(), "requires-python"):
        document = toml.parse(text)
        if "requires-python" in document:
            value = document["requires-python"]
            yield "requires-python (script)", value, False


def _read_pyproject(path: str) -> Iterator[_Statement]:
    """Yield what a pyproject.toml declares: in ``[project]``, for Poetry, for Flit."""
    data = files.read_bytes(path)
    if not _may_mention(data, "requires-python", "poetry"):
        return
    from flake8_safe_imports.project.readers import requires_python

    place = "[project] requires-python"
    text = files.decode(data)
    plain = requires_python.find_value(text)
    if plain is not None:
        yield place, plain, False
        return
    from flake8_safe_imports.project.readers import toml

    document = toml.parse(text)
    project = toml.find_table(document, "project")
    if "requires-python" in project:
        yield place, project["requires-python"], False
    poetry = toml.find_table(document, "tool", "poetry", "dependencies")
    for name, value in poetry.items():
        if name.lower() == "python":
            place = f"[tool.poetry.dependencies] {name}"
            yield place, _join_poetry_constraints(value), True
    flit = toml.find_table(document, "tool", "flit", "metadata")
    if "requires-python" in flit:
        value = flit["requires-python"]
        yield "[tool.flit.metadata] requires-python", value, False


def _is_dynamic(path: str) -> bool:
    """Return whether a pyproject.toml leaves requires-python to its build backend."""
    try:
        document = _parse_toml(path, "requires-python")
    except UnreadableFile:
        return False
    if not document:
        return False
    from flake8_safe_imports.project.readers import toml

    project = toml.find_table(document, "project")
    dynamic = project.get("dynamic")
    return isinstance(dynamic, list) and "requires-python" in dynamic


def _parse_toml(path: str, *words: str) -> dict[str, object]:
    """Return a TOML document; an empty one if none of *words* can be a key in it."""
    data = files.read_bytes(path)
    if not _may_mention(data, *words):
        return {}
    from flake8_safe_imports.project.readers import toml

    return toml.parse(files.decode(data))


def _join_poetry_constraints(value: object) -> object:
    """Return a Poetry dependency in any of its forms as one constraint string."""
    items = value if isinstance(value, list) else [value]
    versions = [
        item.get("version") if isinstance(item, dict) else item for item in items
    ]
    if not all(isinstance(version, str) for version in versions):
        return None
    return " || ".join(map(str, versions))


def _parse_ini(path: str, *words: str) -> ini.Sections:
    """Return the sections of an INI file; none if none of *words* is in it."""
    data = files.read_bytes(path)
    lowered = data.lower()  # names of options are not case-sensitive
    if not any(word.encode() in lowered for word in words):
        return {}
    from flake8_safe_imports.project.readers import ini

    return ini.parse(files.decode(data))


def _read_setup_cfg(path: str) -> Iterator[_Statement]:
    """Yield what a setup.cfg declares, for setuptools or for pbr."""
    options = ("python_requires", "python-requires")
    sections = _parse_ini(path, *options)
    for section in ("options", "metadata"):
        values = sections.get(section, {})
        for option in options:
            if option in values:
                value = " ".join(line.text for line in values[option])
                yield f"[{section}] {option}", value, False


def _read_setup_py(path: str) -> Iterator[_Statement]:
    """Yield what a setup.py declares, if constants make it up and they agree."""
    data = files.read_bytes(path)
    if b"python_requires" not in data:
        if b"**" in data and b"classifiers" not in data:
            _expect_no_computed(data)
        return
    from flake8_safe_imports.project.readers import setup_py

    values = setup_py.find_values(setup_py.parse(data), "python_requires")
    if len(values) > 1:
        raise UnreadableFile("python_requires has several values")
    for value in values:
        yield "python_requires", value, False


def _expect_no_computed(data: bytes) -> None:
    """Raise if a setup.py may declare anything, by ``setup(**arguments)``."""
    from flake8_safe_imports.project.manifest import ManifestError
    from flake8_safe_imports.project.readers import setup_py

    try:
        tree = setup_py.parse(data)
    except ManifestError:
        return  # it declares nothing that could be read
    if setup_py.takes_computed(tree):
        raise UnreadableFile("setup() is given computed arguments by **")


def _list_pyproject_classifiers(path: str) -> list[str]:
    document = _parse_toml(path, "classifiers")
    if not document:
        return []
    from flake8_safe_imports.project.readers import toml

    tables = (("project",), ("tool", "poetry"), ("tool", "flit", "metadata"))
    return [
        item
        for keys in tables
        for item in _as_list(toml.find_table(document, *keys).get("classifiers"))
        if isinstance(item, str)
    ]


def _list_setup_cfg_classifiers(path: str) -> list[str]:
    values = _parse_ini(path, "classifier").get("metadata", {})
    return [
        line.text
        for option in ("classifiers", "classifier")
        for line in values.get(option, ())
    ]


def _list_setup_py_classifiers(path: str) -> list[str]:
    data = files.read_bytes(path)
    if b"classifiers" not in data:
        return []
    from flake8_safe_imports.project.readers import setup_py

    return list(setup_py.find_texts(setup_py.parse(data), "classifiers"))


def _read_classifier(text: str) -> Iterator[int]:
    """Yield the version in a classifier such as ``Programming Language :: ...``."""
    head, _, tail = text.rpartition("::")
    if head.split() != ["Programming", "Language", "::", "Python"]:
        return
    major, dot, minor = tail.strip().partition(".")
    if dot and major in ("2", "3") and minor.isdecimal() and len(minor) < 3:
        yield 100 * int(major) + int(minor)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


_PYTHON2_CLASSIFIER: Final = ["Programming", "Language", "::", "Python", "::", "2"]
_READERS: Final = {
    "pyproject.toml": _read_pyproject,
    "setup.cfg": _read_setup_cfg,
    "setup.py": _read_setup_py,
}
"""What reads the declaration in a file, in the order in which files count."""
_CLASSIFIER_READERS: Final = {
    "pyproject.toml": _list_pyproject_classifiers,
    "setup.cfg": _list_setup_cfg_classifiers,
    "setup.py": _list_setup_py_classifiers,
}


def _may_mention(data: bytes, *words: str) -> bool:
    """Return whether a TOML file may have one of *words* as a key.

    An escape may hide a word.
    """
    return b"\\" in data or any(word.encode() in data for word in words)
