"""Where programs are run: with a home of their own, and nothing of ours on the path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from support import Ran

SYSTEM = os.pathsep.join(("/usr/local/bin", "/usr/bin", "/bin"))
"""Where an operating system keeps its programs."""

KEPT = ("CURL_CA", "GIT_SSL", "NODE_EXTRA", "PIP_", "REQUESTS_CA", "SSL_CERT", "UV_")
"""How the variables begin that say how to reach PyPI from here."""

PERSON = {
    "GIT_AUTHOR_NAME": "Nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.org",
    "GIT_COMMITTER_NAME": "Nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.org",
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Sandbox(NamedTuple):
    """A home that knows nothing of the one we live in."""

    home: Path

    def variables(self, *folders: Path) -> dict[str, str]:
        """Return an environment in which *folders* come first on the path."""
        kept = {key: os.environ[key] for key in os.environ if key.startswith(KEPT)}
        windows = {"SYSTEMROOT", "TEMP", "TMP", "COMSPEC", "PATHEXT"}
        kept.update({key: os.environ[key] for key in windows & set(os.environ)})
        if sys.platform == "win32":
            system = os.environ["PATH"]
        else:
            system = SYSTEM
        return {
            **kept,
            **PERSON,
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PATH": os.pathsep.join((*map(str, folders), system)),
        }

    def run(
        self,
        command: list[str | os.PathLike[str]],
        cwd: Path,
        *folders: Path,
        stdin: str | None = None,
        **variables: str,
    ) -> Ran:
        """Run *command* in *cwd*; *folders* come first on the path."""
        environment = {**self.variables(*folders), **variables}
        # What is installed by `subprocess` on Windows is found by our path, not theirs.
        program = shutil.which(command[0], path=environment["PATH"]) or command[0]
        ran = subprocess.run(
            [program, *command[1:]],
            cwd=cwd,
            env=environment,
            input=stdin or "",
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def git(self, cwd: Path, *arguments: str) -> str:
        """Run git, which must succeed; return its output."""
        ran = self.run(["git", *arguments], cwd)
        assert ran.code == 0, ran.err
        return ran.out


class Environment(NamedTuple):
    """A virtual environment."""

    scripts: Path
    sandbox: Sandbox

    @classmethod
    def at(cls, folder: Path, sandbox: Sandbox) -> Environment:
        """Return what is, or will be, in *folder*."""
        name = "Scripts" if sys.platform == "win32" else "bin"
        return cls(folder / name, sandbox)

    @property
    def python(self) -> Path:
        """The path of its interpreter."""
        return self.scripts / "python"

    def run(
        self,
        *command: str | os.PathLike[str],
        cwd: Path,
        stdin: str | None = None,
        **variables: str,
    ) -> Ran:
        """Run one of its commands in *cwd*, as in an activated environment."""
        return self.sandbox.run(
            list(command), cwd, self.scripts, stdin=stdin, **variables
        )
