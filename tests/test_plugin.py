"""Our findings as flake8 prints them: positions, noqa comments, logging."""

from __future__ import annotations

import ast
import os
import sys
from multiprocessing import process
from pathlib import Path

import pytest
from flake8.options.parse_args import parse_args
from support import install_distribution, run_flake8, start_flake8, write_files

from flake8_safe_imports import linting, plugin

OPTIONS = ["--isolated", "--select=VET", "--vet-supported-python=>=3.9"]

needs_positions = pytest.mark.skipif(
    sys.version_info < (3, 10), reason="aliases have no position of their own"
)


def lint(source: str, *more: str) -> list[str]:
    """Return the findings in *source* as ``LINE:COLUMN CODE``."""
    ran = run_flake8([*OPTIONS, *more, "-"], stdin=source)
    found = [line.split(":", 3) for line in ran.out.splitlines()]
    return [f"{line}:{column} {text.split()[0]}" for _, line, column, text in found]


@needs_positions
def test_columns_count_characters() -> None:
    assert lint("é = 1; import urllib2\n") == ["1:15 VET201"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import urllib2  # noqa\n", [], id="own line"),
        pytest.param("import urllib2  # noqa: VET2\n", [], id="by family"),
        pytest.param("import urllib2  # noqa: E501\n", ["1 VET201"], id="other code"),
        pytest.param(
            "from os import (  # noqa: VET201\n    getcwdu,\n)\n", [], id="first line"
        ),
        pytest.param(
            "from urllib2 import (\n    urlopen,  # noqa: VET201\n)\n", [], id="alias"
        ),
        pytest.param(
            "from urllib2 import (urlopen,\n    Request)  # noqa: VET201",
            [],
            id="last line of the file",
        ),
        pytest.param(
            "from os import (\n    getcwdu,\n)  # noqa: VET201\n",
            # Python 3.9 does not know the lines of aliases.
            ["2 VET201"] if sys.version_info >= (3, 10) else [],
            id="bracket after all aliases",
        ),
        pytest.param(
            "from mock import (\n    patch,  # noqa: VET301\n)\n",
            [],
            id="line of another alias",
        ),
        pytest.param(
            "from urlib3 import (\n    x,  # noqa\n)\n",
            ["1 VET401"],
            id="VET401 is not named",
        ),
        pytest.param(
            "from urlib3 import (\n    x,  # noqa: VET401\n)\n", [], id="VET401 is"
        ),
        pytest.param("# flake8: noqa\nimport urllib2\n", [], id="whole file"),
    ],
)
def test_which_noqa_comments_count(source: str, expected: list[str]) -> None:
    found = [f"{place.partition(':')[0]} {place.split()[1]}" for place in lint(source)]

    assert found == expected


def test_noqa_can_be_disabled() -> None:
    source = "from os import (  # noqa\n    getcwdu,  # noqa\n)\n"

    assert [item.split()[1] for item in lint(source, "--disable-noqa")] == ["VET201"]


