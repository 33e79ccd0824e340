"""The command line: ``check``, ``explain``, ``fix`` and ``audit``.

The exit status is 0 for nothing found, 1 for findings or changes, and 2 for bad usage,
bad configuration or an unknown name. The plugin never imports this module.

A clean file is checked in less time than it takes to import what help, errors and the
other commands need, so functions import that.
"""

from __future__ import annotations

import functools
import gc
import itertools
import os
import sys

from flake8_safe_imports.own_arguments import (
    CHECK_FLAGS,
    CHECK_VALUES,
    FIX_FLAGS,
    OWN_FLAGS,
    PROGRAM,
    list_defaults,
    split_arguments,
)
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import Any, Final

    from flake8_safe_imports.parsers import Parser

    _Run = Callable[[argparse.Namespace, list[str]], int]

EXIT_ERROR: Final = 2
EXIT_INTERRUPTED: Final = 130
EXIT_BROKEN_PIPE: Final = 141
"""The exit status that shells give a program killed by SIGPIPE."""

_FLAGS_OF_FINDINGS: Final = frozenset(
    (
        *("--format", "--json", "--output-file", "--tee", "--count", "--show-source"),
        "--exit-zero",
    )
)
"""The options about findings that are printed: ``fix`` prints none."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in *argv*, else in ``sys.argv``; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None:
        gc.disable()  # until files are read: what is imported stays
    _open_streams()
    try:
        status = _run_or_fail(arguments)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    if argv is None:
        gc.freeze()  # the process ends: nobody needs the memory
    return status


def _run_or_fail(arguments: list[str]) -> int:
    """Run the command; print an error if it could not do as it was asked to."""
    # Imported here, as nearly all is: an interrupt may come while that lasts.
    from flake8_safe_imports.config.options import OptionError

    try:
        try:
            status = _run(arguments)
        except SystemExit:  # after `--help`
            sys.stdout.flush()
            raise
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
        return EXIT_BROKEN_PIPE
    except OptionError as error:
        return _fail(str(error))
    except OSError as error:  # the disk is full, for example
        _discard_stdout()
        return _fail(_word(error))
    return status


def _open_streams() -> None:
    """Open streams that the caller closed (``>&-``), so that printing does not fail."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def _fail(text: str) -> int:
    """Print an error for each line of *text*; return the exit status."""
    from flake8_safe_imports.finding import make_printable

    for line in text.split("\n"):
        print(f"{PROGRAM}: error: {make_printable(line)}", file=sys.stderr)
    return EXIT_ERROR


def _word(error: OSError) -> str:
    """Return the file, if there is one, and what the system says."""
    from flake8_safe_imports.finding import make_printable

    problem = error.strerror or str(error)
    if error.filename is None:
        return problem
    return f"{make_printable(os.fsdecode(error.filename))}: {problem}"


def _discard_stdout() -> None:
    """Redirect standard output, so that the flush at exit does not fail again.

    There is nothing to do where a program that calls us has put a stream of its own.
    """
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, number)
    finally:
        os.close(null)


def _run(arguments: list[str]) -> int:
    choice = "check, explain, fix or audit"
    before, command, rest = _find_command(arguments)
    if command in OWN_FLAGS:
        return _run_with_flake8(command, [*before, *rest])
    parser = make_parser(command)
    if not arguments:
        parser.print_help()
        return 0
    if not command:
        parser.parse_args(before)  # --help, --version, or something unknown
        parser.error(f"a COMMAND is missing: {choice}")
    if command not in _COMMANDS:
        from flake8_safe_imports.config.nearest import suggest

        near = suggest(command, _COMMANDS)
        if f"--{command}" in parser._option_string_actions:
            near = f": write --{command}"
        elif before and not set(_COMMANDS).isdisjoint(rest):
            near = near or ": write options after the command"
        parser.error(f"{command!a} is not a command{near or f': write {choice}'}")
    if command == "explain":  # options may be written as they are given
        rest = [word[2:] if word.startswith("--vet-") else word for word in rest]
    chosen = parser.commands[command].parse_args([*before, *rest])
    gc.enable()
    return _COMMANDS[command](chosen, [])


def _run_with_flake8(command: str, arguments: list[str]) -> int:
    """Run a command that passes most of its *arguments* on to flake8's parts."""
    from flake8_safe_imports.check.deferred import defer_imports

    defer_imports()  # before anything imports them
    import types

    own, passed_on = split_arguments(command, arguments)
    chosen: Any
    if own:
        chosen = make_parser(command).commands[command].parse_args(own)
    else:  # as mostly, and to make a parser takes longer than to check a file
        chosen = types.SimpleNamespace(**list_defaults(command))
    return _COMMANDS[command](chosen, passed_on)


