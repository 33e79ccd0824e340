"""VET2xx: is the import there on every Python that the file must run on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import dropins, stdlib
from flake8_safe_imports.finding import NO_ADVICE, Advice, quoted
from flake8_safe_imports.rules.declare import rule, statement_rule
from flake8_safe_imports.rules.target import (
    CHAIN,
    DYNAMIC,
    FROM,
    Problem,
    Target,
    count_parts,
    cut,
)
from flake8_safe_imports.rules.wording import advise, advise_by_use, oldest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.analysis.dead_imports import DeadImport
    from flake8_safe_imports.analysis.state import State
    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.target import Statement


class Part(NamedTuple):
    """One step along a dotted name: ``os``, then ``os.path``, then ``os.path.walk``."""

    fact: stdlib.Fact
    depth: int
    is_module: bool


def _parts(name: str) -> Iterator[Part]:
    """Yield the parts of *name* of which something is known."""
    above = ""
    for depth, word in enumerate(name.split("."), 1):
        dotted = f"{above}.{word}" if above else word
        fact = stdlib.module(dotted)
        if fact is None:
            fact = stdlib.names(above).get(word) if above else None
            if fact is not None:
                yield Part(fact, depth, is_module=False)
            return
        yield Part(fact, depth, is_module=True)
        above = dotted


def blamed(target: Target, window: int) -> Part | None:
    """Return the part of *target* to report as missing somewhere in *window*.

    That is the first that is missing, but a module is reported by its whole name
    (``distutils.core``), and so are names that went different ways (``urllib2``).
    """
    parts = list(_parts(target.name))
    missing = [part for part in parts if window & ~part.fact.window]
    if not missing:
        return None
    first = missing[0]
    if first.depth <= target.base:
        return _of_split(target, parts) if target.way == FROM else None
    if not first.is_module or target.way == CHAIN:
        return first
    whole = [part for part in missing if part.is_module][-1]
    if target.way == DYNAMIC and stdlib.is_split(whole.fact.name):
        return missing[-1]._replace(depth=first.depth, is_module=True)
    if _is_told_by_names(target, whole):
        return None
    # What is wrong was wrong from the first on; the whole name tells what to use.
    return _advised(whole, first.fact)._replace(depth=first.depth)


def _advised(part: Part, above: stdlib.Fact) -> Part:
    """Return *part* with the advice on what it is in, if it has none of its own."""
    fact = part.fact
    if fact.replacement or fact.advice:
        return part
    fact = fact._replace(replacement=above.replacement, advice=above.advice)
    return part._replace(fact=fact)


def _is_told_by_names(target: Target, module: Part) -> bool:
    """Return whether each name taken from a gone module is to be reported instead."""
    return (
        target.takes_names
        and module.depth == count_parts(target.name)
        and stdlib.is_split(module.fact.name)
    )


def _of_split(target: Target, parts: list[Part]) -> Part | None:
    """Return what to say of a name from a gone module whose names went apart."""
    last = parts[-1]
    if not last.is_module:
        above = parts[-2].fact if len(parts) > 1 else last.fact
        return _advised(last, above) if stdlib.is_split(above.name) else None
    if last.depth != target.base or not stdlib.is_split(last.fact.name):
        return None
    fact = last.fact._replace(name=target.name)
    if stdlib.find_window(target.name) is None:  # nor is there anything like it
        fact = fact._replace(replacement="")
    return Part(fact, count_parts(target.name), is_module=False)


def _judged(target: Target, file: File) -> tuple[Part, State] | None:
    """Return what is blamed, and the state there, unless a guard takes care of it."""
    top = None if target.relative else stdlib.module(target.top)
    if top is None or file.classify(target.top) == "first-party":
        return None
    state = file.state(target)
    if state.has_unclear_test or not state.window:
        return None
    if state.window & ~top.window and file.is_supplied(target.top):
        found = _left_behind(target, state.window)
    else:
        found = blamed(target, state.window)
    if found is None or _is_handled(found, target, state):
        return None
    return found, state


def _left_behind(target: Target, window: int) -> Part | None:
    """Return what the last release of a module lacked, and so a copy of it does."""
    parts = list(_parts(target.name))
    end = parts[0].fact.spans[-1][1]
    for part in parts if dropins.is_unchanged(target.top) else ():
        gone = part.fact.spans[-1][1]
        if part.depth > target.base and 0 < gone < end and window & ~part.fact.window:
            return part
    return None


def _is_handled(found: Part, target: Target, state: State) -> bool:
    if target.may_be_missing:
        return True
    if found.is_module and target.way != CHAIN:
        handled = state.module_handled
    elif target.way == FROM:
        handled = state.name_handled
    else:
        handled = state.name_handled or state.attribute_handled or state.module_handled
    return handled or state.present.covers(found.fact.name)


def removed_in(fact: stdlib.Fact, window: int) -> int:
    """Return the version that removed it for good, if *window* has such; else 0."""
    gone = fact.spans[-1][1]
    if not gone or gone <= 300 or not window & versions.since(max(gone, 306)):
        return 0
    return gone


def new_in(fact: stdlib.Fact, window: int) -> tuple[int, int]:
    """Return the version that first has it, and what of *window* is older."""
    for first, _ in fact.spans:
        older = window & versions.PYTHON3 & ~versions.since(max(first, 306))
        if first >= 300 and older & ~fact.window:
            return first, older & ~fact.window
    return 0, 0


def is_python2_only(fact: stdlib.Fact) -> bool:
    """Return whether no Python 3 ever had it."""
    return all(0 < gone <= 300 for _, gone in fact.spans)


def _with_lifetime(test: Callable[[stdlib.Fact], bool]) -> Callable[[str], bool]:
    """Return whether the lifetime of a name is known and passes *test*, as a test."""

    def has_lifetime(name: str) -> bool:
        fact = stdlib.find_lifetime(name)
        return fact is not None and test(fact)

    return has_lifetime


def _instead(found: Part, target: Target, window: int) -> Advice:
    fact = found.fact
    if found.is_module and target.uses and stdlib.is_split(fact.name):
        advice = advise_by_use(fact.name, target.uses, window)
        if advice != NO_ADVICE:
            return advice
    return advise(fact.replacement, fact.advice, window)


@rule("VET201", may_report=_with_lifetime(is_python2_only))
def python2_only_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that only Python 2 has.

    What it does
        Reports modules and names of the standard library that no Python 3 has, also
        where they are reached through an attribute: ``string.letters``. It is silent
        below version tests that keep Python 3 out, around which ``ImportError`` is
        caught, and in projects that support Python 2.7.

    Why
        The import fails on every Python that the project supports.

    Example
        ::

            import urllib2
            from itertools import izip

    Instead
        Use what the message names::

            import urllib.request

        or what is built in: ``zip``.

    Options
        ``vet-supported-python``, else the project's own declaration.

    Fix safety
        Safe where interpreters confirmed that the replacement is a drop-in.

    When to turn it off
        In code that is to run on Python 2 alone; better, declare that it is.
    """
    judged = _judged(target, file)
    if judged is None:
        return
    found, state = judged
    if state.window & versions.PYTHON2 or not is_python2_only(found.fact):
        return
    advice = _instead(found, target, state.window)
    name = found.fact.name
    yield Problem("VET201", name, "is Python 2 only", advice, found.depth)


