"""Run the tests on Pythons that no package index here builds, inside Pyodide.

    python tools/pyodide_tests.py [--version PYODIDE]... CACHE [PYTEST_ARGUMENT...]

Wants ``node`` and ``npm``; says so and exits 0 where one is missing. Pyodide comes
from npm and stays in the folder CACHE. There are no processes inside, so tests that
ask other interpreters or build environments are left out; flake8 itself is called in
process (``tests/support.py``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What npm calls them -> which Python that is.
VERSIONS = {"314.0.7": "3.14", "315.0.0-alpha.2": "3.15"}

REQUIREMENTS = (
    *("Flake8-pyproject", "flake8", "hypothesis", "packaging", "pytest"),
    *("six", "typing_extensions"),
)
MARKERS = "not slow and not corpus and not ecosystem and not interpreters"
# Not `-m pytest`, which would put the checkout before what is installed.
STARTER = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"


def pip(target: Path, *arguments: str) -> None:
    """Install into the folder *target*."""
    command = [sys.executable, "-m", "pip", "install", "-qq", "--target", str(target)]
    subprocess.run([*command, *arguments], check=True)


def install(cache: Path, version: str) -> tuple[Path, Path]:
    """Return the folders of Pyodide and of the packages to be tested with it."""
    home = cache / version
    if not (home / "node_modules").is_dir():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text("{}\n", encoding="utf-8")
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund"]
        subprocess.run([*npm, f"pyodide@{version}"], cwd=home, check=True)
    site = home / "site"
    shutil.rmtree(site, ignore_errors=True)
    pure = ["--only-binary", ":all:", "--platform", "any", "--implementation", "py"]
    target = ["--abi", "none", "--python-version", VERSIONS[version]]
    pip(site, *pure, *target, *REQUIREMENTS)
    pip(site, "--no-deps", str(ROOT))
    return home / "node_modules" / "pyodide", site


def run(cache: Path, version: str, arguments: list[str]) -> int:
    """Run pytest inside one Pyodide; return its exit status."""
    print(f"Pyodide {version}, Python {VERSIONS[version]}", flush=True)
    home, site = install(cache, version)
    command = ["node", str(ROOT / "tools" / "pyodide.mjs"), str(home), "-I", str(site)]
    command += ["-c", STARTER, "-p", "no:cacheprovider", f"-m={MARKERS}", *arguments]
    # An empty answer, since there may be no standard input at all.
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode


def main(arguments: list[str]) -> int:
    """Run the tests as *arguments* say; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--version", action="append", choices=sorted(VERSIONS))
    parser.add_argument("cache", type=Path, metavar="CACHE")
    options, rest = parser.parse_known_args(arguments)
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        print(f"SKIPPED, not on this machine: {', '.join(missing)}")
        return 0
    # What is installed beside pytest here was not chosen for these Pythons.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    cache = options.cache.resolve()
    versions = options.version or sorted(VERSIONS)
    return max(run(cache, version, rest) for version in versions)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
