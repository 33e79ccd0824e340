"""Names that look like well-known ones."""

from __future__ import annotations

import evaluate_names
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.config import options
from flake8_safe_imports.data import packages
from flake8_safe_imports.data.packages import is_known
from flake8_safe_imports.data.typo_limits import LIMITS
from flake8_safe_imports.names import lookalike
from flake8_safe_imports.names.causes import Lookalike

POPULAR = sorted(
    name
    for name, rank in packages.load_ranks().items()
    if 0 < rank <= 300 and len(name) >= 7 and name.isalpha()
)


@each_row(
    ("name", "target", "typo"),
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
        (
            "beautifilsuop4",
            "bs4",
            "letter replaced and letters swapped in `beautifulsoup4`",
        ),
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
        pytest.param("PiL1ow", "PIL", "look-alike characters in `pillow`", id="case"),
        pytest.param("simplejsom", "simplejson", "look-alike characters", id="m"),
        ("cljango", "django", "look-alike characters"),
        ("panclas", "pandas", "look-alike characters"),
        ("r4quests", "requests", "digit replaced"),
        ("boto4", "boto3", "digit replaced"),
        ("nump", "numpy", "letter missing"),
        ("langraph", "langgraph", "letter missing"),
        ("pilow", "PIL", "letter missing in `pillow`"),
        ("pydantics", "pydantic", "letter added"),
        ("aioconsol", "aioconsole", "letter missing"),
        ("memory_profile", "memory_profiler", "letter missing"),
        ("discord_pyy", "discord", "letter doubled in `discord-py`"),
        ("bip_uttils", "bip_utils", "letter doubled"),
        ("discord_yp", "discord", "letters swapped in `discord-py`"),
        ("discord_pt", "discord", "letter replaced in `discord-py`"),
        ("dnspyhon", "dns", "letter missing in `dnspython`"),
        ("js0n", "json", "look-alike characters"),
        ("clatetime", "datetime", "look-alike characters"),
        # Two words, but the doubled letter is in none of those meant.
        ("conncurrent", "concurrent", "letter doubled"),
        ("tiertools", "itertools", "letters swapped"),
        ("yabulate", "tabulate", "letter replaced"),
        ("fatetime", "datetime", "letter replaced"),
        ("ryping_extensions", "typing_extensions", "letter replaced"),
        ("ependency_groups", "dependency_groups", "letter missing"),
        ("eautifulsoup4", "bs4", "letter missing in `beautifulsoup4`"),
        ("pyhon_dateutil", "dateutil", "letter missing in `python-dateutil`"),
        ("pgk_resources", "pkg_resources", "letters swapped"),
    ],
)
def test_default_level_finds_typos(name: str, target: str, typo: str) -> None:
    found = lookalike.find_import(name, "default")

    assert found == Lookalike(name, target, typo)


@each_row(
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
        pytest.param("flask_logging", id="two typos to a known word"),
        pytest.param("pytest_plt", id="two typos in a short part"),
        pytest.param("secrets_storage", id="an underscore and another typo"),
        pytest.param("http2", id="a digit that is nowhere near the letter"),
        pytest.param("pypdfx", id="a letter that is nowhere near the digit"),
        pytest.param("nvidia_cudnn_cu112", id="a digit repeated in a version"),
        pytest.param("winapi", id="a number left out"),
        pytest.param("mlx_llm", id="a letter doubled in an abbreviation"),
        pytest.param("platforms", id="more of what the stdlib has one of"),
        pytest.param(
            "payspec", id="two typos, one of them no typist's, in few letters"
        ),
        pytest.param("immutils", id="a module of a host, Immunity Debugger"),
        pytest.param("p4574", id="a number"),
        pytest.param("typers", id="more of one name, less of another"),
        pytest.param("clocker", id="cl begins a word"),
        pytest.param("clocker_py", id="cl begins a word, and a part follows"),
        pytest.param("clash_table", id="cl begins another word"),
        pytest.param("data_profiling", id="a word is left of another"),
        pytest.param("data_cliff", id="cl begins a word in a part"),
        pytest.param("http_auth", id="two words, not `httpx_auth`"),
        pytest.param("multi_processing", id="two words, not one"),
        pytest.param("jsonprinter", id="two words, two typos"),
        pytest.param("filemcp", id="two words, two letters swapped"),
        pytest.param("opentrading", id="two words, a letter replaced"),
        pytest.param("rfc2986", id="another number"),
        pytest.param("getext", id="two words, a letter missing"),
        pytest.param("secretsstorage", id="two words, of which one is longer"),
        pytest.param("spiclient", id="another abbreviation"),
        pytest.param("tiletype", id="another short word"),
        pytest.param("trpc_tools", id="another abbreviation in a part"),
        pytest.param("hilliard", id="a name of people"),
        pytest.param("cff1", id="a number after three letters"),
        pytest.param("clifflib", id="cl begins a word, and lib follows"),
        pytest.param("tandom", id="another first letter in a short name"),
        pytest.param("typerpy", id="`typer` for Python"),
        pytest.param("pynest_asyncio", id="`nest_asyncio` for Python"),
        pytest.param("tinys2", id="a module of a board"),
    ],
)
def test_default_level_is_silent(name: str) -> None:
    assert lookalike.find_import(name, "default") is None


