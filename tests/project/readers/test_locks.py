"""Lock files."""

from __future__ import annotations

import sys

import pytest
from support import dependency_rows

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import locks

LOCK_READERS = {
    "uv.lock": locks.read_package_tables,
    "poetry.lock": locks.read_package_tables,
    "pylock.toml": locks.read_pylock,
    "Pipfile.lock": locks.read_pipfile_lock,
}
LOCKS = {
    "uv.lock": """\
version = 1
[[package]]
name = "mine"
version = "0"
source = { editable = "." }
dependencies = [
    { name = "flask" },
]
[[package]]
name = "flask"
version = "1.0"
source = { registry = "somewhere" }
[[package]]
name = "flask"
version = "2.0"
""",
    "poetry.lock": """\
[[package]]
name = "mine"
version = "0"
[package.source]
type = "directory"
url = "."



[[package]]
name = "flask"
version = "1.0"


[[package]]
name = "flask"
version = "2.0"
""",
    "pylock.toml": """\
lock-version = "1.0"
[[packages]]
name = "mine"
directory = { path = "." }





[[packages]]
name = "flask"
version = "1.0"


[[packages]]
name = "flask"
version = "2.0"
""",
}


@pytest.mark.parametrize("name", LOCKS)
def test_packages_with_versions_and_lines(name: str) -> None:
    found = dependency_rows(LOCK_READERS[name](LOCKS[name]))

    lines = LOCKS[name].splitlines()
    assert [(row[0], row[1]) for row in found] == [("flask", "1.0"), ("flask", "2.0")]
    for _, version, line in found:
        assert lines[line - 1] == 'name = "flask"'
        assert lines[line] == f'version = "{version}"'


def test_categories_of_pipfile_lock() -> None:
    text = (
        '{"_meta": null,\n "default": {\n  "flask": {\n   "version": "==1.0"}},\n'
        ' "develop": {"mock": {}, "here": {"path": "."}}}'
    )

    assert dependency_rows(locks.read_pipfile_lock(text)) == [
        ("flask", "1.0", 3),
        ("mock", "", 5),
    ]


def test_package_with_an_invalid_version_has_a_name() -> None:
    text = "[[package]]\nname = 'flask'\nversion = 1\n"

    assert dependency_rows(locks.read_package_tables(text)) == [("flask", "", 2)]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("Pipfile.lock", '{"a":\n}', 2),
        pytest.param(
            *("Pipfile.lock", "[" * 200_000, 1),
            marks=pytest.mark.skipif(
                sys.platform == "emscripten",
                reason="overflows the stack of WebAssembly",
            ),
        ),
        ("uv.lock", "[[package]]\nname = 1\n", 2),
        ("poetry.lock", "x\n", 1),
    ],
)
def test_malformed_locks_are_reported_by_line(name: str, text: str, line: int) -> None:
    with pytest.raises(ManifestError) as caught:
        LOCK_READERS[name](text)

    assert caught.value.problems[0].line == line


@pytest.mark.parametrize(
    "archive",
    [
        "archive = {url = 'https://x.example/a_b-1.0-py3-none-any.whl#x'}",
        "archive = {path = 'wheels/A.b-1.0.tar.gz'}",
        "sdist = {name = 'a_b-1.0.zip', url = 'https://x.example/y'}",
        "wheels = [{url = 'https://x.example/a_b-1.0-py3-none-any.whl'}]",
    ],
)
def test_archive_tells_the_version(archive: str) -> None:
    text = f"[[packages]]\nname = 'a.b'\n{archive}\n"

    assert dependency_rows(locks.read_pylock(text)) == [("a.b", "1.0", 2)]


def test_packages_that_are_no_list_are_reported() -> None:
    with pytest.raises(ManifestError, match="`package` is not a list") as caught:
        locks.read_package_tables("version = 1\npackage = 1\n")

    assert caught.value.problems[0].line == 2
