"""Editors: what is marked, where, and what becomes of a mistake in an option."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import write_files

from ecosystem import lsp
from ecosystem.world import SYSTEM, Environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from support import Ran

pytestmark = pytest.mark.ecosystem

SCRIPTS = Path(__file__).parent / "editors"
ALE = Path("/usr/share/vim-ale")

CONFIGURATION = """\
[flake8]
select = VET
vet-supported-python = >=3.9
vet-banned-imports =
    optparse = "argparse", 100%: größe wins
vet-per-file-banned-imports =
    app/*: sqlite3 = ask app.store
"""
MISTAKE = CONFIGURATION.replace("optparse =", "optparse")
SAVED = "import os, optparse\nfrom . import near\nimport sqlite3\n"
EDITED = "# not saved\nimport os, imp\n"
FIXED = "import os\n"
FILES = {"setup.cfg": CONFIGURATION, "app/main.py": SAVED, "app/near.py": ""}

Row = tuple[int, int, str, str]
"""Line, column, code and message, counted from 1."""

OPTPARSE = '`optparse` is banned: "argparse", 100%: größe wins'
SQLITE3 = "`sqlite3` is banned: ask app.store"
IMP = "`imp` was removed in Python 3.12: use `importlib`"
AT_FIRST: list[Row] = [(1, 12, "VET101", OPTPARSE), (3, 8, "VET101", SQLITE3)]
THEN: list[Row] = [(2, 12, "VET202", IMP)]


def program(name: str) -> str:
    """Return where an editor is, or skip the test."""
    found = shutil.which(name, path=SYSTEM)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture(scope="module")
def environment(install: Callable[..., Environment]) -> Environment:
    return install("python-lsp-server")


@pytest.fixture
def root(project: Path) -> Path:
    write_files(project, FILES)
    return project


def with_code(rows: list[Row]) -> list[Row]:
    """Return *rows* as editors show them that keep the code in the message, too."""
    return [(line, column, code, f"{code} {text}") for line, column, code, text in rows]


def client(environment: Environment, root: Path, log: Path) -> lsp.Client:
    variables = environment.sandbox.variables(environment.scripts)
    command = [str(environment.python), "-m", "pylsp", "-v"]
    return lsp.Client(command, root, log, variables)


def row(diagnostic: lsp.Message) -> Row:
    """Return what a diagnostic of the Language Server Protocol says."""
    start = diagnostic["range"]["start"]
    place = start["line"] + 1, start["character"] + 1
    return (*place, diagnostic["code"], diagnostic["message"])


def test_python_lsp_server(
    environment: Environment, root: Path, tmp_path: Path
) -> None:
    path = root / "app" / "main.py"
    with client(environment, root, tmp_path / "log") as editor:
        opened = editor.show(path, SAVED)
        edited = editor.show(path, EDITED)
        fixed = editor.show(path, FIXED)

    assert list(map(row, opened)) == with_code(AT_FIRST)
    assert list(map(row, edited)) == with_code(THEN)
    assert fixed == []
    assert {found["source"] for found in opened} == {"flake8"}
    # To the end of the line, from where the name is.
    assert opened[0]["range"]["end"] == {"line": 0, "character": 20}


def test_python_lsp_server_drops_a_mistake_in_an_option(
    environment: Environment, root: Path, tmp_path: Path
) -> None:
    """If this fails, the page on editors can be friendlier: nothing is said today."""
    (root / "setup.cfg").write_text(MISTAKE, encoding="utf-8")
    with client(environment, root, tmp_path / "log") as editor:
        opened = editor.show(root / "app" / "main.py", SAVED)

    assert opened == []
    assert "vet-banned-imports" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_a_terminal_says_what_editors_drop(
    environment: Environment, root: Path
) -> None:
    (root / "setup.cfg").write_text(MISTAKE, encoding="utf-8")
    ran = environment.run("flake8", cwd=root)

    assert ran.code == 1
    assert "vet-banned-imports" in ran.out
    assert "optparse" in ran.out
    assert "Traceback" not in ran.out + ran.err


def notes(output: str) -> list[list[Row]]:
    """Return the rows on each line of JSON."""
    lines = map(json.loads, output.splitlines())
    return [[tuple(found) for found in line] for line in lines]


def test_neovim_with_python_lsp_server(
    environment: Environment, root: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    script = f"luafile {SCRIPTS / 'nvim.lua'}"
    command = [program("nvim"), "--headless", "-u", "NONE", "-i", "NONE", "-n"]
    ran = environment.run(
        *command,
        "app/main.py",
        "-c",
        script,
        cwd=root,
        OUTPUT=str(output),
        SETTINGS=json.dumps(lsp.SETTINGS),
    )

    assert ran.code == 0, ran
    opened, edited = notes(output.read_text(encoding="utf-8"))
    assert sorted(opened) == with_code(AT_FIRST)
    assert edited == with_code(THEN)


def ale(environment: Environment, root: Path, output: Path) -> list[str]:
    """Let Vim and ALE look at the file; return the lines they wrote."""
    vim = program("vim")
    if not ALE.is_dir():
        pytest.skip(f"ALE is not installed in {ALE}")
    settings, script = SCRIPTS / "ale_settings.vim", SCRIPTS / "ale.vim"
    ran = environment.run(
        *(vim, "-N", "-n", "-i", "NONE", "-u", settings, "-T", "dumb"),
        *("app/main.py", "-S", script),
        cwd=root,
        OUTPUT=str(output),
    )
    assert ran.code == 0, ran
    return output.read_text(encoding="utf-8").splitlines()


def test_vim_with_ale(environment: Environment, root: Path, tmp_path: Path) -> None:
    *lines, _ = ale(environment, root, tmp_path / "output")

    assert notes("\n".join(lines)) == [AT_FIRST, THEN]


def test_ale_keeps_a_mistake_in_an_option_in_its_history(
    environment: Environment, root: Path, tmp_path: Path
) -> None:
    (root / "setup.cfg").write_text(MISTAKE, encoding="utf-8")
    *lines, history = ale(environment, root, tmp_path / "output")

    assert notes("\n".join(lines)) == [[], []]
    assert "vet-banned-imports" in history


def emacs(environment: Environment, root: Path) -> Ran:
    """Let Emacs and flymake look at the file."""
    return environment.run(
        *(program("emacs"), "-Q", "--batch", "-l", SCRIPTS / "flymake.el"),
        cwd=root,
        TARGET="app/main.py",
    )


def test_emacs_with_flymake(environment: Environment, root: Path) -> None:
    """It gives flake8 the folder of the file, and no name."""
    ran = emacs(environment, root)

    assert ran.code == 0, ran
    opened, edited = map(json.loads, ran.out.splitlines())
    assert sorted(opened) == [
        [*place, f"{code} {text}"] for *place, code, text in AT_FIRST
    ]
    assert edited == [[2, 12, f"VET202 {IMP}"]]
