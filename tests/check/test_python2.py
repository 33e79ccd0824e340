"""Python 2's syntax, brought forward: every line and every column stays known."""

from __future__ import annotations

import ast
import sys
import textwrap
import warnings
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row
from support import count_calls, run_check

from flake8_safe_imports.analysis.statements import syntax
from flake8_safe_imports.check import python2

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not python2.is_available(), reason="fissix is not installed"
)

CASES = [
    ("x[. . .]\n", "x[...    ]\n"),
    ("print 'a', b\n", "print('a', b)\n"),
    ("print\n", "print\n"),
    ("print 'a' ,  # b\n", "print('a' ,)  # b\n"),
    ("print('a') % b\n", "print(('a') % b)\n"),
    ("print >>f, a\n", "print(  f, a)\n"),
    ("print>>f\n", "print(  f)\n"),
    ("print'a'\n", "print('a')\n"),
    ("print a, \\\n    b; c\n", "print(a, \\\n    b); c\n"),
    ("print \\\n  a\n", "print(\\\n  a)\n"),
    ("print '''a\nb''', c\n", "print('''a\nb''', c)\n"),
    ("exec a\n", "exec(a)\n"),
    ("exec a in b, c\n", "exec(a ,  b, c)\n"),
    ("exec(a, b)\n", "exec((a, b))\n"),
    ("raise A, 'b'\n", "raise(A, 'b')\n"),
    ("raise A, b, c\n", "raise(A, b, c)\n"),
    ("raise A\n`b`\n", "raise A\n(b)\n"),
    ("a <> b\n`a`\n", "a != b\n(a)\n"),
    ("0777, 0, 00, 10L, 0xFFL, 1e5\n`a`\n", "0o777, 0, 00, 10 , 0xFF , 1e5\n(a)\n"),
    ("0777L\n", "0o777 \n"),
    ("0b11L, 0O7l, 7L.real, 8Lif a else 9\n", "0b11 , 0O7 , 7 .real, 8 if a else 9\n"),
    ("ur'a', UR'b', u'c'\n", "r'a', r'b', u'c'\n"),
    ("b'\u00e9' 'a', br'\\d'\n`a`\n", "'\u00e9' 'a', r'\\d'\n(a)\n"),
    ("'\\user', u'\\u1234', r'\\u'\n", "'\\\\user', u'\\u1234', r'\\u'\n"),
    ("'\\\\N\\N'\n", "'\\\\N\\\\N'\n"),
    ("'''\n\\N''', 1L\n", "'''\n\\\\N''', 1 \n"),
    ("lambda (a, b): a\n", "lambda  a, b : a\n"),
    ("lambda a, (b, (c,)): a\n", "lambda a,  b,  c   : a\n"),
    ("def f(a, (b, c)=d):\n  `a`\n", "def f(a,  b=None, c =d):\n  (a)\n"),
    ("def f((a, b)): `a`\n", "def f( a, b ): (a)\n"),
    ("[a for a in 1, 2]\n", "[a for a in (1, 2)]\n"),
    ("[a for a in lambda: 1, 2 if a]\n", "[a for a in (lambda: 1, 2) if a]\n"),
    ("[a for a in lambda: b]\n", "[a for a in (lambda: b)]\n"),
    ("[a for a in b if lambda: c]\n", "[a for a in b if (lambda: c)]\n"),
    ("f(a for a in b,)\n", "f(a for a in (b,))\n"),
    ("f(a, ((b))=c)\n", "f(a,   b  =c)\n"),
    ("True = 1\n(a, (True, False)) = b\n", "Ｔrue = 1\n(a, (Ｔrue, Ｆalse)) = b\n"),
    ("True = a == True\n", "Ｔrue = a == True\n"),
    ("a.False = b(None=1)\n", "a.Ｆalse = b(Ｎone=1)\n"),
    ("def True(False): return True\n", "def Ｔrue(Ｆalse): return Ｔrue\n"),
    ("a.async = async(await=1)\n", "a.ａsync = ａsync(ａwait=1)\n"),
    ("import async, nonlocal.b\n", "import ａsync, ｎonlocal.b\n"),
    ("nonlocal = nonlocal.a\n", "ｎonlocal = ｎonlocal.a\n"),
    ("if a:\n\tb\n        c\n", "if a:\n        b\n        c\n"),
    ("if a:\n\f\tb\n        c\n", "if a:\n        b\n        c\n"),
    (
        "if a:\n    if b:\n\tprint '''\n\tx'''\n\tc # d\n",
        "if a:\n    if b:\n        print('''\n\tx''')\n        c # d\n",
    ),
    ("from __future__ import print_function\nprint(a, file=b); `a`\n", None),
    (
        "from __future__ import (division,\n  unicode_literals)\n'\\u1234'; `a`\n",
        "from __future__ import (division,\n  unicode_literals)\n'\\u1234'; (a)\n",
    ),
]
EXCEPT = [
    ("A, e", "A as  e"),
    ("(A, B) , e", "(A, B)  as  e"),
    ("A,e", "A as e"),
    ("A, (b, c)", "(A, (b:=0, c:=0))"),
    ("A, (b,  # c\n d)", "(A, (b:=0,  # c\n d:=0))"),
    ("(A, B), [c, (d,)]", "((A, B), [c:=0, (d:=0,)])"),
    ("A, (b)", "(A, (b:=0))"),
    ("A, b.c", "(A, b.c)"),
    ("A, (b[0], c.d)", "(A, (b[0], c.d))"),
    ("A, True", "A as  Ｔrue"),
    ("A as b", "A as b"),
]


