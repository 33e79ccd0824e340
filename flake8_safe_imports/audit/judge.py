"""Judges distributions by their names and versions.

Names are compared in their PEP 503 form. Equal ones are judged once.
"""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.audit import startup
from flake8_safe_imports.audit.kinds import (
    COMPROMISED,
    IMPORT_NAME,
    LOOKALIKE,
    MALICIOUS,
    OBSOLETE,
    SHADOWING,
    STARTUP,
)
from flake8_safe_imports.audit.report import AuditFinding
from flake8_safe_imports.data import (
    backports,
    dropins,
    packages,
    stdlib,
    stdlib_distributions,
)
from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.finding import make_printable, quote
from flake8_safe_imports.names import (
    compromised,
    installed,
    lookalike,
    malicious,
    suspects,
)
from flake8_safe_imports.names.causes import Malicious
from flake8_safe_imports.names.compromised import Compromised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.data.backports import Backport
    from flake8_safe_imports.names.causes import Lookalike
    from flake8_safe_imports.names.suspects import Suspect
    from flake8_safe_imports.project.manifest import Dependency

BAD_RELEASE_ADVICE: Final = "use another release and rotate your credentials"
ORIGIN_ADVICE: Final = "check where it comes from"
_FIRST: Final = "3.0"
"""The version of what Python 3 has always had, and some of Python 2, too."""
_FOR_CUDA: Final = r"-cu\d+"
_OF_PYPI: Final = (LOOKALIKE, IMPORT_NAME)
"""Kinds of findings that are about the names that PyPI has."""
_OF_DEBIAN: Final = "pkg-resources", "0.0.0"
"""What Debian and Ubuntu have put into environments, and ``pip freeze`` lists.

It is a part of setuptools, and not a distribution: Ubuntu's bug 1635463.
"""
STARTUP_ADVICE: Final = "check which distribution it belongs to, and what it does"


class Verdict(NamedTuple):
    """What is wrong with a distribution: its kind, the name that was meant, the text.

    ``text`` follows the name of the distribution.
    """

    kind: str
    target: str
    text: str


def judge_dependency(
    file: str, dependency: Dependency, window: int
) -> list[AuditFinding]:
    """Return what is wrong with a dependency that *file* declares.

    *window* are the Python versions for which a backport is declared; empty if nobody
    chose it for versions that are known.
    """
    name, version, line, marker = dependency[:4]
    known = versions.NOTHING if "python_" in marker else window
    return [
        AuditFinding(file, line, name, version, kind, target, f"{quote(name)} {text}")
        for kind, target, text in _judge_declared(
            name, version, known, is_elsewhere=dependency.is_elsewhere
        )
    ]


def judge_installed(
    search_path: Sequence[str] | None,
) -> tuple[int, list[AuditFinding]]:
    """Return how many distributions there are on a path, and what is wrong with them.

    The path is like ``sys.path``, which is searched if it is None.
    """
    found = []
    for suspect in suspects.find_suspects(search_path):
        name, version, cause = suspect.provider
        if isinstance(cause, Compromised):
            continue  # found below, with all others
        verdict = _judge_suspect(suspect)
        found.append(_make_finding(suspect.location, name, version, verdict))
    places = set()
    for name, version, location in installed.list_installed(search_path):
        if os.path.realpath(location) in places:
            continue  # the folder is on the path twice
        places.add(os.path.realpath(location))
        verdicts = list(_judge_version(name, version))
        key = normalize_distribution(name)
        backport = stdlib_distributions.find_obsolete(key)
        if packages.is_missing_on_pypi(name) and (key, version) != _OF_DEBIAN:
            provider, fact = _describe_missing(name)
            text = f"{fact}, and this one does not come from PyPI: {ORIGIN_ADVICE}"
            verdicts += [Verdict(IMPORT_NAME, provider, text)] if provider else []
        if backport is not None:
            verdicts.append(_word_obsolete(key, backport.replacement, backport.since))
        found += (_make_finding(location, name, version, item) for item in verdicts)
    return len(places), found


