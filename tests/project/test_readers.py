"""Manifests and lock files: what is read, on which line, and what is refused."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports.project.manifest import (
    Dependency,
    Manifest,
    ManifestError,
    Reader,
)
from flake8_safe_imports.project.readers import (
    conda,
    locks,
    pipfile,
    pyproject,
    requirements,
    script,
    setup_cfg,
    setup_py,
)


def rows(found: Manifest) -> list[tuple[str, str, int]]:
    return sorted((row.name, row.version, row.line) for row in found.dependencies)


def test_pyproject_tables() -> None:
    text = dedent(
        """\
        [build-system]
        requires = ["hatchling"]  # hatchling
        [project]
        name = "requests"
        keywords = ["flask"]
        dependencies = [
            "requests[socks] >= 2 ; python_version > '3'",
            'flask==2.0.1',
            "local @ file:///somewhere",
            "django @ https://example.org/django.zip",
        ]
        [project.optional-dependencies]
        docs = ["sphinx (==1.0)"]
        [dependency-groups]
        dev = ["coverage", {include-group = "types"}]
        types = ["mypy ===1.0", "member"]
        [tool.uv]
        dev-dependencies = ["ruff"]
        [tool.uv.sources]
        member = { workspace = true }
        [tool.pdm.dev-dependencies]
        lint = ["black"]
        [tool.hatch.envs.test]
        dependencies = ["pytest"]
        extra-dependencies = ["xdist"]
        [tool.hatch.envs.lint]
        extra-dependencies = ["flake8"]
        [tool.flit.metadata]
        requires = ["attrs"]
        [tool.flit.metadata.requires-extra]
        doc = ["docutils"]
        """
    )

    assert rows(pyproject.read(text)) == [
        ("attrs", "", 29),
        ("black", "", 22),
        ("coverage", "", 15),
        ("django", "", 10),
        ("docutils", "", 31),
        ("flake8", "", 27),
        ("flask", "2.0.1", 8),
        ("hatchling", "", 2),
        ("mypy", "1.0", 16),
        ("pytest", "", 24),
        ("requests", "", 7),
        ("ruff", "", 18),
        ("sphinx", "1.0", 13),
        ("xdist", "", 25),
    ]


def test_poetry_tables() -> None:
    text = dedent(
        """\
        [tool.poetry.dependencies]
        python = "^3.9"
        flask = "2.0.1"
        mock = {version = "*", python = "<3.3"}
        mine = {path = "../mine"}
        [tool.poetry.dev-dependencies]
        tox = "==4.0"
        [tool.poetry.group.docs.dependencies.sphinx]
        version = "^7"
        [tool.poetry.group.docs.dependencies]
        furo = [{version = "1"}]
        """
    )
    found = pyproject.read(text)

    assert rows(found) == [
        ("flask", "2.0.1", 3),
        ("furo", "", 11),
        ("mock", "", 4),
        ("sphinx", "", 8),
        ("tox", "4.0", 7),
    ]
    assert [row.marker for row in found.dependencies if row.marker] == [
        "python_version <3.3"
    ]


def test_setup_cfg() -> None:
    text = dedent(
        """\
        [metadata]
        name = x
        [options]
        install_requires =
            # a comment
            requests >= 2
            flask == 2.0 ; python_version < "4"
        setup-requires = wheel; setuptools >= 40
        tests_require = file: requirements.txt
        python_requires = >=3.9
        [options.extras_require]
        docs =
            sphinx
        lint = black
        [other]
        install_requires = nothing
        """
    )

    assert rows(setup_cfg.read(text)) == [
        ("black", "", 14),
        ("flask", "2.0", 7),
        ("requests", "", 6),
        ("setuptools", "", 8),
        ("sphinx", "", 13),
        ("wheel", "", 8),
    ]


def test_setup_py_is_parsed_and_never_run() -> None:
    text = dedent(
        """\
        import setuptools
        raise SystemExit("run")
        BASE = ["requests>=2"]
        LOOP = LOOP + BASE
        def later():
            setuptools.setup(
                install_requires=BASE + [
                    "flask==1.0",
                ] + open("x").read(),
                setup_requires=LOOP,
                extras_require={"a": ["sphinx"], "b": ("black",)},
                tests_require='''
                    pytest  # why
                    mock
                ''',
                **dict(install_requires=COMPUTED),
                **{
                    "name": "attrs",
                    "install_requires": ["idna", *MORE],
                    NAME: ["six"],
                    **OTHERS,
                },
                **OTHERS | {"install_requires": ["toml"]},
            )
        MORE = ["certifi"]
        """
    )

    assert rows(setup_py.read(text)) == [
        ("black", "", 11),
        ("certifi", "", 25),
        ("flask", "1.0", 8),
        ("idna", "", 19),
        ("mock", "", 14),
        ("pytest", "", 13),
        ("requests", "", 3),
        ("requests", "", 3),
        ("sphinx", "", 11),
    ]


def test_requirements() -> None:
    text = dedent(
        """\
        # requests
        -r more.txt
        --constraint=limits.txt
        --index-url https://example.org
        --requirements-of-another-tool.txt
        requests==2.0 \\
            --hash=sha256:abc
        flask >= 1, < 2 ; python_version < "3"  # comment
        -e git+https://example.org/x.git#egg=thing
        -e .
        ./wheels/some-1.0-py3-none-any.whl
        https://example.org/other.zip
        django == 4.*
        pypdf >= 1, == 1.2
        """
    )
    found = requirements.read(text)

    assert rows(found) == [
        ("django", "", 13),
        ("flask", "", 8),
        ("pypdf", "1.2", 14),
        ("requests", "2.0", 6),
        ("thing", "", 9),
    ]
    assert found.includes == (("more.txt", 2), ("limits.txt", 3))


def test_what_can_be_read_of_broken_requirements() -> None:
    with pytest.raises(ManifestError) as caught:
        requirements.read("-r a.txt\nflask\nnot a name\n\ndjango\n??\n")

    assert caught.value.problems[0] == (3, "not a requirement: 'not a name'")
    assert [problem.line for problem in caught.value.problems] == [3, 6]
    assert [row.name for row in caught.value.dependencies] == ["flask", "django"]
    assert [row.name for row in caught.value.includes] == ["a.txt"]


def test_a_name_in_another_script_is_still_a_name() -> None:
    found = requirements.read("r\u0435quests==1.0\n")

    assert found.dependencies == (Dependency("r\u0435quests", "1.0", 1),)


def test_pipfile() -> None:
    text = dedent(
        """\
        [[source]]
        name = "pypi"
        [packages]
        requests = "*"
        flask = "==1.0"
        here = {path = "."}
        [dev-packages]
        mock = {version = "==2.0", markers = "python_version < '3'"}
        [requires]
        python_version = "3.9"
        """
    )

    assert rows(pipfile.read(text)) == [
        ("flask", "1.0", 5),
        ("mock", "2.0", 8),
        ("requests", "", 4),
    ]


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
def test_locks(name: str) -> None:
    found = rows(LOCK_READERS[name](LOCKS[name]))

    lines = LOCKS[name].splitlines()
    assert [(row[0], row[1]) for row in found] == [("flask", "1.0"), ("flask", "2.0")]
    for _, version, line in found:
        assert lines[line - 1] == 'name = "flask"'
        assert lines[line] == f'version = "{version}"'


def test_pipfile_lock() -> None:
    text = (
        '{"_meta": {},\n "default": {\n  "flask": {\n   "version": "==1.0"}},\n'
        ' "develop": {"mock": {}, "here": {"path": "."}}}'
    )

    assert rows(locks.read_pipfile_lock(text)) == [
        ("flask", "1.0", 3),
        ("mock", "", 5),
    ]


def test_the_pip_part_of_an_environment() -> None:
    text = dedent(
        """\
        dependencies:
          - python=3.9
          - pip
          - pip:
            - requests==1.0
            - "flask"
            - -r other.txt
          - numpy
        """
    )
    found = conda.read(text)

    assert rows(found) == [("flask", "", 6), ("requests", "1.0", 5)]
    assert found.includes == (("other.txt", 7),)


def test_a_locked_package_with_a_strange_version_has_a_name() -> None:
    text = "[[package]]\nname = 'flask'\nversion = 1\n"

    assert rows(locks.read_package_tables(text)) == [("flask", "", 2)]


def test_a_script() -> None:
    text = "#!x\n# /// script\n# dependencies = [\n#   'flask==1.0',\n# ]\n# ///\n1/0\n"

    assert rows(script.read(text)) == [("flask", "1.0", 4)]
    assert script.read("import os\n") == Manifest(())


def test_a_script_block_without_an_end_is_no_block() -> None:
    text = "# /// script\n# dependencies = ['flask==1.0']\n"

    assert script.read(text) == Manifest(())


def test_the_last_end_of_a_script_block_counts() -> None:
    text = (
        '# /// script\n# x = """\n# ///\n# """\n# dependencies = [\'flask\']\n# ///\n'
    )

    assert rows(script.read(text)) == [("flask", "", 5)]


