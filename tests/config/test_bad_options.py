"""Bad values, wherever an option can be set: exit 1, option and entry, no traceback.

What the values mean, and all messages, are in test_options.py.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from flake8.api import legacy
from rows import each_row
from support import Ran, run_flake8, start_flake8, working_directory

from flake8_safe_imports.config.options import OPTIONS, OptionError, parse

CRITICAL = "There was a critical error during execution of Flake8:"


class Bad(NamedTuple):
    """A bad value as text, and the bad entries that the error must quote."""

    option: str
    value: str
    entries: tuple[str, ...]


def bad(option: str, value: str, *entries: str) -> Bad:
    return Bad(option, value, entries or (value,))


PATTERNS = ["a..b", ".a", "a.", "a-b", "1a", "a b", "{stdlibs}", "#a", "a\xa0b", "a/b"]
"""Texts that are not a NAME; one with a blank is two entries in a list of NAMES."""

BAD_VALUES = [
    *(
        bad("vet-banned-imports", f"{name} = x", name)
        for name in PATTERNS
        if name[0] != "#"
    ),
    bad("vet-banned-imports", "mock"),
    bad("vet-banned-imports", "= x"),
    bad("vet-banned-imports", "a, b = x", "a, b"),
    bad("vet-banned-imports", "a == b.c"),
    bad("vet-banned-imports", "a = b, c.d = e"),
    bad("vet-banned-imports", "a = , c.* ="),
    bad("vet-banned-imports", "a = b.c  # since 2"),
    bad("vet-banned-imports", "good = x\nmock\na..b =\n", "mock", "a..b"),
    *(
        bad(option, name)
        for option in (
            "vet-allowed-imports",
            "vet-banned-lazy-imports",
            "vet-banned-module-level-imports",
            "vet-known-first-party",
        )
        for name in PATTERNS
        if name not in {"a b", "#a", "a\xa0b"}
    ),
    bad("vet-allowed-imports", "a, b = c", "="),
    bad("vet-allowed-distributions", "mock, -x", "-x"),
    bad("vet-baseline", "gone.txt"),
    bad("vet-baseline", "a.txt\nb.txt", "a.txt b.txt"),
    bad("vet-allowed-distributions", "a, 3.5", "3.5"),
    bad("vet-per-file-banned-imports", "*.py"),
    bad("vet-per-file-banned-imports", "mock = x"),
    bad("vet-per-file-banned-imports", ": mock = x"),
    bad("vet-per-file-banned-imports", "*.py: a = b, c = d", "*.py: a = b, c = d"),
    bad("vet-per-file-banned-imports", "*.py: mock"),
    bad("vet-per-file-banned-imports", "*.py: a-b = x", "*.py: a-b"),
    bad("vet-per-file-allowed-imports", "mock"),
    bad("vet-per-file-allowed-imports", "*.py:"),
    bad("vet-per-file-allowed-imports", "*.py: a-b, c", "*.py: a-b"),
    bad("vet-banned-relative-imports", "siblings"),
    bad("vet-banned-relative-imports", "parents, all"),
    bad("vet-exempt-type-checking", "maybe"),
    bad("vet-check-environment", "2"),
    bad("vet-supported-python", "3.9"),
    bad("vet-supported-python", ">=3.x"),
    bad("vet-supported-python", ">=3.9.*"),
    bad("vet-supported-python", ">=3.12,<3.10"),
    bad("vet-supported-python", ">=99"),
    bad("vet-per-file-supported-python", ">=3.9"),
    bad("vet-per-file-supported-python", "*.py:"),
    bad("vet-per-file-supported-python", "*.py: 3.9", "*.py: 3.9"),
    bad("vet-per-file-supported-python", "a.py: >=3.9\n*.py: >=99", "*.py: >=99"),
    bad("vet-enable", "VET999"),
    bad("vet-enable", "vet204"),
    bad("vet-enable", "VET204 off E501", "off", "E501"),
    bad("vet-lookalikes", "loud"),
    bad("vet-lookalikes", "strict wide"),
]

SAMPLES = [
    *{case.option: case for case in reversed(BAD_VALUES)}.values(),
    *(case for case in BAD_VALUES if re.search(r"[\n#\xa0]", case.value)),
]
"""A value of each option, and those with line ends, comments or odd blanks.

