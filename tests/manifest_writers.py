"""Writes files of every kind, so that it is known what is on which line.

A writer takes a source of choices and the names of distributions. It returns the lines
of a file, each with the names that a reader has to find there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Final

from flake8_safe_imports.project.manifest import Reader
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

Line = tuple[str, tuple[str, ...]]
"""A line, and the names of the dependencies on it."""
Writer = Callable[[Random, Sequence[str]], list[Line]]
"""Writes a file that names the given distributions, in an order and form of its own."""


def name_reader(reader: Reader) -> str:
    """Return what a reader is called: ``pyproject.read``."""
    return f"{reader.__module__.rpartition('.')[2]}.{reader.__name__}"


def write_requirements(random: Random, names: Sequence[str]) -> list[Line]:
    lines: list[Line] = []
    for name in names:
        lines += _pad(random)
        form = random.choice(
            [
                "{}",
                "  {}==1.0  # comment",
                "{}[extra, other] >= 1, != 2; python_version < '3.9'",
                "{} @ https://example.org/x.zip",
                "-e git+https://example.org/x.git@main#egg={}",
                "{} ; extra == 'x' --hash=sha256:00",
                "{}==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11",
                "{} \\\n>=1",
            ]
        )
        first, *rest = form.format(name).split("\n")
        lines += [(first, (name,)), *_plain(rest)]
    return lines


def write_pyproject(random: Random, names: Sequence[str]) -> list[Line]:
    parts = [
        ("[project]", "dependencies", _write_array),
        ("[build-system]", "requires", _write_array),
        ("[project.optional-dependencies]", "'a.b'", _write_array),
        ("[dependency-groups]", "dev", _write_array),
        ("[tool.pdm.dev-dependencies]", "test", _write_array),
        ("[tool.uv]", "constraint-dependencies", _write_array),
        ("[tool.hatch.envs.docs]", "extra-dependencies", _write_array),
        ("[tool.hatch.envs.x.y]", "dependencies", _write_array),
        ("[tool.tox.env.a]", "deps", _write_array),
        ("[tool.poetry.dependencies]", "", _write_table),
        ("[tool.poetry.group.dev.dependencies]", "", _write_table),
        ("[tool.pixi.feature.x.pypi-dependencies]", "", _write_table),
    ]
    random.shuffle(parts)
    lines: list[Line] = []
    for (header, key, write), some in zip(parts, _share(random, names, len(parts))):
        lines += [*_pad(random), (header, ())]
        if header in {"[project]", "[build-system]", "[tool.uv]"}:
            lines += _write_distraction(random, names)
        lines += write(random, key, some)
    return lines


def write_hatch(random: Random, names: Sequence[str]) -> list[Line]:
    return [("[envs.default]", ()), *_write_array(random, "dependencies", names)]


def write_uv(random: Random, names: Sequence[str]) -> list[Line]:
    return [*_pad(random), *_write_array(random, "override-dependencies", names)]


def write_pixi(random: Random, names: Sequence[str]) -> list[Line]:
    distraction = _plain(
        ["[dependencies]", *(f"'{name}' = '*'" for name in set(names))]
    )
    table = [("[pypi-dependencies]", ()), *_write_table(random, "", names)]
    return [*distraction, *table]


def write_mise(random: Random, names: Sequence[str]) -> list[Line]:
    keys = sorted(set(names))
    distraction = _plain(["[tools]", *(f"'npm:{name}' = '1.0'" for name in keys), ""])
    rows = [(f"'pipx:{name}' = 'latest'", (name,)) for name in keys]
    return [*distraction, *rows, *_pad(random)]


def write_pipfile(random: Random, names: Sequence[str]) -> list[Line]:
    first, second = _share(random, names, 2)
    return [
        *_plain(["[[source]]", "url = 'https://pypi.org/simple'", "", "[packages]"]),
        *_write_table(random, "", first),
        ("[dev-packages]", ()),
        *_write_table(random, "", second),
    ]


def write_pipfile_lock(random: Random, names: Sequence[str]) -> list[Line]:
    keys = sorted(set(names))
    packages = {name: {"hashes": keys, "version": "==1.0"} for name in keys}
    document = {"_meta": {"hash": {}, "requires": {}}, "default": packages}
    text = json.dumps(document, indent=random.choice([1, 4]))
    return [
        (line, tuple(name for name in keys if line.strip() == f'"{name}": {{'))
        for line in text.split("\n")
    ]


def write_pex_lock(random: Random, names: Sequence[str]) -> list[Line]:
    keys = sorted(set(names))
    packages = [
        {"requires_dists": [f"{keys[0]}>=1"], "project_name": name, "version": "1.0"}
        for name in keys
    ]
    document = {"locked_resolves": [{"locked_requirements": packages}]}
    text = json.dumps(document, indent=random.choice([1, 4]))
    found: list[Line] = [("// Made by Pants: a == 1", ())] * random.randrange(3)
    for line in text.split("\n"):
        start = '"project_name": '
        is_name = line.strip().startswith(start)
        name = line.strip().removeprefix(start).strip('",') if is_name else ""
        found.append((line, (name,) if name else ()))
    return found


def write_lock(random: Random, names: Sequence[str]) -> list[Line]:
    return _write_lock(random, names, "package")


def write_pylock(random: Random, names: Sequence[str]) -> list[Line]:
    return _write_lock(random, names, "packages")


def _write_lock(random: Random, names: Sequence[str], key: str) -> list[Line]:
    lines = _plain(["version = 1", "requires-python = '>=3.9'"])
    for name in names:
        lines += [*_pad(random), (f"[[{key}]]", ())]
        entry: list[Line] = [(f'name = "{name}"', (name,)), ('version = "1.0"', ())]
        form = random.randrange(3)
        other = random.choice(names)
        if form == 0:
            entry += _plain(["dependencies = [", f'  {{ name = "{other}" }},', "]"])
        random.shuffle(parts := [entry[:1], entry[1:2], entry[2:]])
        lines += [line for part in parts for line in part]
        if form == 1:
            lines += _plain([f"[{key}.dependencies]", f'{other} = "{other}"'])
    return lines


def write_environment(random: Random, names: Sequence[str]) -> list[Line]:
    other = random.choice(names)
    lines = _plain(["name: x", "dependencies:", f"- {other}=1.0", "- pip"])
    if random.random() < 0.3:
        return [*lines, (f"- pip: [{', '.join(names)}]", tuple(names))]
    indent = random.choice(["  ", "    ", "      "])
    lines += [*_pad(random), ("- pip:  # here", ())]
    for name in names:
        shown = random.choice([name, f"{name}==1.0", f'"{name}>=1"', f"'{name}'  # x"])
        lines += [*_pad(random), (f"{indent}- {shown}", (name,))]
    return [*lines, ("prefix: /x", ())]


def write_conda_lock(random: Random, names: Sequence[str]) -> list[Line]:
    lines = _plain(["version: 1", "package:"])
    for name in names:
        manager = random.choice(["pip", "conda"])
        found = (name,) if manager == "pip" else ()
        entry: list[Line] = [
            (f"name: {name}", found),
            ("version: 1.0", ()),
            (f"manager: {manager}", ()),
            (f"dependencies: {{{random.choice(names)}: '>=1'}}", ()),
        ]
        random.shuffle(entry)
        first, *rest = entry
        lines += [(f"- {first[0]}", first[1])]
        lines += [(f"  {text}", known) for text, known in rest]
    return lines


def write_pixi_lock(random: Random, names: Sequence[str]) -> list[Line]:
    lines = _plain(["version: 6", "packages:"])
    for name in names:
        lines += _plain([f"- conda: https://example.org/{name}-1.0-py_0.conda"])
        wheel = name.replace("-", "_")
        form = random.choice(["{}-1.0-py3-none-any.whl", "{}-1.0.tar.gz"])
        url = f"https://example.org/{form.format(wheel)}"
        lines += [(f"- pypi: {url}", (wheel,)), (f"  name: {name}", ())]
    return lines


def write_setup_cfg(random: Random, names: Sequence[str]) -> list[Line]:
    first, second, third = _share(random, names, 3)
    return [
        *_plain(["[metadata]", "name = some-project"]),
        ("[options]", ()),
        *_write_option(random, "install_requires", first),
        *_write_option(random, "tests_require", second),
        ("[options.extras_require]", ()),
        *_write_option(random, "x", third),
    ]


def write_tox(random: Random, names: Sequence[str]) -> list[Line]:
    first, second = _share(random, names, 2)
    lines: list[Line] = [
        *_plain(["[tox]", "env_list = a", "", "[testenv]"]),
        *_write_option(random, "deps", first, "py39,!pypy: "),
        ("commands =", ()),
    ]
    for name in second:
        lines += [(f"  pip install {name}", (name,)), ("  pytest {posargs}", ())]
    return lines


def write_tox_toml(random: Random, names: Sequence[str]) -> list[Line]:
    return [("[env_run_base]", ()), *_write_array(random, "deps", names)]


def write_setup_py(random: Random, names: Sequence[str]) -> list[Line]:
    first, second, third = _share(random, names, 3)
    lines = _plain(["from setuptools import setup", "", "EXTRA = ["])
    for name in first:
        lines += [*_pad(random), (f'    "{name}>=1",', (name,))]
    lines += _plain(["]", "setup(", "  name='x',", "  install_requires=["])
    for name in second:
        lines += [(f"    '{name}',", (name,)), *_pad(random)]
    lines += _plain(["  ] + EXTRA,", '  extras_require={"x": """'])
    lines += [(f"{name}==1", (name,)) for name in third]
    return [*lines, ('"""},', ()), (")", ())]


