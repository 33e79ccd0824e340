"""The lines whose ``noqa`` comments count, as flake8 finds them."""

from __future__ import annotations

import argparse
import ast
import io

from flake8.processor import FileProcessor
from rows import each_row

from flake8_safe_imports import noqa

SOURCES = [
    "import a\nimport b  # noqa\n",
    "import a",
    "from a import (\n    b,  # noqa\n    c,\n)\n",
    'import a; x = """\n"""; import b\nimport c\n',
    "import a; x = '''\n\n'''  # noqa\n",
    '"""Text.\n\nMore.\n"""\nimport a\n',
    "import a \\\n    # noqa\nimport b\n",
    "x = a \\\n    + b \\\n    + c\n",
    "x = 'a\\\n'; import a\n",
    "x = f'''\n{a}\n'''\ny = a\n",
    'x = rF"""\n{a}\n{b}\n"""\n',
    "import a\n\x0cimport b\n",
    "if a:\n    import b\n# \\\nimport c\n",
]

OPTIONS = argparse.Namespace(
    hang_closing=False,
    indent_size=4,
    max_doc_length=None,
    max_line_length=79,
    verbose=0,
)


def find_differences(source: str) -> list[int]:
    lines = list(io.StringIO(source))
    find_line = noqa.find_noqa_lines("a.py", lines, OPTIONS)
    whole = FileProcessor("a.py", OPTIONS, list(lines))
    numbers = {getattr(node, "lineno", 1) for node in ast.walk(ast.parse(source))}
    return [n for n in numbers if find_line(n) != whole.noqa_line_for(n)]


@each_row("source", SOURCES)
def test_lines_are_those_of_flake8(source: str) -> None:
    assert find_differences(source) == []


def test_tokens_are_read_where_something_goes_on_only() -> None:
    lines = list(io.StringIO(SOURCES[3]))
    find_line = noqa.find_noqa_lines("a.py", lines, OPTIONS)
    assert find_line(1) == 'import a; x = """\n"""; import b\n'
    find_line = noqa.find_noqa_lines("a.py", lines, argparse.Namespace())
    assert find_line(3) == "import c\n"