def test_an_ignored_ban_hides_no_other_finding(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import urllib2\n")
    ran = run_flake8(
        [
            *OPTIONS,
            "--vet-banned-imports=urllib2 = x.y",
            "--per-file-ignores=a.py:VET101",
            "a.py",
        ],
        cwd=tmp_path,
    )

    assert "VET201" in ran.out
    assert "VET101" not in ran.out


def test_supported_versions_are_logged() -> None:
    ran = run_flake8([*OPTIONS, "-v", "-"], stdin="import os\n")

    assert "supported Python versions: 3.9, 3.10" in ran.out + ran.err
    assert "vet-supported-python" in ran.out + ran.err


def test_unreadable_declarations_are_logged(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nrequires-python = 3\n")
    ran = run_flake8(["--isolated", "-v", "a.py"], cwd=tmp_path)

    assert "ignored: " in ran.out + ran.err
    assert "not a string" in ran.out + ran.err


def test_verbose_lines_are_escaped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "pr\x1b[31m\u202e\nX"
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("no such file names here")
    folder.joinpath("pyproject.toml").write_text("[project]\nrequires-python='>=3.9'")
    folder.joinpath("a.py").write_text("")
    run_flake8(["--isolated", "-v", "a.py"], cwd=folder)
    (line,) = (
        record.getMessage()
        for record in caplog.records
        if "supported Python versions" in record.getMessage()
    )

    assert "pr\\x1b[31m\\u202e\\nX" in line
    assert line.isprintable()


def test_a_worker_does_not_repeat_notes(
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bans = ["--vet-banned-imports=mock =\nmock ="]
    globs = ["--vet-per-file-banned-imports=gone.py: mock ="]
    caplog.set_level("INFO", "flake8.safe_imports")
    parse_args([*OPTIONS, *bans, *globs, "-"])
    printed, logged = capsys.readouterr().err, caplog.messages.copy()
    monkeypatch.setattr(process, "parent_process", process.current_process)
    parse_args([*OPTIONS, *bans, *globs, "-"])

    assert printed.count("'mock' is repeated") == 1
    assert len([line for line in logged if "matches no file" in line]) == 1
    assert capsys.readouterr().err == ""
    assert caplog.messages == logged


def test_unregistered_options_have_their_defaults() -> None:
    _, namespace = parse_args([*OPTIONS, "-"])
    for key in [key for key in vars(namespace) if key.startswith("vet_")]:
        delattr(namespace, key)
    tree = ast.parse("import urllib2\n")
    checker = plugin.SafeImports(tree, ["import urllib2\n"], "/nowhere/a.py", namespace)

    assert [text.split()[0] for _, _, text, _ in checker.run()] == ["VET201"]


def test_a_deleted_working_directory_is_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def getcwd() -> str:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", getcwd)

    assert linting.find_path("a.py") == os.path.join(os.sep, "a.py")


def test_vet404_reports_the_provider_of_an_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "urllib3").mkdir()
    (tmp_path / "urllib3" / "__init__.py").write_text("raise SystemExit('was run')\n")
    metadata = tmp_path / "urlib3-1.21.1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: urlib3\nVersion: 1.21.1\n")
    (metadata / "RECORD").write_text("urllib3/__init__.py,,\n")
    monkeypatch.syspath_prepend(tmp_path)

    with_it = lint("import urllib3\n", "--vet-check-environment")
    without = lint("import urllib3\n")

    assert [item.split()[1] for item in with_it] == ["VET404"]
    assert without == []


@pytest.mark.parametrize(
    ("name", "top", "what"),
    [
        ("urlib3", "urllib3", "name of a malicious package: did you mean `urllib3`"),
        (
            "python-dateutill",
            "dateutil",
            "which looks like another package: did you mean `python-dateutil`",
        ),
        (
            "some-helpers",
            "random",
            "which hides a module of the standard library: uninstall it",
        ),
    ],
)
def test_vet404_says_why_a_provider_is_suspicious(
    name: str, top: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    install_distribution(site, name, tops=(top,))
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    ran = run_flake8(
        [*OPTIONS, "--vet-check-environment", "-"], stdin=f"import {top}\n"
    )

    assert f" VET404 `{top}` " in ran.out
    assert ran.out.rstrip().endswith(what)


def test_vet404_blames_its_own_part_of_a_namespace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_distribution(tmp_path, "urlib3")
    record = tmp_path / "urlib3-1.0.dist-info" / "RECORD"
    record.write_text("nsx/bad/__init__.py,,\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    source = """\
import nsx.bad.deep
from nsx import good, bad
from nsx.bad import name
import nsx.other as other, nsx.bad as bad2
import importlib
importlib.import_module("nsx.bad")
nsx.bad.deep.f(nsx.good.f(), bad.f(), bad2.f())
import nsx as ns, nsx.good as good
ns.bad.f(ns.good.f(), good.f())
"""
    ran = run_flake8([*OPTIONS, "--vet-check-environment", "-"], stdin=source)
    lines = [line.split() for line in ran.out.splitlines() if "VET404" in line]

    assert [line[0].split(":")[1] for line in lines] == ["1", "2", "3", "4", "6"]
    assert {line[2] for line in lines} == {"`nsx.bad`"}


def test_vet404_knows_compromised_releases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_distribution(tmp_path, "litellm", "1.82.7")
    install_distribution(tmp_path, "ultralytics", "8.3.40")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    ran = run_flake8(
        [*OPTIONS, "--vet-check-environment", "-"],
        stdin="import litellm\nimport ultralytics\n",
    )
    (line,) = [line for line in ran.out.splitlines() if "VET404" in line]

    assert "VET404 `litellm` is provided by `litellm` 1.82.7, a compromised" in line
    assert line.endswith(": use another release and rotate your credentials")


PROJECT = {
    "setup.cfg": """\
[flake8]
select = VET
vet-baseline = vet.txt
vet-banned-imports =
    os = use pathlib
    a = x
    a = y
vet-per-file-banned-imports = n/*: c =
""",
    "pyproject.toml": """\
[tool.flake8-safe-imports]
supported-python = ">=3.9"
enable = ["VET104"]
""",
    "vet.txt": "old.py VET202 imp 1\n",
    "old.py": "import imp\n",
    "one.py": "import imp, os\n",
    "two.py": "import re as re\n",
}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_have_what_the_first_process_has(method: str, tmp_path: Path) -> None:
    """Options, the table and the baseline; what is wrong with them is said once."""
    write_files(tmp_path, PROJECT)
    ran = start_flake8(method, ["-v", "-j2", "."], tmp_path)
    found = [(line.split(":")[0], line.split()[1]) for line in ran.out.splitlines()]

    assert sorted(found) == [
        ("./one.py", "VET101"),
        ("./one.py", "VET202"),
        ("./two.py", "VET104"),
    ]
    assert ran.err.count("'a' is repeated") == 1
    assert ran.err.count("'n/*' matches no file below") == 1
