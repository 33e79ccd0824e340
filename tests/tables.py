"""Every row of the tables, for tests that check all of them."""

from __future__ import annotations

from functools import cache

import stdlib_inputs

from flake8_safe_imports.data import backports, stdlib

# Loading these does something, or they are programs.
NOT_LOADED = ("idlelib", "turtledemo", "this", "antigravity")


@cache
def every_module() -> tuple[str, ...]:
    """Return every module of the tables that can be loaded without harm."""
    names = stdlib_inputs.load_dumps()
    known = {module for dump in names for module in dump.modules}
    return tuple(
        module
        for module in sorted(known)
        if stdlib.find_module(module)
        and module.split(".")[0] not in NOT_LOADED
        and not module.endswith("__main__")
    )


@cache
def every_name() -> tuple[stdlib.Fact, ...]:
    """Return every row about a name."""
    return tuple(
        fact for module in every_module() for fact in stdlib.load_names(module).values()
    )


@cache
def every_row() -> tuple[backports.Backport, ...]:
    """Return every row about a backport or a bridge."""
    rows = stdlib_inputs.load_rows("backports")
    found = (backports.find(row["name"]) for row in rows)
    return tuple(row for row in found if row)
