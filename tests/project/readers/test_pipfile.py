"""Dependencies in a Pipfile."""

from __future__ import annotations

from textwrap import dedent

from support import dependency_rows

from flake8_safe_imports.project.readers import pipfile


def test_every_category() -> None:
    text = dedent(
        """\
        [[source]]
        name = "pypi"
        [packages]
        requests = "*"
        flask = "==1.0"
        here = {path = "."}
        there = {file = "./x-1.0.zip"}
        web = {file = "https://x.example/web-1.0.zip"}
        [dev-packages]
        mock = {version = "==2.0", markers = "python_version < '3'"}
        [requires]
        python_version = "3.9"
        [scripts]
        x = "pip install numpy"
        """
    )

    assert dependency_rows(pipfile.read(text)) == [
        ("flask", "1.0", 5),
        ("mock", "2.0", 10),
        ("numpy", "", 14),
        ("requests", "", 4),
        ("web", "1.0", 8),
    ]
