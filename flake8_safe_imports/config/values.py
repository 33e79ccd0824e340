"""Raw values of options, taken apart: entries, lines, words, choices.

A value is a string from the command line or an ini file, or whatever TOML can hold
(lists, tables, numbers, dates) through Flake8-pyproject. Nothing here raises: a bad
entry goes to a ``complain`` function, with what is wrong with it.
"""

from __future__ import annotations

import os

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Final

    Complain = Callable[[object, str], None]
    """Takes a bad entry and a problem, which can be appended to the quoted entry."""

_LONGEST_QUOTE: Final = 60
"""How many characters of a bad entry an error quotes."""
_TYPE_NAMES: Final = {
    "dict": "a table",
    "list": "a list",
    "tuple": "a list",
    "date": "a date",
}


def get_items(value: object) -> list[object]:
    """Return the items of a TOML list; any other value is the only item."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def get_lines(item: object, complain: Complain) -> Iterator[str]:
    """Yield the lines of *item* that are neither empty nor a comment."""
    if not isinstance(item, str):
        is_number = isinstance(item, (int, float)) and not isinstance(item, bool)
        complain(item, "is not a string" + (": put it in quotes" * is_number))
        return
    for line in item.splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            yield line


def get_words(value: object, complain: Complain) -> Iterator[str]:
    """Yield the words in *value*, separated by commas, blanks and line ends."""
    for item in get_items(value):
        for line in get_lines(item, complain):
            yield from line.replace(",", " ").split()


def choose(
    value: object,
    choices: Mapping[str, str],
    default: str,
    problem: str,
    complain: Complain,
) -> str:
    """Return the choice for the single word in *value*, *default* if there is none.

    *choices* maps what may be written, in lower case, to what it means.
    """
    items = get_items(value)
    if not items:
        return default
    word = items[0]
    if isinstance(word, int) and word in (0, 1):  # also True and False
        word = str(int(word))
    word = word.strip().lower() if isinstance(word, str) else word
    if len(items) > 1 or not isinstance(word, str) or word not in choices:
        way_out = _find_way_out(word, choices) if len(items) == 1 else ""
        complain(_join(items), f"{problem}{way_out}")
        return default
    return choices[word]


def _find_way_out(word: object, choices: Mapping[str, str]) -> str:
    """Return what to do about a *word* that is not a choice, to be appended; or ""."""
    if not isinstance(word, str):
        return ""
    if word[:1] in ("'", '"') and word.strip("\"'") in choices:
        return ": write it without quotes"
    if word.partition("#")[0].strip() in choices:
        return ": put the comment on a line of its own"
    return ""


def _join(items: list[object]) -> object:
    """Return several items as one entry that can be quoted."""
    if len(items) == 1:
        return items[0]
    texts = [item for item in items if isinstance(item, str)]
    return ", ".join(texts) if len(texts) == len(items) else items


def join_path(folder: str, value: object) -> object:
    """Return *value* with *folder* before it, if it is one path; else unchanged."""
    items = get_items(value)
    path = items[0] if len(items) == 1 else ""
    if not isinstance(path, str) or not path or "\n" in path:
        return value
    return os.path.join(folder, path)


def ignore_problem(entry: object, problem: str) -> None:
    """Do nothing: another function complains about the same entry."""


def quote(entry: object) -> str:
    """Return a bad entry as one short line of ASCII, whatever it is."""
    if isinstance(entry, str):
        if len(entry) > _LONGEST_QUOTE:
            entry = f"{entry[: _LONGEST_QUOTE - 20]} ... {entry[-15:]}"
        return ascii(entry)
    if entry is None or isinstance(entry, (bool, float)):
        return str(entry).lower()
    if isinstance(entry, int) and abs(entry) < 10**_LONGEST_QUOTE:
        return str(entry)
    name = type(entry).__name__
    return _TYPE_NAMES.get(name, f"a value of type {name}")


def escape(text: str) -> str:
    """Return *text* in printable ASCII."""
    return "".join(char if " " <= char <= "~" else ascii(char)[1:-1] for char in text)
