"""Requirements that pip refuses are named: they are not errors of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import run_audit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "line",
    [
        *("foo[x]=1.0", "foo[x] = 1.0", "foo=1.0,<2", "foo=1.0+local", "foo@1.0"),
        *("foo=1.0; python_version < '3.9'", "foo = 1!2.0"),
    ],
)
def test_one_equals_sign_is_named(line: str, project: Path) -> None:
    (project / "requirements.txt").write_text(f"\n{line}\n")
    ran = run_audit()
    shown = line.partition(";")[0]

    assert ran.code == 0
    assert ran.err == f"requirements.txt:2: pip refuses {shown!r}: write `==`\n"


@pytest.mark.parametrize(
    "line",
    [
        *("foo==1.0,bar==2", "foo, bar", "foo==latest", "foo>=1.0.*", "foo>=1.0<2"),
        *("foo>=1.0 <2", "foo==^1.0", "foo==1.0-custom", "foo[x;y]", "foo~=1"),
    ],
)
def test_other_forms_are_named(line: str, project: Path) -> None:
    (project / "setup.py").write_text(
        f"from setuptools import setup\nsetup(install_requires=[{line!r}])\n"
    )
    ran = run_audit()

    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert ran.err.startswith("setup.py:2: pip refuses 'foo")
    assert ran.err.endswith(": write each requirement like `NAME>=1.0,<2`\n")


@pytest.mark.parametrize(
    "line",
    [
        *("foo; python_version < 3", "foo; python_version > 3.8", "foo; extra == x"),
        *("foo; os_name = 'nt'", "foo==1.0 ; bar == 'x'", "foo;python_version<'3' &"),
        *("foo; 'a' == 'b' or", "foo; (os_name == 'nt'", "foo; os_name is 'nt'"),
    ],
)
def test_conditions_are_named(line: str, project: Path) -> None:
    (project / "requirements.txt").write_text(f"\n{line}\n")
    ran = run_audit()

    assert ran.code == 0
    assert ran.err == (
        f"requirements.txt:2: pip refuses {line!r}: "
        "write it like `NAME; python_version < '3.9'`\n"
    )


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        ("pip install foo=1.0 'bar[x]=2.0'", ["bar[x]=2.0", "foo=1.0"]),
        ("python -m pip download foo=1.0", ["foo=1.0"]),
        ("uv pip install foo=1.0", ["foo=1.0"]),
        ("pip install foo==1.0 'bar>=1' baz", []),
        ("pip install foo=$VERSION bar=${BAR} --target=x", []),
        ("conda install foo=1.0", []),
        ("pipx install foo=1.0", []),
        ("FOO=1.0 pip install bar", []),
    ],
)
def test_pins_of_conda_are_named_in_commands(
    command: str, refused: list[str], project: Path
) -> None:
    (project / "Dockerfile").write_text(f"FROM x\nRUN {command}\n")
    ran = run_audit()

    assert ran.err.splitlines() == [
        f"Dockerfile:2: pip refuses {text!r}: write `==`" for text in refused
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("foo", "foo[x, y]", "Foo.bar==1.0", "foo>=1,<2,!=1.5", "foo ~= 1.0"),
        *("foo (>=1.0)", "foo(>=1.0,<2)", "foo===any", "foo==1.*", "foo==1.0rc1"),
        *("foo==1!2.0+x", "foo==v1", "foo @ https://x.example/x.zip", "foo >= 1 , < 2"),
        *("foo==1.0 --hash=sha256:00", "foo==1.0  # x", "foo; python_version < '3'"),
        *("foo; 'linux' in sys_platform", "foo ; python_version not in '3.8 3.9'"),
        "foo;(os_name=='nt' and python_full_version<'3.9.1') or extra==\"x\"",
        *("foo==${VERSION}", "foo==1.0 \\\n    --hash=sha256:00", "foo>=1,"),
    ],
)
def test_what_pip_takes_is_not(line: str, project: Path) -> None:
    (project / "requirements.txt").write_text(f"{line}\n")

    assert run_audit()[0::2] == (0, "")


def test_only_some_are_named(project: Path) -> None:
    lines = "".join(f"foo{number}[x]=1\n" for number in range(12))
    (project / "requirements.txt").write_text(lines)
    *_, last = run_audit().err.splitlines()

    assert last == "requirements.txt:11: pip refuses 2 more requirements from here on"


def test_lists_of_conda_and_others_are_not_for_pip(project: Path) -> None:
    (project / "requirements.txt").write_text("foo=1.0=py_0\nbar=1.0=h1_0\nx=1.0\n")
    (project / "deps.txt").write_text("foo[x]=1.0\nbar\nbaz\n")

    assert run_audit()[0::2] == (0, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tox.ini", "[testenv]\ndeps =\n    foo=1.0\n"),
        ("environment.yml", "dependencies:\n- bar=1.0\n- pip:\n  - foo=1.0\n"),
    ],
)
def test_pins_of_conda_are_named_where_pip_installs(
    name: str, text: str, project: Path
) -> None:
    (project / name).write_text(text)
    ran = run_audit()

    assert ran.err.endswith(": pip refuses 'foo=1.0': write `==`\n")
    assert ran.err.count("\n") == 1