def judge_startup_files(search_path: Sequence[str] | None) -> Iterator[AuditFinding]:
    """Yield the ``.pth`` files in site folders that run code of their own."""
    for path, line in startup.find_startup_code(search_path):
        name = os.path.basename(path)
        fact = "runs code each time Python starts"
        if name.startswith("."):
            fact += ", except in versions that skip hidden files"
        text = f"{quote(name)} {fact}: {STARTUP_ADVICE}"
        yield AuditFinding(path, line, name, "", STARTUP, "", text)


def _make_finding(
    location: str, name: str, version: str, verdict: Verdict
) -> AuditFinding:
    """Return a finding on an installed distribution, on the line with its name."""
    kind, target, text = verdict
    full = f"{quote(name)} (installed) {text}"
    file, line = installed.find_name_line(location)
    return AuditFinding(file, line, name, version, kind, target, full)


@lru_cache(maxsize=4096)
def _judge_declared(
    name: str, version: str, window: int, *, is_elsewhere: bool
) -> tuple[Verdict, ...]:
    """Return what is wrong with a declared name and version.

    Which names PyPI has tells nothing of what is from elsewhere.
    """
    key = normalize_distribution(name)
    verdict = _judge_name(name, key, window)
    if (key, version) == _OF_DEBIAN:
        fact = "is not a distribution: `pip freeze` on Debian and Ubuntu lists it"
        verdict = Verdict(IMPORT_NAME, "", f"{version} {fact}, so delete the line")
    if is_elsewhere and verdict is not None and verdict.kind in _OF_PYPI:
        verdict = None
    return (*([verdict] if verdict else ()), *_judge_version(name, version))


def _judge_name(name: str, key: str, window: int) -> Verdict | None:
    """Return what is wrong with a declared name; *key* is its normalized form."""
    bad = malicious.find_distribution(key)
    if bad is not None:
        return _word_malicious(name, bad)
    backport = _find_superseded(key, window)
    if backport is not None:
        return _word_obsolete(key, *backport)
    if _is_backport(key):
        return None
    module = _find_namesake(key)
    if module:
        fact = f"has the name of the standard library module {quote(module)}"
        return Verdict(SHADOWING, module, f"{fact}: drop it")
    if packages.is_missing_on_pypi(name):
        provider, fact = _describe_missing(name)
        if re.fullmatch(_FOR_CUDA, provider.removeprefix(key)):
            return None  # one of several, of which a build backend chooses
        advice = f"declare {quote(provider)}"
        return Verdict(IMPORT_NAME, provider, f"{fact}: {advice}") if provider else None
    like = lookalike.find_distribution(name)
    return None if like is None else _word_lookalike(like)


def _is_backport(key: str) -> bool:
    return (
        stdlib_distributions.find_obsolete(key) is not None or key in _group_backports()
    )


def _find_superseded(key: str, window: int) -> tuple[str, str] | None:
    """Return what replaces a backport in all of *window*, and since which version.

    These are the backports of VET301, and others that have the name of their module.
    """
    if not window or window & versions.PYTHON2:
        return None
    row = stdlib_distributions.find_obsolete(key)
    if row is not None:
        return row.replacement, row.since
    known = _group_backports().get(key)
    if known is None or window & ~backports.find_replacement(known, known.name)[1]:
        return None
    return known.replacement, versions.spell(known.since)


@cache
def _group_backports() -> dict[str, Backport]:
    """Return the backports of whole modules, by the name of their distribution."""
    return {
        normalize_distribution(row.name): row
        for row in backports.list_rows()
        if row.kind == backports.BACKPORT and row.binds_names and row.replacement
    }


