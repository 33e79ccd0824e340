"""The command line: ``check``, ``explain``, ``fix`` and ``audit``.

The exit status is 0 for nothing found, 1 for findings or changes, and 2 for bad usage,
bad configuration or an unknown name.  The plugin never imports this module.
"""

from __future__ import annotations

import argparse
import functools
import gc
import itertools
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from flake8_safe_imports.addresses import DOCS
from flake8_safe_imports.config.nearest import suggest, suggest_argument
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.formats import registry
from flake8_safe_imports.formats.terminal import override_color

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    _Add = Callable[["argparse._SubParsersAction[Parser]", "Parser"], None]
    _Run = Callable[[argparse.Namespace, list[str]], int]

PROGRAM: Final = "flake8-safe-imports"

EXIT_ERROR: Final = 2
EXIT_INTERRUPTED: Final = 130
EXIT_BROKEN_PIPE: Final = 141
"""The exit status that shells give a program killed by SIGPIPE."""

_CHECK_FLAGS: Final = {
    "--json": "the same as --format json",
    "--add-noqa": "silence all findings with noqa comments in the files",
}
_CHECK_VALUES: Final = {
    "--write-baseline": (
        "FILE",
        "accept all findings for now: write them to FILE, for vet-baseline",
    )
}
"""Options with a value, given as ``--option VALUE`` or ``--option=VALUE``."""
_FIX_FLAGS: Final = {
    "--diff": "print the changes (the default)",
    "--write": "change the files",
    "--unsafe": "also rewrite what may behave differently, such as bans with a "
    "replacement, dead fallbacks and branches on six.PY2",
}
_FLAGS_OF_FINDINGS: Final = frozenset(
    (
        *("--format", "--json", "--output-file", "--tee", "--count", "--show-source"),
        "--exit-zero",
    )
)
"""The options about findings that are printed: ``fix`` prints none."""
_OWN_FLAGS: Final = {"check": _CHECK_FLAGS, "fix": _FIX_FLAGS}
"""The flags that these commands read themselves, with their help.

All other arguments are flake8's.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in *argv*, else in ``sys.argv``; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None:
        gc.disable()  # until files are read: what is imported stays
    _open_streams()
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
        return EXIT_BROKEN_PIPE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except OptionError as error:
        return _fail(str(error))
    except OSError as error:  # the disk is full, for example
        _discard_stdout()
        return _fail(str(error))
    if argv is None:
        gc.freeze()  # the process ends: nobody needs the memory
    return status


def _open_streams() -> None:
    """Open streams that the caller closed (``>&-``), so that printing does not fail."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def _fail(text: str) -> int:
    """Print an error for each line of *text*; return the exit status."""
    for line in text.splitlines():
        print(f"{PROGRAM}: error: {line}", file=sys.stderr)
    return EXIT_ERROR


def _discard_stdout() -> None:
    """Redirect standard output, so that the flush at exit does not fail again."""
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, sys.stdout.fileno())
    finally:
        os.close(null)


def _run(arguments: list[str]) -> int:
    choice = "check, explain, fix or audit"
    before, command, rest = _find_command(arguments)
    if command in _OWN_FLAGS:
        from flake8_safe_imports.check.deferred import defer_imports

        defer_imports()  # before argparse and flake8 import them
    parser = make_parser(command)
    if not arguments:
        parser.print_help()
        return 0
    if not command:
        parser.parse_args(before)  # --help, --version, or something unknown
        parser.error(f"a COMMAND is missing: {choice}")
    if command not in _COMMANDS:
        near = suggest(command, _COMMANDS)
        if f"--{command}" in parser._option_string_actions:
            near = f": write --{command}"
        elif before and not set(_COMMANDS).isdisjoint(rest):
            near = near or ": write options after the command"
        parser.error(f"{command!a} is not a command{near or f': write {choice}'}")
    if command == "explain":  # options may be written as they are given
        rest = [word[2:] if word.startswith("--vet-") else word for word in rest]
    arguments = [*before, *rest]
    passed_on: list[str] = []
    if command in _OWN_FLAGS:
        arguments, passed_on = _split_arguments(command, arguments)
    chosen = parser.commands[command].parse_args(arguments)
    if command != "check":  # which does so itself
        gc.enable()
    _, run = _COMMANDS[command]
    return run(chosen, passed_on)


def _find_command(arguments: Sequence[str]) -> tuple[list[str], str, list[str]]:
    """Return the command among *arguments*, with what is before and after it."""
    number = 0
    while number < len(arguments) and arguments[number].startswith("-"):
        number += 2 if arguments[number] == "--color" else 1
    found, *rest = arguments[number:] or [""]
    return list(arguments[:number]), found, rest


