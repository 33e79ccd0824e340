"""Malicious and look-alike names, and the tables they come from."""

from __future__ import annotations

import sys
from pathlib import Path

import evaluate_names
import gen_names
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports.data import packages
from flake8_safe_imports.names import lookalike
from flake8_safe_imports.names import typos as slips
from flake8_safe_imports.names.lookalike import (
    Lookalike,
    Malicious,
    is_known,
    malicious_distribution,
    malicious_import,
)

TABLES = (
    packages.KNOWN,
    packages.BENIGN,
    packages.NEIGHBOURS,
    packages.MALICIOUS,
    packages.COMPROMISED,
)
POPULAR = sorted(
    name
    for name, rank in packages.ranks().items()
    if 0 < rank <= 300 and len(name) >= 7 and name.isalpha()
)


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Start without the answers of other tests, which may hide what is wrong."""
    for remembered in (lookalike._slip, slips._long_names, slips._beside):
        remembered.cache_clear()


# SK-CSIRT-SA-20170909: import name, and what was meant.
ADVISORY = [
    ("acqusition", "acquisition"),
    ("apidev_coop", "apidev-coop_cms"),
    ("bzip", "bz2"),
    ("django_server", "django"),
    ("setup_tools", "setuptools"),
    ("telnet", "telnetlib"),
    ("urlib3", "urllib3"),
]
ADVISORY_IN_STDLIB = ["crypt", "pwd", "urllib"]


@pytest.mark.parametrize(("name", "target"), ADVISORY)
def test_the_advisory_of_2017_as_imports(name: str, target: str) -> None:
    assert malicious_import(name) == Malicious(name, "2017-06", target)
    assert malicious_distribution(name.replace("_", "-")) is not None


@pytest.mark.parametrize("name", ADVISORY_IN_STDLIB)
def test_an_import_of_the_stdlib_is_not_malicious(name: str) -> None:
    assert malicious_import(name) is None
    assert malicious_distribution(name) == Malicious(name, "2017-06", name)


def test_a_malicious_name_of_which_little_is_known() -> None:
    assert malicious_distribution("0-8") == Malicious("0-8", "2025-03", "")


def test_what_is_not_malicious_is_no_finding() -> None:
    assert malicious_import("requests") is None
    assert malicious_distribution("requests") is None


@pytest.mark.parametrize("name", ["Setup_Tools", "setup.tools", "SETUP--tools"])
def test_distributions_are_compared_as_normalised(name: str) -> None:
    found = malicious_distribution(name)

    assert found is not None
    assert found.name == name
    assert found.target == "setuptools"


@pytest.mark.parametrize(
    "name", ["win32con", "smb", "execjs", "debug_toolbar", "umap", "pyximport"]
)
def test_names_that_others_are_imported_under_are_innocent(name: str) -> None:
    assert malicious_import(name) is None


@pytest.mark.parametrize("name", ["_urlib3", "urlib3_", "_setup_tools", "-urlib3", "."])
def test_no_distribution_begins_or_ends_with_an_underscore(name: str) -> None:
    assert malicious_import(name) is None
    assert malicious_distribution(name) is None


@pytest.mark.parametrize(
    ("name", "target", "slip"),
    [
        ("urlib", "urllib", "letter missing"),
        ("numppy", "numpy", "letter doubled"),
        ("requestsss", "requests", "letters repeated"),
        ("reqeusts", "requests", "letters swapped"),
        ("collectons", "collections", "letter missing"),
        ("setuptols", "setuptools", "letter missing"),
        ("subproccess", "subprocess", "letter doubled"),
        ("matplotlig", "matplotlib", "letter replaced"),
        ("cryptogrephy", "cryptography", "letter replaced"),
        ("tensorflwo", "tensorflow", "letters swapped"),
        ("beautifilsuop4", "beautifulsoup4", "letter replaced and letters swapped"),
        ("jeilyfish", "jellyfish", "look-alike characters"),
        ("djang0", "django", "look-alike characters"),
        ("tens0rfl0w", "tensorflow", "look-alike characters"),
        ("vverkzeug", "werkzeug", "look-alike characters"),
        ("nurnpy", "numpy", "look-alike characters"),
        pytest.param("r\u0435quests", "requests", "look-alike characters", id="cyr"),
        pytest.param("num\u0440y", "numpy", "look-alike characters", id="cyrillic"),
        pytest.param("\u03c1andas", "pandas", "look-alike characters", id="greek"),
        pytest.param("\u03f2lick", "click", "look-alike characters", id="lunate"),
        pytest.param("\u03c2lick", "click", "look-alike characters", id="as parsed"),
        pytest.param("\u043es", "os", "look-alike characters", id="two letters"),
        pytest.param(
            "\u0441\u043e\u0440\u0443", "copy", "look-alike characters", id="all"
        ),
        pytest.param(
            "dj\u0430ng\u00f3", "django", "look-alike characters", id="accent"
        ),
        pytest.param(
            "\uff52\uff45\uff51\uff55\uff45\uff53\uff54\uff53",
            "requests",
            "look-alike characters",
            id="full-width",
        ),
        pytest.param(
            "r\u0435qeusts",
            "requests",
            "look-alike characters and letters swapped",
            id="cyrillic and swapped",
        ),
        pytest.param("PiL1ow", "pillow", "look-alike characters", id="case"),
        pytest.param("simplejsom", "simplejson", "look-alike characters", id="m"),
        ("cljango", "django", "look-alike characters"),
        ("panclas", "pandas", "look-alike characters"),
        ("r4quests", "requests", "digit replaced"),
        ("boto4", "boto3", "digit replaced"),
        ("nump", "numpy", "letter missing"),
        ("pilow", "pillow", "letter missing"),
        ("pydantics", "pydantic", "letter added"),
        ("aioconsol", "aioconsole", "letter missing"),
        ("memory_profile", "memory_profiler", "letter missing"),
        ("discord_pyy", "discord_py", "letter doubled"),
        ("bip_uttils", "bip_utils", "letter doubled"),
        ("discord_yp", "discord_py", "letters swapped"),
        ("discord_pt", "discord_py", "letter replaced"),
    ],
)
def test_what_a_slip_is_called(name: str, target: str, slip: str) -> None:
    found = lookalike.lookalike(name, "default")

    assert found == Lookalike(name, target, slip)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("requests", id="itself"),
        pytest.param("os", id="stdlib"),
        pytest.param("Queue", id="stdlib of Python 2"),
        pytest.param("bpy", id="embedded"),
        pytest.param("_requets", id="private"),
        pytest.param("nmp", id="too short"),
        pytest.param("connection", id="a word"),
        pytest.param("\u65e5\u672c", id="another script"),
        pytest.param("\u0455\u0443\u0455", id="a short word of another script"),
        pytest.param(
            "\u65e5\u672c\u8a9e\u5b57\u5178", id="a long name in another script"
        ),
        pytest.param("n\u0443zzqqx", id="letters of two scripts"),
        pytest.param("requests\n", id="not a name"),
        pytest.param("reque sts", id="blank"),
        pytest.param("", id="nothing"),
        pytest.param("dbt_code", id="a known word in a short part"),
        pytest.param("py_cors", id="last letter of a short part"),
        pytest.param("duration", id="two letters more make another name"),
        pytest.param("subprocessed", id="two letters less make another name"),
        pytest.param("dockerfiler", id="who makes it: -er"),
        pytest.param("async_cached", id="what is made: -ed"),
        pytest.param("modal_proxy", id="a known word in a long part"),
        pytest.param("flask_logging", id="two slips to a known word"),
        pytest.param("pytest_plt", id="two slips in a short part"),
        pytest.param("secrets_storage", id="an underscore and another slip"),
        pytest.param("http2", id="a digit that is nowhere near the letter"),
        pytest.param("pypdfx", id="a letter that is nowhere near the digit"),
        pytest.param("nvidia_cudnn_cu112", id="a digit repeated in a version"),
        pytest.param("winapi", id="a number left out"),
        pytest.param("mlx_llm", id="a letter doubled in an abbreviation"),
        pytest.param("platforms", id="more of what the stdlib has one of"),
        pytest.param("clocker", id="cl begins a word"),
        pytest.param("data_cliff", id="cl begins a word in a part"),
    ],
)
def test_what_looks_like_nothing(name: str) -> None:
    assert lookalike.lookalike(name, "default") is None


@pytest.mark.parametrize(
    ("name", "target", "slip", "level"),
    [
        ("nump7", "numpy", "digit replaced", "strict"),
        ("pillooow", "pillow", "letters repeated", "strict"),
        ("ur11ib3", "urllib3", "look-alike characters", "strict"),
        ("lazy_object_pproxy", "lazy_object_proxy", "letter doubled", "strict"),
        ("rpcs_py", "rpds_py", "letter replaced", "strict"),
        ("tornxado", "tornado", "letter added", "strict"),
        ("tornadob", "tornado", "letter added", "default"),
        ("pytezst", "pytest", "letter added", "strict"),
        ("plotoly", "plotly", "letter added", "default"),
        ("plotloy", "plotly", "letter added", "default"),
        ("whooshy", "whoosh", "letter added", "wide"),
        ("argparsed", "argparse", "letter added", "wide"),
        ("sqlparser", "sqlparse", "letter added", "wide"),
        ("rdocker", "docker", "letter added", "wide"),
        ("tempfiles", "tempfile", "letter added", "wide"),
        ("asyncio8", "asyncio", "digit added", "wide"),
        ("sqlite", "sqlite3", "digit missing", "wide"),
        ("numy", "numpy", "letter missing", "default"),
        ("fonttool", "fontTools", "letter missing", "default"),
        ("pip_tool", "pip_tools", "letter missing", "wide"),
        ("ytest", "pytest", "letter missing", "wide"),
        ("c8ick", "click", "digit replaced", "wide"),
        ("vython", "Cython", "letter replaced", "wide"),
        ("yogging", "logging", "letter replaced", "wide"),
        ("prompttoolkit", "prompt_toolkit", "underscore added or missing", "default"),
        ("scikitl_earn", "scikit_learn", "underscore added or missing", "default"),
        ("pytes_tcov", "pytest_cov", "underscore added or missing", "wide"),
        ("starle_te", "starlette", "underscore added or missing", "wide"),
        ("8oto3", "boto3", "look-alike characters", "default"),
        ("irnbalanced_learn", "imbalanced_learn", "look-alike characters", "default"),
        ("tempfiiel", "tempfile", "letter doubled and letters swapped", "default"),
        (
            "duratiompu",
            "durationpy",
            "look-alike characters and letter replaced",
            "default",
        ),
        ("tepfle", "tempfile", "letter missing", "default"),
        ("platprm", "platform", "letter missing and letter replaced", "default"),
        (
            "flaask_loign",
            "flask_login",
            "letter doubled and letters swapped",
            "strict",
        ),
        ("jsonsheam", "jsonschema", "letter missing and letters swapped", "default"),
        ("devutils", "docutils", "letter replaced", "wide"),
        ("colorme", "colorama", "letter missing and letter replaced", "wide"),
        ("pysseract", "pytesseract", "letter missing", "wide"),
        ("memory_prrrofiler", "memory_profiler", "letters repeated", "wide"),
        # The likelier of two: the more popular, or what is doubled or swapped.
        ("fntools", "functools", "letter missing", "wide"),
        ("hypper", "hyper", "letter doubled", "wide"),
        ("blackk", "black", "letter doubled", "strict"),
        ("datasett", "datasets", "letter replaced", "wide"),
    ],
)
def test_from_which_level_on_a_slip_counts(
    name: str, target: str, slip: str, level: str
) -> None:
    levels = lookalike.LEVELS[:-1]
    found = [lookalike.lookalike(name, one) for one in levels]
    first = levels.index(level)

    assert found[:first] == [None] * first
    assert found[first:] == [Lookalike(name, target, slip)] * (len(levels) - first)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("_hreading", id="private"),
        pytest.param("bytest", id="another first letter"),
        pytest.param("andas", id="no first letter"),
        pytest.param("pandas_", id="an underscore at the end"),
        pytest.param("db_tcore", id="an underscore in a short name"),
        pytest.param("bip7utils", id="an underscore missing and another slip"),
        pytest.param("flnsk", id="a consonant for a vowel"),
        pytest.param("fontool", id="two letters missing, the last an s"),
        pytest.param("requrst", id="one replaced, and the last s missing"),
        pytest.param("logiiiing", id="letters repeated and one missing"),
        pytest.param("durations", id="py and something else"),
        pytest.param("django_version", id="two letters less make a known word"),
        pytest.param("pytest_patch", id="one letter makes a known word"),
        pytest.param("dbt_coae", id="another letter in a short part"),
        pytest.param("dbt_cure", id="another vowel in a short part"),
        pytest.param("biip_utils", id="an i doubled"),
        pytest.param("zopee_event", id="a letter doubled in a short part"),
        pytest.param("ucc_micro_py", id="the first of three parts is short"),
        pytest.param("nvidia_ml_pyy", id="the last of three parts is short"),
        pytest.param("requ\u65e5sts", id="a letter that passes for nothing"),
    ],
)
def test_what_looks_like_nothing_at_any_level(name: str) -> None:
    assert lookalike.lookalike(name, "wide") is None


def test_a_name_that_exists_is_reported_at_wide_only() -> None:
    for name in ("itertols", "smpplib", "discordwebhook"):
        assert packages.fields(packages.NEIGHBOURS, name) == ()
        assert lookalike.lookalike(name, "default") is None
        assert lookalike.lookalike(name, "wide") is not None


@pytest.mark.parametrize(
    ("name", "target", "slip"),
    [
        ("pygemnts", "pygments", "letters swapped"),
        ("doker", "docker", "letter missing"),
        ("discord.pyy", "discord-py", "letter doubled"),
        ("Reqeusts", "requests", "letters swapped"),
    ],
)
def test_what_a_distribution_is_mistaken_for(name: str, target: str, slip: str) -> None:
    found = lookalike.lookalike_distribution(name)

    assert found == Lookalike(name, target, slip)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("scpy", id="of a short name"),
        pytest.param("pickl", id="of the standard library"),
        pytest.param("uwscli", id="another letter, which is no slip of typing"),
        pytest.param("pypng", id="of a less popular one"),
    ],
)
def test_a_distribution_that_exists_is_innocent(name: str) -> None:
    assert lookalike.lookalike_distribution(name) is None


def test_the_level_off_is_silent() -> None:
    assert lookalike.lookalike("reqeusts", "off") is None


def test_the_spelling_is_that_of_the_import() -> None:
    found = lookalike.lookalike("simpleitkk", "default")

    assert found is not None
    assert found.target == "SimpleITK"


@given(st.sampled_from(POPULAR), st.data())
def test_every_swap_in_a_popular_name_is_seen(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 2))
    slip = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    found = lookalike.lookalike(slip, "wide")
    silent = slip == name or is_known(slip)
    silent = silent or packages.fields(packages.BENIGN, slip) is not None

    assert silent or found is not None


@given(st.sampled_from(POPULAR), st.data())
def test_every_doubling_in_a_popular_name_is_seen(
    name: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    slip = name[:at] + name[at] + name[at:]
    found = lookalike.lookalike(slip, "wide")

    assert is_known(slip) or found is not None


@given(st.text(max_size=30), st.sampled_from(lookalike.LEVELS))
def test_any_text_can_be_asked_about(name: str, level: str) -> None:
    found = lookalike.lookalike(name, level)

    assert found is None or (found.name == name and not is_known(name))
    assert malicious_import(name) is None or not is_known(name)


def test_names_of_any_length_are_no_work() -> None:
    for name in ("a" * 10**6, "\u0430" * 10**6, "_" * 10**6):
        assert lookalike.lookalike(name, "wide") is None
        assert malicious_import(name) is None
        assert not is_known(name)


@pytest.mark.parametrize("table", TABLES)
def test_look_up_agrees_with_a_plain_search(table: str) -> None:
    lines = packages.content(table).splitlines()
    for line in [*lines[:40], *lines[::97], *lines[-40:]]:
        key, *rest = line.split(" ")

        assert packages.fields(table, key) == tuple(rest)
        assert packages.fields(table, f"{key}!") is None
        assert packages.fields(table, key[:-1] + "~") is None
    assert [line.split(" ")[0] for line in lines] == sorted(
        {line.split(" ")[0] for line in lines}
    )


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no list of the stdlib")
def test_no_malicious_import_is_in_this_interpreter() -> None:
    names: frozenset[str] = getattr(sys, "stdlib_module_names", frozenset())

    assert len(names) > 200
    assert [name for name in names if malicious_import(name)] == []
    assert [name for name in names if not is_known(name)] == []


def test_recall_on_the_development_names() -> None:
    floors = {
        "strict": (96, 56, 50),
        "default": (98.8, 82, 66),
        "wide": (98.8, 86, 72),
    }
    squats = evaluate_names.squats()
    for level, floor in floors.items():
        detect = evaluate_names.ours(level)
        for stratum, least in zip(evaluate_names.STRATA, floor):
            kind = [squat for squat in squats if squat.stratum == stratum]
            hits = sum(
                evaluate_names.same(detect(squat.name) or "", squat.target)
                for squat in kind
            )

            assert len(kind) > 150
            assert 100 * hits / len(kind) >= least, (level, stratum)


@pytest.mark.parametrize("level", lookalike.LEVELS)
def test_no_import_of_real_code_is_accused(level: str) -> None:
    names = [row.name for row in evaluate_names.innocents() if "c" in row.places]

    assert len(names) > 700
    assert [name for name in names if lookalike.lookalike(name, level)] == []
    assert [name for name in names if malicious_import(name)] == []


def test_the_tables_are_up_to_date() -> None:
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
def test_a_refresh_refuses_what_would_accuse_the_innocent(
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
        gen_names.outputs("2026-01-01")


def test_a_feed_brings_new_names_and_no_popular_ones(
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
    gen_names.take_feed(tmp_path)
    after = {report.name for report in gen_names.read_reports()}

    assert after - before == {"zz-new-evil"}
    assert "refused requests: a popular" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["datetme", "datatime", "dattime"])
def test_a_module_of_the_standard_library_is_meant_first(name: str) -> None:
    found = lookalike.lookalike(name, "default")

    assert found is not None
    assert found.target == "datetime"
