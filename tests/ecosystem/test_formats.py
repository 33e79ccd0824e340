"""Formats that CI systems read: codes and messages come through unharmed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree

import pytest
from support import write_files

from ecosystem.world import Environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.ecosystem

FORMATTERS = (
    "flake8-checkstyle",
    "flake8-formatter-junit-xml",
    "flake8-github-annotations",
    "flake8-gl-codeclimate",
    "flake8-json",
    "flake8-sarif",
)
ANNOTATION = "::error file=%(path)s,line=%(row)d,col=%(col)d,title=%(code)s::%(text)s"
"""As the documentation has it."""

PROJECT = {
    "setup.cfg": """\
[flake8]
select = VET
vet-supported-python = >=3.9
vet-banned-imports =
    optparse = argparse
    requests = "quoted", 100% 'sure': <b>naïve</b> & so on, https://wiki/größe?q=1%20x;y
    größe = über %s, {braces}, $HOME, \\n und %(text)s
""",
    "app/main.py": """\
import os, optparse
from requests import (
    get,
)
import größe
import nuмpy
import urllib2

print(os, optparse, get, größe, nuмpy, urllib2.urlopen)
""",
}


class Found(NamedTuple):
    """One finding, as a format has it; 0 for a column that it does not have."""

    path: str
    line: int
    column: int
    code: str
    text: str


def found(line: int, column: int, code: str, text: str) -> Found:
    return Found("app/main.py", line, column, code, text)


EXPECTED = [
    found(1, 12, "VET101", "`optparse` is banned: use `argparse`"),
    found(
        2,
        1,
        "VET101",
        "`requests` is banned: \"quoted\", 100% 'sure': <b>naïve</b> & so on, "
        "https://wiki/größe?q=1%20x;y",
    ),
    found(
        5,
        8,
        "VET101",
        "`größe` is banned: über %s, {braces}, $HOME, \\n und %(text)s",
    ),
    found(
        6,
        8,
        "VET402",
        "`nuмpy` is not a known module: did you mean `numpy` (look-alike characters)",
    ),
    found(
        7,
        8,
        "VET201",
        "`urllib2` is Python 2 only: use `urllib.request` (urlopen)",
    ),
]


def from_lines(pattern: str) -> Callable[[str], list[Found]]:
    """Return a reader of lines that all match *pattern*."""

    def read(output: str) -> list[Found]:
        matches = [re.fullmatch(pattern, line) for line in output.splitlines()]
        assert all(matches), output
        return [
            Found(m["path"], int(m["line"]), int(m["column"]), m["code"], m["text"])
            for m in matches
            if m
        ]

    return read


def from_json(output: str) -> list[Found]:
    return [
        Found(path, row["line_number"], row["column_number"], row["code"], row["text"])
        for path, rows in json.loads(output).items()
        for row in rows
    ]


def from_codeclimate(output: str) -> list[Found]:
    return [
        Found(
            path,
            row["location"]["positions"]["begin"]["line"],
            row["location"]["positions"]["begin"]["column"],
            row["check_name"],
            row["description"],
        )
        for path, rows in json.loads(output).items()
        for row in rows
    ]


def from_gitlab(output: str) -> list[Found]:
    """Read GitLab's own kind, and what it wants: a fingerprint for each finding."""
    rows = json.loads(output)
    assert len({row["fingerprint"] for row in rows}) == len(rows)
    assert {row["severity"] for row in rows} == {"minor"}
    texts = [re.fullmatch(r"(.*) \[(VET\d+)\]", row["description"]) for row in rows]
    return [
        Found(row["location"]["path"], row["location"]["lines"]["begin"], 0, m[2], m[1])
        for row, m in zip(rows, texts)
        if m
    ]


def from_sarif(output: str) -> list[Found]:
    """Read SARIF 2.1.0, and what it demands of a log, a run and a result."""
    log = json.loads(output)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert run["tool"]["driver"]["name"] == "flake8"
    assert len(set(rules)) == len(rules)
    assert all(rules[row["ruleIndex"]] == row["ruleId"] for row in run["results"])
    return [_from_result(row) for row in run["results"]]


def _from_result(row: dict[str, Any]) -> Found:
    (location,) = row["locations"]
    place = location["physicalLocation"]
    start = place["region"]["startLine"], place["region"]["startColumn"]
    uri = place["artifactLocation"]["uri"]
    return Found(uri, *start, row["ruleId"], row["message"]["text"])


def from_checkstyle(output: str) -> list[Found]:
    return [
        Found(
            file.get("name", ""),
            int(error.get("line", 0)),
            int(error.get("column", 0)),
            *error.get("message", "").split(" ", 1),
        )
        for file in ElementTree.fromstring(output.encode()).iter("file")
        for error in file.iter("error")
    ]


