"""The command line and configuration of a run, parsed by flake8's own parts.

Of all plugins only ours is loaded, and the formatter that ``--format`` names. Options
of other plugins in a configuration file are passed over, as flake8 passes over those of
plugins that are not installed.
"""

from __future__ import annotations

import argparse
import configparser
import contextlib
import functools
import importlib
import sys
from typing import TYPE_CHECKING, Any, Final, NoReturn

import flake8
from flake8.exceptions import ExecutionError, Flake8Exception
from flake8.main.options import register_default_options, stage1_arg_parser
from flake8.options import aggregator, config
from flake8.options.manager import OptionManager
from flake8.utils import parse_files_to_codes_mapping

from flake8_safe_imports import codes, config_folders
from flake8_safe_imports.config.options import TABLE, OptionError
from flake8_safe_imports.plugin import SafeImports, prepare
from flake8_safe_imports.project import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FAMILY: Final = "VET"
_OPTIONS_OF_OTHERS: Final = ("max-complexity", "builtins", "doctests")
_SELECTIONS: Final = ("select", "extend_select", "ignore", "extend_ignore")


def parse(
    argv: Sequence[str], flags: Iterable[str] = ()
) -> tuple[argparse.Namespace, Any]:
    """Begin a run; return the options in *argv* and in the configuration files.

    The second value is the formatter that they name, None for flake8's default format.
    *flags* are those of the command itself, which may be meant by a mistyped one.
    Raises OptionError where flake8 would exit with an error.
    """
    with _raise_option_errors():
        read = _read(argv, tuple(flags))
        prepare(read.options, read.cfg, read.folder)
        _call(read.formatter, "parse_options", read.options)
    return read.options, read.formatter


def read_options(argv: Sequence[str]) -> argparse.Namespace:
    """Return the options of a run that has begun; raise OptionError as for a run."""
    with _raise_option_errors():
        return _read(argv, ()).options


@contextlib.contextmanager
def _raise_option_errors() -> Iterator[None]:
    """Raise OptionError for the errors with which flake8 would exit."""
    try:
        yield
    except configparser.Error as error:
        # Imported here, and below: it is rarely needed.
        from flake8_safe_imports.check.bad_config import describe_error

        raise OptionError(describe_error(error)) from None
    except (Flake8Exception, OSError, ValueError) as error:
        raise OptionError(str(error)) from None


class _Read:
    """What was read: options, formatter, and the ini file with its folder."""

    __slots__ = ("cfg", "folder", "formatter", "options")

    def __init__(
        self,
        options: argparse.Namespace,
        formatter: Any,
        cfg: configparser.RawConfigParser,
        folder: str,
    ) -> None:
        self.options: Final = options
        self.formatter: Final = formatter
        self.cfg: Final = cfg
        self.folder: Final = folder


def _read(argv: Sequence[str], flags: tuple[str, ...]) -> _Read:
    first = stage1_arg_parser()
    first.allow_abbrev = False
    _raise_errors(first)
    known, rest = first.parse_known_args(list(argv))
    if known.output_file:  # as in flake8: the second parser wants to see it too
        rest.extend(("--output-file", known.output_file))
    flake8.configure_logging(known.verbose, known.output_file)
    cfg, folder = _load_config(known)
    table = config_folders.read_table(known)
    if table is not None and table.flake8 and "flake8" not in cfg:
        cfg.read_dict({"flake8": table.flake8})
        folder = table.folder
    formatter = _find_formatter(rest, cfg)
    manager = _make_manager(first, flags)
    for plugin in (SafeImports, *_find_pyproject_hook(rest)):
        add_options: Any = getattr(plugin, "add_options", None)
        if add_options is not None:
            add_options(manager)
    _call(formatter, "add_options", manager)
    if any(map(_is_of_others, (*rest, *_list_keys(cfg)))):
        _add_options_of_others(manager)
    manager.extend_default_select([_FAMILY])
    options = _aggregate(manager, cfg, folder, rest)
    for name in options.filenames:
        if name.startswith("--"):  # argparse takes it for a file if it has a blank
            manager.parser.error(f"unrecognized arguments: {name}")
    for flag in ("bug_report", "benchmark"):
        if getattr(options, flag):
            shown = f"--{flag.replace('_', '-')}"
            raise OptionError(f"{shown}: only `flake8 {shown}` does that")
    for key in ("config", "append_config", "isolated", "verbose"):
        setattr(options, key, getattr(known, key))
    _check_codes(options)
    _select_family(options)
    return _Read(options, formatter, cfg, folder)


def _load_config(
    known: argparse.Namespace,
) -> tuple[configparser.RawConfigParser, str]:
    """Return what flake8 reads from the configuration files, and from which folder."""
    try:
        return config.load_config(
            config=known.config, extra=known.append_config, isolated=known.isolated
        )
    except (ExecutionError, UnicodeDecodeError) as error:
        from flake8_safe_imports.check.bad_config import describe_files

        given = [("--append-config", path) for path in known.append_config]
        if known.config is not None:
            given.insert(0, ("--config", known.config))
        raise OptionError(describe_files(given) or str(error)) from None