@each_row(
    ("name", "target", "typo", "level"),
    [
        ("nump7", "numpy", "digit replaced", "strict"),
        ("pillooow", "PIL", "letters repeated in `pillow`", "strict"),
        ("ur11ib3", "urllib3", "look-alike characters", "strict"),
        ("lazy_object_pproxy", "lazy_object_proxy", "letter doubled", "strict"),
        ("rpcs_py", "rpds", "letter replaced in `rpds-py`", "strict"),
        ("tornxado", "tornado", "letter added", "strict"),
        ("tornadob", "tornado", "letter added", "default"),
        ("pytezst", "pytest", "letter added", "strict"),
        ("plotoly", "plotly", "letter added", "default"),
        ("plotloy", "plotly", "letter added", "default"),
        ("whooshy", "whoosh", "letter added", "wide"),
        ("cachetool", "cachetools", "letter missing", "default"),
        ("pypydantic", "pydantic", "letter added and letter doubled", "default"),
        ("datatime", "datetime", "letter replaced", "default"),
        ("eas_yinstall", "easy_install", "underscore added or missing", "default"),
        (
            "pythondotenv",
            "dotenv",
            "underscore added or missing in `python-dotenv`",
            "default",
        ),
        ("astorpy", "astropy", "letters swapped", "strict"),
        ("livecache", "linecache", "letter replaced", "wide"),
        ("argparsed", "argparse", "letter added", "wide"),
        ("sqlparser", "sqlparse", "letter added", "wide"),
        ("rdocker", "docker", "letter added", "wide"),
        ("tempfiles", "tempfile", "letter added", "wide"),
        ("asyncio8", "asyncio", "digit added", "wide"),
        ("sqlite", "sqlite3", "digit missing", "wide"),
        ("numy", "numpy", "letter missing", "default"),
        ("fonttool", "fontTools", "letter missing", "default"),
        ("pip_tool", "piptools", "letter missing in `pip-tools`", "wide"),
        ("ytest", "pytest", "letter missing", "wide"),
        ("c8ick", "click", "digit replaced", "wide"),
        ("vython", "Cython", "letter replaced", "wide"),
        ("yogging", "logging", "letter replaced", "wide"),
        ("prompttoolkit", "prompt_toolkit", "underscore added or missing", "default"),
        (
            "scikitl_earn",
            "sklearn",
            "underscore added or missing in `scikit-learn`",
            "default",
        ),
        ("pytes_tcov", "pytest_cov", "underscore added or missing", "wide"),
        ("starle_te", "starlette", "underscore added or missing", "wide"),
        ("8oto3", "boto3", "look-alike characters", "default"),
        (
            "irnbalanced_learn",
            "imblearn",
            "look-alike characters in `imbalanced-learn`",
            "default",
        ),
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
        ("memory_prrrofiler", "memory_profiler", "letters repeated", "default"),
        # The likelier of two: the more popular, or a letter doubled or swapped.
        ("fntools", "functools", "letter missing", "wide"),
        ("hypper", "hyper", "letter doubled", "strict"),
        ("blackk", "black", "letter doubled", "strict"),
        ("datasett", "datasets", "letter replaced", "wide"),
    ],
)
def test_first_level_that_reports(
    name: str, target: str, typo: str, level: str
) -> None:
    levels = lookalike.LEVELS[:-1]
    found = [lookalike.find_import(name, one) for one in levels]
    first = levels.index(level)

    assert found[:first] == [None] * first
    assert found[first:] == [Lookalike(name, target, typo)] * (len(levels) - first)


