"""The flake8 plugin: options in, findings out.  No other module imports flake8."""

from __future__ import annotations

import ast
import functools
import logging
import operator
import os
from typing import TYPE_CHECKING, Any, Final

from flake8.defaults import NOQA_FILE
from flake8.discover_files import expand_paths
from flake8.exceptions import ExecutionError, Flake8Exception
from flake8.options.parse_args import parse_args
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_safe_imports import versions
from flake8_safe_imports.config import options
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.project import cache, layout

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from flake8.options.manager import OptionManager

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.project.pythons import Declared

LOG = logging.getLogger("flake8.safe_imports")
"""A child of flake8's logger, so that ``-v`` shows its messages."""

_SELECTION: Final = (
    "select",
    "extend_select",
    "extended_default_select",
    "ignore",
    "extend_ignore",
    "extended_default_ignore",
    "per_file_ignores",
    "disable_noqa",
)


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
            arguments: dict[str, Any] = {"parse_from_config": True, "help": option.help}
            if option.is_flag:
                arguments.update(action="store_const", const="true", default="false")
            else:
                arguments.update(default="", metavar=option.metavar)
            manager.add_option(f"--{option.name}", **arguments)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Read the options; raise flake8's ExecutionError if a value is bad."""
        cache.clear()
        _log_window.cache_clear()
        settings = _read_settings(options)
        if LOG.isEnabledFor(logging.INFO):
            _log_unused_entries(settings.config)

    def run(self) -> Iterator[tuple[int, int, str, type[SafeImports]]]:
        """Yield line, column, text and class for each finding in the file."""
        settings = self._settings
        source = SourceFile(
            self._tree, self._lines, _absolute(self._filename), settings.config
        )
        noqa = _StatementNoqa(self._lines)
        for finding in [] if source.is_clean() else self._check(source):
            if settings.disable_noqa or not noqa.silences(finding):
                column = _count_characters(self._lines, finding)
                yield finding.line, column, f"{finding.code} {finding.text}", type(self)
        if LOG.isEnabledFor(logging.INFO):
            _log_window(source.declared)

    def _check(self, source: SourceFile) -> list[Finding]:
        # The rules are not loaded if all files are clean.
        from flake8_safe_imports.checker import check_file

        is_selected = functools.partial(self._settings.is_selected, self._filename)
        return check_file(source, is_selected)


def _count_characters(lines: Sequence[str], finding: Finding) -> int:
    """Return the column of *finding* in characters; the parser counts UTF-8 bytes."""
    line = lines[finding.line - 1] if finding.line <= len(lines) else ""
    if line.isascii():
        return finding.column
    before = line.encode("utf-8", "surrogatepass")[: finding.column]
    return len(before.decode("utf-8", "ignore"))


# A plain class: defining a NamedTuple takes a third of a millisecond at each start.
class _Settings:
    """The options of one run: ours, and flake8's own as far as they matter here."""

    __slots__ = ("config", "disable_noqa", "styles")

    def __init__(
        self, config: Config, disable_noqa: bool, styles: StyleGuideManager
    ) -> None:
        self.config: Final = config
        self.disable_noqa: Final = disable_noqa
        self.styles: Final = styles

    def is_selected(self, filename: str, code: str) -> bool:
        """Return whether select and ignore let *code* through in a file."""
        style = self.styles.style_guide_for(filename)
        return style.should_report_error(code) is Decision.Selected


_NAMES: Final = (*(option.key for option in options.OPTIONS), *_SELECTION)
_get_values = operator.itemgetter(*_NAMES)
_last: tuple[tuple[object, ...], _Settings] | None = None


def _read_settings(namespace: argparse.Namespace) -> _Settings:
    """Return what the options mean; they are read again only if they changed.

    flake8's legacy API sets options after ``parse_options``, so they are compared with
    those read last, for each file.
    """
    global _last
    given = vars(namespace)
    try:
        values = _get_values(given)  # called for each file: this is the fast way
    except KeyError:
        values = tuple(map(given.get, _NAMES))
    if _last is not None and all(map(operator.is_, values, _last[0])):
        return _last[1]
    try:
        config = options.parse(dict(zip(_NAMES, values)))
    except OptionError as error:
        raise ExecutionError(str(error)) from None
    styles = StyleGuideManager(namespace, None)  # type: ignore[arg-type]
    _last = values, _Settings(config, bool(namespace.disable_noqa), styles)
    return _last[1]


def _absolute(filename: str) -> str:
    """Return the absolute path of a file as flake8 names it."""
    if filename in {"stdin", "-"}:
        filename = "stdin.py"
    try:
        return os.path.abspath(filename)
    except OSError:  # the working directory is gone
        return os.path.join(os.sep, filename)


