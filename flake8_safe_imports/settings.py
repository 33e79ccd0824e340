"""The settings of a run: our options, and flake8's own as far as they matter here."""

from __future__ import annotations

import functools
import operator

from flake8_safe_imports import codes, config_folders
from flake8_safe_imports.config import options
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from flake8.style_guide import StyleGuideManager

    from flake8_safe_imports.config.baseline import Baseline
    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.config.table import Table

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

_CHOICES: Final = (
    *("select", "extend_select", "ignore", "extend_ignore", "per_file_ignores"),
    "extended_default_ignore",  # what other plugins leave out
)
"""Those without which flake8 reports all codes of ours."""


class Settings:
    """The options of one run, understood."""

    def __init__(
        self,
        config: Config,
        namespace: argparse.Namespace,
        enable: object,
        names: Mapping[str, str],
    ) -> None:
        self.config: Final = config
        self._names: Final = names
        self.enable: Final = enable
        """The value of ``vet-enable``, as it is written."""
        self.baseline: Final = _read_baseline(config.baseline, names)
        self.disable_noqa: Final = bool(namespace.disable_noqa)
        self.namespace: Final = namespace
        self._selects_all: Final = not any(
            getattr(namespace, name, True) for name in _CHOICES
        )

    def name_options(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield *lines* about options, each with the name that the option is set by."""
        for line in lines:
            option, _, rest = line.partition(": ")
            name = self._names.get(option.replace("-", "_"))
            yield f"{name}: {rest}" if name else line

    @functools.cached_property
    def styles(self) -> StyleGuideManager:
        """What flake8 makes of select and ignore; made when a file has findings."""
        from flake8.style_guide import StyleGuideManager

        return StyleGuideManager(self.namespace, None)  # type: ignore[arg-type]

    def is_judged(self, filename: str, code: str) -> bool:
        """Return whether findings of *code* would be reported in a file."""
        is_on = codes.is_on(code, self.config.enabled_codes)
        return is_on and self.is_selected(filename, code)

    def is_selected(self, filename: str, code: str) -> bool:
        """Return whether select and ignore let *code* through in a file."""
        if self._selects_all:
            return True
        from flake8.style_guide import Decision

        style = self.styles.style_guide_for(filename)
        return style.should_report_error(code) is Decision.Selected


_NAMES: Final = (*(option.key for option in options.OPTIONS), *_SELECTION)
_WITH_GLOBS: Final = [option.key for option in options.OPTIONS if option.has_globs]
_get_values = operator.itemgetter(*_NAMES)
_last: tuple[tuple[object, ...], Settings] | None = None


def read_settings(namespace: argparse.Namespace) -> Settings:
    """Return what the options mean; they are read again only if they changed.

    flake8's legacy API sets options after ``parse_options``, so they are compared with
    those read last, for each file. Raises OptionError for bad configuration.
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
    table = config_folders.read_table(namespace)
    folders = {
        key: config_folders.find_glob_folder(namespace, raw[key]) for key in _WITH_GLOBS
    }
    names = {} if table is None else _complete(raw, folders, table)
    config = options.parse(raw, _find_selected(raw), folders, names)
    settings = Settings(config, namespace, raw["vet_enable"], names)
    _last = values, settings
    return settings


def _complete(
    raw: dict[str, object], folders: dict[str, str], table: Table
) -> dict[str, str]:
    """Take from *table* what is not set in *raw*; return what errors call that."""
    from flake8_safe_imports.config.table import name_option

    names = {}
    for key, value in table.options.items():
        if raw[key] is None:
            raw[key], folders[key] = value, table.folder
            names[key] = name_option(key)
    return names


def forget_settings() -> None:
    """Forget what was read, since files may have changed: a new run begins."""
    global _last
    _last = None


def _read_baseline(path: str, names: Mapping[str, str]) -> Baseline | None:
    """Return the baseline in a file; raise OptionError if there is none.

    *names* are what errors call options, as in :func:`.options.parse`.
    """
    if not path:
        return None
    # Imported here: few projects have one.
    from flake8_safe_imports.config.baseline import read_baseline

    option = options.Config.baseline
    return read_baseline(path, names.get(option.key, option.name))


def _find_selected(raw: Mapping[str, object]) -> list[str]:
    """Return the words in ``select`` and ``extend-select``."""
    lists = (raw["select"], raw["extend_select"])
    return [word for words in lists if isinstance(words, list) for word in words]
