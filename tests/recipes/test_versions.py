"""The recipe "Add a Python version"."""

from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING

import pytest
import stdlib_inputs
from copied import PACKAGE

from flake8_safe_imports import versions

if TYPE_CHECKING:
    from copied import Copy

pytestmark = pytest.mark.recipes

NEW = versions.MINORS[-1] + 1
OLD_SPELLED, NEW_SPELLED = (versions.spell(minor) for minor in (NEW - 1, NEW))


def add_version(copy: Copy, *, without: str = "") -> None:
    """Add a version that differs from the newest known one by announced removals."""
    if without != "list":
        copy.replace(f"{PACKAGE}/versions.py", f"{NEW - 1})", f"{NEW - 1}, {NEW})")
    if without != "dump":
        dumps = copy.root / "tools" / "dumps"
        packed = dumps.joinpath(f"{OLD_SPELLED}.json.xz").read_bytes()
        dump = json.loads(lzma.decompress(packed))
        dump["python"] = f"{NEW_SPELLED}.0"
        for row in stdlib_inputs.load_rows("expires"):
            module, _, name = row["name"].rpartition(".")
            names = dump["modules"].get(module)
            if names and row["version"] == NEW_SPELLED:
                for group in names:
                    if isinstance(names[group], list) and name in names[group]:
                        names[group].remove(name)
        packed = lzma.compress(json.dumps(dump).encode())
        dumps.joinpath(f"{NEW_SPELLED}.json.xz").write_bytes(packed)
    classifier = "    Programming Language :: Python :: {}\n".format
    if without != "classifier":
        old = classifier(OLD_SPELLED)
        copy.replace("setup.cfg", old, old + classifier(NEW_SPELLED))
    if without != "pyodide":
        path = "tools/pyodide_tests.py"
        copy.replace(
            path, f'"{OLD_SPELLED}"}}', f'"{OLD_SPELLED}", "x": "{NEW_SPELLED}"}}'
        )
    if without != "readme":
        copy.replace("README.rst", f"to {OLD_SPELLED} and", f"to {NEW_SPELLED} and")


CHECKS_OF_VERSIONS = (
    *("tests/test_versions.py", "tests/test_packaging.py", "tests/tools", "tests/data"),
    *("tests/config/test_options.py", "tests/project/test_specifiers.py"),
    *("tests/explain", "tests/test_codes.py"),
)


def test_add_a_version(copy: Copy) -> None:
    add_version(copy)
    copy.regenerate()
    ran = copy.test(*CHECKS_OF_VERSIONS)

    assert ran.ok, ran.output


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("list", f"add {NEW} to MINORS in {PACKAGE}/versions.py"),
        ("dump", f"tools/dumps/{NEW_SPELLED}.json.xz is missing"),
    ],
)
def test_the_generator_names_what_a_version_lacks(
    copy: Copy, without: str, said: str
) -> None:
    add_version(copy, without=without)
    ran = copy.run("tools/gen_stdlib.py")

    assert not ran.ok
    assert said in ran.output


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("classifier", "setup.cfg"),
        ("pyodide", "tox.ini; VERSIONS in tools/pyodide_tests.py"),
        ("readme", "README.rst"),
    ],
)
def test_tests_name_what_a_version_lacks(copy: Copy, without: str, said: str) -> None:
    add_version(copy, without=without)
    ran = copy.test("tests/test_packaging.py")

    assert not ran.ok
    assert said in ran.output