def _split_arguments(
    command: str, arguments: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the arguments of *command* itself, and those that flake8's parts read."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    flags = {*_OWN_FLAGS[command], "-h", "--help", "--version"}
    values = _CHECK_VALUES if command == "check" else {}
    own: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments[:end])
    for argument in remaining:
        name, equals, _ = argument.partition("=")
        if name in values:
            own += [argument] if equals else [argument, *itertools.islice(remaining, 1)]
        else:
            (own if argument in flags else rest).append(argument)
    return own, [*rest, *arguments[end:]]


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
        flags=(*_CHECK_FLAGS, *_CHECK_VALUES),
    )


def _explain(chosen: argparse.Namespace, rest: Sequence[str]) -> int:
    from flake8_safe_imports.explain import command

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

    if chosen.json and chosen.format:
        _refuse_formats(chosen.format)
    return command.run(
        chosen.paths,
        read_config(isolated=chosen.isolated),
        output_format="json" if chosen.json else chosen.format or "text",
        ignored=chosen.ignore,
        excluded=chosen.exclude,
        stdout=sys.stdout,
        stderr=sys.stderr,
    )


def _refuse_formats(chosen: str) -> None:
    """Raise OptionError if --json is given together with another format."""
    if chosen != "json":
        raise OptionError(f"--json and --format {chosen} exclude each other: give one")


def _fix(chosen: argparse.Namespace, rest: list[str]) -> int:
    from flake8_safe_imports.check.run import plan_run

    for argument in itertools.takewhile(lambda word: word != "--", rest):
        name = argument.partition("=")[0]
        if name in _FLAGS_OF_FINDINGS:
            raise OptionError(f"{name} is an option of `check`: fix prints a diff")
    run = plan_run(rest, _FIX_FLAGS)
    if not run.paths:
        raise OptionError("fix needs a PATH: files, folders, or - for standard input")
    from flake8_safe_imports.fix import command
    from flake8_safe_imports.plugin import log_versions

    order = command.Order(
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
    return command.run(run.filenames, order, streams, run.paths)


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations, so that new options break no scripts.

    It suggests the option that a mistyped one may be meant for. The help ends with
    *notes*, the exit *status*, an *example* and the address of the documentation.
    """

    def __init__(
        self,
        *,
        description: str = "",
        notes: str = "",
        status: str = "",
        example: str = "",
        **arguments: object,
    ) -> None:
        super().__init__(
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            description=description,
            **arguments,  # type: ignore[arg-type]
        )
        self._notes: Final = notes
        self._status: Final = status
        self._example: Final = example
        self.commands: dict[str, Parser] = {}

    def format_help(self) -> str:
        """Return the help, in lines of the width of the terminal."""
        import shutil
        import textwrap

        width = shutil.get_terminal_size().columns - 2
        status = f"Exit status: {self._status}." if self._status else ""
        lines = [
            self._notes,
            textwrap.fill(status, width),
            f"Example: {PROGRAM} {self._example}",
            f"Documentation: {DOCS}",
        ]
        written = self.description, self.epilog
        self.description = textwrap.fill(self.description or "", width)
        self.epilog = "\n".join(filter(None, lines))
        try:
            return super().format_help()
        finally:  # the next help may be for another width
            self.description, self.epilog = written

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, and exit."""
        super().error(message + suggest_argument(message, self._option_string_actions))


def make_parser(only: str = "") -> Parser:
    """Return the parser of the command line. Shell completion is made from it, too.

    If *only* is a command, the parser has no other: each of them takes its time.
    """
    common = Parser(add_help=False)
    common.add_argument("--version", action=_Version)
    common.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="when to use color (default: auto; see also NO_COLOR and FORCE_COLOR)",
    )
    common.add_argument(
        "--isolated", action="store_true", help="ignore all configuration files"
    )
    parser = Parser(
        prog=PROGRAM,
        parents=[common],
        description="Vet imports: check files, explain findings, fix imports, audit "
        "dependencies. The same checks run in flake8, as a plugin.",
        example="check src",
    )
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    chosen = {only: _COMMANDS[only]} if only in _COMMANDS else _COMMANDS
    for add, _ in chosen.values():
        add(commands, common)
    parser.commands = dict(commands.choices)
    return parser


