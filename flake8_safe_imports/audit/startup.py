"""Finds ``.pth`` files in site folders that run code whenever Python starts.

Source: the documentation of ``site``: a line that begins with ``import`` is executed.
What well-known tools install is left out, if it is what they write.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LARGEST: Final = 1024 * 1024
_METADATA: Final = (".dist-info", ".egg-info")
# One regular expression a line, blanks and line breaks left out.
_KNOWN: Final = r"""(?x)
    # setuptools: distutils-precedence.pth
    import\ os;\ var\ =\ 'SETUPTOOLS_USE_DISTUTILS';
    \ enabled\ =\ os\.environ\.get\(var,\ '\w+'\)\ ==\ '\w+';
    \ enabled\ and\ __import__\('_distutils_hack'\)(?:\.add_shim\(\))?;?
    # virtualenv
    | import\ _virtualenv
    # editable installs of setuptools, meson-python, scikit-build-core and editables
    | import\ (?P<finder>__editable___\w+_finder);\ (?P=finder)\.install\(\)
    | import\ _?\w+_editable(?:_loader|_impl)?
    | import\ _editable_impl_\w+
    # namespace packages: NAME-nspkg.pth
    | import\ sys,\ ?types,\ ?os;\ ?(?:has_mfs\ =\ sys\.version_info\ >\ \(3,\ 5\);)?
      p\ =\ os\.path\.join\(.{1,400}
    # coverage and pytest-cov
    | import\ coverage;\ coverage\.process_startup\(\)
    | import\ os,\ sys;exec\('if\ "COV_CORE_SOURCE"\ in\ os\.environ:.{1,200}
    | import\ sys;\ exec\('try:\\n\ from\ coverage\ import\ process_startup.{1,200}
    # setuptools before 80: easy-install.pth
    | import\ sys;\ sys\.__plen\ =\ len\(sys\.path\)
    | import\ sys;\ new=sys\.path\[sys\.__plen:\];.{1,200}sys\.__egginsert.{1,100}
"""


def find_startup_code(search_path: Sequence[str] | None) -> Iterator[tuple[str, int]]:
    """Yield the ``.pth`` files that run code, each with the line of the first code.

    Folders of *search_path* (``sys.path`` if it is None) count if distributions are
    installed there.
    """
    folders = sys.path if search_path is None else search_path
    for folder in dict.fromkeys(map(os.path.realpath, filter(None, folders))):
        names = _list(folder)
        if any(name.endswith(_METADATA) for name in names):
            for name in names:
                path = os.path.join(folder, name)
                line = _find_code(path) if name.endswith(".pth") else 0
                if line:
                    yield path, line


def _list(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _find_code(path: str) -> int:
    """Return the first line of a ``.pth`` file that runs unknown code; 0 for none."""
    try:
        if not os.path.isfile(path):
            return 0
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            text = file.read(_LARGEST)
    except OSError:
        return 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.rstrip()
        runs = bare.startswith(("import ", "import\t"))
        if runs and not re.fullmatch(_KNOWN, bare):
            return number
    return 0
