"""The ``explain`` command: look up codes and names, and print the answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.config.table import FLAKE8_KEYS
from flake8_safe_imports.explain.facts import Facts, is_file_name, look_up
from flake8_safe_imports.explain.style import choose_style
from flake8_safe_imports.explain.text import format_answer, format_date, format_list
from flake8_safe_imports.finding import make_printable, quote
from flake8_safe_imports.formats.terminal import write_line
from flake8_safe_imports.rules.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Optional, TextIO

    from flake8_safe_imports.explain.facts import Answer
    from flake8_safe_imports.explain.style import Style

    _Answers = Sequence[tuple[str, Optional[Answer]]]

EXIT_OK: Final = 0
EXIT_UNKNOWN: Final = 2
COMMANDS: Final = ("check", "explain", "fix", "audit")
"""What is not a name of a module, but described elsewhere."""

_LISTED: Final = r"VET|[A-Z]{1,4}\d{1,4}$|.*[-.]safe[-_]imports|\s*$"
"""The beginning of what may be meant for a code or an option."""
_STATEMENT: Final = (
    r"\s*(?:lazy\s+)?(?:from\s+(?P<module>[\w.]+)\s+)?"
    r"import\s+(?P<name>[\w.]+)(?:\s+as\s+\w+)?\s*"
)
"""A statement that imports one name."""


def run(
    arguments: Sequence[str],
    *,
    as_json: bool,
    stdout: TextIO,
    stderr: TextIO,
    environ: Mapping[str, str],
) -> int:
    """Explain each of *arguments*, or list codes and options.

    Returns the exit status: 2 if some argument is unknown, which *stderr* says together
    with the nearest names; the others are explained all the same.
    """
    names = map(_find_name, arguments)
    answers = [(name, look_up(name)) for name in names]
    unknown = _find_nearest(name for name, answer in answers if answer is None)
    if as_json:
        text = _format_json(answers, unknown)
    else:
        text = _format_text(answers, choose_style(stdout, environ))
    if text:
        write_line(text, stdout)
    for name, nearest in unknown.items():
        write_line(_format_unknown(name, nearest), stderr)
    return EXIT_UNKNOWN if unknown else EXIT_OK


def _find_name(argument: str) -> str:
    """Return the name that *argument* imports, if it is a statement; else all of it."""
    match = re.fullmatch(_STATEMENT, argument)
    if match is None:
        return argument
    return f"{match['module']}.{match['name']}" if match["module"] else match["name"]


def _find_nearest(unknown: Iterable[str]) -> dict[str, list[str]]:
    """Return the nearest names of each unknown one."""
    names = list(unknown)
    if not names:
        return {}
    # Imported here: `difflib` takes a while.
    from flake8_safe_imports.explain.nearest import find_nearest

    others = {*COMMANDS, *FLAKE8_KEYS}
    return {name: [] if name in others else find_nearest(name) for name in names}


def _format_text(answers: _Answers, style: Style) -> str:
    """Return the answers as text; the list of codes if nothing was asked."""
    known = [answer for _, answer in answers if answer is not None]
    texts = [format_answer(answer, style) for answer in known]
    if not answers:
        texts = [format_list(style)]
    if any(isinstance(answer, Facts) for answer in known):
        texts.append(format_date())
    return "\n\n".join(texts)


def _format_json(answers: _Answers, unknown: Mapping[str, list[str]]) -> str:
    """Return the answers as one JSON document: a list, in the order of questions."""
    import json

    from flake8_safe_imports.explain.as_json import convert_answer, convert_unknown

    shown = [
        convert_unknown(name, unknown[name])
        if answer is None
        else convert_answer(answer)
        for name, answer in answers
    ]
    return json.dumps(shown or [convert_answer(rule) for rule in RULES], indent=2)


def _format_unknown(name: str, nearest: Sequence[str]) -> str:
    """Return the complaint about an unknown name, on one line."""
    shown = re.sub(r"\s", " ", make_printable(name))
    if name in COMMANDS:
        return f"{quote(name)} is a command: `flake8-safe-imports {name} --help`"
    if name in FLAKE8_KEYS:
        return f"{quote(name)} is an option of flake8: `flake8 --help`"
    text = f"{quote(shown)} is neither a code, an option nor a known name"
    if is_file_name(name):
        text = f"{quote(shown)} is a file"
        nearest = nearest or [f"flake8-safe-imports check {shown}"]
    if nearest:
        return f"{text}: did you mean {', '.join(map(quote, nearest))}"
    is_listed = re.match(_LISTED, shown, re.IGNORECASE) is not None
    return f"{text}: `explain` alone lists codes and options" if is_listed else text
