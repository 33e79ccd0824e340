"""Dependencies in pyproject.toml."""

from __future__ import annotations

from textwrap import dedent

from support import dependency_rows

from flake8_safe_imports.project.readers import pyproject


def test_every_table_with_requirements() -> None:
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

    assert dependency_rows(pyproject.read(text)) == [
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
        ("furo", "", 11),
        ("mock", "", 4),
        ("sphinx", "", 8),
        ("tox", "4.0", 7),
    ]
    assert [row.marker for row in found.dependencies if row.marker] == [
        "python_version <3.3"
    ]
