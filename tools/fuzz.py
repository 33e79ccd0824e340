"""Throw programs, bytes and settings at the checker until something breaks.

    python tools/fuzz.py [--seeds N] [--seconds N]

Programs come from pysource-codegen, by seed, so that a failure can be had again.  With
atheris, where it can be installed, bytes are mutated as source, as options and as
manifests, guided by coverage, for so many seconds each.  Nothing may be raised but what
is meant to be (OptionError, ManifestError), messages must be one printable line, and
the same input must give the same findings twice.  Ends with status 1 at the first
input that breaks this, and prints it.
"""

from __future__ import annotations

import argparse
import ast
import collections
import random
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Callable

from flake8_safe_imports import checker, manifests, options
from flake8_safe_imports.config import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

NOWHERE = "/nowhere/to/be/found.py"
ENABLED = {
    "vet_enable": "VET104 VET204 VET205",
    "vet_banned_imports": "a.* = x\n*.b = y.z\n{third-party} =\n{python2to3} =",
    "vet_allowed_imports": "a.b *.c {stdlib}",
    "vet_banned_module_level_imports": "*.d e",
    "vet_banned_relative_imports": "all",
    "vet_lookalikes": "wide",
}
WINDOWS = (">=2.7", ">=3.9", ">=3.12,<3.14", "<3")


def check(source: str | bytes, seed: int) -> int:
    """Check *source* if it parses; return how many findings there were."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return -1
    if isinstance(source, bytes):
        source = source.decode("utf-8", "surrogateescape")
    lines = source.splitlines(keepends=True)
    config = options.parse(
        {**ENABLED, "vet_supported_python": WINDOWS[seed % len(WINDOWS)]}
    )
    first, second = (checker.check(tree, lines, NOWHERE, config) for _ in range(2))
    assert first == second
    for finding in first:
        assert finding.text.isprintable(), finding
        assert finding.line >= 1, finding
        assert finding.column >= 0, finding
    return len(first)


def generated(seeds: int) -> None:
    """Check programs that pysource-codegen makes, one for each seed."""
    from pysource_codegen import generate

    counted: collections.Counter[str] = collections.Counter()
    for seed in range(seeds):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = renamed(generate(seed, node_limit=400), seed)
        try:
            found = check(source, seed)
        except Exception:
            print(f"seed {seed}:\n{source}", flush=True)
            raise
        if seed % 100 == 99:
            print(f"{seed + 1} programs", flush=True)
        counted["unparsed" if found < 0 else "silent" if not found else "found"] += 1
    print(f"{seeds} generated programs: {dict(sorted(counted.items()))}")
    assert counted["found"], "nothing was ever found, so nothing was tested"


WORDS = (
    *(
        "os",
        "sys",
        "urllib2",
        "mock",
        "tomllib",
        "six",
        "PY2",
        "PY3",
        "path",
        "asyncore",
    ),
    *(
        "version_info",
        "importlib",
        "import_module",
        "pytest",
        "importorskip",
        "getcwdu",
    ),
    *("TYPE_CHECKING", "typing", "hexversion", "platform", "moves", "numppy", "a", "b"),
)


def renamed(source: str, seed: int) -> str:
    """Return *source* with names that matter to us in place of some made-up ones."""
    tree = ast.parse(source)
    chance = random.Random(seed)
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if chance.random() < 0.5:
                if field in {"id", "attr"} and isinstance(value, str):
                    setattr(node, field, chance.choice(WORDS))
                elif field == "module" and value:
                    node.module = chance.choice(WORDS)  # type: ignore[attr-defined]
                elif isinstance(node, ast.alias) and field == "name" and value != "*":
                    node.name = chance.choice(WORDS)
                elif isinstance(node, ast.Constant) and isinstance(value, str):
                    node.value = chance.choice(WORDS)
    try:
        changed = ast.unparse(tree)
        ast.parse(changed)
    except (SyntaxError, ValueError, RecursionError):
        return source
    return changed


def try_source(data: bytes) -> None:
    """Check bytes as a source file."""
    check(data, len(data))


def try_options(data: bytes) -> None:
    """Read bytes as the value of each option; it is understood or refused."""
    text = data.decode("utf-8", "replace")
    for option in options.OPTIONS:
        for value in (text, text.split("\0"), {text: text}):
            for line in complaints(option, value):
                assert line.isprintable(), line
                assert line.startswith(option.name), line


def complaints(option: options.Option, value: object) -> list[str]:
    """Return what is said of *value*, a line each."""
    try:
        options.parse({option.key: value})
    except OptionError as error:
        return str(error).split("\n")
    return []


def try_manifests(data: bytes) -> None:
    """Read bytes as each kind of manifest."""
    text = data.decode("utf-8", "replace")
    for read in readers():
        assert first_problem(read, text) >= 1


def first_problem(read: Callable[[str], object], text: str) -> int:
    """Return the line of the first problem in *text*; 1 if there is none."""
    try:
        read(text)
    except manifests.ManifestError as error:
        return error.line
    return 1


def readers() -> Iterator[Callable[[str], object]]:
    """Yield all that reads manifests."""
    yield manifests.from_pyproject
    yield manifests.from_setup_cfg
    yield manifests.from_setup_py
    yield manifests.from_pipfile
    yield manifests.from_environment
    yield manifests.from_script
    yield manifests.from_requirements
    for name in ("Pipfile.lock", "uv.lock", "pylock.toml"):
        yield lambda text, name=name: manifests.from_lock(name, text)  # type: ignore[misc]


TARGETS = {"source": try_source, "options": try_options, "manifests": try_manifests}


def mutate(target: str, seconds: int) -> None:
    """Hand *target* to atheris, which ends the process when time is up."""
    import atheris

    atheris.instrument_all()
    arguments = [
        f"-max_total_time={seconds}",
        "-max_len=2000",
        "-timeout=20",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target])
    atheris.Fuzz()


def main() -> int:
    """Run it all; each target of atheris in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--target", choices=TARGETS, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.target:
        mutate(chosen.target, chosen.seconds)
        return 0
    generated(chosen.seeds)
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("no atheris here: nothing is mutated")
        return 0
    for target in TARGETS if chosen.seconds else ():
        command = [sys.executable, __file__, "--seconds", str(chosen.seconds)]
        if subprocess.run([*command, "--target", target]).returncode:
            return 1
        print(f"{target}: nothing in {chosen.seconds} seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
