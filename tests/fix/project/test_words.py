"""Which files of a project are searched closely."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_safe_imports.fix.project import importers, module_uses, words

TEXTS = {
    "plain": b"import a.b\nnaming = b\n",
    "latin-1": b"# coding: latin-1\n# \xe9\xe9b\xe9\n",
    "quoted": "“b”\n".encode(),
    "crlf": b"x\r\nb\r\n",
    "escaped": rb"'\nimport \nb'",
    "star": b"from a import \\\n    *\n",
    "none": b"abc = ab_b\n",
}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["b"], {"plain", "latin-1", "quoted", "crlf"}),
        (["naming", "ab_b"], {"plain", "none"}),
        (["naïve"], set()),
        (["é"], set(TEXTS)),  # no part of it is ASCII
        (["\udce9b\udce9"], {"plain", "latin-1", "quoted", "crlf"}),
        ([words.STAR], {"star"}),
    ],
    ids=["plain words", "two words", "not ASCII", "nothing ASCII", "no text", "star"],
)
def test_files_are_found_by_their_words(
    tmp_path: Path, wanted: list[str], found: set[str]
) -> None:
    for name, content in TEXTS.items():
        (tmp_path / f"{name}.py").write_bytes(content)

    paths = words.Words(str(tmp_path)).find(*wanted)

    assert {Path(path).stem for path in paths} == found


def test_files_are_found_by_the_folders_above_them(tmp_path: Path) -> None:
    path = tmp_path / "app" / "sub" / "app.py"
    path.parent.mkdir(parents=True)
    path.touch()
    found = words.Words(str(tmp_path))

    assert found.find_below("sub") == found.find_below("app") == {str(path)}
    assert found.find_below("app.py") == set()


def test_files_without_the_words_are_not_searched_closely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "user.py").write_text("import compat\ncompat.cPickle\n")
    for number in range(20):
        (tmp_path / f"other{number}.py").write_text("import cPickle, compatible\n")
    searched = []
    find_pairs = module_uses.find_pairs

    def count(path: str) -> set[tuple[str, str]]:
        searched.append(path)
        return find_pairs(path)

    monkeypatch.setattr(module_uses, "find_pairs", count)
    importers.forget()

    assert importers.Importers(str(tmp_path / "compat.py")).may_import("cPickle")
    assert searched == [str(tmp_path / "user.py")]


def test_a_rewritten_file_has_other_words(tmp_path: Path) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b.py"
    path.write_text("old = kept\n")
    other.write_text("old = also\n")
    found = words.Words(str(tmp_path))
    path.write_text("new = kept\n")
    other.write_text("unseen\n")
    found.read_again([str(path)])

    assert found.find("old") == {str(other)}
    assert found.find("new") == found.find("kept") == {str(path)}
    assert found.find("*") == set()
    assert found.find("unseen") == set()
    assert found.find_below(tmp_path.name) == {str(path), str(other)}
