"""A policy of ten bans on Django's source, as ``tox -e corpus`` installs it.

The findings in ``corpus/django.txt`` were compared by hand with what a search of the
source finds.
"""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest
from support import run_check, run_flake8

CORPUS = Path(__file__).parent / "corpus"
VERSION = "5.2.19"

pytestmark = pytest.mark.corpus


def test_a_policy_on_django(tmp_path: Path) -> None:
    try:
        django = metadata.distribution("Django")
    except metadata.PackageNotFoundError:
        pytest.skip("Django is not installed")
    if django.version != VERSION:
        pytest.skip(f"the findings are those in Django {VERSION}")
    shutil.copytree(str(django.locate_file("django")), tmp_path / "django")
    # Globs are relative to the folder of the configuration file.
    shutil.copy(CORPUS / "django.cfg", tmp_path / "policy.cfg")

    command = ["--config", "policy.cfg"]
    expected = (CORPUS / "django.txt").read_text(encoding="utf-8")
    assert run_check([*command, "django"], cwd=tmp_path).out == expected

    # flake8 has its other checks to make, which takes a minute for the whole.
    found = {line.partition(":")[0] for line in expected.splitlines()}
    names = [
        path.relative_to(tmp_path).as_posix()
        for path in tmp_path.rglob("django/**/*.py")
    ]
    some = sorted(found.union(sorted(names)[::20]))
    assert run_flake8([*command, *some], cwd=tmp_path).out == expected
