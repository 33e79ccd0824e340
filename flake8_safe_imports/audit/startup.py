"""Finds files in site folders that run code whenever Python starts.

These are ``.pth`` files, of which lines that begin with ``import`` are executed, and
the ``.start`` files of Python 3.15, which name functions to call. What well-known
tools write is left out, if it is that to the letter.

Sources: the documentation of ``site``, PEP 829, and the files that these tools install.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import startup_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LARGEST: Final = 1024 * 1024
_METADATA: Final = (".dist-info", ".egg-info")
_SUFFIXES: Final = (".pth", ".start")

_FINDERS: Final = r"""(?x)
    # editable installs of setuptools, meson-python, scikit-build-core and editables
    import\ (?P<finder>__editable___\w+_finder);\ (?P=finder)\.install\(\)
    | import\ _?\w+_editable(?:_loader|_impl)?
    | import\ _editable_impl_\w+
    | (?:__editable___\w+_finder):install
    # setuptools: distutils-precedence.pth
    | import\ os;\ var\ =\ 'SETUPTOOLS_USE_DISTUTILS';
      \ enabled\ =\ os\.environ\.get\(var,\ '\w+'\)\ ==\ '\w+';
      \ enabled\ and\ __import__\('_distutils_hack'\)(?:\.add_shim\(\))?;?
"""
_MACHINERY: Final = frozenset(("importlib.util", "importlib.machinery"))


def find_startup_code(search_path: Sequence[str] | None) -> Iterator[tuple[str, int]]:
    """Yield the files that run code, each with the line of the first code.

    These are in the folders of *search_path*. If that is None, they are in those of
    ``sys.path`` where distributions are installed.
    """
    folders = sys.path if search_path is None else search_path
    for folder in dict.fromkeys(map(os.path.realpath, filter(None, folders))):
        names = _list(folder)
        is_site = any(name.endswith(_METADATA) for name in names)
        for name in names if is_site or search_path is not None else ():
            if name.endswith(_SUFFIXES):
                path = os.path.join(folder, name)
                line = _find_code(path)
                if line:
                    yield path, line


def _list(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _find_code(path: str) -> int:
    """Return the first line of a file that runs unknown code; 0 for none."""
    try:
        if not os.path.isfile(path):
            return 0
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            text = file.read(_LARGEST)
    except OSError:
        return 0
    is_start = path.endswith(".start")
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip() if is_start else line.rstrip()
        if is_start:
            runs = bare and not bare.startswith("#")
        else:
            runs = bare.startswith(("import ", "import\t"))
        if runs and not _is_known(bare):
            return number
    return 0


def _is_known(line: str) -> bool:
    """Return whether a line is what a well-known tool writes."""
    # Versions of coverage differ in the blank lines of their string.
    plain = re.sub(r"(?<!\\)(?:\\n)+", r"\\n", line)
    plain = plain.replace(r"exec('\n", "exec('").replace(r"\n')", "')")
    return (
        plain in startup_lines.LINES
        or re.fullmatch(_FINDERS, line) is not None
        or _is_namespace_package(line)
    )


def _is_namespace_package(line: str) -> bool:
    """Return whether a line is what setuptools writes for a namespace package."""
    imported = re.findall(r"__import__\('([\w.]+)'\)", line)
    plain = re.sub(r"\*\((?:'\w+',? ?)+\)", "*(NAME)", line)
    plain = re.sub(r"'(?!__init__\.py')[\w.]+'", "'NAME'", plain)
    return line.startswith("import sys, types, os;") and (
        {part.strip() for part in plain.split(";") if part.strip()}
        <= startup_lines.NAMESPACE_PACKAGE
        and _MACHINERY.issuperset(imported)
    )
