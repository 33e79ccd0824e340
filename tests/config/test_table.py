"""``[tool.flake8-safe-imports]``: which file counts, who wins, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import run_check, run_flake8

from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.config.table import FLAKE8_KEYS as TABLE_KEYS
from flake8_safe_imports.config.table import find_table

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """\
[tool.flake8-safe-imports]
supported-python = ">=3.9"
enable = ["VET104"]
banned-imports = {"os" = "use pathlib"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a table."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(TABLE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.py").write_text("import os\nimport re as re\n")
    return tmp_path


def find_codes(folder: Path, *arguments: str) -> list[str]:
    """Return the codes that flake8 prints, and make sure that check does the same."""
    by_flake8 = run_flake8(
        [*arguments, "--select=VET", str(folder / "a.py")], cwd=folder
    )
    by_us = run_check([*arguments, str(folder / "a.py")], cwd=folder)

    assert by_us.out == by_flake8.out
    return [line.split()[1] for line in by_us.out.splitlines()]


def test_the_table_is_read(folder: Path) -> None:
    assert find_codes(folder) == ["VET101", "VET104"]


def test_the_command_line_wins(folder: Path) -> None:
    assert find_codes(folder, "--vet-banned-imports=re =") == ["VET101", "VET104"]
    assert find_codes(folder, "--vet-banned-imports=") == ["VET104"]
    assert find_codes(folder, "--vet-enable=") == ["VET101"]


def test_flake8s_configuration_wins(folder: Path) -> None:
    (folder / "tox.ini").write_text("[flake8]\nvet_banned_imports = other =\n")

    assert find_codes(folder) == ["VET104"]


def test_isolated_and_other_configurations(folder: Path) -> None:
    (folder / "sub" / "other.cfg").write_text("[flake8]\n")

    assert find_codes(folder, "--isolated") == []
    assert find_codes(folder, "--config=sub/other.cfg") == []
    (folder / "sub" / "pyproject.toml").write_text(
        "[tool.flake8-safe-imports]\nenable = 'VET104'\n"
    )
    assert find_codes(folder, "--config=sub/other.cfg") == ["VET104"]


def test_the_nearest_table_counts_alone(folder: Path) -> None:
    below = run_check(["../a.py"], cwd=folder / "sub").out
    (folder / "sub" / "pyproject.toml").write_text("[tool.other]\n")
    passed_over = run_check(["../a.py"], cwd=folder / "sub").out
    (folder / "sub" / "pyproject.toml").write_text("[tool.flake8-safe-imports]\n")

    assert below.count("VET") == passed_over.count("VET") == 2
    assert run_check(["../a.py"], cwd=folder / "sub").out == ""


