"""Check generated programs, and fuzz the readers with mutated bytes.

    python tools/fuzz.py [--seeds N] [--seconds N] [--jobs N]

Programs come from pysource-codegen, by seed, so that a failure can be reproduced;
several processes make them, since that takes fifty times as long as checking. If
atheris is installed, bytes are mutated as source, as options and as manifests, guided
by coverage, for --seconds each, starting from valid input. Only documented errors such
as OptionError may be raised, messages must be one printable line, and checking twice
must give the same findings. Exits with 1 at the first input that breaks this, and
prints it; also if there was no finding at all, because then nothing was tested.
"""

from __future__ import annotations

import argparse
import ast
import base64
import collections
import contextlib
import importlib
import json
import multiprocessing
import os
import pkgutil
import random
import sys
import tempfile
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

import flake8_safe_imports
from flake8_safe_imports import checker
from flake8_safe_imports.audit.files import KINDS
from flake8_safe_imports.config import options, unused
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.project import pythons, specifiers
from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.specifiers import SpecifierError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.project.manifest import Reader

ROOT = Path(__file__).resolve().parent.parent
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


def check_programs(seeds: int, jobs: int | None) -> None:
    """Check programs that pysource-codegen makes, one for each seed."""
    counted: collections.Counter[str] = collections.Counter()
    with ProcessPoolExecutor(jobs) as pool:
        for outcome in pool.map(generate, range(seeds), chunksize=10):
            counted[outcome] += 1
            if sum(counted.values()) % 100 == 0:
                print(f"{sum(counted.values())} programs", flush=True)
    print(f"{seeds} generated programs: {dict(sorted(counted.items()))}", flush=True)
    assert counted["found"], "nothing was ever found, so nothing was tested"


def generate(seed: int) -> str:
    """Make and check one program; return what was in it."""
    import pysource_codegen

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = insert_names(pysource_codegen.generate(seed, node_limit=400), seed)
    try:
        found = check(source, seed)
    except Exception:
        print(f"seed {seed}:\n{source}", flush=True)
        raise
    return "unparsed" if found < 0 else "found" if found else "silent"


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


def insert_names(source: str, seed: int) -> str:
    """Return *source* with names that rules know in place of some random ones."""
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


counts: collections.Counter[str] = collections.Counter()
"""How many inputs of a target were refused, found something or nothing."""


def try_source(data: bytes) -> None:
    """Check bytes as a source file."""
    found = check(data, len(data))
    counts["refused" if found < 0 else "found" if found else "silent"] += 1


def try_options(data: bytes) -> None:
    """Read bytes as the value of each option."""
    text = data.decode("utf-8", "replace")
    for option in options.OPTIONS:
        for value in (text, text.split("\0"), {text: text}):
            config, lines = parse_option(option, value)
            for line in lines:
                assert line.isprintable(), line
                assert line.startswith(option.name), line
            if config is not None:
                use(config)
            counts["refused" if config is None else "found"] += 1


def parse_option(
    option: options.Option[Any], value: object
) -> tuple[Config | None, list[str]]:
    """Return the configuration, or the lines of the error."""
    try:
        return options.parse({option.key: value}), []
    except OptionError as error:
        return None, str(error).split("\n")


SAMPLE = """\
import os.path as a, b.c, urllib2
from . import d
from a.b import c, e as f
a.join, b.c.d, c.urllib2
"""
_sample = ast.parse(SAMPLE)
_lines = SAMPLE.splitlines(keepends=True)


def use(config: Config) -> None:
    """Lint a sample with a valid configuration, and look for unused entries."""
    for line in unused.find_unused_entries(config):
        assert line.isprintable(), line
    checker.check(_sample, _lines, NOWHERE, config)


def try_manifests(data: bytes) -> None:
    """Read bytes as each kind of manifest, as a specifier and as a script block."""
    text = data.decode("utf-8", "replace")
    for read in dict.fromkeys(kind.read for kind in KINDS):
        assert first_problem(read, text) >= 1
    for parse in (specifiers.read_specifier, specifiers.read_poetry):
        with contextlib.suppress(SpecifierError):
            parse(text)
    declared = pythons.find_supported(NOWHERE, text.splitlines(keepends=True))
    assert declared.window
    assert all(map(str.isprintable, (declared.origin, *declared.notes)))


def first_problem(read: Reader, text: str) -> int:
    """Return the line of the first problem in *text*, 1 if there is none."""
    try:
        found = read(text)
    except ManifestError as error:
        counts["refused"] += 1
        return error.problems[0].line
    counts["found" if found.dependencies else "silent"] += 1
    return 1


TARGETS = {"source": try_source, "options": try_options, "manifests": try_manifests}
LONGEST = 2000
"""The longest input, in bytes."""


