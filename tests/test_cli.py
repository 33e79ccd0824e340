"""The command line: arguments, exit statuses, streams, imports."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import runpy
import subprocess
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rows import each_row
from support import Ran, working_directory

from flake8_safe_imports import cli
from flake8_safe_imports.check.run import Run, plan_run
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.explain import command

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = tuple(cli._COMMANDS)
PY = sys.executable
MODULE = [PY, "-m", "flake8_safe_imports"]


def run(*arguments: str, cwd: Path | None = None) -> Ran:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with working_directory(cwd), contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        try:
            code = cli.main(arguments)
        except SystemExit as stop:  # argparse
            code = int(stop.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


def test_explain_prints() -> None:
    ran = run("explain", "urllib2.urlopen")

    assert ran.code == 0
    assert "`urllib.request.urlopen`" in ran.out
    assert ran.err == ""


def test_explain_of_an_unknown_name_exits_with_2() -> None:
    ran = run("explain", "urllib2.urlopne", "--json")

    assert ran.code == 2
    assert "urllib2.urlopen" in json.loads(ran.out)[0]["nearest"][:2]
    assert "did you mean" in ran.err


def test_audit_reads_the_given_paths(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("urlib3\n", encoding="utf-8")

    ran = run("audit", str(tmp_path / "requirements.txt"), "--json")

    assert ran.code == 1
    assert "urlib3" in json.dumps(json.loads(ran.out))


@each_row(
    "arguments",
    [
        pytest.param(["--isolated"], id="no command"),
        pytest.param(["frobnicate"], id="no such command"),
        pytest.param(["explain", "--frobnicate"], id="no such option"),
        pytest.param(["explain", "--js"], id="abbreviation"),
        pytest.param(["audit", "--write"], id="option of another command"),
        pytest.param(["fix", "--diff", "--write", "a.py"], id="diff and write"),
        pytest.param(["fix"], id="fix without a path"),
        pytest.param(["fix", "--frobnicate", "a.py"], id="unknown to flake8"),
        pytest.param(["fix", "--vet-enable=VET999", "a.py"], id="bad value"),
        pytest.param(["fix", "--config=nowhere.cfg", "a.py"], id="no such file"),
        pytest.param(["fix", "--max-line-length=x", "a.py"], id="flake8's own option"),
        pytest.param(["fix", "--per-file-ignores=x", "a.py"], id="per-file-ignores"),
    ],
)
def test_bad_usage_exits_with_2(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import imp\n", encoding="utf-8")
    ran = run(*arguments, cwd=tmp_path)

    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.splitlines()[-1].startswith("flake8-safe-imports")
    assert ": error: " in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param("vet-enable = VET999", id="bad value"),
        pytest.param("a = 1\na = 2", id="same key twice"),
    ],
)
def test_bad_configuration_is_named(setting: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.cfg"
    path.write_text(f"[flake8]\n{setting}\n", encoding="utf-8")

    ran = run("fix", "--config", str(path), "a.py", cwd=tmp_path)

    assert ran.code == 2
    assert ran.err.startswith("flake8-safe-imports: error: ")
    assert setting.split()[0] in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", ".", "--json", "--format", "sarif"],
        ["check", ".", "--json", "--format=sarif"],
        ["check", "--format", "sarif", ".", "--json"],
    ],
)
def test_one_format_can_be_chosen(arguments: list[str], tmp_path: Path) -> None:
    ran = run(*arguments, cwd=tmp_path)

    assert (ran.code, ran.out) == (2, "")
    assert "--json and --format sarif exclude each other: give one" in ran.err

    (tmp_path / "requirements.txt").write_text("flask\n", encoding="utf-8")

    assert run("audit", ".", "--json", "--format", "json", cwd=tmp_path).code == 0


@pytest.mark.parametrize("isolated", [[], ["--isolated"]])
def test_allowed_distributions_on_the_command_line_win(
    isolated: list[str], tmp_path: Path
) -> None:
    (tmp_path / "requirements.txt").write_text("numppy\nurlib3\nflaskk\n")
    (tmp_path / ".flake8").write_text("[flake8]\nvet-allowed-distributions = flaskk\n")
    allowed = "--vet-allowed-distributions=numppy, urlib3"
    ran = run("audit", allowed, *isolated, "requirements.txt", cwd=tmp_path)

    assert ran.code == 1
    assert [line.partition("`")[2][:7] for line in ran.out.splitlines()[:2]] == [
        "urlib3`",
        "flaskk`",
    ]
    assert "\nignored: numppy\n" in ran.out


def test_help_is_printed_without_a_command() -> None:
    ran = run()

    assert ran == run("--help")
    assert ran.code == 0
    assert "Example: flake8-safe-imports check" in ran.out
    assert "Documentation: https://" in ran.out


@each_row(
    ("arguments", "suggested"),
    [
        (["explian", "os"], "'explian' is not a command: did you mean 'explain'?"),
        (["--isolated", "chek"], "did you mean 'check'?"),
        (["explain", "--jsn"], "--jsn: did you mean '--json'?"),
        (["fix", "--dif", "a.py"], "--dif: did you mean '--diff'?"),
        (["audit", "--format", "gitub"], "'github'?"),
        (["fix", "--vet-enabel=VET104", "a.py"], "did you mean '--vet-enable'?"),
        (["check", "--fix"], "--fix: use `fix --write`"),
        (["check", "--write"], "--write: it is an option of `fix`"),
        (["fix", "--format=json", "a.py"], "--format is an option of `check`: fix"),
        (["fix", "--json", "a.py"], "--json is an option of `check`: fix prints a"),
        (["fix", "--dry-run", "a.py"], "without --write, `fix` changes no file"),
        (["audit", "--output-file=x"], "redirect standard output instead"),
        (["check", "--select=VET999"], "`flake8-safe-imports explain` lists them"),
        (["check", "--select=VET2xx"], "'VET2xx' is not a code: did you mean 'VET2'?"),
        (["check", "--ignore=vet401"], "'vet401' is not a code: did you mean 'VET401'"),
        (["check", "--select=VET*"], "'VET*' is not a code: did you mean 'VET'?"),
        (["check", "--ignore=vet"], "'vet' is not a code: did you mean 'VET'?"),
        (["--isolated", "zzz"], "not a command: write check, explain, fix or audit\n"),
        (["check", "--in-place"], "--in-place: use `fix --write`"),
        (["audit", "--python-version=3"], "is --vet-supported-python in `check` and"),
        (["explain", "VET999"], "`explain` alone lists codes and options"),
        (["explain", "VET30x"], "did you mean `VET301`, `VET302`\n"),
        (["check", "--output-format=json", "."], "--output-format=json: use --format"),
        (["explain", "--output-format=json", "os"], "format=json: use --json\n"),
        (["explain", "--format", "json", "os"], "--format: use --json\n"),
        (["check", "-r", "a.txt"], "-r: `audit` takes the file as a PATH, without an"),
        (["check", "--enable=VET204"], "did you mean '--vet-enable'?"),
        (["check", "-b"], "unrecognized arguments: -b\n"),
        (["check", "--vet-ban=x"], "did you mean '--vet-banned-imports'?"),
        (["check", "--vet-check-environment=yes"], "the option takes no value\n"),
        (["check", "--vet-enable=vet204"], "did you mean 'VET204'?"),
        (["check", "--vet-enable=dead-import-fallback"], "did you mean 'VET205'?"),
        (["fix", "--unsafe=1", "a.py"], "--unsafe=1: the option takes no value\n"),
        (["audit", "--select=VET4"], "it is an option of `check` and `fix`\n"),
        (["audit", "--exit-zero"], "it is an option of `check`\n"),
        (["audit", "--ignore", ""], "argument --ignore: it is empty"),
        (["audit", "--exclude= "], "argument --exclude: it is empty"),
        (["help"], "'help' is not a command: write --help"),
        (["--format", "json", "check"], "write options after the command"),
        (["check", "--format", "xml"], "use default, pylint, quiet-filename, "),
        (["explain", "fix"], "is a command: `flake8-safe-imports fix --help`\n"),
    ],
)
def test_mistyped_words_are_answered(arguments: list[str], suggested: str) -> None:
    ran = run(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert suggested in ran.err


def test_help_is_the_same_twice() -> None:
    parser = cli.make_parser()
    first = [row.format_help() for row in (parser, *parser.commands.values())]

    assert [row.description for row in parser.commands.values()].count("") == 0
    assert not any("\n" in (row.description or "") for row in parser.commands.values())
    assert first == [row.format_help() for row in (parser, *parser.commands.values())]


def test_help_says_what_each_command_does() -> None:
    for row in cli.make_parser().commands.values():
        assert row.description
        told = " ".join(row.description.split())

        assert told in " ".join(row.format_help().split())


def test_shells_complete_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The actions have what shtab looks for."""
    shtab = types.ModuleType("shtab")
    monkeypatch.setattr(shtab, "FILE", {"bash": "files"}, raising=False)
    monkeypatch.setitem(sys.modules, "shtab", shtab)
    commands = cli.make_parser().commands
    completed = {
        (name, action.dest)
        for name, command in commands.items()
        for action in command._actions
        if getattr(action, "complete", None) == {"bash": "files"}
    }

    assert completed == {
        *((name, "paths") for name in ("audit", "check", "fix")),
        ("check", "write_baseline"),
    }


