"""Examples of options, as lines of an ini file or of pyproject.toml."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports.config.options import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.config.options import Option

_WIDTH: Final = 66
"""How long a line of an example may be."""


def format_ini(option: Option[Any], text: str) -> str:
    """Return the lines that set *option* in an ini file."""
    if "\n" not in text and len(option.name + text) < _WIDTH:
        return f"{option.name} = {text}"
    return f"{option.name} =\n{textwrap.indent(text, '    ')}"


def format_toml(settings: Iterable[tuple[Option[Any], str]]) -> str:
    """Return the lines that set options in pyproject.toml.

    Each comes with its value as an ini file has it. Comments between entries are kept.
    """
    head, tables = [f"[tool.{TABLE}]"], []
    for option, text in settings:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if "NAME=X" in option.metavar or option.has_globs:
            pairs = _pair_globs if option.has_globs else _pair_bans
            body = "\n".join(pairs(option, lines))
            tables.append(f"[tool.{TABLE}.{option.toml_key}]\n{body}")
        else:
            head.append(f"{option.toml_key} = {_format_value(option, lines)}")
    return "\n\n".join(["\n".join(head)] * (len(head) > 1) + tables)


def _format_value(option: Option[Any], lines: list[str]) -> str:
    if option.is_flag:
        return "true"
    if option.metavar not in {"NAMES", "CODES"}:
        return _quote(" ".join(lines))
    if not any(line.startswith("#") for line in lines):
        return _format_list(_split(" ".join(lines)))
    items = [
        line if line.startswith("#") else f"{_quote(word)},"
        for line in lines
        for word in ([line] if line.startswith("#") else _split(line))
    ]
    return "[\n{}\n]".format(textwrap.indent("\n".join(items), "    "))


def _pair_bans(option: Option[Any], lines: list[str]) -> Iterator[str]:
    """Yield a line for each ``NAME = X``."""
    for line in lines:
        name, _, text = (part.strip() for part in line.partition("="))
        is_comment = line.startswith("#")
        yield line if is_comment else f"{_quote(name)} = {_quote(text)}"


def _pair_globs(option: Option[Any], lines: list[str]) -> Iterator[str]:
    """Yield a line for each GLOB, with all of its entries."""
    entries: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("#"):
            entries[line] = []
            continue
        glob, _, text = (part.strip() for part in line.partition(":"))
        words = _split(text) if option.metavar.endswith(":NAMES") else [text]
        entries.setdefault(glob, []).extend(words)
    for glob, words in entries.items():
        is_list = not option.metavar.endswith(":SPECIFIER")
        value = _format_list(words) if is_list else _quote(", ".join(words))
        yield f"{_quote(glob)} = {value}" if words else glob


def _format_list(words: list[str]) -> str:
    line = f"[{', '.join(map(_quote, words))}]"
    if len(line) <= _WIDTH or len(words) == 1:
        return line
    return "[\n{}\n]".format("\n".join(f"    {_quote(word)}," for word in words))


def _split(text: str) -> list[str]:
    return re.split(r"[,\s]+", text.strip(", "))


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