def test_each_level_reports_what_stricter_ones_do() -> None:
    for stricter, level in (("strict", "default"), ("default", "wide")):
        for kind, pairs in LIMITS[stricter].items():
            for length, rank in pairs:
                allowed = [
                    worst for least, worst in LIMITS[level][kind] if least <= length
                ]

                assert allowed, (level, kind, length)
                assert allowed[-1] >= rank, (level, kind, length)


@each_row(
    "name",
    [
        pytest.param("_hreading", id="private"),
        pytest.param("bytest", id="another first letter"),
        pytest.param("andas", id="no first letter"),
        pytest.param("pandas_", id="an underscore at the end"),
        pytest.param("db_tcore", id="an underscore in a short name"),
        pytest.param("bip7utils", id="an underscore missing and another typo"),
        pytest.param("flnsk", id="a consonant for a vowel"),
        pytest.param("fontool", id="two letters missing, the last an s"),
        pytest.param("requrst", id="one replaced, and the last s missing"),
        pytest.param("logiiiing", id="letters repeated and one missing"),
        pytest.param("durations", id="py and something else"),
        pytest.param("django_version", id="two letters less make a known word"),
        pytest.param("pytest_patch", id="one letter makes a known word"),
        pytest.param("dbt_coae", id="another letter in a short part"),
        pytest.param("dbt_cure", id="another vowel in a short part"),
        pytest.param("google_alt", id="two typos in a short part"),
        pytest.param("biip_utils", id="an i doubled"),
        pytest.param("zopee_event", id="a letter doubled in a short part"),
        pytest.param("ucc_micro_py", id="the first of three parts is short"),
        pytest.param("nvidia_ml_pyy", id="the last of three parts is short"),
        pytest.param("requ\u65e5sts", id="a letter that passes for nothing"),
    ],
)
def test_every_level_is_silent(name: str) -> None:
    assert lookalike.find_import(name, "wide") is None


def test_existing_names_are_reported_at_wide_only() -> None:
    for name in ("devutils", "smpplib", "discordwebhook"):
        assert packages.look_up(packages.NEIGHBOURS, name) == ()
        assert lookalike.find_import(name, "default") is None
        assert lookalike.find_import(name, "wide") is not None


@pytest.mark.parametrize(
    ("name", "target", "typo"),
    [
        ("dateutl", "python-dateutil", "letter missing"),
        ("gitlabb", "python-gitlab", "letter doubled"),
        ("cryptograpy", "cryptography", "letter missing"),
        ("discord.pyy", "discord-py", "letter doubled"),
        ("Reqeusts", "requests", "letters swapped"),
    ],
)
def test_distribution_looks_like(name: str, target: str, typo: str) -> None:
    found = lookalike.find_distribution(name)

    assert found == Lookalike(name, target, typo)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("scpy", id="of a short name"),
        pytest.param("pickl", id="of the standard library"),
        pytest.param("uwscli", id="another letter, which is not omitted or swapped"),
        pytest.param("pypng", id="of a less popular one"),
        pytest.param("panddas", id="a doubled letter"),
        pytest.param("faastapi", id="of a very popular one"),
    ],
)
def test_existing_distributions_are_innocent(name: str) -> None:
    assert lookalike.find_distribution(name) is None


@each_row(
    "name",
    [
        "crytography",
        "cryptograpy",
        "paandas",
        "loging",
        "exceptiongroups",
        "aws_encrpytion_sdk",
        "langchian",
        "shutill",
        "sklaern",
        "djamgo",
        "tdqm",
        "ansibel",
        "asynco",
        "torchvisoin",
        "sickitlearn",
    ],
)
def test_placeholders_do_not_make_a_typo_innocent(name: str) -> None:
    assert lookalike.find_import(name, "default") is not None