def bring_forward(text: str) -> python2.Forward:
    forward = python2.bring_forward(text)
    assert forward is not None
    return forward


@each_row(("old", "new"), CASES, ids=[repr(old) for old, _ in CASES])
def test_syntax(old: str, new: str | None) -> None:
    forward = bring_forward(old)

    assert forward.text == (new or old.replace("`a`", "(a)"))
    ast.parse(forward.text)


@each_row(("old", "new"), EXCEPT)
def test_handlers(old: str, new: str) -> None:
    forward = bring_forward(f"try: a\nexcept {old}: print b\n")

    assert forward.text == f"try: a\nexcept {new}: print(b)\n"
    ast.parse(forward.text)


@pytest.mark.parametrize("text", ["x = = 1\n", "(\n", "a\n  b\n c\n", "'''\n", "\0"])
def test_what_is_no_python_2(text: str) -> None:
    assert python2.bring_forward(text) is None


def test_a_future_import_may_be_part_of_a_string() -> None:
    text = "from __future__ import print_function\n"
    forward = bring_forward(f"x = '''\n{text}'''\nprint x\n")

    assert forward.text.endswith("print(x)\n")


def test_long_lines_are_no_trouble() -> None:
    text = "lambda " * 200_000
    error = SyntaxError("x", ("a", 1, 1, text))

    assert not syntax.looks_like_python2(text, error)
    assert syntax.looks_like_python2(f"`a`{text}", error)


@pytest.mark.parametrize("text", ["print 1", "", "# a", "print 1 # a\n\n\n", "\f`a`\n"])
def test_the_end_of_a_file_stays(text: str) -> None:
    forward = bring_forward(text)

    assert forward.text.count("\n") == text.count("\n")
    ast.parse(forward.text)


LINES = [
    *(old for old, _ in CASES if "__future__" not in old),
    *(f"try: a\nexcept {old}: print b\n" for old, _ in EXCEPT),
    "import a, b\n",
    "\n",
    "# \u00e9 print `a`\n",
    "class A:\n\tdef f(self):\n\t\treturn self.b <> `self.c`, d\n",
    "x = [\n  `a`,\n\t0777, b]\n",
    "print u'\u00e9', a.b, 1L, c\n",
]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_names_are_where_they_were(parts: list[str]) -> None:
    old = "".join(parts)
    forward = bring_forward(old)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(forward.text)
    lines, new = old.split("\n"), forward.text.split("\n")

    assert len(lines) == len(new)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in {"print", "exec", "_"}:
            before = new[node.lineno - 1].encode()[: node.col_offset].decode()
            column = forward.find_column(node.lineno, len(before))
            assert lines[node.lineno - 1][column:].startswith(node.id)


TYPICAL = [
    "print 'a'",
    "print a",
    "print >>f, 'a' 'b', `c`",
    "exec 'a'",
    "raise A, b",
    "raise a[0], a[1], a[2]",
    "a <> b",
    "`a`",
    "a = 0777",
    "a = 10L",
    "a = ur'b'",
    "lambda a, (b, c): a",
    "def f((a, b)): pass",
    "True = 1",
    "(a, True) = 1",
    "a.True",
    "async = 1",
    "x = a, '\\u'",
    "x = b'é'",
    "[a for a in 1, 2]",
    "try: a\nexcept A, e: b",
    "if a:\n\tb\n        c",
    "import a\nprint 'b'",
]


