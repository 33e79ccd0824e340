"""Dependencies in setup.cfg."""

from __future__ import annotations

from textwrap import dedent

import pytest
from support import dependency_rows

from flake8_safe_imports.project.readers import setup_cfg


def test_options_and_extras() -> None:
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

    assert dependency_rows(setup_cfg.read(text)) == [
        ("black", "", 14),
        ("flask", "2.0", 7),
        ("requests", "", 6),
        ("setuptools", "", 8),
        ("sphinx", "", 13),
        ("wheel", "", 8),
    ]


def test_files_without_a_name_are_left_out() -> None:
    text = "[options]\ninstall_requires = file: a.txt,,b.txt,\n"
    found = setup_cfg.read(text)

    assert [include.name for include in found.includes] == ["a.txt", "b.txt"]


def test_references_to_other_options() -> None:
    text = dedent(
        """\
        [options]
        pin = 1.0

        base = a1
            a2==%(pin)s
        install_requires = %(Base)s
            %(nothing)s
        [options.extras_require]
        docs = a3
        all = %(docs)s %(tests)s
        tests = %(all)s
            a4
        """
    )

    assert dependency_rows(setup_cfg.read(text)) == [
        ("a1", "", 4),
        ("a2", "", 5),
        ("a3", "", 9),
        ("a4", "", 12),
    ]


@pytest.mark.parametrize(
    ("requirement", "names"),
    [
        ('a ; python_version < "%(low)s"', ["a"]),
        ("a%(range)s", []),
        ("a %(range)s", ["a"]),
        ("a[%(extra)s]", ["a"]),
        ("a[b] >= %(low)s", ["a"]),
        ("a-%(b)s", []),
    ],
)
def test_requirements_with_references(requirement: str, names: list[str]) -> None:
    found = setup_cfg.read(f"[options]\ninstall_requires =\n    {requirement}\n")

    assert [row.name for row in found.dependencies] == names
