"""The generator of the tables of names."""

from __future__ import annotations

from pathlib import Path

import gen_names
import pytest

pytestmark = pytest.mark.generators


def test_tables_are_current() -> None:
    assert gen_names.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("asyncore", "standard library"),
        ("requests", "popular"),
        ("win32con", "known name"),
        ("attractors", "provided by"),
        ("accelerated", "benign"),
    ],
)
def test_innocent_import_names_are_refused(
    name: str, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for source in gen_names.SOURCES.glob("*.*"):
        if source.is_file():
            (tmp_path / source.name).write_bytes(source.read_bytes())
    if reason == "provided by":
        with (tmp_path / "popular.txt").open("a", encoding="utf-8") as file:
            file.write(f"0 some-project {name}\n")
    with (tmp_path / "malicious.csv").open("a", encoding="utf-8") as file:
        file.write(f"{name},2026-01,,import,o\n")
    monkeypatch.setattr(gen_names, "SOURCES", tmp_path)

    with pytest.raises(SystemExit, match=f"(?s)refused.*{name}: .*{reason}"):
        gen_names.render_all()


def test_feed_adds_new_names_except_popular_ones(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sources = tmp_path / "names"
    sources.mkdir()
    for source in gen_names.SOURCES.glob("*.*"):
        if source.is_file():
            (sources / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(gen_names, "SOURCES", sources)
    for name, extra in (
        ("zz-new-evil", ""),
        ("requests", ""),
        ("zz-taken-back", ', "withdrawn": "2026-01-02"'),
    ):
        (tmp_path / f"{name}.json").write_text(
            f"""{{"published": "2026-01-01T00:00:00Z", "affected": [{{
            "package": {{"ecosystem": "PyPI", "name": "{name}"}},
            "ranges": [{{"events": [{{"introduced": "0"}}]}}]}}]{extra}}}""",
            encoding="utf-8",
        )
    before = {report.name for report in gen_names.read_reports()}
    gen_names.add_feed(tmp_path)
    after = {report.name for report in gen_names.read_reports()}

    assert after - before == {"zz-new-evil"}
    assert "refused requests: a popular" in capsys.readouterr().err


def test_list_of_all_names_brings_absent_names_up_to_date(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sources = tmp_path / "names"
    sources.mkdir()
    for source in gen_names.SOURCES.glob("*.*"):
        if source.is_file():
            (sources / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(gen_names, "SOURCES", sources)
    before = gen_names.read_sources()
    names = {*before.popular.distributions, *before.popular.ranks, "dateutil"}
    listed = tmp_path / "listed.txt"
    listed.write_text("\n".join(names), encoding="utf-8")

    gen_names.update_absent(listed)

    assert "now on PyPI: dateutil" in capsys.readouterr().out
    assert "dateutil" not in gen_names.read_sources().absent