def write_noxfile(random: Random, names: Sequence[str]) -> list[Line]:
    first, second = _share(random, names, 2)
    lines = _plain(["import nox", "", "def tests(session):", "    session.install("])
    for name in first:
        lines += [(f'        "{name}",', (name,)), *_pad(random)]
    lines += _plain(["    )", "    session.run(", '       "pip", "install",'])
    lines += [(f'        "{name}",', (name,)) for name in second]
    return [*lines, ("    )", ())]


def write_pre_commit(random: Random, names: Sequence[str]) -> list[Line]:
    lines = _plain(["repos:", "- repo: https://example.org/x", "  rev: v1", "  hooks:"])
    for some in _share(random, names, 2):
        lines += _plain(["  - id: mypy"])
        if random.random() < 0.5:
            row = f"    additional_dependencies: [{', '.join(some)}]"
            lines += [(row, tuple(some))]
            continue
        lines += [("    additional_dependencies:", ())]
        indent = random.choice(["    ", "      "])
        for name in some:
            lines += [*_pad(random), (f"{indent}- {name}", (name,))]
    return lines


def write_jenkinsfile(random: Random, names: Sequence[str]) -> list[Line]:
    lines = _plain(["pipeline {", "  // sh 'pip install nothing'"])
    for some in _share(random, names, 3):
        words = " ".join(some)
        if random.random() < 0.4:
            lines += [(f"  sh label: 'x', script: 'pip install {words}'", tuple(some))]
        elif random.random() < 0.5:
            lines += _plain(['  sh("pip install -U " +'])
            lines += [(f"    '{name}>=1 ' +", (name,)) for name in some]
            lines += _plain(["    rest)"])
        else:
            lines += _plain(['  sh """', "    pip install -U \\"])
            lines += [(f"      {name} \\", (name,)) for name in some]
            lines += _plain(["    && true", '  """'])
    return [*lines, *_plain(["}"])]


