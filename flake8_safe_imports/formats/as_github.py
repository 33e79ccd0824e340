"""The format ``github``: workflow commands, which GitHub shows next to the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.formats.paths import show_path

if TYPE_CHECKING:
    from flake8_safe_imports.formats.items import Document, FileProblem, Item

_IN_MESSAGES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES: Final = str.maketrans(
    {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}
)
"""As the runner decodes them; only these."""


def format_document(document: Document) -> str:
    """Return a command on a line for each finding, and for what could not be read."""
    problems = map(_format_problem, document.problems)
    return "\n".join((*map(_format, document.items), *problems))


def _format_problem(problem: FileProblem) -> str:
    """Return an error where the run failed for it, else a notice."""
    path = make_printable(show_path(problem.path))
    place = f"{path}:{problem.line}" if problem.line else path
    given = _join(file=path, line=problem.line)
    text = f"{place}: {make_printable(problem.message)}".translate(_IN_MESSAGES)
    return f"::{'error' if problem.is_error else 'notice'} {given}::{text}"


def _format(item: Item) -> str:
    path = make_printable(show_path(item.path))
    rule = item.rule
    title = rule.id if rule.name == rule.id else f"{rule.id} {rule.name}"
    given = _join(title=title, file=path, line=item.line, col=item.column)
    # The log shows the message alone, so it names the place as well.
    place = ":".join(str(part) for part in (path, item.line, item.column) if part)
    message = f"{place}: {item.text}"
    if rule.address:
        message += f"\n{rule.address}"
    return f"::error {given}::{message.translate(_IN_MESSAGES)}"


def _join(**properties: str | int) -> str:
    """Return the properties of a command; what is not known is left out."""
    return ",".join(
        f"{key}={str(value).translate(_IN_PROPERTIES)}"
        for key, value in properties.items()
        if value
    )
