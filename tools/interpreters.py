"""Find the interpreters on this machine, and ask them whether a name exists.

Used by the corpus run and by tests that compare the tables with real interpreters.
Interpreters start without ``site-packages``, the user's folder and ``PYTHON...``
variables, so no third-party code is ever imported.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache, lru_cache
from pathlib import Path

from flake8_safe_imports import versions

SECONDS = 120
"""How long one interpreter may take to answer."""

# Runs on 2.7 as well. Names come as a JSON list on standard input. The answer goes
# out through a copy of standard output, so that nothing an import prints mixes with it.
_PROBE = r"""
import importlib, json, os, sys, warnings
warnings.simplefilter("ignore")
names = json.load(sys.stdin)
answer = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
def exists(name):
    try:
        return has(name)
    except (Exception, SystemExit):
        return True  # it is there, and refuses, as tests for Windows do
def has(name):
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except (ImportError, ValueError):
            continue
        for part in parts[count:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False
json.dump([exists(name) for name in names], answer)
answer.close()
os._exit(0)
"""


def _version(python: str) -> int | None:
    """Return the version of the executable *python*; None if it does not start.

    Shims of version managers do not start when their version is not active.
    """
    code = "import sys; print(sys.version_info[0] * 100 + sys.version_info[1])"
    try:
        asked = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, timeout=SECONDS
        )
    except OSError:
        return None
    return int(asked.stdout) if asked.returncode == 0 else None


def _candidates(minor: int) -> list[str]:
    name = f"python{versions.spell(minor)}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    found = shutil.which(name)
    return [*([found] if found else []), *map(str, sorted(pyenv.glob(f"*/bin/{name}")))]


@lru_cache(maxsize=1)
def find() -> dict[int, str]:
    """Return version -> executable: those installed here and the running one."""
    running = sys.version_info[0] * 100 + sys.version_info[1]
    found = {running: sys.executable}
    for minor in versions.MINORS:
        for python in _candidates(minor):
            if minor not in found and _version(python) == minor:
                found[minor] = python
    return dict(sorted(found.items()))


@cache
def find_one(minor: int) -> str | None:
    """Return the executable of the Python *minor*, or None; only it is looked for."""
    if minor == sys.version_info[0] * 100 + sys.version_info[1]:
        return sys.executable
    fitting = (python for python in _candidates(minor) if _version(python) == minor)
    return next(fitting, None)


def ask(minor: int, names: list[str]) -> dict[str, bool]:
    """Return which of *names* the Python *minor* has: modules, or what is in them.

    ``"os"``, ``"os.path"`` and ``"os.path.join"`` are names. *minor* must be one
    that ``find()`` has. Raises ``subprocess.CalledProcessError`` when the interpreter
    fails altogether.
    """
    python = find()[minor]
    flags = ["-I", "-S"] if minor >= 300 else ["-E", "-s", "-S"]
    with tempfile.TemporaryDirectory() as empty:
        asked = subprocess.run(
            [python, *flags, "-c", _PROBE],
            input=json.dumps(names),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=SECONDS,
            check=True,
            cwd=empty,
            # Without a browser: `antigravity` opens one.
            env={**os.environ, "BROWSER": "false"},
        )
    return dict(zip(names, json.loads(asked.stdout)))
