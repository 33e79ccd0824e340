"""The table ``[tool.flake8-safe-imports]`` of a pyproject.toml.

Its keys are the options without their prefix. Keys of flake8's own are for ``check``
and ``fix`` in projects that have no other configuration of flake8; the plugin passes
over them.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports.config.options import (
    OPTIONS,
    TABLE,
    Config,
    OptionError,
    parse,
)
from flake8_safe_imports.config.values import escape, join_path, quote
from flake8_safe_imports.project import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flake8_safe_imports.config.options import Option

MISNAMED: Final = r"(?:flake8[-_]?)?safe[-_]?imports?"
"""What the table, or a section, may be called by mistake, in any case of letters."""
_LIKE_PREFIX: Final = r"(?i)(?:flake8[-_]?)?vet"
"""What the table may be called like the prefix of our options."""
_FILE: Final = "pyproject.toml"
_PREFIX: Final = "vet-"
FLAKE8_KEYS: Final = {
    "select": 'select = ["VET"]',
    "extend-select": 'extend-select = ["VET"]',
    "ignore": 'ignore = ["VET301"]',
    "extend-ignore": 'extend-ignore = ["VET301"]',
    "exclude": 'exclude = ["build"]',
    "extend-exclude": 'extend-exclude = ["build"]',
    "per-file-ignores": 'per-file-ignores = {"tests/*" = ["VET301"]}',
    "jobs": "jobs = 4",
}
"""Options of flake8 that ``check`` and ``fix`` take from the table, with examples."""


class Table:
    """What the table says. ``folder`` is that of its file, empty without a table."""

    def __init__(
        self, folder: str = "", values: Mapping[str, object] | None = None
    ) -> None:
        self.folder: Final = folder
        self.options: Final[dict[str, object]] = {}
        """Values of our options, by their keys in flake8's namespace."""
        self.flake8: Final[dict[str, str]] = {}
        """Values of flake8's own options, by their names, as in an ini file."""
        problems: list[str] = []
        known = {option.toml_key: option for option in OPTIONS}
        for name, value in (values or {}).items():
            key = name.replace("_", "-")
            option = known.get(key)
            if key in FLAKE8_KEYS:
                text = _convert(key, value)
                self.flake8[key] = text or ""
                if text is None:
                    problems.append(
                        f"{key}: {quote(_find_wrong(key, value))} is not a possible "
                        f"value: write it like `{FLAKE8_KEYS[key]}`"
                    )
            elif option is None:
                problems.append(f"{quote(name)} is not an option{_advise(key, known)}")
            elif option.key in self.options:
                problems.append(f"{quote(name)} is given twice")
            elif not option.takes_list and (problem := _find_problem(option, value)):
                problems.append(f"{key}: {problem}")
            else:
                self.options[option.key] = (
                    join_path(folder, value) if option.is_path else value
                )
        if problems:
            problems += _find_bad_values(self.options)
            raise OptionError("\n".join(f"[tool.{TABLE}]: {line}" for line in problems))


def name_option(key: str) -> str:
    """Return what messages call an option that is set in the table.

    *key* is that of flake8's namespace.
    """
    return f"[tool.{TABLE}]: {key[len(_PREFIX) :].replace('_', '-')}"


def _find_bad_values(values: Mapping[str, object]) -> list[str]:
    """Return what is wrong with *values*, which are of the right types, a line each."""
    try:
        parse(values, names={option.key: option.toml_key for option in OPTIONS})
    except OptionError as error:
        return str(error).split("\n")
    return []


def _find_problem(option: Option[Any], value: object) -> str:
    """Return what is wrong with the type of the value of an option that has but one.

    The readers of options accept more: what Flake8-pyproject and flake8's legacy API
    may hand over.
    """
    if isinstance(value, list):
        return "a list is not one value: write it without []"
    if option.is_flag:
        return _find_problem_of_flag(value)
    is_word = isinstance(value, str)
    if is_word or (
        isinstance(value, bool) and option is Config.banned_relative_imports
    ):
        return ""
    if option is Config.lookalikes:
        return f'{quote(value)} is not "strict", "default", "wide" or "off"'
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{quote(value)} is not a string{': put it in quotes' * is_number}"


def _find_problem_of_flag(value: object) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return f"{quote(value)} is in quotes: write true or false without them"
    return f"{quote(value)} is neither true nor false"


