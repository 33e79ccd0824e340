"""Names that the files of a project assign to modules."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import check_source, write_project

from flake8_safe_imports.config import options
from flake8_safe_imports.project import assignments, cache, tree
from flake8_safe_imports.project.assignments import may_assign


@pytest.mark.parametrize(
    "text",
    [
        "import math\nmath.cube = lambda x: x ** 3\n",
        "import math\nmath.cube: int = 1\n",
        "import math\nmath.square = math.cube = None\n",
        "import math\nmath.square, math.cube = 1, 2\n",
        "import math as m\nm.cube = 1\n",
        "setattr(math, 'cube', 1)\n",
        'monkeypatch.setattr(math, "cube", 1, raising=False)\n',
        "vars(math)['cube'] = 1\n",
        "math.__dict__['cube'] = 1\n",
        "patch.object(math, 'cube', create=True)\n",
        "patch('math.cube', create=True)\n",
        "    monkeypatch.setattr('math.cube', 1, raising=False)\n",
        "sys.modules['math.cube'] = object()\n",
        "sys.modules.setdefault('math.cube', object())\n",
        "sys.modules['math'].cube = 1\n",
        "importlib.import_module('math').cube = 1\n",
        "setattr(sys.modules['math'], 'cube', 1)\n",
        "m = sys.modules['math']\nm.cube = 1\n",
        "    m = math  # a copy\n    m.cube = 1\n",
        "for m in (math, cmath2):\n    m.cube = 1\n",
        "for m in math, cmath2:\n    setattr(m, 'cube', 1)\n",
    ],
)
def test_assigned(top: Path, text: str) -> None:
    (top / "deep" / "down").mkdir(parents=True)
    (top / "deep" / "down" / "boot.py").write_text(text)

    assert may_assign(str(top / "app.py"), "math", "cube")
    assert not may_assign(str(top / "app.py"), "math", "root")
    assert not may_assign(str(top / "app.py"), "cmath", "cube")


@pytest.mark.parametrize(
    "text",
    [
        "for name in names:\n    setattr(math, name, 1)\n",
        "setattr(math, f'{name}', 1)\n",
        "monkeypatch.setattr(math, name, 1, raising=False)\n",
        "math.__dict__.update(cube=1)\n",
        "math.__dict__[name] = 1\n",
        "vars(math).update(names)\n",
        "vars(math)[name] = 1\n",
        "math.__dict__ |= names\n",
        "exec(code, math.__dict__)\n",
        "exec(code, vars(math))\n",
        "patch.dict('math.__dict__', cube=1)\n",
        "patch.multiple('math', cube=DEFAULT, create=True)\n",
        "patch.multiple(math, cube=DEFAULT, create=True)\n",
        "sys.modules['math'].__dict__.update(names)\n",
        "setattr(sys.modules['math'], name, 1)\n",
        "m = math\nsetattr(m, name, 1)\n",
        "import math as m\nm.__dict__.update(names)\n",
        "sys.modules['math'] = types.ModuleType('math')\n",
        "monkeypatch.setitem(sys.modules, 'math', fake)\n",
        "with patch.dict(sys.modules, {'math': fake}): ...\n",
        "patch.dict('sys.modules', {\"math\": fake})\n",
        "patch.dict('sys.modules', {'json': None, 'math': fake})\n",
        "sys.modules.update({'math': fake})\n",
    ],
)
def test_any_name_may_be_assigned(top: Path, text: str) -> None:
    (top / "boot.py").write_text(text)

    assert may_assign(str(top / "app.py"), "math", "cube")
    assert may_assign(str(top / "app.py"), "math", "root")
    assert not may_assign(str(top / "app.py"), "cmath", "cube")


@pytest.mark.parametrize(
    "text",
    [
        "setattr(self, name, math.pi)\n",
        "print(math.__dict__['pi'], vars(math)['pi'])\n",
        "sys.modules['math'].pi == 1\n",
        "sys.modules['math'] = None\n",
        "monkeypatch.setitem(sys.modules, 'math', None)\n",
        "patch.dict(sys.modules, {'math': None})\n",
        "patch.dict(sys.modules, {'json': fake, 'math': None})\n",
        "config.update({'math': fake})\n",
        "sys.modules['math'] == m\n",
        "import math\nmath.cube == 1\n",
        "import math\nmath.cube(1)\nx = math.cube\n",
        "self.cube = 1\n",
        "print(math.cube, 'cube')\n",
        "patch('math.cube')\n",
        "math.cubes = 1\n",
    ],
)
def test_not_assigned(top: Path, text: str) -> None:
    (top / "app.py").write_text(text)

    assert not may_assign(str(top / "app.py"), "math", "cube")


@pytest.mark.parametrize(
    ("text", "is_set"),
    [
        ("unittest.TestCase.failIf = None\n", True),
        ("TestCase.other = TestCase.failIf = None\n", True),
        ("TestCase.failIf, TestCase.x = 1, 2\n", True),
        ("setattr(unittest.TestCase, 'failIf', None)\n", True),
        ("for name in names:\n    setattr(TestCase, name, None)\n", True),
        ("setattr(\n    TestCase,\n    names[0],\n    None,\n)\n", True),
        ("patch.object(TestCase, 'failIf', create=True)\n", True),
        ("patch.multiple(TestCase, failIf=None, create=True)\n", True),
        ("print(TestCase.failIf == 1)\n", False),
        ("from unittest import TestCase, main\n", False),
        ("TestCase.failUnless = None\n", False),
        ("setattr(MyTestCase, name, None)\nOurTestCase.failIf = None\n", False),
        ("class Test(TestCase):\n    failIf = None\n", False),
    ],
)
def test_set_on_a_class(top: Path, text: str, is_set: bool) -> None:
    (top / "compat.py").write_text(text)
    path = str(top / "tests.py")

    assert (
        assignments.may_assign_to_class(path, "unittest.TestCase", "failIf") == is_set
    )
    assert not assignments.may_assign_to_class(path, "pathlib.Path", "failIf")


def test_what_a_project_sets_on_a_class_is_not_reported(top: Path) -> None:
    source = (
        "from unittest import TestCase\nTestCase.failIf\n"
        "class Test(TestCase):\n    def test(self):\n        self.failIf(1)\n"
    )
    config = options.parse({"vet_supported_python": ">=3.9"})

    def find() -> list[int]:
        cache.clear()
        found = check_source(source, config, str(top / "tests.py"))
        return [item.line for item in found]

    assert find() == [2, 5]
    (top / "conftest.py").write_text("unittest.TestCase.failIf = None\n")
    assert find() == []


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("pkg/__init__.py", "collections.Mapping = collections.abc.Mapping\n", [5]),
        ("pkg/sub/__init__.py", "setattr(collections, 'Mapping', dict)\n", [5]),
        ("conftest.py", "for name in names:\n    setattr(collections, name, 1)\n", [5]),
        ("pkg/__init__.py", "sys.modules['imp'] = importlib\n", [1, 3]),
        ("pkg/__init__.py", "modules['imp'] = importlib\n", [1, 3, 5]),
        ("pkg/__init__.py", "self.modules['imp'] = importlib\n", [1, 3, 5]),
        ("pkg/boot.py", "sys.modules['imp'] = collections.Mapping = 1\n", [1, 3, 5]),
        ("other/__init__.py", "collections.Mapping = dict\n", [1, 3, 5]),
        ("pkg/sub/m.py", "from collections import Mapping\n", [1]),
        (
            "pkg/sub/m.py",
            "import collections as c\nc.Mapping = 1\nfrom collections import Mapping\n",
            [],
        ),
    ],
)
def test_what_is_assigned_before_a_file_runs(
    top: Path, path: str, text: str, found: list[int]
) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/sub/__init__.py": "",
        "pkg/sub/m.py": "from collections import Mapping\nimport collections\n"
        "collections.Mapping\n\nimport imp\n",
    }
    write_project(top, {**files, path: text})
    config = options.parse({"vet_supported_python": ">=3.12"})
    checked = str(top / "pkg" / "sub" / "m.py")

    reported = check_source(Path(checked).read_text(), config, checked)
    assert [item.line for item in reported] == found


def test_last_component_counts(top: Path) -> None:
    (top / "boot.py").write_text("os.path.cube = 1\n")

    assert may_assign(str(top / "app.py"), "os.path", "cube")


def test_environments_are_not_searched(top: Path) -> None:
    venv = top / "env"
    venv.mkdir()
    (venv / "pyvenv.cfg").touch()
    (venv / "boot.py").write_text("math.cube = 1\n")
    (top / "app.so").mkdir()

    assert not may_assign(str(top / "app.py"), "math", "cube")


def test_without_a_project_only_files_beside_it(tmp_path: Path) -> None:
    cache.clear()
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "boot.py").write_text("math.cube = 1\n")
    (tmp_path / "beside.py").write_text("math.root = 1\n")

    assert not may_assign(str(tmp_path / "app.py"), "math", "cube")
    assert may_assign(str(tmp_path / "app.py"), "math", "root")
    assert not may_assign(str(tmp_path / "none" / "app.py"), "math", "root")


def test_of_a_large_project_nothing_is_known(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST_ENTRIES", 3)
    for number in range(5):
        (top / f"f{number}.txt").touch()

    assert may_assign(str(top / "app.py"), "math", "cube")
    assert assignments.may_assign_to_class(str(top / "app.py"), "a.B", "c")


def test_unreadable_files_are_passed_over(top: Path) -> None:
    (top / "gone.py").symlink_to(top / "nowhere")

    assert not may_assign(str(top / "app.py"), "math", "cube")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(top: Path) -> None:
    os.mkfifo(top / "pipe.py")

    assert not may_assign(str(top / "app.py"), "math", "cube")


def test_only_an_import_of_modules_from_sys_gives_the_name() -> None:
    put = "modules['mock'] = fake\n"
    far = "from sys import path\n" + "path\n" * 50 + put

    assert list(assignments.find_replaced(f"from sys import path, modules\n{put}"))
    assert list(assignments.find_replaced(far)) == []
