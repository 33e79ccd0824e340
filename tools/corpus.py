"""Lint packages from the time of Python 2, and confirm findings with interpreters.

    python tools/corpus.py [--supported SPEC] [--only NAME]... [--share N] CACHE

The packages are downloaded from PyPI to the folder CACHE, as wheels: a source
distribution would run its ``setup.py``. ``check``, which finds what flake8
would and spares us flake8's other checks, must print nothing but findings and how many,
and each VET201, VET202 and VET203 is a claim about Python versions that the
interpreters on this machine have to confirm. Exits with 1 if one contradicts, or if
``check`` fails. With ``--share N`` one package in N is taken: which ones, TEST_TURN in
the environment says.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import interpreters

from flake8_safe_imports import versions


class Package(NamedTuple):
    """A release, with the tags of its wheel: Python, implementation, ABI, platform."""

    name: str
    version: str
    tags: tuple[str, str, str, str] = ("2.7", "py", "none", "any")


# Old releases often have wheels for Windows only; their Python files are the same.
PACKAGES = (
    Package("boto", "2.49.0"),
    Package("celery", "3.1.26.post2"),
    Package("Django", "1.11.29"),
    Package("Fabric", "1.14.1"),
    Package("gevent", "1.1.2", ("2.7", "cp", "cp27m", "win_amd64")),
    Package("kombu", "3.0.37"),
    Package("pip", "9.0.3"),
    Package("pyramid", "1.10.8"),
    Package("requests", "2.9.1"),
    Package("Scrapy", "1.0.7"),
    Package("tornado", "4.5.3", ("3.5", "cp", "cp35m", "win_amd64")),
)

# Interpreters on other platforms do not have these.
PLATFORM_ONLY = frozenset({"_winreg", "msilib", "msvcrt", "nt", "winreg", "winsound"})

LINE = re.compile(r"(?P<path>.+?):\d+:\d+: (?P<code>[A-Z]+\d+) (?P<text>.*)")
COUNTS = re.compile(r"\d+ files checked, \d+ findings?")
CLAIMS = (
    ("VET201", re.compile(r"`(?P<name>[\w.]+)` is Python 2 only\b")),
    (
        "VET202",
        re.compile(r"`(?P<name>[\w.]+)` was removed in Python (?P<since>[\d.]+)"),
    ),
    ("VET203", re.compile(r"`(?P<name>[\w.]+)` is new in Python (?P<since>[\d.]+)")),
)


class Claim(NamedTuple):
    """The claim of a finding: a name exists since, or until, a version."""

    code: str
    name: str
    since: int

    def expects(self, minor: int) -> bool | None:
        """Return whether Python *minor* should have the name; None if not claimed.

        A removal does not say since when the name existed, nor a new name how long.
        """
        if self.code == "VET201":
            return minor < 300
        if self.code == "VET202":
            return False if minor >= self.since else None
        return False if minor < self.since else None

    def witness(self, minor: int) -> bool:
        """Return whether Python *minor* must have the name if the claim is true."""
        if self.code == "VET201":
            return minor == 207
        if self.code == "VET202":
            return minor == max(m for m in versions.MINORS if m < self.since)
        return minor == self.since


class Result(NamedTuple):
    """The findings in one package."""

    package: Package
    files: int
    codes: Counter[str]
    claims: Counter[Claim]
    failures: tuple[str, ...]


def fetch(package: Package, cache: Path) -> Path:
    """Return the package's wheel in *cache*, downloaded if it is not there yet."""
    pattern = f"{package.name}-{package.version}-*.whl"
    found = sorted(cache.glob(pattern))
    if not found:
        python, implementation, abi, platform = package.tags
        command = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps"]
        command += ["--only-binary", ":all:", "--python-version", python]
        command += ["--implementation", implementation, "--abi", abi]
        command += ["--platform", platform, "--dest", str(cache)]
        command += [f"{package.name}=={package.version}"]
        subprocess.run(command, check=True)
        found = sorted(cache.glob(pattern))
    return found[0]


def unpack(wheel: Path, folder: Path) -> int:
    """Unpack the Python files of *wheel* into *folder*; return how many there are."""
    shutil.rmtree(folder, ignore_errors=True)
    # A root of its own; otherwise everything around it would be first party.
    Path(folder, ".hg").mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.endswith(".py")]
        archive.extractall(folder, names)
    return len(names)


def claim(code: str, text: str) -> Claim | None:
    """Return the claim that a finding makes, or None."""
    for known, pattern in CLAIMS:
        match = pattern.match(text)
        if code == known and match:
            since = match.groupdict().get("since")
            major, _, minor = (since or "3.0").partition(".")
            return Claim(code, match["name"], 100 * int(major) + int(minor))
    return None


