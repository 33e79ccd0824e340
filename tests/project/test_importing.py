"""Which files import a file."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import write_files

from flake8_safe_imports.project import cache, importing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = [f"part{number}" for number in range(20)]
IMPORTS = [
    "import pkg.{}",
    "import os, pkg.{} as y",
    "if x: import pkg.{0}; from pkg.{0} import y",
    "x = (1); import pkg.{}",
    "from os import (path,\n    sep); from pkg import {}",
    "from . import (  # see (below)\n    {},\n)",
    "from pkg import (x, y,\n\n    {} as z)",
    "from pkg \\\n    import x, \\\n    {}",
    "from pkg import x, \\\r\n    {} as y",
    "def f():\n    from pkg.{} import (\n        x)",
]
OTHERS = [
    "import_module(\n    'pkg.{}')",
    "x = (importorskip(\n    modname='pkg.{0}'), __import__('pkg.{0}'))",
    "x = '''\n({}'''",
    "f(\n    {})",
    "# import ({}",
    "y = {}; z = [(\n1)]",
    "x = 'import ('",
]
"""What is not a statement, or does not import anything."""
STATEMENTS = st.builds(
    str.format, st.sampled_from([*IMPORTS, *OTHERS]), st.sampled_from(MODULES)
)


@given(st.lists(STATEMENTS, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_are_searched_for_as_in_the_index(
    tmp_path: Path, statements: list[str]
) -> None:
    source = "\n".join(statements)
    parts = {f"pkg/{name}.py": "" for name in MODULES}
    write_files(tmp_path, {"setup.cfg": "", "pkg/__init__.py": "", **parts})
    write_files(tmp_path, {"pkg/user.py": source})
    found = _find_imported(tmp_path, MODULES)
    # The first are searched for, the last looked up.
    assert found == _find_imported(tmp_path, MODULES[::-1])
    assert set(_list_imported(source)) & set(MODULES) <= found


OPENING = ["import (", "from x import (#", "import (\n#", "import_module(", "# ("]
REPEATED = ["import \\\n", "; import", "import\t;:", "((", "import ((#)\n", " from"]


@pytest.mark.hostile
@pytest.mark.parametrize("part", OPENING + REPEATED)
def test_reading_what_may_be_imports_ends(tmp_path: Path, part: str) -> None:
    source = f"{part * 50_000}\nimport part0"
    write_files(tmp_path, {"setup.cfg": "", "part0.py": "", "user.py": source})
    assert importing.find_importers(str(tmp_path / "part0.py")) is not None


def _find_imported(folder: Path, names: list[str]) -> set[str]:
    """Return which of the modules with *names* are imported, asked for in turn."""
    cache.clear()
    return {
        name
        for name in names
        if importing.find_importers(str(folder / "pkg" / f"{name}.py"))
    }


def _list_imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.rpartition(".")[2] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").rpartition(".")[2]
            yield from (alias.name for alias in node.names)
