"""The pip section of environment.yml."""

from __future__ import annotations

from textwrap import dedent

from support import dependency_rows

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
