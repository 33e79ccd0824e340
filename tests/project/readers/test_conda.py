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
