"""Judges distributions by their names and versions.

Names are compared in their PEP 503 form.  Equal ones are judged once.
"""

from __future__ import annotations

import os
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
from flake8_safe_imports.audit.report import Finding, Trouble
from flake8_safe_imports.data import backports, packages, stdlib, stdlib_distributions
from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.finding import make_printable, quote
from flake8_safe_imports.names import (
    compromised,
    installed,
    lookalike,
    malicious,
    suspects,
)
from flake8_safe_imports.names.compromised import Compromised
from flake8_safe_imports.names.malicious import Malicious

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.audit.reading import Declarations
    from flake8_safe_imports.data.backports import Backport
    from flake8_safe_imports.names.lookalike import Lookalike
    from flake8_safe_imports.names.suspects import Suspect
    from flake8_safe_imports.project.manifest import Dependency

_MOST_SHOWN: Final = 4
"""Releases that a note names."""

STARTUP_ADVICE: Final = "check which distribution it belongs to, and what it does"


class Verdict(NamedTuple):
    """What is wrong with a distribution: its kind, the name that was meant, the text.

    ``text`` follows the name of the distribution.
    """

    kind: str
    target: str
    text: str


def judge_dependency(file: str, dependency: Dependency, window: int) -> list[Finding]:
    """Return what is wrong with a dependency that *file* declares.

    *window* are the Python versions for which a backport is declared; empty if nobody
    chose it for versions that are known.
    """
    name, version, line, marker, _ = dependency
    known = versions.NOTHING if "python_" in marker else window
    return [
        Finding(file, line, name, version, kind, target, f"{quote(name)} {text}")
        for kind, target, text in _judge_declared(name, version, known)
    ]


def find_admitted_releases(read: Sequence[Declarations]) -> Iterator[Trouble]:
    """Yield a note on each range of versions that admits a compromised release.

    It is none where one version was chosen, in a lock file or elsewhere in the same
    folder, above or below it: another folder may be that of another project.
    """
    chosen: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    for declared in read:
        pins = {
            normalize_distribution(dependency.name)
            for dependency in declared.dependencies
            if dependency.version
        }
        if pins:
            folder, *parents = _list_folders(declared.file)
            chosen.setdefault(folder, set()).update(pins)
            for parent in parents:
                above.setdefault(parent, set()).update(pins)
    for declared in read:
        folder, *parents = _list_folders(declared.file)
        seen = set(above.get(folder, ()))
        for place in (folder, *parents):
            seen |= chosen.get(place, set())
        for dependency in declared.dependencies:
            key = normalize_distribution(dependency.name)
            if not dependency.specifier or key in seen or declared.is_lock:
                continue
            releases = compromised.find_admitted(key, dependency.specifier)
            if releases:
                seen.add(key)
                text = _word_admitted(dependency, releases)
                yield Trouble(declared.file, dependency.line, text, False, key)


def _list_folders(file: str) -> list[str]:
    """Return the folder of a file, and all above it."""
    folders = [os.path.dirname(os.path.abspath(file))]
    while os.path.dirname(folders[-1]) != folders[-1]:
        folders.append(os.path.dirname(folders[-1]))
    return folders


def _word_admitted(dependency: Dependency, releases: Sequence[str]) -> str:
    """Return the note on a range that admits bad releases."""
    shown = ", ".join(releases[:_MOST_SHOWN])
    if len(releases) > _MOST_SHOWN:
        shown += f" and {len(releases) - _MOST_SHOWN} more"
    plural = "s" if len(releases) > 1 else ""
    name = quote(f"{dependency.name} {dependency.specifier}")
    advice = "exclude it" if not plural else "exclude them"
    return f"{name} admits the compromised release{plural} {shown}: {advice}"


def judge_installed(search_path: Sequence[str] | None) -> tuple[int, list[Finding]]:
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
        backport = stdlib_distributions.find_obsolete(normalize_distribution(name))
        if backport is not None:
            verdicts.append(_word_obsolete(backport.replacement, backport.since))
        found += (_make_finding(location, name, version, item) for item in verdicts)
    return len(places), found


def judge_startup_files(search_path: Sequence[str] | None) -> Iterator[Finding]:
    """Yield the ``.pth`` files in site folders that run code of their own."""
    for path, line in startup.find_startup_code(search_path):
        name = os.path.basename(path)
        text = f"{quote(name)} runs code each time Python starts: {STARTUP_ADVICE}"
        yield Finding(path, line, name, "", STARTUP, "", text)


