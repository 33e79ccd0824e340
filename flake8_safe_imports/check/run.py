"""What flake8's configuration means for a run: the files, and what is reported."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8.defaults import NOQA_FILE

from flake8_safe_imports.check import arguments
from flake8_safe_imports.check.files import find_files
from flake8_safe_imports.config import options
from flake8_safe_imports.noqa import StatementNoqa, find_noqa_lines, is_silenced
from flake8_safe_imports.settings import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding


class Run:
    """What ``check`` would do with some arguments; ``fix`` follows it.

    ``paths`` are the files and folders given, ``filenames`` the sorted files to check,
    where ``-`` is standard input, and ``stdin_name`` its name.
    """

    def __init__(self, namespace: argparse.Namespace) -> None:
        self._namespace: Final = namespace
        self._settings: Final = read_settings(namespace)
        self.config: Final = self._settings.config
        self.paths: Final[tuple[str, ...]] = tuple(namespace.filenames)
        name = namespace.stdin_display_name
        self.stdin_name: Final[str] = "stdin.py" if name == "stdin" else name
        self.color: Final[str] = namespace.color
        self.has_statistics: Final = bool(namespace.statistics)
        self.filenames: Final = tuple(dict.fromkeys(find_files(namespace)))

    def explain_no_files(self) -> list[str]:
        """Return why there are no files, a line for each path."""
        from flake8_safe_imports.check.no_files import explain_no_files

        return list(explain_no_files(self._namespace))

    def is_selected(self, filename: str, code: str) -> bool:
        """Return whether select and ignore let *code* through in a file."""
        return self._settings.is_selected(filename, code)

    def get_noqa(self, lines: Sequence[str]) -> Callable[[Finding], bool]:
        """Return a predicate for findings silenced by ``noqa`` in a file of *lines*."""
        if self._settings.disable_noqa:
            return lambda finding: False
        if any(map(NOQA_FILE.match, lines)):
            return lambda finding: True
        noqa = StatementNoqa(lines)

        @lru_cache(1)
        def make_finder() -> Callable[[int], str | None]:
            # flake8 reads files with line feeds only.
            read = [line.rstrip("\r\n") + "\n" for line in lines]
            return find_noqa_lines("", read, self._namespace)

        def silences(finding: Finding) -> bool:
            own = make_finder()(finding.line) or ""
            return is_silenced(finding.code, own) or noqa.silences(finding)

        return silences


def plan_run(argv: Sequence[str], flags: Iterable[str] = ()) -> Run:
    """Return what ``check ARGV`` would do: options, files and configuration.

    *flags* are those of the command itself, which may be meant by a mistyped one.
    Raises OptionError for bad usage and bad configuration.
    """
    argv = arguments.without_baseline(argv)
    return Run(arguments.parse(argv, flags).options)


def read_config(*, isolated: bool = False, allowed: str | None = None) -> Config:
    """Return our options as ``check`` reads them in the working directory.

    *allowed* is a value of ``vet-allowed-distributions`` that goes before others.
    Raises OptionError for bad configuration.
    """
    option = options.Config.allowed_distributions
    try:
        os.getcwd()
    except OSError:  # it is gone
        return options.parse({option.key: allowed})
    # A formatter that the configuration names is not to be loaded.
    argv = ["--format=default", *(["--isolated"] if isolated else [])]
    if allowed is not None:
        argv.append(f"--{option.name}={allowed}")
    argv = arguments.without_baseline(argv)
    return read_settings(arguments.parse(argv).options).config