def write_dockerfile(random: Random, names: Sequence[str]) -> list[Line]:
    lines = _plain(["FROM python:3.13", "# pip install nothing"])
    for some in _share(random, names, 2):
        if some and random.random() < 0.4:
            words = ", ".join(f'"{word}"' for word in ("pip", "install", *some))
            lines += [(f"RUN [{words}]", tuple(some))]
            continue
        lines += _plain([*["RUN apt-get update && \\"][: random.randrange(2)]])
        prefix = "" if lines[-1][0].endswith("\\") else "RUN "
        lines += _plain([f"{prefix}pip install -U \\"])
        for name in some:
            lines += [*_plain(["  # why"] * random.randrange(2))]
            lines += [(f"    '{name}>=1' \\", (name,))]
        lines += _plain(["  && true"])
    return lines


def write_ci(random: Random, names: Sequence[str]) -> list[Line]:
    lines = _plain(["jobs:", "  test:", "    steps:"])
    for name in names:
        style = random.choice(["plain", "|", "|-", ">"])
        other = random.choice(names)
        lines += [*_pad(random), (f"    - name: use {other}", ())]
        if style == "plain":
            lines += [(f"      run: pip install {name}", (name,))]
        else:
            lines += _plain([f"      run: {style}", "        echo one"])
            lines += _plain([""] * (random.randrange(2) if style != ">" else 0))
            if style != ">":
                lines += [(f"        pip install {name}==1 # x", (name,))]
            else:
                lines[-1] = ("        pip install", ())
                lines += [(f"        {name}", (name,))]
    return lines


def write_devcontainer(random: Random, names: Sequence[str]) -> list[Line]:
    lines = _plain(["{", f'\t// "postCreateCommand": "pip install {names[0]}",'])
    lines += [('\t"postCreateCommand": {', ())]
    for number, name in enumerate(names):
        lines += _plain(["/* why", "*/"] * random.randrange(2))
        form = random.choice(
            [
                '"pip install {}"',
                '["pip", "install",\n"{}"]',
                '[\n"echo //x && pip install {}"]',
            ]
        )
        rows = f'"number {number}": {form},'.split("\n")
        lines += [(row.format(name), (name,) if "{}" in row else ()) for row in rows]
    return [*lines, ("},", ()), ("}", ())]


def write_notebook(random: Random, names: Sequence[str]) -> list[Line]:
    cells = []
    for some in _share(random, names, 3):
        rows = [f"%pip install {name}\n" for name in some] or ["1 + 1"]
        cells.append({"cell_type": "code", "source": ["import x\n", *rows]})
        cells.append({"cell_type": "markdown", "source": rows})
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=1)
    lines: list[Line] = []
    for line in text.split("\n"):
        if '"cell_type"' in line:
            is_code = '"code"' in line
        word = line.strip().partition("%pip install ")[2].partition("\\n")[0]
        lines.append((line, (word,) if word and is_code else ()))
    return lines