def test_two_script_blocks_are_refused() -> None:
    with pytest.raises(ManifestError) as caught:
        script.read("# /// script\n# x = 1\n# ///\n\n" * 2)

    assert caught.value.problems == ((5, "it has more than one script block"),)


@pytest.mark.parametrize(
    ("reader", "text", "line"),
    [
        (pyproject.read, "[a]\nb = \n", 2),
        (pyproject.read, "a = 1\n[a", 2),
        (pyproject.read, "[project]\ndependencies = 1\n", 2),
        (pyproject.read, "[project]\n\ndependencies = [1]\n", 3),
        (pyproject.read, "a = " + "[" * 100_000, 1),
        (setup_cfg.read, "x = 1\n", 1),
        (setup_cfg.read, "[a]\nb = 1\nc\n", 3),
        (setup_py.read, "a = 1\nprint 'x'\n", 2),
        (setup_py.read, "\0", 1),
        (pipfile.read, "[", 1),
    ],
)
def test_malformed_text_is_told_by_line(reader: Reader, text: str, line: int) -> None:
    with pytest.raises(ManifestError) as caught:
        reader(text)

    assert caught.value.problems[0].line == line


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
def test_malformed_locks_are_told_by_line(name: str, text: str, line: int) -> None:
    with pytest.raises(ManifestError) as caught:
        LOCK_READERS[name](text)

    assert caught.value.problems[0].line == line


@pytest.mark.properties
@pytest.mark.parametrize(
    "reader",
    [
        pyproject.read,
        setup_cfg.read,
        setup_py.read,
        pipfile.read,
        conda.read,
        script.read,
        requirements.read,
        locks.read_package_tables,
        locks.read_pipfile_lock,
    ],
)
@given(
    st.text() | st.text(alphabet="[]{}()=\"'\\\n #ab.,;:-<>/@1") | st.binary().map(repr)
)
def test_any_text_is_read_or_refused(reader: Reader, text: str) -> None:
    assert all(line >= 1 for _, line in outcome(reader, text))


def outcome(reader: Reader, text: str) -> list[tuple[str, int]]:
    try:
        return [(row.name, row.line) for row in reader(text).dependencies]
    except ManifestError as error:
        return [(problem.reason, problem.line) for problem in error.problems]
