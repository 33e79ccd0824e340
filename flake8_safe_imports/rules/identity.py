"""VET4xx: is it the module that was meant?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import Advice, make_printable, quote
from flake8_safe_imports.rules import origins
from flake8_safe_imports.rules.declare import file_rule, rule
from flake8_safe_imports.rules.target import (
    CHAIN,
    DYNAMIC,
    Problem,
    Target,
    count_parts,
    cut,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.names.suspects import Provider
    from flake8_safe_imports.rules.file import File


def _is_malicious(name: str) -> bool:
    from flake8_safe_imports.names import malicious

    return malicious.find_import(cut(name, 1)) is not None


def _is_lookalike(name: str) -> bool:
    """Return whether *name* is a look-alike at any level, and not a malicious name."""
    from flake8_safe_imports.names import lookalike

    top = cut(name, 1)
    return (
        not stdlib.is_module(top)
        and not _is_malicious(name)
        and any(lookalike.find_import(top, level) for level in lookalike.LEVELS)
    )


@rule("VET401", may_report=_is_malicious)
def malicious_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of a name that a malicious package on PyPI had.

    What it does
        Reports imports of a top-level name that a malicious package on PyPI had and no
        legitimate one uses. Guards do not silence it. A module of that name next
        to the file does, and so does ``vet-allowed-imports``.

    Why
        In September 2017 PyPI was found to carry packages named ``urlib3``,
        ``acqusition`` and ``setup-tools``: copies of real ones with hostile install
        code. Anyone who installs what such an import asks for runs that code.

    Example
        ::

            import urlib3

    Instead
        ::

            import urllib3

    Options
        ``vet-allowed-imports``, ``vet-per-file-allowed-imports``.

    Fix safety
        Never fixed: check what was installed, and where else it was used.

    Known limits
        It knows published names, as of the date that ``flake8-safe-imports --version``
        prints; the list: :doc:`/names/VET401`. The date in a message is that of the
        public report; some names were recorded long after they were found. Malicious
        releases of honest packages are reported by ``audit`` and VET404.

    When to turn it off
        Never. Allow the single name that you know to be yours.
    """
    if target.relative or target.base:
        return
    known = origins.find_malicious(target.top, file)
    if known is None:
        return
    when = f" ({known.seen})" if known.seen else ""
    meant = _find_module_meant(known.target)
    gone = _describe_removal(meant, file.find_state(target).window)
    advice = (
        f"did you mean {quote(meant)}{gone}"
        if meant
        else "check where this module comes from"
    )
    fact = f"was a malicious package on PyPI{when}"
    yield Problem("VET401", target.top, fact, Advice(advice))


def _find_module_meant(target: str) -> str:
    """Return how one imports the distribution *target*; ``""`` if that is unknown."""
    from flake8_safe_imports.data import packages

    if not target or stdlib.is_module(target):
        return target
    return packages.find_module(packages.normalize_import(target))


def _describe_removal(name: str, window: int) -> str:
    """Return which Python removed the module *name*, if some of *window* lack it."""
    fact = stdlib.find_module(name)
    removal = fact.last_removal if fact else 0
    if not fact or not removal or not window & ~fact.window & versions.since(removal):
        return ""
    return f", which was removed in Python {versions.spell(removal)}"


@rule("VET402", may_report=_is_lookalike)
def lookalike_import(target: Target, file: File) -> Iterator[Problem]:
    """An import of an unknown name that looks like a typo of a known one.

    What it does
        Reports top-level names that are neither first party nor known, and one typo
        away from a module of the standard library or a popular package: with a letter
        missing or doubled, two letters swapped, or a letter replaced by one from an
        adjacent key or by one that looks like it, such as a Cyrillic letter.

    Why
        A misspelled import is at best an error that nobody noticed, and at worst a name
        that an attacker registered, waiting for the typo.

    Example
        ::

            import requsets

    Instead
        ::

            import requests

    Options
        ``vet-lookalikes``: ``strict``, ``default``, ``wide`` or ``off``;
        ``vet-allowed-imports``, ``vet-known-first-party``.

    Fix safety
        Never fixed.

    Known limits
        Names of four letters or fewer have too many neighbors and are mostly left
        alone, and so are names that add a word (``python-flask``). How it
        decides, and how often it is right: :doc:`/guides/lookalikes`.

    When to turn it off
        Name your own packages in ``vet-known-first-party``, or choose ``strict``.
    """
    if target.relative or target.base:
        return
    known = origins.find_lookalike(target.top, file)
    if known is None:
        return
    gone = _describe_removal(known.target, file.find_state(target).window)
    advice = f"did you mean {quote(known.target)} ({known.typo}){gone}"
    yield Problem(
        "VET402",
        target.top,
        "is not a known module",
        Advice(advice, "" if gone else known.target),
    )