def _make_finding(location: str, name: str, version: str, verdict: Verdict) -> Finding:
    """Return a finding on an installed distribution, on the line with its name."""
    kind, target, text = verdict
    full = f"{quote(name)} (installed) {text}"
    file, line = installed.find_name_line(location)
    return Finding(file, line, name, version, kind, target, full)


@lru_cache(maxsize=4096)
def _judge_declared(name: str, version: str, window: int) -> tuple[Verdict, ...]:
    """Return what is wrong with a declared name and version."""
    key = normalize_distribution(name)
    verdict = _judge_name(name, key, window)
    return (*([verdict] if verdict else ()), *_judge_version(name, version))


def _judge_name(name: str, key: str, window: int) -> Verdict | None:
    """Return what is wrong with a declared name; *key* is its normalised form."""
    bad = malicious.find_distribution(key)
    if bad is not None:
        return _word_malicious(name, bad)
    backport = _find_superseded(key, window)
    if backport is not None:
        return _word_obsolete(*backport)
    if _is_backport(key):
        return None
    module = _find_namesake(key)
    if module:
        fact = f"has the name of the standard library module {quote(module)}"
        return Verdict(SHADOWING, module, f"{fact}: drop it")
    if packages.is_missing_on_pypi(name):
        provider = packages.find_distribution(name)
        return _word_import_name(provider) if provider else None
    like = lookalike.find_distribution(name)
    return None if like is None else _word_lookalike(like)


def _is_backport(key: str) -> bool:
    return stdlib_distributions.find_obsolete(key) is not None or key in _backports()


def _find_superseded(key: str, window: int) -> tuple[str, str] | None:
    """Return what replaces a backport in all of *window*, and since which version.

    These are the backports of VET301, and others that have the name of their module.
    """
    if not window or window & versions.PYTHON2:
        return None
    row = stdlib_distributions.find_obsolete(key)
    if row is not None:
        return row.replacement, row.since
    known = _backports().get(key)
    if known is None or window & ~backports.find_replacement(known, known.name)[1]:
        return None
    return known.replacement, versions.spell(known.since)


@cache
def _backports() -> dict[str, Backport]:
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
        fact = f"is a compromised release ({found.seen}, {found.fact})"
        advice = "use another release and rotate your credentials"
        text = f"{make_printable(version)} {fact}: {advice}"
        yield Verdict(COMPROMISED, "", text)


def _find_namesake(key: str) -> str:
    """Return the module of today's standard library that a distribution is called like.

    *key* is a normalised name.  The result is ``""`` without a module, and for
    distributions that are known to have that name for a reason.
    """
    module = key.replace("-", "_")
    fact = stdlib.module(module)
    if fact is None or fact.spans[-1][1] or module.startswith("_"):
        return ""
    return "" if stdlib_distributions.find(key) else module


def _word_malicious(name: str, bad: Malicious) -> Verdict:
    """Return the verdict on a malicious name."""
    text = "was a malicious package on PyPI"
    if bad.seen:
        text += f" ({bad.seen})"
    if bad.target and bad.target == normalize_distribution(name):
        text += ": this is the name of a standard library module, drop it"
    elif bad.target and stdlib.module(bad.target) is not None:
        text += f": {quote(bad.target)} is in the standard library, drop it"
    elif bad.target:
        text += f": did you mean {quote(bad.target)}"
    else:
        text += ": check where it comes from"
    return Verdict(MALICIOUS, bad.target, text)


def _word_lookalike(like: Lookalike) -> Verdict:
    """Return the verdict on a name that looks like another; never says malicious."""
    text = f"is not a known distribution: did you mean {quote(like.target)}"
    return Verdict(LOOKALIKE, like.target, f"{text} ({like.typo})")


def _word_import_name(provider: str) -> Verdict:
    """Return the verdict on an import name that PyPI has no distribution of."""
    text = f"is what {quote(provider)} is imported as: declare {quote(provider)}"
    return Verdict(IMPORT_NAME, provider, text)


def _word_obsolete(target: str, since: str) -> Verdict:
    """Return the verdict on a backport that no supported Python needs."""
    fact = f"{quote(target)} has been in the standard library since Python {since}"
    return Verdict(OBSOLETE, target, f"is an obsolete backport: {fact}")


def _word_shadowing(modules: Sequence[str]) -> Verdict:
    """Return the verdict on a distribution that hides modules of the stdlib."""
    hidden = ", ".join(map(quote, modules))
    plural = "s" if len(modules) > 1 else ""
    text = f"hides the standard library module{plural} {hidden}"
    return Verdict(SHADOWING, modules[0], text)
