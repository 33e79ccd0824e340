"""The lines of keys and strings in TOML."""

from __future__ import annotations

import tracemalloc

import pytest
from rows import each_row

from flake8_safe_imports.project.readers.toml_lines import index_lines


@each_row(
    ("text", "path", "string", "line"),
    [
        pytest.param('x = [\n"a; b < \\"3\\"",\n]', "x", 'a; b < "3"', 2, id="escapes"),
        pytest.param('x = [\n\'a\',# "b"\n"b"]', "x", "b", 3, id="comment"),
        pytest.param('x = [\n["a"],\n["b"]\n]\ny = "b"', "x", "b", 3, id="nested"),
        pytest.param('x = """\ny = "b"\n"""\ny = "b"', "y", "b", 4, id="long string"),
        pytest.param("x = '''a'''\ny = 'b'", "y", "b", 2, id="long on one line"),
        pytest.param("# \u2028\nx = 'b'", "x", "b", 2, id="line separator"),
        pytest.param('x = "\\u0062"', "x", "b", 1, id="code point"),
        pytest.param(
            'x = [\n"""\\\n b \\\n  c \\\n"""]', "x", "b c ", 3, id="continued"
        ),
        pytest.param("x = [\n'''\nb\nc''']", "x", "b\nc", 2, id="two lines"),
        pytest.param('x = ["""\n\n""", "b"]', "x", "b", 3, id="blank string"),
        pytest.param('x = """"a""\n""b"""\ny = 1', "y", "y", 3, id="quotes in quotes"),
    ],
)
def test_lines_of_strings(text: str, path: str, string: str, line: int) -> None:
    assert index_lines(text).take(path, string) == line


def test_lines_of_keys_in_inline_tables() -> None:
    lines = index_lines("[a]\nb = {c = 1,\n'd.e' = {f = '1'},\n} # x\nc = 2\n")

    assert lines.find_start("a.b", "c") == 2
    assert lines.find_start("a.b", "d.e") == 3
    assert lines.find_start("a", "c") == 5
    assert lines.find("a.b.d.e.f", "1", 0) == 3


def test_lines_of_dotted_keys() -> None:
    lines = index_lines("[a]\n'b.c' = 1\nb.c.d = 1\n[ x . 'y' ]\nz = 1\n")

    assert lines.find_start("a", "b.c") == 2
    assert lines.find_start("a", "b") == 3
    assert lines.find_start("x", "y") == 4
    assert lines.find_start("x.y", "z") == 5


def test_long_paths_take_little_memory() -> None:
    rows = "".join(f"k{n} = 1\n" for n in range(2_000))
    tracemalloc.start()
    index_lines(f"[{'a' * 100_000}]\n{rows}")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 20_000_000


@pytest.mark.hostile
@pytest.mark.parametrize(
    "text", ['"a".' * 100_000, "[" * 500_000, 'x = ["' + '\\"' * 400_000 + '"]']
)
def test_lines_are_found_in_linear_time(text: str) -> None:
    index_lines(text)
