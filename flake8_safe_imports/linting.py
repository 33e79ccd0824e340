"""The findings in one file under the settings of a run."""

from __future__ import annotations

import functools
import os

from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Sequence

    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.settings import Settings


def lint(
    tree: ast.Module | Callable[[], ast.Module],
    source: str | Sequence[str],
    filename: str,
    settings: Settings,
    log: Callable[[SourceFile], None] | None = None,
) -> Iterator[tuple[Finding, int]]:
    """Yield each finding in a file, and its column in characters.

    *filename* is the file as flake8 names it, *source* are its lines or its text.
    Instead of the tree a function may be given that parses the source: it is called
    only for files that need it. A ``noqa`` comment on the line of the finding itself is
    left to flake8. *log* is called with the file at the end.
    """
    file = SourceFile(tree, source, find_path(filename), settings.config)
    found = () if file.is_clean() else _check(file, filename, settings)
    if found:
        # Neither this nor the rules are loaded if all files are clean.
        from flake8_safe_imports.noqa import StatementNoqa

        noqa = StatementNoqa(file.lines)
        for finding in found:
            if settings.disable_noqa or not noqa.silences(finding):
                yield finding, _count_characters(file.lines, finding)
    if log is not None:
        log(file)


def _check(source: SourceFile, filename: str, settings: Settings) -> Sequence[Finding]:
    from flake8_safe_imports.checker import check_file

    return check_file(source, functools.partial(settings.is_selected, filename))


def _count_characters(lines: Sequence[str], finding: Finding) -> int:
    """Return the column of *finding* in characters; the parser counts UTF-8 bytes."""
    line = lines[finding.line - 1] if finding.line <= len(lines) else ""
    if line.isascii():
        return finding.column
    before = line.encode("utf-8", "surrogatepass")[: finding.column]
    return len(before.decode("utf-8", "ignore"))


def find_path(filename: str) -> str:
    """Return the absolute path of a file, from its name in flake8."""
    if filename in {"stdin", "-"}:
        filename = "stdin.py"
    try:
        return os.path.abspath(filename)
    except OSError:  # the working directory is gone
        return os.path.join(os.sep, filename)
