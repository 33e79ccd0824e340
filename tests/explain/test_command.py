"""The ``explain`` command."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_safe_imports.config.options import OPTIONS
from flake8_safe_imports.data import packages
from flake8_safe_imports.explain import command
from flake8_safe_imports.rules.registry import RULES


def run_explain(*arguments: str, as_json: bool = False) -> tuple[int, str, str]:
    """Return status, output and errors of ``explain ARGUMENTS``."""
    out, err = io.StringIO(), io.StringIO()
    status = command.run(arguments, as_json=as_json, stdout=out, stderr=err, environ={})
    return status, out.getvalue(), err.getvalue()


@pytest.mark.properties
@settings(max_examples=30, deadline=None)  # looking for the nearest takes a while
@given(st.text())
def test_any_argument_is_answered(argument: str) -> None:
    status, out, err = run_explain(argument)

    assert status in {command.EXIT_OK, command.EXIT_UNKNOWN}
    assert all(character.isprintable() for character in (out + err).replace("\n", ""))
    assert bool(err) == (status == command.EXIT_UNKNOWN)


def test_unknown_names_are_reported_with_the_nearest() -> None:
    status, out, err = run_explain("urllib2.urlopne")

    assert status == command.EXIT_UNKNOWN
    assert out == ""
    assert err.startswith("`urllib2.urlopne` is neither a code, an option nor a ")
    assert ": did you mean" in err
    assert "`urllib2.urlopen`" in err


@pytest.mark.parametrize(
    ("argument", "is_listed"),
    [("VET999", True), ("E501", True), ("", True), ("x.y.z", False), ("3.9", False)],
)
def test_words_like_a_code_get_a_hint_at_the_list(
    argument: str, is_listed: bool
) -> None:
    err = run_explain(argument)[2]

    assert ("`explain` alone lists codes and options" in err) == is_listed


@pytest.mark.parametrize(
    ("argument", "answer"),
    [
        ("setup.py", "`setup.py` is a file: did you mean `setup`\n"),
        ("src/app.py", "`src/app.py` is a file: did you mean `src.app`\n"),
        (
            "no_such_thing.py",
            (
                "`no_such_thing.py` is a file: did you mean "
                "`flake8-safe-imports check no_such_thing.py`\n"
            ),
        ),
    ],
)
def test_files_are_no_packages(argument: str, answer: str) -> None:
    assert run_explain(argument) == (command.EXIT_UNKNOWN, "", answer)


@pytest.mark.parametrize("argument", ["Path.walk", "Counter.total", "Path.exists"])
def test_methods_are_no_packages(argument: str) -> None:
    status, out, err = run_explain(argument)

    assert status == command.EXIT_UNKNOWN
    assert out == ""
    assert "is neither a code, an option nor a known name: did you mean" in err


@pytest.mark.parametrize("argument", ["PIL.Image", "DateTime.x", "Queue.Queue"])
def test_capitals_of_modules_are_known(argument: str) -> None:
    assert run_explain(argument)[0] == command.EXIT_OK


def test_options_of_flake8_are_explained_elsewhere() -> None:
    status, out, err = run_explain("per-file-ignores", "select")

    assert status == command.EXIT_UNKNOWN
    assert out.startswith("select\n")
    assert err == "`per-file-ignores` is an option of flake8: `flake8 --help`\n"


def test_known_names_are_explained_beside_unknown_ones() -> None:
    status, out, err = run_explain("urllib2.urlopen", "no.such.name", "VET101")

    assert status == command.EXIT_UNKNOWN
    assert out.index("urllib2.urlopen") < out.index("VET101 banned-import")
    assert "`no.such.name`" in err


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import urllib2", "urllib2"),
        ("import xml.etree.cElementTree as ET", "xml.etree.cElementTree"),
        (" from  urllib2 import\turlopen as u", "urllib2.urlopen"),
        ("lazy import imp", "imp"),
    ],
)
def test_a_statement_is_explained_by_what_it_imports(statement: str, name: str) -> None:
    assert run_explain(statement) == run_explain(name)
    assert run_explain(name)[0] == command.EXIT_OK


@pytest.mark.parametrize("text", ["from . import x", "import", "from x import a, b"])
def test_other_statements_are_unknown(text: str) -> None:
    assert run_explain(text)[0] == command.EXIT_UNKNOWN


def test_json_is_one_list_in_the_order_of_the_arguments() -> None:
    status, out, _ = run_explain("urlib3", "no.such.name", "VET101", as_json=True)
    shown = json.loads(out)

    assert status == command.EXIT_UNKNOWN
    assert [entry["name"] for entry in shown] == [
        "urlib3",
        "no.such.name",
        "banned-import",
    ]
    assert [entry["kind"] for entry in shown] == ["malicious", "unknown", "code"]
    assert {entry["data_date"] for entry in shown} == {packages.find_date()}
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", shown[0]["data_date"])


def test_without_arguments_all_codes_and_options_are_listed() -> None:
    status, out, err = run_explain()
    _, document, _ = run_explain(as_json=True)

    assert (status, err) == (command.EXIT_OK, "")
    assert re.findall(r"^VET\d+", out, re.M) == [rule.code for rule in RULES]
    assert re.findall(r"^vet-\S+", out, re.M) == [option.name for option in OPTIONS]
    assert [entry["code"] for entry in json.loads(document)] == [
        rule.code for rule in RULES
    ]


def test_text_about_a_name_ends_with_the_date_of_the_data() -> None:
    _, out, _ = run_explain("os")
    _, page, _ = run_explain("VET202", "vet-enable")

    assert re.fullmatch(
        r"Data: lists of 20\d\d-\d\d-\d\d to 20\d\d-\d\d-\d\d, "
        r"Python 2\.7 to 3\.\d+ \(see --version\)",
        out.splitlines()[-1],
    )
    assert "Data:" not in page


def test_color_and_bar_are_those_of_standard_output() -> None:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    command.run(
        ["imp", "VET201"],
        as_json=False,
        stdout=out,
        stderr=io.StringIO(),
        environ={"FORCE_COLOR": "1"},
    )
    out.seek(0)
    text = out.read()

    assert "\x1b[1mimp\x1b[0m" in text
    assert "███" in text


def test_names_are_printed_safely() -> None:
    screen = io.TextIOWrapper(io.BytesIO(), "ascii", newline="\n", write_through=True)
    name = "ев\x1b[31m\udcff\n"
    command.run([name], as_json=False, stdout=screen, stderr=screen, environ={})
    screen.seek(0)

    assert screen.read().startswith(r"`\u0435\u0432\x1b[31m\udcff\n` is neither")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dateutil", "most used. It comes from `python-dateutil` on PyPI."),
        ("pillow", "most used. Import `PIL`."),
        ("opencv", "most used. Import `cv2`. It comes from `opencv-python` on PyPI."),
        ("numpy", "most used.\n"),
    ],
)
def test_package_of_another_name(name: str, text: str) -> None:
    _, out, _ = run_explain(name)

    assert text in " ".join(out.split(" ")).replace("\n    ", " ")
