"""What flake8's configuration files say about our options, even what flake8 ignores.

flake8 passes over keys that no plugin has registered, and a plugin does not learn which
they were.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import sys
from configparser import Error, MissingSectionHeaderError, RawConfigParser
from typing import TYPE_CHECKING, Final

from flake8.options.config import load_config

from flake8_safe_imports import codes
from flake8_safe_imports.config import options
from flake8_safe_imports.config.options import TABLE
from flake8_safe_imports.config.values import escape, join_path, quote
from flake8_safe_imports.config_folders import (
    INI_FILES,
    CommandLineText,
    find_folders,
    make_absolute,
)
from flake8_safe_imports.project import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

_READ_BY_FLAKE8: Final = r"(?m)^\[flake8(?::local-plugins)?\]"
_OURS: Final = r"(?im)^[ \t]*vet[-_]"
_LIKE_PREFIX: Final = r"(?i)(?:(?:tool|flake8)[:.-])?vet"
"""A section that is named like the prefix of our options."""
_UNREAD: Final = "flake8 does not read it"
_FORBIDDEN: Final = "permission is denied"
_PREFIXES: Final = ("vet-", "vet_")
"""How options of ours begin in a file."""
_OF_TIDY_IMPORTS: Final = {
    "banned-modules": "vet-banned-imports",
    "ban-relative-imports": "vet-banned-relative-imports",
}
"""Options of flake8-tidy-imports, and what they are called here."""
_ALL: Final = "ALL"
"""Every code, in ruff."""
_FIRST_OPTIONS: Final = ("config", "append_config", "isolated")


class StoreText(argparse.Action):
    """Stores a value as CommandLineText. It is not called for configured values."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Store the value."""
        setattr(namespace, self.dest, CommandLineText(values))


def find_configuration(namespace: argparse.Namespace) -> tuple[RawConfigParser, str]:
    """Return what flake8 has read, and from which folder; complete *namespace*.

    flake8 parses ``--config``, ``--append-config`` and ``--isolated`` with a parser of
    their own and hands only their defaults to plugins, so they are looked up in its
    function that called us. Where a version of flake8 has no such function, the options
    keep their defaults, and the files are read again.
    """
    # Imported here: `check`, which has read the files itself, does not need it.
    from flake8.options.parse_args import parse_args

    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not parse_args.__code__:
        frame = frame.f_back
    found = frame.f_locals if frame is not None else {}
    for name in _FIRST_OPTIONS:
        if hasattr(found.get("args0"), name):
            setattr(namespace, name, getattr(found["args0"], name))
    cfg, folder = found.get("cfg"), found.get("cfg_dir")
    if isinstance(cfg, RawConfigParser) and isinstance(folder, str):
        return cfg, folder
    return load_config(
        config=getattr(namespace, "config", None),
        extra=getattr(namespace, "append_config", None) or [],
        isolated=getattr(namespace, "isolated", False),
    )


def resolve_paths(namespace: argparse.Namespace, folder: str) -> None:
    """Join paths from the configuration with the *folder* that flake8 found it in.

    The folder is kept in *namespace*: globs are relative to it too.
    """
    wanted = {
        option: value
        for option in options.OPTIONS
        if option.is_path or option.has_globs
        for value in [getattr(namespace, option.key, None)]
        if value and not isinstance(value, CommandLineText)
    }
    if wanted and _read_pyproject(namespace):  # Flake8-pyproject puts it in the place
        folder = os.path.dirname(_find_pyproject(namespace))
    namespace.vet_folder = make_absolute(folder)
    for option, value in wanted.items():
        if option.is_path:
            setattr(namespace, option.key, join_path(namespace.vet_folder, value))


