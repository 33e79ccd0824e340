"""Judges distributions by their names and versions.

Names are compared in their PEP 503 form.  noqa comments and allowances are for imports
and do not count here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.audit.report import Finding
from flake8_safe_imports.data import packages, stdlib, stdlib_distributions
from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.finding import quote
from flake8_safe_imports.names import installed, lookalike, malicious, suspects
from flake8_safe_imports.names.malicious import Malicious

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.data.stdlib_distributions import StdlibDistribution
    from flake8_safe_imports.names.lookalike import Lookalike
    from flake8_safe_imports.names.suspects import Suspect
    from flake8_safe_imports.project.manifest import Dependency

MALICIOUS: Final = "malicious"
LOOKALIKE: Final = "lookalike"
SHADOWING: Final = "shadows-stdlib"
COMPROMISED: Final = "compromised"
OBSOLETE: Final = "obsolete-backport"


class Verdict(NamedTuple):
    """What is wrong with a distribution: its kind, the name that was meant, the text.

    ``text`` follows the name of the distribution.
    """

    kind: str
    target: str
    text: str


def judge_dependency(
    file: str, dependency: Dependency, *, is_locked: bool = False
) -> Iterator[Finding]:
    """Yield what is wrong with a dependency that *file* declares.

    *is_locked* says that *file* is a lock file: the user did not choose a backport.
    """
    name, version = dependency.name, dependency.version
    wants_backports = is_locked or "python_" in dependency.marker
    for kind, target, text in _judge_declared(name, version, wants_backports):
        full = f"{quote(name)} {text}"
        yield Finding(file, dependency.line, name, version, kind, target, full)


def judge_installed(search_path: Sequence[str] | None) -> Iterator[Finding]:
    """Yield what is wrong with the distributions on a path such as ``sys.path``.

    ``sys.path`` itself is searched if it is None.
    """
    for suspect in suspects.find_suspects(search_path):
        name, version, _ = suspect.provider
        yield _make_finding(suspect.location, name, version, _judge_suspect(suspect))
    for name, version, location in installed.list_installed(search_path):
        verdicts = list(_judge_version(name, version))
        backport = stdlib_distributions.find_obsolete(normalize_distribution(name))
        if backport is not None:
            verdicts.append(_word_obsolete(backport))
        for verdict in verdicts:
            yield _make_finding(location, name, version, verdict)


def _make_finding(location: str, name: str, version: str, verdict: Verdict) -> Finding:
    """Return a finding on an installed distribution."""
    kind, target, text = verdict
    full = f"{quote(name)} (installed) {text}"
    return Finding(location, 0, name, version, kind, target, full)


def _judge_declared(
    name: str, version: str, wants_backports: bool
) -> Iterator[Verdict]:
    """Yield what is wrong with a declared name and version."""
    key = normalize_distribution(name)
    bad = malicious.find_distribution(key)
    backport = stdlib_distributions.find_obsolete(key)
    module = _find_namesake(key)
    if bad is not None:
        yield _word_malicious(name, bad)
    elif backport is not None:
        if not wants_backports:
            yield _word_obsolete(backport)
    elif module:
        fact = f"has the name of the standard library module {quote(module)}"
        yield Verdict(SHADOWING, module, f"{fact}: drop it")
    else:
        like = lookalike.find_distribution(name)
        if like is not None:
            yield _word_lookalike(like)
    yield from _judge_version(name, version)


def _judge_suspect(suspect: Suspect) -> Verdict:
    """Return what is wrong with a suspicious installed distribution."""
    name, _, cause = suspect.provider
    if cause is None:
        return _word_shadowing(suspect.import_names)
    if isinstance(cause, Malicious):
        return _word_malicious(name, cause)
    return _word_lookalike(cause)


def _judge_version(name: str, version: str) -> Iterator[Verdict]:
    """Yield the verdict on a bad release of a project that is otherwise fine."""
    found = packages.look_up(packages.COMPROMISED, normalize_distribution(name))
    if not found or not version:
        return
    seen, versions, *what = found
    if any(_is_same_release(version, bad) for bad in versions.split(",")):
        fact = f"is a compromised release ({seen}, {' '.join(what)})"
        advice = "take another one and rotate your credentials"
        yield Verdict(COMPROMISED, "", f"{version} {fact}: {advice}")


def _is_same_release(version: str, other: str) -> bool:
    """Return whether two versions are equal (PEP 440), local parts ignored."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(Version(version).public) == Version(other)
    except InvalidVersion:
        return version == other


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
    elif bad.target:
        text += f": did you mean {quote(bad.target)}"
    else:
        text += ": check where it comes from"
    return Verdict(MALICIOUS, bad.target, text)


def _word_lookalike(like: Lookalike) -> Verdict:
    """Return the verdict on a name that looks like another; never says malicious."""
    text = f"is not a known distribution: did you mean {quote(like.target)}"
    return Verdict(LOOKALIKE, like.target, f"{text} ({like.typo})")


def _word_obsolete(backport: StdlibDistribution) -> Verdict:
    """Return the verdict on a backport that no supported Python needs."""
    target = backport.replacement
    fact = f"{quote(target)} is in the standard library since Python {backport.since}"
    return Verdict(OBSOLETE, target, f"is an obsolete backport: {fact}")


def _word_shadowing(modules: Sequence[str]) -> Verdict:
    """Return the verdict on a distribution that hides modules of the stdlib."""
    hidden = ", ".join(map(quote, modules))
    plural = "s" if len(modules) > 1 else ""
    text = f"hides the standard library module{plural} {hidden}"
    return Verdict(SHADOWING, modules[0], text)