def lint(folder: Path, supported: str) -> tuple[list[re.Match[str]], list[str]]:
    """Return the findings of ``check`` in *folder*, and everything else it printed."""
    command = [sys.executable, "-m", "flake8_safe_imports", "check", "--isolated"]
    ran = subprocess.run(
        [*command, "--select=VET", f"--vet-supported-python={supported}", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        # Old code is full of invalid escapes; pycodestyle reports them.
        env={**os.environ, "PYTHONWARNINGS": "ignore::SyntaxWarning"},
    )
    matches = [(line, LINE.fullmatch(line)) for line in ran.stdout.splitlines()]
    failures = [line for line, match in matches if match is None]
    failures += [line for line in ran.stderr.splitlines() if not COUNTS.fullmatch(line)]
    if ran.returncode not in (0, 1):
        failures.append(f"check exits with {ran.returncode}")
    return [match for _, match in matches if match], failures


def examine(package: Package, cache: Path, supported: str) -> Result:
    """Fetch, unpack and lint *package*."""
    folder = cache / "unpacked" / f"{package.name}-{package.version}"
    files = unpack(fetch(package, cache), folder)
    findings, failures = lint(folder, supported)
    claims: Counter[Claim] = Counter()
    for found in findings:
        said = claim(found["code"], found["text"])
        if said:
            claims[said] += 1
        elif found["code"] in {code for code, _ in CLAIMS}:
            failures.append(f"not understood: {found[0]}")
    codes = Counter(found["code"] for found in findings)
    return Result(package, files, codes, claims, tuple(failures))


def spell(minor: int) -> str:
    """Return a version as text, such as 3.9."""
    return f"{minor // 100}.{minor % 100}"


def judge(said: Claim, answers: dict[int, dict[str, bool]]) -> str:
    """Return "confirmed", "unconfirmed: why", or which interpreter contradicts."""
    denied = False
    for minor, known in answers.items():
        expected, got = said.expects(minor), known[said.name]
        if expected is False and got:
            return f"Python {spell(minor)} has it"
        if (expected or said.witness(minor)) and not got:
            if said.name.partition(".")[0] in PLATFORM_ONLY:
                return "unconfirmed: only on other platforms"
            return f"Python {spell(minor)} does not have it"
        denied = denied or (expected is False and not got)
    if denied:
        return "confirmed"
    return f"unconfirmed: no Python here that would tell ({spell(said.since)})"


HEADING = f"{'package':22} {'files':>5} {'claims':>6} {'confirmed':>9}  findings"


def row(
    label: str,
    files: int,
    claims: Counter[Claim],
    verdicts: dict[Claim, str],
    codes: Counter[str],
) -> str:
    """Return a line of the table: how many findings made claims, how many are true."""
    proved = sum(n for said, n in claims.items() if verdicts[said] == "confirmed")
    spelled = ", ".join(f"{code} {n}" for code, n in sorted(codes.items()))
    claimed = sum(claims.values())
    return f"{label:22} {files:5} {claimed:6} {proved:9}  {spelled or '-'}"


def report(results: list[Result]) -> bool:
    """Print the table and unconfirmed claims; return whether none is contradicted."""
    claims = sorted({said for result in results for said in result.claims})
    names = sorted({said.name for said in claims})
    answers = {minor: interpreters.ask(minor, names) for minor in interpreters.find()}
    verdicts = {said: judge(said, answers) for said in claims}
    total: Counter[Claim] = Counter()
    codes: Counter[str] = Counter()
    print(HEADING)
    for result in results:
        total += result.claims
        codes += result.codes
        label = f"{result.package.name} {result.package.version}"
        print(row(label, result.files, result.claims, verdicts, result.codes))
    print(row("all", sum(r.files for r in results), total, verdicts, codes))
    print("Pythons asked:", ", ".join(map(spell, answers)))
    passed = True
    for said, verdict in verdicts.items():
        if verdict != "confirmed":
            print(f"{said.code} {said.name}, {total[said]} times: {verdict}")
            passed = passed and verdict.startswith("unconfirmed")
    for result in results:
        for failure in result.failures[:20]:
            print(f"{result.package.name}: {failure}")
            passed = False
    return passed


def main(arguments: list[str]) -> int:
    """Run the corpus as *arguments* say; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("cache", type=Path, metavar="CACHE")
    parser.add_argument("--supported", default=">=3.9", metavar="SPEC")
    parser.add_argument("--only", action="append", metavar="NAME")
    parser.add_argument("--share", type=int, default=1, metavar="N")
    options = parser.parse_args(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    turn = int(os.environ.get("TEST_TURN", "0")) % options.share
    chosen = [p for p in PACKAGES if not options.only or p.name in options.only]
    chosen = chosen[turn :: options.share]
    if not chosen:
        parser.error("no such package in the corpus")
    cache = options.cache.resolve()
    results = [examine(package, cache, options.supported) for package in chosen]
    return 0 if report(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
