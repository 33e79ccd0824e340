"""The parsers of the command line: the options of each command, and its help."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Callable, Final, NoReturn

from flake8_safe_imports.addresses import DOCS
from flake8_safe_imports.config.nearest import suggest_argument
from flake8_safe_imports.formats import registry
from flake8_safe_imports.own_arguments import (
    CHECK_FLAGS,
    CHECK_VALUES,
    FIX_FLAGS,
    PROGRAM,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite

    _Add = Callable[["argparse._SubParsersAction[Parser]", "Parser"], None]


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

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help. Newer versions of argparse hide that a disk is full."""
        stream = sys.stdout if file is None else file
        stream.write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, and exit."""
        from flake8_safe_imports.finding import make_printable

        near = suggest_argument(message, self._option_string_actions)
        super().error(make_printable(message + near))


def make_parser(only: str = "") -> Parser:
    """Return the parser of the command line, or of the command *only*."""
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
    for add in chosen.values():
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
        status="0 for no changes, 1 for changes, 2 for bad usage or configuration, "
        "or if a file could not be read or written",
        example="fix --write src",
    )
    _add_paths(fix, "files and folders, or - for standard input")
    either = fix.add_mutually_exclusive_group()
    for flag, help_text in FIX_FLAGS.items():
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
        "--vet-allowed-distributions",
        type=_read_text,
        metavar="NAMES",
        help="accept all findings about these distributions, except malicious ones; "
        "overrides the option in the configuration",
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
        status="0 for no findings, 1 for findings, 2 for bad usage or configuration, "
        "or if a PATH does not exist",
        example="check --select VET2 src tests",
    )
    _add_paths(
        check,
        "files and folders, or - for standard input (default: the working directory)",
    )
    for flag, help_text in CHECK_FLAGS.items():
        check.add_argument(flag, action="store_true", help=help_text)
    for name, (metavar, help_text) in CHECK_VALUES.items():
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

_COMMANDS: Final[dict[str, _Add]] = {
    "check": _add_check,
    "explain": _add_explain,
    "fix": _add_fix,
    "audit": _add_audit,
}
"""What adds each command, with its arguments."""
