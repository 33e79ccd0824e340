"""Dependencies in pyproject.toml."""

from __future__ import annotations

from textwrap import dedent

import pytest
from support import dependency_rows

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import hatch, pixi, pyproject


def test_every_table_with_requirements() -> None:
    text = dedent(
        """\
        [build-system]
        requires = ["hatchling"]  # hatchling
        [project]
        name = "Project"
        keywords = ["flask"]
        dependencies = [
            "requests[socks] >= 2 ; python_version > '3'",
            'flask==2.0.1',
            "local @ file:///somewhere",
            "django @ https://example.org/django.zip",
            "project[docs]",
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

    assert dependency_rows(pyproject.read(text)) == [
        ("attrs", "", 30),
        ("black", "", 23),
        ("coverage", "", 16),
        ("django", "", 10),
        ("docutils", "", 32),
        ("flake8", "", 28),
        ("flask", "2.0.1", 8),
        ("hatchling", "", 2),
        ("mypy", "1.0", 17),
        ("pytest", "", 25),
        ("requests", "", 7),
        ("ruff", "", 19),
        ("sphinx", "1.0", 14),
        ("xdist", "", 26),
    ]


def test_poetry() -> None:
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

    assert dependency_rows(found) == [
        ("flask", "2.0.1", 3),
        ("furo", "1", 11),
        ("mock", "", 4),
        ("sphinx", "", 8),
        ("tox", "4.0", 7),
    ]
    assert [row.marker for row in found.dependencies if row.marker] == [
        "python_version <3.3"
    ]


def test_several_constraints_of_poetry() -> None:
    text = dedent(
        """\
        [tool.poetry.dependencies]
        flask = [
            {version = "2.0", python = "<3.10"},
            {version = "2.1", python = ">=3.10"},
        ]
        [[tool.poetry.dependencies.django]]
        version = "2.1"
        """
    )

    assert dependency_rows(pyproject.read(text)) == [
        ("django", "2.1", 7),
        ("flask", "2.0", 3),
        ("flask", "2.1", 4),
    ]


def test_tables_of_other_tools() -> None:
    text = dedent(
        """\
        [tool.poetry.requires-plugins]
        a1 = "*"
        [tool.pdm.resolution.overrides]
        a2 = "1"
        [tool.uv]
        build-constraint-dependencies = ["a3"]
        extra-build-dependencies.x = ["a4"]
        [tool.hatch.envs.test.overrides]
        matrix.version.dependencies = [{value = "a5", if = ["42"]}]
        [tool.hatch.build.targets.wheel.hooks.mypyc]
        dependencies = ["a6"]
        [tool.pixi.pypi-dependencies]
        a7 = "==1"
        [tool.pixi.feature.x.pypi-dependencies]
        a8 = { version = ">=1" }
        [tool.tox]
        legacy_tox_ini = '''
        [testenv]
        deps =
            a9
        '''
        [tool.tox.env.lint]
        deps = ["b1"]
        [tool.cibuildwheel]
        before-build = "pip install b2"
        test-requires = "b3 b4"
        [tool.rye]
        dev-dependencies = ["b5"]
        [tool.briefcase.app.x]
        requires = ["b6"]
        """
    )

    assert dependency_rows(pyproject.read(text)) == [
        ("a1", "", 2),
        ("a2", "1", 4),
        ("a3", "", 6),
        ("a4", "", 7),
        ("a5", "", 9),
        ("a6", "", 11),
        ("a7", "1", 13),
        ("a8", "", 15),
        ("a9", "", 20),
        ("b1", "", 23),
        ("b2", "", 25),
        ("b3", "", 26),
        ("b4", "", 26),
        ("b5", "", 28),
        ("b6", "", 30),
    ]


def test_files_of_dynamic_dependencies_are_included() -> None:
    text = dedent(
        """\
        [tool.setuptools.dynamic]
        dependencies = {file = ["a.txt"]}
        optional-dependencies.dev = {file = "b.txt"}
        [tool.hatch.metadata.hooks.requirements_txt]
        files = ["c.txt"]
        """
    )

    assert [row[:2] for row in pyproject.read(text).includes] == [
        ("a.txt", 2),
        ("b.txt", 3),
        ("c.txt", 5),
    ]


def test_values_of_other_types_in_environments_of_hatch() -> None:
    text = """
        [tool.hatch.envs.test]
        dependencies = "urlib3"
        python = "3.12"
    """

    assert dependency_rows(pyproject.read(dedent(text))) == []


def test_hooks_of_hatch() -> None:
    """What a template may make of a string is not known."""
    text = """\
[metadata.hooks.custom]
dependencies = ["a>=1", "b=={{ version }}", "{{ name }}", 3]
[metadata.hooks.x.optional-dependencies]
y = [
    "c==1",
]
[metadata.hooks.requirements_txt]
filename = "d.txt"
files = ["e.txt"]
optional-dependencies.y = ["f.txt"]
[metadata.hooks]
z = "g"
"""
    expected = [("a", "", 2), ("b", "", 2), ("c", "1", 5)]
    inner = text.replace("[metadata", "[tool.hatch.metadata")

    assert dependency_rows(hatch.read(text)) == expected
    assert dependency_rows(pyproject.read(inner)) == expected
    assert [row.name for row in pyproject.read(inner).includes] == [
        *("e.txt", "d.txt", "f.txt")
    ]


def test_constraints_on_builds_of_poetry() -> None:
    text = """\
[tool.poetry.build-constraints]
Legacy-Lib = { a = "<75" }
none = {}
[tool.poetry.build-constraints.c-ext]
b = { version = "<3.1", source = "pypi" }
c = [
    { version = ">=60,<75", python = "<3.9" },
    { version = "1.0", python = ">=3.8" },
]
"""

    assert dependency_rows(pyproject.read(text)) == [
        *(("a", "", 2), ("b", "", 5), ("c", "", 7), ("c", "1.0", 8))
    ]


def test_targets_of_pixi() -> None:
    text = """\
[pypi-dependencies]
a = "*"
[target.linux-64.pypi-dependencies]
b = "*"
[feature.x.pypi-dependencies]
c = "*"
[feature.x.target.linux-64.pypi-dependencies]
d = "*"
"""
    found = [(row.name, row.line) for row in pixi.read(text).dependencies]

    assert found == [("a", 2), ("c", 6), ("b", 4), ("d", 8)]


def test_commands_and_inner_tables() -> None:
    text = dedent(
        """\
        [tool.hatch.envs.test]
        pre-install-commands = ["pip install a1"]
        post-install-commands = [
            "python -m pip install a2",
        ]
        scripts.cov = ["pytest", "pip install a3"]
        [tool.hatch.envs.other.scripts]
        run = "uvx a4 {args}"
        [tool.cibuildwheel]
        before-all = "pip install b1"
        test-requires = "b2 b3"
        [tool.cibuildwheel.linux]
        before-build = ["pip install b4", "make"]
        test-requires = ["b5>=1", "-r", "x.txt", "-r y.txt"]
        [[tool.cibuildwheel.overrides]]
        select = "*-musllinux*"
        before-test = '''
        pip install \\
            b6
        pip install b7
        '''
        [tool.briefcase.app.x]
        requires = ["c1"]
        [tool.briefcase.app.x.macOS]
        requires = ["c2"]
        [tool.briefcase.app.x.linux.system.debian]
        test_requires = ["c3"]
        requires = "no list"
        [tool.pdm.scripts]
        a = "pip install d1"
        b = {cmd = ["pip", "install", "d2"], help = "pip install x1"}
        c = {composite = ["pip install d3"]}
        [tool.poe.tasks]
        a.sequence = [{cmd = "pip install d4"}]
        [tool.pixi.tasks]
        a = {cmd = "pip install d5", description = "pip install x2"}
        [tool.pixi.feature.y.tasks]
        a = "pip install d6"
        [tool.pixi.feature.y]
        platforms = ["pip install x3"]
        """
    )
    lines = text.splitlines()
    found = {row.name: lines[row.line - 1] for row in pyproject.read(text).dependencies}

    assert sorted(found) == [
        *("a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4", "b5", "b6", "b7"),
        *("c1", "c2", "c3", "d1", "d2", "d3", "d4", "d5", "d6"),
    ]
    for name, line in found.items():
        if name in {"b2", "b3"}:
            assert "test-requires" in line
        else:
            assert name in line
    assert [row.name for row in pyproject.read(text).includes] == ["x.txt", "y.txt"]


def test_commands_of_hatch_and_pixi_in_their_own_files() -> None:
    script = "[envs.x.scripts]\na = 'pip install a1'\n"
    task = "[tasks]\na = 'pip install a1'\n"

    assert dependency_rows(hatch.read(script)) == [("a1", "", 2)]
    assert dependency_rows(pixi.read(task)) == [("a1", "", 2)]


def test_version_in_the_url_of_a_poetry_entry() -> None:
    text = """\
[tool.poetry.dependencies]
a = {url = "https://x.example/a-1.0-py3-none-any.whl"}
b = {url = "https://x.example/main.zip"}
c = {git = "https://x.example/c.git"}
"""

    assert dependency_rows(pyproject.read(text)) == [
        ("a", "1.0", 2),
        ("b", "", 3),
        ("c", "", 4),
    ]


def test_lines_of_texts_of_several_lines() -> None:
    """With an escape, the line is that of the key."""
    text = (
        "[tool.poe.tasks]\n"
        "a = '''pip install a1\npip install a2'''\n"
        'b = """\npip install a3 \\\\\n  a4\n"""\n'
        'c = """\npip install \\u0061\n\n  pip install a5\n"""\n'
    )

    assert dependency_rows(pyproject.read(text)) == [
        ("a", "", 8),
        ("a1", "", 2),
        ("a2", "", 3),
        ("a3", "", 5),
        ("a4", "", 6),
        ("a5", "", 8),
    ]


def test_rarer_lists() -> None:
    text = dedent(
        """\
        [tool.flit.metadata]
        dev-requires = ["a1"]
        [tool.hatch.env]
        requires = ["a2"]
        [tool.uv.extra-build-dependencies]
        x = ["a3", {requirement = "a4", match-runtime = true}]
        [[tool.uv.dependency-metadata]]
        name = "x"
        requires-dist = ["a5", "a6==1"]
        [tool.semantic_release]
        build_command = "pip install a7"
        [tool.conda-lock.dependencies]
        sqlite = ">=3"
        a8 = {source = "pypi"}
        [tool.pdm.dev-dependencies]
        dev = ["-e file:///${PROJECT_ROOT}/b#egg=b", "-e git+https://x/y#egg=a9"]
        """
    )

    assert dependency_rows(pyproject.read(text)) == [
        ("a1", "", 2),
        ("a2", "", 4),
        ("a3", "", 6),
        ("a4", "", 6),
        ("a5", "", 9),
        ("a6", "1", 9),
        ("a7", "", 11),
        ("a8", "", 14),
        ("a9", "", 16),
    ]
    text = "[env]\nrequires = ['a1']\n"
    assert dependency_rows(hatch.read(text)) == [("a1", "", 2)]


def test_included_groups_exist() -> None:
    text = dedent(
        """\
        [dependency-groups]
        Type_Checks = ["mypy"]
        dev = [
            {include-group = "type-checks"},
            {include-group = "gone"},
        ]
        """
    )
    with pytest.raises(ManifestError) as raised:
        pyproject.read(text)

    assert raised.value.problems == ((5, "`gone` is not a dependency group", False),)
    assert dependency_rows(raised.value.manifest) == [("mypy", "", 2)]