def test_options_are_explained_as_they_are_given() -> None:
    assert run("explain", "--vet-enable") == run("explain", "vet-enable")


def test_audit_reads_no_standard_input() -> None:
    assert "-: standard input is not read: name a file\n" in run("audit", "-").err


def test_explain_knows_all_commands() -> None:
    assert set(COMMANDS) == set(command.COMMANDS)


def test_a_command_like_none_is_not_guessed() -> None:
    assert run("zzz").err.endswith(
        "'zzz' is not a command: write check, explain, fix or audit\n"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_prints_the_version(command: str) -> None:
    assert run(command, "--version") == run("--version")


def test_options_may_be_before_the_command(tmp_path: Path) -> None:
    before = run("--color", "always", "--isolated", "explain", "imp")

    assert "\x1b[1m" in before.out
    assert before == run("explain", "imp", "--color=always")
    assert "\x1b" not in run("explain", "imp", "--color=never").out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_explains_the_exit_status(command: str) -> None:
    ran = run(command, "--help")

    assert ran.code == 0
    assert "Exit status: 0" in ran.out


def test_version_is_printed() -> None:
    ran = run("--version")

    assert ran.code == 0
    assert ran.out.startswith("flake8-safe-imports ")


def test_module_runs_the_command() -> None:
    done = subprocess.run(
        [*MODULE, "explain", "no.such.name"], capture_output=True, text=True
    )

    assert done.returncode == 2
    assert done.stderr.startswith("`no.such.name`")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break in another way")
def test_broken_pipe_prints_nothing() -> None:
    process = subprocess.Popen(
        [*MODULE, "explain", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()

    assert process.wait() == cli.EXIT_BROKEN_PIPE
    assert err == ""


@pytest.mark.skipif(sys.platform != "linux", reason="not every shell and device")
@pytest.mark.parametrize(
    ("redirected", "status", "said"),
    [
        pytest.param("explain os >&-", 0, "", id="closed output"),
        pytest.param("explain os 2>&-", 0, "", id="closed errors"),
        pytest.param("explain os >/dev/full", 2, "No space left", id="full disk"),
        pytest.param("audit --help >/dev/full", 2, "No space left", id="help"),
        pytest.param(">/dev/full", 2, "No space left", id="bare"),
        pytest.param("check - <&-", 0, "stdin: cannot be read: it is closed", id="-"),
        pytest.param(
            "fix - <&-", 2, "stdin.py: cannot be read: it is closed", id="fix"
        ),
    ],
)
def test_unusable_streams(redirected: str, status: int, said: str) -> None:
    # What is not buffered fails earlier.
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m flake8_safe_imports {redirected}', PY],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )

    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


# The same in this process, so that coverage is measured.


def raise_keyboard_interrupt(arguments: list[str]) -> int:
    raise KeyboardInterrupt


def test_keyboard_interrupt_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_run", raise_keyboard_interrupt)

    assert run("explain") == (cli.EXIT_INTERRUPTED, "", "")


INTERRUPTED_IMPORT = """\
import sys
from importlib.abc import MetaPathFinder

from flake8_safe_imports import cli

class Finder(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "flake8_safe_imports.config.options":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Finder())
sys.exit(cli.main(["check"]))
"""


def test_an_interrupt_while_modules_are_imported_prints_nothing() -> None:
    done = subprocess.run(
        [PY, "-c", INTERRUPTED_IMPORT], capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (cli.EXIT_INTERRUPTED, "")


@pytest.mark.skipif(not hasattr(os, "pipe"), reason="there are no pipes")
@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        pytest.param(BrokenPipeError(), cli.EXIT_BROKEN_PIPE, "", id="pipe"),
        pytest.param(OSError("no room"), 2, "no room", id="disk"),
    ],
)
def test_failed_output_is_not_written_again_at_exit(
    error: OSError,
    status: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def failing(arguments: list[str]) -> int:
        print("half of the output")
        raise error

    monkeypatch.setattr(cli, "_run", failing)
    with open(tmp_path / "out", "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        found = cli.main([])
        stream.flush()

    assert found == status
    assert (tmp_path / "out").read_bytes() == b""
    assert said in capsys.readouterr().err


class _FullStream(io.StringIO):
    """A stream that is not a file, and takes nothing."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "no room")


@pytest.mark.parametrize(
    "arguments", [["explain", "VET201"], ["--version"], ["audit", "--isolated"]]
)
def test_output_may_be_no_file(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdout", _FullStream())

    assert cli.main(arguments) == 2
    assert capsys.readouterr().err.endswith("error: no room\n")


def test_closed_streams_accept_output(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    assert cli.main(["explain", "os", "no.such.name"]) == 2

    for stream in (sys.stdout, sys.stderr):
        stream.close()


@pytest.mark.parametrize(("name", "status"), [("os", 0), ("no.such.name", 2)])
def test_module_exits_with_the_status_of_the_command(
    name: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["flake8-safe-imports", "explain", name])

    with pytest.raises(SystemExit) as stop:
        runpy.run_module("flake8_safe_imports", run_name="__main__")

    assert stop.value.code == status


def test_module_can_be_imported_without_running() -> None:
    name = "flake8_safe_imports.__main__"

    # By its own name: coverage asks for that when it first sees the file.
    assert "main" in runpy.run_module(name, run_name=name)


def find_loaded_modules(module: str) -> set[str]:
    """Return the modules that a fresh interpreter has after ``import MODULE``."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "others"),
    [
        pytest.param(
            "cli", ("check", "explain", "fix", "audit", "plugin", "data"), id="cli"
        ),
        pytest.param(
            "plugin", ("cli", "check", "explain", "fix", "audit"), id="plugin"
        ),
    ],
)
def test_commands_are_imported_when_called(module: str, others: Sequence[str]) -> None:
    loaded = find_loaded_modules(f"flake8_safe_imports.{module}")

    assert f"flake8_safe_imports.{module}" in loaded
    assert not loaded & {f"flake8_safe_imports.{other}" for other in others}


def test_a_clean_file_needs_no_named_tuple(tmp_path: Path) -> None:
    """To define one takes 0.2 ms, at every start."""
    path = tmp_path / "clean.py"
    path.write_text("import os\nos.path.join('a')\n", encoding="utf-8")
    code = (
        "import sys; from flake8_safe_imports import cli;"
        f"assert not cli.main(['check', '--isolated', {str(path)!r}]);"
        "print(*(f'{kind.__module__}.{name}' for module in [*sys.modules.values()]"
        " for name, kind in vars(module).items() if isinstance(kind, type)"
        " and issubclass(kind, tuple) and kind.__module__.startswith('flake8_safe')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert not done.stdout.split()


# How `fix` follows the configuration of flake8.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a configuration, and a file that it excludes."""
    (tmp_path / "setup.cfg").write_text(
        "[flake8]\nselect = VET\nexclude = skipped.py\nvet-supported-python = >=3.9\n"
        "per-file-ignores =\n    old.py: VET101\n",
        encoding="utf-8",
    )
    for name in ("new.py", "old.py", "skipped.py", "notes.txt"):
        (tmp_path / name).touch()
    return tmp_path


def settings(folder: Path, *arguments: str) -> Run:
    with working_directory(folder):
        return plan_run(arguments)


def names(found: Run) -> list[str]:
    return [Path(name).name for name in found.filenames]


def test_fix_checks_the_files_that_flake8_would(folder: Path) -> None:
    assert names(settings(folder, ".")) == ["new.py", "old.py"]
    assert names(settings(folder, "--isolated", ".")) == [
        "new.py",
        "old.py",
        "skipped.py",
    ]
    assert names(settings(folder, "notes.txt", "-")) == ["notes.txt", "-"]


def test_fix_reads_the_configuration_of_flake8(folder: Path) -> None:
    written = settings(folder, ".")
    (folder / "more.cfg").write_text(
        "[flake8]\nvet-enable = VET204\n", encoding="utf-8"
    )

    assert (
        written.config
        == settings(folder, "--isolated", "--vet-supported-python", ">=3.9", ".").config
    )
    assert written.config != settings(folder, "--isolated", ".").config
    assert settings(
        folder, "--append-config", "more.cfg", "."
    ).config.enabled_codes == {"VET204"}


def test_fix_follows_select_and_ignore(folder: Path) -> None:
    found = settings(folder, ".")
    other = settings(folder, "--select", "VET2", ".")

    assert found.is_selected("new.py", "VET101")
    assert not found.is_selected("old.py", "VET101")
    assert not other.is_selected("new.py", "VET101")
    assert other.is_selected("new.py", "VET201")


SOURCE = """\
from itertools import izip
from itertools import imap  # noqa: VET201
import mock

print(izip, imap, mock)
"""


def test_fix_prints_a_diff(folder: Path) -> None:
    (folder / "new.py").write_text(SOURCE, encoding="utf-8")

    ran = run("fix", ".", cwd=folder)

    assert ran.code == 1
    assert "-import mock\n" in ran.out
    assert "+from unittest import mock\n" in ran.out
    assert "-from itertools import izip\n" in ran.out
    assert "-from itertools import imap" not in ran.out
    assert (folder / "new.py").read_text(encoding="utf-8") == SOURCE


def test_fix_writes_and_changes_nothing_the_second_time(folder: Path) -> None:
    (folder / "new.py").write_text(SOURCE, encoding="utf-8")

    first = run("fix", "--write", ".", cwd=folder)
    text = (folder / "new.py").read_text(encoding="utf-8")
    second = run("fix", "--write", ".", cwd=folder)

    assert (first.code, second.code) == (1, 0)
    assert "from unittest import mock\n" in text
    assert "# noqa: VET201\n" in text
    assert (folder / "new.py").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "changes"),
    [
        pytest.param(["--select=VET3"], {"mock"}, id="select"),
        pytest.param(["--extend-ignore=VET3"], {"izip"}, id="ignore"),
        pytest.param(["--disable-noqa"], {"izip", "imap", "mock"}, id="noqa"),
        pytest.param(["--vet-supported-python=>=2.7"], set(), id="option"),
        pytest.param(["--vet-allowed-imports=mock"], {"izip"}, id="allowance"),
    ],
)
def test_fix_follows_the_options_of_flake8(
    arguments: list[str], changes: set[str], folder: Path
) -> None:
    (folder / "new.py").write_text(SOURCE, encoding="utf-8")

    ran = run("fix", *arguments, "new.py", cwd=folder)
    gone = {line.split()[-1] for line in ran.out.splitlines() if line[:3] == "-im"}
    gone |= {line.split()[3] for line in ran.out.splitlines() if line[:3] == "-fr"}

    assert gone == changes
    assert ran.code == int(bool(changes))


def test_the_file_of_an_error_is_named(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "new.py").write_text(SOURCE, encoding="utf-8")

    done = subprocess.run(
        [*MODULE, "check", "--output-file=sub", "new.py"],
        capture_output=True,
        cwd=folder,
        text=True,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("flake8-safe-imports: error: --output-file sub: ")
    assert "Errno" not in done.stderr


def test_fix_logs_the_supported_versions(folder: Path) -> None:
    (folder / "new.py").write_text(SOURCE, encoding="utf-8")

    ran = run("fix", "-v", "--vet-supported-python=>=3.12", "new.py", cwd=folder)

    assert "supported Python versions: 3.12, 3.13" in ran.err


def test_fix_skips_files_with_noqa_for_the_whole_file(folder: Path) -> None:
    (folder / "new.py").write_text(f"# flake8: noqa\n{SOURCE}", encoding="utf-8")

    ran = run("fix", "new.py", cwd=folder)

    assert (ran.code, ran.out) == (0, "")
    assert run("fix", "--disable-noqa", "new.py", cwd=folder).code == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("code", "is_silenced"),
    [
        ("x = os.getcwdu() + \\\n  '/a'  # noqa", True),
        ("x = 1, \\\n  os.getcwdu(), \\\n  2  # noqa", True),
        ('x = os.getcwdu(), """a\n  b"""  # noqa', True),
        ('x = f"""{\n  os.getcwdu()\n}"""  # noqa: VET2', sys.version_info < (3, 12)),
        ("x = (\n  os.getcwdu(),\n)  # noqa", False),
        ("x = os.getcwdu() + \\\n  '/a'  # noqa: E501", False),
    ],
)
def test_fix_leaves_what_a_comment_silences_in_flake8(
    code: str, is_silenced: bool, end: str, folder: Path
) -> None:
    text = f"import os\n{code}\n".replace("\n", end)
    (folder / "new.py").write_bytes(text.encode())
    found = run("check", "--select=VET201", "new.py", cwd=folder)
    fixed = run("fix", "--select=VET201", "new.py", cwd=folder)

    assert found.code == fixed.code == (not is_silenced)


def test_fix_reads_standard_input(folder: Path) -> None:
    done = subprocess.run(
        [*MODULE, "fix", "-"],
        input=b"import mock\r\n",
        capture_output=True,
        cwd=folder,
    )

    assert done.returncode == 1
    assert done.stdout == b"from unittest import mock\r\n"


def test_errors_of_flake8_are_option_errors(folder: Path) -> None:
    with pytest.raises(OptionError, match="unrecognized arguments: --frobnicate"):
        settings(folder, "--frobnicate")
    with pytest.raises(OptionError, match="'VET9' is not a code"):
        settings(folder, "--vet-enable", "VET9")


def test_fix_reads_pyproject_as_flake8_does(tmp_path: Path) -> None:
    pytest.importorskip("flake8p")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.flake8]\nvet-enable = ["VET205"]\n', encoding="utf-8"
    )

    assert settings(tmp_path, ".").config.enable == {"VET205"}


