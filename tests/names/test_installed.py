"""Installed distributions."""

from __future__ import annotations

from pathlib import Path

from support import install_distribution

from flake8_safe_imports.names.installed import find_name_line, list_installed


def test_installed_names_and_versions(tmp_path: Path) -> None:
    install_distribution(tmp_path, "foo-bar", "1.5")
    install_distribution(tmp_path, "abc", "2!1.0+local")
    found = list_installed([str(tmp_path)])

    assert [row[:2] for row in found] == [("abc", "2!1.0+local"), ("foo_bar", "1.5")]
    assert all(Path(row.location).parent == tmp_path for row in found)


def test_distributions_of_the_running_python() -> None:
    names = {found.name for found in list_installed(None)}

    assert "flake8" in names
    assert len(names) > 5


def test_metadata_without_a_name_is_line_one(tmp_path: Path) -> None:
    (tmp_path / "METADATA").write_text("Metadata-Version: 2.1\n\nName: x\n")

    assert find_name_line(str(tmp_path)) == (str(tmp_path), 1)
