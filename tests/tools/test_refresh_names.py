"""Refreshing the sources of the tables of names from public lists."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import gen_names
import names_sources
import pytest
import refresh_names
from names_feeds import read_listed_names, read_popular_names, read_pysec

pytestmark = pytest.mark.generators

DATE = "2030-01-02"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources that the command changes, and a place for the tables."""
    folder = tmp_path / "names"
    shutil.copytree(names_sources.SOURCES, folder)
    tables = tmp_path / "data"
    shutil.copytree(gen_names.DATA, tables)
    monkeypatch.setattr(refresh_names, "SOURCES", folder)
    monkeypatch.setattr(gen_names, "DATA", tables)
    monkeypatch.setattr(refresh_names, "find_today", lambda: date.fromisoformat(DATE))
    return tmp_path


def write_osv(folder: Path, name: str, **extra: object) -> None:
    """Write an OSV report on all versions of *name*."""
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
    package = {"ecosystem": "PyPI", "name": name}
    document = {
        "id": f"MAL-2030-{name}",
        "published": "2030-01-01T00:00:00Z",
        "affected": [{"package": package, "ranges": ranges}],
        **extra,
    }
    folder.mkdir(exist_ok=True)
    (folder / f"{document['id']}.json").write_text(json.dumps(document), "utf-8")


def read_names(project: Path) -> dict[str, names_sources.Report]:
    reports = names_sources.read_reports(project / "names")
    return {report.name: report for report in reports}


