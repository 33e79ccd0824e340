"""The command line and configuration of a run, as flake8 understands them."""

from __future__ import annotations

from flake8_safe_imports.check.plain_options import find_plain_options
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from typing import Any, Final


class Arguments:
    """What flake8 calls options, and the formatter that they name.

    There is no formatter for flake8's default format.
    """

    __slots__ = ("formatter", "options")

    def __init__(self, options: argparse.Namespace, formatter: Any = None) -> None:
        self.options: Final = options
        self.formatter: Final = formatter


def parse(argv: Sequence[str], flags: Iterable[str] = ()) -> Arguments:
    """Return what *argv* and the configuration files mean, as flake8 understands them.

    *flags* are those of the command itself, which may be meant by a mistyped one.
    Raises OptionError where flake8 would exit with an error.
    """
    plain = find_plain_options(argv)
    if plain is not None:
        return Arguments(plain)
    # Imported here: most projects leave flake8's options alone.
    from flake8_safe_imports.check import flake8_arguments

    return Arguments(*flake8_arguments.parse(argv, flags))


def without_baseline(argv: Sequence[str]) -> list[str]:
    """Return *argv* for a run that takes no notice of a baseline, and needs none."""
    end = argv.index("--") if "--" in argv else len(argv)
    return [*argv[:end], "--vet-baseline=", *argv[end:]]
