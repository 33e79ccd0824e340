"""Requirements that pip refuses: versions or conditions in a wrong form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.audit.report import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.audit.reading import Declarations

_MOST: Final = 10
"""Requirements that are named in one file."""
_LONGEST: Final = 80
"""Characters of a requirement that are shown."""
_SINGLE: Final = r"(?<![=<>!~])=(?![=<>])|@"
"""What some write for ``==``, as in conda and npm."""


def list_refused(declared: Declarations) -> Iterator[Trouble]:
    """Yield a note for each requirement in a file that pip does not understand.

    A lock file was written by a program, and a file of which only the name is a guess
    may be for another one.
    """
    if declared.is_lock or declared.kind.is_guess:
        return
    refused = [
        (row.line, row.odd)
        for row in declared.dependencies
        if row.odd and not _is_understood(row.odd)
    ]
    for line, text in refused[:_MOST]:
        reason = f"pip refuses {text[:_LONGEST]!r}: {_advise(text)}"
        yield Trouble(declared.file, line, reason, is_error=False)
    if len(refused) > _MOST:
        reason = f"pip refuses {len(refused) - _MOST} more requirements from here on"
        yield Trouble(declared.file, refused[_MOST][0], reason, is_error=False)


def _advise(text: str) -> str:
    if ";" in text:
        return "write it like `NAME; python_version < '3.9'`"
    if re.search(_SINGLE, text):
        return "write `==`"
    return "write each requirement like `NAME>=1.0,<2`"


@lru_cache(maxsize=4096)
def _is_understood(requirement: str) -> bool:
    # Imported here: few files have such requirements.
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        # A version alone is not an address, as packaging takes it for one.
        return not (Requirement(requirement).url or "")
    except InvalidRequirement:
        return False
