"""What mise takes from PyPI: tools of its pipx backend, and what commands install."""

from __future__ import annotations

from textwrap import dedent

from support import dependency_rows

from flake8_safe_imports.project.readers import mise


def test_tools() -> None:
    text = dedent(
        """\
        [tools]
        python = "3.12"
        black = "24.1.0"
        "npm:urlib3" = "latest"
        "pipx:a1" = "latest"
        'pipx:a2' = "1.82.7"
        "pipx:a.3" = ["1.0", "2.0", "latest"]
        "pipx:a4" = { version = "1.0", extras = "s3", uvx_args = "--with a5 --with=a6" }
        "pipx:psf/black" = "24.1.0"
        "pipx:git+https://x.example/a7.git" = "1.0"
        "pipx:a8" = true
        "pipx:a9[all]" = "1.0"
        [tools."pipx:b1"]
        version = "1.0"
        pipx_args = "--preinstall b2"
        [tasks.lint]
        tools = { "pipx:b3" = "1.0" }
        run = "lint"
        """
    )

    assert dependency_rows(mise.read(text)) == [
        ("a.3", "", 7),
        ("a.3", "1.0", 7),
        ("a.3", "2.0", 7),
        ("a1", "", 5),
        ("a2", "1.82.7", 6),
        ("a4", "1.0", 8),
        ("a5", "", 8),
        ("a6", "", 8),
        ("a8", "", 11),
        ("a9", "1.0", 12),
        ("b1", "1.0", 13),
        ("b2", "", 13),
        ("b3", "1.0", 17),
    ]


def test_commands() -> None:
    text = dedent(
        """\
        [env]
        X = "pip install c0"
        [hooks]
        postinstall = "pip install c1"
        enter = { script = "uvx c2", shell = "bash" }
        [tasks]
        a = "pip install c3"
        b = ["x", "uv add c4"]
        c.run = [{ task = "a" }, "pip install c5"]
        [tasks."d:e"]
        description = "pip install c0"
        run_windows = "pip install c6"
        run = '''
        #!/usr/bin/env bash
        pip install c7
        '''
        """
    )

    assert dependency_rows(mise.read(text)) == [
        ("c1", "", 4),
        ("c2", "", 5),
        ("c3", "", 7),
        ("c4", "", 8),
        ("c5", "", 9),
        ("c6", "", 12),
        ("c7", "", 15),
    ]


def test_lock() -> None:
    text = dedent(
        """\
        [[tools."pipx:a1"]]
        version = "1.0"
        backend = "pipx:a1"
        [[tools.python]]
        version = "3.12.1"
        backend = "core:python"
        [[tools.a2-cli]]
        version = "2.0"
        backend = "pipx:a2"
        """
    )

    assert dependency_rows(mise.read(text)) == [("a1", "1.0", 1), ("a2", "2.0", 7)]
