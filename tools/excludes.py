"""Which files a project keeps linters away from: ``exclude`` of ruff and of flake8."""

from __future__ import annotations

import configparser
import contextlib
import fnmatch
import re
from pathlib import Path

from flake8_safe_imports.project.readers import toml

OPTIONS = ("exclude", "extend-exclude")


def find_globs(home: Path) -> list[str]:
    """Return the globs by which the project at *home* keeps linters out."""
    found = [*_read_flake8(home), *_read_ruff(home)]
    return [glob.removeprefix("./").rstrip("/") for glob in found if glob.strip("./*")]


def matches(glob: str, path: str) -> bool:
    """Return whether *glob* matches *path*, or a folder that it is in."""
    parts = path.split("/")
    if "/" not in glob:
        return any(fnmatch.fnmatchcase(part, glob) for part in parts)
    folders = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    # Two stars also stand for no folder at all.
    globs = {glob.lstrip("/"), glob.lstrip("/").replace("**/", "")}
    return any(fnmatch.fnmatchcase(name, one) for name in folders for one in globs)


def _read_flake8(home: Path) -> list[str]:
    found: list[str] = []
    for name in ("setup.cfg", "tox.ini", ".flake8"):
        parser = configparser.RawConfigParser()
        with contextlib.suppress(configparser.Error, UnicodeDecodeError):
            parser.read(home / name, encoding="utf-8")
        for option in OPTIONS:
            if parser.has_option("flake8", option):
                found += re.split(r"[,\s]+", parser.get("flake8", option))
    return found


def _read_ruff(home: Path) -> list[str]:
    found: list[str] = []
    for name in ("pyproject.toml", "ruff.toml", ".ruff.toml"):
        if not (home / name).is_file():
            continue
        document = toml.parse((home / name).read_text(encoding="utf-8"))
        table = toml.find_table(
            document, *(("tool", "ruff") if name == "pyproject.toml" else ())
        )
        for option in OPTIONS:
            globs = table.get(option)
            found += map(str, globs) if isinstance(globs, list) else ()
    return found
