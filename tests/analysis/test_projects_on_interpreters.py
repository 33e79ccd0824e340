"""Generated projects of a few files, compared with what happens when they run.

In each, one file needs a name that some supported version lacks, and another file has
the flag, or the import, that guards it. Every interpreter at hand imports the project.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import NamedTuple

import pytest
from each_python import PYTHONS, SUPPORTED, works_on_all
from support import check_source, write_project

from flake8_safe_imports.config import options

pytestmark = pytest.mark.interpreters
COUNT = 40 if "CI" in os.environ else 150

COMPAT = """\
import sys
NEW = sys.version_info >= (3, 11)
V = sys.version_info[:2]
def is_new():
    return sys.version_info >= (3, 12)
def is_old():
    if NEW:
        return False
    return True
class C:
    flag = sys.version_info < (3, 12)
    @staticmethod
    def has():
        return V >= (3, 10)
try:
    import tomllib
    HAS = True
except ImportError:
    HAS = False
try:
    from typing import Self
except ImportError:
    Self = None
if V >= (3, 12):
    KIND, BOTH = "new", True
else:
    KIND, BOTH = "old", False
is_older = lambda: V < (3, 13)
SOME = HAS and V < (3, 13)
"""
NAMES = "NEW, V, is_new, is_old, C, HAS, Self, KIND, BOTH, is_older, SOME"
IMPORTS = {
    "from pkg import compat": "compat.",
    "from . import compat": "compat.",
    "import pkg.compat": "pkg.compat.",
    "from pkg import compat as other": "other.",
    f"from pkg.again import {NAMES}": "",
}
TESTS = (
    *("@NEW", "@V >= (3, 10)", "@V < (3, 12)", "@is_new()", "@is_old()", "@C.flag"),
    *("@C.has()", "@HAS", "not @HAS", "@is_older()", "@SOME", "@V[1] > 11"),
    *("@KIND == 'new'", "@Self", "@Self is None", "@Self is not None"),
)
SHAPES = ("{0}", "{0}", "not ({0})", "({0}) and {1}", "({0}) or {1}")
NEEDS = (
    *("import tomllib", "import imp", "import asyncore", "import urllib2"),
    *("from math import cbrt", "from itertools import batched"),
    "import math; math.cbrt(2)",
)
PROJECTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("pkg/main.py", {"pkg/main.py": "if TEST:\n    NEED\n"}),
    ("pkg/main.py", {"pkg/main.py": "if TEST:\n    pass\nelse:\n    NEED\n"}),
    ("pkg/main.py", {"pkg/main.py": "if TEST:\n    raise SystemExit\nNEED\n"}),
    (
        "pkg/old.py",
        {"pkg/main.py": "if TEST:\n    from . import old\n", "pkg/old.py": "NEED\n"},
    ),
    (
        "pkg/old.py",
        {
            "pkg/main.py": "if TEST:\n    from .old import x\nelif TEST:\n"
            "    import pkg.old\n",
            "pkg/old.py": "x = 1\nNEED\n",
        },
    ),
    (
        "pkg/old.py",
        {
            "pkg/main.py": "def run():\n    if TEST:\n        return\n"
            "    import pkg.old as old\nrun()\n",
            "pkg/old.py": "NEED\n",
        },
    ),
    (
        "pkg/old.py",
        {
            "pkg/main.py": "if TEST:\n    from . import mid\n",
            "pkg/mid.py": "from . import old\n",
            "pkg/old.py": "NEED\n",
        },
    ),
    (
        "pkg/old.py",
        {
            "pkg/main.py": "try:\n    from . import old\nexcept ImportError:\n"
            "    old = None\n",
            "pkg/old.py": "NEED\n",
        },
    ),
    (
        "pkg/deep/__init__.py",
        {
            "pkg/main.py": "if TEST:\n    import pkg.deep.leaf\n",
            "pkg/deep/__init__.py": "NEED\n",
            "pkg/deep/leaf.py": "",
        },
    ),
    (
        "pkg/old.py",
        {
            "pkg/__init__.py": "if TEST:\n    raise SystemExit\n",
            "pkg/old.py": "NEED\n",
            "pkg/main.py": "from pkg import old\n",
        },
    ),
)
RUNNER = """
import json, sys, warnings
warnings.simplefilter("ignore")
works = []
for root in json.load(sys.stdin):
    for name in [name for name in sys.modules if name.partition(".")[0] == "pkg"]:
        del sys.modules[name]
    sys.path.insert(0, root)
    try:
        import pkg.main
        works.append(True)
    except SystemExit:
        works.append(True)
    except (ImportError, AttributeError):
        works.append(False)
    sys.path.pop(0)
json.dump(works, sys.stdout)
"""


class Project(NamedTuple):
    """The file that needs something, and all files."""

    path: str
    files: dict[str, str]


def draw_project(draw: random.Random) -> Project:
    path, files = draw.choice(PROJECTS)
    statement, prefix = draw.choice([*IMPORTS.items()])
    need = draw.choice(NEEDS)
    made = {"pkg/__init__.py": ""}
    for name, text in files.items():
        while "TEST" in text:
            tests = draw.choice(TESTS), draw.choice(TESTS)
            test = draw.choice(SHAPES).format(*tests).replace("@", prefix)
            text = text.replace("TEST", test, 1)
        begin = f"{statement}\n" if "TEST" in files[name] else ""
        made[name] = begin + text.replace("NEED", need)
    made["pkg/compat.py"] = COMPAT
    made["pkg/again.py"] = f"from .compat import {NAMES}\n"
    return Project(path, made)


def is_reported(root: str, project: Project) -> bool:
    source = project.files[project.path]
    found = check_source(
        source,
        options.parse({"vet_supported_python": SUPPORTED}),
        os.path.join(root, *project.path.split("/")),
    )
    return any(item.code.startswith("VET20") for item in found)


@pytest.mark.skipif(len(PYTHONS) < 3, reason="too few interpreters")
def test_findings_are_what_fails(tmp_path: Path) -> None:
    draw = random.Random(os.environ.get("PROJECT_SEED", "1"))
    projects = [draw_project(draw) for _ in range(COUNT)]
    roots = [str(tmp_path / str(number)) for number in range(COUNT)]
    for root, project in zip(roots, projects):
        write_project(Path(root), {"setup.cfg": "", ".git/HEAD": "", **project.files})

    wrong = [
        project
        for root, project, works in zip(
            roots, projects, works_on_all(["-B", "-c", RUNNER], roots)
        )
        if is_reported(root, project) is works
    ]

    assert not wrong
