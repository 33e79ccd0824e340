"""The ``audit`` command: checks declared, locked and installed distributions.

Files are read, never run, and there is no network.

Exit status: 0 for nothing found, 1 for findings, 2 if nothing was found but a file
could not be understood (it is named on standard error and all others are audited), or
if a path does not exist.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TextIO

from flake8_safe_imports.audit import files
from flake8_safe_imports.audit.judge import judge_dependency, judge_installed
from flake8_safe_imports.audit.reading import read_dependencies
from flake8_safe_imports.audit.report import FORMATS, Finding, Report, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

CLEAN: Final = 0
FOUND: Final = 1
TROUBLE: Final = 2


def run(
    paths: Sequence[str],
    *,
    output_format: str,
    stdout: TextIO,
    stderr: TextIO,
    search_path: Sequence[str] | None = None,
) -> int:
    """Audit files and folders *paths* and the environment; return the exit status.

    Without paths the current folder is audited.  Of a folder that is a virtual
    environment, what is installed in it is.  *output_format* is a key of
    :data:`~.report.FORMATS`.  Installed distributions are searched for in
    *search_path*, ``sys.path`` if None.
    """
    wrong = [problem for path in paths if (problem := _find_problem(path))]
    for problem in wrong:
        _print(problem, stderr)
    if wrong:
        return TROUBLE
    report = audit(paths or ["."], search_path)
    for trouble in report.troubles:
        _print(f"{trouble.file}:{trouble.line}: {trouble.reason}", stderr)
    _print(FORMATS[output_format](report), stdout)
    if report.findings:
        return FOUND
    return TROUBLE if report.troubles else CLEAN


def audit(paths: Sequence[str], search_path: Sequence[str] | None = None) -> Report:
    """Return what is wrong in files and folders, and in the environment."""
    findings: set[Finding] = set()
    troubles: set[Trouble] = set()
    for file, dependency, is_locked in read_dependencies(
        files.find_files(paths), troubles
    ):
        findings.update(judge_dependency(file, dependency, is_locked=is_locked))
    findings.update(judge_installed(search_path))
    for environment in filter(files.is_environment, paths):
        findings.update(judge_installed(files.find_site_folders(environment)))
    return Report(tuple(sorted(findings)), tuple(sorted(troubles)))


def _find_problem(path: str) -> str:
    """Return why *path* cannot be audited, or ``""``."""
    if not os.path.exists(path):
        return f"{path}: no such file or folder"
    if os.path.isfile(path) and files.find_kind(path, is_named=True) is None:
        return f"{path}: not a manifest or lock file known here"
    return ""


def _print(text: str, stream: TextIO) -> None:
    """Print *text*, with escapes for characters that the stream cannot encode."""
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)