def test_nothing_above_the_project_counts(folder: Path) -> None:
    (folder / "sub" / ".git").mkdir()

    assert run_check(["../a.py"], cwd=folder / "sub").out == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("enabled = []", "'enabled' is not an option: did you mean 'enable'?"),
        ("vet-enabel = ''", "did you mean 'enable'?"),
        ("selekt = 'VET'", "did you mean 'select'?"),
        ("vet-enable = ''", "'vet-enable' is not an option: write 'enable'"),
        ("vet_banned_imports = ''", "is not an option: write 'banned-imports'"),
        ("known-first-party = ''\nknown_first_party = ''", "party' is given twice"),
        ("enable = 204", "]: enable: 204 is not a string"),
        ("check-environment = 3", "]: check-environment: 3 is neither true nor false"),
        ("check-environment = 1", "]: check-environment: 1 is neither true nor false"),
        ("check-environment = []", "]: check-environment: a list is not one value"),
        (
            "check-environment = 'yes'",
            "]: check-environment: 'yes' is in quotes: write true or false without",
        ),
        ("exempt-type-checking = 'true'", "]: exempt-type-checking: 'true' is in quot"),
        ("lookalikes = ['strict']", "]: lookalikes: a list is not one value: write it"),
        ("lookalikes = true", ']: lookalikes: true is not "strict"'),
        (
            "banned-relative-imports = 1",
            "]: banned-relative-imports: 1 is not a string",
        ),
        ("baseline = 'gone.txt'", "s]: baseline: 'gone.txt' does not exist: `check"),
        ("baseline = []", "]: baseline: a list is not one value"),
        (
            "allowed-distributions = {}",
            "]: allowed-distributions: a table is not a str",
        ),
        (
            "per-file-supported-python = false",
            "-supported-python: false is not a string",
        ),
        (
            "max-line-length = 100",
            "is not an option: `flake8-safe-imports explain` lists the options; set",
        ),
        (
            "select = {a = 1}",
            'a table is not a possible value: write it like `select = ["VET"]`',
        ),
        (
            "per-file-ignores = {b = ['VET301'], a = [1.5]}",
            '1.5 is not a possible value: write it like `per-file-ignores = {"tests/*"',
        ),
        ("exclude = true", "exclude: true is not a possible value: write it like `ex"),
        ("select = 5", "select: 5 is not a possible value"),
        ("select = false", "select: false is not a possible value"),
        ("jobs = true", "jobs: true is not a possible value: write it like `jobs ="),
        ("supported-python = 3.9", "python: 3.9 is not a string: put it in quotes"),
        ("ignore = ['VET204', 204]", "ignore: 204 is not a possible value"),
        ("select = [['VET204']]", "select: a list is not a possible value"),
        ("per-file-ignores = {a = 204}", "per-file-ignores: 204 is not a possible"),
        ("per-file-ignores = [{}]", "per-file-ignores: a table is not a possible"),
        (
            "jobs = [2]",
            "jobs: a list is not a possible value: write it like `jobs = 4`",
        ),
    ],
)
def test_bad_tables_are_errors(text: str, said: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.flake8-safe-imports]\n{text}\n")
    by_flake8 = run_flake8(["a.py"], cwd=folder)
    by_us = run_check(["a.py"], cwd=folder)

    assert (by_flake8.code, by_us.code) == (1, 2)
    assert said in by_flake8.out
    assert said in by_us.err


def test_all_mistakes_are_named_at_once(folder: Path) -> None:
    table = 'foo = 1\nenable = ["VET9"]\nlookalikes = "hi"\nbanned-imports = ["/a ="]\n'
    (folder / "pyproject.toml").write_text(f"[tool.flake8-safe-imports]\n{table}")
    lines = run_check(["a.py"], cwd=folder).err.splitlines()

    begin = "flake8-safe-imports: error: [tool.flake8-safe-imports]: "
    assert [line[len(begin) :].partition(" is ")[0] for line in lines] == [
        "'foo'",
        "banned-imports: '/a'",
        "enable: 'VET9'",
        "lookalikes: 'hi'",
    ]


