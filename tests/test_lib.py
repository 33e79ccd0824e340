"""The standard library, vetted for the Python that it belongs to.

Whatever is reported there as missing has to be missing: this interpreter is asked.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
import sysconfig
import tokenize
import warnings
from pathlib import Path

import pytest

from flake8_safe_imports import checker
from flake8_safe_imports.config import options

LIB = Path(sysconfig.get_path("stdlib"))
LEFT_OUT = {"site-packages", "test", "tests", "idlelib", "lib2to3", "__pycache__"}
RUNNING = ".".join(map(str, sys.version_info[:2]))


def exists(dotted: str) -> bool:
    """Return whether this interpreter has the module or name *dotted*."""
    module, _, name = dotted.rpartition(".")
    try:
        importlib.import_module(dotted)
    except ImportError:
        if not module:
            return False
        try:
            return hasattr(importlib.import_module(module), name)
        except ImportError:
            return False
    return True


def findings_in(path: Path) -> list[str]:
    """Return the names that VET2xx and VET3xx report in *path*, as if it lay alone."""
    with tokenize.open(path) as file:
        source = file.read()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    config = options.parse({"vet_supported_python": f"=={RUNNING}.*"})
    alone = f"/nowhere/{path.name}"
    found = checker.check(tree, source.splitlines(keepends=True), alone, config)
    return [
        re.findall("`(.*?)`", finding.text)[0]
        for finding in found
        if finding.code.startswith(("VET2", "VET3"))
    ]


@pytest.mark.properties
@pytest.mark.filterwarnings("ignore")
def test_nothing_that_the_interpreter_contradicts() -> None:
    files = [
        path
        for path in sorted(LIB.rglob("*.py"))
        if LEFT_OUT.isdisjoint(path.relative_to(LIB).parts)
    ]
    contradicted = {
        f"{path.relative_to(LIB)}: {name}"
        for path in files
        for name in findings_in(path)
        if exists(name)
    }

    assert len(files) > 100 or sys.platform == "emscripten"
    assert contradicted == set()


def test_it_would_be_noticed() -> None:
    assert exists("os.path.join")
    assert not exists("os.getcwdu")