def _advise(key: str, known: Iterable[str]) -> str:
    """Return what to write for *key*, which is not a key of the table."""
    short = key[len(_PREFIX) :] if key.startswith(_PREFIX) else key
    if short in known:
        return f": write {short!a}"
    from flake8_safe_imports.config.nearest import suggest_option

    return suggest_option(short, (*known, *FLAKE8_KEYS)) or (
        ": `flake8-safe-imports explain` lists the options; set those of flake8 "
        "where you configure flake8"
    )


def _convert(key: str, value: object) -> str | None:
    """Return *value* as an ini file has it; None if it is of the wrong type."""
    if key == "jobs":
        text = str(value) if type(value) in (int, str) else ""
        return text if text == "auto" or (text.isascii() and text.isdigit()) else None
    has_globs = key == "per-file-ignores"
    if isinstance(value, dict) and has_globs:
        pairs = [(name, _join(text, ",")) for name, text in value.items()]
        if any(text is None for _, text in pairs):
            return None
        return "\n".join(f"{name}: {text}" for name, text in pairs)
    return _join(value, "\n" if has_globs else ",")


def _find_wrong(key: str, value: object) -> object:
    """Return what *value*, which `_convert` refuses, has instead of a string."""
    if isinstance(value, dict) and key == "per-file-ignores":
        value = [item for text in value.values() for item in _list(text)]
    if key == "jobs":
        return value
    return next(item for item in _list(value) if not isinstance(item, str))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _join(value: object, separator: str) -> str | None:
    """Return a string or a list of strings as one; None if it is neither."""
    items = _list(value)
    texts = [item for item in items if isinstance(item, str)]
    return separator.join(texts) if len(texts) == len(items) else None


def find_table(folders: Iterable[str]) -> Table:
    """Return the table of the first pyproject.toml in *folders* that has one.

    Raises OptionError if that file is not TOML, or has unknown keys.
    """
    for folder in folders:
        path = os.path.join(folder, _FILE)
        text = files.read_leniently(path)
        if "\0" in text and TABLE in text.replace("\0", ""):  # PowerShell writes UTF-16
            raise OptionError(escape(f"{path}: it is not UTF-8"))
        # Searching is far quicker than parsing, and most projects have no table.
        if not _may_have_table(text):
            continue
        values = _parse(path, text)
        if values is not None:
            return Table(folder, values)
    return Table()


def _may_have_table(text: str) -> bool:
    """Return whether there may be a table of ours in *text*, or one like it."""
    lowered = text.lower()
    if "safe" in lowered and re.search(r"(?i)safe[-_]?import", text):
        return True
    return "vet]" in lowered


def _parse(path: str, text: str) -> dict[str, object] | None:
    """Return the table in *text*, or None if there is none."""
    from flake8_safe_imports.project.readers import toml

    try:
        document = toml.parse(text)
    except files.UnreadableFile as error:
        # Imported here: nearly all files are TOML.
        from flake8_safe_imports.config.toml_mistakes import advise

        way_out = advise(str(error), text)
        raise OptionError(escape(f"{path}: {error}{way_out}")) from None
    tool = toml.find_table(document, "tool")
    for prefix, names in (("tool.", tool), ("", document)):
        for name in names:
            if re.fullmatch(f"(?i){MISNAMED}", name) and (name != TABLE or not prefix):
                shown = f"[{prefix}{escape(name)}]"
                raise OptionError(f"{shown} is not read: write [tool.{TABLE}]")
    _refuse_prefix(document)
    table = tool.get(TABLE)
    if table is not None and not isinstance(table, dict):
        raise OptionError(
            f"[tool.{TABLE}] is not a table: write [tool.{TABLE}] on a line of its "
            "own, and the options below it"
        )
    return table


def _refuse_prefix(document: object) -> None:
    """Raise OptionError for a table that is named like the prefix of our options.

    It must have one of them: other programs are called so, too.
    """
    from flake8_safe_imports.project.readers import toml

    known = {option.toml_key for option in OPTIONS}
    for keys in (("tool",), ("tool", "flake8")):
        table = toml.find_table(document, *keys)
        for name in table:
            options = toml.find_table(table, name)
            if re.fullmatch(_LIKE_PREFIX, name) and any(
                key.replace("_", "-") in known for key in options
            ):
                shown = f"[{'.'.join(keys)}.{escape(name)}]"
                raise OptionError(f"{shown} is not read: write [tool.{TABLE}]")
