"""Commands that install, in shells, CI services and notebooks."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from rows import each_row
from support import dependency_rows

from flake8_safe_imports.project.readers import ci, commands, dockerfile, notebook
from flake8_safe_imports.project.readers.collector import Collector


def find(text: str) -> list[tuple[str, str, int]]:
    collector = Collector()
    commands.add_commands(collector, text)
    return dependency_rows(collector.finish())


@each_row(
    ("text", "rows"),
    [
        ("pip install a b==1", [("a", "", 1), ("b", "1", 1)]),
        ("python3 -m pip install --upgrade 'a>=1,<2'", [("a", "", 1)]),
        ("sudo -H /usr/bin/pip3.9 --quiet install -q a", [("a", "", 1)]),
        ("uv pip install --system a", [("a", "", 1)]),
        ("uv add --dev a && pipx install b; poetry add c", "abc"),
        ("uv tool install --with a,b c", "abc"),
        ("pip install -i https://x.example/simple --target d a", "a"),
        ("pip install -qU a", "a"),
        ("pip install -Uqq a -Ut d b", "ab"),
        ("pip install --require-virtualenv a --no-clean b", "ab"),
        ("pip install --compile-bytecode a --unheard-of b", "ab"),
        ("pip install --retries 3 --platform=x a", "a"),
        ("python3 -mpip install a", "a"),
        ("python3 -Im pip install a; python3 -Impip install b", "ab"),
        ("pip --proxy https://x.example:80 --log l install a", "a"),
        ("uv --directory /x add a; uv --project=x -q add b", "ab"),
        ("pdm add -d a -dG x b; poetry add --optional c; pipx install -f d", "abcd"),
        ("pip install -d x a; uv add --optional x b", "ab"),
        ("pip install a -r", "a"),
        ("pip install a \\\n  b # c d", [("a", "", 1), ("b", "", 2)]),
        ("x\n\npip install a", [("a", "", 3)]),
        ("if x; then pip install a; fi", "a"),
        ("(pip install a) | tee log", "a"),
        ("pip install a >log 2>&1", "a"),
        ("pip install a>=1.0 b", "ab"),
        ("bash -lc 'pip install a' && x", "a"),
        ("pip install https://x.example/a-1.0-py3-none-any.whl", [("a", "1.0", 1)]),
        ("pip install $A ${B} $(c d) ${{ matrix.e f }} a", "a"),
        ("pip install . ./x -e . .[dev] ../y a", "a"),
        ("!pip install a", "a"),
        ("# pip install a", ""),
        ("echo pip install a", ""),
        ("apt-get install python3-pip a", ""),
        ("pip uninstall a; pip list b", ""),
        (
            "mise use -g pipx:a@1.2 node@20 'pipx:b[uvx=false]@latest'",
            [("a", "1.2", 1), ("b", "", 1)],
        ),
        ("mise x pipx:a -- pip install b; mise run pipx:c; mise use pipx:d/e", "ab"),
        ("uvx a b c; uv tool run a b; pipx run a b", "aaa"),
        ("uvx -q --python 3.12 --with b,c a d", "abc"),
        ("uvx --from a b c; uvx --from=a b; pipx run --spec a b c", "aaa"),
        ("uvx a@1.0 b; uv tool install b@latest", [("a", "1.0", 1), ("b", "", 1)]),
        ("uvx a[x]@1.0", [("a", "1.0", 1)]),
        ("uvx python@3.12 -m x; uvx python -c y; pipx run x.py a", ""),
        ("uv run --with a --with=b python -m c d", "ab"),
        ("uv run -q --with a -- pip install b", "ab"),
        ("uv run python x.py a; uv run pytest b", ""),
        ("uv run uvx --with a b", "ab"),
        ("pipx inject x a b", "ab"),
        ("pipenv install --dev a -i https://x.example b", "ab"),
        ("poetry self add a; poetry plugin add b; pdm self add c", "abc"),
        ("poetry add a@1.2 b@^1 'c>=1'", [("a", "1.2", 1), ("b", "", 1), ("c", "", 1)]),
        ("rye add a; rye install b; rye tools install c", "abc"),
        ("easy_install -U a; python -m easy_install b", "ab"),
        ("pixi add --pypi a; pixi add b", "a"),
        ("C:/Python/Scripts/pip.exe install a; uvx.exe b", "ab"),
        ("apt-get install easy_install uvx x; command -v uvx y; which pip-sync z", ""),
        ("poetry install a; pipx list b; uv sync c; uv pip list d; conda add e", ""),
        ("conda install -c x a; mamba install b", ""),
        ("npm install a", ""),
        ("pip", ""),
        ("pip install", ""),
        ("pip install 'a", "a"),
    ],
)
def test_commands(text: str, rows: str | list[tuple[str, str, int]]) -> None:
    expected = [(name, "", 1) for name in rows] if isinstance(rows, str) else rows

    if text.endswith("'a"):  # not closed: nothing can be known
        expected = [row for row in expected if row in find(text)]
    assert find(text) == expected


def test_files_of_commands_are_included() -> None:
    collector = Collector()
    text = "pip install -r a.txt -cb.txt --requirement=c.txt --constraint d.txt -r $X"
    commands.add_commands(collector, text)
    names = [include.name for include in collector.finish().includes]

    assert names == ["a.txt", "b.txt", "c.txt", "d.txt", "$X"]


def test_an_option_of_uv_may_be_another_one_of_pip() -> None:
    collector = Collector()
    text = "pip wheel -b /tmp a; uv pip install -b b.txt a; uvx -b c.txt a"
    commands.add_commands(collector, text)

    assert [include.name for include in collector.finish().includes] == [
        "b.txt",
        "c.txt",
    ]


@pytest.mark.parametrize(
    "command",
    [
        "pip-sync a.txt b.in",
        "pip-compile -o x.txt a.txt b.in",
        "uv pip sync a.txt b.in",
        "uv pip compile a.txt -o x.txt --python 3.9 b.in",
        "uvx --with-requirements a.txt x; uv run --with-requirements b.in y",
    ],
)
def test_files_are_arguments(command: str) -> None:
    collector = Collector()
    commands.add_commands(collector, command)
    names = [include.name for include in collector.finish().includes]

    assert names == ["a.txt", "b.in"]


def test_ci_configuration() -> None:
    text = dedent(
        """\
        name: pip install x
        jobs:
          t:
            steps:
            - name: pip install x
              run: pip install a
            - run: |
                set -e

                pip install b
            - run: >
                pip install
                c
              env: {RUN: pip install x}
        script: ["pip install d", 'tox']
        python:
          install:
          - requirements: docs/e.txt
        """
    )
    found = ci.read(text)

    assert dependency_rows(found) == [
        ("a", "", 6),
        ("b", "", 10),
        ("c", "", 13),
        ("d", "", 15),
    ]
    assert [include[:2] for include in found.includes] == [("docs/e.txt", 18)]


def test_ci_configuration_with_anchors_and_inputs() -> None:
    text = dedent(
        """\
        .setup: &setup
          - pip install a
          - echo
        .job: &job
          script: [pip install b]
        x:
          before_script: *setup
          <<: *job
        y:
          before_script: *setup
          script: [*setup, "pip install c\\npip install d"]
          steps:
          - uses: actions/setup-python@v6
            with:
              pip-install: e -r r.txt
          - uses: pypa/cibuildwheel@v3
            env:
              CIBW_BEFORE_BUILD_LINUX: pip install f
              CIBW_TEST_REQUIRES: g h
              CIBW_BUILD: pip install x
        """
    )
    found = ci.read(text)

    assert dependency_rows(found) == [
        ("a", "", 2),
        ("b", "", 5),
        ("c", "", 11),
        ("d", "", 11),
        ("e", "", 15),
        ("f", "", 18),
        ("g", "", 19),
        ("h", "", 19),
    ]
    assert [include[:2] for include in found.includes] == [("r.txt", 15)]


def test_notebook() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["!pip install x\n"]},
        {"cell_type": "code", "source": ["%pip install -q a\n", "import x\n"]},
        {"cell_type": "code", "source": 'print()\n!pip install "b>=1" # c\n'},
        {"cell_type": "code", "source": ["%%bash\n", "pip install d\n"]},
        {"cell_type": "code", "source": ["pip install e"]},
        {
            "cell_type": "code",
            "source": ["%pip install \\\n", "  f \\\n", "  g\n", "x"],
        },
        {
            "cell_type": "code",
            "source": "out = !pip install \\\n  h\nx = 'pip install x'",
        },
        {"cell_type": "code", "source": ["import pip\n", "pip = 1\n", "pip.x(y)"]},
        {"cell_type": "code"},
    ]
    text = json.dumps({"cells": cells}, indent=1)
    lines = text.split("\n")

    assert [
        (name, lines[line - 1].strip()[:9])
        for name, _, line in dependency_rows(notebook.read(text))
    ] == [
        ("a", '"%pip ins'),
        ("b", '"source":'),
        ("d", '"pip inst'),
        ("e", '"pip inst'),
        ("f", '"  f \\\\\\n'),
        ("g", '"  g\\n",'),
        ("h", '"source":'),
    ]
    assert notebook.read('{"cells": 1}').dependencies == ()
    assert notebook.read("[]").dependencies == ()


@pytest.mark.hostile
@pytest.mark.parametrize(
    "text",
    [
        "pip install " + "a " * 50_000,
        "pip install " + "$(" * 50_000,
        "pip install " + "`" * 50_001,
        "pip install " + '"' + '\\"' * 50_000,
        "pip install " + "'" * 50_001,
        "pip install " + "${{" * 50_000,
        "pip " + "-x " * 50_000,
        "pip install a\n" * 50_000,
        "bash -c '" * 50_000,
        "#" * 100_000 + "install",
        "uv " * 50_000 + " add",
        "wget " + "-P a https://x.example/a " * 50_000,
        "cp " + "-t a b " * 50_000,
        "cd a\n" * 50_000 + "pip install -r b\n" * 50_000,
        "tar x\ncd " + "a/" * 50_000,
        "git clone " * 50_000,
    ],
)
def test_time_is_linear(text: str) -> None:
    """What is quadratic would take minutes here."""
    find(text)


@pytest.mark.parametrize(
    "command",
    [
        *('su x -c "{}"', "su - x -c '{}'", "runuser -u x --command '{}'"),
        "~/.local/bin/mise exec --command '{}'",
    ],
)
def test_scripts_of_another_user_are_read(command: str) -> None:
    text = f"RUN true\\\n && {command.format('pip install urlib3')}\n"

    assert dependency_rows(dockerfile.read(text)) == [("urlib3", "", 2)]
    assert find("gcc x -c 'pip install urlib3'") == []


@each_row(
    "command",
    [
        r".venv\Scripts\pip install {}",
        r"C:\Python39\Scripts\pip.exe install {}",
        "cmd /c 'pip install {}'",
        'powershell -NoProfile -Command "pip install {}"',
        'bash -euxo pipefail -c "pip install {}"',
        "eval 'pip install {}'",
        "pip-3.9 install {}",
        "$PIP install {}",
        "${{PIP}} install {}",
        "$(which pip) install {}",
    ],
)
def test_pip_has_many_names(command: str) -> None:
    assert find(command.format("urlib3")) == [("urlib3", "", 1)]


def test_folders_of_windows() -> None:
    collector = Collector()
    text = r"pip install -r requirements\dev.txt .\x\urlib3-1.0-py3-none-any.whl a\>=1"
    commands.add_commands(collector, text)
    found = collector.finish()

    assert [row[:2] for row in found.dependencies] == [("urlib3", "1.0"), ("a", "")]
    assert [row.name for row in found.includes] == ["requirements/dev.txt"]


def test_a_folder_of_files_is_no_dependency() -> None:
    assert find("pip install file:///src/app#egg=app") == []


@each_row(
    ("word", "names"),
    [
        ("urlib3==$VERSION", ["urlib3"]),
        ("urlib3[x]>=${{ matrix.version }}", ["urlib3"]),
        ("'urlib3[x]@git+https://x.example/y@$REF'", ["urlib3"]),
        ("'urlib3 @ git+https://x.example/y@$REF'", ["urlib3"]),
        ("\"urlib3; python_version < '$LOW'\"", ["urlib3"]),
        ("urlib3[$EXTRA]", ["urlib3"]),
        ("'urlib3 $WHAT'", []),
        ("git+ssh://git@x.example/y@$REF", []),
        ("$NAME==1", []),
        ("ur${X}==1", []),
        ("dist/*.whl", []),
    ],
)
def test_name_with_a_version_that_is_not_known(word: str, names: list[str]) -> None:
    collector = Collector()
    commands.add_commands(collector, f"pip install {word}")

    assert [row.name for row in collector.finish().dependencies] == names


def test_lines_that_shells_of_windows_continue() -> None:
    assert find("pip install `\n  a `  \n  b\nc") == [("a", "", 2), ("b", "", 3)]
    assert find("pip install a ^\r\n b\r\nc") == [("a", "", 1), ("b", "", 2)]
    assert find("pip install a  ^\n\t^\n b\nc") == [("a", "", 1), ("b", "", 3)]
    assert find("x=`\n pip install a\n`\nb") == [("a", "", 2)]


@pytest.mark.parametrize(
    ("command", "names", "files"),
    [
        ("[pip, install, -r, a.txt, -r, b.txt, c]", ["c"], ["a.txt", "b.txt"]),
        ("[pip, install, -i, x, --extra-index-url, x, c]", ["c"], []),
        ("[cd /src/uvx, urlib3]", [], []),
    ],
)
def test_lists_of_words(command: str, names: list[str], files: list[str]) -> None:
    found = ci.read(f"a: &a {command}\nb:\n  command: *a\n  run: *a\n")

    assert [row.name for row in found.dependencies] == names
    assert [row.name for row in found.includes] == files


@pytest.mark.parametrize("text", ["", "// a\n", '"postCreateCommand"', "[1]"])
def test_development_container_without_commands(text: str) -> None:
    assert not ci.read_devcontainer(text).dependencies


def test_name_of_a_job_is_no_command() -> None:
    text = "jobs:\n  build:\n    name: pip install on Windows\n    run: pip install a\n"

    assert dependency_rows(ci.read(text)) == [("a", "", 4)]