def test_the_file_that_an_earlier_run_named_is_forgotten(tmp_path: Path) -> None:
    """Flake8-pyproject remembers it for the whole process."""
    pytest.importorskip("flake8p")
    for name, code in (("pyproject.toml", "VET205"), ("other.toml", "VET204")):
        text = f'[tool.flake8]\nvet-enable = ["{code}"]\n'
        (tmp_path / name).write_text(text, encoding="utf-8")

    given = settings(tmp_path, "--toml-config=other.toml", ".")

    assert given.config.enable == {"VET204"}
    assert settings(tmp_path, ".").config.enable == {"VET205"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_an_example_and_the_address(command: str) -> None:
    *_, example, address = run(command, "--help").out.splitlines()

    assert example.startswith(f"Example: flake8-safe-imports {command} ")
    assert address.startswith("Documentation: https://")


def test_the_parser_has_all_commands_for_completion() -> None:
    assert tuple(cli.make_parser().commands) == COMMANDS


def test_the_working_directory_goes_when_python_has_put_it_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> str:
        raise FileNotFoundError

    monkeypatch.chdir(tmp_path)
    module = runpy.run_module("flake8_safe_imports.__main__", run_name="imported")
    for first, getcwd in ((str(tmp_path), os.getcwd), ("", refuse)):
        monkeypatch.setattr(os, "getcwd", getcwd)
        monkeypatch.setattr(sys, "path", [first, "/library"])
        module["_remove_working_directory"]()

        assert sys.path == ["/library"]


def test_fix_names_what_leaves_out_all_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.py"
    path.write_text("import mock\n")

    assert cli.main(["fix", "--isolated", "--exclude=a.py", str(path)]) == 0
    assert "is left out by 'a.py' in exclude\n0 changes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "is_document"),
    [
        (["--json"], True),
        (["--format=json"], True),
        ([], False),
        (["--format=sarif"], False),
    ],
)
def test_audit_prints_its_document_if_the_configuration_is_bad(
    arguments: list[str], is_document: bool, tmp_path: Path
) -> None:
    (tmp_path / "setup.cfg").write_text("[flake8]\nvet-enable = x, y\n")
    ran = run("audit", *arguments, ".", cwd=tmp_path)

    assert ran.code == 2
    assert "error: vet-enable: 'x' is not a code" in ran.err
    if is_document:
        first, second = json.loads(ran.out)["errors"]
        assert first["message"].startswith("vet-enable: 'x' is not a code")
        assert second["message"].startswith("vet-enable: 'y' is not a code")
    else:
        assert ran.out == ""
