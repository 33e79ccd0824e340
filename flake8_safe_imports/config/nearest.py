"""Finds what a mistyped word was meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE: Final = 0.61
"""How alike, from 0 to 1, ``difflib`` must find two words."""
_HABITS: Final = {
    "--add-noqa": "it is an option of `check`",
    "--check": "without --write, `fix` changes no file",
    "--dry-run": "without --write, `fix` changes no file",
    "--config": "it is an option of `check` and `fix`",
    "--fix": "use the command `fix`",
    "--in-place": "use `fix --write`",
    "--inplace": "use `fix --write`",
    "--output-file": "redirect standard output instead",
    "--output-format": "use --format",
    "--python-version": "it is --vet-supported-python in `check` and `fix`",
    "--requirement": "give the file as a PATH, without an option",
    "--target-version": "it is --vet-supported-python in `check` and `fix`",
    "--unsafe": "it is an option of `fix`",
    "--vet-allowed-distributions": "use --ignore, or set it in the configuration",
    "--write": "it is an option of `fix`",
    "--write-baseline": "it is an option of `check`",
    "-r": "give the file as a PATH, without an option",
    "-w": "use `fix --write`",
}
"""Options that other tools or other commands have, and what to do instead."""


def find_nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of *known* that is most like *word*; "" if none is like it."""
    # Imported here: it takes a while, and is needed for errors only.
    import difflib

    # The dashes of options would make all of them alike.
    by_name = {name.lstrip("-"): name for name in known}
    found = difflib.get_close_matches(word.lstrip("-"), list(by_name), 1, _ALIKE)
    return by_name[found[0]] if found else ""


def suggest_argument(message: str, flags: Iterable[str]) -> str:
    """Return a suggestion for what *message* of argparse calls unknown or invalid."""
    import re

    choice = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    if choice:
        return suggest(choice[1], re.findall(r"[\w-]+", choice[2]))
    unknown = re.search(r"unrecognized arguments: ([^ =]+)", message)
    if not unknown:
        return ""
    if unknown[1] in _HABITS:
        return f": {_HABITS[unknown[1]]}"
    return suggest(unknown[1], [flag for flag in flags if len(flag) > 2])


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ": did you mean 'X'?" with the nearest word, or an empty string."""
    nearest = find_nearest(word, known)
    return f": did you mean {nearest!a}?" if nearest else ""