Wherever a value stands it is read by the same code, once it got there unchanged.
"""


def name_of(case: Bad) -> str:
    return f"{case.option}-{case.value!a}"


def test_every_option_has_bad_values() -> None:
    assert {case.option for case in BAD_VALUES} == {option.name for option in OPTIONS}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for number in range(4):  # several, so that flake8 starts workers when it may
        tmp_path.joinpath(f"m{number}.py").write_text("import os\n", encoding="utf-8")
    return tmp_path


def assert_refused(ran: Ran, case: Bad) -> None:
    first, *lines = (ran.out + ran.err).splitlines()

    assert ran.code == 1
    assert first == CRITICAL
    assert_quoted(lines, case)


def assert_quoted(lines: list[str], case: Bad) -> None:
    """Check that there is one line for each bad entry, which quotes it."""
    assert len(lines) == len(case.entries)
    for line, entry in zip(lines, case.entries):
        assert line.startswith(f"{case.option}: {entry!a} ")
        assert line.isascii()
        assert line.isprintable()


OTHERS = [case for case in BAD_VALUES if case not in SAMPLES]


@each_row("case", OTHERS, ids=name_of)
def test_bad_values_are_refused(case: Bad) -> None:
    with pytest.raises(OptionError) as caught:
        parse({case.option.replace("-", "_"): case.value})

    assert_quoted(str(caught.value).splitlines(), case)


INI_FILES = itertools.cycle(["setup.cfg", "tox.ini", ".flake8"])


@pytest.mark.parametrize(
    ("case", "name"), [*zip(SAMPLES, INI_FILES)], ids=map(name_of, SAMPLES)
)
def test_bad_values_in_ini_files(case: Bad, name: str, project: Path) -> None:
    value = case.value.replace("\n", "\n    ")
    if value.startswith("#") or "\xa0" in value:
        value = f"\n    {value}"
    text = f"[flake8]\n{case.option} = {value}\n"
    project.joinpath(name).write_text(text, encoding="utf-8")

    assert_refused(run_flake8(["."], cwd=project), case)


FLAGS = {option.name for option in OPTIONS if option.is_flag}


@pytest.mark.parametrize("case", SAMPLES, ids=name_of)
def test_bad_values_on_the_command_line(case: Bad, project: Path) -> None:
    ran = run_flake8(["--isolated", f"--{case.option}={case.value}", "."], cwd=project)

    if case.option in FLAGS:  # argparse reports that a flag takes no value
        assert ran.code == 2
        assert f"--{case.option}: ignored explicit argument" in ran.err
        assert repr(case.value) in ran.err
    else:
        assert_refused(ran, case)


def toml_string(text: str) -> str:
    return '"' + text.replace("\n", "\\n") + '"'


@pytest.mark.parametrize("case", SAMPLES, ids=name_of)
@pytest.mark.parametrize("form", ["string", "list"])
def test_bad_values_in_pyproject(case: Bad, form: str, project: Path) -> None:
    pytest.importorskip("flake8p")
    value = toml_string(case.value)
    if form == "list":
        value = f"[{value}]"
    text = f"[tool.flake8]\n{case.option} = {value}\n"
    project.joinpath("pyproject.toml").write_text(text, encoding="utf-8")

    assert_refused(run_flake8(["."], cwd=project), case)


TOML = [
    ("3", "'3'"),  # Flake8-pyproject converts numbers to text
    ("3.5", "'3.5'"),
    ("2026-01-01", "a date"),
    ("2026-01-01T00:00:00Z", "a value of type datetime"),
    ("12:00:00", "a value of type time"),
    ("[[1]]", "a list"),
    ("{a = {b = 1}}", ""),
    ("[{a = 1}]", ""),
    ("[1, 2]", ""),
    ("[true, 'all']", ""),
]
"""Values of every type of TOML, and the beginning of the quoted value."""


@pytest.mark.parametrize(("value", "shown"), TOML, ids=[value for value, _ in TOML])
def test_bad_types_in_pyproject(value: str, shown: str, project: Path) -> None:
    pytest.importorskip("flake8p")
    rows = [f"{option.name} = {value}\n" for option in OPTIONS]
    text = "".join(["[tool.flake8]\n", *rows])
    project.joinpath("pyproject.toml").write_text(text, encoding="utf-8")
    ran = run_flake8(["."], cwd=project)
    first, *lines = (ran.out + ran.err).splitlines()

    assert ran.code == 1
    assert first == CRITICAL
    reported = {line.partition(":")[0] for line in lines}
    # A file may be called 3, and is only looked for where all values are good.
    assert {option.name for option in OPTIONS} - reported <= {"vet-baseline"}
    assert all(line.partition(": ")[2].startswith(shown) for line in lines)
    assert all(line.isascii() and line.isprintable() for line in lines)


@pytest.mark.parametrize("case", SAMPLES, ids=name_of)
def test_bad_values_in_the_legacy_api(
    case: Bad, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Options are set there after they were parsed, so they are read for each file.
    with working_directory(project):
        style = legacy.get_style_guide(**{case.option.replace("-", "_"): case.value})
        style.check_files(["m0.py"])
    shown = capsys.readouterr()

    said = shown.out + shown.err

    # flake8 quotes the errors that are raised while a file is checked.
    plain = said.replace("\\\\", "\\").replace("\\'", "'")
    assert "Traceback" not in said
    assert said.startswith("m0.py: ")
    for entry in case.entries:
        assert f"{case.option}: {entry!a} " in plain


THREE_BAD_ENTRIES = """\
[flake8]
vet-banned-imports = mock
vet-allowed-imports = a-b
vet-enable = VET999
"""


def test_unknown_options_and_bad_values_are_named_together(project: Path) -> None:
    text = "[flake8]\nvet-enable = VET9\nvet-lookalikes = hi\nvet-foo = 1\n"
    (project / "setup.cfg").write_text(text)
    ran = run_flake8(["."], cwd=project)

    assert ran.code == 1
    assert [line.partition(" is ")[0] for line in ran.out.splitlines()[1:]] == [
        "vet-enable: 'VET9'",
        "vet-lookalikes: 'hi'",
        "'vet-foo'",
    ]


def test_bad_entries_are_reported_once_with_workers(project: Path) -> None:
    project.joinpath("setup.cfg").write_text(THREE_BAD_ENTRIES, encoding="utf-8")
    ran = start_flake8("spawn", ["-j2", "."], project)
    first, *lines = ran.out.splitlines()

    assert ran.code == 1
    assert ran.err == ""
    assert first == CRITICAL
    assert [line.split("' ")[0] for line in lines] == [
        "vet-banned-imports: 'mock",
        "vet-allowed-imports: 'a-b",
        "vet-enable: 'VET999",
    ]
