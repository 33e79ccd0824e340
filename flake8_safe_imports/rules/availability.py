"""VET201 to VET204: does every supported Python have what is imported?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes, stdlib
from flake8_safe_imports.finding import Advice, quote
from flake8_safe_imports.rules.declare import rule
from flake8_safe_imports.rules.missing import (
    Part,
    find_addition,
    find_missing,
    find_removal,
    is_handled,
    is_python2_only,
    is_set_elsewhere,
    list_parts,
)
from flake8_safe_imports.rules.target import Problem, Target
from flake8_safe_imports.rules.wording import advise, advise_by_use, spell_oldest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.rules.file import File


def _with_lifetime(test: Callable[[stdlib.Fact], bool]) -> Callable[[str], bool]:
    """Return a predicate on names: their lifetime is known and passes *test*."""

    def has_lifetime(name: str) -> bool:
        fact = stdlib.find_lifetime(name) or classes.find(name)
        return fact is not None and test(fact)

    return has_lifetime


def _advise(found: Part, target: Target, window: int) -> Advice:
    fact = found.fact
    if found.is_module and target.uses and stdlib.is_split(fact.name):
        advice = advise_by_use(fact.name, target.uses, window)
        if advice.text:
            return advice
    return advise(fact.replacement, fact.advice, window)


@rule("VET201", may_report=_with_lifetime(is_python2_only))
def python2_only_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that only Python 2 has.

    What it does
        Reports modules and names of the standard library that no Python 3 has, also if
        they are reached through an attribute: ``string.letters``. It reports no imports
        inside version tests that keep Python 3 out, or in a ``try`` that catches
        ``ImportError``, and nothing in projects that support Python 2.7.

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
        Safe: a name is rewritten only if tests on the interpreters confirmed that the
        replacement is a drop-in, or if it behaves the same in the way it is used.

    Known limits
        Attributes of instances are not known. The list of names: :doc:`/names/VET201`.
        Which guards are understood: :doc:`/guides/versions`.

    When to turn it off
        In code that only runs on Python 2. It is better to declare that, in
        ``vet-supported-python``.
    """
    missing = find_missing(target, file)
    if missing is None:
        return
    found, state = missing
    if file.window & versions.PYTHON2 or not is_python2_only(found.fact):
        return
    advice = _advise(found, target, state.window)
    name = found.fact.name
    yield Problem("VET201", name, "is Python 2 only", advice, found.depth)