def write_script(random: Random, names: Sequence[str]) -> list[Line]:
    block = [*_pad(random, blank=False), *_write_array(random, "dependencies", names)]
    return [
        *_plain(["#!/usr/bin/env python", '"""A script."""', "", "# /// script"]),
        *((f"# {text}".rstrip(), known) for text, known in block),
        *_plain(["# ///", "import x"]),
    ]


WRITERS: Final[dict[Reader, Writer]] = {
    pyproject.read: write_pyproject,
    hatch.read: write_hatch,
    uv.read: write_uv,
    pixi.read: write_pixi,
    mise.read: write_mise,
    setup_cfg.read: write_setup_cfg,
    setup_py.read: write_setup_py,
    pipfile.read: write_pipfile,
    tox.read: write_tox,
    tox.read_toml: write_tox_toml,
    noxfile.read: write_noxfile,
    conda.read: write_environment,
    conda.read_lock: write_conda_lock,
    conda.read_pixi_lock: write_pixi_lock,
    locks.read_pipfile_lock: write_pipfile_lock,
    locks.read_package_tables: write_lock,
    locks.read_pylock: write_pylock,
    locks.read_any: write_pex_lock,
    pre_commit.read: write_pre_commit,
    dockerfile.read: write_dockerfile,
    jenkins.read: write_jenkinsfile,
    ci.read: write_ci,
    ci.read_devcontainer: write_devcontainer,
    notebook.read: write_notebook,
    requirements.read: write_requirements,
    script.read: write_script,
}
"""Reader -> what writes such files."""


def _write_array(random: Random, key: str, names: Sequence[str]) -> list[Line]:
    """Return a TOML array of requirements."""
    if random.random() < 0.3:
        row = ", ".join(f'"{name}>=1"' for name in names)
        return [(f"{key} = [{row}]", tuple(names))]
    lines: list[Line] = [(f"{key} = [", ())]
    for name in names:
        lines += _pad(random)
        form = random.choice(
            [
                *('  "{}",', "  '{}[x]>=1.0', # why", "  \"{}; a == 'x'\","),
                *('  "{}; a == \\"x\\"", # it\'s "x"', "  '''{}''',"),
            ]
        )
        lines += [(form.format(name), (name,))]
    return [*lines, ("]", ())]


def _write_table(random: Random, _: str, names: Sequence[str]) -> list[Line]:
    """Return the entries of a TOML table from names to constraints."""
    lines: list[Line] = []
    for name in dict.fromkeys(names):
        lines += _pad(random)
        key = f'"{name}"' if "." in name or random.random() < 0.3 else name
        form = random.choice(
            [
                '{} = "1.0"',
                "{} = {{ version = '*', extras = ['x'] }} # why",
                "{} = {{\n  version = '^1',\n  optional = true,\n}}",
                "{} = [\n]",
            ]
        )
        first, *rest = form.format(key).split("\n")
        found = () if rest == ["]"] else (name,)
        lines += [(first, found), *_plain(rest)]
    return lines


def _write_option(
    random: Random, key: str, names: Sequence[str], prefix: str = ""
) -> list[Line]:
    """Return an option of an INI file with one requirement a line."""
    lines: list[Line] = [(f"{key} =", ())]
    for name in names:
        lines += _plain(["  # why"] * random.randrange(2))
        before = prefix if random.random() < 0.5 else ""
        form = random.choice(["{}", "{}>=1,<2", "{}[x]==1"])
        lines += [(f"    {before}{form.format(name)}", (name,))]
    return lines


def _write_distraction(random: Random, names: Sequence[str]) -> list[Line]:
    """Return TOML in which a name is not a dependency."""
    if random.random() < 0.7:
        return []
    name = random.choice(names)
    rows = [f"x-keywords = ['{name}', \"{name}>=1\"]"]
    text = ['x-text = """', f'dependencies = ["{name}"]', "[x]  \u2028", '"""']
    nested = ["x-nested = [", f"  ['{name}'],", '  ["a"]', "]"]
    return _plain(random.choice([rows, text, nested]))


def _pad(random: Random, *, blank: bool = True) -> list[Line]:
    """Return some blank lines and comments."""
    rows = ["# a comment, with 'quotes'", *([""] if blank else [])]
    return _plain([random.choice(rows) for _ in range(random.randrange(3))])


def _plain(rows: Iterable[str]) -> list[Line]:
    """Return lines without dependencies."""
    return [(row, ()) for row in rows]


def _share(random: Random, names: Sequence[str], count: int) -> list[list[str]]:
    """Return the names in *count* lists, each in one."""
    lists: list[list[str]] = [[] for _ in range(count)]
    for name in names:
        random.choice(lists).append(name)
    return lists
