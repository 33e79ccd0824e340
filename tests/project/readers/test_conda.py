"""The pip section of environment.yml."""

from __future__ import annotations

from textwrap import dedent

import pytest
from support import dependency_rows

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import conda


def test_pip_section() -> None:
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

    assert dependency_rows(found) == [("flask", "", 6), ("requests", "1.0", 5)]
    assert [include[:2] for include in found.includes] == [("other.txt", 7)]


def test_flow_style() -> None:
    text = "dependencies: [python, {pip: [a, 'b==1']}]\n"

    assert dependency_rows(conda.read(text)) == [("a", "", 1), ("b", "1", 1)]


def test_lock() -> None:
    text = dedent(
        """\
        version: 1
        package:
        - name: a
          version: "1.0"
          manager: pip
        - name: x
          version: 1.0
          manager: conda
        - {name: b, manager: pip, version: 2}
        """
    )

    assert dependency_rows(conda.read_lock(text)) == [("a", "1.0", 3), ("b", "2", 9)]


def test_pixi_lock() -> None:
    text = dedent(
        """\
        environments:
          default:
            packages:
              linux-64:
              - pypi: https://x.example/x-1.0.tar.gz
        packages:
        - conda: https://x.example/x-1.0.conda
        - pypi: https://x.example/a_b-1.0-py3-none-any.whl
          name: a-b
        """
    )

    assert dependency_rows(conda.read_pixi_lock(text)) == [("a_b", "1.0", 8)]


def test_older_and_newer_pixi_locks() -> None:
    text = dedent(
        """\
        version: 5
        packages:
        - kind: conda
          name: x
          version: 1.0
        - kind: pypi
          name: a
          version: 1.0
          url: https://x.example/a-1.0.tar.gz
        - kind: pypi
          name: y
          path: .
        - pypi: git+https://x.example/b.git
          name: b
          version: '2.0'
        - pypi: ./z
          name: z
          version: 0.1
        """
    )

    assert dependency_rows(conda.read_pixi_lock(text)) == [
        ("a", "1.0", 7),
        ("b", "2.0", 14),
    ]


@pytest.mark.parametrize(
    ("text", "is_broken"),
    [
        ("dependencies:\n- pip:\n  - a\n  b: [\n", True),
        ("{{ if .Values.x }}\na: b\n", False),
        ("tool:\n  pip:\n  - this is text\n  - so: it is\n", False),
        ("run:\n# dependencies\n- {{ x }}\n{% for dep in deps %}\n", False),
    ],
)
def test_only_an_environment_has_to_be_yaml(text: str, is_broken: bool) -> None:
    """Other files are named like one, such as the templates of Helm."""
    if not is_broken:
        assert conda.read(text).dependencies == ()
        return
    with pytest.raises(ManifestError, match="not YAML") as caught:
        conda.read(text)

    assert dependency_rows(caught.value.manifest) == [("a", "", 3)]
