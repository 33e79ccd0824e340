"""The ``audit`` command: declared, locked and installed distributions, by their names.

Names are compared as PEP 503 normalises them; noqa comments and allowances are for
imports and do not count here.  Files are read, never run, and there is no network.

Exit status: 0 nothing found, 1 something found, 2 nothing found but a file could not
be understood (it is named on standard error and all others are audited), or a path
that is not there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TextIO

from flake8_safe_imports.data import packages, stdlib, stdlib_distributions
from flake8_safe_imports.data.stdlib_distributions import StdlibDistribution
from flake8_safe_imports.names import installed, lookalike, malicious, suspects
from flake8_safe_imports.project.readers import collect
from flake8_safe_imports.project.readers.collect import Dependency, ManifestError

MALICIOUS: Final = "malicious"
COMPROMISED: Final = "compromised"
LOOKALIKE: Final = "lookalike"
SHADOWING: Final = "shadows-stdlib"
OBSOLETE: Final = "obsolete-backport"

CLEAN: Final = 0
FOUND: Final = 1
TROUBLE: Final = 2


class Verdict(NamedTuple):
    """What is wrong with a distribution: the kind, what was meant, and all in words."""

    kind: str
    target: str
    text: str


class Finding(NamedTuple):
    """One verdict, with the place where the distribution is named.

    ``line`` counts from 1; 0 where the file has no lines (an installed distribution).
    """

    file: str
    line: int
    name: str
    version: str
    kind: str
    target: str
    text: str


class Trouble(NamedTuple):
    """A file, or a line of one, that could not be understood."""

    file: str
    line: int
    reason: str


class Report(NamedTuple):
    """What an audit came to; sorted by file and line."""

    findings: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]


def run(
    paths: Sequence[str],
    *,
    as_json: bool,
    stdout: TextIO,
    stderr: TextIO,
    search_path: Sequence[str] | None = None,
) -> int:
    """Audit files and folders *paths* and the environment; return the exit status.

    Without paths the current folder is taken.  A folder that is a virtual
    environment stands for what is installed in it.  *search_path* is where installed
    distributions are looked for; ``sys.path`` if None.
    """
    missing = [path for path in paths if not os.path.exists(path)]
    for path in missing:
        _print(f"{path}: no such file or folder", stderr)
    unknown = [
        path for path in paths if os.path.isfile(path) and not _reader_of(path, True)
    ]
    for path in unknown:
        _print(f"{path}: not a manifest or lock file known here", stderr)
    if missing or unknown:
        return TROUBLE
    report = audit(paths or ["."], search_path)
    for trouble in report.troubles:
        _print(f"{trouble.file}:{trouble.line}: {trouble.reason}", stderr)
    _print(_json(report) if as_json else _text(report), stdout)
    if report.findings:
        return FOUND
    return TROUBLE if report.troubles else CLEAN


def audit(paths: Sequence[str], search_path: Sequence[str] | None = None) -> Report:
    """Return what is found in files and folders, and in the environment."""
    files, folders = _collect(paths)
    findings: set[Finding] = set()
    troubles: set[Trouble] = set()
    for file, dependency in _read_all(files, troubles):
        locked = _is_lock(file)
        for verdict in judge(dependency, locked=locked):
            name, version = dependency.name, dependency.version
            findings.add(Finding(file, dependency.line, name, version, *verdict))
    findings.update(_installed(search_path))
    for folder in folders:
        findings.update(_installed(_site_folders(folder)))
    return Report(tuple(sorted(findings)), tuple(sorted(troubles)))


def judge(dependency: Dependency, *, locked: bool = False) -> Iterator[Verdict]:
    """Yield what is wrong with a declared dependency, by its name and its pin.

    *locked* says that it comes from a lock file, where a backport is not the user's
    own choice.
    """
    name = collect.normalise(dependency.name)
    bad = malicious.find_distribution(name)
    backport = stdlib_distributions.find_obsolete(name)
    if bad is not None:
        yield _malicious(dependency.name, bad)
    elif backport is not None:
        if not locked and "python_" not in dependency.marker:
            yield _obsolete(dependency.name, backport)
    elif _shadowed(name):
        module = _quote(_shadowed(name))
        text = f"{_quote(dependency.name)} has the name of the standard library module"
        yield Verdict(SHADOWING, _shadowed(name), f"{text} {module}: drop it")
    else:
        like = lookalike.find_distribution(dependency.name)
        if like is not None:
            yield _lookalike(dependency.name, like.target, like.typo)
    yield from _compromised(dependency.name, dependency.version)


def _malicious(name: str, bad: malicious.Malicious) -> Verdict:
    """Return the verdict on a malicious name."""
    seen = f" ({bad.seen})" if bad.seen else ""
    text = f"{_quote(name)} was a malicious package on PyPI{seen}"
    if bad.target and bad.target == collect.normalise(name):
        text += ": this is the name of a standard library module, drop it"
    elif bad.target:
        text += f": did you mean {_quote(bad.target)}"
    else:
        text += ": check where it comes from"
    return Verdict(MALICIOUS, bad.target, text)


def _lookalike(name: str, target: str, typo: str) -> Verdict:
    """Return the verdict on a name that looks like another; never says malicious."""
    text = f"{_quote(name)} is not a known distribution: did you mean {_quote(target)}"
    return Verdict(LOOKALIKE, target, f"{text} ({typo})")


def _obsolete(name: str, backport: StdlibDistribution) -> Verdict:
    """Return the verdict on a backport that no supported Python needs."""
    target = backport.replacement
    fact = f"{_quote(target)} is in the standard library since Python {backport.since}"
    return Verdict(OBSOLETE, target, f"{_quote(name)} is an obsolete backport: {fact}")


def _shadowed(name: str) -> str:
    """Return the module of today's standard library that a distribution is named as.

    Known backports and namesakes do not count.
    """
    module = name.replace("-", "_")
    fact = stdlib.module(module)
    if fact is None or fact.spans[-1][1] or module.startswith("_"):
        return ""
    return "" if stdlib_distributions.find(name) else module


def _shadowing(name: str, modules: Sequence[str]) -> str:
    """Return what to say of a distribution that hides modules of the stdlib."""
    hidden = ", ".join(_quote(module) for module in modules)
    plural = "s" if len(modules) > 1 else ""
    return f"{_quote(name)} hides the standard library module{plural} {hidden}"


def _compromised(name: str, version: str) -> Iterator[Verdict]:
    """Yield the verdict on a bad release of a project that is otherwise fine."""
    found = packages.look_up(packages.COMPROMISED, collect.normalise(name))
    if not found or not version:
        return
    seen, versions, *what = found
    if any(_is_same(version, bad) for bad in versions.split(",")):
        text = f"{_quote(name)} {version} is a compromised release ({seen},"
        text += f" {' '.join(what)}): take another one and change your secrets"
        yield Verdict(COMPROMISED, "", text)


def _is_same(version: str, other: str) -> bool:
    """Tell whether two versions are the same release (PEP 440), local parts apart."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(Version(version).public) == Version(other)
    except InvalidVersion:
        return version == other


