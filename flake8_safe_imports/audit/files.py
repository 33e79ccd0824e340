"""The kinds of files that ``audit`` reads.

:data:`KINDS` is the only list of them. To add one, write a reader in
``project/readers/`` and a row here.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.project.readers import (
    ci,
    conda,
    dockerfile,
    hatch,
    jenkins,
    locks,
    mise,
    notebook,
    noxfile,
    pipfile,
    pixi,
    pre_commit,
    pyproject,
    requirements,
    script,
    setup_cfg,
    setup_py,
    tox,
    uv,
)

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import Reader


class Kind(NamedTuple):
    """One kind of file, and what reads it.

    ``name`` is a regular expression for the whole base name. With ``folder``, another
    one, only files in a folder whose path ends like that are of the kind. The user did
    not choose the versions in a lock file. What ``has_own_python`` runs on others than
    those that the project supports. Files of a kind that must be ``named`` are read
    only if the user or another file names them; one of ``markers`` is in every file of
    the kind, if it has any. Where the name is only a guess, and nobody named the file,
    lines that are not requirements are not errors. Files that have ``only_limits`` ask
    for nothing: they are lists of constraints.
    """

    name: str
    read: Reader
    folder: str = ""
    is_lock: bool = False
    has_own_python: bool = False
    must_be_named: bool = False
    is_guess: bool = False
    only_limits: bool = False
    markers: tuple[bytes, ...] = ()


_TEXT: Final = r"\.(?:txt|in|pip|list|lst)"

_OF_PYTHON: Final = (
    r"(?i)(?!(?:.*[-_.])?(?:apk|apt|brew|dnf|pacman|rpm|yum|zypper)[-_.])"
)
"""What a name begins with, unless the file lists packages of the system."""

KINDS: Final = (
    Kind(r"pyproject\.toml", pyproject.read),
    Kind(r"setup\.cfg", setup_cfg.read),
    Kind(r"setup\.py", setup_py.read),
    Kind(r"Pipfile", pipfile.read),
    Kind(r"hatch\.toml", hatch.read),
    Kind(r"uv\.toml", uv.read),
    Kind(r"pixi\.toml", pixi.read),
    Kind(r"\.?(?:mise|rtx)(?:\.[^.]+){0,2}\.toml", mise.read, has_own_python=True),
    Kind(
        r"(?:config|mise)(?:\.[^.]+){0,2}\.toml",
        mise.read,
        folder=r"(?:\.?mise|\.config)",
        has_own_python=True,
    ),
    Kind(r"mise(?:\.[^.]+){0,2}\.lock", mise.read, is_lock=True),
    Kind(r"tox\.ini", tox.read),
    Kind(r"tox\.toml", tox.read_toml),
    Kind(r"noxfile\.py", noxfile.read),
    Kind(r"conda-lock\.ya?ml|.*\.conda-lock\.ya?ml", conda.read_lock, is_lock=True),
    Kind(r"pixi\.lock", conda.read_pixi_lock, is_lock=True),
    Kind(r"(?i)(?:.*[-_.])?(?:environment|env|conda)(?:[-_.].*)?\.ya?ml", conda.read),
    Kind(r"Pipfile\.lock", locks.read_pipfile_lock, is_lock=True),
    # PDM's may have any name.
    Kind(
        r"(?:poetry|uv|pdm)\.lock|pdm\..+\.lock",
        locks.read_package_tables,
        is_lock=True,
    ),
    # uv names the lock file of a script after it; other programs write a number there.
    Kind(
        r".*\.py\.lock",
        locks.read_package_tables,
        is_lock=True,
        markers=(b"version =",),
    ),
    Kind(r"pylock(?:\.[^.]+)?\.toml", locks.read_pylock, is_lock=True),
    Kind(r"\.pre-commit-(?:config|hooks)\.ya?ml", pre_commit.read, has_own_python=True),
    Kind(
        r"(?i)(?!.*\.(?:py|md|rst|txt|json|ya?ml|html)$)"
        r".*(?:Dockerfile|Containerfile).*",
        dockerfile.read,
        has_own_python=True,
    ),
    Kind(
        r".*\.ya?ml",
        ci.read,
        folder=r"\.(?:github|gitea|forgejo)/workflows",
        has_own_python=True,
    ),
    Kind(
        r".*\.ya?ml",
        ci.read,
        folder=r"\.(?:circleci|woodpecker|buildkite|semaphore|builds|tekton)",
        has_own_python=True,
    ),
    Kind(
        r".*\.ya?ml",
        ci.read,
        folder=r"(?:\.?azure[-_]?pipelines|\.azure|\.azuredevops|\.gitlab|\.?gitlab-ci)"
        r"(?:/[^/]+){0,3}",
        has_own_python=True,
    ),
    Kind(
        r"action\.ya?ml|.*\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.?appveyor\.ya?ml"
        r"|.*azure[-_]?pipelines?.*\.ya?ml|(?:.*[-_.])?cloudbuild(?:[-_.].*)?\.ya?ml"
        r"|\.build\.ya?ml|bitbucket-pipelines\.ya?ml|\.?readthedocs\.ya?ml"
        r"|\.(?:woodpecker|drone|gitpod|cirrus)\.ya?ml|buildspec.*\.ya?ml"
        r"|(?:docker-)?compose(?:[.-].*)?\.ya?ml|\.lando(?:\..*)?\.ya?ml"
        r"|[Tt]askfile(?:[-_.].*)?\.ya?ml",
        ci.read,
        has_own_python=True,
    ),
    Kind(
        r".*\.ya?ml",
        ci.read,
        folder=r"\.(?:ci|pipelines)(?:/[^/]+){0,3}",
        has_own_python=True,
        is_guess=True,
    ),
    Kind(
        r"(?i)(?!.*\.(?:py|md|rst|txt|json|ya?ml|html)$).*Jenkinsfile.*",
        jenkins.read,
        has_own_python=True,
    ),
    Kind(
        r".*\.groovy",
        jenkins.read,
        folder=r"(?i:\.?jenkins)(?:/[^/]+){0,3}",
        has_own_python=True,
    ),
    Kind(r"\.?devcontainer\.json", ci.read_devcontainer, has_own_python=True),
    Kind(r".*\.ipynb", notebook.read, has_own_python=True),
    Kind(rf"(?i)constraints.*{_TEXT}", requirements.read, only_limits=True),
    Kind(rf"{_OF_PYTHON}.*requirements?.*{_TEXT}", requirements.read),
    Kind(
        r"(?i)(?:.*[-_.])?(?:requirements?|reqs?|constraints|dev)(?:[-_.].*)?\.lock",
        requirements.read,
        is_lock=True,
        is_guess=True,
    ),
    Kind(
        rf"(?i)(?:.*[-_.])?constraints(?:[-_.].*)?{_TEXT}",
        requirements.read,
        is_guess=True,
        only_limits=True,
    ),
    Kind(
        rf"{_OF_PYTHON}(?:.*[-_.])?(?:reqs?|requires|deps|dependencies)(?:[-_.].*)?{_TEXT}",
        requirements.read,
        is_guess=True,
    ),
    Kind(
        rf".*{_TEXT}",
        requirements.read,
        folder=r"constraints?(?:/[^/]+){0,2}",
        is_guess=True,
        only_limits=True,
    ),
    Kind(
        rf"{_OF_PYTHON}.*{_TEXT}",
        requirements.read,
        folder=r"(?:requirements?|reqs?|deps)(?:/[^/]+){0,2}",
        is_guess=True,
    ),
    Kind(r"(?i).*requirements.*\.ya?ml", conda.read),
    Kind(
        r".*\.ya?ml",
        conda.read,
        folder=r"(?:requirements?|reqs?|deps|environments?|envs?|conda)",
    ),
    Kind(rf".*{_TEXT}", requirements.read, must_be_named=True),
    Kind(r".*\.ya?ml", ci.read, must_be_named=True, has_own_python=True),
    # Azure Pipelines are configured elsewhere, and may have any name.
    Kind(
        r".*\.ya?ml",
        ci.read,
        has_own_python=True,
        is_guess=True,
        markers=(b"vmImage:",),
    ),
    # Those of Pants, and of scripts without `.py` in uv, may have any name.
    Kind(r".*\.lock", locks.read_any, is_lock=True, markers=locks.MARKERS),
    Kind(r".*\.py", script.read, markers=(script.START.encode(),)),
)
"""Every kind of file; the first that a file is of counts."""

INCLUDED: Final = Kind(r".*", requirements.read)
"""The kind of a file that another one includes, if it is of no other kind."""


def find_kind(path: str, *, is_named: bool) -> Kind | None:
    """Return the kind of the file *path*; None if it is of none."""
    folder, name = os.path.split(os.path.abspath(path))
    above = folder.replace(os.sep, "/")
    for kind in KINDS:
        if (
            (is_named or not kind.must_be_named)
            and re.fullmatch(kind.name, name, re.DOTALL)
            and (not kind.folder or re.search(rf"/{kind.folder}$", above))
        ):
            return kind
    return None
