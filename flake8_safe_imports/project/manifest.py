"""What the readers of manifests and lock files return and raise.

A reader is a function ``read(text) -> Manifest`` on the text of one file. It opens,
imports and runs nothing. It raises ManifestError for a text that it cannot understand,
or understands only in part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from flake8_safe_imports.project.files import UnreadableFile


class NumberedLine(NamedTuple):
    """One line of a value, stripped; ``number`` counts from 1."""

    text: str
    number: int


class Dependency(NamedTuple):
    """One declared requirement.

    ``name`` is as written, ``version`` the exact version asked for (``""`` if it is
    not pinned), ``line`` counts from 1. ``marker`` is the condition under which it is
    needed (PEP 508, or a version of Python), ``specifier`` the versions that it admits
    (PEP 440, or Poetry's constraint); both are ``""`` if there is none. If it
    ``is_elsewhere``, the file says that it does not come from PyPI: it names another
    index, an archive or a repository. ``odd`` is a requirement that pip may refuse,
    as it is written; ``""`` for all others.
    """

    name: str
    version: str
    line: int
    marker: str = ""
    specifier: str = ""
    is_elsewhere: bool = False
    odd: str = ""


class Include(NamedTuple):
    """Another file that a file names, relative to itself; ``line`` counts from 1.

    If it is not ``is_certain``, it may not be a list of requirements. In a command
    (``is_in_command``) it is relative to wherever that runs: a folder above the file,
    or one that a container has a copy of. If it ``is_of_conda``, conda installs what it
    lists. If it has an ``origin``, it is a copy of that file.
    """

    name: str
    line: int
    is_certain: bool = True
    is_in_command: bool = False
    is_of_conda: bool = False
    origin: str = ""


class Manifest(NamedTuple):
    """The dependencies that a file lists, and the files that it includes.

    If ``is_lock``, the file says that a program chose the dependencies.
    """

    dependencies: tuple[Dependency, ...]
    includes: tuple[Include, ...] = ()
    is_lock: bool = False


NOTHING: Final = Manifest(())

Reader = Callable[[str], Manifest]
"""What reads the text of one kind of file."""


class ManifestProblem(NamedTuple):
    """Something in a file that cannot be understood; ``line`` counts from 1.

    It is not an error if the file may well be meant as it is.
    """

    line: int
    reason: str
    is_error: bool = True


class ManifestError(UnreadableFile):
    """A manifest that is malformed, as a whole or in some entries.

    ``problems`` are sorted by line; ``str()`` describes the first one without its line.
    ``manifest`` is what could be read in spite of them.
    """

    def __init__(
        self, problems: tuple[ManifestProblem, ...], manifest: Manifest = NOTHING
    ) -> None:
        super().__init__(problems[0].reason)
        self.problems = problems
        self.manifest = manifest


class ParseError(ManifestError):
    """A text that is not in the language that its file should be in."""

    def __init__(self, language: str, line: int, reason: str, error: Exception) -> None:
        super().__init__((ManifestProblem(line, reason),))
        self.args = (f"it is not {language} ({_first_line(error)})",)


def _first_line(error: Exception) -> str:
    """Return the first line of an error's message, safe to print."""
    line = str(error).partition("\n")[0] or type(error).__name__
    return "".join(char if char.isprintable() else "?" for char in line[:200])
