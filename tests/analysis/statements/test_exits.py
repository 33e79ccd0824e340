"""What leaves a block: every row of the list narrows what follows it."""

from __future__ import annotations

import pytest
from rows import each_row
from support import analyze

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.statements import exits

WINDOW = versions.since(309)
LEAVING = {
    "raise": "raise SystemExit",
    "return": "return",
    "continue": "continue",
    **{name: f"{name}()" for name in exits.LEAVING_FUNCTIONS},
    **{f"self.{name}": f"self.{name}('x')" for name in exits.LEAVING_METHODS},
    **{
        f"{parser}.{method}": f"parser = {parser}(); parser.{method}('x')"
        for parser in exits.PARSERS
        for method in exits.LEAVING_METHODS_OF_PARSERS
    },
}
NOT_LEAVING = {
    "sys.exit_now",
    "self.exit",
    "self.error",
    "other.fail",
    "other.error",
    "argparse.ArgumentParser.error",
    "argparse.FileType().error",
    "unittest.skip",
}


def window_after(statement: str) -> int:
    """Return the window of what follows *statement* in ``if`` 3.10 or older."""
    source = (
        "import argparse, builtins, optparse, os, pytest, sys, unittest\n"
        "def f(self):\n"
        "    for _ in _:\n"
        f"        if sys.version_info < (3, 11): {statement}\n"
        "        HERE\n"
    )
    analysis = analyze(source, WINDOW)
    (use,) = [use for use in analysis.bindings.scopes.uses if use.name == "HERE"]
    return analysis.state_at(use.place).window


def cases() -> list[object]:
    """Return every statement that leaves, as parameters of a test."""
    return [pytest.param(text, id=name) for name, text in sorted(LEAVING.items())]


@each_row("statement", cases())
def test_nothing_runs_after_what_leaves(statement: str) -> None:
    assert window_after(statement) == versions.since(311)


@each_row("name", sorted(NOT_LEAVING))
def test_other_calls_return(name: str) -> None:
    assert window_after(f"{name}()") == WINDOW