def make_parser(only: str = "") -> Parser:
    """Return the parser of the command line. Shell completion is made from it, too.

    If *only* is a command, the parser has no other: each of them takes its time.
    """
    from flake8_safe_imports import parsers

    return parsers.make_parser(only)


def _find_command(arguments: Sequence[str]) -> tuple[list[str], str, list[str]]:
    """Return the command among *arguments*, with what is before and after it."""
    number = 0
    while number < len(arguments) and arguments[number].startswith("-"):
        number += 2 if arguments[number] == "--color" else 1
    found, *rest = arguments[number:] or [""]
    return list(arguments[:number]), found, rest


def _check(chosen: argparse.Namespace, rest: list[str]) -> int:
    from flake8_safe_imports.check import command

    for index, argument in enumerate(rest if chosen.json else ()):
        name, equals, value = argument.partition("=")
        if name == "--format":
            _refuse_formats(value if equals else "".join(rest[index + 1 : index + 2]))
    argv = ["--format=json", *rest] if chosen.json else rest
    return command.run(
        argv,
        stderr=sys.stderr,
        environ=os.environ,
        write_to=chosen.write_baseline,
        add_noqa=chosen.add_noqa,
        flags=(*CHECK_FLAGS, *CHECK_VALUES),
    )


def _explain(chosen: argparse.Namespace, rest: Sequence[str]) -> int:
    from flake8_safe_imports.explain import command
    from flake8_safe_imports.formats.terminal import override_color

    return command.run(
        chosen.names,
        as_json=chosen.json,
        stdout=sys.stdout,
        stderr=sys.stderr,
        environ=override_color(os.environ, chosen.color),
    )


def _audit(chosen: argparse.Namespace, rest: Sequence[str]) -> int:
    from flake8_safe_imports.audit import command
    from flake8_safe_imports.check.run import read_config
    from flake8_safe_imports.config.options import OptionError

    if chosen.json and chosen.format:
        _refuse_formats(chosen.format)
    output_format = "json" if chosen.json else chosen.format or "text"
    try:
        config = read_config(
            isolated=chosen.isolated, allowed=chosen.vet_allowed_distributions
        )
    except OptionError as error:
        command.print_bad_config(str(error), output_format, sys.stdout)
        raise
    request = command.AuditRequest(
        chosen.paths,
        config,
        ignored=chosen.ignore,
        excluded=chosen.exclude,
    )
    return command.run(request, output_format, stdout=sys.stdout, stderr=sys.stderr)


def _refuse_formats(chosen: str) -> None:
    """Raise OptionError if --json is given together with another format."""
    from flake8_safe_imports.config.options import OptionError

    if chosen != "json":
        raise OptionError(f"--json and --format {chosen} exclude each other: give one")


def _fix(chosen: argparse.Namespace, rest: list[str]) -> int:
    from flake8_safe_imports.check.run import plan_run
    from flake8_safe_imports.config.options import OptionError

    for argument in itertools.takewhile(lambda word: word != "--", rest):
        name = argument.partition("=")[0]
        if name in _FLAGS_OF_FINDINGS:
            raise OptionError(f"{name} is an option of `check`: fix prints a diff")
    gc.enable()
    run = plan_run(rest, FIX_FLAGS)
    if not run.paths:
        raise OptionError("fix needs a PATH: files, folders, or - for standard input")
    if not run.filenames:
        from flake8_safe_imports.finding import make_printable

        for line in run.explain_no_files():
            print(make_printable(line), file=sys.stderr)
    from flake8_safe_imports.fix import command
    from flake8_safe_imports.formats.terminal import override_color
    from flake8_safe_imports.plugin import log_versions

    request = command.FixRequest(
        run.config,
        lambda name: functools.partial(run.is_selected, name),
        silencer=run.get_noqa,
        write=chosen.write,
        diff=chosen.diff,
        unsafe=chosen.unsafe,
        has_statistics=run.has_statistics,
        stdin_name=run.stdin_name,
        log=log_versions,
    )
    environ = override_color(os.environ, run.color)
    streams = command.Streams(sys.stdin, sys.stdout, sys.stderr, environ)
    return command.run(run.filenames, request, streams, run.paths)


_COMMANDS: Final[dict[str, _Run]] = {
    "check": _check,
    "explain": _explain,
    "fix": _fix,
    "audit": _audit,
}
"""What runs each command."""
