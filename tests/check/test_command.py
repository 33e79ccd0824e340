"""The command ``check``: exit statuses, what it says, and what it does not load."""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import os
import subprocess
import sys
import threading
import types
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import pytest
from flake8.formatting.default import Default
from support import run_check

from flake8_safe_imports import codes
from flake8_safe_imports.check import formatters, lint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ISOLATED = ["--isolated", "--vet-supported-python=>=3.9"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clean file, one with a finding, and one that cannot be parsed."""
    (tmp_path / "clean.py").write_text("import os\n")
    (tmp_path / "old.py").write_text("import urllib2\n")
    (tmp_path / "broken.py").write_text("import urllib2\nx = = 1\n")
    return tmp_path


def last_line(text: str) -> str:
    return text.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--exclude=sub", "sub"], "sub is left out by 'sub' in exclude"),
        (["--extend-exclude=s*", "sub", "gone"], "sub is left out by 's*' in exten"),
        (["--exclude=*.py", "sub"], "sub: all files are left out by exclude or exten"),
        (["--filename=*.pyx,*.x", "sub"], "sub has no file named like *.pyx, *.x"),
        (["--exclude=sub", "sub", "sub/a.py"], ""),
        (["--exclude=sub", "-q", "sub"], ""),
        (["gone"], ""),
    ],
)
def test_what_leaves_out_all_files_is_named(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text("import os\n")
    err = run_check([*ISOLATED, *arguments], cwd=tmp_path).err

    assert said in err
    assert ("left out" in err or "named like" in err) == bool(said)


def test_standard_input_that_is_left_out_is_named(tmp_path: Path) -> None:
    arguments = [*ISOLATED, "--exclude=a.py", "--stdin-display-name=a.py", "-"]

    assert (
        "a.py is left out by 'a.py' in exclude"
        in run_check(arguments, cwd=tmp_path).err
    )


@pytest.mark.parametrize(
    ("arguments", "status", "summary"),
    [
        (["clean.py"], 0, "1 file checked, 0 findings"),
        (["clean.py", "old.py"], 1, "2 files checked, 1 finding"),
        (["--exit-zero", "old.py"], 0, "1 file checked, 1 finding"),
        (["broken.py"], 0, "0 files checked, 0 findings, 1 file not checked"),
        (["."], 1, "2 files checked, 1 finding, 1 file not checked"),
        (["clean.py", "gone.py"], 2, "1 file checked, 0 findings"),
        (["gone.py"], 2, "0 files checked, 0 findings"),
    ],
)
def test_exit_status_and_summary(
    arguments: list[str], status: int, summary: str, folder: Path
) -> None:
    ran = run_check([*ISOLATED, *arguments], cwd=folder)

    assert ran.code == status
    assert last_line(ran.err) == summary


def test_a_file_that_is_clean_by_its_text_is_not_parsed(folder: Path) -> None:
    (folder / "python2.py").write_text("import os\nprint 'x'\n")
    ran = run_check([*ISOLATED, "python2.py"], cwd=folder)

    assert last_line(ran.err) == "1 file checked, 0 findings"


def test_what_was_not_checked_is_named(folder: Path) -> None:
    (folder / "dangling.py").symlink_to("nowhere")
    ran = run_check([*ISOLATED, ".", "gone.py"], cwd=folder)

    assert "gone.py: does not exist\n" in ran.err
    assert "./broken.py:2: cannot be parsed: " in ran.err
    assert "./dangling.py: cannot be read: No such file or directory\n" in ran.err
    assert "urllib2" in ran.out


@pytest.mark.skipif(sys.platform in {"win32", "emscripten"}, reason="no such names")
def test_names_of_files_are_escaped(folder: Path) -> None:
    for name in (b"\x1b[31m.py", b"\xff.py"):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(b"import urllib2\n")
    ran = run_check([*ISOLATED, "."], cwd=folder)

    column = 8 if sys.version_info >= (3, 10) else 1
    assert f".\x2f\\x1b[31m.py:1:{column}: VET201" in ran.out
    assert f"./\\udcff.py:1:{column}: VET201" in ran.out
    assert "\x1b" not in ran.out + ran.err


def test_source_is_escaped(folder: Path) -> None:
    (folder / "old.py").write_text("import urllib2  # \x1b[31m\tx\n")
    ran = run_check([*ISOLATED, "--show-source", "old.py"], cwd=folder)

    below = "       ^" if sys.version_info >= (3, 10) else "^"
    assert f"import urllib2  # \\x1b[31m\tx\n{below}\n" in ran.out


def test_quiet_prints_names_of_files_and_no_summary(folder: Path) -> None:
    assert run_check([*ISOLATED, "-q", "old.py"], cwd=folder) == (1, "old.py\n", "")
    assert run_check([*ISOLATED, "-qq", "old.py"], cwd=folder) == (1, "", "")


def test_environments_are_not_entered(folder: Path) -> None:
    (folder / "env").mkdir()
    (folder / "env" / "pyvenv.cfg").touch()
    (folder / "env" / "lib.py").write_text("import urllib2\n")

    assert "env" not in run_check([*ISOLATED, "."], cwd=folder).out
    assert "lib.py" in run_check([*ISOLATED, "env"], cwd=folder).out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_pipes_in_folders_are_left_out(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    (folder / "endless.py").symlink_to("/dev/zero")
    (folder / "lost.py").symlink_to("nowhere.py")
    done = run_check([*ISOLATED, "."], cwd=folder)

    assert done.code == 1
    assert "./lost.py: cannot be read: No such file or directory" in done.err
    assert "endless" not in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_that_nothing_writes_to_is_named(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    done = run_check([*ISOLATED, "pipe.py"], cwd=folder)

    assert done.code == 0
    assert "pipe.py: cannot be read: nothing writes to this pipe" in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_with_a_slow_writer_is_read(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    # Open for both, so that neither end waits for the other.
    writer = os.open(folder / "pipe.py", os.O_RDWR)

    def write() -> None:
        os.write(writer, b"import urllib2\n")
        os.close(writer)

    timer = threading.Timer(0.2, write)
    timer.start()
    done = run_check([*ISOLATED, "pipe.py"], cwd=folder)
    timer.join()

    assert "VET201" in done.out


def test_closed_standard_input_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lint, "sys", types.SimpleNamespace(stdin=None))

    assert "stdin: cannot be read: it is closed" in run_check(["-"], cwd=folder).err


def test_null_bytes_have_no_line(folder: Path) -> None:
    (folder / "null.py").write_bytes(b"import imp\n\0")

    said = run_check([*ISOLATED, "null.py"], cwd=folder).err
    assert "null.py: cannot be parsed: source code string cannot contain null" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["--nope"], "unrecognized arguments: --nope\n"),
        (["--diff"], "unrecognized arguments: --diff: it is an option of `fix`"),
        (["--statistcs"], "did you mean '--statistics'?"),
        (["--stat"], "unrecognized arguments: --stat: did you mean '--statistics'?"),
        (["--vet-banned-import=x ="], "did you mean '--vet-banned-imports'?"),
        (["--format=jsn"], "--format: 'jsn' is not a format: did you mean 'json'?"),
        (["--format=%(nope)s"], "has 'nope', which is not a field"),
        (["--format=%(path"], "incomplete format key"),
        (["--format=%d"], "is not a template: "),
        (["--bug-report"], "--bug-report: only `flake8 --bug-report`"),
        (["--select=VET290"], "select: 'VET290' is not a code: did you mean 'VET2"),
        (["--extend-ignore=VETX"], "extend-ignore: 'VETX' is not a code"),
        (["--vet-enable=VET999"], "vet-enable: 'VET999' is not a code"),
        (["--per-file-ignores=x"], "per-file-ignores: 'x' is not of the form 'GLOB: "),
        (["--per-file-ignores=a.py:E9,VET290"], "ignores: 'VET290' is not a code: did"),
        (["--config=gone.cfg"], "gone.cfg: this configuration file does not exist"),
        (["--jobs=x"], "--jobs: 'x' must be"),
        (["--config", "--select"], "expected one argument"),
    ],
)
def test_bad_usage(arguments: list[str], said: str, folder: Path) -> None:
    ran = run_check([*arguments, "clean.py"], cwd=folder)

    assert (ran.code, ran.out) == (2, "")
    assert all(
        line.startswith("flake8-safe-imports: error: ") for line in ran.err.splitlines()
    )
    assert said in ran.err


@pytest.mark.parametrize("flag", ["--json", "--format=json"])
def test_json(flag: str, folder: Path) -> None:
    ran = run_check([*ISOLATED, flag, "."], cwd=folder)
    (found,) = json.loads(ran.out)["findings"]

    assert ran.code == 1
    assert found.pop("column") > 0
    assert found == {
        "code": "VET201",
        "name": codes.BY_CODE["VET201"].name,
        "page": "codes/VET201.html",
        "address": "https://flake8-safe-imports.example/codes/VET201.html",
        "file": "./old.py",
        "line": 1,
        "message": "`urllib2` is Python 2 only: use `urllib.request`",
        "import": "urllib2",
        "replacement": "urllib.request",
    }


def test_json_without_findings_is_a_document(folder: Path) -> None:
    ran = run_check([*ISOLATED, "--json", "clean.py"], cwd=folder)

    assert json.loads(ran.out) == {"findings": [], "errors": []}


def test_a_report_can_go_to_a_file(folder: Path) -> None:
    ran = run_check([*ISOLATED, "--json", "--output-file=x/y.json", "."], cwd=folder)

    assert ran.out == ""
    assert json.loads((folder / "x" / "y.json").read_text())["findings"]


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_color_by_environment(
    variables: dict[str, str],
    colored: bool,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert ("\x1b" in run_check([*ISOLATED, "old.py"], cwd=folder).out) == colored
    assert "\x1b" in run_check([*ISOLATED, "--color=always", "old.py"], cwd=folder).out
    assert "\x1b" not in run_check([*ISOLATED, "--color=never", "."], cwd=folder).out


def test_no_other_checker_and_no_local_plugin_is_loaded(folder: Path) -> None:
    (folder / "setup.cfg").write_text(
        "[flake8:local-plugins]\nextension = X = local:check\npaths = .\n"
    )
    (folder / "local.py").write_text("raise SystemExit('was run')\n")
    code = (
        "import sys; from flake8_safe_imports.cli import main; main(sys.argv[1:]);"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "."],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    loaded = set(last_line(done.stdout).split())

    assert done.returncode == 0, done.stderr
    assert "flake8_safe_imports.check.command" in loaded
    assert not loaded & {"local", "pyflakes", "pycodestyle", "mccabe", "flake8p"}


class OwnFormatter(Default):
    """A formatter of another plugin, which reads its options itself."""

    error_format = "%(path)s:%(row)d: %(code)s"
    seen: ClassVar[list[argparse.Namespace]] = []

    def after_init(self) -> None:
        """Take nothing for a template."""

    @classmethod
    def parse_options(cls, namespace: argparse.Namespace) -> None:
        cls.seen.append(namespace)


class EntryPoint(NamedTuple):
    """What a distribution says of a formatter."""

    name: str

    def load(self) -> type[OwnFormatter]:
        return OwnFormatter


def test_formatters_of_plugins_read_their_options(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formatters, "_find_entry_points", lambda: (EntryPoint("own"),))
    ran = run_check([*ISOLATED, "--format=own", "old.py"], cwd=folder)

    assert "old.py:1:" in ran.out
    assert OwnFormatter.seen.pop().filenames == ["old.py"]


class BrokenFormatter(OwnFormatter):
    """A formatter for another version of flake8."""

    def format(self, error: object) -> str:
        return Default.error_format % {"path": "a.py"}


class BrokenEntryPoint(EntryPoint):
    module = "of_a_plugin"

    def load(self) -> type[OwnFormatter]:
        if self.name == "unloadable":
            raise ImportError("no module\x1b")
        return BrokenFormatter


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("broken", "tests.check.test_command failed (KeyError: 'bold')"),
        ("unloadable", "of_a_plugin failed (ImportError: no module\\x1b)"),
    ],
)
def test_a_plugin_that_fails_is_named(
    name: str, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        formatters, "_find_entry_points", lambda: (BrokenEntryPoint(name),)
    )
    ran = run_check([*ISOLATED, f"--format={name}", "old.py"], cwd=folder)

    assert (ran.code, ran.out) == (2, "")
    assert said.replace("tests.check.test_command", __name__) in ran.err
    assert ran.err.endswith(": update it, or use another format\n")


def test_comments_are_added_without_a_word(folder: Path) -> None:
    arguments = [*ISOLATED, "--add-noqa", "-q"]

    assert run_check([*arguments, "old.py"], cwd=folder).err == ""
    assert "noqa: VET201" in (folder / "old.py").read_text()


def test_folders_that_cannot_be_listed_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "closed").mkdir()
    (folder / "closed" / "old.py").write_text("import urllib2\n")
    scan = os.scandir

    def refuse(path: str) -> object:
        if os.path.basename(path) == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    for path in (".", "closed"):
        ran = run_check([*ISOLATED, path], cwd=folder)
        name = os.path.join(path, "closed") if path == "." else path

        assert f"{name}: cannot be read: " in ran.err
        assert "closed" not in ran.out


def test_what_the_system_hides_may_exist(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = os.lstat

    def refuse(path: str) -> object:
        if path == "closed/a.py":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "lstat", refuse)
    ran = run_check([*ISOLATED, "closed/a.py"], cwd=folder)

    assert (ran.code, ran.out) == (0, "")
    assert "closed/a.py: cannot be read: " in ran.err


class OddEntry:
    """An entry of which the system does not tell what it is."""

    name = "odd.py"
    path = "./odd.py"

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        raise PermissionError(self.path)

    def is_file(self) -> bool:
        raise PermissionError(self.path)


def test_an_entry_of_unknown_kind_hides_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = os.scandir

    @contextlib.contextmanager
    def scan_oddly(path: str) -> Iterator[list[object]]:
        with scan(path) as entries:
            yield [*entries, OddEntry()]

    monkeypatch.setattr(os, "scandir", scan_oddly)
    ran = run_check([*ISOLATED, "."], cwd=folder)

    assert "VET201" in ran.out
    assert "./odd.py: cannot be read: " in ran.err


def test_letter_case_as_windows_has_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os.path, "normcase", str.lower)

    assert run_check([*ISOLATED, "--exclude=OLD.PY", "."], cwd=folder).out == ""


def test_nothing_need_be_excluded(folder: Path) -> None:
    assert "old.py" in run_check([*ISOLATED, "--exclude=", "."], cwd=folder).out


def test_a_file_that_is_too_much_for_python(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(lint, "_lint", fail)
    ran = run_check([*ISOLATED, "old.py"], cwd=folder)

    assert "old.py: cannot be parsed: too deep" in ran.err


def test_source_without_a_final_line_end(folder: Path) -> None:
    (folder / "old.py").write_text("import urllib2")
    ran = run_check([*ISOLATED, "--show-source", "old.py"], cwd=folder)

    assert ran.out.splitlines()[1].startswith("import urllib2")


def test_clean_files_are_not_worth_a_parser(folder: Path) -> None:
    (folder / "clean.py").write_text("import os\n")
    code = (
        "import sys; from flake8_safe_imports import cli;"
        "status = cli.main(['check', '--isolated', *sys.argv[1:]]);"
        "print(status, 'parse' in vars(sys.modules['ast']))"
    )
    for name, printed in ("clean.py", "0 False\n"), ("old.py", "1 True\n"):
        done = subprocess.run(
            [sys.executable, "-c", code, "-qq", name],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )

        assert done.stdout == printed


def test_deferred_modules_are_imported_when_they_are_used() -> None:
    code = (
        "import sys; had = set(sys.modules);"
        "from flake8_safe_imports.check.deferred import defer_imports;"
        "defer_imports(); import importlib.metadata, inspect, importlib.util;"
        "print('dis' in {*sys.modules} - had);"
        "print(importlib.util.find_spec('inspect').name);"
        "sys.version_info < (3, 10) or __import__('importlib.metadata._meta');"
        "from inspect import isfunction;"
        "print(isfunction(defer_imports), importlib.metadata.version('flake8') > '');"
        "from importlib.metadata import distribution as found;"
        "print(found is sys.modules['importlib.metadata'].distribution);"
        "print(sys.modules['inspect'].__spec__.origin == inspect.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["False", "inspect", *["True"] * 4]


def find_loaded_modules(folder: Path, *arguments: str) -> set[str]:
    """Return the modules that ``check`` loads."""
    code = (
        "import sys; had = set(sys.modules);"
        "from flake8_safe_imports.cli import main; main(sys.argv[1:]);"
        "print(*{*sys.modules} - had)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    return set(last_line(done.stdout).split())


OURS = "flake8_safe_imports"
FOR_FEW_RUNS = {
    # flake8 imports `importlib.metadata` and `inspect`, which import these.
    "importlib.metadata._meta",
    "dis",
    f"{OURS}.accepted",
    f"{OURS}.check.baseline",
    f"{OURS}.check.comments",
    f"{OURS}.check.python2",
    f"{OURS}.check.silence",
    f"{OURS}.config.baseline",
    f"{OURS}.fix",
    f"{OURS}.formats.items",
    "fissix",
}
FOR_FINDINGS_AND_ERRORS = {
    "flake8.formatting",
    "flake8.statistics",
    "flake8.style_guide",
    "flake8.violation",
    "importlib.util",
    f"{OURS}.addresses",
    f"{OURS}.check.report",
    f"{OURS}.check.violations",
    f"{OURS}.config.nearest",
    f"{OURS}.config.policy",
    f"{OURS}.config.readers",
    f"{OURS}.finding",
    f"{OURS}.formats",
    f"{OURS}.noqa",
    f"{OURS}.parsers",
}


def test_what_few_runs_need_is_not_loaded(folder: Path) -> None:
    loaded = find_loaded_modules(folder, *ISOLATED, "old.py")

    assert f"{OURS}.check.report" in loaded
    assert not loaded & FOR_FEW_RUNS


def test_clean_files_need_nothing_of_flake8(folder: Path) -> None:
    (folder / "clean.py").write_text("import os\n")
    (folder / "pyproject.toml").write_text(
        "[tool.flake8-safe-imports]\nenable = ['VET204']\n"
    )
    loaded = find_loaded_modules(folder, "clean.py")
    tops = {name.partition(".")[0] for name in loaded}

    assert f"{OURS}.check.command" in loaded
    assert not tops & {"flake8", "argparse", "configparser", "logging", "threading"}


@pytest.mark.parametrize("module", ["os", "unheardof"])
def test_clean_files_need_nothing_to_be_printed(folder: Path, module: str) -> None:
    (folder / "clean.py").write_text(f"import {module}\n")
    (folder / "pyproject.toml").write_text("[project]\nrequires-python = '>=3.9'\n")
    loaded = find_loaded_modules(folder, "--isolated", "clean.py")

    assert f"{OURS}.check.command" in loaded
    assert not loaded & {"typing", *FOR_FEW_RUNS, *FOR_FINDINGS_AND_ERRORS}