@rule(
    "VET202",
    may_report=_with_lifetime(lambda fact: find_removal(fact, versions.PYTHON3) > 0),
)
def removed_stdlib_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that a supported Python no longer has.

    What it does
        Reports modules and names of the standard library that were removed in a version
        of Python that the project supports, and attributes of its classes:
        ``unittest.TestCase.assertEquals``, also as ``self.assertEquals`` in a class
        that inherits from the standard library alone, directly or through other classes
        of the file, if nothing can add the name to the class or to an instance. A
        module is not reported if a declared dependency, or a build requirement,
        supplies it under its old name: ``legacy-cgi``, or ``setuptools`` for
        ``distutils``.

    Why
        The import fails on the newest versions of Python. If PyPI has a package with
        the module's old name, the import may even reach that.

    Example
        ::

            from collections import Mapping
            from pipes import quote

    Instead
        ::

            from collections.abc import Mapping
            from shlex import quote

    Options
        ``vet-supported-python``, else the project's own declaration.

    Fix safety
        Safe: a name is rewritten only if tests on the interpreters confirmed that the
        replacement is a drop-in, or if it behaves the same in the way it is used.

    Known limits
        Attributes of instances are not known, except through ``self`` and ``cls``. A
        class with two standard library bases is left alone if both have attributes: one
        may have what the other lost. The list of names: :doc:`/names/VET202`. Which
        guards are understood: :doc:`/guides/versions`.

    When to turn it off
        Rather than turning it off, set ``vet-supported-python``.
    """
    missing = find_missing(target, file)
    if missing is None:
        return
    found, state = missing
    gone = find_removal(found.fact, state.window)
    if not gone:
        return
    name = found.fact.name
    fact = f"was removed in Python {versions.spell(gone)}"
    if found.depth == 1:
        fact += _mention_malicious_namesake(name)
    advice = _advise(found, target, state.window)
    yield Problem("VET202", name, fact, advice, found.depth)


def _mention_malicious_namesake(name: str) -> str:
    from flake8_safe_imports.names import malicious

    known = malicious.find_distribution(name)
    if known is None:
        return ""
    when = f" ({known.seen})" if known.seen else ""
    return f", and PyPI has had a malicious package of this name{when}"


@rule(
    "VET203",
    may_report=_with_lifetime(
        lambda fact: find_addition(fact, versions.PYTHON3)[0] > 0
    ),
)
def missing_stdlib_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that the oldest supported Python does not have yet.

    What it does
        Reports modules and names of the standard library that came after the oldest
        version of Python that the project supports, and attributes of its classes that
        did: ``pathlib.Path.walk``. A name that bug-fix releases added to older versions
        counts from the oldest version that got it.

    Why
        The import fails where developers seldom look: on the oldest version of Python.

    Example
        With Python 3.9 and later supported::

            import tomllib

    Instead
        Test the version, use the backport that the message names, or raise
        ``requires-python``::

            if sys.version_info >= (3, 11):
                import tomllib
            else:
                import tomli as tomllib

    Options
        ``vet-supported-python``, else the project's own declaration.

    Fix safety
        Not fixed: a backport has to be declared first.

    Known limits
        New parameters of old functions are not known, nor attributes of instances.
        Versions before 3.6 count as 3.6. The list of names: :doc:`/names/VET203`. Which
        guards are understood: :doc:`/guides/versions`.

    When to turn it off
        Rather than turning it off, set ``vet-supported-python``.
    """
    missing = find_missing(target, file)
    if missing is None or not file.is_floor_known:
        return
    found, state = missing
    first, older = find_addition(found.fact, state.window)
    if not first:
        return
    fact = (
        f"is new in Python {versions.spell(first)} "
        f"and Python {spell_oldest(older)} is supported"
    )
    advice = _advise_backport(found.fact, older)
    yield Problem("VET203", found.fact.name, fact, advice, found.depth)


_GUARD: Final = "guard it with a version test"


def _advise_backport(fact: stdlib.Fact, older: int) -> Advice:
    if not fact.backport:
        return Advice(fact.advice or _GUARD)
    if fact.backport_since > versions.oldest(older):
        return Advice(_GUARD)
    return Advice(f"use {quote(fact.backport)} there")


@rule("VET204", may_report=_with_lifetime(lambda fact: fact.last_removal > 0))
def expiring_stdlib_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of something that a known later Python will not have.

    What it does
        Reports modules, names and attributes of classes that every supported Python
        has, and that a later one has dropped or, as announced, will drop.

    Why
        You learn of the removal before you support that version.

    Example
        ::

            from asyncio import iscoroutinefunction  # removed in Python 3.16

    Instead
        ::

            from inspect import iscoroutinefunction

    Options
        Off unless ``vet-enable`` names it. Announcements change; this is advice.

    Fix safety
        Not fixed.

    Known limits
        It knows removals that a known version has made or that Python's documentation
        announces.

    When to turn it off
        It is off unless you turn it on.
    """
    if target.relative or file.classify(target.top) == "first-party":
        return
    for part in list_parts(target.name):
        fact = part.fact
        if part.depth <= target.base or not fact.last_removal:
            continue
        state = file.find_state(target)
        newest = versions.bit(versions.newest(file.window))
        if (
            state.has_unclear_test
            or not state.window & newest
            or state.window & ~fact.window
            or file.is_supplied(target.top)
        ):
            return
        if is_handled(part, target, state, file) or is_set_elsewhere(
            part, target, file
        ):
            return
        if is_handled(part, target, file.find_informed_state(target), file):
            return
        tense = "is to be removed" if fact.expires else "is removed"
        yield Problem(
            "VET204",
            fact.name,
            f"{tense} in Python {versions.spell(fact.last_removal)}",
            _advise(part, target, state.window),
            part.depth,
        )
        return
