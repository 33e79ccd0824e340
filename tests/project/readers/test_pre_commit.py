"""Dependencies of pre-commit hooks."""

from __future__ import annotations

from textwrap import dedent

import pytest
from support import dependency_rows

from flake8_safe_imports.project.readers import pre_commit


def test_python_hooks() -> None:
    text = dedent(
        """\
        repos:
        - repo: https://x.example/mirrors-mypy
          hooks:
          - id: mypy
            additional_dependencies: [a, "b==1"]
          - id: other
            additional_dependencies:
            - c
        - repo: local
          hooks:
          - id: x
            language: python
            additional_dependencies: [d]
        """
    )

    assert dependency_rows(pre_commit.read(text)) == [
        ("a", "", 5),
        ("b", "1", 5),
        ("c", "", 8),
        ("d", "", 13),
    ]


@pytest.mark.parametrize(
    "hook",
    [
        "{id: x, language: node, additional_dependencies: [a]}",
        "{id: x, language: ruby, additional_dependencies: [a]}",
        "{id: eslint, additional_dependencies: [a]}",
        "{id: x, additional_dependencies: ['a@8.0', b]}",
        "{id: x, additional_dependencies: ['@scope/a', b]}",
        "{id: x, additional_dependencies: ['a:7', b]}",
        "{id: x, additional_dependencies: ['github.com/a/b@v1', b]}",
    ],
)
def test_hooks_in_other_languages_are_left_out(hook: str) -> None:
    text = f"repos:\n- repo: https://x.example/y\n  hooks:\n  - {hook}\n"

    assert pre_commit.read(text).dependencies == ()


def test_command_of_a_hook() -> None:
    text = """\
repos:
- repo: local
  hooks:
  - {id: x, name: pip install b, language: system, entry: pip install a}
"""

    found = pre_commit.read(text).dependencies
    assert [(row.name, row.line) for row in found] == [("a", 4)]
