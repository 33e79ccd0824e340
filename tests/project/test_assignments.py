"""Names that the files of a project assign to modules."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_safe_imports.project import assignments, cache
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
    monkeypatch.setattr(assignments, "_MOST_ENTRIES", 3)
    for number in range(5):
        (top / f"f{number}.txt").touch()

    assert may_assign(str(top / "app.py"), "math", "cube")


def test_unreadable_files_are_passed_over(top: Path) -> None:
    (top / "gone.py").symlink_to(top / "nowhere")

    assert not may_assign(str(top / "app.py"), "math", "cube")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(top: Path) -> None:
    os.mkfifo(top / "pipe.py")

    assert not may_assign(str(top / "app.py"), "math", "cube")