class _StatementNoqa:
    """The ``noqa`` comments of one file that silence findings on other lines.

    Comments on the line of the finding itself are left to flake8.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._answers: dict[str, tuple[tuple[int, ...], bool]] = {}
        """The last answer for each code, with the lines that were asked about.

        All findings of a statement share one tuple of lines, and both may be many.
        """

    def silences(self, finding: Finding) -> bool:
        """Return whether a comment on another line of the statement applies."""
        lines, answer = self._answers.get(finding.code, ((), False))
        if finding.noqa_lines is not lines:
            answer = self._has_noqa(finding.code, finding.noqa_lines)
            self._answers[finding.code] = finding.noqa_lines, answer
        return answer

    def _has_noqa(self, code: str, numbers: Sequence[int]) -> bool:
        texts = (self._lines[n - 1] for n in numbers if n <= len(self._lines))
        return any(
            _is_silenced(code, line)
            # A blanket noqa was hardly meant for VET401.
            and not (code == "VET401" and _is_silenced("X000", line))
            for line in texts
        )


def _is_silenced(code: str, line: str) -> bool:
    """Return whether the physical *line* has a ``noqa`` comment for *code*."""
    return Violation(code, "", 0, 0, "", line).is_inline_ignored(False)


def _log_unused_entries(config: Config) -> None:
    """Warn about bans and allowances that can never take effect."""
    from multiprocessing import process

    from flake8_safe_imports.config import unused
    from flake8_safe_imports.finding import make_printable

    if process.parent_process() is not None:
        return  # a worker that reads all options again; the main process has warned
    root = layout.find_root(_absolute("stdin"))
    for line in (
        *unused.find_unused_entries(config),
        *unused.find_unused_globs(config, root),
    ):
        LOG.warning("%s", make_printable(line))


@functools.lru_cache(maxsize=256)
def _log_window(declared: Declared) -> None:
    """Log the supported versions and their source, once in a run for equal ones."""
    from flake8_safe_imports.finding import make_printable

    spelled = ", ".join(map(versions.spell, versions.minors(declared.window)))
    LOG.info(
        "supported Pythons: %s (from %s)", spelled, make_printable(declared.origin)
    )
    for note in declared.notes:
        LOG.info("passed over: %s", make_printable(note))


class Run:
    """What flake8 would do with some arguments; ``fix`` follows it.

    ``paths`` are the files and folders given, ``filenames`` the sorted files to check,
    where ``-`` is standard input, and ``stdin_name`` its name.
    """

    def __init__(self, namespace: argparse.Namespace) -> None:
        self._settings: Final = _read_settings(namespace)
        self.config: Final = self._settings.config
        self.paths: Final[tuple[str, ...]] = tuple(namespace.filenames)
        name = namespace.stdin_display_name
        self.stdin_name: Final[str] = "stdin.py" if name == "stdin" else name
        found = expand_paths(
            paths=namespace.filenames,
            stdin_display_name=namespace.stdin_display_name,
            filename_patterns=namespace.filename,
            exclude=(*namespace.exclude, *namespace.extend_exclude),
        )
        self.filenames: Final = tuple(sorted(set(found)))

    def is_selected(self, filename: str, code: str) -> bool:
        """Return whether select and ignore let *code* through in a file."""
        return self._settings.is_selected(filename, code)

    def get_noqa(self, lines: Sequence[str]) -> Callable[[Finding], bool]:
        """Return a predicate for findings silenced by ``noqa`` in a file of *lines*."""
        if self._settings.disable_noqa:
            return lambda finding: False
        if any(map(NOQA_FILE.match, lines)):
            return lambda finding: True
        noqa = _StatementNoqa(lines)

        def silences(finding: Finding) -> bool:
            own = lines[finding.line - 1] if finding.line <= len(lines) else ""
            return _is_silenced(finding.code, own) or noqa.silences(finding)

        return silences


def plan_run(argv: Sequence[str]) -> Run:
    """Return what ``flake8 ARGV`` would do: options, files and configuration.

    Raises OptionError where flake8 would exit with an error, and SystemExit where it
    would print something and exit (``--version``).
    """
    import configparser
    import contextlib
    import io

    stderr = io.StringIO()
    try:
        with contextlib.redirect_stderr(stderr):
            _, namespace = parse_args(list(argv))
    except SystemExit as stop:
        if not stop.code:
            raise
        text = stderr.getvalue().strip() or str(stop.code)
        raise OptionError(text.rpartition("flake8: error: ")[2]) from None
    except (Flake8Exception, configparser.Error, OSError, ValueError) as error:
        raise OptionError(str(error)) from None
    return Run(namespace)