@rule(
    "VET202",
    may_report=_with_lifetime(lambda fact: removed_in(fact, versions.PYTHON3) > 0),
)
def removed_stdlib_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that a supported Python no longer has.

    What it does
        Reports modules and names of the standard library that were removed in a
        version of Python that the project supports. A declared dependency that
        supplies the module under its old name (``legacy-cgi``, ``setuptools`` for
        ``distutils``) makes it present.

    Why
        The import fails on the newest Pythons. Where PyPI has a package of the
        module's old name, the import may even reach that instead.

    Example
        With Python 3.12 and later supported::

            import imp
            from collections import Mapping

    Instead
        ::

            import importlib
            from collections.abc import Mapping

    Options
        ``vet-supported-python``, else the project's own declaration.

    Fix safety
        Safe where interpreters confirmed that the replacement is a drop-in.

    When to turn it off
        Do not: say which Pythons are supported instead.
    """
    judged = _judged(target, file)
    if judged is None:
        return
    found, state = judged
    gone = removed_in(found.fact, state.window)
    if not gone:
        return
    name = found.fact.name
    fact = f"was removed in Python {versions.spell(gone)}"
    if found.is_module and found.depth == 1:
        fact += _malicious_namesake(name)
    advice = _instead(found, target, state.window)
    yield Problem("VET202", name, fact, advice, found.depth)


def _malicious_namesake(name: str) -> str:
    from flake8_safe_imports.names import malicious

    known = malicious.find_distribution(name)
    if known is None:
        return ""
    when = f" ({known.seen})" if known.seen else ""
    return f", and PyPI has had a malicious package of this name{when}"


@rule(
    "VET203",
    may_report=_with_lifetime(lambda fact: new_in(fact, versions.PYTHON3)[0] > 0),
)
def missing_stdlib_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that the oldest supported Python does not have yet.

    What it does
        Reports modules and names of the standard library that came after the oldest
        version of Python that the project supports. What bug-fix releases brought to
        older versions counts from the oldest that got it.

    Why
        The import fails where the developers seldom look: on the oldest Python.

    Example
        With Python 3.9 and later supported::

            import tomllib

    Instead
        Ask for the version, use the backport the message names, or raise
        ``requires-python``::

            if sys.version_info >= (3, 11):
                import tomllib
            else:
                import tomli as tomllib

    Options
        ``vet-supported-python``, else the project's own declaration.

    Fix safety
        Not fixed: a backport has to be declared first.

    When to turn it off
        Do not: say which Pythons are supported instead.
    """
    judged = _judged(target, file)
    if judged is None:
        return
    found, state = judged
    first, older = new_in(found.fact, state.window)
    if not first:
        return
    fact = (
        f"is new in Python {versions.spell(first)} "
        f"and Python {oldest_of(older)} is supported"
    )
    advice = _backport(found.fact, older)
    yield Problem("VET203", found.fact.name, fact, advice, found.depth)


