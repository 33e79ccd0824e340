"""flake8's options where nothing sets them, known without its parser.

To import that parser and to let it parse takes as long as to check a hundred files.
"""

from __future__ import annotations

import os
import sys

from flake8_safe_imports import config_folders
from flake8_safe_imports.config.notes import find_notes
from flake8_safe_imports.config.options import OPTIONS
from flake8_safe_imports.project import cache, files
from flake8_safe_imports.settings import forget_settings, read_settings
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final

    _Namespace = argparse.Namespace
else:
    _Namespace = object

_PYPROJECT: Final = "pyproject.toml"
_WORDS: Final = (
    *("[flake8", "vet-", "vet_", "vet]"),
    *("safe-import", "safe_import", "safeimport"),
)
"""What is in each ini file that sets an option, or tries to, in small letters."""
_AUTO: Final = "auto"
_JOBS: Final = ("-j", "--jobs")
_MOST_DIGITS: Final = 10
_MEANINGS: Final[Mapping[str, Mapping[str, object]]] = {
    "--exit-zero": {"exit_zero": True},
    "--format=default": {},
    "--isolated": {"isolated": True},
    "--quiet": {"quiet": 1},
    "--vet-baseline=": {"vet_baseline": ""},
    "-q": {"quiet": 1},
    "-qq": {"quiet": 2},
}
"""What the arguments mean that are understood here, besides files and jobs."""
_EXCLUDED: Final = (
    *(".svn", "CVS", ".bzr", ".hg", ".git", "__pycache__", ".tox", ".nox", ".eggs"),
    "*.egg",
)


class _Jobs:
    """The value of ``--jobs``, with the attributes of flake8's own."""

    def __init__(self, value: str) -> None:
        self.is_auto: Final = value == _AUTO
        self.n_jobs: Final = -1 if self.is_auto else int(value)

    def __str__(self) -> str:
        return _AUTO if self.is_auto else str(self.n_jobs)


class PlainOptions(_Namespace):
    """What flake8 calls options, with the defaults of those that a clean run needs.

    For all others flake8's parser is asked, so that *argv* is kept.
    """

    def __init__(
        self, argv: Sequence[str], jobs: str, given: Mapping[str, object]
    ) -> None:
        self.__dict__.update(dict.fromkeys(option.key for option in OPTIONS))
        self._argv = list(argv)
        self.append_config: list[str] = []
        self.color = "auto"
        self.config = None
        self.count = False
        self.disable_noqa = False
        self.exclude = list(_EXCLUDED)
        self.exit_zero = False
        self.extend_exclude: list[str] = []
        self.extend_ignore = None
        self.extend_select = None
        self.extended_default_ignore: list[str] = []
        self.filename = ["*.py"]
        self.ignore = None
        self.isolated = False
        self.jobs = _Jobs(jobs)
        self.output_file = None
        self.per_file_ignores = ""
        self.quiet = 0
        self.select = None
        self.statistics = False
        self.stdin_display_name = "stdin"
        self.verbose = 0
        self.vet_folder = os.getcwd()
        self.__dict__.update(given)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # copy and pickle look for methods
            raise AttributeError(name)
        from flake8_safe_imports.check import flake8_arguments

        known = vars(flake8_arguments.read_options(self._argv))
        self.__dict__ = {**known, **self.__dict__}
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None


def find_plain_options(argv: Sequence[str]) -> PlainOptions | None:
    """Begin a run whose *argv* and configuration files leave flake8's options alone.

    Return its options; None if flake8's parser has to be asked what they are. Raises
    OptionError for a bad table in pyproject.toml.
    """
    cache.clear()
    options = _read_arguments(argv)
    if options is None or not _is_silent(options):
        return None
    forget_settings()
    settings = read_settings(options)
    notes = find_notes(settings.config, settings.enable)
    for line in dict.fromkeys(settings.name_options(notes)):
        print(f"flake8-safe-imports: {line}", file=sys.stderr)
    return options


def _read_arguments(argv: Sequence[str]) -> PlainOptions | None:
    """Return what *argv* means, if it has little else than paths."""
    jobs = _AUTO
    given: dict[str, object] = {}
    paths: list[str] = []
    was_path = False
    rest = iter(argv)
    for argument in rest:
        is_path = not argument.startswith("-") or argument == "-"
        if is_path and paths and not was_path:
            return None  # flake8 refuses paths on both sides of an option
        was_path = is_path
        if is_path:
            paths.append(argument)
        elif argument in _MEANINGS and given.keys().isdisjoint(_MEANINGS[argument]):
            given.update(_MEANINGS[argument])
        elif argument in _JOBS:
            jobs = next(rest, "")
        elif argument.startswith("--jobs="):
            jobs = argument.partition("=")[2]
        elif argument.startswith("-j"):
            jobs = argument[2:]
        else:
            return None
    if jobs != _AUTO and not _is_number(jobs):
        return None
    try:
        return PlainOptions(argv, jobs, {**given, "filenames": paths})
    except OSError:  # the working directory is gone
        return None


def _is_number(text: str) -> bool:
    """Return whether *text* is a number without a sign, and not absurdly long."""
    return text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS


def _is_silent(options: PlainOptions) -> bool:
    """Return whether no configuration file says anything for or about flake8."""
    return (
        all(map(_is_ini_silent, _list_ini_files(options)))
        and all(map(_is_pyproject_silent, config_folders.find_folders(options)))
        and not _may_be_read_by_flake8(os.path.join(options.vet_folder, _PYPROJECT))
        and not _sets_flake8(options)
    )


def _list_ini_files(options: PlainOptions) -> Iterator[str]:
    """Yield all paths where flake8 may look for its section."""
    folder = options.vet_folder
    while not options.isolated:
        for name in config_folders.INI_FILES:
            yield os.path.join(folder, name)
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _is_ini_silent(path: str) -> bool:
    """Return whether a file is not there, or can be read and has no word of ours."""
    if not os.path.lexists(path):
        return True
    text = _read(path)
    if text is None or any(word in text.lower() for word in _WORDS):
        return False
    # Imported here: many projects that use ruff have no such file.
    import configparser
    import io

    try:
        # As flake8 reads it: old Macs ended lines with a carriage return alone.
        configparser.RawConfigParser().read_file(io.StringIO(text, newline=None))
    except configparser.Error:  # flake8 stops at some of them
        return False
    return True


def _is_pyproject_silent(folder: str) -> bool:
    """Return whether the pyproject.toml in *folder* has options in our table only."""
    path = os.path.join(folder, _PYPROJECT)
    if not os.path.lexists(path):
        return True
    text = _read(path)
    return text is not None and "vet" not in text


def _may_be_read_by_flake8(path: str) -> bool:
    """Return whether a plugin may let flake8 read options in a pyproject.toml.

    Our table and some of ruff's have names that only begin with ``flake8-``.
    """
    text = files.read_leniently(path)
    return "flake8" in text.replace("flake8-", "") and _has_flake8_pyproject()


def _has_flake8_pyproject() -> bool:
    """Return whether the plugin is there that lets flake8 read pyproject.toml."""
    from importlib.util import find_spec

    return "flake8p" in sys.modules or find_spec("flake8p") is not None


def _sets_flake8(options: PlainOptions) -> bool:
    """Return whether our table has options of flake8's own."""
    table = config_folders.read_table(options)
    return table is not None and bool(table.flake8)


def _read(path: str) -> str | None:
    """Return the text of a file; None if it cannot be read or is not UTF-8."""
    try:
        return files.read_bytes(path).decode()
    except (files.UnreadableFile, UnicodeDecodeError):
        return None