def _installed(search_path: Sequence[str] | None) -> Iterator[Finding]:
    """Yield the findings on installed distributions."""
    for suspect in suspects.find_suspects(search_path):
        provider = suspect.provider
        name, cause = provider.distribution, provider.cause
        if cause is None:
            text = _shadowing(name, suspect.import_names)
            verdict = Verdict(SHADOWING, suspect.import_names[0], text)
        elif isinstance(cause, malicious.Malicious):
            verdict = _malicious(name, cause)
        else:
            verdict = _lookalike(name, cause.target, cause.typo)
        yield _at(suspect.location, name, provider.version, verdict)
    for name, version, location in installed.list_installed(search_path):
        verdicts = list(_compromised(name, version))
        backport = stdlib_distributions.find_obsolete(collect.normalise(name))
        if backport is not None:
            verdicts.append(_obsolete(name, backport))
        for verdict in verdicts:
            yield _at(location, name, version, verdict)


def _at(location: str, name: str, version: str, verdict: Verdict) -> Finding:
    """Return a finding on an installed distribution."""
    text = verdict.text.replace(_quote(name), f"{_quote(name)} (installed)", 1)
    return Finding(location, 0, name, version, *verdict._replace(text=text))


_FIXED: Final[Mapping[str, collect.Reader]] = {
    "pyproject.toml": collect.from_pyproject,
    "setup.cfg": collect.from_setup_cfg,
    "setup.py": collect.from_setup_py,
    "Pipfile": collect.from_pipfile,
}
_ENVIRONMENTS: Final = ("environment.yml", "environment.yaml")
PipReader = Callable[[str], collect.Requirements]
"""What reads a text that may name other files."""

_LOCKS: Final = r"(Pipfile|poetry|uv|pdm)\.lock$|pylock(\.[^.]+)?\.toml$"
_REQUIREMENTS: Final = r"(.*requirements.*|constraints.*)\.(txt|in)$"


def _is_lock(path: str) -> bool:
    """Tell whether a file is a lock file, by its name."""
    return bool(re.match(_LOCKS, os.path.basename(path)))


def _is_requirements(path: str, asked: bool) -> bool:
    """Tell whether a file holds requirements; one that the user names may be any."""
    name = os.path.basename(path)
    if asked or os.path.basename(os.path.dirname(path)) == "requirements":
        return name.endswith((".txt", ".in"))
    return bool(re.match(_REQUIREMENTS, name))


def _reader_of(path: str, asked: bool) -> PipReader | None:
    """Return what reads the file at *path*; None if it is of no known kind."""
    name = os.path.basename(path)
    if name in _FIXED:
        return _alone(_FIXED[name])
    if name in _ENVIRONMENTS:
        return collect.from_environment
    if _is_lock(path):
        return _alone(lambda text: collect.from_lock(name, text))
    if _is_requirements(path, asked):
        return collect.from_requirements
    return _alone(collect.from_script) if asked and name.endswith(".py") else None


