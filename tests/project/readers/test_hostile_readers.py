"""Huge and malicious text, for every reader.

No test measures time. What is quadratic takes minutes here, and hours where it was
quadratic in each of many lines.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

import pytest
from manifest_writers import WRITERS, name_reader

from flake8_safe_imports.project.manifest import ManifestError, ManifestProblem, Reader
from flake8_safe_imports.project.readers import (
    ci,
    conda,
    dockerfile,
    hatch,
    jenkins,
    locks,
    mise,
    notebook,
    noxfile,
    pipfile,
    pixi,
    pre_commit,
    pyproject,
    requirements,
    script,
    setup_cfg,
    setup_py,
    tox,
    uv,
)

pytestmark = pytest.mark.hostile

COUNT = 10_000
PIECES = {
    "dots": ".",
    "dotted": "a.",
    "blanks": " ",
    "tabs": "\t",
    "quotes": '"',
    "both quotes": "'\"",
    "open": "a[",
    "pins": "(==",
    "clauses": ",==1",
    "markers": ";'",
    "comments": " #",
    "options": "--x ",
    "backslashes": "\\",
    "braces": "{",
    "brackets": "[",
    "closed": "]",
    "keys": ": ",
    "items": "- ",
    "anchors": "&a ",
    "tags": "!a ",
    "substitutions": "$(",
    "expressions": "${{",
    "backticks": "`",
    "commas": "a,",
    "slashes": "/",
    "at": "a @ ",
    "fragments": "git+https://x/#egg=",
    "words": "pip install ",
    "verbs": "uv tool ",
    "shells": "sh -c ",
    "runs": "uv run ",
    "tools": "install uvx ",
    "dashes": "a-1.",
    "factors": "{a},",
    "returns": "\r",
    "separators": "\u2028",
    "colons": "a:b",
}
"""What a line is made of."""
FORMS: dict[str, tuple[Reader, Callable[[str], str]]] = {
    "requirement": (requirements.read, str),
    "string": (pyproject.read, lambda x: f"[project]\ndependencies = [{quote(x)}]"),
    "constraint": (
        pyproject.read,
        lambda x: f"[tool.poetry.dependencies]\na = {quote(x)}",
    ),
    "broken TOML": (pyproject.read, lambda x: f"a = {{\n{x}"),
    "TOML string": (pyproject.read, lambda x: f"a = '''\n{x}\n'''\n"),
    "command in TOML": (
        pyproject.read,
        lambda x: f"[tool.cibuildwheel]\nbefore-all = {quote(f'pip install {x}')}",
    ),
    "hatch": (hatch.read, lambda x: f"[envs.a]\ndependencies = [{quote(x)}]"),
    "uv": (uv.read, lambda x: f"override-dependencies = [{quote(x)}]"),
    "pixi": (pixi.read, lambda x: f"[pypi-dependencies]\na = {quote(x)}"),
    "mise": (mise.read, lambda x: f"[tools]\n{quote(f'pipx:{x}')} = {quote(x)}"),
    "arguments of mise": (
        mise.read,
        lambda x: f"[tools]\n'pipx:a' = {{ uvx_args = {quote(x)} }}",
    ),
    "Pipfile": (pipfile.read, lambda x: f"[packages]\na = {quote(x)}"),
    "Pipfile.lock": (
        locks.read_pipfile_lock,
        lambda x: json.dumps({"default": {x: {"version": x}}}, indent=1),
    ),
    "lock": (
        locks.read_package_tables,
        lambda x: f"[[package]]\nname = {quote(x)}\nversion = {quote(x)}",
    ),
    "pex": (
        locks.read_any,
        lambda x: json.dumps(
            {"locked_resolves": [{"locked_requirements": [{"project_name": x}]}]}
        ),
    ),
    "pylock": (locks.read_pylock, lambda x: f"[[packages]]\nname = {quote(x)}"),
    "setup.cfg": (setup_cfg.read, lambda x: f"[options]\ninstall_requires =\n {x}"),
    "section": (setup_cfg.read, lambda x: f"[{x}]\n{x}"),
    "setup.py": (setup_py.read, lambda x: f"setup(install_requires=[{x!a}])"),
    "nox": (noxfile.read, lambda x: f"def f(s): s.install({x!a})"),
    "tox": (tox.read, lambda x: f"[testenv]\ndeps =\n {x}"),
    "command of tox": (tox.read, lambda x: f"[testenv]\ncommands =\n pip install {x}"),
    "tox.toml": (tox.read_toml, lambda x: f"[env_run_base]\ndeps = [{quote(x)}]"),
    "conda": (conda.read, lambda x: f"- pip:\n  - {x}\n"),
    "YAML": (conda.read, str),
    "flow": (conda.read, lambda x: f"- pip: [{x}\n"),
    "YAML key": (conda.read, lambda x: f"{x}: x\n"),
    "conda-lock": (
        conda.read_lock,
        lambda x: f"package:\n- name: {x}\n  manager: pip\n  version: {x}\n",
    ),
    "pixi.lock": (conda.read_pixi_lock, lambda x: f"packages:\n- pypi: {x}\n"),
    "hook": (
        pre_commit.read,
        lambda x: f"- hooks:\n  - additional_dependencies:\n    - {x}\n",
    ),
    "Dockerfile": (dockerfile.read, lambda x: f"RUN pip install {x}"),
    "Jenkinsfile": (jenkins.read, lambda x: f"sh 'pip install {x}'"),
    "Jenkinsfile, no string": (jenkins.read, lambda x: f"sh(pip install {x})"),
    "JSON in a Dockerfile": (
        dockerfile.read,
        lambda x: f'RUN ["pip", "install", {x}',
    ),
    "command": (ci.read, lambda x: f"run: pip install {x}"),
    "development container": (
        ci.read_devcontainer,
        lambda x: f'{{"postCreateCommand": "pip install {x}"}}',
    ),
    "list in a development container": (
        ci.read_devcontainer,
        lambda x: f'{{"postCreateCommand": ["pip", "install", /* {x}',
    ),
    "block": (ci.read, lambda x: f"run: |\n  pip install {x}"),
    "notebook": (
        notebook.read,
        lambda x: json.dumps(
            {"cells": [{"cell_type": "code", "source": f"%pip install {x}"}]}
        ),
    ),
    "script": (script.read, lambda x: f"# /// script\n# {x}\n# ///\n"),
}
"""What has such a line in it."""


def quote(text: str) -> str:
    """Return a string of TOML."""
    return json.dumps(text)


def test_every_reader_is_attacked() -> None:
    attacked = {name_reader(reader) for reader, _ in FORMS.values()}

    assert attacked == set(map(name_reader, WRITERS)), "see FORMS in this file"


@pytest.mark.parametrize("form", FORMS)
def test_a_long_line_takes_linear_time(form: str) -> None:
    reader, write = FORMS[form]
    for piece in PIECES.values():
        with contextlib.suppress(ManifestError):
            reader(write(piece * COUNT))


MANY = 50_000
OPEN_STRING = 'x = "' + '\\"' * MANY
USES = MANY // 100
"""How often a long list is used: each time it would be gone through."""
LONG: dict[str, tuple[Reader, str]] = {
    "equal names": (requirements.read, "a\n" * MANY),
    "continued": (requirements.read, "a \\\n" * MANY),
    "files": (requirements.read, "-r a\n" * MANY),
    "no requirements": (requirements.read, "not one\n" * MANY),
    "inline tables": (
        pyproject.read,
        "[tool.poetry.dependencies]\na = [" + "{version = '1',\n},\n" * MANY + "]",
    ),
    "equal packages": (
        locks.read_package_tables,
        "[[package]]\nname = 'a'\nversion = '1'\n" * MANY,
    ),
    "environments": (
        tox.read,
        "".join(f"[testenv:{n}]\ndeps = a\n" for n in range(MANY // 4)),
    ),
    "one list in many calls": (
        setup_py.read,
        f"a = [{'1,' * MANY}]\n" + "setup(install_requires=a)\n" * USES,
    ),
    "many values in many calls": (
        setup_py.read,
        "d['install_requires'] = ['a']\n" * (MANY // 4) + "setup(**d)\n" * USES,
    ),
    "one list in many sessions": (
        noxfile.read,
        f"a = [{'1,' * MANY}]\n" + "s.install(*a)\n" * USES,
    ),
    "stairs": (conda.read, "".join(f"{' ' * (n % 50)}a:\n" for n in range(MANY))),
    "open flow": (conda.read, "- pip: [a\n" * MANY),
    "open quote": (conda.read, "- 'a\n" * MANY),
    "blank lines": (ci.read, "run: |\n  pip install a\n" + "\n" * MANY + "  b\n"),
    "nested shells": (
        dockerfile.read,
        'RUN sh -c "' + "sh -c " * MANY + 'pip install a"',
    ),
    "comments": (
        dockerfile.read,
        "RUN pip install \\\n" + "  # a\n" * MANY,
    ),
    "a command in many lines of a cell": (
        notebook.read,
        json.dumps(
            {
                "cells": [
                    {"cell_type": "code", "source": ["!pip \\\n"] + ["a \\\n"] * MANY}
                ]
            },
            indent=1,
        ),
    ),
    "brackets": (
        pyproject.read,
        "[tool.poetry.dependencies]\na = [" + "{version = ['1']},\n" * MANY + "]",
    ),
    "references": (
        tox.read_toml,
        "[env_run_base]\ndeps = [{of = ['a', 'x0']}]\n[a]\n"
        + "".join(f"x{n} = [{{of = ['a', 'x{n + 1}']}}]\n" for n in range(MANY // 4)),
    ),
    "aliases": (
        ci.read,
        "a: &x\n" + "- b\n" * USES + "".join(f"c{n}: *x\n" for n in range(MANY)),
    ),
    "comments in a development container": (ci.read_devcontainer, "/* " * MANY),
    "string in a development container": (ci.read_devcontainer, '"\\' * MANY),
    "string in a Pipfile": (pipfile.read, OPEN_STRING),
    "string in a lock file": (locks.read_package_tables, OPEN_STRING),
    "string in tox.toml": (tox.read_toml, OPEN_STRING),
    "string in uv.toml": (uv.read, OPEN_STRING),
    "string in a script": (script.read, f"# /// script\n# {OPEN_STRING}\n# ///\n"),
    "openings": (script.read, "# /// script\n" * MANY),
    "ends": (script.read, "# /// script\n" + "# ///\n" * MANY),
}


@pytest.mark.parametrize("name", LONG)
def test_many_lines_take_linear_time(name: str) -> None:
    reader, text = LONG[name]
    with contextlib.suppress(ManifestError):
        reader(text)


def test_lists_are_gone_through_only_so_often() -> None:
    reader, text = LONG["one list in many calls"]
    with pytest.raises(ManifestError) as caught:
        reader(text)

    assert caught.value.problems == (
        ManifestProblem(1, "its lists of requirements are too long"),
    )
