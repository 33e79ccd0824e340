"""Reading and writing files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fixing import Ran


def test_a_file_that_must_not_be_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text("import cPickle\n")
    # Whoever runs the tests may be allowed to do anything.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    ran = Ran(path, write=True)

    assert ran.code == 2
    assert path.read_text() == "import cPickle\n"
    assert f"{path}: cannot be written: " in ran.err
    assert os.listdir(tmp_path) == ["a.py"]


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_stay_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a.py", tmp_path / "link.py"
    path.write_text("import cPickle\n")
    link.symlink_to(path)
    Ran(link, write=True)

    assert link.is_symlink()
    assert path.read_text() == "import pickle\n"


def test_a_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, target: str) -> None:
        raise PermissionError(13, "Permission denied", target)

    path = tmp_path / "a.py"
    path.write_text("import cPickle\n")
    (tmp_path / "notes.txt").write_text("import cPickle\n")
    monkeypatch.setattr(os, "replace", refuse)
    ran = Ran(tmp_path, write=True)

    assert ran.code == 2
    assert f"{path}: cannot be written: " in ran.err
    assert path.read_text() == "import cPickle\n"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.py", "notes.txt"]