def find_seeds(target: str) -> Iterator[str]:
    """Yield valid inputs of *target*, from which atheris starts."""
    marked = sorted(ROOT.glob("tests/codes/*.py"))
    for text in (path.read_text(encoding="utf-8") for path in marked):
        if target == "source":
            lines = text.splitlines(keepends=True)
            try:
                statements = ast.parse(text).body
            except SyntaxError:  # of a newer Python
                continue
            for node in statements:
                yield "import sys\n" + "".join(lines[node.lineno - 1 : node.end_lineno])
        elif target == "options":
            for line in text.splitlines():
                if line.startswith("#: ") and " = " in line:
                    yield line.partition(" = ")[2]
    if target == "manifests":
        yield from MANIFESTS


MANIFESTS = (
    """\
[project]
name = "x"
requires-python = ">=3.9,<4"
dependencies = ["a>=1; python_version<'3'", "b[c]==2.*"]
[project.optional-dependencies]
d = ["e"]
[dependency-groups]
f = ["g", {include-group = "d"}]
[build-system]
requires = ["setuptools"]
""",
    """\
[tool.poetry.dependencies]
python = "^3.9 || ~2.7"
a = {version = "*"}
""",
    """\
[metadata]
name = x
[options]
python_requires = ~=3.9
install_requires =
    a>=1
[options.extras_require]
c = d
""",
    """\
A = ["a"]
setup(name="x", python_requires=">=3.9", install_requires=A + ["b"])
""",
    """\
[packages]
a = "*"
[dev-packages]
b = {version = "==1"}
""",
    """\
dependencies:
  - python=3.9
  - pip:
    - a==1
""",
    """\
# /// script
# requires-python = ">=3.9"
# dependencies = ["a"]
# ///
""",
    """\
a==1 \\
    --hash=sha256:0
-r b.txt
-e git+https://x/y#egg=z
c @ file:///d
""",
    '{"default": {"a": {"version": "==1"}}, "develop": {"b": {}}}',
    """\
version = 1
[[package]]
name = "a"
version = "1"
source = {editable = "."}
""",
)


def instrument() -> None:
    """Have atheris count what runs in the package."""
    import atheris

    # Modules that are imported later would not be instrumented.
    package = flake8_safe_imports.__name__
    for module in pkgutil.walk_packages(flake8_safe_imports.__path__, f"{package}."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    atheris.instrument_all()


def mutate(target: str, seconds: int, folder: Path) -> None:
    """Let atheris call *target* until it ends the process after *seconds*.

    The first inputs, and the counts at the end, are written to *folder*.
    """
    import atheris

    corpus, words = folder / "corpus", folder / "words"
    corpus.mkdir()
    for number, text in enumerate(find_seeds(target)):
        corpus.joinpath(str(number)).write_bytes(text.encode()[:LONGEST])
    words.write_text("".join(f'"{word}"\n' for word in WORDS), encoding="utf-8")
    arguments = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-dict={words}",
        f"-artifact_prefix={folder}{os.sep}",
        "-timeout=20",
        "-verbosity=0",
        str(corpus),
    ]
    attempt = count_inputs(TARGETS[target], folder / TALLY)
    atheris.Setup([sys.argv[0], *arguments], attempt)
    atheris.Fuzz()


TALLY = "tally.json"


def count_inputs(
    attempt: Callable[[bytes], None], tally: Path
) -> Callable[[bytes], None]:
    """Return *attempt* with failing input printed, and counts written to *tally*."""
    times = 0

    def run(data: bytes) -> None:
        nonlocal times
        try:
            attempt(data)
        except Exception:
            print(f"{data!r}\nas base64: {base64.b64encode(data).decode()}", flush=True)
            raise
        times += 1
        if times & (times - 1) == 0:  # atheris ends the process at any time
            tally.write_text(json.dumps(counts), encoding="utf-8")

    return run


def run_apart(function: Callable[..., object], *arguments: object) -> bool:
    """Call *function* in a copy of this process; return whether that succeeded."""
    fork = multiprocessing.get_context("fork")
    copy = fork.Process(target=function, args=arguments)
    copy.start()
    copy.join()
    return copy.exitcode == 0


def run_targets(seconds: int) -> None:
    """Run all targets, and end this process."""
    instrument()
    sys.exit(0 if all(run_target(target, seconds) for target in TARGETS) else 1)


def run_target(target: str, seconds: int) -> bool:
    """Run *target* in a copy of this process; return whether it passed."""
    with tempfile.TemporaryDirectory() as folder:
        # A new one would have to be instrumented anew, which takes long.
        if not run_apart(mutate, target, seconds, Path(folder)):
            return False
        tally = json.loads(Path(folder, TALLY).read_text(encoding="utf-8"))
    print(f"{target}: no failure in {seconds} seconds, {tally}", flush=True)
    # Otherwise nothing was tested.
    return "found" in tally


def main() -> int:
    """Run everything; each target of atheris in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    if chosen.seeds:
        check_programs(chosen.seeds, chosen.jobs)
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("SKIPPED: atheris is not installed, so nothing is mutated")
        return 0
    if not chosen.seconds:
        return 0
    return 0 if run_apart(run_targets, chosen.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
