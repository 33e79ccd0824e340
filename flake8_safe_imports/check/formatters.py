"""How findings are printed: formatters of flake8 and its plugins, and our formats."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any, Final

from flake8.formatting.base import BaseFormatter
from flake8.formatting.default import COLORS, Default, FilenameOnly, Nothing, Pylint

from flake8_safe_imports.check.documents import DocumentFormatter
from flake8_safe_imports.config.nearest import suggest
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.config.values import escape
from flake8_safe_imports.formats import registry

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

_GROUP: Final = "flake8.report"
_OF_FLAKE8: Final[dict[str, type[BaseFormatter]]] = {
    "default": Default,
    "pylint": Pylint,
    "quiet-filename": FilenameOnly,
    "quiet-nothing": Nothing,
}


def find_plugin(name: str, option: str = "--format") -> Any:
    """Return what makes a formatter of flake8's options; *name* may be a template.

    Our formats win over plugins of the same name. Raises OptionError, which says that
    *option* names it, for a name that nothing has.
    """
    if name in _OF_FLAKE8:
        return _OF_FLAKE8[name]
    if name in registry.FORMATS:
        return DocumentFormatter
    found = {entry.name: entry for entry in _find_entry_points()}
    if name in found:
        with blame(found[name]):
            return found[name].load()
    if re.fullmatch(r"[\w.-]*", name):  # a template prints something of the finding
        built_in = [*_OF_FLAKE8, *registry.FORMATS]
        hint = f": use {', '.join(built_in)} or a template"
        near = suggest(name, [*built_in, *found]) or hint
        raise OptionError(f"{option}: {name!a} is not a format{near}")
    _check_template(name, option)
    return Default


@contextlib.contextmanager
def blame(formatter: Any) -> Iterator[None]:
    """Raise OptionError for what a plugin raises: a *formatter*, or its entry point.

    Nothing is changed for formatters of flake8 and of ours.
    """
    try:
        yield
    except Exception as error:
        is_known = formatter in (None, DocumentFormatter, *_OF_FLAKE8.values())
        # The disk may be full, for example.
        if is_known or isinstance(error, (OSError, OptionError)):
            raise
        module = getattr(formatter, "module", getattr(formatter, "__module__", ""))
        raise OptionError(
            escape(
                f"--format: the plugin {module} failed "
                f"({type(error).__name__}: {error}): update it, or use another format"
            )
        ) from error


def _check_template(template: str, option: str) -> None:
    """Raise OptionError if *template* cannot be filled in with a finding."""
    texts = dict.fromkeys(("code", "text", "path", *COLORS), "")
    try:
        _ = template % {**texts, "row": 1, "col": 1}
    except KeyError as error:
        problem = f"has {error}, which is not a field: use code, path, row, col or text"
    except (TypeError, ValueError) as error:
        problem = f"is not a template: {error}"
    else:
        return
    raise OptionError(f"{option}: {template!a} {problem}")


def _find_entry_points() -> Iterable[Any]:
    """Return the entry points of installed formatters, without loading them."""
    from importlib import metadata

    found: Any = metadata.entry_points()
    if hasattr(found, "select"):
        return tuple(found.select(group=_GROUP))
    return tuple(found.get(_GROUP, ()))  # Python 3.9


def make_formatter(chosen: Any, options: argparse.Namespace) -> BaseFormatter:
    """Return an instance of what ``--format`` has chosen, unless ``-q`` is given.

    Nothing is chosen for flake8's default. A document is one with ``-q`` as well.
    """
    if options.quiet > (chosen is DocumentFormatter):
        return (FilenameOnly if options.quiet == 1 else Nothing)(options)
    formatter = (chosen or Default)(options)
    assert isinstance(formatter, BaseFormatter)
    return formatter
