"""Random modules with two files that import them: run, fixed, and run again."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_safe_imports.config import options
from flake8_safe_imports.fix.project import importers
from flake8_safe_imports.fix.source import fix_source

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.properties

CONFIG = options.parse({"vet_supported_python": ">=3.9"})

NAMES = ["text_type", "range", "reduce", "quote", "iteritems", "string_types"]
"""What the library imports, and others may take from it."""
IMPORTS = [
    "from six import text_type, iteritems, string_types",
    "from six.moves import range, reduce",
    "from six.moves import (range,  # why\n                       reduce)",
    "from six.moves.urllib.parse import quote",
    "from six.moves import range; from six.moves import reduce",
    "from functools import wraps\nfrom six.moves import reduce, range",
    "try:\n    from six.moves.urllib.parse import quote\nexcept ImportError: pass",
    "if six.PY3:\n    from six.moves import range as range\nelse:\n    range = None",
]
USES = [
    "seen.append(text_type(1))",
    "seen.append([i for i in range(2)])",
    "seen.append(reduce(max, [1, 2]))",
    "seen.append(quote(' '))",
    "seen.append(list(iteritems({'a': 1})))",
    "seen.append(isinstance('', string_types))",
    "def f(range=range, *a): return list(range(2))\nseen.append(f())",
    "def f(str): return text_type(str)\nseen.append(f(1))",
    "class C:\n    range = 1\n    x = text_type(range)\nseen.append(C.x)",
    "seen.append(eval('text_type(2)'))",
    "seen.append(six.text_type(six.moves.urllib.parse.quote(' ')))",
    "for k in six.iterkeys({'a': 1}): seen.append(k)",
    "__all__ = ['range', 'seen']",
    "seen.append(sorted(n for n in globals() if n in NAMES))",
    "def g():\n    global reduce\n    reduce = sum\nseen.append(1)",
    "if six.PY2:\n    range = None\nelse:\n    seen.append(six.PY2)",
    "if seen:\n    pass\nelif six.PY3 and seen is not None:\n    seen.append(3)",
    "seen.append((unicode if six.PY2 else six.text_type)(5))",
    (
        "def h():\n    if six.PY2:\n        str = range\n    return str(2)\n"
        "try:\n    seen.append(h())\nexcept NameError as error:\n"
        "    seen.append(type(error))"
    ),
    "def k():\n    if six.PY2:\n        yield 1\nseen.append(list(k()))",
    "import os\nif os.name == 'nt': six.moves.winreg.OpenKey",
]
TAKERS = [
    "from {lib} import {name}\nseen.append({name})",
    "from {lib} import {name} as other\nseen.append(other)",
    "import {lib}\nseen.append({lib}.{name})",
    "import {lib} as lib\nseen.append(lib.{name})",
    "import {lib} as lib\nseen.append(getattr(lib, '{name}'))",
    "from {lib} import *\nseen.append('range' in dir())",
    "import importlib\nlib = importlib.import_module('{lib}')\nseen.append(lib.{name})",
    "import {lib} as lib\nlib.{name} = 3\nseen.append(lib.{name})",
    (
        "from unittest import mock\nimport {lib}\n"
        "with mock.patch('{lib}.{name}', 5): seen.append({lib}.{name})"
    ),
    "import sys, {lib}\nseen.append(vars(sys.modules['{lib}'])['{name}'])",
    "m = __import__('{lib}')\nseen.append(getattr(m, '{name}'[:2] + '{name}'[2:]))",
    "import pkgutil\nseen.append(pkgutil.resolve_name('{lib}:{name}'))",
    "import operator, {lib}\nseen.append(operator.attrgetter('{name}')({lib}))",
    (
        "import {lib}\ndef f(m): return getattr(m, '{name}'[:3] + '{name}'[3:])\n"
        "seen.append(f({lib}))"
    ),
    "import {lib}, six\nseen.append(six.text_type({lib}.seen))",
]
HEAD = f"import six\nNAMES = {NAMES!r}\nseen = []\n"


@st.composite
def projects(draw: st.DrawFn) -> dict[str, str]:
    """Return the texts of a library and of two files that import it."""
    imports = [IMPORTS[0], IMPORTS[1], IMPORTS[3]]
    imports += draw(st.lists(st.sampled_from(IMPORTS), max_size=2))
    uses = draw(st.lists(st.sampled_from(USES), min_size=1, max_size=4))
    texts = {"lib": "\n".join([HEAD, *imports, *uses, ""])}
    for user in ("first", "second"):
        taker = draw(st.sampled_from(TAKERS))
        name = draw(st.sampled_from(NAMES))
        texts[user] = HEAD + taker.replace("{name}", name) + "\n"
    return texts


# What cannot be imported alike before and after is not a difference.
RUN = """
import importlib, json, re, sys
answers = []
for number in range(int(sys.argv[1])):
    for name in ("lib", "first", "second"):
        try:
            seen = importlib.import_module(f"{name}{number}").seen
            answers.append(re.sub("0x[0-9a-f]+", "", repr(seen)))
        except Exception as error:
            answers.append(repr(error))
print(json.dumps(answers))
"""


def run(folder: Path, count: int) -> str:
    ran = subprocess.run(
        [sys.executable, "-B", "-W", "ignore", "-c", RUN, str(count)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(projects(), min_size=5, max_size=10))
def test_fixed_projects_do_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    unsafe: bool,
    made: list[dict[str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("projects")
    (folder / ".hg").mkdir()
    for number, texts in enumerate(made):
        for name, text in texts.items():
            path = folder / f"{name}{number}.py"
            path.write_text(text.replace("{lib}", f"lib{number}"))
    before = run(folder, len(made))
    importers.forget()

    for path in sorted(folder.glob("*.py")):
        source = path.read_text()
        path.write_text(fix_source(source, str(path), CONFIG, unsafe=unsafe).source)

    assert run(folder, len(made)) == before
    for path in sorted(folder.glob("*.py")):
        source = path.read_text()
        importers.forget()
        assert fix_source(source, str(path), CONFIG, unsafe=unsafe).source == source
