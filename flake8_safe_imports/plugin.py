"""The flake8 plugin: options in, findings out.

Only this module, those right below it, and the commands that follow flake8's
configuration import flake8.
"""

from __future__ import annotations

import functools
import logging
import sys
from typing import TYPE_CHECKING, Any

from flake8.exceptions import ExecutionError

from flake8_safe_imports import flake8_config, versions
from flake8_safe_imports.config import options
from flake8_safe_imports.config.notes import find_notes
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.linting import find_path, lint
from flake8_safe_imports.project import cache, layout
from flake8_safe_imports.settings import forget_settings, read_settings

if TYPE_CHECKING:
    import argparse
    import ast
    from collections.abc import Iterable, Iterator, Sequence
    from configparser import RawConfigParser

    from flake8.options.manager import OptionManager

    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.glance.file import SourceFile
    from flake8_safe_imports.settings import Settings

LOG = logging.getLogger("flake8.safe_imports")
"""A child of flake8's logger, so that ``-v`` shows its messages."""


class SafeImports:
    """The checker, of which flake8 makes an instance for each file."""

    def __init__(
        self,
        tree: ast.Module,
        lines: Sequence[str],
        filename: str,
        options: argparse.Namespace,
    ) -> None:
        self._tree = tree
        self._lines = lines
        self._filename = filename
        self._settings = _read_settings(options)

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Register all options."""
        for option in options.OPTIONS:
            # None shows that it is set nowhere: the table in pyproject.toml may count.
            arguments: dict[str, Any] = {
                "default": None,
                "parse_from_config": True,
                "help": option.help,
            }
            if option.is_flag:
                arguments.update(action="store_const", const="true")
            else:
                arguments["metavar"] = option.metavar
            if option.is_path or option.has_globs:
                arguments["action"] = flake8_config.StoreText
            manager.add_option(f"--{option.name}", **arguments)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Read the options; raise flake8's ExecutionError if a value is bad."""
        prepare(options, *flake8_config.find_configuration(options))

    def run(self) -> Iterator[tuple[int, int, str, type[SafeImports]]]:
        """Yield line, column, text and class for each finding in the file."""
        found: Iterable[tuple[Finding, int]]
        found = lint(
            self._tree, self._lines, self._filename, self._settings, log_versions
        )
        if self._settings.baseline is not None:
            # Imported here: few projects have one.
            from flake8_safe_imports import accepted

            file = accepted.LintedFile(
                self._filename, find_path(self._filename), self._lines
            )
            found = accepted.drop_accepted(list(found), file, self._settings)
        for finding, column in found:
            yield finding.line, column, f"{finding.code} {finding.text}", type(self)


def prepare(namespace: argparse.Namespace, cfg: RawConfigParser, folder: str) -> None:
    """Begin a run: read the options, and what else flake8's files say of us.

    *folder* is that of the files. Raises flake8's ExecutionError if a value is bad or
    an option does not exist.
    """
    cache.clear()
    _log_window.cache_clear()
    flake8_config.resolve_paths(namespace, folder)
    forget_settings()
    files = flake8_config.Flake8Config(namespace, cfg)
    try:
        settings = read_settings(namespace)
    except OptionError as error:
        # Both kinds of errors are named at once.
        raise ExecutionError("\n".join((str(error), *files.find_errors()))) from None
    _check_files(settings, namespace, files)
    if LOG.isEnabledFor(logging.INFO):
        _log_unused_globs(settings)


def _read_settings(namespace: argparse.Namespace) -> Settings:
    """Return what the options mean; raise flake8's ExecutionError if one is bad."""
    try:
        return read_settings(namespace)
    except OptionError as error:
        raise ExecutionError(str(error)) from None


def _check_files(
    settings: Settings,
    namespace: argparse.Namespace,
    files: flake8_config.Flake8Config,
) -> None:
    """Look for settings that have no effect: errors are raised, the rest is printed."""
    config = settings.config
    errors = list(files.find_errors())
    if errors:
        raise ExecutionError("\n".join(errors))
    notes = [
        *files.find_unread(),
        *files.find_leftovers(),
        *flake8_config.find_missing_selection(
            namespace, has_options=config != options.parse({})
        ),
        *find_notes(config, settings.enable),
    ]
    if notes and _is_main_process():
        for line in dict.fromkeys(settings.name_options(notes)):
            print(f"flake8-safe-imports: {line}", file=sys.stderr)


def _is_main_process() -> bool:
    """Return whether this is not a worker, which reads all options again."""
    from multiprocessing import process

    return process.parent_process() is None


def _log_unused_globs(settings: Settings) -> None:
    """Warn about globs that match no file."""
    from flake8_safe_imports.config import unused
    from flake8_safe_imports.finding import make_printable

    if not _is_main_process():
        return
    root = layout.find_root(find_path("stdin"))
    for line in settings.name_options(unused.find_unused_globs(settings.config, root)):
        LOG.warning("%s", make_printable(line))


def log_versions(file: SourceFile) -> None:
    """Log the supported versions and their source, once in a run for equal ones."""
    if LOG.isEnabledFor(logging.INFO):
        declared = file.declared
        _log_window(declared.window, declared.origin, declared.notes)


@functools.lru_cache(maxsize=256)
def _log_window(window: int, origin: str, notes: tuple[str, ...]) -> None:
    from flake8_safe_imports.finding import make_printable

    spelled = ", ".join(map(versions.spell, versions.minors(window)))
    LOG.info("supported Python versions: %s (from %s)", spelled, make_printable(origin))
    for note in notes:
        LOG.info("ignored: %s", make_printable(note))