class Flake8Config:
    """The section ``[flake8]`` of a run, and where it came from."""

    def __init__(self, namespace: argparse.Namespace, cfg: RawConfigParser) -> None:
        self._namespace: Final = namespace
        self._sections: Final = {name: list(cfg[name]) for name in cfg.sections()}
        section = dict(cfg["flake8"]) if "flake8" in cfg else {}
        self._section: Final = section
        self._read: Final = {key.replace("_", "-") for key in section}
        self._values: Final[Mapping[str, object]] = (
            _read_pyproject(namespace) or section
        )
        self._folders: Final = find_folders(namespace)

    def find_errors(self) -> Iterator[str]:
        """Yield a line for each key of ours that does not exist, and each section."""
        known = [
            name for option in options.OPTIONS for name in (option.name, option.key)
        ]
        for key in self._values:
            if key.startswith(_PREFIXES) and key not in known:
                from flake8_safe_imports.config.nearest import LISTED, suggest_option

                advice = suggest_option(key, known, key[:4]) or LISTED
                yield escape(f"{quote(key)} is not an option{advice}")
        for option in options.OPTIONS:
            is_twice = option.name in self._values and option.key in self._values
            # What is appended may spell it another way: it wins, as in flake8.
            if is_twice and not getattr(self._namespace, "append_config", None):
                yield f"{option.name} is given twice: also as {option.key}"
        for place, section in self._find_sections():
            yield escape(
                f"{place}: [{section}] is not read: set vet- options in [flake8], or "
                f"without their prefix in [tool.{TABLE}] of pyproject.toml"
            )

    def _find_sections(self) -> Iterator[tuple[str, str]]:
        """Yield sections named like this project, which no program reads."""
        found = {
            section: "configuration"
            for section, keys in self._sections.items()
            if _find_misnamed("\n".join((f"[{section}]", *keys)))
        }
        for path, text in self._ini_texts.items():
            for section in _find_misnamed(text):
                found[section] = os.path.basename(path)
        for section, place in found.items():
            yield place, section

    @functools.cached_property
    def _ini_texts(self) -> Mapping[str, str]:
        """The files in which flake8 may look for its section, with their paths."""
        paths = [
            os.path.join(folder, name) for folder in self._folders for name in INI_FILES
        ]
        texts = {path: files.read_leniently(path) for path in paths}
        # As flake8 reads them: old Macs ended lines with a carriage return alone.
        return {
            path: text.replace("\r\n", "\n").replace("\r", "\n")
            for path, text in texts.items()
        }

    def find_unread(self) -> Iterator[str]:
        """Yield a line for each file that flake8 passes over without a word."""
        if getattr(self._namespace, "config", None):
            return
        has_own = any(key.startswith("vet-") for key in self._read)
        is_found = False  # flake8 looks no further
        for path, text in self._ini_texts.items():
            reason = ""
            if text.startswith("\ufeff"):
                if "[flake8" in text and not is_found:
                    reason = f"{_UNREAD}, because it begins with a byte order mark"
            elif "\0" in text and re.search(_OURS, text.replace("\0", "")):
                # PowerShell writes UTF-16.
                reason = f"{_UNREAD}, because it is not UTF-8"
            elif not text and not is_found and files.is_forbidden(path):
                reason = f"{_UNREAD}, because {_FORBIDDEN}"
            elif not has_own and text and re.search(_OURS, text):
                reason = self._find_reason(path, text)
            if reason:
                yield f"{escape(path)}: {reason}"
            elif "[flake8" in text and re.search(_READ_BY_FLAKE8, text):
                if has_own:
                    return
                is_found = True

    def _find_reason(self, path: str, text: str) -> str:
        """Return why flake8 reads no option of ours in an ini file that has some."""
        if "\ufffd" in text:
            return f"{_UNREAD}, because it is not UTF-8"
        # What is there twice would not be silent, if flake8 did read it.
        file = RawConfigParser(strict=False)
        try:
            file.read_string(text)
        except MissingSectionHeaderError as error:
            return (
                f"{_UNREAD}, because line {error.lineno} is above the first [section]"
            )
        except Error as error:
            lines = [f"line {number}" for number, _ in getattr(error, "errors", ())]
            return f"{_UNREAD}, because {(lines or ['a line'])[0]} is not NAME = VALUE"
        known = {name for row in options.OPTIONS for name in (row.name, row.key)}
        for section in file.sections():
            for key in sorted(known.intersection(file[section])):
                if section != "flake8":
                    shown = f"[{escape(section)}]"
                    return f"{key} in {shown} is not read: set it in [flake8]"
                folder = getattr(self._namespace, "vet_folder", "")
                if self._values and os.path.dirname(path) == folder:
                    return f"{_UNREAD}: its options are in another file of this folder"
        return ""

    def _is_known(self, key: str) -> bool:
        """Return whether flake8 or some plugin has an option of that name."""
        return hasattr(self._namespace, key.replace("-", "_"))

    def find_leftovers(self) -> Iterator[str]:
        """Yield a line for each option that is meant for us and has no effect."""
        yield from self._find_options_of_others()
        yield from self._find_unindented()
        yield from self._find_unread_tables()

    def _find_options_of_others(self) -> Iterator[str]:
        """Yield a line for each option of another plugin, or without its ``vet-``."""
        keys = {key.replace("_", "-") for key in self._values}
        found = [key for key in _OF_TIDY_IMPORTS if key in keys]
        if found and not _is_installed("flake8_tidy_imports"):
            for key in found:
                yield (
                    f"{key} is an option of flake8-tidy-imports, which is not "
                    f"installed: {_OF_TIDY_IMPORTS[key]} takes the same values"
                )
        for option in options.OPTIONS:
            key = option.toml_key
            # Single words may be options of plugins that are not installed here.
            if key in keys and "-" in key and not self._is_known(key):
                yield f"{key} is not an option of flake8: write {option.name}"

    def _find_unindented(self) -> Iterator[str]:
        """Yield a line for each option whose value is below it, but not indented."""
        names = list(self._section)
        for name, following in zip(names, names[1:]):
            # Lines that are not indented are options of their own.
            if (
                name.startswith(_PREFIXES)
                and not self._section[name]
                and not following.startswith(_PREFIXES)
                and not self._is_known(following)
                # As options of plugins that are not loaded here, unlike modules.
                and not re.search("[-_]", following)
            ):
                yield escape(
                    f"{name} is empty, and {quote(following)} in the next line is not "
                    f"an option: indent the lines that belong to it"
                )

    def _find_unread_tables(self) -> Iterator[str]:
        """Yield a line for each ``[tool.flake8]`` that nothing reads."""
        for folder in self._folders:
            path = os.path.join(folder, "pyproject.toml")
            text = files.read_leniently(path)
            if not text and files.is_forbidden(path):
                yield f"{escape(path)} is not read, because {_FORBIDDEN}"
            # Nearly all files are without such options, and are not parsed.
            if (
                "vet" in text
                and any(
                    # Other wrappers of flake8, such as pflake8, read the table, too.
                    key.startswith(_PREFIXES)
                    and key.replace("_", "-") not in self._read
                    for key in _read_keys(text)
                )
                and not _is_installed("flake8p")
            ):
                yield (
                    f"{escape(path)}: [tool.flake8] is not read, because "
                    f"Flake8-pyproject is not installed: set vet- options in "
                    f"[tool.{TABLE}], without vet-"
                )


