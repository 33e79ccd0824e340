"""The recipe "Add a kind of manifest or lock file"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from copied import PACKAGE, TEXTS

if TYPE_CHECKING:
    from copied import Copy

pytestmark = pytest.mark.recipes

READER = '''\
"""Reads the dependencies in a rocks file: one name a line."""

from __future__ import annotations

from flake8_safe_imports.project.manifest import Dependency, Manifest


def read(text: str) -> Manifest:
    """Return the names in a rocks file."""
    lines = enumerate(text.splitlines(), 1)
    return Manifest(tuple(Dependency(line.strip(), "", n) for n, line in lines))
'''


def add_reader(copy: Copy, *, without: str = "") -> None:
    copy.write(f"{PACKAGE}/project/readers/rocks.py", READER)
    if without != "kind":
        path = f"{PACKAGE}/audit/files.py"
        copy.replace(path, "    requirements,\n", "    requirements,\n    rocks,\n")
        row = '    Kind(r"Pipfile", pipfile.read),\n'
        copy.replace(path, row, f'{row}    Kind(r"rocks\\.list", rocks.read),\n')
    if without != "example":
        path = "tests/audit/test_files.py"
        row = '    ("Pipfile", "[packages]'
        example = '    ("rocks.list", "\\n\\nurlib3\\n"),\n'
        copy.replace(path, row, example + row)
    if without != "hook":
        row = " | Pipfile\n"
        copy.replace(".pre-commit-hooks.yaml", row, f" | rocks\\.list{row}")


def test_a_reader_needs_a_row_an_example_and_the_hook(copy: Copy) -> None:
    add_reader(copy)
    copy.regenerate(*TEXTS)
    ran = copy.test("tests/audit/test_files.py", "tests/test_house.py")
    (copy.root / "sub").mkdir()
    copy.write("sub/rocks.list", "reqeusts\n")
    audited = copy.run("-m", PACKAGE, "audit", "--json", "sub")

    assert "rocks.list" in json.loads(audited.output)["findings"][0]["file"]
    assert ran.ok, ran.output


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("kind", "rocks.read is in no row of KINDS"),
        ("example", "rocks"),
        ("hook", "('rocks.list'): AssertionError"),
    ],
)
def test_what_a_reader_lacks_is_named(copy: Copy, without: str, said: str) -> None:
    add_reader(copy, without=without)
    ran = copy.test("tests/audit/test_files.py")

    assert not ran.ok
    assert said in ran.output


def test_a_module_that_the_map_lacks_is_named(copy: Copy) -> None:
    add_reader(copy)
    stale = copy.run("tools/gen_docs.py", "--check")

    assert stale.output == "CONTRIBUTING.rst: out of date\n"


def test_a_module_without_a_docstring_is_named(copy: Copy) -> None:
    copy.write(f"{PACKAGE}/project/readers/rocks.py", "X = 1\n")
    ran = copy.run("tools/gen_docs.py", "--check")

    assert "rocks.py: no docstring" in ran.output