@file_rule("VET403")
def shadowed_stdlib_module(file: File) -> Iterator[Problem]:
    """A module or package that hides one of the standard library.

    What it does
        Reports, at line 1, a file directly in the project root or in its ``src``,
        ``lib`` or ``python`` folder whose name is that of a standard library module
        on a supported Python.

    Why
        If that folder is on ``sys.path``, every import of the name gets this file, even
        an import in the standard library.

    Example
        A file ``random.py`` in the project root.

    Instead
        Rename the file, or move it into a package.

    Options
        ``vet-supported-python``, else the project's own declaration;
        ``vet-allowed-imports``.

    Fix safety
        Not fixed.

    Known limits
        Only files directly in import roots are looked at, and only the file that is
        linted.

    When to turn it off
        If the file's folder is never on ``sys.path``: name the file in
        ``per-file-ignores``.
    """
    hidden = file.source.shadowing_name
    if hidden:
        module = hidden.partition(".")[0].partition("/")[0]
        fact = f"hides the standard library module {quote(module)}"
        yield Problem("VET403", hidden, fact)


@rule("VET404")
def suspicious_provider(target: Target, file: File) -> Iterator[Problem]:
    """An import that a suspicious installed distribution provides.

    What it does
        With ``vet-check-environment``, looks up which distribution provides the import
        in the environment that flake8 runs in, and reports one that has the name of a
        malicious package, is a release known to be compromised, looks like a very
        popular one, or hides a module of the standard library. Nothing is imported.

    Why
        An import may be spelled correctly and still reach something else.

    Example
        ``import urllib3`` where a distribution ``urlib3`` provides it.

    Instead
        Uninstall it, find out what it did, and install the real one.

    Options
        ``vet-check-environment``. In a pre-commit environment only flake8 and its
        plugins are installed, not your packages: there it finds nothing.

    Fix safety
        Never fixed.

    Known limits
        It sees the environment that flake8 runs in and no other.

    When to turn it off
        It is off unless you turn it on.
    """
    if target.relative or target.way == CHAIN:
        return  # an attribute of a namespace was imported elsewhere
    found = origins.find_provider(target.name, file)
    if found is None:
        return
    name, provider = found
    depth = count_parts(name)
    if depth <= target.base:
        return  # reported at the statement
    version = f" {make_printable(provider.version)}" if provider.version else ""
    suspicion, advice = _describe_suspicion(provider)
    distribution = quote(provider.distribution)
    fact = f"is provided by {distribution}{version}, {suspicion}"
    yield Problem("VET404", name, fact, Advice(advice), depth)


@rule("VET405")
def unknown_import(target: Target, file: File) -> Iterator[Problem]:
    """An import that nothing declared, installed or known provides.

    What it does
        Reports a top-level name that is unknown: it is not in the standard library, not
        first party, not in the tables of names, nothing declared or installed provides
        it, and no file of the project explains it.

        These are not reported: imports guarded by ``except ImportError``,
        ``importorskip``, ``TYPE_CHECKING`` or a test such as ``if
        is_torch_available():``; imports with a comment such as ``# type:
        ignore[import-not-found]``; names that are also in a string of the file, as in
        tests that write modules; generated names such as ``api_pb2``; modules that the
        project builds, and those of other members of a workspace; and imports in
        vendored code.

        Nothing is reported in a project that declares no dependency, or if a declared
        distribution that is unknown to the tables shares a word with the import.

    Why
        Code written by language models imports packages that do not exist, and whoever
        registers such a name next is installed. A dependency that was never declared
        works until somebody else installs the project.

    Example
        In a project that declares ``requests`` alone::

            import requests_auto_retry

    Instead
        Import a package that exists, and declare it::

            import requests

    Options
        ``vet-enable``, ``vet-known-first-party``, ``vet-allowed-imports``.

    Fix safety
        Never fixed.

    Known limits
        A package that is known or installed is not reported, even if you never declared
        it: deptry (DEP001) reports that, and needs the project installed in its own
        environment.

    When to turn it off
        It is off unless you turn it on.
    """
    if target.relative or target.base or target.way == CHAIN or target.may_be_missing:
        return
    from flake8_safe_imports.analysis.scoping.optional import is_optional

    state = file.find_state(target)
    is_guarded = state.module_handled or state.typing_only or not state.window
    # A dynamic import is a quoted word itself.
    is_quoted = target.way == DYNAMIC and target.name == target.top
    source = file.source
    if (
        is_guarded
        or is_optional(target.place)
        or target.top in (source.mentioned_files if is_quoted else source.mentions)
        or state.present.covers(target.top)
        or target.top in file.silenced.modules
        or not origins.is_unknown(target.top, file)
        or file.find_informed_state(target).module_handled
    ):
        return
    yield Problem("VET405", target.top, "is neither declared nor installed nor known")


def _describe_suspicion(provider: Provider) -> tuple[str, str]:
    """Return what is suspicious about a distribution, and what to do about it."""
    from flake8_safe_imports.names.causes import Malicious
    from flake8_safe_imports.names.compromised import Compromised

    cause = provider.cause
    if cause is None:
        return "which hides a module of the standard library", "uninstall it"
    if isinstance(cause, Compromised):
        fact = f"a compromised release ({cause.seen}, {cause.what})"
        return fact, "use another release and rotate your credentials"
    meant = f"did you mean {quote(cause.target)}" if cause.target else ""
    if isinstance(cause, Malicious):
        return "the name of a malicious package", meant
    return "which looks like another package", meant