class _Version(argparse.Action):
    """Print the version, which is looked up only then, and exit."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(
            option_strings, dest, nargs=0, help="show the version and exit"
        )

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        from flake8_safe_imports.explain.version import format_version

        print(format_version(PROGRAM))
        parser.exit()


def _add_explain(commands: argparse._SubParsersAction[Parser], common: Parser) -> None:
    explain = commands.add_parser(
        "explain",
        parents=[common],
        help="look up a code, a name or an option",
        description="Print the page of a code or an option, or what is known about a "
        "name: which versions of Python have it, what replaces it, and whether it is "
        "suspicious. Without arguments, list codes and options.",
        status="0, or 2 if something is unknown",
        example="explain VET202 urllib2.urlopen",
    )
    explain.add_argument(
        "names",
        nargs="*",
        metavar="CODE | NAME | OPTION",
        help="such as VET201, urllib2.urlopen or vet-enable",
    )
    explain.add_argument("--json", action="store_true", help="print a JSON list")


def _add_fix(commands: argparse._SubParsersAction[Parser], common: Parser) -> None:
    fix = commands.add_parser(
        "fix",
        parents=[common],
        usage=f"{PROGRAM} fix [-h] [--diff | --write] [--unsafe] "
        "[any option of flake8] PATH...",
        help="rewrite imports that have a drop-in replacement",
        description="Rewrite what flake8 would report where that is safe, and list "
        "what was skipped and why. Configuration and options are flake8's, such as "
        "--config, --isolated, --select and --vet-supported-python. --statistics "
        "counts what was left, by name and reason.",
        status="0 for no changes, 1 for changes, 2 for bad usage or configuration",
        example="fix --write src",
    )
    _add_paths(fix, "files and folders, or - for standard input")
    either = fix.add_mutually_exclusive_group()
    for flag, help_text in _FIX_FLAGS.items():
        group = fix if flag == "--unsafe" else either
        group.add_argument(flag, action="store_true", help=help_text)


def _add_audit(commands: argparse._SubParsersAction[Parser], common: Parser) -> None:
    audit = commands.add_parser(
        "audit",
        parents=[common],
        help="check dependencies, lock files and environments",
        description="Check declared dependencies, lock files and the installed "
        "environment against the names of malicious packages, look-alikes, compromised "
        "releases, modules of the standard library and superseded backports. Nothing "
        "is run, and the network is not used.",
        status="0 for no findings, 1 for findings, 2 if something could not be read",
        example="audit . .venv",
    )
    _add_paths(
        audit,
        "files, folders and environments (default: the working directory and the "
        "environment that this command is installed in)",
    )
    audit.add_argument(
        "--ignore",
        action="append",
        default=[],
        type=_read_text,
        metavar="NAME",
        help="accept all findings about the distribution NAME; may be repeated",
    )
    audit.add_argument(
        "--exclude",
        action="append",
        default=[],
        type=_read_text,
        metavar="PATTERN",
        help="leave out files and folders whose name or path matches PATTERN, such as "
        "fixtures or tests/data/*; may be repeated",
    )
    audit.add_argument(
        "--format",
        choices=("text", *registry.FORMATS),
        help="how to print findings (default: text)",
    )
    audit.add_argument(
        "--json",
        action="store_true",
        help="print a JSON document, the same as --format json",
    )


def _add_check(commands: argparse._SubParsersAction[Parser], common: Parser) -> None:
    check = commands.add_parser(
        "check",
        parents=[common],
        help="check files with this checker alone",
        usage=f"{PROGRAM} check [options] [PATH ...]",
        description="Report what `flake8 --select VET` would report, without running "
        "the other checkers. Configuration and options are flake8's.",
        notes=_CHECK_NOTES,
        status="0 for no findings, 1 for findings, 2 for bad usage or configuration",
        example="check --select VET2 src tests",
    )
    _add_paths(
        check, "files and folders, or - for standard input (default: this folder)"
    )
    for flag, help_text in _CHECK_FLAGS.items():
        check.add_argument(flag, action="store_true", help=help_text)
    for name, (metavar, help_text) in _CHECK_VALUES.items():
        _complete_files(check.add_argument(name, metavar=metavar, help=help_text))


def _add_paths(parser: Parser, help_text: str) -> None:
    _complete_files(
        parser.add_argument("paths", nargs="*", metavar="PATH", help=help_text)
    )


def _complete_files(action: argparse.Action) -> None:
    """Let shells complete names of files, if shtab makes completions from this."""
    if "shtab" in sys.modules:
        vars(action)["complete"] = sys.modules["shtab"].FILE


def _read_text(value: str) -> str:
    """Return *value*; an empty one is the slip of a script."""
    if not value.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return value


_CHECK_NOTES: Final = f"""\
options of flake8 (see also `flake8 --help`):
  --config FILE, --append-config FILE
  --select CODES, --ignore CODES, --extend-select CODES, --extend-ignore CODES
  --exclude PATTERNS, --extend-exclude PATTERNS, --per-file-ignores FILES:CODES
  --output-file FILE, --tee, --show-source, --statistics, --count, -q
  --stdin-display-name NAME, --disable-noqa, --exit-zero, -j N
  --format NAME     default, pylint, {", ".join(registry.FORMATS)},
                    an installed formatter, or a template
  -v                log which Python versions are checked, and what declares them
  --vet-NAME VALUE  the options of this checker: `explain` lists them

"""

_COMMANDS: Final[dict[str, tuple[_Add, _Run]]] = {
    "check": (_add_check, _check),
    "explain": (_add_explain, _explain),
    "fix": (_add_fix, _fix),
    "audit": (_add_audit, _audit),
}
"""What adds the arguments of each command, and what runs it."""
