"""The flake8 plugin: options in, findings out.

Only this module, and the commands that follow flake8's configuration, import flake8.
"""

from __future__ import annotations

import ast
import functools
import logging
import operator
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from flake8.exceptions import ExecutionError
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_safe_imports import flake8_config, versions
from flake8_safe_imports.config import options
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.project import cache, layout

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from configparser import RawConfigParser

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
    "config",
    "isolated",
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
        self._settings = read_settings(options)

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
            manager.add_option(f"--{option.name}", **arguments)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Read the options; raise flake8's ExecutionError if a value is bad."""
        prepare(options, flake8_config.find_configuration(options))

    def run(self) -> Iterator[tuple[int, int, str, type[SafeImports]]]:
        """Yield line, column, text and class for each finding in the file."""
        for finding, column in lint(
            self._tree, self._lines, self._filename, self._settings
        ):
            yield finding.line, column, f"{finding.code} {finding.text}", type(self)


def prepare(namespace: argparse.Namespace, cfg: RawConfigParser) -> None:
    """Begin a run: read the options, and what else flake8's files say of us.

    Raises flake8's ExecutionError if a value is bad or an option does not exist.
    """
    cache.clear()
    _log_window.cache_clear()
    settings = read_settings(namespace)
    _check_files(settings, namespace, cfg)
    if LOG.isEnabledFor(logging.INFO):
        _log_unused_globs(settings.config)


def lint(
    tree: ast.Module | Callable[[], ast.Module],
    lines: Sequence[str],
    filename: str,
    settings: Settings,
) -> Iterator[tuple[Finding, int]]:
    """Yield each finding in a file, and its column in characters.

    *filename* is the file as flake8 names it. Instead of the tree a function may be
    given that parses the source: it is called only for files that need it. A ``noqa``
    comment on the line of the finding itself is left to flake8.
    """
    source = SourceFile(tree, lines, find_path(filename), settings.config)
    noqa = StatementNoqa(lines)
    for finding in [] if source.is_clean() else _check(source, filename, settings):
        if settings.disable_noqa or not noqa.silences(finding):
            yield finding, _count_characters(lines, finding)
    if LOG.isEnabledFor(logging.INFO):
        _log_window(source.declared)


def _check(source: SourceFile, filename: str, settings: Settings) -> list[Finding]:
    # The rules are not loaded if all files are clean.
    from flake8_safe_imports.checker import check_file

    return check_file(source, functools.partial(settings.is_selected, filename))


def _count_characters(lines: Sequence[str], finding: Finding) -> int:
    """Return the column of *finding* in characters; the parser counts UTF-8 bytes."""
    line = lines[finding.line - 1] if finding.line <= len(lines) else ""
    if line.isascii():
        return finding.column
    before = line.encode("utf-8", "surrogatepass")[: finding.column]
    return len(before.decode("utf-8", "ignore"))


class Settings:
    """The options of one run: ours, and flake8's own as far as they matter here."""

    def __init__(self, config: Config, namespace: argparse.Namespace) -> None:
        self.config: Final = config
        self.disable_noqa: Final = bool(namespace.disable_noqa)
        self._namespace: Final = namespace

    @functools.cached_property
    def styles(self) -> StyleGuideManager:
        """What flake8 makes of select and ignore; made when a file has findings."""
        return StyleGuideManager(self._namespace, None)  # type: ignore[arg-type]

    def is_selected(self, filename: str, code: str) -> bool:
        """Return whether select and ignore let *code* through in a file."""
        style = self.styles.style_guide_for(filename)
        return style.should_report_error(code) is Decision.Selected


_NAMES: Final = (*(option.key for option in options.OPTIONS), *_SELECTION)
_get_values = operator.itemgetter(*_NAMES)
_last: tuple[tuple[object, ...], Settings] | None = None


def read_settings(namespace: argparse.Namespace) -> Settings:
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
    raw = dict(zip(_NAMES, values))
    try:
        for key, value in flake8_config.read_table(namespace).options.items():
            if raw[key] is None:
                raw[key] = value
        config = options.parse(raw, _find_selected(raw))
    except OptionError as error:
        raise ExecutionError(str(error)) from None
    _last = values, Settings(config, namespace)
    return _last[1]


def _find_selected(raw: Mapping[str, object]) -> list[str]:
    """Return the words in ``select`` and ``extend-select``."""
    lists = (raw["select"], raw["extend_select"])
    return [word for words in lists if isinstance(words, list) for word in words]


def find_path(filename: str) -> str:
    """Return the absolute path of a file, from its name in flake8."""
    if filename in {"stdin", "-"}:
        filename = "stdin.py"
    try:
        return os.path.abspath(filename)
    except OSError:  # the working directory is gone
        return os.path.join(os.sep, filename)


class StatementNoqa:
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
            is_silenced(code, line)
            # A blanket noqa was hardly meant for VET401.
            and not (code == "VET401" and is_silenced("X000", line))
            for line in texts
        )


def is_silenced(code: str, line: str) -> bool:
    """Return whether the physical *line* has a ``noqa`` comment for *code*."""
    return Violation(code, "", 0, 0, "", line).is_inline_ignored(False)


def _check_files(
    settings: Settings, namespace: argparse.Namespace, cfg: RawConfigParser
) -> None:
    """Look for settings that have no effect: errors are raised, the rest is printed."""
    config = settings.config
    files = flake8_config.Flake8Config(namespace, cfg)
    errors = list(files.find_errors())
    if errors:
        raise ExecutionError("\n".join(errors))
    notes = [
        *files.find_leftovers(),
        *flake8_config.find_notes(
            config, namespace, has_options=config != options.parse({})
        ),
    ]
    if notes and _is_main_process():
        for line in dict.fromkeys(notes):
            print(f"flake8-safe-imports: {line}", file=sys.stderr)


def _is_main_process() -> bool:
    """Return whether this is no worker, which reads all options again."""
    from multiprocessing import process

    return process.parent_process() is None


def _log_unused_globs(config: Config) -> None:
    """Warn about globs that match no file."""
    from flake8_safe_imports.config import unused
    from flake8_safe_imports.finding import make_printable

    if not _is_main_process():
        return
    root = layout.find_root(find_path("stdin"))
    for line in unused.find_unused_globs(config, root):
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
