"""Files that include others, are malformed or are in another encoding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import run_audit, write_files

from flake8_safe_imports.audit import reading
from flake8_safe_imports.names import lookalike
from flake8_safe_imports.project import files


def test_pip_section_of_an_environment_may_include_files(project: Path) -> None:
    (project / "environment.yml").write_text("dependencies:\n- pip:\n  - -r x.lst\n")
    (project / "x.lst").write_text("urlib3\n-r absent.txt\n")
    ran = run_audit()

    assert ran.out.startswith("x.lst:1: `urlib3` was a malicious package")
    assert ran.err == "x.lst:2: absent.txt does not exist\n"


@pytest.mark.parametrize(
    ("name", "text", "line", "how"),
    [
        ("requirements.txt", "{% if a %}\nurlib3\n{% endif %}\n", 1, "read in part"),
        ("requirements.txt", "urlib3\n{{ cookiecutter.b }}==1\n", 2, "read in part"),
        ("pyproject.toml", "[project]\n{%- if a %}x{% endif %}\n", 2, "not read"),
        ("setup.py", "{{ a.b }} c\n", 1, "not read"),
    ],
)
def test_templates_are_no_errors(
    name: str, text: str, line: int, how: str, project: Path
) -> None:
    folder = project / "{{cookiecutter.name}}"
    folder.mkdir()
    (folder / name).write_text(text)
    (project / "a.txt").write_text("urlib3\n")
    ran = run_audit(".", "a.txt")

    assert ran.code == 1
    assert ran.out.count("urlib3") == 1 + text.count("urlib3")
    note = f"{line}: looks like a template: {how}"
    assert ran.err == f"{folder.name}{os.sep}{name}:{note}\n"
    assert run_audit(str(folder / name)).code == 2


def test_other_constraints_than_those_of_pip_are_no_error(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    path = project / "constraints_boundary.txt"
    path.write_text("boundary.py:1: from a import b\nNo imports of the base.\n")

    ran = run_audit()

    assert (ran.code, ran.err) == (0, "")
    assert run_audit("constraints_boundary.txt").code == 2

    path.write_text("not a constraint\nrequests<3\n")

    assert "constraints_boundary.txt:1: not a requirement" in run_audit().err


def test_text_that_is_called_requirements_is_no_error(project: Path) -> None:
    path = project / "requirements.txt"
    path.write_text("One of the first things is this.\n" * 11 + "urlib3\n")
    (project / "setup.cfg").touch()
    ran = run_audit()

    assert ran.code == 0
    assert ran.err == (
        "requirements.txt:1: looks like text, not like a list of requirements: "
        "not read\n"
    )
    assert run_audit("requirements.txt").err.count("not a requirement") == 11

    path.write_text("One of the first things is this.\n" * 10 + "urlib3\n")

    assert run_audit().code == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "Package Version\n" + "urlib3    1.0\n" * 12),
        ("requirements.txt", "urllib3 1.0\n" * 12),
        ("requirements.txt", "{% if a %}\nurllib3 1.0\n{% endif %}\n"),
        ("pyproject.toml", "[tool.a]\nb = '{{ c }}'\n<<<<<<< HEAD\n"),
    ],
)
def test_what_else_is_wrong_is_an_error(name: str, text: str, project: Path) -> None:
    (project / name).write_text(text)

    assert run_audit().code == 2


def test_expressions_of_github_make_no_template(project: Path) -> None:
    folder = project / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text("a: ${{ b.c }}\nd: [\n")

    assert run_audit().code == 2


def test_includes_are_followed_once(project: Path) -> None:
    (project / "requirements.txt").write_text("-r sub/a.in\n-r requirements.txt\n")
    (project / "sub").mkdir()
    (project / "sub" / "a.in").write_text("-r ../requirements.txt\n-c b\n-r gone.txt\n")
    (project / "sub" / "b").write_text("-r a.in\nurlib3\n")
    ran = run_audit()

    assert ran.code == 1
    assert ran.out.startswith(f"{Path('sub/b')}:2: ")
    assert ran.err == f"{Path('sub/a.in')}:3: gone.txt does not exist\n"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("./urlib3", id="folder"),
        pytest.param("urlib3 @ file:///here", id="path"),
    ],
)
def test_nothing_is_read_from_elsewhere(line: str, project: Path) -> None:
    (project / "requirements.txt").write_text(line)
    ran = run_audit()

    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("line", "note"),
    [
        pytest.param(
            "-r https://example.org/x.txt",
            "https://example.org/x.txt is on the network and is not read",
            id="address",
        ),
        pytest.param(
            "-c ${HOME}/x.txt",
            "${HOME}/x.txt has a variable and is not read",
            id="variable",
        ),
        pytest.param(
            "-r x-{env}.txt", "x-{env}.txt has a variable and is not read", id="field"
        ),
        pytest.param("-r .", ". is not a file", id="folder"),
    ],
)
def test_includes_that_are_not_read_are_reported(
    line: str, note: str, project: Path
) -> None:
    (project / "requirements.txt").write_text(f"requests\n{line}\n")
    ran = run_audit()

    assert (ran.code, ran.err) == (0, f"requirements.txt:2: {note}\n")


def test_address_in_a_command_is_reported(project: Path) -> None:
    text = "FROM x\nRUN pip install -r https://example.org/x.txt\n"
    (project / "Dockerfile").write_text(text)
    ran = run_audit()

    note = "https://example.org/x.txt is on the network and is not read"
    assert (ran.code, ran.err) == (0, f"Dockerfile:2: {note}\n")


def test_list_of_an_unknown_encoding_is_named(project: Path) -> None:
    """Whatever its name says: nobody can tell that it is not a list."""
    (project / "requirements.txt").write_text("requests\n")
    (project / "reqs.txt").write_text("# coding: nonsense\nurlib3\n")
    ran = run_audit()

    assert (ran.code, ran.err) == (2, "reqs.txt:1: unknown encoding 'nonsense'\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipe_in_a_folder_is_named(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    os.mkfifo(project / "Pipfile")
    ran = run_audit()

    assert (ran.code, ran.err) == (2, "Pipfile:1: it is not a regular file\n")


def test_link_to_itself_is_reported(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    try:
        (project / "reqs.txt").symlink_to("reqs.txt")
    except OSError:
        pytest.skip("no links here")
    ran = run_audit()

    assert ran.code == 0
    assert ran.err.startswith("reqs.txt: is a broken link")


def test_nothing_but_links_that_are_not_read_is_nothing_to_read(project: Path) -> None:
    try:
        (project / "requirements.txt").symlink_to("nowhere.txt")
    except OSError:
        pytest.skip("no links here")
    ran = run_audit(str(project))

    assert ran.code == 2
    assert ran.out.startswith("nothing could be read\n")


def test_malformed_files_are_named_and_the_others_are_audited(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\nname =\n")
    (project / "setup.py").write_bytes(b"x = 1\n\xff\xfe\n")
    (project / "requirements.txt").write_text("what is this\nurlib3\n")
    ran = run_audit()

    assert ran.code == 2
    assert ran.out.startswith("requirements.txt:2: ")
    assert [line.split(": ")[0] for line in ran.err.splitlines()] == [
        "pyproject.toml:2",
        "requirements.txt:1",
        "setup.py:2",
    ]


def test_named_file_is_no_guess(project: Path) -> None:
    (project / "requirements").mkdir()
    path = project / "requirements" / "base.txt"
    path.write_text('10cent10\n"quoted"\n')

    ran = run_audit(str(path))
    assert ran.code == 2
    assert ran.out.startswith(f"{Path('requirements/base.txt')}:1: `10cent10` was")
    assert ran.err.startswith(f"{Path('requirements/base.txt')}:2: not a requirement")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "-r \0a\nurlib3\n"),
        ("Dockerfile", "RUN pip install -r \0a\nRUN pip install urlib3\n"),
        (
            "pyproject.toml",
            """project.dependencies = ["urlib3"]
            tool.setuptools.dynamic.dependencies.file = "a\\u0000b"
            """,
        ),
    ],
)
def test_include_that_can_be_no_path_stops_nothing(
    name: str, text: str, project: Path
) -> None:
    (project / name).write_text(text)
    (project / "uv.lock").write_text("[[package]]\nname = '10cent10'\n")
    ran = run_audit()

    assert ran.code == 1
    assert "`urlib3`" in ran.out
    assert "`10cent10`" in ran.out
    assert ran.err.endswith(" is not a path\n")


def test_unknown_encoding_is_named(project: Path) -> None:
    (project / "requirements.txt").write_text("# coding: klingon\nurlib3\n")
    ran = run_audit()

    assert ran.code == 2
    assert ran.err == "requirements.txt:1: unknown encoding 'klingon'\n"


def test_encoding_of_nothing_is_no_crash(project: Path) -> None:
    (project / "requirements.txt").write_text("# coding: undefined\nurlib3\n")
    ran = run_audit()

    assert ran.code == 1
    assert (
        ran.err
        == "requirements.txt:1: cannot be decoded as undefined, read as Latin-1\n"
    )


def test_file_without_read_permission_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a stand-in, since the superuser may read everything."""
    (project / "requirements.txt").write_text("urlib3\n")

    def refuse(path: str, mode: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(files, "open", refuse, raising=False)
    ran = run_audit()

    reason = "it cannot be read (Permission denied)"
    assert (ran.code, ran.err) == (2, f"requirements.txt:1: {reason}\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str, project: Path) -> None:
    cookie = "# -*- coding: latin-1 -*- \xe9\n" if encoding == "latin-1" else "#\n"
    text = cookie + "urlib3\n"
    (project / "requirements.txt").write_bytes(text.encode(encoding))
    ran = run_audit()

    assert ran.out.startswith("requirements.txt:2: ")
    assert ran.err == ""


def test_file_is_read_once_by_whichever_path(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    ran = run_audit(os.path.join("..", "project", "requirements.txt"), ".")

    assert len(ran.out.partition("data:")[0].splitlines()) == 2


def test_wrong_bytes_cost_a_message_only(project: Path) -> None:
    (project / "requirements.txt").write_bytes(b"flask  # caf\xe9\nurlib3\n")
    ran = run_audit()

    assert ran.code == 1
    assert ran.out.startswith("requirements.txt:2: ")
    assert (
        ran.err == "requirements.txt:1: cannot be decoded as utf-8, read as Latin-1\n"
    )


@pytest.mark.parametrize(
    ("file", "command", "included"),
    [
        (".github/workflows/ci.yml", "run: pip install -r dev.lst", "dev.lst"),
        (".github/workflows/ci.yml", "run: pip install -r sub/dev.lst", "sub/dev.lst"),
        (".github/actions/x/action.yml", "run: pip install -c ../../a.lst", "a.lst"),
        ("sub/Dockerfile", "RUN pip install -r dev.lst", "dev.lst"),
        ("sub/Dockerfile", "RUN pip install -r dev.lst", "sub/dev.lst"),
        ("Dockerfile", "RUN pip install -r /tmp/dev.lst", "dev.lst"),
        ("sub/Dockerfile", "RUN pip install -r /opt/app/sub/dev.lst", "sub/dev.lst"),
        ("Dockerfile", "RUN pip install -r $HOME/dev.lst", "dev.lst"),
        (
            ".github/workflows/ci.yml",
            "run: pip install -r ${{ github.workspace }}/dev.lst",
            "dev.lst",
        ),
        (
            ".readthedocs.yaml",
            "python: {install: [{requirements: dev.lst}]}",
            "dev.lst",
        ),
    ],
)
def test_commands_name_files_from_where_they_run(
    file: str, command: str, included: str, project: Path
) -> None:
    (project / ".git").mkdir()
    write_files(project, {file: f"{command}\n", included: "urlib3\n"})
    ran = run_audit()

    assert ran.out.startswith(f"{Path(included)}:1: `urlib3` ")
    assert ran.err == ""


def test_file_of_a_command_that_is_nowhere_is_noted_once(project: Path) -> None:
    secret = project.parent / "secret.lst"
    secret.write_text("urlib3\n")
    (project / ".git").mkdir()
    text = "RUN pip install -r /x/{0} -r ../{0}\nRUN pip install -r /x/{0} -r $X -r a\n"
    (project / "Dockerfile").write_text(text.format("secret.lst"))
    ran = run_audit()

    assert ran.code == 0
    assert ran.err.splitlines() == [
        "Dockerfile:1: ../secret.lst is outside of the project and is not read",
        "Dockerfile:1: /x/secret.lst does not exist",
        "Dockerfile:2: a does not exist",
    ]


def test_a_file_cannot_include_any_number_of_others(project: Path) -> None:
    lines = "".join(f"-r {number}.txt\n" for number in range(1001))
    (project / "requirements.txt").write_text(lines)
    (project / "1000.txt").write_text("urlib3\n")
    ran = run_audit()

    assert ran.code == 2
    assert "requirements.txt:1: more than 1000 files are included\n" in ran.err


@pytest.mark.parametrize(
    "header",
    [
        "#\n# This file is autogenerated by pip-compile with Python 3.11\n",
        "# This file was autogenerated by uv via the following command:\n",
        "# This file is @generated by PDM.\n",
    ],
)
def test_compiled_requirements_are_a_lock(header: str, project: Path) -> None:
    """What a program chose is not superseded."""
    (project / "requirements.txt").write_text("mock==1.0\n")

    assert run_audit().code == 1

    (project / "requirements.txt").write_text(f"{header}mock==1.0\nfunny lines\n")
    ran = run_audit()

    assert ran.out.startswith("nothing found in what could be read: 1 file, ")

    (project / "requirements.txt").write_text(f"{header}urlib3==1.0\n")

    assert run_audit().code == 1


def test_what_a_script_wrote_is_a_lock_if_it_pins_all(project: Path) -> None:
    header = "# This file is automatically generated by scripts/compile.py\n\n"
    (project / "requirements.txt").write_text(f"{header}mock==1.0\nnose==1.3.7\n")

    assert run_audit().code == 0

    (project / "requirements.txt").write_text(f"{header}mock==1.0\nnose\n")

    assert run_audit().code == 1


def test_names_with_a_channel_are_for_conda(project: Path) -> None:
    (project / "requirements-ci.txt").write_text(
        "conda-forge::pytest-codspeed >=3.0.0\nnumpy=1.26\nurlib3\n"
    )

    ran = run_audit()

    assert "not a requirement" not in ran.err
    assert "requirements-ci.txt:3: `urlib3` " in ran.out
    assert "`numpy=1.26`" not in ran.out + ran.err


@pytest.mark.parametrize(
    "text",
    [
        "mock==1.0\n    # via nose\n",
        "mock==1.0 \\\n    --hash=sha256:00\n    # via\n    #   nose\n",
        "mock==1.0                 # via nose\n",
    ],
)
def test_requirements_with_reasons_are_a_lock(text: str, project: Path) -> None:
    (project / "requirements.txt").write_text(text)

    assert run_audit().code == 0

    (project / "requirements.txt").write_text("# via\nmock==1.0 # via nose\n")

    assert run_audit().code == 1


@pytest.mark.parametrize(
    "text",
    [
        "mock  # via nose\n",
        "mock\n    # via nose\nurllib3==1.0\n",
        "mock>=1.0  # via nose\n",
    ],
)
def test_a_list_with_open_versions_is_no_lock(text: str, project: Path) -> None:
    (project / "requirements.txt").write_text(text)

    assert run_audit().code == 1


@pytest.mark.parametrize(
    "line",
    ["-e .", "--index-url https://x.example", "x @ https://x.example", "./x"],
)
def test_a_lock_has_options_and_addresses_too(line: str, project: Path) -> None:
    text = f"{line}\nmock==1.0  # via nose\n"
    (project / "requirements.txt").write_text(text)

    assert run_audit().code == 0


def test_words_in_a_folder_of_constraints_are_not_those_of_pip(project: Path) -> None:
    """A list of constraints says which versions it admits."""
    path = project / "tests/data/constraints/kinds.txt"
    path.parent.mkdir(parents=True)
    path.write_text("code\nurlib3\n")

    assert run_audit().code == 2
    assert "no manifest" in run_audit().err
    assert run_audit(str(path)).out.count("kinds.txt:") == 2

    path.write_text("code\nurlib3<2\n")

    assert run_audit().out.count("kinds.txt:") == 2


@pytest.mark.parametrize(
    "name",
    ["constraints.txt", "py3-constraints.txt", "constraints/py3.txt", "Constraints.in"],
)
def test_constraints_ask_for_nothing(name: str, project: Path) -> None:
    (project / "constraints").mkdir()
    (project / name).write_text("mock<2\n")

    assert run_audit().code == 0

    (project / name).write_text("urlib3<2\n")

    assert run_audit().code == 1


def test_includes_do_not_leave_the_project(project: Path) -> None:
    secret = project.parent / "secret.txt"
    secret.write_text("root:*:20228\nurlib3\n")
    (project / ".git").mkdir()
    (project / "requirements").mkdir()
    (project / "more.txt").write_text("reqeusts\n")
    text = "-r ../../secret.txt\n-r ../more.txt\n"
    (project / "requirements" / "dev.txt").write_text(text)
    ran = run_audit("requirements/dev.txt")

    assert ran.code == 1
    assert ran.out.startswith("more.txt:1: `reqeusts` ")
    assert len(ran.out.partition("data:")[0].splitlines()) == 2
    assert ran.err == (
        f"{Path('requirements/dev.txt')}:1: ../../secret.txt is outside of the project "
        "and is not read\n"
    )


def test_links_out_of_the_project_are_not_followed(project: Path) -> None:
    secret = project.parent / "secret.txt"
    secret.write_text("root:*:20228\n")
    (project / "pyproject.toml").write_text("")
    (project / "inside.txt").write_text("urlib3\n")
    try:
        (project / "requirements.txt").symlink_to(secret)
        (project / "requirements-dev.txt").symlink_to(project / "inside.txt")
        (project / "Pipfile").symlink_to(project / "absent")
    except OSError:
        pytest.skip("no symbolic links here")
    ran = run_audit(".")

    reason = "is a broken link, or leads out of the project: it is not read"
    assert ran.code == 1
    assert ran.out.startswith("requirements-dev.txt:1: ")
    assert ran.err == f"Pipfile: {reason}\nrequirements.txt: {reason}\n"


def test_files_of_setup_py_may_be_lists(project: Path) -> None:
    text = "import setuptools\nsetuptools.setup(install_requires=open('{}').read())\n"
    (project / "setup.py").write_text(text.format("deps.pip"))
    (project / "deps.pip").write_text("urlib3\n")

    assert run_audit().out.startswith("deps.pip:1: ")

    (project / "setup.py").write_text(text.format("absent.txt"))

    assert run_audit("setup.py") == (0, run_audit("setup.py").out, "")


def test_other_text_is_no_list_of_requirements(project: Path) -> None:
    (project / "requirements").mkdir()
    prose = "What you need to run this\n- a Python\n- some time, and\nflask\n"
    (project / "requirements" / "README.txt").write_text(prose)
    (project / "requirements" / "dev.txt").write_text("urlib3\nflask\nhalf a line\n")
    ran = run_audit()

    assert ran.out.startswith(str(Path("requirements/dev.txt:1")))
    assert (ran.code, ran.err) == (1, "")
    assert ": 1 file, 2 dependencies" in ran.out


def test_equal_lines_are_judged_once(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100,000 of them took a minute."""
    judged: list[str] = []
    monkeypatch.setattr(lookalike, "find_distribution", judged.append)
    (project / "requirements.txt").write_text("some-unknown-name==1\n" * 1000)
    ran = run_audit()

    assert ran.code == 0
    assert judged == ["some-unknown-name"]
    assert "1000 dependencies" in ran.out


def test_the_path_of_many_findings_is_shortened_once(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shortened: list[str] = []

    def relpath(path: str) -> str:
        shortened.append(path)
        return path

    monkeypatch.setattr("os.path.relpath", relpath)
    (project / "requirements.txt").write_text("urlib3\n" * 1000)

    assert run_audit("requirements.txt").code == 1
    assert shortened.count("requirements.txt") < 5


def test_a_file_that_is_too_large_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "requirements.txt").write_text("requests\n")
    monkeypatch.setattr(reading, "LARGEST", 5)

    assert run_audit().err == "requirements.txt:1: it is larger than 5 bytes\n"


def test_files_without_a_marker_are_no_scripts(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    (project / "plain.py").write_text("import urlib3\n")

    assert (run_audit().code, run_audit().err) == (0, "")


def test_lock_files_of_other_languages_are_left_out(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    (project / "yarn.lock").write_text('urlib3@1:\n  version "1"\n')
    (project / "Cargo.lock").write_text(
        '[[package]]\nname = "urlib3"\nsource = "registry+https://x.example"\n'
    )
    named = run_audit("yarn.lock")

    assert (run_audit().code, run_audit().err) == (0, "")
    assert named.code == 2
    assert named.err == (
        "yarn.lock:1: not a known lock file for Python: name one of pip, uv, Poetry, "
        "PDM, Pipenv, Pants, pixi or conda-lock\n"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lists_of_packages_of_conda_are_named_and_not_read(
    end: str, project: Path
) -> None:
    text = "# platform: linux-64\n@EXPLICIT\nhttps://x.example/urlib3-1-0.conda\n"
    for name in ("conda-linux-64.lock", "requirements.txt"):
        (project / name).write_bytes(text.replace("\n", end).encode())
    why = "a list of conda's own packages is not read: audit the environment.yml or"

    assert run_audit("conda-linux-64.lock").code == 2
    assert run_audit("conda-linux-64.lock").err.startswith(
        f"conda-linux-64.lock:2: {why} "
    )
    assert run_audit().code == 0
    lines = run_audit().err.splitlines()
    assert lines[0].startswith(f"conda-linux-64.lock:2: {why} ")
    assert lines[1].startswith(f"requirements.txt:2: {why} ")


@pytest.mark.parametrize("comment", ["", "# pip install urlib3\n"])
def test_a_lock_file_of_another_tool_is_not_read(comment: str, project: Path) -> None:
    (project / "yarn.lock").write_text(f"# yarn lockfile v1\n{comment}urlib3==1.0\n")

    ran = run_audit("yarn.lock")

    assert ran.code == 2
    assert ran.err.startswith("yarn.lock:1: not a known lock file for Python: ")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["conda-linux-64.lock", "requirements.txt", "x.lock"])
@pytest.mark.parametrize(
    "line",
    [
        "# pip urlib3 @ https://files.pythonhosted.org/a/urlib3-1.0-py3-none-any.whl#s=1",
        "# pip urlib3 @ https://files.pythonhosted.org/packages/urlib3-1.0.tar.gz",
        "# pip urlib3==1.0 --hash=sha256:0",
        "# pip urlib3[x]==1.0",
    ],
)
def test_what_pip_installs_beside_packages_of_conda_is_read(
    line: str, name: str, end: str, project: Path
) -> None:
    text = "# platform: linux-64\n@EXPLICIT\nhttps://x.example/a-1-0.conda\n"
    text = f"{text}{line}\n# pip install this\n# pip\n"
    (project / name).write_bytes(text.replace("\n", end).encode())

    ran = run_audit()

    assert ran.code == 1
    assert ran.out.startswith(f"{name}:4: `urlib3` was a malicious package")
    assert ran.out.splitlines()[1].startswith("1 finding: 1 file, 1 dependency, ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("azure-pipelines.yml", "steps:\n- template: ci/steps.yml\n"),
        ("azure-pipelines.yml", "jobs:\n- template: /ci/steps.yml@self\n"),
        (".gitlab-ci.yml", "include: ci/steps.yml\n"),
        (
            ".gitlab-ci.yml",
            "include:\n- remote: https://x.example/a.yml\n- /ci/steps.yml\n",
        ),
        (".gitlab-ci.yml", "include:\n- local: ci/steps.yml\n"),
        (".gitlab-ci.yml", "include:\n  local: [ci/steps.yml, ci/other.yml]\n"),
        ("compose.yml", "include:\n- ci/steps.yml\n"),
        ("Taskfile.yml", "includes:\n  a: ./ci/steps.yml\n"),
        ("Taskfile.yml", "includes:\n  a: {taskfile: ci/steps.yml, dir: x}\n"),
    ],
)
def test_files_that_belong_to_another_are_read(
    name: str, text: str, project: Path
) -> None:
    (project / name).write_text(text)
    (project / "ci").mkdir()
    (project / "ci/steps.yml").write_text("steps:\n- script: pip install urlib3\n")
    ran = run_audit()

    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(
        f"ci{os.sep}steps.yml:2: `urlib3` was a malicious package"
    )


def test_a_file_that_a_command_names_from_another_folder_is_not_missed(
    project: Path,
) -> None:
    """CI may run a command in any folder; what comes through a pipe is not a file."""
    (project / "docs").mkdir()
    (project / "docs/requirements.txt").write_text("flask\n")
    (project / ".travis.yml").write_text(
        "install:\n- cd docs && pip install -r requirements.txt\n"
        "- uv export | uv pip install -r -\n- cat x | pip install -r /dev/stdin\n"
        "- pip install -r other/requirements.txt\n"
    )
    (project / "Dockerfile").write_text("RUN pip install -r /requirements.txt\n")
    ran = run_audit()

    assert ran.code == 0
    assert ran.err == ".travis.yml:5: other/requirements.txt does not exist\n"


@pytest.mark.parametrize(
    "command",
    [
        "uv export --output-file a.txt",
        "uv export -o ./a.txt x",
        "poetry export --output=a.txt",
        "minimum_dependencies x --filename a.txt",
        "wget -O a.txt https://x.example",
        "wget -q https://x.example/y/a.txt",
        "curl -sSLo a.txt https://x.example",
        "curl -fsSLO https://x.example/a.txt?x=/y",
        "wget -Oa.txt https://x.example",
        "wget -qOa.txt https://x.example",
        "wget --output-document=a.txt https://x.example",
        "wget -P . https://x.example/a.txt",
        "curl -sLoa.txt https://x.example",
        "curl -LO --output-dir . https://x.example/a.txt",
        "cp x.txt a.txt",
        "cp sub/a.txt .",
        "cp -t . x.txt sub/a.txt",
        "mv --target-directory=. a.txt",
        "sudo mv x.txt y/a.txt ./",
        "pip freeze | tee a.txt",
        "pip freeze | sudo tee -a a.txt x.txt",
        "pip freeze >a.txt",
        "pip freeze | grep -v x > a.txt",
        "bash -c 'pip freeze >> a.txt'",
        "mv -t. x/a.txt",
        "cp -vt . x/a.txt",
        "install -m 644 x/a.txt .",
        "install -Dm644 x.txt a.txt",
        "wget https://x.example/a.txt -P.",
        "aria2c -d . -o a.txt https://x.example",
        "rsync -a host:x/a.txt .",
        "scp host:a.txt .",
        "aws s3 cp s3://x/a.txt .",
        "ln -sf x.txt a.txt",
        "touch a.txt",
        "dd of=a.txt",
        "python x.py --out a.txt",
        "iwr https://x.example -OutFile a.txt",
    ],
)
@pytest.mark.parametrize("name", ["Dockerfile", ".travis.yml"])
def test_a_file_that_a_command_writes_is_not_missed(
    name: str, command: str, project: Path
) -> None:
    text = f"{command}; pip install -r a.txt -r b.txt"
    before = "RUN " if name == "Dockerfile" else "install: "
    (project / name).write_text(f"{before}{text}\n")

    assert run_audit().err == f"{name}:1: b.txt does not exist\n"


@pytest.mark.parametrize(
    ("command", "is_missed"),
    [
        ("RUN cp -r conf /srv", False),
        ("RUN cp --recursive conf/ /srv/", False),
        ("RUN mv conf /srv", False),
        ("RUN cp conf/x /srv", True),
        ("RUN mv conf/x.txt /srv", True),
        ("COPY --from=build /x /srv", False),
        ("COPY --chown=x conf /srv", False),
        ('COPY ["conf", "/srv"]', False),
        ("COPY conf/x.txt /srv/conf/a.txt", False),
        ("ADD https://x.example/a.txt /srv/conf/", False),
        ("COPY --from=build /x/ /", False),
        ("COPY <<END /srv/conf/a.txt\nx\nEND", False),
        ("ADD https://x.example/y.git /srv", False),
        ("ADD x.tar.gz /srv", False),
        ("COPY x.tar.gz /srv", True),
        ("COPY . /srv", True),
        ("COPY srv /srv", True),
        ("COPY *.txt /srv/conf/", True),
        ("RUN cp -a /x/. /srv", False),
        ("RUN cp x/* /srv/conf", False),
        ("RUN rsync -a x/ /srv/", False),
        ("RUN rsync -a x.txt /srv/", True),
        ("RUN aws s3 sync s3://x /srv", False),
        ("RUN git clone https://x.example/y.git /srv", False),
        ("RUN git clone --depth 1 git@x.example:y /srv/conf", False),
        ("RUN git clone https://x.example/y.git /other", True),
        ("RUN git checkout https://x.example/y.git /srv", True),
        ("RUN hg clone https://x.example/y /srv", False),
        ("RUN gh repo clone x/y /srv -- --depth=1", False),
        ("RUN svn export https://x.example/y /srv", False),
        ("RUN svn co https://x.example/y /srv", False),
        ("RUN tar xzf x.tgz -C /srv", False),
        ("RUN tar --directory=/srv --extract x.tgz", False),
        ("RUN tar -C /srv --exclude x -czf x.tgz", True),
        ("RUN unzip -q x.zip -d /srv", False),
        ("RUN apk add unzip -d /srv", True),
        ("COPY a.txt /srv/conf/", True),
    ],
)
def test_files_below_a_folder_that_is_copied(
    command: str, is_missed: bool, project: Path
) -> None:
    text = f"{command}\nRUN pip install -r /srv/conf/a.txt\n"
    (project / "Dockerfile").write_text(text)

    expected = "Dockerfile:2: /srv/conf/a.txt does not exist\n" if is_missed else ""
    assert run_audit().err == expected


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("COPY conf/a.txt /srv/a.txt", "/srv/a.txt"),
        ("COPY conf/a.txt /srv/b.txt", "/srv/b.txt"),
        ("COPY conf/a.txt /srv/", "/srv/a.txt"),
        ("COPY --chown=x conf/a.txt conf/b.txt ./", "a.txt"),
        ("COPY conf /deps", "/deps/a.txt"),
        ("COPY conf /deps/", "/deps/conf/a.txt"),
        ("COPY ./conf/ /deps/", "/deps/a.txt"),
        ("COPY conf/*.txt /srv/", "/srv/a.txt"),
        ("COPY conf /srv\nCOPY x.py /srv/", "/srv/a.txt"),
        ("COPY . /srv", "/srv/conf/a.txt"),
        ("ADD conf/a.txt /", "/a.txt"),
        ("RUN --mount=source=conf/a.txt,target=/b.txt true", "/b.txt"),
        ("RUN --mount=type=bind,src=conf,dst=/deps true", "/deps/a.txt"),
    ],
)
def test_what_a_dockerfile_copies_is_read(
    command: str, name: str, project: Path
) -> None:
    (project / "conf").mkdir()
    (project / "conf" / "a.txt").write_text("urlib3\n")
    text = f"{command}\nRUN pip install -r {name}\n"
    (project / "Dockerfile").write_text(text)

    ran = run_audit()

    assert "conf/a.txt:1: `urlib3` was" in ran.out
    assert "does not exist" not in ran.err


@pytest.mark.parametrize(
    ("commands", "is_missed"),
    [
        (["git clone https://x.example/y.git", "cd y"], False),
        (["git clone https://x.example/y.git", "pushd ./y/z"], False),
        (["git clone https://x.example/y", "cd z"], True),
        (["git clone https://x.example/y ."], False),
        (["cd y"], True),
        (["tar xf y.tar"], False),
        (["curl https://x.example | tar -xz"], False),
        (["tar cf y.tar"], True),
        (["unzip y.zip"], False),
        (["gh release download v1 -p '*.txt'"], False),
        (["gh run download 1 --dir y", "cd y"], False),
        (["gh run download 1 --dir y"], True),
        (["cp x/* ."], False),
        (["apt-get install unzip"], True),
        (["pip install -r a.txt"], True),
    ],
)
def test_files_in_a_folder_that_is_brought_are_not_missed(
    commands: list[str], is_missed: bool, project: Path
) -> None:
    text = " && ".join([*commands, "pip install -r a.txt"])
    (project / "Dockerfile").write_text(f"RUN {text}\n")
    inside = "\n".join(f"RUN {command}" for command in commands)
    (project / "b.Dockerfile").write_text(f"{inside}\nRUN pip install -r a.txt\n")

    missed = {line for line in run_audit().err.splitlines() if "a.txt does" in line}
    assert len(missed) == (2 if is_missed else 0)


@pytest.mark.parametrize(
    ("step", "is_missed"),
    [
        ("{uses: actions/download-artifact@v4, with: {name: x, path: sub}}", False),
        ("{uses: actions/download-artifact@v4}", False),
        ("{uses: x/action-download-artifact@v4, with: {path: .}}", False),
        ("{uses: actions/download-artifact@v4, with: {path: other}}", True),
        ("{uses: actions/upload-artifact@v4, with: {path: sub}}", True),
    ],
)
def test_files_of_an_artifact_are_not_missed(
    step: str, is_missed: bool, project: Path
) -> None:
    name = ".github/workflows/ci.yml"
    (project / ".github" / "workflows").mkdir(parents=True)
    (project / name).write_text(
        f"jobs:\n  a:\n    steps:\n    - {step}\n    - run: pip install -r sub/a.txt\n"
    )

    expected = f"{name}:5: sub/a.txt does not exist\n" if is_missed else ""
    assert run_audit().err == expected


@pytest.mark.parametrize(
    ("mount", "is_missed"),
    [
        ("type=secret,id=x,target=/srv/a.txt", False),
        ("type=bind,from=build,source=/x,target=/srv", False),
        ("type=bind,source=x.txt,target=/srv/a.txt", False),
        ("type=bind,source=a.txt,target=/srv/a.txt", True),
        ("type=bind,target=/srv", True),
        ("type=cache,target=/var/cache/pip", True),
        ("", True),
    ],
)
def test_what_is_mounted_is_not_missed(
    mount: str, is_missed: bool, project: Path
) -> None:
    text = f"RUN --mount={mount} pip install -r /srv/a.txt\n"
    (project / "Dockerfile").write_text(text)

    expected = "Dockerfile:1: /srv/a.txt does not exist\n" if is_missed else ""
    assert run_audit().err == expected


@pytest.mark.parametrize(
    ("inputs", "folder", "is_missed"),
    [
        ("{repository: x/y, path: other}", "other", False),
        ("{path: ./other/, repository: x/y}", "other/sub", False),
        ("{repository: x/y}", ".", False),
        ("{repository: x/y, path: other}", "third", True),
        ("{path: other}", "other", True),
        ("{repository: '${{ github.repository }}', path: other}", "other", True),
    ],
)
def test_files_of_another_repository_are_not_missed(
    inputs: str, folder: str, is_missed: bool, project: Path
) -> None:
    name = ".github/workflows/ci.yml"
    (project / ".github" / "workflows").mkdir(parents=True)
    (project / name).write_text(
        "jobs:\n  a:\n    steps:\n"
        f"    - uses: actions/checkout@v4\n      with: {inputs}\n"
        f"    - run: pip install -r a.txt\n      working-directory: {folder}\n"
    )

    expected = f"{name}:6: a.txt does not exist\n" if is_missed else ""
    assert run_audit().err == expected


def test_a_file_that_a_command_of_tox_writes_is_not_missed(project: Path) -> None:
    (project / "tox.ini").write_text(
        "[testenv]\ncommands_pre =\n"
        "    x: make_list --filename {toxinidir}/a.txt\n"
        "    x: pip install -r {toxinidir}/a.txt -r {toxinidir}/b.txt\n"
    )

    assert run_audit().err == "tox.ini:4: {toxinidir}/b.txt does not exist\n"


def test_files_of_other_projects_are_not_missed(project: Path) -> None:
    (project / ".gitlab-ci.yml").write_text(
        "include:\n- project: a/b\n  file: /c.yml\n- template: Jobs/Build.yml\n"
        "- local: ci/*.yml\n- remote: https://x.example/a.yml\n"
    )

    assert (run_audit().code, run_audit().err) == (0, "")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("entrypoint: pip\n  args: [install, urlib3]", 1),
        ("args: [install, urlib3]\n  entrypoint: pip", 1),
        ("entrypoint: bash\n  args: ['-c', 'true && pip install urlib3']", 1),
        ("command: [python, -m]\n  args:\n  - pip\n  - install\n  - urlib3", 1),
        ("entrypoint: apt-get\n  args: [install, urlib3]", 0),
        ("entrypoint: pip\n- args: [install, urlib3]", 0),
        ("entrypoint: echo\n  args: [pip, install, urlib3]", 0),
    ],
)
def test_arguments_beside_a_program(entry: str, expected: int, project: Path) -> None:
    (project / "cloudbuild.yaml").write_text(f"steps:\n- name: x\n  {entry}\n")

    assert (run_audit().code, run_audit().err) == (expected, "")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("conda install -c conda-forge --yes --file ci/requirements.txt", []),
        ("mamba create -n x --file=ci/requirements.txt", []),
        ("conda update --file ci/requirements.txt && pip install -e .", []),
        ("conda install pip --file", ["git", "numppy"]),
        ("conda install pip; pip install -r ci/requirements.txt", ["git", "numppy"]),
        (
            "conda update --file=ci/requirements.txt\n    pip-sync ci/requirements.txt",
            ["git", "numppy"],
        ),
        ("echo conda install --file ci/requirements.txt", ["git", "numppy"]),
    ],
)
def test_lists_that_only_conda_installs(
    command: str, expected: list[str], project: Path
) -> None:
    """Other names are usual there, but malicious ones are reported."""
    folder = project / ".github/workflows"
    folder.mkdir(parents=True)
    folder.joinpath("ci.yml").write_text(f"a:\n- run: |\n    {command}\n")
    (project / "ci").mkdir()
    (project / "ci/requirements.txt").write_text("git\nnumppy\nurlib3\n")
    ran = run_audit()
    found = [line.split("`")[1] for line in ran.out.splitlines() if ".txt:" in line]

    assert ran.err == ""
    assert found == [*expected, "urlib3"]


def test_script_block_without_an_end_is_an_error_where_it_is_named(
    project: Path,
) -> None:
    (project / "a.py").write_text("# /// script\n# dependencies = ['urlib3']\nx = 1\n")
    found, named = run_audit(), run_audit("a.py")

    assert (found.code, named.code) == (0, 2)
    assert found.err == named.err
    assert "a.py:1: `# /// script` has no `# ///`" in named.err


def test_commands_in_deep_folders(project: Path) -> None:
    folder = project.joinpath(*"abcdefghijklmnopqrstuvwxyz")
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text("RUN pip install -r needed.txt\n")
    (folder / "needed.txt").write_text("urlib3\n")

    assert "needed.txt:1: `urlib3`" in run_audit().out


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        ("", "is in the submodule libs/y, which is not checked out"),
        ("libs/y/", "is in the submodule libs/y, which is not checked out"),
        ("libs/y/setup.py", "does not exist"),
    ],
)
def test_files_in_submodules_may_not_be_there(
    project: Path, made: str, problem: str
) -> None:
    (project / ".gitmodules").write_text(
        '[submodule "x"]\n\tpath = libs/x\n\turl = https://localhost/x\n'
        '[submodule "y"]\n\turl = https://localhost/y\n\tpath = libs/y\n'
    )
    (project / "requirements.txt").write_text("-r libs/y/dev/a.txt\n-r libs/yy/a.txt\n")
    (project / os.path.dirname(made)).mkdir(parents=True, exist_ok=True)
    if os.path.basename(made):
        (project / made).touch()

    assert run_audit().err.splitlines() == [
        f"requirements.txt:1: libs/y/dev/a.txt {problem}",
        "requirements.txt:2: libs/yy/a.txt does not exist",
    ]
