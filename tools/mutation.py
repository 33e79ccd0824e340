"""Check that the tests of the deciding modules notice small changes in them.

    python tools/mutation.py [MODULE ...]

The work is done in a copy of the checkout. mutmut makes the changes and runs the tests
of the module on each. For each module the tool prints how many changes were noticed (a
run that hangs or uses up the memory counts) and the names of those that were not;
`mutmut show NAME` shows one, in the folder that is printed at the end. Some changes
have no effect that a test could see, such as a cache that is larger by one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = {
    "analysis/dead/dead_branches": ("analysis/dead/test_dead_imports", "test_checker"),
    "analysis/dead/dead_imports": (
        "analysis/dead/test_dead_imports",
        "test_checker",
        "fix/test_source",
        "fix/test_collapse",
    ),
    "analysis/conditions/evaluate": (
        "analysis/conditions/test_version_tests",
        "analysis/test_reachability",
    ),
    "analysis/facts/releases": (
        "analysis/conditions/test_version_tests",
        "analysis/test_reachability",
    ),
    "analysis/facts/flags": (
        "analysis/facts/test_flags",
        "analysis/conditions/test_version_tests",
    ),
    "analysis/dead/import_facts": ("analysis/dead/test_dead_imports", "test_checker"),
    "analysis/conditions/operations": (
        "analysis/conditions/test_version_tests",
        "analysis/test_reachability",
    ),
    "analysis/handling/presence": (
        "analysis/handling/test_presence",
        "analysis/test_reachability",
    ),
    "analysis/dead/shims": (
        "analysis/dead/test_dead_imports",
        "test_checker",
        "fix/test_source",
    ),
    "analysis/dead/unreachable": ("analysis/dead/test_dead_imports",),
    "analysis/conditions/version_mentions": (
        "analysis/conditions/test_version_tests",
        "analysis/test_reachability",
    ),
    "analysis/conditions/version_tests": (
        "analysis/conditions/test_version_tests",
        "analysis/test_reachability",
    ),
    "config/entries": ("config/test_policy",),
    "config/globs": ("config/test_globs",),
    "config/patterns": ("config/test_patterns", "config/test_policy"),
    "config/policy": ("config/test_policy",),
    "config/unused": ("config/test_unused",),
    "names/double_typos": ("names/test_lookalike",),
    "names/lookalike": ("names/test_lookalike",),
    "names/malicious": ("names/test_malicious",),
    "names/plausibility": ("names/test_lookalike",),
    "names/typo_kinds": ("names/test_lookalike", "names/test_typo_kinds"),
    "names/typos": ("names/test_lookalike",),
    "project/layout": ("project/test_layout",),
    "project/package_names": ("project/test_package_names",),
}
"""Module -> the tests that should notice changes in it."""
COPIED = ("flake8_safe_imports", "tests", "tools", "docs", "examples")
NOTICED = frozenset((1, 3, 24, 36, -24, -9, -11, 152, 255))
"""Exit statuses of changes that fail tests, hang or crash the interpreter."""
MEMORY = 4 << 30
"""The most bytes that a run may use: an endless loop could use up all memory."""


def format_settings(modules: list[str]) -> str:
    """Return the settings of mutmut for pyproject.toml."""
    tests = dict.fromkeys(test for module in modules for test in TESTS[module])
    return "\n".join(
        [
            "",
            "[tool.mutmut]",
            'source_paths = ["flake8_safe_imports"]',
            f"only_mutate = {[f'flake8_safe_imports/{name}.py' for name in modules]}",
            f"pytest_add_cli_args_test_selection = {[f'tests/{t}.py' for t in tests]}",
            'pytest_add_cli_args = ["-p", "no:randomly", "--import-mode=prepend"]',
            'also_copy = ["tools", "docs", "examples", "tox.ini", "README.rst"]',
            "",
        ]
    )


def prepare(folder: Path, modules: list[str]) -> None:
    """Copy the checkout to *folder*, with settings for mutmut."""
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, folder)
    with open(folder / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write(format_settings(modules))


def read_results(folder: Path, module: str) -> dict[str, int | None]:
    """Return change -> exit status of the tests, as mutmut recorded them."""
    path = folder / "mutants" / "flake8_safe_imports" / f"{module}.py.meta"
    found = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return dict(sorted(found.items()))


def report(folder: Path, module: str) -> None:
    """Print how many changes of *module* were noticed, and the names of the others."""
    found = read_results(folder, module)
    noticed = sum(status in NOTICED for status in found.values())
    print(f"{module}: {noticed} of {len(found)} changes noticed")
    for name, status in found.items():
        if status not in NOTICED:
            print(f"    {name}")


def main() -> int:
    """Check the modules that are named as arguments, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", choices=[[], *TESTS])
    modules = parser.parse_args().modules or sorted(TESTS)
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    prepare(folder, modules)
    # `CI` makes property tests use the same examples in each run.
    environ = {**os.environ, "CI": "1"}
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    command = [sys.executable, "-m", "mutmut", "run"]
    status = subprocess.run(command, cwd=folder, env=environ).returncode
    for module in () if status else modules:
        report(folder, module)
    print(f"in {folder}")
    return status


if __name__ == "__main__":
    sys.exit(main())
