"""Answers of ``explain`` as text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.explain.facts import Facts, look_up
from flake8_safe_imports.explain.style import PLAIN, Style
from flake8_safe_imports.explain.text import format_answer
from flake8_safe_imports.rules.registry import RULES

NAMES = sorted(stdlib.iterate_names())
NEWEST = versions.spell(versions.MINORS[-1])


def to_text(name: str) -> str:
    """Return the text that ``explain`` prints about *name*, on one line."""
    answer = look_up(name)
    assert answer is not None, name
    return " ".join(format_answer(answer, PLAIN).split())


@each_row(
    ("name", "part"),
    [
        ("urllib2.urlopen", "Python 2 only"),
        ("urllib2.urlopen", "it is a drop-in"),
        ("unittest.TestCase.assertEquals", "it is a drop-in"),
        ("threading.Thread.isAlive", "it is a drop-in"),
        ("asyncio.Task.all_tasks", "it is not always a drop-in"),
        ("string.letters", "it is not always a drop-in"),
        ("collections.Mapping", "removed in Python 3.10"),
        ("types.NoneType", "removed in Python 3, back in Python 3.10"),
        ("asyncio", "new in Python 3.4"),
        ("os", "on every version since Python 2.7"),
        ("sets", "Use the built-in `set`"),
        ("urllib2", "`urllib.error` (HTTPError, URLError)"),
        ("crypt", "PyPI has had a malicious package named `crypt` (2017-06)"),
        ("urlib3", "was a malicious package on PyPI (2017-06). It imitates `urllib3`."),
        ("numppy", "looks like `numpy` (letter doubled)"),
        ("tomllib", "use `tomli`"),
        ("mock", "A backport: the standard library has it since Python 3.3 as"),
        ("mock", "as `unittest.mock`. Use"),
        ("typing_extensions.TypeAlias", "as `typing.TypeAlias`. Use"),
        (
            "typing_extensions.Literal",
            "`typing.Literal`. Since Python 3.8 there is an older one, which differs.",
        ),
        ("backports.csv", "A backport: the standard library has it as `csv`."),
        ("pathlib2.Path.walk", "library has it since Python 3.12 as `pathlib.Path."),
        ("six.moves.queue.Queue.get", "library has it as `queue.Queue.get`."),
        ("mock.no_such", "A backport; the standard library has no `unittest.mock.no_"),
        (
            "six.text_type",
            "name: the standard library has it as the built-in `str`",
        ),
        ("six.with_metaclass", "name. Write `class X(Base, metaclass=M)`."),
        ("asyncio.iscoroutinefunction", "3.4, to be removed in Python 3.16."),
        ("distutils.sysconfig.expand_makefile_vars", "(there since Python 3.10"),
        ("aifc.openfp", "Use `aifc.open` (removed in Python 3.13):"),
        ("numpy.array", "most used; its contents are not known."),
        ("accelerated", "Not widely used, but a real project."),
        ("VET201", "python2-only-import"),
        ("vet201", "python2-only-import"),
        ("python2-only-import", "VET201"),
        ("VET204", "off unless vet-enable turns it on"),
        ("six", "a Python 2 compatibility layer: VET302 reports its uses."),
        ("asyncio.timeout", "use `async_timeout.timeout` (Python 3.8 and later)."),
        ("VET404", "off unless vet-check-environment turns it on"),
    ],
)
def test_text_has(name: str, part: str) -> None:
    assert part in to_text(name)


@pytest.mark.parametrize(
    ("name", "is_dated", "part"),
    [
        (
            "_zstd",
            False,
            "A private module of the standard library: it may change at any time",
        ),
        ("_crypt", False, "A private module of the standard library: removed in"),
        ("json.__main__", False, "A private module"),
        ("_winreg", True, "A module of the standard library: Python 2 only"),
        ("_thread", True, "A module of the standard library: new in Python 3"),
        ("__future__", True, "on every version since Python 2.7"),
    ],
)
def test_private_modules_are_not_dated(name: str, is_dated: bool, part: str) -> None:
    answer = look_up(name)

    assert (isinstance(answer, Facts) and answer.window is not None) is is_dated
    assert (NEWEST in to_text(name)) is is_dated
    assert part in to_text(name)


def test_bad_releases_are_listed() -> None:
    answer = look_up("litellm")
    assert isinstance(answer, Facts)
    assert answer.compromised is not None

    assert set(answer.compromised.versions) <= set(
        re.findall(r"\d[\w.]*\w", to_text("litellm"))
    )


def test_lookalikes_are_not_called_malicious() -> None:
    assert "malicious" not in to_text("numppy")


@given(st.sampled_from(NAMES))
def test_every_stdlib_name_has_a_text(name: str) -> None:
    answer = look_up(name)

    assert isinstance(answer, Facts)
    assert answer.fact is not None
    lines = format_answer(answer, PLAIN).splitlines()
    # One word may be too long to be broken.
    assert all(len(line) <= 80 or " " not in line.strip() for line in lines)
    bar = next((line for line in lines if re.fullmatch(r"[#\- ]+", line)), None)
    if bar is None:
        assert re.search("private module|A name in `[^`]*_", lines[1])
        assert answer.window is None
        return
    assert bar.count("###") == len(versions.minors(answer.fact.window))
    assert answer.window == answer.fact.window


@each_row("rule", RULES, ids=lambda rule: rule.code)
def test_pages_fit_on_a_terminal(rule: Any) -> None:
    lines = format_answer(rule, PLAIN).splitlines()

    assert max(map(len, lines)) <= 80
    assert "``" not in "".join(lines)
    assert not any(line.endswith("::") for line in lines)


def test_examples_keep_their_indentation() -> None:
    answer = look_up("VET203")
    assert answer is not None
    page = format_answer(answer, PLAIN)

    assert (
        "        if sys.version_info >= (3, 11):\n"
        "            import tomllib\n"
        "        else:\n"
        "            import tomli as tomllib\n"
    ) in page


def test_color_changes_nothing_else() -> None:
    answer = look_up("imp")
    assert answer is not None
    colored = format_answer(answer, Style(color=True))

    assert re.sub(r"\x1b\[\d+m", "", colored) == format_answer(answer, Style())
