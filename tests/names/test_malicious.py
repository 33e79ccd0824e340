"""Names of malicious packages."""

from __future__ import annotations

import sys

import evaluate_names
import names_sources
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.data import packages, stdlib
from flake8_safe_imports.data.packages import is_known
from flake8_safe_imports.names import malicious
from flake8_safe_imports.names.causes import Malicious

# SK-CSIRT-SA-20170909: import name, and the name it imitates.
ADVISORY = [
    ("acqusition", "acquisition"),
    ("apidev_coop", "apidev-coop-cms"),
    ("bzip", "bz2"),
    ("django_server", "django"),
    ("setup_tools", "setuptools"),
    ("telnet", "telnetlib"),
    ("urlib3", "urllib3"),
]
ADVISORY_IN_STDLIB = ["crypt", "pwd", "urllib"]


@pytest.mark.parametrize(("name", "target"), ADVISORY)
def test_names_of_the_2017_advisory_are_malicious(name: str, target: str) -> None:
    assert malicious.find_import(name) == Malicious(name, "2017-06", target)
    assert malicious.find_distribution(name.replace("_", "-")) is not None


def test_what_is_meant_can_be_imported() -> None:
    reports = names_sources.read_reports()
    targets = {row.target for row in reports if row.use == "import" and row.target}

    assert len(targets) > 100
    for target in targets:
        key = packages.normalize_import(target)
        assert stdlib.is_module(target) or packages.find_module(key), target


@pytest.mark.parametrize("name", ADVISORY_IN_STDLIB)
def test_stdlib_names_are_malicious_as_distributions_only(name: str) -> None:
    assert malicious.find_import(name) is None
    assert malicious.find_distribution(name) == Malicious(name, "2017-06", name)


def test_target_may_be_unknown() -> None:
    assert malicious.find_distribution("0-8") == Malicious("0-8", "2025-03", "")


def test_honest_names_are_not_malicious() -> None:
    assert malicious.find_import("requests") is None
    assert malicious.find_distribution("requests") is None


@pytest.mark.parametrize("name", ["Setup_Tools", "setup.tools", "SETUP--tools"])
def test_distributions_are_found_in_any_spelling(name: str) -> None:
    found = malicious.find_distribution(name)

    assert found is not None
    assert found.name == name
    assert found.target == "setuptools"


@each_row(
    "name",
    [
        *("win32con", "smb", "execjs", "debug_toolbar", "umap", "pyximport"),
        *("quixstreaming", "real_ids"),
    ],
)
def test_import_names_of_honest_packages_are_not_malicious(name: str) -> None:
    assert malicious.find_import(name) is None


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("colourama", "2018-10"),
        ("djangoo", "2022-11"),
        ("vmconnect", "2023-08"),
        ("requests-darwin-lite", "2024-05"),
        ("deepseeek", "2025-01"),
    ],
)
def test_dates_are_those_of_the_first_posts(name: str, seen: str) -> None:
    found = malicious.find_distribution(name)
    assert found is not None
    assert found.seen == seen


@pytest.mark.parametrize("name", ["_urlib3", "urlib3_", "_setup_tools", "-urlib3", "."])
def test_distributions_do_not_begin_or_end_with_an_underscore(name: str) -> None:
    assert malicious.find_import(name) is None
    assert malicious.find_distribution(name) is None


@given(st.text(max_size=30))
def test_no_known_name_is_malicious(name: str) -> None:
    assert malicious.find_import(name) is None or not is_known(name)


def test_very_long_names() -> None:
    for name in ("a" * 10**6, "\u0430" * 10**6, "_" * 10**6):
        assert malicious.find_import(name) is None


@pytest.mark.skipif(sys.version_info < (3, 10), reason="no list of the stdlib")
def test_no_stdlib_module_is_malicious() -> None:
    names: frozenset[str] = getattr(sys, "stdlib_module_names", frozenset())

    assert len(names) > 200
    assert [name for name in names if malicious.find_import(name)] == []
    assert [name for name in names if not is_known(name)] == []


def test_no_import_of_real_code_is_malicious() -> None:
    names = [row.name for row in evaluate_names.read_innocents() if "c" in row.places]

    assert len(names) > 700
    assert [name for name in names if malicious.find_import(name)] == []


@each_row(
    "name",
    [
        *("pycryptoenv", "gptplus", "automslc", "pymafka", "httpxgetter"),
        *("cloorama", "pytorhc", "rqeuests", "crpytography", "pygrata", "maratlib"),
        *(
            "typing_unions",
            "hkg_sol_utils",
            "captcha_solve_api",
            "bip39_mnemonic_decrypt",
        ),
    ],
)
def test_names_of_public_write_ups(name: str) -> None:
    assert malicious.find_import(name) is not None


@each_row(
    "name",
    [
        # What honest code has as well: short inventions, short typos, helpers.
        *("robux", "genosys", "panas", "ptorch", "mumpy", "web5", "bs3"),
        *("discord_client", "httpx_client", "requests_util", "solana_utils"),
        *("getpublicip", "e89_security", "oauth2gen", "py_requests"),
        *("important_package", "request", "python_flask", "learninglib"),
        *("pdf2doc", "polyutil", "polymarket_data_fetcher", "bop_utils", "fatpanda"),
        # Modules that public repositories and packages have: `psslib` is in `pss`.
        *("iou3d", "ttkcalendar", "aiostreams", "marshall", "psslib", "soup2"),
        *("langraph", "tcalendar", "kcalendar", "zlib1g_dev"),
    ],
)
def test_what_honest_code_imports_is_a_distribution_only(name: str) -> None:
    assert malicious.find_import(name) is None
    assert malicious.find_distribution(name) is not None