def _judge_suspect(suspect: Suspect) -> Verdict:
    """Return what is wrong with a suspicious installed distribution."""
    name, _, cause = suspect.provider
    if cause is None:
        return _word_shadowing(suspect.import_names)
    if isinstance(cause, Malicious):
        return _word_malicious(name, cause)
    assert not isinstance(cause, Compromised)
    return _word_lookalike(cause)


def _judge_version(name: str, version: str) -> Iterator[Verdict]:
    """Yield the verdict on a bad release of a project that is otherwise fine."""
    found = compromised.find_release(name, version)
    if found is not None:
        fact = f"is a compromised release ({found.seen}, {found.what})"
        text = f"{make_printable(version)} {fact}: {BAD_RELEASE_ADVICE}"
        yield Verdict(COMPROMISED, "", text)


def _find_namesake(key: str) -> str:
    """Return the module of today's standard library that a distribution is called like.

    *key* is a normalized name. The result is ``""`` without a module, and for
    distributions that are known to have that name for a reason.
    """
    module = key.replace("-", "_")
    if not stdlib.is_current(module) or module.startswith("_"):
        return ""
    return "" if stdlib_distributions.find(key) else module


def _word_malicious(name: str, bad: Malicious) -> Verdict:
    """Return the verdict on a malicious name."""
    text = "was a malicious package on PyPI"
    if bad.seen:
        text += f" ({bad.seen})"
    key = normalize_distribution(name)
    if key in (bad.target, _find_namesake(key)):
        text += ": this is the name of a standard library module, so drop it"
    elif bad.target and stdlib.is_module(bad.target):
        text += f": {quote(bad.target)} is in the standard library, so drop it"
    elif bad.target:
        text += f": did you mean {quote(bad.target)}"
    else:
        text += f": {ORIGIN_ADVICE}"
    return Verdict(MALICIOUS, bad.target, text)


def _word_lookalike(like: Lookalike) -> Verdict:
    """Return the verdict on a name that looks like another; never says malicious."""
    target = quote(like.target)
    advice = f"did you mean {target}"
    if stdlib.is_current(like.target):
        advice = f"{target} is in the standard library, so drop it"
    text = f"is not a known distribution: {advice}"
    return Verdict(LOOKALIKE, like.target, f"{text} ({like.typo})")


def _describe_missing(name: str) -> tuple[str, str]:
    """Return what was meant by a name that PyPI does not have, and what the name is.

    PyPI may have a placeholder of that name.
    """
    key = packages.normalize_import(name)
    provider = packages.find_distribution(name)
    removed = stdlib.find_module(key)
    if removed is not None and removed.spans[-1][1]:
        if not dropins.is_unchanged(key):
            provider = "setuptools"  # unlike its other drop-ins, it is maintained
        gone = versions.spell(removed.spans[-1][1])
        fact = f"is a module that the standard library dropped in Python {gone}"
    elif packages.find_module(key).lower() == key:
        fact = f"is what {quote(provider)} is imported as"
    else:
        fact = f"is called {quote(provider)} on PyPI"
    return provider, fact


def _word_obsolete(key: str, target: str, since: str) -> Verdict:
    """Return the verdict on a backport that no supported Python needs.

    The module may be older than what the backport brings: `functools32` has what is
    new in the `functools` of Python 3.2.
    """
    fact = "is an obsolete backport"
    if key == target:
        home = f"the standard library has it since Python {since}"
        if since == _FIRST:
            home = "the standard library of every Python 3 has it"
        return Verdict(OBSOLETE, target, f"{fact}: drop it, {home}")
    advice = f"use {quote(target)} of Python {since} and newer"
    return Verdict(OBSOLETE, target, f"{fact}: {advice}")


def _word_shadowing(modules: Sequence[str]) -> Verdict:
    """Return the verdict on a distribution that hides modules of the stdlib."""
    hidden = ", ".join(map(quote, modules))
    plural = "s" if len(modules) > 1 else ""
    text = f"hides the standard library module{plural} {hidden}"
    return Verdict(SHADOWING, modules[0], text)