def test_bad_toml_is_an_error(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.flake8-safe-imports]\nenable = [")

    with pytest.raises(OptionError, match=r"pyproject\.toml: it is not TOML"):
        find_table([str(folder / "sub"), str(folder)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("enable = VET104", "column 10)): put text in quotes"),
        ("enable = [\n  VET104\n]", "line 3, column 3)): put text in quotes"),
        ("check-environment = True", "column 21)): write true and false in lower case"),
        ("enable =", "column 9)): write a value after the `=`, or remove the line"),
        ("enable = # none", "): write a value after the `=`, or remove the line"),
        ("enable = ['a',,]", "): write a value before the `,`, or remove it"),
        ("enable = \u201cVET104\u201d", "): put text in straight quotes"),
        ("enable VET104", "): write NAME = VALUE"),
        ("enable: 'VET104'", "): write `=`, not `:`"),
        ("banned-imports.a* = 'x'", "): put the name in quotes"),
        ("*.x = 'x'", "): put the name in quotes"),
        ("; comment", "): comments begin with `#`"),
        ("enable = 'VET104', 'VET105'", "): write several values as a list, in []"),
        ("supported-python = 3.9+", "): write one value, and put text in quotes"),
        ("enable = 'VET104", "): close the quotes in line 2"),
        ('enable = "VET104', "): close the quotes in line 2"),
        ('enable = """\nVET104', "): close the quotes in line 2"),
        ("enable = ['a'\nselect = 'VET'", "): close the `[` in line 2"),
        ("enable = ['a'}", "): close the `[` in line 2"),
        ("enable = ['a' 'b']", "): put a comma between two values"),
        ("enable = ['a\", 'b']", "): close the quotes in line 2"),
        ("banned-imports = {a = 'x'", "): close the `{` in line 2"),
        ("banned-imports = {a = 'x' b = ''}", "): put a comma between two values"),
        ("enable = 'a'\nenable = 'b'", "): it is given twice, remove one"),
        ("[tool.flake8-safe-imports]", "): it is given twice, remove one"),
        ("banned-imports = {a = '', a = ''}", "): it is given twice, remove one"),
        ("[tool.other", "): write [NAME] on a line of its own"),
        (
            r'baseline = "C:\windows"',
            r": put the text in single quotes, or write \\ for a backslash",
        ),
    ],
)
def test_bad_toml_has_a_way_out(text: str, said: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.flake8-safe-imports]\n{text}\n")
    (error,) = run_check([], cwd=folder).err.splitlines()

    assert error.endswith(said)


def test_a_table_in_utf_16_is_an_error(folder: Path) -> None:
    text = "[tool.flake8-safe-imports]\nenable = 'VET204'\n"
    (folder / "pyproject.toml").write_text(text, "utf-16")

    with pytest.raises(OptionError, match=r"pyproject\.toml: it is not UTF-8"):
        find_table([str(folder)])


def test_a_byte_order_mark_is_named(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(
        "[tool.flake8-safe-imports]\nenable = 'VET204'\n", "utf-8-sig"
    )
    said = "pyproject.toml: it is not TOML (it begins with a byte order mark)"

    assert said in run_check([], cwd=folder).err


def test_the_table_must_be_one(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool]\nflake8-safe-imports = 3\n")

    said = "[tool.flake8-safe-imports] is not a table: write [tool.flake8-safe-imports]"
    assert said in run_check([], cwd=folder).err


@pytest.mark.parametrize("key", list(TABLE_KEYS))
def test_the_examples_are_read(key: str, folder: Path) -> None:
    text = f"[tool.flake8-safe-imports]\n{TABLE_KEYS[key]}\n"
    (folder / "pyproject.toml").write_text(text)

    assert find_table([str(folder)]).flake8[key]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("select = ['VET1', 'VET204']", "VET1,VET204"),
        ("exclude = 'a,b'", "a,b"),
        ("jobs = 'auto'", "auto"),
        ("jobs = 12", "12"),
        ("per-file-ignores = ['a:VET1,VET2', 'b: VET3']", "a:VET1,VET2\nb: VET3"),
        (
            "per-file-ignores = {'a/*' = ['VET1', 'VET2'], b = 'VET3'}",
            "a/*: VET1,VET2\nb: VET3",
        ),
    ],
)
def test_they_are_handed_on_as_an_ini_file_has_them(
    text: str, value: str, folder: Path
) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.flake8-safe-imports]\n{text}\n")

    assert list(find_table([str(folder)]).flake8.values()) == [value]


FLAKE8_KEYS = """\
select = ["VET1"]
extend-ignore = "VET104"
exclude = ["gone"]
extend-exclude = ["sub/*"]
jobs = 2
[tool.flake8-safe-imports.per-file-ignores]
"old.py" = ["VET101"]
"""


def test_check_reads_flake8s_own_options_from_it(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(TABLE + FLAKE8_KEYS)
    for name in ("old.py", "new.py", "sub/b.py"):
        (folder / name).write_text("import os, urllib2\n")
    ran = run_check(["."], cwd=folder)

    assert [line[2:].split(":")[0] for line in ran.out.splitlines()] == [
        "a.py",
        "new.py",
    ]
    assert "VET201" in run_check(["--select=VET2", "."], cwd=folder).out
    assert run_check(["-q"], cwd=folder / "sub").out == ""


def test_they_are_passed_over_where_flake8_is_configured(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(TABLE + FLAKE8_KEYS)
    (folder / "tox.ini").write_text("[flake8]\nmax-line-length = 100\n")

    assert "VET104" in run_check(["."], cwd=folder).out


def test_the_plugin_leaves_them_alone(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(TABLE + FLAKE8_KEYS)

    assert "VET104" in run_flake8(["--select=VET", "."], cwd=folder).out


def test_a_mention_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text("# flake8-safe-imports\n")
    text = "[tool.flake8-safe-imports]\nlookalikes = 'off'\n"
    (tmp_path / "pyproject.toml").write_text(text)
    found = find_table([str(tmp_path / "a"), str(tmp_path)])

    assert found.folder == str(tmp_path)
