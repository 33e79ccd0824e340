"""Finds the Python versions that a linted file has to support.

Files are read, never run.  A declaration that cannot be understood is passed over and
leaves a note, which ``-v`` shows; nothing here raises.

Sources: PEP 621 (``[project]``), PEP 723 (script blocks), Poetry's documentation,
setuptools' declarative configuration, and pbr's for ``python_requires`` under
``[metadata]``.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.files import UnreadableFile
from flake8_safe_imports.project.specifiers import (
    SpecifierError,
    from_poetry,
    from_specifier,
)
from flake8_safe_imports.versions import MINORS, NOTHING, since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flake8_safe_imports.project.specifiers import Pythons


class Declared(NamedTuple):
    """The window of Python versions that a file must run on.

    ``origin`` says where it is from, ``notes`` what was passed over on the way.
    ``old`` are the versions meant that no window tells apart, see
    :class:`~flake8_safe_imports.project.specifiers.Pythons`.
    """

    window: int
    origin: str
    notes: tuple[str, ...] = ()
    old: tuple[int, ...] = ()


_Statement = tuple[str, object, "Callable[[str], Pythons]"]
"""A place that may declare versions, the value there, and what reads the value."""


def find_supported(path: str, lines: Sequence[str]) -> Declared:
    """Return the Python versions that the file *path* has to support.

    The nearest declaration counts: the script block in the file's own *lines*, then
    what is in its folder and those above, up to the project root; without any, the
    running version and all later ones.  The window is never empty.
    """
    notes: list[str] = []
    found = None
    if lines:
        found = _find_first(path, _read_script(lines), notes)
    if found is None:
        found = _find_nearest(layout.list_folders(path))
    return found._replace(notes=(*notes, *found.notes)) if notes else found


def _assume_running(notes: tuple[str, ...]) -> Declared:
    """Return the window of a file that nothing is declared for."""
    major, minor = sys.version_info[:2]
    window = since(min(100 * major + minor, MINORS[-1]))
    return Declared(window, f"the running Python {major}.{minor} and later", notes)


@cached()
def _find_nearest(folders: tuple[str, ...]) -> Declared:
    """Return the declaration in the first of *folders* that has one."""
    notes: tuple[str, ...] = ()
    for folder in folders:
        found = _find_in_folder(folder)
        notes += found.notes
        if found.window:
            return found._replace(notes=notes)
    return _assume_running(notes)


@cached()
def _find_in_folder(folder: str) -> Declared:
    """Return what the files in *folder* declare; an empty window for nothing."""
    notes: list[str] = []
    present = layout.list_folder(folder).files
    for name, read in (
        ("pyproject.toml", _read_pyproject),
        ("setup.cfg", _read_setup_cfg),
        ("setup.py", _read_setup_py),
    ):
        if name in present:
            path = os.path.join(folder, name)
            found = _find_first(path, read(path), notes)
            if found:
                return found._replace(notes=tuple(notes))
    return Declared(NOTHING, "", tuple(notes))


def _find_first(
    path: str, statements: Iterator[_Statement], notes: list[str]
) -> Declared | None:
    """Return the first of the *statements* in *path* that can be understood.

    Notes on the others before it are added to *notes*.
    """
    try:
        for place, value, parse in statements:
            where = f"{path}: {place}"
            if not isinstance(value, str):
                notes.append(f"{where} is passed over: it is not a string")
                continue
            try:
                window, old = parse(value)
            except SpecifierError as error:
                notes.append(f"{where} is passed over: {error}")
                continue
            if window:
                return Declared(window, f"{where} = {value!a}", old=old)
            notes.append(f"{where} is passed over: {value!a} is no known Python")
    except UnreadableFile as error:
        notes.append(f"{path} is passed over: {error}")
    return None


# The readers below import what they need when they are called: a parser costs more
# than everything else that a clean file needs.


def _read_script(lines: Sequence[str]) -> Iterator[_Statement]:
    """Yield what the script block in a file's *lines* declares."""
    from flake8_safe_imports.project.readers import script, toml

    text = script.find_block(lines)
    if _may_mention(text, "requires-python"):
        document = toml.parse(text)
        if "requires-python" in document:
            value = document["requires-python"]
            yield "requires-python (script)", value, from_specifier


def _read_pyproject(path: str) -> Iterator[_Statement]:
    """Yield what a pyproject.toml declares: in ``[project]``, then for Poetry."""
    text = files.read_text(path)
    if not _may_mention(text, "requires-python", "poetry"):
        return
    from flake8_safe_imports.project.readers import toml

    document = toml.parse(text)
    project = toml.find_table(document, "project")
    if "requires-python" in project:
        value = project["requires-python"]
        yield "[project] requires-python", value, from_specifier
    poetry = toml.find_table(document, "tool", "poetry", "dependencies")
    for name, value in poetry.items():
        if name.lower() == "python":
            place = f"[tool.poetry.dependencies] {name}"
            yield place, _join_poetry_constraints(value), from_poetry


def _join_poetry_constraints(value: object) -> object:
    """Return a Poetry dependency in any of its forms as one constraint string."""
    items = value if isinstance(value, list) else [value]
    versions = [
        item.get("version") if isinstance(item, dict) else item for item in items
    ]
    if not all(isinstance(version, str) for version in versions):
        return None
    return " || ".join(map(str, versions))


def _read_setup_cfg(path: str) -> Iterator[_Statement]:
    """Yield what a setup.cfg declares, for setuptools or for pbr."""
    from flake8_safe_imports.project.readers import ini

    sections = ini.parse(files.read_text(path))
    for section in ("options", "metadata"):
        values = sections.get(section, {})
        for option in ("python_requires", "python-requires"):
            if option in values:
                value = ini.join_lines(values[option])
                yield f"[{section}] {option}", value, from_specifier


def _read_setup_py(path: str) -> Iterator[_Statement]:
    """Yield what a setup.py declares, if it does so in literals that agree."""
    data = files.read_bytes(path)
    if b"python_requires" not in data:
        return
    from flake8_safe_imports.project.readers import setup_py

    values = setup_py.find_values(setup_py.parse(data), "python_requires")
    if len(values) > 1:
        raise UnreadableFile("python_requires has several values")
    for value in values:
        yield "python_requires", value, from_specifier


def _may_mention(text: str, *words: str) -> bool:
    """Return whether a TOML text may have one of *words* as a key.

    An escape may hide a word.
    """
    return "\\" in text or any(word in text for word in words)
