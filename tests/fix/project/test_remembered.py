"""Files are looked at once, and again when they were rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

import pytest
from fixing import Ran

from flake8_safe_imports.fix.project import (
    importers,
    module_uses,
    project_files,
    remembered,
    screening,
    words,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("is_link", [False, True])
def test_a_rewritten_file_is_read_again(tmp_path: Path, is_link: bool) -> None:
    path, other, link = (tmp_path / name for name in ("a.py", "b.py", "c.py"))
    path.write_text("import old\n")
    other.write_text("import old\n")
    if is_link:
        link.symlink_to(path)
    importers.forget()
    asked = str(link if is_link else path)
    assert project_files.read_text(asked) == "import old\n"
    assert project_files.read_text(str(other)) == "import old\n"
    path.write_text("import new\n")
    other.write_text("import new\n")
    remembered.forget_files([str(path)])

    assert project_files.read_text(asked) == "import new\n"
    assert project_files.read_text(str(other)) == "import old\n"
    importers.forget()
    assert project_files.read_text(str(other)) == "import new\n"


def test_files_that_stay_are_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").touch()
    for number in range(5):
        (tmp_path / f"other{number}.py").write_text(
            "import compat, builtins\nimport mock\nmock.patch('compat.x')\n"
        )
    (tmp_path / "compat.py").write_text("import six, cgi\nsix.text_type\n")
    read_bytes = project_files.read_bytes
    read = []

    def count(path: str) -> bytes:
        read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(project_files, "read_bytes", count)
    monkeypatch.setattr(words, "read_bytes", count)

    ran = Ran(tmp_path / "compat.py", write=True)

    assert ran.err.endswith("1 change made in 1 file, 1 skipped\n")
    # For its words, and for its text.
    assert read.count(str(tmp_path / "other0.py")) == 2


def test_documents_may_have_what_is_no_import(tmp_path: Path) -> None:
    path = tmp_path / "a.rst"
    path.write_text("import a.\nimport b, c. and *\nfrom a import *\n")

    assert ("a", "*") in module_uses.find_pairs(str(path))


HUGE = {
    "imported names": lambda: (
        "from x import ("
        + ",".join(f"n{i:06}" for i in range(120_000))
        + ")\n"
        + "\n".join(f"n{i:06}" for i in range(120_000))
    ),
    "attributes in one line": lambda: "x.compat;" * 150_000,
    "names in one line": lambda: "[compat," * 150_000,
}


@pytest.mark.hostile
@pytest.mark.parametrize("make", HUGE.values(), ids=HUGE)
def test_huge_files_are_searched_in_time_that_grows_with_their_size(
    tmp_path: Path, make: Callable[[], str]
) -> None:
    path = tmp_path / "a.py"
    path.write_text(make())

    assert len(path.read_bytes()) < project_files.MAX_SIZE
    module_uses.find_pairs(str(path))
    screening.may_assign(str(path), "compat")
    screening.may_hand_over(str(path), "app.compat")
