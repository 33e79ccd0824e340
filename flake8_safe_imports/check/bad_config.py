"""What is wrong with flake8's own configuration: option or line, fault and way out.

flake8 ends with a traceback there, which names neither the option nor the file.
"""

from __future__ import annotations

import configparser
import contextlib
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import codes
from flake8_safe_imports.config.nearest import describe_code
from flake8_safe_imports.config.values import escape, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8.options.manager import OptionManager

_CODE: Final = r"[A-Z]{1,3}[0-9]{0,3}"
"""What flake8 takes for a code in ``ignore`` and ``extend-ignore``."""
_COMMENT: Final = ": put comments on lines of their own"


def describe_values(manager: OptionManager, cfg: configparser.RawConfigParser) -> str:
    """Return a line for each value in ``[flake8]`` that flake8 cannot read."""
    if "flake8" not in cfg:
        return ""
    section = cfg["flake8"]
    lines: list[str] = []
    for name in section:
        option = manager.config_options_dict.get(name)
        if option is None:
            continue
        if option.type is int or option.action == "count":
            # Many defaults are None, and False is a number too.
            example = option.default if type(option.default) is int else 79
            fault = "is not a whole number"
            usual = f": write it like {name} = {example}"
            read = section.getint
        elif option.action in {"store_true", "store_false"}:
            fault = "is neither true nor false"
            usual = f": write {name} = true"
            read = section.getboolean
        else:
            if name in {"ignore", "extend-ignore"}:
                lines += _describe_codes(name, section[name])
            continue
        with contextlib.suppress(ValueError):
            read(name)
            continue
        value = section[name]
        way_out = _COMMENT if re.search("[#;]", value) else usual
        lines.append(escape(f"{name}: {quote(value)} {fault}{way_out}"))
    return "\n".join(lines)


def describe_ignores(text: str) -> str:
    """Return what is wrong with a value of ``per-file-ignores``."""
    shown = quote(" ".join(text.split()))
    fault = f"per-file-ignores: {shown} is not of the form 'GLOB: CODE, CODE'"
    _, colon, found = text.partition(":")
    # With more than one glob, it is not clear which words are meant as codes.
    words = found if colon and ":" not in found else ""
    return next(_describe_codes("per-file-ignores", words), fault)


def describe_jobs(cfg: configparser.RawConfigParser) -> str:
    """Return what is wrong with ``jobs`` in ``[flake8]``; "" if flake8 can read it."""
    value = cfg.get("flake8", "jobs", fallback="auto")
    if value == "auto" or value.isdecimal():
        return ""
    way_out = _COMMENT if re.search("[#;]", value) else ": write it like jobs = 4"
    return escape(f"jobs: {quote(value)} is neither auto nor a number{way_out}")


def _describe_codes(name: str, value: str) -> Iterator[str]:
    """Yield a line for the first word of *value* that is not a code to flake8."""
    for word in filter(None, re.split(r"[,\s]+", value)):
        if re.match(rf"{_CODE}$", word):
            continue
        if word[0] in "#;":
            way_out = _COMMENT
        elif re.fullmatch(_CODE, word.upper()):
            way_out = f": did you mean {quote(word.upper())}?"
        elif re.fullmatch(rf"{_CODE}(?:[;:|/+]{_CODE})+[;:|/+]?", word):
            way_out = ": separate codes with commas"
        elif word.isascii() and codes.is_mistaken(word):
            yield escape(f"{name}: {describe_code(word)}")
            return
        else:
            way_out = ": a code is up to three capital letters and up to three digits"
        yield escape(f"{name}: {quote(word)} is not a code{way_out}")
        return  # the words that follow are mostly of the same comment


def describe_error(error: configparser.Error) -> str:
    """Return where and why the parser of ini files failed, and what to do."""
    if isinstance(error, configparser.DuplicateOptionError):
        place = _name_place(error.source, error.lineno)
        fault = f"{quote(error.option)} is repeated in [{error.section}]: remove one"
    elif isinstance(error, configparser.DuplicateSectionError):
        place = _name_place(error.source, error.lineno)
        fault = f"[{error.section}] is repeated: put its options into one section"
    elif isinstance(error, configparser.MissingSectionHeaderError):
        place = _name_place(error.source, error.lineno)
        fault = "the line is above the first [section]: begin with [flake8]"
    elif isinstance(error, configparser.ParsingError):
        number = error.errors[0][0] if error.errors else None
        place = _name_place(error.source, number)
        fault = "the line is not NAME = VALUE: indent it if it belongs to a value"
    else:
        return escape(" ".join(str(error).split()))
    return escape(f"{place}: {fault}")


def _name_place(source: str | None, line: int | None) -> str:
    return f"{source or 'configuration'}:{line}" if line else source or "configuration"


def describe_files(given: Iterable[tuple[str, str]]) -> str:
    """Return a line for each file of configuration that cannot be read.

    *given* are options of the command line with their paths.
    """
    problems = [(option, path, _find_problem(path)) for option, path in given]
    return "\n".join(
        escape(f"{option} {path or repr(path)}: {problem}")
        for option, path, problem in problems
        if problem
    )


def _find_problem(path: str) -> str:
    """Return why a file of configuration cannot be read; "" if it can."""
    try:
        with open(path, encoding="utf-8") as file:
            file.read()
    except UnicodeDecodeError:
        return "it is not UTF-8: save it as UTF-8"
    except FileNotFoundError:
        return "this configuration file does not exist"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    return ""
