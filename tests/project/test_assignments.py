"""Names that the files of a project assign to modules."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_safe_imports.project import assignments, cache
from flake8_safe_imports.project.assignments import may_assign


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the root of a project with nothing but a file to lint."""
    cache.clear()
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    return root


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
def test_assigned(project: Path, text: str) -> None:
    (project / "deep" / "down").mkdir(parents=True)
    (project / "deep" / "down" / "boot.py").write_text(text)

    assert may_assign(str(project / "app.py"), "math", "cube")
    assert not may_assign(str(project / "app.py"), "math", "root")
    assert not may_assign(str(project / "app.py"), "cmath", "cube")


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
def test_not_assigned(project: Path, text: str) -> None:
    (project / "app.py").write_text(text)

    assert not may_assign(str(project / "app.py"), "math", "cube")


def test_last_component_counts(project: Path) -> None:
    (project / "boot.py").write_text("os.path.cube = 1\n")

    assert may_assign(str(project / "app.py"), "os.path", "cube")


def test_environments_are_not_searched(project: Path) -> None:
    venv = project / "env"
    venv.mkdir()
    (venv / "pyvenv.cfg").touch()
    (venv / "boot.py").write_text("math.cube = 1\n")
    (project / "app.so").mkdir()

    assert not may_assign(str(project / "app.py"), "math", "cube")


def test_without_a_project_only_files_beside_it(tmp_path: Path) -> None:
    cache.clear()
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "boot.py").write_text("math.cube = 1\n")
    (tmp_path / "beside.py").write_text("math.root = 1\n")

    assert not may_assign(str(tmp_path / "app.py"), "math", "cube")
    assert may_assign(str(tmp_path / "app.py"), "math", "root")
    assert not may_assign(str(tmp_path / "none" / "app.py"), "math", "root")


def test_of_a_large_project_nothing_is_known(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignments, "_MOST_ENTRIES", 3)
    for number in range(5):
        (project / f"f{number}.txt").touch()

    assert may_assign(str(project / "app.py"), "math", "cube")


def test_unreadable_files_are_passed_over(project: Path) -> None:
    (project / "gone.py").symlink_to(project / "nowhere")

    assert not may_assign(str(project / "app.py"), "math", "cube")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(project: Path) -> None:
    os.mkfifo(project / "pipe.py")

    assert not may_assign(str(project / "app.py"), "math", "cube")
