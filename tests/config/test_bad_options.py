"""Wrong values, wherever an option can stand: exit 1, option and entry, no traceback.

What each value means is told in test_options.py; here is how a run ends.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from flake8.api import legacy
from support import Ran, run_flake8, working_directory

from flake8_safe_imports.config.options import OPTIONS, Option

CRITICAL = "There was a critical error during execution of Flake8:"


class Wrong(NamedTuple):
    """A wrong value as text, and the bad entries that the error must quote."""

    option: str
    value: str
    entries: tuple[str, ...]


def wrong(option: str, value: str, *entries: str) -> Wrong:
    return Wrong(option, value, entries or (value,))


PATTERNS = ["a..b", ".a", "a.", "a-b", "1a", "a b", "{stdlibs}", "#a", "a\xa0b", "a/b"]
"""What is no NAME; with a blank in it, it is two of them where NAMES are wanted."""

TEXTS = [
    *(
        wrong("vet-banned-imports", f"{name} = x", name)
        for name in PATTERNS
        if name[0] != "#"
    ),
    wrong("vet-banned-imports", "mock"),
    wrong("vet-banned-imports", "= x"),
    wrong("vet-banned-imports", "a, b = x", "a, b"),
    wrong("vet-banned-imports", "a == b.c"),
    wrong("vet-banned-imports", "a = b, c.d = e"),
    wrong("vet-banned-imports", "a = , c.* ="),
    wrong("vet-banned-imports", "a = b.c  # since 2"),
    wrong("vet-banned-imports", "good = x\nmock\na..b =\n", "mock", "a..b"),
    *(
        wrong(option, name)
        for option in (
            "vet-allowed-imports",
            "vet-banned-module-level-imports",
            "vet-known-first-party",
        )
        for name in PATTERNS
        if name not in {"a b", "#a", "a\xa0b"}
    ),
    wrong("vet-allowed-imports", "a, b = c", "="),
    wrong("vet-per-file-banned-imports", "*.py"),
    wrong("vet-per-file-banned-imports", "mock = x"),
    wrong("vet-per-file-banned-imports", ": mock = x"),
    wrong("vet-per-file-banned-imports", "*.py: a = b, c = d", "*.py: a = b, c = d"),
    wrong("vet-per-file-banned-imports", "*.py: mock"),
    wrong("vet-per-file-banned-imports", "*.py: a-b = x", "*.py: a-b"),
    wrong("vet-per-file-allowed-imports", "mock"),
    wrong("vet-per-file-allowed-imports", "*.py:"),
    wrong("vet-per-file-allowed-imports", "*.py: a-b, c", "*.py: a-b"),
    wrong("vet-banned-relative-imports", "siblings"),
    wrong("vet-banned-relative-imports", "parents, all"),
    wrong("vet-exempt-type-checking", "maybe"),
    wrong("vet-check-environment", "2"),
    wrong("vet-supported-python", "3.9"),
    wrong("vet-supported-python", ">=3.x"),
    wrong("vet-supported-python", ">=3.9.*"),
    wrong("vet-supported-python", ">=3.12,<3.10"),
    wrong("vet-supported-python", ">=99"),
    wrong("vet-enable", "VET999"),
    wrong("vet-enable", "vet204"),
    wrong("vet-enable", "VET204 off E501", "off", "E501"),
    wrong("vet-lookalikes", "loud"),
    wrong("vet-lookalikes", "strict wide"),
]

ids = [f"{case.option}-{case.value!a}" for case in TEXTS]


def test_every_option_has_its_wrong_values() -> None:
    assert {case.option for case in TEXTS} == {option.name for option in OPTIONS}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for number in range(4):  # several, so that flake8 starts workers when it may
        tmp_path.joinpath(f"m{number}.py").write_text("import os\n", encoding="utf-8")
    return tmp_path


def assert_refused(ran: Ran, case: Wrong) -> None:
    first, *lines = (ran.out + ran.err).splitlines()

    assert ran.code == 1
    assert first == CRITICAL
    assert len(lines) == len(case.entries)
    for line, entry in zip(lines, case.entries):
        assert line.startswith(f"{case.option}: {entry!a} ")
        assert line.isascii()
        assert line.isprintable()


@pytest.mark.parametrize("case", TEXTS, ids=ids)
@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_ini_files(case: Wrong, name: str, project: Path) -> None:
    value = case.value.replace("\n", "\n    ")
    if value.startswith("#") or "\xa0" in value:
        value = f"\n    {value}"
    text = f"[flake8]\n{case.option} = {value}\n"
    project.joinpath(name).write_text(text, encoding="utf-8")

    assert_refused(run_flake8(["."], cwd=project), case)


FLAGS = {option.name for option in OPTIONS if option.is_flag}


@pytest.mark.parametrize("case", TEXTS, ids=ids)
def test_command_line(case: Wrong, project: Path) -> None:
    ran = run_flake8(["--isolated", f"--{case.option}={case.value}", "."], cwd=project)

    if case.option in FLAGS:  # argparse itself knows that a flag takes no value
        assert ran.code == 2
        assert f"--{case.option}: ignored explicit argument" in ran.err
        assert repr(case.value) in ran.err
    else:
        assert_refused(ran, case)


def toml_string(text: str) -> str:
    return '"' + text.replace("\n", "\\n") + '"'


@pytest.mark.parametrize("case", TEXTS, ids=ids)
@pytest.mark.parametrize("form", ["string", "list"])
def test_pyproject(case: Wrong, form: str, project: Path) -> None:
    pytest.importorskip("flake8p")
    value = toml_string(case.value)
    if form == "list":
        value = f"[{value}]"
    text = f"[tool.flake8]\n{case.option} = {value}\n"
    project.joinpath("pyproject.toml").write_text(text, encoding="utf-8")

    assert_refused(run_flake8(["."], cwd=project), case)


TOML = [
    ("3", "'3'"),  # Flake8-pyproject makes text of numbers
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
"""Values of every type of TOML, and how an error calls them or what is in them."""


@pytest.mark.parametrize("option", OPTIONS, ids=[option.name for option in OPTIONS])
@pytest.mark.parametrize(("value", "shown"), TOML, ids=[value for value, _ in TOML])
def test_other_types_in_pyproject(
    option: Option[object], value: str, shown: str, project: Path
) -> None:
    pytest.importorskip("flake8p")
    text = f"[tool.flake8]\n{option.name} = {value}\n"
    project.joinpath("pyproject.toml").write_text(text, encoding="utf-8")
    ran = run_flake8(["."], cwd=project)
    first, *lines = (ran.out + ran.err).splitlines()

    assert ran.code == 1
    assert first == CRITICAL
    assert lines
    assert all(line.startswith(f"{option.name}: {shown}") for line in lines)
    assert all(line.isascii() and line.isprintable() for line in lines)


@pytest.mark.parametrize("case", TEXTS, ids=ids)
def test_legacy_api(
    case: Wrong, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # What is set there comes after options were parsed, so a file has to be met.
    with working_directory(project):
        style = legacy.get_style_guide(**{case.option.replace("-", "_"): case.value})
        style.check_files(["m0.py"])
    shown = capsys.readouterr()

    said = shown.out + shown.err

    # flake8 quotes what is raised while a file is checked, and with it what we quote.
    plain = said.replace("\\\\", "\\").replace("\\'", "'")
    assert "Traceback" not in said
    assert said.startswith("m0.py: ")
    for entry in case.entries:
        assert f"{case.option}: {entry!a} " in plain


STARTER = """\
import multiprocessing, sys
from flake8.main.cli import main
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
"""
EVERYTHING = """\
[flake8]
vet-banned-imports = mock
vet-allowed-imports = a-b
vet-enable = VET999
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_start_methods(method: str, project: Path) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this platform")
    project.joinpath("starter.py").write_text(STARTER, encoding="utf-8")
    project.joinpath("setup.cfg").write_text(EVERYTHING, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "starter.py", method, "-j2", "."],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
    )

    assert ran.returncode == 1
    assert ran.stderr == ""
    first, *lines = ran.stdout.splitlines()
    assert first == CRITICAL
    assert [line.split("' ")[0] for line in lines] == [
        "vet-banned-imports: 'mock",
        "vet-allowed-imports: 'a-b",
        "vet-enable: 'VET999",
    ]
