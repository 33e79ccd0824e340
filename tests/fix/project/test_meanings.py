"""What expressions may mean, and the text that they come to or begin with."""

from __future__ import annotations

import ast

from rows import each_row

from flake8_safe_imports.fix.project.meanings import Meanings
from flake8_safe_imports.fix.text.nodes import Nodes


def read(code: str) -> tuple[Meanings, ast.expr]:
    """Return the meanings in *code*, and the expression in its last line."""
    tree = ast.parse(f"import six\n{code}\n")
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    return Meanings(Nodes(tree)), last.value


@each_row(
    ("code", "text", "is_whole"),
    [
        ("'a.b'", "a.b", True),
        ("'a.' + 'b'", "a.b", True),
        ("'a.' + n", "a.", False),
        ("'a.%s' + n", "a.%s", False),
        ("'a.%s.b' % n", "a.", False),
        ("('a.%s' + n) % m", "a.", False),
        ("'a.%s' % n + m", "a.", False),
        ("f'a.{n}.b'", "a.", False),
        ("'a.{}.b'.format(n)", "a.", False),
        ("'.'.join(['a', n, 'b'])", "a.", False),
        ("n", "", False),
        ("1", "", False),
    ],
)
def test_text(code: str, text: str, is_whole: bool) -> None:
    meanings, node = read(code)

    assert meanings.spell(node) == (text, is_whole)


@each_row(
    ("code", "meant"),
    [
        ("six.moves", {"six.moves"}),
        ("import_module('six.moves')", {"six.moves"}),
        ("import_module('six.' + n)", set()),
        ("import_module()", set()),
        ("getattr(six, 'moves')", {"six.moves"}),
        ("getattr(six, n)", set()),
        ("getattr(six)", set()),
        ("call(six, 'moves')", set()),
        ("vars(six)['PY2']", {"six.PY2"}),
        ("a = six if n else None\na", {"six"}),
    ],
)
def test_modules(code: str, meant: set[str]) -> None:
    meanings, node = read(code)

    assert meanings.of(node) == meant
