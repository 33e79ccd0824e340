"""``requires-python`` without a parser: as a parser finds it, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.project.manifest import ParseError
from flake8_safe_imports.project.readers import requires_python, toml

WANTED = 'requires-python = ">=3.9"'


@pytest.mark.parametrize(
    "text",
    [
        f"[project]\n{WANTED}\n",
        f"[project]\n{WANTED}",
        f'\n[project]  \nname = "x"\n\n\t{WANTED}\t # [tool.x]\n\n[tool.y]\nz = 1\n',
        f'[build-system]\nrequires = [\n  "a",\n]\n[project]\n{WANTED}\n',
        f'[project]\r\nauthors = [{{name = "x"}}]\r\n{WANTED}\r\n',
        "[project]\nrequires-python='>=3.9'\n",
        f"[a]\nb = '[c]'\n[project]\nd = [\n'[e]',\n]\n{WANTED}\n",
    ],
)
def test_plain_files_need_no_parser(text: str) -> None:
    assert requires_python.find_value(text) == ">=3.9"


@each_row(
    "text",
    [
        "",
        "[project]\nname = 'x'\n",
        WANTED,
        f"[tool.flit.metadata]\n{WANTED}\n",
        f"[project]\n[tool.x]\n{WANTED}\n",
        f"[project]\n  [tool.x]\n{WANTED}\n",
        f"[project] # x\n{WANTED}\n",
        f"[project]\n# {WANTED}\n",
        f"[project]\nx = '''\n{WANTED}\n'''\n",
        f'x = """\n[project]\n"""\n[tool.x]\n{WANTED}\n',
        f"[project]\n{WANTED}\n[tool.x]\n{WANTED}\n",
        f"[project]\nx = [\n[1],\n]\n{WANTED}\n",
        f"[[project]]\n{WANTED}\n",
        f"project.{WANTED}\n",
        f"[project]\nx.{WANTED}\n",
        "[project]\nrequires-python = >=3.9\n",
        '[project]\nrequires-python = """>=3.9"""\n',
        "[project]\nrequires-python = '''>=3.9'''\n",
        '[project]\nrequires-python = ">=3.9\n',
        '[project]\nrequires-python = ">=3\\u002e9"\n',
        '[project]\nrequires-python = [">=3.9"]\n',
        '[project]\nrequires-python = ">=3.9",\n',
        '[project]\nrequires-python-x = ">=3.9"\n',
        '[project]\n"requires-python" = ">=3.9"\n',
        "[project]\nrequires-python = '>=3.9' # \"x\"\n",
        # What a file declares that is not TOML counts for nothing.
        f"[project]\n{WANTED}\noops\n",
        f'[project]\nname = "x\n{WANTED}\n',
        f"[project]\n{WANTED}\ndependencies = [\n",
        f"[project]\nurls = {{\n{WANTED}\n",
        f'[project]\n{WANTED}\ndescription = "x\n',
        f"[project]\nname =\n{WANTED}\n",
        f"[project]\n{WANTED}\n[tool.x\n",
        f"<<<<<<< HEAD\n[project]\n{WANTED}\n=======\n>>>>>>> x\n",
    ],
)
def test_all_else_is_for_the_parser(text: str) -> None:
    assert requires_python.find_value(text) is None


LINES = [
    *("[project]", "[[project]]", " [project]", "[project] # x", "[tool.x]", "[a"),
    *(WANTED, f" {WANTED} # x", "requires-python = ''", 'requires-python="<4"'),
    *('"requires-python" = "x"', f"x = {{ {WANTED} }}", f"# {WANTED}", "[1],"),
    *('x = """', '"""', "y = '''", "'''", "z = [", "]", "'a',", "b = 1", "", "{", "}"),
    *(f"project.{WANTED}", "dynamic = ['requires-python']", "'[project]',", "n = ["),
]


@given(st.lists(st.sampled_from(LINES), max_size=9))
def test_what_is_found_is_what_a_parser_finds(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = requires_python.find_value(text)
    try:
        document = toml.parse(text)
    except ParseError:
        return
    if found is not None:
        assert toml.find_table(document, "project")["requires-python"] == found
