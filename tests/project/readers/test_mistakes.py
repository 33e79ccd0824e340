"""What is wrong in the files of users is named, and what can be read is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rows import each_row

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import conda, locks, pyproject, requirements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flake8_safe_imports.project.manifest import Manifest

MISTAKES = [
    (requirements.read, "a==1 b==2\n", 1, "not a requirement: 'a==1 b==2'", "a"),
    (requirements.read, "\na=>1\n", 2, "not a requirement: 'a=>1'", "a"),
    (requirements.read, "a[x] ~1.0\n", 1, "not a requirement: 'a[x] ~1.0'", "a"),
    (requirements.read, "a>>1.0\n", 1, "not a requirement: 'a>>1.0'", "a"),
    (requirements.read, "a <>1\n", 1, "not a requirement: 'a <>1'", "a"),
    (requirements.read, "a==\n", 1, "not a requirement: 'a=='", "a"),
    (requirements.read, "-r\na\n", 1, "-r names no file", "a"),
    (requirements.read, "<b></b>\na\n", 1, "not a requirement: '<b></b>'", "a"),
    (locks.read_pipfile_lock, "[]", 1, "not an object with categories of packages", ""),
    (locks.read_pipfile_lock, '{"a": []}', 1, "`a` is not an object", ""),
    (
        conda.read,
        "dependencies:\n- pip: a\n",
        2,
        "`pip` is not a list of requirements",
        "",
    ),
    (
        pyproject.read,
        "[project]\ndependencies = [\n'a', {name = 'b'}]\n",
        3,
        "not a requirement: {'name': 'b'}",
        "a",
    ),
]
FINE = """\
a==1 ; python_version < "3" and extra == "x"
b >=1, <2
c (>=1.0, !=1.5)
d @ https://example.org/d.zip ; python_version < "3"
e==1 --hash=sha256:0
f ~= 1.0
g === 1
h>=1,
i==1.*  # a comment
j[x, y] == 2
k==1 -C x=y --config-settings z=1
l=={{ v if w }}
"""


@each_row(("read", "text", "line", "said", "name"), MISTAKES)
def test_mistake(
    read: Callable[[str], Manifest], text: str, line: int, said: str, name: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        read(text)

    (problem,) = caught.value.problems
    found = [row.name for row in caught.value.manifest.dependencies]
    assert problem.reason == said
    assert abs(problem.line - line) <= (read is pyproject.read)
    assert found == ([name] if name else [])


def test_lines_that_pip_takes_are_fine() -> None:
    found = requirements.read(FINE).dependencies

    assert [row.name for row in found] == list("abcdefghijkl")


@pytest.mark.hostile
def test_blanks_in_a_line_are_gone_through_once() -> None:
    found = requirements.read(f"a{' ' * 3900}; x\n" * 200).dependencies

    assert len(found) == 200


def test_extras_in_a_list_are_read() -> None:
    text = "[project]\noptional-dependencies = ['a']\n"

    assert [row.name for row in pyproject.read(text).dependencies] == ["a"]


@pytest.mark.parametrize("value", ["", " ~", " null", " NULL", "\n  - a"])
def test_a_section_of_pip_may_be_empty(value: str) -> None:
    conda.read(f"dependencies:\n- pip:{value}\n")