def _backport(fact: stdlib.Fact, older: int) -> Advice:
    if not fact.backport:
        return Advice(fact.advice)
    if fact.backport_since > versions.oldest(older):
        return NO_ADVICE
    return Advice(f"use {quoted(fact.backport)} there")


@rule("VET204", may_report=_with_lifetime(lambda fact: fact.expires > 0))
def expiring_stdlib_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that a known later Python will not have.

    What it does
        Reports modules and names that are still on every supported Python, and whose
        removal from a later one has been announced.

    Why
        To learn of it before the new Python is out.

    Example
        ::

            from asyncio import iscoroutinefunction  # goes in Python 3.16

    Instead
        ::

            from inspect import iscoroutinefunction

    Options
        Off unless ``vet-enable`` names it. Announcements change; this is advice.

    Fix safety
        Not fixed.

    When to turn it off
        It is off unless you turn it on.
    """
    if target.relative or file.classify(target.top) == "first-party":
        return
    parts = target.name.split(".")
    for depth in range(target.base + 1, len(parts) + 1):
        fact = stdlib.find(cut(target.name, depth))
        if fact is None or not fact.expires:
            continue
        state = file.state(target)
        newest = versions.bit(versions.newest(file.window))
        if (
            state.has_unclear_test
            or not state.window & newest
            or state.window & ~fact.window
        ):
            return
        if _is_handled(Part(fact, depth, is_module=True), target, state):
            return
        yield Problem(
            "VET204",
            fact.name,
            f"is to be removed in Python {versions.spell(fact.expires)}",
            advise(fact.replacement, fact.advice, state.window),
            depth,
        )
        return


@statement_rule("VET205")
def dead_import_fallback(statement: Statement, file: File) -> Iterator[Problem]:
    """An import that no supported Python ever gets to.

    What it does
        Reports the half of an ``ImportError`` shim that can never be used, and
        imports in a branch of a version test that is never taken, or below one that
        always leaves.

    Why
        What is left of a dropped Python misleads readers and is never tested.

    Example
        With Python 3.9 and later supported::

            try:
                from urllib.request import urlopen
            except ImportError:
                from urllib2 import urlopen

    Instead
        Keep the half that is used::

            from urllib.request import urlopen

    Options
        Off unless ``vet-enable`` names it. ``vet-supported-python``, else the
        project's own declaration.

    Fix safety
        ``fix --unsafe`` keeps the half that is used.

    When to turn it off
        It is off unless you turn it on.
    """
    node = statement.node
    for number, dead in file.dead_imports.find(statement.place):
        yield Problem(
            "VET205",
            dead.name,
            f"is a fallback for {dead.kept_for} and never runs here",
            _what_stays(dead, file.window),
            alias=None if number is None else node.names[number],
        )


def _what_stays(dead: DeadImport, window: int) -> Advice:
    """Return what to keep, or to write instead."""
    if dead.kept:
        return Advice(f"keep {quoted(dead.kept)} alone")
    fact = stdlib.find(dead.unreplaced) or stdlib.find(dead.name)
    if not dead.unreplaced or fact is None:
        return Advice("remove it")
    return advise(fact.replacement, fact.advice, window)