def _aggregate(
    manager: OptionManager,
    cfg: configparser.RawConfigParser,
    folder: str,
    argv: Sequence[str],
) -> argparse.Namespace:
    """Return the options of configuration and command line."""
    try:
        return aggregator.aggregate_options(manager, cfg, folder, argv)
    except ValueError as error:
        from flake8_safe_imports.check.bad_config import describe_values

        lines = describe_values(manager, cfg)
        raise OptionError(lines or str(error)) from None
    except OptionError as error:  # argparse takes it for one of the command line
        from flake8_safe_imports.check.bad_config import describe_jobs

        raise OptionError(describe_jobs(cfg) or str(error)) from None


def _make_manager(
    first: argparse.ArgumentParser, flags: tuple[str, ...]
) -> OptionManager:
    """Return a manager of flake8's own options, whose errors are OptionErrors."""
    manager = OptionManager(
        version="", plugin_versions="", parents=[first], formatter_names=[]
    )
    manager.parser.allow_abbrev = False
    # It prints no help, and need not ask the terminal for its width for each option.
    manager.parser.formatter_class = functools.partial(argparse.HelpFormatter, width=80)
    _raise_errors(manager.parser, flags)
    register_default_options(manager)
    return manager


def _call(formatter: Any, name: str, argument: object) -> None:
    """Call the function *name* of a formatter, if it has one."""
    function = getattr(formatter, name, None)
    if function is not None:
        # Imported here: few formatters have options.
        from flake8_safe_imports.check.formatters import blame

        with blame(formatter):
            function(argument)


def _list_keys(cfg: configparser.RawConfigParser) -> Iterable[str]:
    return cfg.options("flake8") if cfg.has_section("flake8") else ()


def _is_of_others(name: str) -> bool:
    """Return whether *name* is an option of a checker that comes with flake8."""
    return name.lstrip("-").replace("_", "-").startswith(_OPTIONS_OF_OTHERS)


def _add_options_of_others(manager: OptionManager) -> None:
    """Register the options of mccabe and pyflakes, which have no effect here."""
    # mccabe's own default is -1: errors show this one.
    manager.add_option("--max-complexity", type=int, default=10, parse_from_config=True)
    manager.add_option("--builtins", parse_from_config=True)
    manager.add_option("--doctests", action="store_true", parse_from_config=True)


def _find_pyproject_hook(argv: Sequence[str]) -> list[Any]:
    """Return the plugin that lets flake8 read pyproject.toml, if it would do something.

    Flake8-pyproject is not a checker: it replaces how flake8 reads its configuration.
    """
    if (
        "flake8p" not in sys.modules
        and not any(argument.startswith("--toml-config") for argument in argv)
        and "flake8" not in files.read_leniently("pyproject.toml").replace(TABLE, "")
    ):
        return []
    # Imported here: few projects keep options of flake8 in that file.
    from importlib.util import find_spec
    from pathlib import Path

    if find_spec("flake8p") is None:
        return []
    plugin = importlib.import_module("flake8p").Plugin
    # It would go on to read the file that an earlier run in this process named.
    vars(sys.modules[plugin.__module__])["toml_config"] = Path("pyproject.toml")
    return [plugin]


def _raise_errors(
    parser: argparse.ArgumentParser, more_flags: tuple[str, ...] = ()
) -> None:
    """Let *parser* raise OptionError instead of exiting."""

    def fail(message: str) -> NoReturn:
        from flake8_safe_imports.config.nearest import suggest_argument

        flags = (*parser._option_string_actions, *more_flags)
        raise OptionError(message + suggest_argument(message, flags))

    parser.error = fail  # type: ignore[method-assign]


def _find_formatter(argv: Sequence[str], cfg: configparser.RawConfigParser) -> Any:
    """Return what ``--format`` or the configuration names; None for the default."""
    given, option = None, "--format"
    if any(argument.startswith("--format") for argument in argv):
        parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
        parser.add_argument("--format")
        _raise_errors(parser)
        given = parser.parse_known_args(list(argv))[0].format
    if given is None:
        given, option = cfg.get("flake8", "format", fallback="default"), "format"
    if given == "default":
        return None
    # Imported here: with the default format only findings need a formatter.
    from flake8_safe_imports.check.formatters import find_plugin

    return find_plugin(given, option)


def _select_family(options: argparse.Namespace) -> None:
    """Add our codes to ``select``, even an empty one, unless it names some already."""
    chosen = options.select
    if chosen is not None and not any(map(codes.list_beginning, chosen)):
        options.select = [*chosen, _FAMILY]


def _check_codes(options: argparse.Namespace) -> None:
    """Raise OptionError for a code of ours that does not exist."""
    given = [(name, getattr(options, name) or ()) for name in _SELECTIONS]
    given += [
        ("per_file_ignores", words)
        for _, words in _read_per_file_ignores(options.per_file_ignores)
    ]
    mistaken = [
        (name.replace("_", "-"), word)
        for name, words in given
        for word in words
        if codes.is_mistaken(word)
    ]
    if mistaken:
        from flake8_safe_imports.config.nearest import describe_code

        lines = (f"{name}: {describe_code(word)}" for name, word in mistaken)
        raise OptionError("\n".join(dict.fromkeys(lines)))


def _read_per_file_ignores(value: str | Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return globs and their codes; raise OptionError for what flake8 cannot read."""
    try:
        return parse_files_to_codes_mapping(value or "")
    except Flake8Exception:
        text = value if isinstance(value, str) else " ".join(value)
        from flake8_safe_imports.check.bad_config import describe_ignores

        raise OptionError(describe_ignores(text)) from None
