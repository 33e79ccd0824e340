"""Programs of a few files, which are run before and after they are fixed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fixing import fix

from flake8_safe_imports.config import options
from flake8_safe_imports.fix.project import importers

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("six")

PROJECTS = {
    "another name of the module, in itself": {
        "main.py": "import inner\nprint(inner.compat.range(3))\n",
        "inner.py": (
            "import sys\nfrom six.moves import range\nx = range(2)\n"
            "compat = sys.modules[__name__]\n"
        ),
    },
    "another name of the module, elsewhere": {
        "main.py": "import other\nprint(other.compat.moves.range(3))\n",
        "other.py": "import inner as compat\n",
        "inner.py": "from six import moves\nx = moves.range(2)\n",
    },
    **{
        f"its own module, taken by {taken}": {
            "main.py": f"import inner\n{imported}print({reached}.range(3))\n",
            "inner.py": (
                "import sys, typing\nfrom six.moves import range\nx = range(2)\n"
                f"{taken}\n"
            ),
        }
        for taken, imported, reached in (
            ("compat: typing.Any = sys.modules[__name__]", "", "inner.compat"),
            ("a = compat = sys.modules[__name__]", "", "inner.a"),
            ("compat, y = sys.modules[__name__], 1", "", "inner.compat"),
            ("(compat := sys.modules[__name__])", "", "inner.compat"),
            ("globals()['compat'] = sys.modules[__name__]", "", "inner.compat"),
            ("sys.modules['old'] = sys.modules[__name__]", "import old\n", "old"),
            ("def get(): return sys.modules[__name__]", "", "inner.get()"),
            ("them = [__import__(__name__)]", "", "inner.them[0]"),
        )
    },
    "names of a frame": {
        "main.py": (
            "import six, sys\n"
            "def ask():\n    return six.moves.input\n"
            "before = ask()\n"
            "sys._getframe().f_builtins['input'] = None\n"
            "print(ask() is before)\n"
        ),
    },
    "names in code": {
        "main.py": (
            "import six\ndef f():\n    return six.text_type\n"
            "print(f.__code__.co_names)\n"
        ),
    },
    "a submodule that a ban names": {
        "main.py": "import old\nprint(old.http.get())\n",
        "old.py": "import fresh.http\nhttp = fresh.http\n",
        "fresh/__init__.py": "",
        "fresh/http.py": "def get():\n    return 1\n",
    },
    "a circle of imports": {
        "main.py": "import fresh.sub\nprint(fresh.sub.load())\n",
        "fresh/__init__.py": "",
        "fresh/sub.py": (
            "import json\nimport fresh.helper\ndef load():\n"
            "    return fresh.helper.load() + json.loads('1')\n"
            "loads = json.loads\n"
        ),
        "fresh/helper.py": (
            "from json import loads\ndef load():\n    return loads('2')\n"
        ),
    },
    "a circle by way of a package": {
        "main.py": "import user, fresh\nprint(user.load(), fresh.X)\n",
        "user.py": ("import old\nX = 1\ndef load():\n    return old.http.get()\n"),
        "old.py": "import types\nhttp = types.SimpleNamespace(get=lambda: 1)\n",
        "fresh/__init__.py": "from . import base\nX = base.X\n",
        "fresh/base.py": "from user import X\n",
        "fresh/http.py": "def get():\n    return 1\n",
    },
    "a circle by an import in a try": {
        "main.py": "import user, fresh.http\nprint(user.load(), fresh.http.X)\n",
        "user.py": (
            "from old import http\nX = 1\ndef load():\n    return http.get()\n"
        ),
        "old.py": "import types\nhttp = types.SimpleNamespace(get=lambda: 1)\n",
        "fresh/__init__.py": "",
        "fresh/http.py": (
            "try:\n    from user import X\nexcept ImportError:\n    X = 0\n"
            "def get():\n    return 1\n"
        ),
    },
    "two rewrites that would make a circle": {
        "main.py": "import one, two\nprint(one.load(), two.load(), two.get())\n",
        "one.py": (
            "from left import get\ndef load():\n    return get()\n"
            "def found():\n    return 2\n"
        ),
        "two.py": (
            "from right import get as found\ndef load():\n    return found()\n"
            "def get():\n    return 1\n"
        ),
        "left.py": "def get():\n    return 1\n",
        "right.py": "def get():\n    return 2\n",
    },
}
CONFIG = options.parse(
    {
        "vet_supported_python": ">=3.9",
        "vet_banned_imports": (
            "old.http = fresh.http\njson.loads = fresh.sub.loads\n"
            "left.get = two.get\nright.get = one.found"
        ),
    }
)


def run(folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "main.py"], capture_output=True, text=True, cwd=folder
    )

    assert ran.stderr == ""
    return ran.stdout


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", PROJECTS)
def test_fixed_programs_do_the_same(name: str, unsafe: bool, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for file, text in PROJECTS[name].items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    before = run(tmp_path)
    importers.forget()
    for file, text in PROJECTS[name].items():
        path = tmp_path / file
        path.write_text(fix(text, CONFIG, path=str(path), unsafe=unsafe).source)

    assert run(tmp_path) == before