def test_ossf_adds_names_and_refuses_popular_ones(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = project / "ossf"
    for name in ("zzq-vexkwilp", "requests", "fb303-core-2", "data-loader-utils"):
        write_osv(feed, name)
    write_osv(feed, "zz-taken-back", withdrawn="2030-01-02T00:00:00Z")
    write_osv(feed, "zz-left-out-before", published="2023-08-24T00:00:00Z")
    before = read_names(project)

    refresh_names.main(["--date", DATE, "--ossf", str(feed)])

    after = read_names(project)
    assert after.keys() - before.keys() == {
        "zzq-vexkwilp",
        "fb303-core-2",
        "data-loader-utils",
    }
    assert after["data-loader-utils"].use == "distribution"
    out = capsys.readouterr().out
    assert "refused requests: a popular distribution" in out
    assert "added data-loader-utils, distribution only: a name that others hit" in out
    assert "names skipped, as they were reported before 2026-05: 1" in out
    assert "written: malicious.txt" in out
    table = (project / "data" / "malicious.txt").read_text(encoding="ascii")
    assert "\nzzq-vexkwilp 2030-01 -\n" in table
    dates = names_sources.read_dates(project / "names")
    assert dates["OpenSSF malicious-packages"] == DATE
    assert dates["kam193 package-campaigns"] != DATE


def test_withdrawn_reports_are_taken_back(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = names_sources.read_reports(project / "names")
    alone = next(row.name for row in rows if row.sources == "o")
    shared = next(row.name for row in rows if row.sources == "ko")
    feed = project / "ossf"
    write_osv(feed, "zzq-vexkwilp")
    for name in (alone, shared):
        write_osv(feed, name, withdrawn="2030-01-02T00:00:00Z")

    refresh_names.main(["--date", DATE, "--ossf", str(feed)])

    after = read_names(project)
    assert alone not in after
    assert after[shared].sources == "k"
    assert f"withdrawn: {alone}" in capsys.readouterr().out


def test_reports_on_honest_projects_do_not_become_names(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = project / "ossf"
    write_osv(feed, "zzq-vexkwilp")
    write_osv(feed, "bittensor-wallet")
    write_osv(feed, "zz-honest", details="Reasons\n\n - compromised-package\n")
    popular = names_sources.read_popular(project / "names").distributions
    listed = project / "listed.txt"
    listed.write_text("\n".join([*popular, "zz-on-pypi"]), encoding="utf-8")
    write_osv(feed, "ZZ_on.pypi")

    arguments = ["--date", DATE, "--ossf", str(feed), "--listed", str(listed)]
    refresh_names.main([*arguments, "--fewest-listed", "1"])

    after = read_names(project)
    assert "bittensor-wallet" not in after
    assert "zz-honest" not in after
    assert "zz-on-pypi" not in after
    out = capsys.readouterr().out
    assert "refused zz-on-pypi: PyPI has it" in out
    assert "refused bittensor-wallet: an honest project" in out


def test_kam193_tells_names_from_compromised_releases(project: Path) -> None:
    feed = project / "kam193"
    for category, file, name in (
        ("malicious", "zzq-vexkwilp", "zzq-vexkwilp"),
        ("malicious", "compromised_2030-01-compr-zz_zz-honest", "zz-honest"),
        ("probably_pentest", "zz-internal-thing", "zz-internal-thing"),
        ("highly_suspicious", "zz-odd-thing", "zz-odd-thing"),
        ("spam", "zz-spam", "zz-spam"),
    ):
        folder = feed / "pypi/packages" / category / "json"
        folder.mkdir(parents=True, exist_ok=True)
        document = {
            "name": name,
            "campaign": "2030-01-compr-zz",
            "affected_versions": ["1.0", "1.1"],
        }
        (folder / f"{file}.json").write_text(json.dumps(document), "utf-8")

    refresh_names.main(["--date", DATE, "--kam193", str(feed)])

    after = read_names(project)
    assert after["zzq-vexkwilp"][1:] == ("2030-01", "", "import", "k")
    assert after["zz-internal-thing"].use == "distribution"
    assert after["zz-odd-thing"].use == "distribution"
    assert "zz-spam" not in after
    assert "zz-honest" not in after
    table = (project / "data" / "compromised.txt").read_text(encoding="ascii")
    assert "\nzz-honest 2030-01 1.0,1.1 releases backdoored\n" in table


@pytest.mark.parametrize(
    ("text", "affected", "versions"),
    [
        ("included a code-execution backdoor", {"versions": ["1.0", "1.1"]}, "1.0 1.1"),
        (
            "zz in PyPI 0.1 through 0.13 included a code-execution backdoor.",
            {"ranges": [{"events": [{"introduced": "0.1"}, {"fixed": "0.14"}]}]},
            "0.1..0.13",
        ),
        ("Malicious package. Exfiltrated secrets.", {}, None),
        ("a malicious package could run code in zz", {"versions": ["1.0"]}, ""),
        ("zz allows attackers to exfiltrate data", {"versions": ["1.0"]}, ""),
    ],
)
def test_pysec_is_read_for_harm_only(
    text: str, affected: dict[str, object], versions: str | None, tmp_path: Path
) -> None:
    document = {
        "id": "PYSEC-2030-1",
        "details": text,
        "affected": [{"package": {"ecosystem": "PyPI", "name": "zz"}, **affected}],
    }
    (tmp_path / "PYSEC-2030-1.json").write_text(json.dumps(document), "utf-8")

    feed = read_pysec(tmp_path)

    if versions is None:
        assert feed.writeups == {"zz": "https://osv.dev/vulnerability/PYSEC-2030-1"}
        assert [report[:2] for report in feed.reports] == [("zz", "2030")]
    else:
        assert [" ".join(row.versions) for row in feed.releases] == [versions][
            : bool(versions)
        ]
        assert not feed.reports


def test_popularity_changes_ranks(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = names_sources.read_lines(project / "names" / "popular.txt")
    names = [row.split()[1] for row in rows][:12_000]
    names = ["zz-new-star", *names[1:], "urlib3"]
    popular = project / "popular.json"
    document = {"rows": [{"project": name} for name in names]}
    popular.write_text(json.dumps(document), encoding="utf-8")

    refresh_names.main(["--date", DATE, "--popular", str(popular)])

    out = capsys.readouterr().out
    assert "rank band of zz-new-star: none to 8" in out
    assert "refused popular urlib3" in out
    known = (project / "data" / "known.txt").read_text(encoding="ascii")
    assert "\nzz_new_star 1\n" in known


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--popular", None),
        ("--listed", None),
        ("--popular", b"\x1f\x8b"),
        ("--listed", b"\x1f\x8b"),
        ("--popular", b'{"rows": [{"project": null}]}'),
    ],
)
def test_a_broken_list_is_named(option: str, text: bytes | None, project: Path) -> None:
    path = project / "a list"
    if text is not None:
        path.write_bytes(text)

    with pytest.raises(SystemExit, match=r"^refused: .*a list: \w+Error: "):
        refresh_names.main(["--date", DATE, option, str(path)])


def test_a_byte_order_mark_belongs_to_no_name(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"\xef\xbb\xbfBoto3\r\nrequests\r\n")

    assert read_popular_names(tmp_path / "list") == ["boto3", "requests"]
    assert read_listed_names(tmp_path / "list") == {"boto3", "requests"}


def test_a_refusal_changes_nothing(project: Path) -> None:
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    empty = project / "empty"
    empty.mkdir()
    short = project / "short.txt"
    short.write_text("requests\n", encoding="utf-8")
    for arguments in (
        ("--ossf", str(empty)),
        ("--popular", str(short)),
        ("--listed", str(short)),
    ):
        with pytest.raises(SystemExit, match="refused"):
            refresh_names.main(["--date", DATE, *arguments])
    short.unlink()
    empty.rmdir()
    assert before == {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}


BROKEN = {
    "cut off": '{"affected": [{"pack',
    "a list": "[1, 2]",
    "no name": '{"affected": [{"package": {"ecosystem": "PyPI"}}]}',
    "nothing": '{"affected": null}',
    "a number": '{"affected": [{"package": {"ecosystem": "PyPI", "name": 5}}]}',
    "no text": b'{"id": "\xe9"}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_document_is_named(text: str | bytes, project: Path) -> None:
    feed = project / "ossf"
    write_osv(feed, "zzq-vexkwilp")
    broken = feed / "broken.json"
    broken.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(SystemExit, match=r"^refused: .*broken\.json: \w+Error: "):
        refresh_names.main(["--date", DATE, "--ossf", str(feed)])


def test_broken_yaml_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class YAMLError(Exception):
        """The error of PyYAML, which may not be installed."""

    def fail(text: str) -> None:
        raise YAMLError(text)

    module = SimpleNamespace(safe_load=fail, YAMLError=YAMLError)
    monkeypatch.setitem(sys.modules, "yaml", module)
    (project / "PYSEC-2030-1.yaml").write_text("[", encoding="utf-8")

    with pytest.raises(SystemExit, match=r"^refused: .*PYSEC-2030-1\.yaml: "):
        refresh_names.main(["--date", DATE, "--pysec", str(project)])


def test_what_is_no_name_or_no_release_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = project / "ossf"
    names = ("zz evil,x", "../zz", "zz\n\x1b[31m", "zz\xe9", "-zz", "", "z" * 101)
    for at, name in enumerate(names):
        write_osv(feed, name, id=at)
    write_osv(feed, "zzq-late", published="2030-02-01T00:00:00Z")
    write_osv(feed, "zzq-month", published="2029-13-01T00:00:00Z")
    releases = project / "kam193" / "pypi/packages/malicious/json"
    releases.mkdir(parents=True)
    for at, versions in enumerate(([], ["1.0 evil", "a,b"])):
        document = {"name": f"zz-{at}", "affected_versions": versions}
        text = json.dumps(document)
        (releases / f"compromised_{at}.json").write_text(text, encoding="utf-8")
    before = read_names(project), names_sources.read_releases(project / "names")

    arguments = ["--ossf", str(feed), "--kam193", str(releases.parents[3])]
    refresh_names.main(["--date", DATE, *arguments])

    after = read_names(project), names_sources.read_releases(project / "names")
    out = capsys.readouterr().out
    assert after == before
    assert out.count("refused") == len(names) + 4
    assert "refused zz\\n\\x1b[31m: not the name of a distribution" in out
    assert "refused zzq-late: reported in 2030-02, after the list was made" in out
    assert "refused releases of zz-1: 1.0 evil a,b" in out


def test_lists_of_other_things_are_refused(project: Path) -> None:
    rows = names_sources.read_lines(project / "names" / "popular.txt")
    names = [row.split()[1] for row in rows][:12_000]
    path = project / "list.txt"
    for option, text in (
        ("--popular", "\n".join(f"zz-{at}" for at in range(12_000))),
        ("--popular", "\n".join(reversed(names))),
        ("--popular", json.dumps({"rows": [{"name": name} for name in names]})),
        ("--listed", "\n".join([*names[:6000], *map(str, range(500_000))])),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match=r"^refused: "):
            refresh_names.main(["--date", DATE, option, str(path)])


@pytest.mark.parametrize(
    "arguments",
    [
        *("--date 2030-99-99", "--date 2030-01-04", "--date 2029-W51-5"),
        f"--date {DATE} --since yesterday",
    ],
)
def test_days_that_never_were_are_refused(arguments: str, project: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        refresh_names.main(arguments.split())


def test_list_of_all_names_brings_absent_names_up_to_date(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = names_sources.read_sources(project / "names")
    names = {*sources.popular.distributions, *sources.popular.ranks, "dateutil"}
    listed = project / "listed.txt"
    rows = ["panddas\t1.0\t2030-01\t\tDid you mean pandas?", "bs4\t1\t2030-01\t1\tSoup"]
    listed.write_text("\n".join([*names, *rows]), encoding="utf-8")

    arguments = ["--date", DATE, "--listed", str(listed), "--fewest-listed", "1"]
    refresh_names.main(arguments)

    out = capsys.readouterr().out
    assert "now on PyPI: dateutil" in out
    assert "perhaps a placeholder: panddas (Did you mean pandas?)" in out
    assert "perhaps a placeholder: bs4" not in out
    assert "dateutil" not in names_sources.read_sources(project / "names").absent
