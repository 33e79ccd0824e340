"""What flake8 prints of us: positions, noqa comments, nothing twice."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support import run_flake8

OPTIONS = ["--isolated", "--select=VET", "--vet-supported-python=>=3.9"]

needs_positions = pytest.mark.skipif(
    sys.version_info < (3, 10), reason="aliases have no position of their own"
)


def lint(source: str, *more: str) -> list[str]:
    """Return what flake8 prints of *source*, as ``LINE:COLUMN CODE``."""
    ran = run_flake8([*OPTIONS, *more, "-"], stdin=source)
    found = [line.split(":", 3) for line in ran.out.splitlines()]
    return [f"{line}:{column} {text.split()[0]}" for _, line, column, text in found]


@needs_positions
def test_columns_are_characters() -> None:
    assert lint("é = 1; import urllib2\n") == ["1:15 VET201"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import urllib2  # noqa\n", [], id="own line"),
        pytest.param("import urllib2  # noqa: VET2\n", [], id="by family"),
        pytest.param("import urllib2  # noqa: E501\n", ["1 VET201"], id="other code"),
        pytest.param(
            "from os import (  # noqa: VET201\n    getcwdu,\n)\n", [], id="first line"
        ),
        pytest.param(
            "from urllib2 import (\n    urlopen,  # noqa: VET201\n)\n", [], id="alias"
        ),
        pytest.param(
            "from mock import (\n    patch,  # noqa: VET301\n)\n",
            [],
            id="line of another alias",
        ),
        pytest.param(
            "from urlib3 import (\n    x,  # noqa\n)\n",
            ["1 VET401"],
            id="VET401 is not named",
        ),
        pytest.param(
            "from urlib3 import (\n    x,  # noqa: VET401\n)\n", [], id="VET401 is"
        ),
        pytest.param("# flake8: noqa\nimport urllib2\n", [], id="whole file"),
    ],
)
def test_noqa(source: str, expected: list[str]) -> None:
    found = [f"{place.partition(':')[0]} {place.split()[1]}" for place in lint(source)]

    assert found == expected


def test_noqa_can_be_disabled() -> None:
    source = "from os import (  # noqa\n    getcwdu,  # noqa\n)\n"

    assert [item.split()[1] for item in lint(source, "--disable-noqa")] == ["VET201"]


def test_per_file_ignores_decide_what_a_ban_hides(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import urllib2\n")
    ran = run_flake8(
        [
            *OPTIONS,
            "--vet-banned-imports=urllib2 = x.y",
            "--per-file-ignores=a.py:VET101",
            "a.py",
        ],
        cwd=tmp_path,
    )

    assert "VET201" in ran.out
    assert "VET101" not in ran.out


def test_the_window_is_logged() -> None:
    ran = run_flake8([*OPTIONS, "-v", "-"], stdin="import os\n")

    assert "supported Pythons: 3.9, 3.10" in ran.out + ran.err
    assert "vet-supported-python" in ran.out + ran.err


def test_vet404_names_who_provides_an_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flake8_safe_imports import environment

    (tmp_path / "urllib3").mkdir()
    (tmp_path / "urllib3" / "__init__.py").write_text("raise SystemExit('was run')\n")
    metadata = tmp_path / "urlib3-1.21.1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: urlib3\nVersion: 1.21.1\n")
    (metadata / "RECORD").write_text("urllib3/__init__.py,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    environment._providers.cache_clear()

    with_it = lint("import urllib3\n", "--vet-check-environment")
    without = lint("import urllib3\n")
    environment._providers.cache_clear()

    assert [item.split()[1] for item in with_it] == ["VET404"]
    assert without == []
