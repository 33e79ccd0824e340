"""The linted code: installed packages, and generated files."""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
import sysconfig
import warnings
import zipfile
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Corpus(NamedTuple):
    """A folder of Python files that is a project of its own."""

    name: str
    folder: Path
    files: int
    lines: int


@cache
def copy_distribution(name: str, folder: Path) -> Corpus:
    """Copy the package of an installed distribution, with its ``requires-python``."""
    distribution = metadata.distribution(name)
    package = Path(str(distribution.locate_file(name.lower())))
    target = _make_empty(folder / name)
    _copy_python(package, target / package.name)
    needs = distribution.metadata["Requires-Python"]
    if needs:
        text = f'[project]\nname = "{name}"\nrequires-python = "{needs}"\n'
        (target / "pyproject.toml").write_text(text, encoding="utf-8")
    return _count(f"{name} {distribution.version}", target)


@cache
def copy_library(folder: Path) -> Corpus:
    """Copy the standard library of the running Python without its tests."""
    target = _make_empty(folder / "library")
    _copy_python(Path(sysconfig.get_path("stdlib")), target / "Lib")
    return _count("standard library", target)


COMPONENTS = "Home Assistant"
_COMPONENTS_VERSION = "2024.1.0"


@cache
def unpack_components(folder: Path, share: int = 1) -> list[Corpus]:
    """Unpack Home Assistant's components, each *share*-th one; none without pip."""
    target = folder / f"components{share}"
    if not target.is_dir():  # where --folder keeps it
        pip = [sys.executable, "-m", "pip", "download", "-qqq", "--no-deps"]
        wanted = [f"--dest={folder}", f"homeassistant=={_COMPONENTS_VERSION}"]
        options = ["--no-binary=:none:", "--ignore-requires-python"]
        done = subprocess.run([*pip, *options, *wanted], check=False)
        found = sorted(folder.glob("homeassistant-*.whl"))
        if done.returncode or not found:
            print(f"{COMPONENTS} is left out: pip could not get it", file=sys.stderr)
            return []
        _unpack(found[0], _make_empty(target), share)
        (target / "pyproject.toml").write_text(
            '[project]\nname = "homeassistant"\nrequires-python = ">=3.11"\n', "utf-8"
        )
    name = f"{COMPONENTS}, 1/{share}" if share > 1 else COMPONENTS
    return [_count(name, target)]


def _unpack(wheel: Path, target: Path, share: int) -> None:
    """Unpack the modules in *wheel*, and those of each *share*-th component."""
    start = "homeassistant/components/"
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.endswith(".py")]
        parts = {name.split("/")[2] for name in names if name.startswith(start)}
        chosen = tuple(f"{start}{part}/" for part in sorted(parts)[::share])
        archive.extractall(target, [name for name in names if name.startswith(chosen)])


def make_single_files(folder: Path) -> Iterator[Corpus]:
    """Make projects of one small clean file."""
    for name, more, declaration in (
        ("by itself", "", ""),
        ("with an unknown import", "import unheardof\n", ""),
        ("in a project", "", '[project]\nname = "x"\nrequires-python = ">=3.9"\n'),
    ):
        target = _make_empty(folder / name.replace(" ", "-"))
        (target / "clean.py").write_text(
            "import os\nimport re\nfrom collections import abc\n\nimport requests\n"
            f"{more}\nprint(os.path.join('a', 'b'), re.compile('x'), abc, requests)\n",
            encoding="utf-8",
        )
        if declaration:
            (target / "pyproject.toml").write_text(declaration, encoding="utf-8")
        yield _count(name, target)


def make_unknown_imports(folder: Path, count: int) -> Corpus:
    """Make one file of *count* imports of different unknown names."""
    target = _make_empty(folder / f"unknown{count}")
    chance = random.Random(count)
    words = ("data", "cloud", "fast", "py", "net", "tool", "kit", "core", "util", "io")
    names = ["_".join(chance.sample(words, 3)) + str(n) for n in range(count)]
    text = "".join(f"import {name}\n" for name in names)
    (target / "names.py").write_text(text, encoding="utf-8")
    return _count(f"one file of {count:,} unknown imports", target)