@each_row("text", TYPICAL)
def test_python_2_is_recognized(text: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        ast.parse(text)

    assert syntax.looks_like_python2(text, raised.value)


@pytest.mark.parametrize("text", ["x = = 1", "def f(:\n  pass", "a b", "'''\n"])
def test_other_errors_are_none_of_python_2(text: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        ast.parse(text)

    assert not syntax.looks_like_python2(text, raised.value)


OLD = """\
import urllib2, sys
print >>sys.stderr, 'x', urllib2.urlopen('y')
try:
    f()
except (IOError, OSError), e: import imp
"""
OPTIONS = ["--isolated", "--vet-supported-python=>=3.9"]
HINT = (
    "1 file in the syntax of Python 2: to check such files, install "
    "flake8-safe-imports[python2]"
)


def test_findings_have_their_lines_and_columns(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(OLD)
    ran = run_check([*OPTIONS, "--show-source", "."], cwd=tmp_path)
    import_, found = (8, 38) if sys.version_info >= (3, 10) else (1, 31)

    assert ran.code == 1
    assert f"./a.py:1:{import_}: VET201 " in ran.out
    assert f"./a.py:5:{found}: VET202 " in ran.out
    assert "\nexcept (IOError, OSError), e: import imp\n" in ran.out
    assert ran.err == "1 file checked, 2 findings\n"


def test_noqa_counts_and_can_be_added(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        f"{OLD}print >>x, '# noqa', `1`; import imp # noqa\n"
        "print >>x, `1`; import imp  # noqa: E501\n"
    )
    ran = run_check([*OPTIONS, "--add-noqa", "."], cwd=tmp_path)
    again = run_check([*OPTIONS, "--add-noqa", "."], cwd=tmp_path)
    lines = path.read_text().splitlines()

    assert (ran.code, ran.out) == (0, "")
    assert "noqa comments on 3 lines" in ran.err
    assert "noqa comments on 0 lines" in again.err
    assert lines[4] == "except (IOError, OSError), e: import imp  # noqa: VET202"
    assert lines[5:] == [
        "print >>x, '# noqa', `1`; import imp # noqa",
        "print >>x, `1`; import imp  # noqa: E501, VET202",
    ]


def test_a_baseline_takes_such_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(OLD)
    run_check([*OPTIONS, "--write-baseline=b.txt", "."], cwd=tmp_path)
    ran = run_check([*OPTIONS, "--vet-baseline=b.txt", "."], cwd=tmp_path)

    assert (ran.code, ran.out) == (0, "")


def test_without_the_extra_files_are_counted_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python2, "_PARSER", "no_such_parser")
    (tmp_path / "a.py").write_text(OLD)
    (tmp_path / "b.py").write_text("import imp\nx = = 1\n")
    ran = run_check([*OPTIONS, "."], cwd=tmp_path)

    assert ran.code == 0
    assert "./a.py:2: cannot be parsed: " in ran.err or "./a.py:5: " in ran.err
    assert ran.err.splitlines()[-2:] == [
        f"flake8-safe-imports: {HINT}",
        "0 files checked, 0 findings, 2 files not checked",
    ]


def forget_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget that fissix was imported."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "fissix"]:
        monkeypatch.delitem(sys.modules, name)


def test_a_parser_that_is_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_parser(monkeypatch)
    module = type(sys)("fissix")
    module.__spec__ = None
    monkeypatch.setitem(sys.modules, "fissix", module)

    assert not python2.is_available()


def test_a_parser_without_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_parser(monkeypatch)
    monkeypatch.setitem(sys.modules, "appdirs", None)
    (tmp_path / "a.py").write_text(OLD)
    ran = run_check([*OPTIONS, "a.py"], cwd=tmp_path)

    assert ran.code == 0
    assert ran.err.splitlines()[-2:] == [
        f"flake8-safe-imports: {HINT}",
        "0 files checked, 0 findings, 1 file not checked",
    ]


def test_nothing_is_written_into_the_cache_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    (tmp_path / "a.py").write_text(OLD)
    argv = [sys.executable, "-m", "flake8_safe_imports", "check", *OPTIONS, "a.py"]
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True)

    assert "VET202" in done.stdout
    assert list(home.iterdir()) == []


def test_targets_of_handlers_are_bound_and_their_types_are_guards(
    tmp_path: Path,
) -> None:
    old = """\
    import errno, os
    try:
        import urllib2
    except ImportError, (errno,
                         message):  # both
        print errno.nothing
    print os.getcwdu()
    """
    (tmp_path / "old.py").write_text(textwrap.dedent(old))
    ran = run_check([*OPTIONS, "old.py"], cwd=tmp_path)

    assert ran.out.count("\n") == 1
    assert ran.out.startswith("old.py:7:7: VET201 `os.getcwdu` ")


@pytest.mark.hostile
def test_columns_are_found_in_linear_time() -> None:
    def count(number: int) -> int:
        forward = bring_forward("; ".join(["print 1L"] * number) + "\n")
        columns = range(0, len(forward.text), 9)
        return count_calls(lambda: [forward.find_column(1, it) for it in columns])

    assert count(800) < 2.5 * count(400)
