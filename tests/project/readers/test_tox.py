"""tox.ini and tox.toml."""

from __future__ import annotations

from textwrap import dedent

from support import dependency_rows

from flake8_safe_imports.project.readers import pyproject, setup_cfg, tox


def test_ini() -> None:
    text = dedent(
        """\
        [tox]
        requires = a1
        [testenv]
        deps =
            a2==1
            py39,!pypy: a3 >=2
            py{39,310}-x: a4
            -r{toxinidir}/a.txt
            -c b.txt
            {[testenv:x]deps}
            # a5
            a6, a7
            a8 @ https://x.example/a8.zip
        commands = pip install b1
        constraints = {toxinidir}/c.txt
        [testenv:lint]
        deps = b2
        [other]
        deps = b3
        """
    )
    found = tox.read(text)

    assert dependency_rows(found) == [
        ("a1", "", 2),
        ("a2", "1", 5),
        ("a3", "", 6),
        ("a4", "", 7),
        ("a6", "", 12),
        ("a7", "", 12),
        ("a8", "", 13),
        ("b1", "", 14),
        ("b2", "", 17),
    ]
    names = [include.name for include in found.includes]
    assert names == ["a.txt", "b.txt", "c.txt"]


def test_lines_that_go_on_and_sections_that_are_named() -> None:
    text = dedent(
        """\
        [base]
        deps =
            a1
            {[base]more}
        more = {[base]deps}
            a2
        commands = pip install b1
        unused = a3
        [testenv]
        deps =
            py39, py310: a4
            {[base]deps}
        commands =
            pip install \\
              b2 \\
              # why
              b3
            {[base]commands}
            pip install b4 \\
        """
    )

    assert dependency_rows(tox.read(text)) == [
        ("a1", "", 3),
        ("a2", "", 6),
        ("a4", "", 11),
        ("b1", "", 7),
        ("b2", "", 15),
        ("b3", "", 17),
        ("b4", "", 19),
    ]


def test_toml() -> None:
    text = dedent(
        """\
        requires = ["a1"]
        [env_run_base]
        deps = ["a2", { replace = "ref" }, { replace = "ref", of = 3 }]
        [env.lint]
        deps = [
            "a3",
        ]
        """
    )

    assert dependency_rows(tox.read_toml(text)) == [
        ("a1", "", 1),
        ("a2", "", 3),
        ("a3", "", 6),
    ]


def test_commands_and_references_of_toml() -> None:
    text = dedent(
        """\
        [env_run_base]
        constraints = ["c.txt"]
        commands = [
            ["pip", "install", "a1", "-r{tox_root}/r.txt"],
            ["pytest", { replace = "posargs", default = ["x"] }],
            [
                "uvx", "a2",
            ],
        ]
        commands_pre = [["python", "-m", "pip", "install", "a3"]]
        install_command = ["python", "-m", "pip", "install", "{packages}", "{opts}"]
        [env_base.x]
        deps = '''
            a4
            lint: a5
        '''
        [env.y]
        deps = [{ replace = "ref", of = ["own", "deps"], extend = true }, "a6"]
        commands = [{ replace = "ref", of = ["own", "commands"], extend = true }]
        [own]
        deps = ["a7", { replace = "ref", of = ["own", "deps"] }]
        commands = [["pip", "install", "a8"]]
        unused = ["a9"]
        """
    )
    found = tox.read_toml(text)

    assert dependency_rows(found) == [
        ("a1", "", 4),
        ("a2", "", 7),
        ("a3", "", 10),
        ("a4", "", 14),
        ("a5", "", 15),
        ("a6", "", 18),
        ("a7", "", 21),
        ("a8", "", 22),
    ]
    assert [include[:2] for include in found.includes] == [("c.txt", 2), ("r.txt", 4)]


def test_lines_of_toml_are_those_of_requirements_files() -> None:
    text = 'deps = ["-r {tox_root}/r.txt", "a1", "-cc.txt"]\n'
    found = tox.read_toml(f"[env_run_base]\n{text}")
    same = pyproject.read(f"[tool.tox.env.lint]\n{text}")

    assert dependency_rows(found) == dependency_rows(same) == [("a1", "", 2)]
    assert found.includes == same.includes
    assert [include[:2] for include in found.includes] == [("r.txt", 2), ("c.txt", 2)]


def test_in_setup_cfg() -> None:
    text = dedent(
        """\
        [metadata]
        name = a.1
        [tox:testenv:x]
        deps = a2
        [options]
        install_requires = file: r.txt, s.txt
        setup_requires = A_1[x]
        """
    )
    found = setup_cfg.read(text)

    assert dependency_rows(found) == [("a2", "", 4)]
    assert [include[:2] for include in found.includes] == [("r.txt", 6), ("s.txt", 6)]


def test_extras_have_commas_too() -> None:
    text = "[testenv]\ndeps =\n  a[x,y]\n  b, c[x, y] ,d\n  p: e[x,y]>=1,<2\n"

    assert dependency_rows(tox.read(text)) == [
        ("a", "", 3),
        ("b", "", 4),
        ("c", "", 4),
        ("d", "", 4),
        ("e", "", 5),
    ]


def test_folders_are_no_requirements() -> None:
    text = "deps = {toxinidir}/urlib3\n  {tox_root}\n  ./x\n  {toxinidir}[x]\n  a\n"

    assert dependency_rows(tox.read(f"[testenv]\n{text}")) == [("a", "", 6)]
    toml = '[env.a]\ncommands = [["pip", "install", "{tox_root}/urlib3", "a"]]\n'
    assert dependency_rows(tox.read_toml(toml)) == [("a", "", 2)]