def _find_misnamed(text: str) -> list[str]:
    """Return the sections in the *text* of an INI file that are named like ours.

    Those that are named like the prefix of our options must have one of them.
    """
    found = []
    lowered = text.lower()
    if "safe" in lowered:  # far quicker than to compile a pattern
        from flake8_safe_imports.config.table import MISNAMED

        section = rf"(?im)^\[[ \t]*((?:(?:tool|flake8)[:.])?{MISNAMED})[ \t]*\]"
        found += re.findall(section, text)
    if "vet]" in lowered:
        for part in re.split(r"(?m)^\[", text)[1:]:
            name, _, body = part.partition("]")
            if re.fullmatch(_LIKE_PREFIX, name) and _has_option(body):
                found.append(name)
    return found


def _has_option(body: str) -> bool:
    """Return whether a section has an option of ours, with its prefix or without."""
    keys = {
        re.split("[=:]", line, maxsplit=1)[0].strip().replace("_", "-")
        for line in body.split("\n")
    }
    return any({row.name, row.toml_key} & keys for row in options.OPTIONS)


def _is_installed(module: str) -> bool:
    from importlib.util import find_spec  # for odd configurations only

    return find_spec(module) is not None


def _read_pyproject(namespace: argparse.Namespace) -> Mapping[str, object]:
    """Return the table ``[tool.flake8]`` if Flake8-pyproject has read it."""
    if "flake8p" not in sys.modules:
        return {}
    return _read_keys(files.read_leniently(_find_pyproject(namespace)))


def _read_keys(text: str) -> Mapping[str, object]:
    """Return the table ``[tool.flake8]`` of a pyproject.toml; empty if it is bad."""
    if "flake8" not in text:  # searching is far quicker than parsing
        return {}
    from flake8_safe_imports.project.readers import toml

    try:
        return toml.find_table(toml.parse(text), "tool", "flake8")
    except files.UnreadableFile:
        return {}


def _find_pyproject(namespace: argparse.Namespace) -> str:
    """Return the path of the file that Flake8-pyproject reads."""
    return getattr(namespace, "toml_config", None) or "pyproject.toml"


def find_missing_selection(
    namespace: argparse.Namespace, *, has_options: bool
) -> Iterator[str]:
    """Yield a line if flake8 selects none of our codes, though options are set.

    So does a word that was meant as one of them.
    """
    for option in ("select", "extend_select", "ignore", "extend_ignore"):
        name = option.replace("_", "-")
        for word in getattr(namespace, option, None) or ():
            if codes.is_mistaken(word):
                from flake8_safe_imports.config.nearest import describe_code

                yield f"{name}: {describe_code(word)}"
            elif word.upper() == _ALL:
                text = f"{name}: {quote(word)} means no code in flake8: write VET"
                if name.endswith("select"):
                    text += ", and name codes that are off by default in vet-enable"
                yield text
    chosen = [*(namespace.select or ()), *(namespace.extend_select or ())]
    has_ours = any(
        word.upper() == _ALL or codes.list_beginning(word) for word in chosen
    )
    if namespace.select and has_options and not has_ours:
        yield "select names no VET code, so nothing is reported: add VET"