def _alone(reader: collect.Reader) -> PipReader:
    """Return *reader* as one of a kind of file that includes no others."""
    return lambda text: collect.Requirements(reader(text), ())


def _collect(paths: Sequence[str]) -> tuple[dict[str, bool], list[str]]:
    """Return the files to read, with whether the user named them, and environments."""
    files: dict[str, bool] = {}
    folders = []
    for path in paths:
        if os.path.isfile(path):
            files[os.path.normpath(path)] = True
        elif os.path.exists(os.path.join(path, "pyvenv.cfg")):
            folders.append(path)
        else:
            for file in _listed(path):
                files.setdefault(file, False)
    return files, folders


def _listed(folder: str) -> Iterator[str]:
    """Yield the manifests and lock files in a folder and its ``requirements``."""
    for place in (folder, os.path.join(folder, "requirements")):
        try:
            names = sorted(os.listdir(place))
        except OSError:
            continue
        for name in names:
            path = os.path.normpath(os.path.join(place, name))
            if os.path.isfile(path) and _reader_of(os.path.abspath(path), False):
                yield path


def _site_folders(environment_folder: str) -> list[str]:
    """Return where a virtual environment keeps its distributions."""
    library = os.path.join(environment_folder, "lib")
    pythons = sorted(os.listdir(library)) if os.path.isdir(library) else []
    candidates = [os.path.join(library, name, "site-packages") for name in pythons]
    candidates.append(os.path.join(environment_folder, "Lib", "site-packages"))
    return [folder for folder in candidates if os.path.isdir(folder)]


def _read_all(
    files: Mapping[str, bool], troubles: set[Trouble]
) -> Iterator[tuple[str, Dependency]]:
    """Yield every dependency in *files* and in what they include, each file once.

    What cannot be understood is added to *troubles*.
    """
    pending = list(files.items())
    seen = set()
    while pending:
        path, asked = pending.pop()
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        dependencies, includes = _read(path, asked, troubles)
        for dependency in dependencies:
            yield path, dependency
        for include in includes:
            target = os.path.normpath(os.path.join(os.path.dirname(path), include.name))
            if "://" in include.name or "$" in include.name:
                continue
            if os.path.isfile(target):
                pending.append((target, True))
            else:
                reason = f"{include.name} is not there"
                troubles.add(Trouble(path, include.line, reason))


def _read(path: str, asked: bool, troubles: set[Trouble]) -> collect.Requirements:
    """Return the dependencies and includes of one file."""
    reader = _reader_of(os.path.abspath(path), asked) or collect.from_requirements
    try:
        return reader(_decode(path))
    except ManifestError as error:
        troubles.update(Trouble(path, *problem) for problem in error.problems)
        return collect.Requirements(error.dependencies, error.includes)
    except OSError as error:
        troubles.add(Trouble(path, 1, error.strerror or "cannot be read"))
        return collect.Requirements((), ())


def _decode(path: str) -> str:
    """Return the text of a file: by its byte order mark, its cookie, or UTF-8."""
    with open(path, "rb") as file:
        content = file.read()
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ManifestError(line, f"not {encoding} text") from error
    except LookupError as error:
        raise ManifestError(1, f"unknown encoding {encoding!r}") from error


def _encoding(content: bytes) -> str:
    """Return the encoding that a text declares, as pip and Python look for it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    start = b"\n".join(content[:400].split(b"\n")[:2])
    cookie = re.search(rb"(?m)^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", start)
    return cookie[1].decode("ascii", "replace") if cookie else "utf-8"


def _quote(name: str) -> str:
    """Return *name* in backticks, safe to print."""
    safe = name if name.isprintable() else ascii(name)[1:-1]
    return f"`{safe}`"


def _print(text: str, stream: TextIO) -> None:
    """Print *text*, with escapes for what the stream cannot take."""
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def _text(report: Report) -> str:
    """Return the report for people: a line each, then how many and how old."""
    lines = [
        f"{finding.file}:{finding.line}: {finding.text}"
        if finding.line
        else f"{finding.file}: {finding.text}"
        for finding in report.findings
    ]
    count = len(report.findings)
    found = f"{count} finding{'' if count == 1 else 's'}" if count else "nothing found"
    where = " in what could be read" if report.troubles else ""
    return "\n".join((*lines, f"{found}{where}, by the lists of {packages.DATE}"))


def _json(report: Report) -> str:
    """Return the report for programs."""
    import json

    document = {
        "date": packages.DATE,
        "findings": [
            {
                "file": finding.file,
                "line": finding.line or None,
                "name": finding.name,
                "version": finding.version or None,
                "kind": finding.kind,
                "target": finding.target or None,
                "message": finding.text,
            }
            for finding in report.findings
        ],
        "errors": [trouble._asdict() for trouble in report.troubles],
    }
    return json.dumps(document, indent=2)
