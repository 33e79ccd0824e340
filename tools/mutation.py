"""Change the code that decides, a little and in each place; do its tests notice?

    python tools/mutation.py [MODULE ...]

Works in a copy, so that the checkout stays as it is.  mutmut makes the changes and runs
the tests of the module on each.  Prints, for each module, how many changes were noticed
(a run that hangs or fills the memory is a notice) and the names of those that were not;
`mutmut show NAME` in the folder that is named at the end shows one.  Some changes
change nothing that can be seen (a cache that is one larger): CONTRIBUTING.rst has the
last count.
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
    "analysis/dead_imports": (
        "analysis/test_dead_imports",
        "test_checker",
        "fix/test_source",
        "fix/test_collapse",
    ),
    "config/globs": ("config/test_globs",),
    "analysis/version_tests": (
        "analysis/test_version_tests",
        "analysis/test_reachability",
    ),
    "names/double_typos": ("names/test_lookalike",),
    "names/lookalike": ("names/test_lookalike",),
    "names/malicious": ("names/test_malicious",),
    "names/plausibility": ("names/test_lookalike",),
    "names/typo_kinds": ("names/test_lookalike", "names/test_typo_kinds"),
    "names/typos": ("names/test_lookalike",),
    "config/entries": ("config/test_policy",),
    "config/patterns": ("config/test_patterns", "config/test_policy"),
    "config/policy": ("config/test_policy",),
    "config/unused": ("config/test_unused",),
    "project/layout": ("project/test_layout",),
}
"""What is changed, and the tests that are to notice."""
COPIED = ("flake8_safe_imports", "tests", "tools", "docs", "examples")
NOTICED = frozenset((1, 3, 24, 36, -24, -9, -11, 152, 255))
"""What mutmut notes of a change that fails tests, hangs or breaks the interpreter."""
MEMORY = 4 << 30
"""What one run may take: a loop that was made endless can fill more than there is."""


def settings(modules: list[str]) -> str:
    """Return mutmut's part of pyproject.toml."""
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
    """Make the copy."""
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, folder)
    with open(folder / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write(settings(modules))


def results(folder: Path, module: str) -> dict[str, int | None]:
    """Return change -> exit status of the tests, as mutmut keeps them."""
    path = folder / "mutants" / "flake8_safe_imports" / f"{module}.py.meta"
    found = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return dict(sorted(found.items()))


def report(folder: Path, module: str) -> None:
    """Print the score of *module*, and what was not noticed."""
    found = results(folder, module)
    noticed = sum(status in NOTICED for status in found.values())
    print(f"{module}: {noticed} of {len(found)} changes noticed")
    for name, status in found.items():
        if status not in NOTICED:
            print(f"    {name}")


def main() -> int:
    """Do it for the modules that were named, or for all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", choices=[[], *TESTS])
    modules = parser.parse_args().modules or sorted(TESTS)
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    prepare(folder, modules)
    # What random tests notice, they notice by chance: `CI` makes them draw the same.
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