@each_row(
    ("name", "target"),
    [
        ("scikit_laern", "sklearn"),
        ("python_dateutl", "dateutil"),
        ("beautifulsup4", "bs4"),
        ("opencv_pyhton", "cv2"),
        ("pytroch", "torch"),
        ("psycopg3", "psycopg"),
        ("urlib2", "urllib"),
        ("jinga2", "jinja2"),
        ("ploty", "plotly"),
        ("python3_crontab", "crontab"),
        ("google_api_pyhton_client", "googleapiclient"),
    ],
)
def test_suggested_imports_are_import_names(name: str, target: str) -> None:
    found = lookalike.find_import(name, "default")

    assert found is not None
    assert found.target == target


def test_level_off_is_silent() -> None:
    assert lookalike.find_import("reqeusts", "off") is None


def test_target_is_spelt_as_imported() -> None:
    found = lookalike.find_import("simpleitkk", "default")

    assert found is not None
    assert found.target == "SimpleITK"


@pytest.mark.parametrize("name", ["datetme", "datatime", "dattime"])
def test_stdlib_modules_go_before_packages(name: str) -> None:
    found = lookalike.find_import(name, "default")

    assert found is not None
    assert found.target == "datetime"


@given(st.sampled_from(POPULAR), st.data())
def test_every_swap_in_a_popular_name_is_found(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 2))
    typo = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    found = lookalike.find_import(typo, "wide")
    silent = typo == name or is_known(typo)
    silent = silent or packages.look_up(packages.BENIGN, typo) is not None

    assert silent or found is not None


@given(st.sampled_from(POPULAR), st.data())
def test_every_doubling_in_a_popular_name_is_found(
    name: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    typo = name[:at] + name[at] + name[at:]
    found = lookalike.find_import(typo, "wide")

    is_innocent = packages.look_up(packages.BENIGN, typo) is not None
    assert is_known(typo) or is_innocent or found is not None


@given(st.text(max_size=30), st.sampled_from(lookalike.LEVELS))
def test_any_text_is_accepted(name: str, level: str) -> None:
    found = lookalike.find_import(name, level)

    assert found is None or (found.name == name and not is_known(name))


def test_very_long_names() -> None:
    for name in ("a" * 10**6, "\u0430" * 10**6, "_" * 10**6):
        assert lookalike.find_import(name, "wide") is None
        assert lookalike.find_distribution(name) is None


@each_row(
    ("name", "target"),
    [
        pytest.param("pytroch", "torch", id="what is called so on PyPI"),
        pytest.param("sklearnn", "scikit-learn", id="not what is deprecated"),
        pytest.param("dotennv", "python-dotenv", id="not another that is deprecated"),
        pytest.param("functols", "functools", id="a module, not 2005's functools"),
        pytest.param("htmll", "html", id="a module, not a package that has it"),
        pytest.param("keyringss", "", id="a namespace, with a placeholder on PyPI"),
        pytest.param("awslabss", "", id="a namespace, with another thing on PyPI"),
        pytest.param("distutil", "", id="a module that is gone"),
    ],
)
def test_suggested_distributions_are_the_thing(name: str, target: str) -> None:
    found = lookalike.find_distribution(name)

    assert (found.target if found else "") == target


@pytest.mark.parametrize("level", lookalike.LEVELS)
def test_no_import_of_real_code_is_reported(level: str) -> None:
    names = [row.name for row in evaluate_names.read_innocents() if "c" in row.places]

    assert len(names) > 700
    assert [name for name in names if lookalike.find_import(name, level)] == []


@pytest.mark.parametrize("level", lookalike.LEVELS)
def test_levels_are_values_of_the_option(level: str) -> None:
    assert options.parse({"vet_lookalikes": level}).lookalikes == level


@pytest.mark.parametrize(
    ("name", "target"),
    [("gIob", "glob"), ("Ixml", "lxml"), ("ftpIib", "ftplib"), ("Ioguru", "loguru")],
)
def test_a_capital_i_may_stand_for_an_l(name: str, target: str) -> None:
    assert lookalike.find_import(name, "default") == Lookalike(
        name, target, "look-alike characters"
    )


@pytest.mark.parametrize("name", ["IO", "Iist", "tkInter", "pyI", "XMI"])
def test_other_capital_i_are_letters_of_their_own(name: str) -> None:
    assert lookalike.find_import(name, "default") is None


def test_abbreviations_before_util_are_no_typos() -> None:
    assert lookalike.find_import("pgutil", "default") is None
    found = lookalike.find_import("hsutil", "default")
    assert found is not None
    assert found.target == "shutil"
