"""The share of public lists that the tables know."""

from __future__ import annotations

import json
from pathlib import Path

import names_coverage
import pytest

pytestmark = pytest.mark.generators


def test_shares_and_missing_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pypi/packages/malicious/json"
    folder.mkdir(parents=True)
    for file, name, versions in (
        ("urlib3", "urlib3", ["1.0"]),
        ("zz-unheard-of", "zz-unheard-of", ["1.0"]),
        ("compromised_x_litellm", "litellm", ["1.82.7", "9.9.9"]),
    ):
        document = {
            "name": name,
            "campaign": "2026-03-x",
            "affected_versions": versions,
        }
        (folder / f"{file}.json").write_text(json.dumps(document), encoding="utf-8")
    listed = tmp_path / "posts.txt"
    listed.write_text("urlib3\ncrypt\n", encoding="utf-8")

    arguments = ["--kam193", str(tmp_path), "--names", str(listed), "--missing"]
    names_coverage.main(arguments)

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["malicious", "2026", "2", "50.0", "%", "2", "50.0", "%"] in lines
    assert ["bad", "releases", "of", "honest", "projects:", "1", "of", "2"] in lines
    assert ["not", "known:", "litellm", "9.9.9"] in lines
    assert ["not", "known", "(1):", "zz-unheard-of"] in lines
    assert ["2", "100.0", "%", "2", "50.0", "%"] in lines
