"""The map of the package and the tools for CONTRIBUTING, from their docstrings."""

from __future__ import annotations

import ast
import configparser
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = "flake8_safe_imports"
WIDTH = 96


def describe_modules(root: Path) -> str:
    """Return the list of the modules of the package, in the order of its layers."""
    folder = root / PACKAGE
    blocks = []
    modules = []
    for name in read_layers(root):
        if (folder / name).is_dir():
            blocks.append(_describe_folder(folder / name, f"{name}/"))
        else:
            modules.append(folder / f"{name}.py")
    top = [f"``{PACKAGE}/``", *_indent(summarize(folder / "__init__.py")), ""]
    top += [line for path in modules for line in _make_bullet(path, path.stem)]
    return "\n\n".join(["\n".join(top), *blocks])


def describe_tools(root: Path) -> str:
    """Return the list of the tools."""
    paths = sorted((root / "tools").glob("*.py"))
    lines = [line for path in paths for line in _make_bullet(path, path.stem)]
    return textwrap.dedent("\n".join(lines))


def read_layers(root: Path) -> list[str]:
    """Return the modules and folders of the package, from the top layer down."""
    parser = configparser.ConfigParser()
    parser.read(root / ".importlinter", encoding="utf-8")
    layers = parser["importlinter:contract:layers"]["layers"]
    return re.findall(r"\w+", layers)


def summarize(path: Path) -> str:
    """Return the first line of a module's docstring, without the final stop.

    Exits with a message for a module that has none.
    """
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text:
        raise SystemExit(f"{path}: no docstring: CONTRIBUTING.rst shows its first line")
    line = text.partition("\n")[0].rstrip(".")
    return re.sub(r":\w+:`([^`]*)`", r"``\1``", line)


def _describe_folder(folder: Path, title: str) -> str:
    lines = [f"``{title}``", *_indent(summarize(folder / "__init__.py")), ""]
    lines += _list_modules(folder, "")
    return "\n".join(lines)


def _list_modules(folder: Path, prefix: str) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name != "__pycache__":
            yield from _make_bullet(path / "__init__.py", f"{prefix}{path.name}/")
            yield from _list_modules(path, f"{prefix}{path.name}/")
        # Those with an underscore are generated.
        elif path.suffix == ".py" and not path.name.startswith("_"):
            yield from _make_bullet(path, prefix + path.stem)


def _make_bullet(path: Path, name: str) -> list[str]:
    text = f"* ``{name}``: {summarize(path)}"
    wrapped = textwrap.wrap(text, WIDTH - 4, break_on_hyphens=False)
    return textwrap.indent("\n  ".join(wrapped), "    ").splitlines()


def _indent(text: str) -> list[str]:
    wrapped = textwrap.wrap(text, WIDTH - 4, break_on_hyphens=False)
    return [f"    {line}" for line in wrapped]