def make_small_files(folder: Path, count: int) -> Corpus:
    """Make a project of *count* small files, 50 to a package."""
    target = _make_empty(folder / f"many{count}")
    chance = random.Random(count)
    for number in range(count):
        package = target / "project" / f"part{number // 50}"
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()
        text = _make_module(chance, number)
        (package / f"module{number % 50}.py").write_text(text, encoding="utf-8")
    (target / "pyproject.toml").write_text(
        '[project]\nname = "project"\nrequires-python = ">=3.9"\n', encoding="utf-8"
    )
    return _count(f"{count:,} small files", target)


def make_imports(folder: Path, count: int) -> Corpus:
    """Make one file of *count* imports, of known, unknown and first-party names."""
    target = _make_empty(folder / f"imports{count}")
    shapes = (
        "import os.path as a{0}",
        "from project.part{0} import b{0}",
        "from requests import c{0}",
        "import unheardof{0}",
        "from collections import OrderedDict as d{0}",
    )
    text = "".join(f"{shapes[i % len(shapes)].format(i)}\n" for i in range(count))
    (target / "project").mkdir()
    (target / "project" / "__init__.py").write_text(text, encoding="utf-8")
    return _count(f"one file of {count:,} imports", target)


def make_deep_file(folder: Path) -> Corpus:
    """Make one file as deep as this Python parses: blocks, ``elif``, attributes."""
    target = _make_empty(folder / "deep")
    parts = (
        "import os\n",
        *(
            _make_deepest(make)
            for make in (_nest_blocks, _repeat_elif, _repeat_attribute)
        ),
    )
    (target / "deep.py").write_text("".join(parts), encoding="utf-8")
    return _count("one file as deep as it parses", target)


def _nest_blocks(depth: int) -> str:
    opened = "".join(f"{' ' * level}if os.name:\n" for level in range(depth))
    return f"{opened}{' ' * depth}import imp\n"


def _repeat_elif(count: int) -> str:
    later = "elif os.name:\n    import imp\n" * count
    return f"if os:\n    pass\n{later}"


def _repeat_attribute(length: int) -> str:
    return f"os{'.path' * length}\n"


def _make_deepest(make: object) -> str:
    """Return the longest text that *make* returns, up to 10,000, and Python parses."""
    assert callable(make)
    low, high = 1, 10_000
    while low < high:
        middle = (low + high + 1) // 2
        if _parses(make(middle)):
            low = middle
        else:
            high = middle - 1
    return str(make(low))


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, RecursionError, MemoryError):
        return False
    return True


def _make_module(chance: random.Random, number: int) -> str:
    library = {
        "os": "listdir",
        "sys": "intern",
        "re": "split",
        "json": "loads",
        "logging": "debug",
        "pathlib": "Path",
        "typing": "cast",
        "datetime": "datetime",
    }
    others = ["requests", "numpy", "django.db", "pytest", "yaml", "attr", "click"]
    names = chance.sample(sorted(library), 3)
    lines = [f"import {name}" for name in names]
    lines += [f"from {name} import name{number}" for name in chance.sample(others, 2)]
    lines += [f"from project.part{number // 50} import module{number % 7}", ""]
    for index in range(chance.randint(1, 6)):
        name = chance.choice(names)
        lines += [
            f"def function{index}(first, second=None):",
            f"    value = {name}.{library[name]}(first, second)",
            "    return [item.strip() for item in value if item is not None]",
            "",
        ]
    return "\n".join(lines) + "\n"


def _make_empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ".git").mkdir(parents=True)  # a project root
    return folder


def _copy_python(source: Path, target: Path) -> None:
    """Copy the Python files that can be decoded and parsed, except tests."""
    for path in sorted(source.rglob("*.py")):
        inside = path.relative_to(source)
        if not {"site-packages", "test", "tests", "idle_test"} & set(inside.parts):
            data = path.read_bytes()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    ast.parse(data)
                    data.decode()
                except (SyntaxError, ValueError):
                    continue
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            (target / inside).write_bytes(data)


def _count(name: str, folder: Path) -> Corpus:
    paths = list(folder.rglob("*.py"))
    lines = sum(path.read_bytes().count(b"\n") for path in paths)
    return Corpus(name, folder, len(paths), lines)
