"""VET206: did the standard library ever have the name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.data import known_names, stdlib
from flake8_safe_imports.finding import Advice, quote
from flake8_safe_imports.rules.declare import rule
from flake8_safe_imports.rules.missing import find_addition, is_unknown_handled
from flake8_safe_imports.rules.target import FROM, IMPORT, Problem, Target, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.rules.file import File


@rule("VET206", may_report=lambda name: known_names.find_unknown(name) > 0)
def unknown_stdlib_name(target: Target, file: File) -> Iterator[Problem]:
    """An import of a name that no version of Python ever had.

    What it does
        Reports names and submodules of standard library modules that do not exist on
        any version since 2.7, on any platform: misspelled ones, those of
        another module, and those that a language model made up. It is silent where
        the code handles the absence of the name, and for names that a file of the
        project assigns to the module.

    Why
        The import fails; an attribute fails when the line first runs. Of other tools,
        only type checkers find it.

    Example
        ::

            from collections import defaultDict
            import os.paths

    Instead
        Use the name that the message suggests::

            from collections import defaultdict
            import os.path

    Options
        ``vet-allowed-imports`` exempts a name.

    Fix safety
        Not fixed: what was meant is a guess.

    Known limits
        These are not checked: attributes of classes and instances; names in ``sys``,
        ``builtins``, ``test`` and ``idlelib``; private names; constants that depend on
        the system's headers (``socket.SO_X``); files that import modules of
        MicroPython; and, unless only Python 3 is supported, modules that share their
        name with one next to the file or above it. What a module merely imports counts
        as a name in it.

    When to turn it off
        If you run a type checker anyway.
    """
    if target.relative or target.rebound:
        return
    depth = known_names.find_unknown(target.name)
    if depth <= target.base or file.classify(target.top) == "first-party":
        return
    name = cut(target.name, depth)
    state = file.find_state(target)
    if not state.window or state.has_unclear_test:
        return
    if is_unknown_handled(name, target, state, file):
        return
    module, _, last = name.rpartition(".")
    above = stdlib.find_module(module)
    # What is gone as a whole is reported as such; who supplies it may have added names.
    if above is None or state.window & ~above.window or file.is_supplied(target.top):
        return
    if (
        last in file.silenced.attributes
        or file.is_cimported(module)
        or file.is_for_micropython
        or file.may_mean_sibling(target.top)
        or file.assignments.may_set(module, last)
    ):
        return
    informed = file.find_informed_state(target)
    if is_unknown_handled(name, target, informed, file) or not informed.window:
        return
    from flake8_safe_imports.names.meant import find_meant

    is_module = target.way == IMPORT or (target.way == FROM and name != target.name)
    meant = find_meant(module, last, state.window, is_module=is_module)
    advice = Advice(_ask_whether(meant, state.window) if meant else "check the name")
    yield Problem("VET206", name, "is in no Python", advice, depth)


def _ask_whether(meant: str, window: int) -> str:
    """Return the question whether *meant* is meant, and since when there is one."""
    fact = stdlib.find(meant)
    new = find_addition(fact, window)[0] if fact is not None else 0
    since = f", new in Python {versions.spell(new)}" if new else ""
    return f"did you mean {quote(meant)}{since}"
