"""Tells which modules of a project Python finds before the standard library's own.

An absolute import inside a package never means a module beside it: only what is
directly in a folder on ``sys.path`` hides a standard library module.

Sources: setuptools' ``package-dir`` and ``packages.find``, pytest's ``pythonpath`` and
mypy's ``mypy_path``, each as its documentation describes it.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.files import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def is_importable(name: str, path: str) -> bool:
    """Return whether the file *path* imports *name* from its own project.

    *name* is the top-level name of a module that the standard library has too.
    """
    return any(
        layout.has_module(folder, name)
        for folder in (
            *layout.find_import_roots(path),
            *_find_configured(layout.list_folders(path)),
        )
    )


@cached()
def _find_configured(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that the configuration in *folders* puts on the path."""
    found = [
        os.path.normpath(os.path.join(folder, root))
        for folder in folders
        for name, read in _READERS.items()
        if name in layout.list_files(folder)
        for root in _read_roots(os.path.join(folder, name), read)
    ]
    return tuple(dict.fromkeys(found))


def _read_roots(path: str, read: Callable[[str], Iterator[object]]) -> list[str]:
    """Return the folders that one file names; none if it cannot be understood."""
    try:
        data = files.read_bytes(path)
        if not any(word in data for word in _WORDS):
            return []
        values = list(read(files.decode(data)))
    except UnreadableFile:
        return []
    return [
        root
        for value in values
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str)
        for root in re.split(r"[\s,:;]+", text)
        if root and "$" not in root
    ]


_WORDS: Final = (b"package", b"pythonpath", b"mypy_path")
"""One of these is in every file that names such a folder."""


def _read_pyproject(text: str) -> Iterator[object]:
    from flake8_safe_imports.project.readers import toml

    document = toml.parse(text)
    setuptools = toml.find_table(document, "tool", "setuptools")
    yield toml.find_table(setuptools, "package-dir").get("")
    yield toml.find_table(setuptools, "packages", "find").get("where")
    yield toml.find_table(document, "tool", "pytest", "ini_options").get("pythonpath")
    yield toml.find_table(document, "tool", "mypy").get("mypy_path")


def _read_ini(text: str) -> Iterator[object]:
    from flake8_safe_imports.project.readers import ini

    sections = ini.parse(text)
    for section, option in (
        ("options.packages.find", "where"),
        ("pytest", "pythonpath"),
        ("tool:pytest", "pythonpath"),
        ("mypy", "mypy_path"),
    ):
        yield [line.text for line in sections.get(section, {}).get(option, ())]
    options = sections.get("options", {})
    for line in options.get("package_dir", options.get("package-dir", ())):
        package, equals, folder = line.text.partition("=")
        if equals and not package.strip():
            yield folder


_READERS: Final = {
    "pyproject.toml": _read_pyproject,
    "setup.cfg": _read_ini,
    "tox.ini": _read_ini,
    "pytest.ini": _read_ini,
    "mypy.ini": _read_ini,
}
"""What reads the folders that a file names."""
