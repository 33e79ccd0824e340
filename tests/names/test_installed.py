"""Who provides an import: throw-away environments, read and never run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from flake8_safe_imports.names import installed as environment
from flake8_safe_imports.names.installed import Provider


def install(
    site: Path,
    name: str,
    version: str = "1.0",
    tops: tuple[str, ...] = (),
    record: bool = True,
) -> None:
    """Lay out an inert distribution whose modules stop the test when they run."""
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )
    files = []
    for top in tops or (name.replace("-", "_"),):
        (site / top).mkdir()
        (site / top / "__init__.py").write_text("raise SystemExit('run')\n")
        files.append(f"{top}/__init__.py,sha256=x,1")
    if record:
        lines = [*files, f"{folder.name}/METADATA,,", "../../bin/tool,,", "x-y.pth,,"]
        (folder / "RECORD").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_malicious_name(tmp_path: Path) -> None:
    install(tmp_path, "urlib3", "1.21.1", ("urlib3", "other_top"))
    install(tmp_path, "requests", "2.0")
    expected = Provider("urlib3", "1.21.1", "malicious", "urllib3")

    assert environment.providers([str(tmp_path)]) == {
        "urlib3": expected,
        "other_top": expected,
    }


def test_a_name_of_the_stdlib_that_was_malicious(tmp_path: Path) -> None:
    install(tmp_path, "urllib", "1.0")

    assert environment.providers([str(tmp_path)]) == {
        "urllib": Provider("urllib", "1.0", "malicious", "urllib")
    }


def test_a_lookalike(tmp_path: Path) -> None:
    install(tmp_path, "python-dateutill", tops=("dateutil",))

    assert environment.providers([str(tmp_path)]) == {
        "dateutil": Provider("python_dateutill", "1.0", "lookalike", "python-dateutil")
    }


def test_a_hidden_stdlib_module(tmp_path: Path) -> None:
    install(tmp_path, "some-helpers", tops=("random", "helpers"))

    assert environment.providers([str(tmp_path)]) == {
        "random": Provider("some_helpers", "1.0", "shadows-stdlib", "")
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
def test_true_backports_and_slips_of_packaging(
    name: str, top: str, tmp_path: Path
) -> None:
    install(tmp_path, name, tops=(top,))

    assert environment.providers([str(tmp_path)]) == {}


def test_a_namespace_hides_nothing(tmp_path: Path) -> None:
    install(tmp_path, "some-helpers", tops=("concurrent", "random"))
    (tmp_path / "concurrent" / "__init__.py").unlink()

    assert list(environment.providers([str(tmp_path)])) == ["random"]


def test_tests_that_are_installed_are_no_sign(tmp_path: Path) -> None:
    install(tmp_path, "some-helpers", tops=("test", "helpers"))

    assert environment.providers([str(tmp_path)]) == {}


def test_a_module_long_gone_is_not_hidden(tmp_path: Path) -> None:
    install(tmp_path, "some-helpers", tops=("sets", "ConfigParser"))

    assert environment.providers([str(tmp_path)]) == {}


def test_without_a_list_of_files_the_name_tells(tmp_path: Path) -> None:
    install(tmp_path, "setup-tools", record=False)

    assert list(environment.providers([str(tmp_path)])) == ["setup_tools"]


def test_eggs_tell_their_top_levels(tmp_path: Path) -> None:
    folder = tmp_path / "urlib3.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text(
        "Metadata-Version: 1.0\nName: urlib3\nVersion: 1\n"
    )
    (folder / "top_level.txt").write_text("inner\n")
    expected = Provider("urlib3", "1", "malicious", "urllib3")

    assert environment.providers([str(tmp_path)]) == {"inner": expected}


def test_eggs_of_a_checkout_tell_their_sources(tmp_path: Path) -> None:
    folder = tmp_path / "urlib3.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text("Name: urlib3\nVersion: 1\n")
    (folder / "SOURCES.txt").write_text("setup.cfg\ninner/__init__.py\nalone.py\n")

    assert sorted(environment.providers([str(tmp_path)])) == ["alone", "inner"]


def test_broken_metadata_is_passed_over(tmp_path: Path) -> None:
    for name in ("nothing.dist-info", "empty-1.dist-info", "-.dist-info", "x.egg-info"):
        (tmp_path / name).mkdir()
    (tmp_path / "a-b-c-1.dist-info").mkdir()
    (tmp_path / "bad-1.0.dist-info").mkdir()
    (tmp_path / "bad-1.0.dist-info" / "METADATA").write_bytes(b"\xff\xfe\x00Name")
    (tmp_path / "file-1.0.dist-info").write_bytes(b"\xff")
    (tmp_path / "urlib3-1.dist-info").mkdir()
    (tmp_path / "urlib3-1.dist-info" / "RECORD").write_bytes(b"\xff\xfe\x80\n")
    install(tmp_path, "django-server")
    path = [str(tmp_path), str(tmp_path / "absent"), str(__file__), "", "\0"]

    assert sorted(environment.providers(path)) == ["django_server", "urlib3"]
    assert len(environment.installed(path)) >= 5


def test_installed_names_and_versions(tmp_path: Path) -> None:
    install(tmp_path, "foo-bar", "1.5")
    install(tmp_path, "abc", "2!1.0+local")
    found = environment.installed([str(tmp_path)])

    assert [row[:2] for row in found] == [("abc", "2!1.0+local"), ("foo_bar", "1.5")]
    assert all(Path(row.location).parent == tmp_path for row in found)


HOOK = """
import json, sys
sys.path.insert(0, {site!r})
events = []
sys.addaudithook(lambda event, args: events.append((event, args)))
from flake8_safe_imports.names import installed as environment
found = environment.suspicious_provider("urlib3")
again = environment.suspicious_provider("urlib3")
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


def test_nothing_of_the_environment_is_run(tmp_path: Path) -> None:
    site = tmp_path / "site"
    install(site, "urlib3", "1.21.1")
    code = dedent(HOOK).format(site=str(site))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    expected = ["urlib3", "1.21.1", "malicious", "urllib3"]
    *found, opened = json.loads(done.stdout)
    assert found == [expected, expected, False, []]
    assert opened >= 1


def test_this_very_environment_is_clean() -> None:
    assert environment.suspicious_provider("pytest") is None
    assert environment.suspicious_provider("random") is None
    assert len(environment.installed()) > 5
