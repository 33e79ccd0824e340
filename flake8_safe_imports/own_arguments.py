"""The arguments that ``check`` and ``fix`` read themselves: all others are flake8's."""

from __future__ import annotations

import itertools

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

PROGRAM: Final = "flake8-safe-imports"

CHECK_FLAGS: Final = {
    "--json": "the same as --format json",
    "--add-noqa": "silence all findings except VET401 with noqa comments in the files",
}
CHECK_VALUES: Final = {
    "--write-baseline": (
        "FILE",
        "accept all findings except VET401: write them to FILE, for vet-baseline",
    )
}
"""Options with a value, given as ``--option VALUE`` or ``--option=VALUE``."""
FIX_FLAGS: Final = {
    "--diff": "print the changes (the default)",
    "--write": "change the files",
    "--unsafe": "also rewrite what may behave differently, such as bans with a "
    "replacement, dead fallbacks and branches on six.PY2",
}
OWN_FLAGS: Final = {"check": CHECK_FLAGS, "fix": FIX_FLAGS}
OWN_VALUES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "check": CHECK_VALUES,
    "fix": {},
}
"""The arguments of each command, with their help."""


def split_arguments(
    command: str, arguments: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the arguments of *command* itself, and those that flake8's parts read."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    flags = {*OWN_FLAGS[command], "-h", "--help", "--version"}
    own: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments[:end])
    for argument in remaining:
        name, equals, _ = argument.partition("=")
        if name in OWN_VALUES[command]:
            own += [argument] if equals else [argument, *itertools.islice(remaining, 1)]
        else:
            (own if argument in flags else rest).append(argument)
    return own, [*rest, *arguments[end:]]


def list_defaults(command: str) -> dict[str, bool | None]:
    """Return what the parser of *command* makes of no arguments."""
    values: dict[str, bool | None] = {
        **dict.fromkeys(OWN_FLAGS[command], False),
        **dict.fromkeys(OWN_VALUES[command]),
    }
    return {name[2:].replace("-", "_"): value for name, value in values.items()}
