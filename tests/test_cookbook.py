"""The recipes in the documentation: flake8 reports what they say."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support import ROOT, run_check, run_flake8, write_files

BOOK = ROOT / "docs" / "guides" / "cookbook.rst"
HEADING = re.compile(r"^(?P<title>\S.*)\n-{5,}\n", re.M)
BLOCK = re.compile(
    r"^\.\. code-block:: \w+\n   :caption: (?P<name>.+)\n\n(?P<text>(?: {3}.*\n|\n)+)",
    re.M,
)
OUTPUT = "flake8"
"""The caption of what is printed; other captions are paths of files."""


class Recipe(NamedTuple):
    """The files of a section, by path, and what flake8 prints of them."""

    title: str
    files: dict[str, str]
    output: list[str]


def recipes() -> list[Recipe]:
    """Return the recipes, in the order of the book."""
    _, *sections = HEADING.split(BOOK.read_text(encoding="utf-8"))
    return [_recipe(*pair) for pair in zip(sections[::2], sections[1::2])]


def _recipe(title: str, section: str) -> Recipe:
    blocks = {
        block["name"]: re.sub(r"^ {3}", "", block["text"], flags=re.M).rstrip() + "\n"
        for block in BLOCK.finditer(section)
    }
    output = blocks.pop(OUTPUT, "").splitlines()
    return Recipe(title, blocks, output)


def without_columns(lines: list[str]) -> list[str]:
    """Return *lines* for a Python that knows no columns of aliases."""
    return sorted(re.sub(r"^([^:]+:\d+):\d+:", r"\1:", line) for line in lines)


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.title)
def test_recipe(recipe: Recipe, tmp_path: Path) -> None:
    if sys.version_info >= (3, 15) and recipe.title.startswith("Heavy imports"):
        pytest.skip("where no other Python is supported, `lazy import` is offered too")
    write_files(tmp_path, recipe.files)
    (tmp_path / ".git").mkdir()

    ran = run_flake8(["."], cwd=tmp_path)

    found = [line.replace("\\", "/") for line in ran.out.splitlines()]
    assert recipe.output, "a recipe shows what flake8 says"
    if sys.version_info < (3, 10):
        assert without_columns(found) == without_columns(recipe.output)
    else:
        assert sorted(found) == sorted(recipe.output)
    assert ran.err == ""
    assert run_check(["."], cwd=tmp_path).out == ran.out, "the page says so"


def test_the_book_has_recipes_with_modules_that_stay_silent() -> None:
    book = recipes()
    silent = [
        recipe.title
        for recipe in book
        if any(
            name.endswith(".py") and not any(name in line for line in recipe.output)
            for name in recipe.files
        )
    ]

    assert len(book) >= 8
    assert silent


SETS = "Ban sets to copy"


def copied_bans() -> dict[str, str]:
    """Return the bans of the sets to copy: names, each with what is printed for it."""
    (recipe,) = (recipe for recipe in recipes() if recipe.title == SETS)
    found = re.findall(r"(?m)^ {4}([\w.*]+) = (.+)$", recipe.files["setup.cfg"])
    return dict(found)


def _write_uses(name: str) -> list[str]:
    """Return sources that use *name*, each in another way."""
    above, _, last = name.rpartition(".")
    if not above:
        return [f"import {name}"]
    if above == "datetime.datetime":  # a class: no import names its attributes
        return [
            f"import datetime\n{name}",
            f"from datetime import datetime\ndatetime.{last}",
        ]
    uses = [f"from {above} import {last}"]
    if above == "os.path":
        uses += [f"import os\n{name}", f"import os.path as p\np.{last}"]
    return uses


def test_each_copied_ban_is_reported(tmp_path: Path) -> None:
    (recipe,) = (recipe for recipe in recipes() if recipe.title == SETS)
    bans = copied_bans()
    expected = []
    for name, said in bans.items():
        shown = said if " " in said else f"use `{said}`"
        for number, use in enumerate(_write_uses(name)):
            file = f"{name.replace('.', '_')}_{number}.py"
            (tmp_path / file).write_text(f"{use}\n", encoding="utf-8")
            expected.append((file, f"`{name}` is banned: {shown}"))
    (tmp_path / "setup.cfg").write_text(recipe.files["setup.cfg"], encoding="utf-8")

    ran = run_flake8(["."], cwd=tmp_path)

    found = [line.partition(" VET101 ") for line in ran.out.splitlines()]
    assert {name.split(".")[0] for name in bans} == {"pkg_resources", "datetime", "os"}
    assert sorted(
        (Path(place.split(":")[0]).name, text) for place, _, text in found
    ) == (sorted(expected))