def from_junit(output: str) -> list[Found]:
    failures = ElementTree.fromstring(output.encode()).iter("failure")
    lines = (failure.get("message", "") for failure in failures)
    return DEFAULT("\n".join(lines))


PLACE = r"(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+)"
DEFAULT = from_lines(PLACE + r": (?P<code>\w+) (?P<text>.*)")
GITHUB = from_lines(
    r"::error file=(?P<path>[^,:]+),line=(?P<line>\d+),col=(?P<column>\d+),"
    r"title=(?P<code>\w+)::(?P<text>.*)"
)


@pytest.fixture(scope="module")
def environment(install: Callable[..., Environment]) -> Environment:
    return install(*FORMATTERS)


@pytest.mark.parametrize(
    ("form", "read", "columns"),
    [
        pytest.param("default", DEFAULT, True, id="default"),
        pytest.param(ANNOTATION, GITHUB, True, id="format-string-for-github"),
        pytest.param("github", GITHUB, True, id="flake8-github-annotations"),
        pytest.param("json", from_json, True, id="flake8-json"),
        pytest.param("codeclimate", from_codeclimate, True, id="flake8-json-climate"),
        pytest.param("gl-codeclimate", from_gitlab, False, id="flake8-gl-codeclimate"),
        pytest.param("sarif", from_sarif, True, id="flake8-sarif"),
        pytest.param("junit-xml", from_junit, True, id="flake8-formatter-junit-xml"),
        pytest.param("checkstyle", from_checkstyle, True, id="flake8-checkstyle"),
    ],
)
def test_format(
    environment: Environment,
    project: Path,
    form: str,
    read: Callable[[str], list[Found]],
    columns: bool,
) -> None:
    write_files(project, PROJECT)
    ran = environment.run("flake8", "--format", form, cwd=project)
    rows = [row._replace(path=row.path.replace("./", "")) for row in read(ran.out)]

    assert (ran.code, ran.err) == (1, "")
    assert rows == [row if columns else row._replace(column=0) for row in EXPECTED]


def test_report_in_a_file_is_the_same(environment: Environment, project: Path) -> None:
    write_files(project, PROJECT)
    command = ["flake8", "--format", "gl-codeclimate", "--output-file", "climate.json"]
    ran = environment.run(*command, cwd=project)
    rows = from_gitlab((project / "climate.json").read_text(encoding="utf-8"))

    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert [row.text for row in rows] == [row.text for row in EXPECTED]


def test_a_terminal_of_ascii_loses_nothing(
    environment: Environment, project: Path
) -> None:
    write_files(project, PROJECT)
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    ran = environment.run("flake8", cwd=project, **plain)

    assert (ran.code, ran.err) == (1, "")
    assert len(ran.out.splitlines()) == len(EXPECTED)


@pytest.fixture(scope="module")
def readers(install: Callable[..., Environment]) -> Environment:
    return install("pydantic-sarif", "sarif-tools")


COMMANDS = {
    "check": ("flake8-safe-imports", "check", "--format=sarif", "."),
    "flake8": ("flake8", "--format=vet-sarif", "."),
    "audit": ("flake8-safe-imports", "audit", "--format=sarif", "requirements.txt"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_programs_of_others_read_our_sarif(
    command: str, readers: Environment, project: Path
) -> None:
    write_files(project, {**PROJECT, "requirements.txt": "reqeusts\n"})
    ran = readers.run(*COMMANDS[command], cwd=project)
    write_files(project, {"our.sarif": ran.out})
    # The model is made from the schema.
    code = (
        "from pydantic_sarif.model import "
        "StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log;"
        "log = Log.model_validate_json(open('our.sarif').read());"
        "print(len(log.runs[0].results))"
    )
    modelled = readers.run("python", "-c", code, cwd=project)
    summary = readers.run("sarif", "summary", "our.sarif", cwd=project)
    expected = 1 if command == "audit" else len(EXPECTED)

    assert ran.code == 1, ran
    assert modelled.out == f"{expected}\n", modelled
    assert summary.code == 0
    assert re.findall(r"VET402|reqeusts|malicious", summary.out)


def test_our_formats_in_flake8(environment: Environment, project: Path) -> None:
    write_files(project, PROJECT)
    github = environment.run("flake8", "--format=vet-github", cwd=project)
    gitlab = environment.run("flake8", "--format=vet-gitlab", cwd=project)
    rows = json.loads(gitlab.out)

    assert len(github.out.splitlines()) == len(rows) == len(EXPECTED)
    assert [row["description"] for row in rows] == [
        f"{row.code} {row.text}" for row in EXPECTED
    ]
    assert [row["location"]["lines"]["begin"] for row in rows] == [
        row.line for row in EXPECTED
    ]
