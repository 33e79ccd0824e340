"""Suspicious installed distributions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from support import install_distribution

from flake8_safe_imports.names import suspects
from flake8_safe_imports.names.causes import Lookalike, Malicious
from flake8_safe_imports.names.installed import list_installed
from flake8_safe_imports.names.suspects import Provider

URLIB3 = Malicious("urlib3", "2017-06", "urllib3")


def test_malicious_name(tmp_path: Path) -> None:
    install_distribution(tmp_path, "urlib3", "1.21.1", ("urlib3", "other_top"))
    install_distribution(tmp_path, "requests", "2.0")
    expected = Provider("urlib3", "1.21.1", URLIB3)

    assert suspects.find_providers((str(tmp_path),)) == {
        "urlib3": expected,
        "other_top": expected,
    }


def test_malicious_name_of_a_stdlib_module(tmp_path: Path) -> None:
    install_distribution(tmp_path, "urllib", "1.0")

    assert suspects.find_providers((str(tmp_path),)) == {
        "urllib": Provider("urllib", "1.0", Malicious("urllib", "2017-06", "urllib"))
    }


def test_lookalike(tmp_path: Path) -> None:
    install_distribution(tmp_path, "python-dateutill", tops=("dateutil",))

    cause = Lookalike("python_dateutill", "python-dateutil", "letter doubled")
    assert suspects.find_providers((str(tmp_path),)) == {
        "dateutil": Provider("python_dateutill", "1.0", cause)
    }


def test_hidden_stdlib_module(tmp_path: Path) -> None:
    install_distribution(tmp_path, "some-helpers", tops=("random", "helpers"))

    assert suspects.find_providers((str(tmp_path),)) == {
        "random": Provider("some_helpers", "1.0", None)
    }


@pytest.mark.parametrize(
    ("name", "top"),
    [
        ("dataclasses", "dataclasses"),
        ("enum34", "enum"),
        ("gnureadline", "readline"),
        ("standard-imghdr", "imghdr"),
        ("graphlib-backport", "graphlib"),
        ("setuptools", "distutils"),
        ("obspy", "signal"),
    ],
)
def test_backports_and_packaging_mistakes_are_fine(
    name: str, top: str, tmp_path: Path
) -> None:
    install_distribution(tmp_path, name, tops=(top,))

    assert suspects.find_providers((str(tmp_path),)) == {}


def test_namespace_packages_hide_nothing(tmp_path: Path) -> None:
    install_distribution(tmp_path, "some-helpers", tops=("concurrent", "random"))
    (tmp_path / "concurrent" / "__init__.py").unlink()

    assert list(suspects.find_providers((str(tmp_path),))) == ["random"]


def test_a_namespace_is_not_the_bad_distributions_own(tmp_path: Path) -> None:
    install_distribution(tmp_path, "urlib3", tops=("inner",))
    record = tmp_path / "urlib3-1.0.dist-info" / "RECORD"
    files = [
        "shared/bad/__init__.py",
        "shared/bad/deep/__init__.py",
        "shared/worse.py",
        "shared/data/words.txt",
        "shared/deep\\er/one.cpython-313-darwin.so",
        "old/__init__.py",
        "old/inner.py",
        "../../../outside/tool.py",
        "__pycache__/top.cpython-313.pyc",
        "top.py",
    ]
    record.write_text("".join(f"{file},sha256=x,1\n" for file in files))
    (record.parent / "top_level.txt").write_text("shared\nold\nelsewhere\n")

    assert sorted(suspects.find_providers((str(tmp_path),))) == [
        "elsewhere",
        "old",
        "shared.bad",
        "shared.deep.er.one",
        "shared.worse",
        "top",
    ]


def test_installed_tests_are_fine(tmp_path: Path) -> None:
    install_distribution(tmp_path, "some-helpers", tops=("test", "helpers"))

    assert suspects.find_providers((str(tmp_path),)) == {}


def test_removed_modules_are_not_hidden(tmp_path: Path) -> None:
    install_distribution(tmp_path, "some-helpers", tops=("sets", "ConfigParser"))

    assert suspects.find_providers((str(tmp_path),)) == {}


def test_import_name_is_guessed_without_a_list_of_files(tmp_path: Path) -> None:
    install_distribution(tmp_path, "setup-tools", record=False)

    assert list(suspects.find_providers((str(tmp_path),))) == ["setup_tools"]


def test_import_names_of_eggs(tmp_path: Path) -> None:
    folder = tmp_path / "urlib3.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text(
        "Metadata-Version: 1.0\nName: urlib3\nVersion: 1\n"
    )
    (folder / "top_level.txt").write_text("inner\n")
    expected = Provider("urlib3", "1", URLIB3)

    assert suspects.find_providers((str(tmp_path),)) == {"inner": expected}


def test_import_names_of_development_eggs(tmp_path: Path) -> None:
    folder = tmp_path / "urlib3.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text("Name: urlib3\nVersion: 1\n")
    (folder / "SOURCES.txt").write_text("setup.cfg\ninner/__init__.py\nalone.py\n")

    assert sorted(suspects.find_providers((str(tmp_path),))) == ["alone", "inner"]


def test_broken_metadata_is_passed_over(tmp_path: Path) -> None:
    for name in ("nothing.dist-info", "empty-1.dist-info", "-.dist-info", "x.egg-info"):
        (tmp_path / name).mkdir()
    (tmp_path / "a-b-c-1.dist-info").mkdir()
    (tmp_path / "bad-1.0.dist-info").mkdir()
    (tmp_path / "bad-1.0.dist-info" / "METADATA").write_bytes(b"\xff\xfe\x00Name")
    (tmp_path / "file-1.0.dist-info").write_bytes(b"\xff")
    (tmp_path / "urlib3-1.dist-info").mkdir()
    (tmp_path / "urlib3-1.dist-info" / "RECORD").write_bytes(b"\xff\xfe\x80\n")
    install_distribution(tmp_path, "django-server")
    path = (str(tmp_path), str(tmp_path / "absent"), str(__file__), "", "\0")

    assert sorted(suspects.find_providers(path)) == ["django_server", "urlib3"]
    assert len(list_installed(path)) >= 5


def test_bytes_that_are_no_text_do_not_hide_a_module(tmp_path: Path) -> None:
    install_distribution(tmp_path, "urlib3", tops=("inner",))
    with (tmp_path / "urlib3-1.0.dist-info" / "RECORD").open("ab") as file:
        file.write(b"\xff,,\n")

    assert list(suspects.find_providers((str(tmp_path),))) == ["inner"]


HOOK = """
import json, sys
sys.path.insert(0, {site!r})
events = []
sys.addaudithook(lambda event, args: events.append((event, args)))
from flake8_safe_imports.names import suspects
found = suspects.find_provider("urlib3")
again = suspects.find_provider("urlib3")
seen = list(events)
run = [
    repr((event, args))
    for event, args in seen
    if (event == "import" and args[0].startswith("urlib3"))
    or (event in ("exec", "compile") and {site!r} in repr(args))
    or event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.spawn"))
]
opened = [args[0] for event, args in seen if event == "open" and {site!r} in str(args)]
print(json.dumps([found, again, "urlib3" in sys.modules, run, len(opened)]))
"""


def test_nothing_in_the_environment_is_run(tmp_path: Path) -> None:
    site = tmp_path / "site"
    install_distribution(site, "urlib3", "1.21.1")
    code = dedent(HOOK).format(site=str(site))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    expected = ["urlib3", "1.21.1", ["urlib3", "2017-06", "urllib3"]]
    *found, opened = json.loads(done.stdout)
    assert found == [["urlib3", expected]] * 2 + [False, []]
    assert opened >= 1


def test_environment_of_the_tests_is_clean() -> None:
    assert suspects.find_provider("pytest") is None
    assert suspects.find_provider("random") is None
