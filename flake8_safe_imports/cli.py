"""The command line: ``explain``, ``fix`` and ``audit``.

The exit status is 0 for nothing found, 1 for findings or changes, and 2 for bad usage,
bad configuration or an unknown name.  The plugin never imports this module.
"""

from __future__ import annotations

import argparse
import functools
import os
import sys
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.config.options import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM: Final = "flake8-safe-imports"

EXIT_ERROR: Final = 2
EXIT_INTERRUPTED: Final = 130
EXIT_BROKEN_PIPE: Final = 141
"""The exit status that shells give a program killed by SIGPIPE."""

_FIX_FLAGS: Final = {
    "--diff": "print the changes (the default)",
    "--write": "change the files",
    "--unsafe": "also rewrite what may behave differently: bans with a replacement, "
    "dead fallbacks, names that others may import from here",
}
"""The arguments of ``fix`` itself, with their help; all others go to flake8."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in *argv*, else in ``sys.argv``; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
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
    rest: list[str] = []
    if arguments[:1] == ["fix"]:
        own, rest = _split_arguments(arguments[1:])
        arguments = ["fix", *own]
    chosen = _make_parser().parse_args(arguments)
    if chosen.command == "explain":
        return _explain(chosen)
    if chosen.command == "fix":
        return _fix(chosen, rest)
    return _audit(chosen)


def _split_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the arguments of ``fix`` itself, and those to be passed to flake8."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    flags = {*_FIX_FLAGS, "-h", "--help"}
    own = [argument for argument in arguments[:end] if argument in flags]
    rest = [argument for argument in arguments[:end] if argument not in flags]
    return own, [*rest, *arguments[end:]]


def _explain(chosen: argparse.Namespace) -> int:
    from flake8_safe_imports.explain import command

    return command.run(
        chosen.names,
        as_json=chosen.json,
        stdout=sys.stdout,
        stderr=sys.stderr,
        environ=os.environ,
    )


def _audit(chosen: argparse.Namespace) -> int:
    from flake8_safe_imports.audit import command

    return command.run(
        chosen.paths,
        output_format="json" if chosen.json else "text",
        stdout=sys.stdout,
        stderr=sys.stderr,
    )


def _fix(chosen: argparse.Namespace, rest: Sequence[str]) -> int:
    from flake8_safe_imports import plugin

    run = plugin.plan_run(rest)
    if not run.paths:
        raise OptionError("fix needs a PATH: files, folders, or - for standard input")
    from flake8_safe_imports.fix import command

    return command.run(
        run.filenames,
        write=chosen.write,
        unsafe=chosen.unsafe,
        config=run.config,
        shown_for=lambda name: functools.partial(run.is_selected, name),
        stdin=sys.stdin,
        stdout=sys.stdout,
        stderr=sys.stderr,
        silencer=run.get_noqa,
        stdin_name=run.stdin_name,
    )


class _Parser(argparse.ArgumentParser):
    """A parser without abbreviations, so that new options break no scripts."""

    def __init__(self, **arguments: object) -> None:
        super().__init__(allow_abbrev=False, **arguments)  # type: ignore[arg-type]


def _make_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="The companion of the flake8 plugin: flake8 finds, this explains, "
        "fixes and looks at what is declared and installed.",
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands"
    )
    _add_explain(commands)
    _add_fix(commands)
    _add_audit(commands)
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
        from importlib.metadata import version

        print(PROGRAM, version(PROGRAM))
        parser.exit()


def _add_explain(commands: argparse._SubParsersAction[_Parser]) -> None:
    explain = commands.add_parser(
        "explain",
        help="tell all about codes or names",
        description="Print the page of a code, or all that is known of a name: on "
        "which Pythons it exists, what replaces it, whether it is suspicious. Without "
        "arguments, list the codes.",
        epilog="Exit status: 0, or 2 if something is unknown.",
    )
    explain.add_argument(
        "names", nargs="*", metavar="CODE or NAME", help="VET201, urllib2.urlopen"
    )
    explain.add_argument("--json", action="store_true", help="print a JSON list")


def _add_fix(commands: argparse._SubParsersAction[_Parser]) -> None:
    fix = commands.add_parser(
        "fix",
        usage=f"{PROGRAM} fix [-h] [--diff | --write] [--unsafe] "
        "[any option of flake8] PATH...",
        help="rewrite imports that have a drop-in replacement",
        description="Rewrite what flake8 would report and can be rewritten safely, and "
        "say what was skipped and why. The configuration is flake8's own, and so are "
        "options such as --config, --isolated, --select and --vet-supported-python. "
        "PATH may be - for standard input.",
        epilog="Exit status: 0 if nothing was to be changed, 1 if something was, "
        "2 for bad usage or configuration.",
    )
    either = fix.add_mutually_exclusive_group()
    for flag, help_text in _FIX_FLAGS.items():
        group = fix if flag == "--unsafe" else either
        group.add_argument(flag, action="store_true", help=help_text)


def _add_audit(commands: argparse._SubParsersAction[_Parser]) -> None:
    audit = commands.add_parser(
        "audit",
        help="look for bad names in what is declared and installed",
        description="Check declared dependencies, lock files and the installed "
        "environment against the names of malicious packages, look-alikes, compromised "
        "releases and modules of the standard library. Reads files only.",
        epilog="Exit status: 0 if nothing was found, 1 if something was, "
        "2 for bad usage.",
    )
    audit.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders (default: here)"
    )
    audit.add_argument("--json", action="store_true", help="print a JSON document")
