"""The codes: one row each, and everything that follows from the rows.

Rules, options, help texts, the glance, ``explain`` and the documentation read this
table. It imports nothing, because every start of flake8 loads it.
"""

from __future__ import annotations

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


ENABLE: Final = "vet-enable"
"""The option that turns on codes by name."""
CHECK_ENVIRONMENT: Final = "vet-check-environment"
"""The flag that turns on the code about installed distributions."""

ALL_FILES: Final = "all files"
"""The rule may report something in any file."""
IMPORTS: Final = "files with imports"
"""The rule may report any import statement."""
RELATIVE_IMPORTS: Final = "files with imports, if relative ones are banned"
"""The rule reports nothing without ``vet-banned-relative-imports``."""
NAMES: Final = "files that import names of interest"
"""The rule reports only names that ``glance.interests.Interests`` covers."""
UNKNOWN_NAMES: Final = "files that import unknown names"
"""The rule may report any name that nothing is known about."""
EXPIRING_NAMES: Final = "files that import names to be removed"
"""Like ``NAMES``, and the names are those whose removal is announced."""
FILE_NAMES: Final = "files named like a standard library module"
"""The rule reports only what ``glance.file.SourceFile.shadowing_name`` finds."""


class Code:
    """What is known about a code without loading its rule.

    ``switch`` is the option that turns the code on; it is empty for a code that is on
    by default. ``candidates`` says in which files the rule may report something: the
    glance skips the others. It is one of the constants above; a code that does not
    say is never skipped, which is right for every rule, and slow.
    """

    __slots__ = ("candidates", "code", "name", "summary", "switch")

    def __init__(
        self,
        code: str,
        name: str,
        summary: str,
        *,
        switch: str = "",
        candidates: str = ALL_FILES,
    ) -> None:
        self.code: Final = code
        self.name: Final = name
        self.summary: Final = summary
        self.switch: Final = switch
        self.candidates: Final = candidates

    @property
    def default(self) -> bool:
        """Whether the code is on by default."""
        return not self.switch


TABLE: Final = (
    Code(
        "VET101",
        "banned-import",
        "the import matches a ban of the project",
        candidates=NAMES,
    ),
    Code(
        "VET102",
        "banned-module-level-import",
        "a module that must be imported lazily is imported while the module loads",
        candidates=NAMES,
    ),
    Code(
        "VET103",
        "banned-relative-import",
        "a relative import that the configuration bans",
        candidates=RELATIVE_IMPORTS,
    ),
    Code(
        "VET104",
        "redundant-import-alias",
        "an alias that repeats the name: import a as a",
        switch=ENABLE,
        candidates=IMPORTS,
    ),
    Code(
        "VET105",
        "banned-lazy-import",
        "a module that must not be imported lazily is imported lazily",
        candidates=NAMES,
    ),
    Code(
        "VET201",
        "python2-only-import",
        "a module or name that only Python 2 has",
        candidates=NAMES,
    ),
    Code(
        "VET202",
        "removed-stdlib-import",
        "a standard library module or name gone from a supported Python",
        candidates=NAMES,
    ),
    Code(
        "VET203",
        "missing-stdlib-import",
        "a standard library module or name that a supported Python does not have yet",
        candidates=NAMES,
    ),
    Code(
        "VET204",
        "expiring-stdlib-import",
        "a standard library module or name whose removal is scheduled",
        switch=ENABLE,
        candidates=EXPIRING_NAMES,
    ),
    Code(
        "VET205",
        "dead-import-fallback",
        "an import kept for versions that are not supported",
        switch=ENABLE,
        candidates=IMPORTS,
    ),
    Code(
        "VET206",
        "unknown-stdlib-name",
        "a name in a standard library module that no version of Python ever had",
        candidates=NAMES,
    ),
    Code(
        "VET301",
        "superseded-backport",
        "a backport of what the standard library has on every supported Python",
        candidates=NAMES,
    ),
    Code(
        "VET302",
        "python2-compat-import",
        "a Python 2 compatibility layer: six, future, past",
        candidates=NAMES,
    ),
    Code(
        "VET401",
        "malicious-import",
        "the name of a malicious package on PyPI",
        candidates=NAMES,
    ),
    Code(
        "VET402",
        "lookalike-import",
        "an unknown name one typo away from a known one",
        candidates=NAMES,
    ),
    Code(
        "VET403",
        "shadowed-stdlib-module",
        "a file that hides a module of the standard library",
        candidates=FILE_NAMES,
    ),
    Code(
        "VET404",
        "suspicious-provider",
        "the installed distribution behind an import is suspicious",
        switch=CHECK_ENVIRONMENT,
        candidates=NAMES,
    ),
    Code(
        "VET405",
        "unknown-import",
        "an import that nothing declared, installed or known provides",
        switch=ENABLE,
        candidates=UNKNOWN_NAMES,
    ),
)
"""All codes, sorted. A code is never reused."""

BY_CODE: Final = {row.code: row for row in TABLE}
CODES: Final = tuple(BY_CODE)


def switched_on_by(option: str) -> tuple[str, ...]:
    """Return the codes that are off unless *option* turns them on."""
    return tuple(row.code for row in TABLE if row.switch == option)


OFF: Final = switched_on_by(ENABLE)
"""The codes that only ``vet-enable`` turns on."""


def is_on(code: str, enabled: frozenset[str]) -> bool:
    """Return whether *code* is reported when the codes in *enabled* are turned on."""
    return not BY_CODE[code].switch or code in enabled


def list_beginning(word: str) -> list[Code]:
    """Return the rows whose codes begin with *word*: those that ``--select`` means."""
    return [row for row in TABLE if row.code.startswith(word)]


def is_mistaken(word: str) -> bool:
    """Return whether *word* was meant as a code of ours, or as several, but is none."""
    if word[:3].upper() == "VET":
        return not list_beginning(word)
    return "-" in word and word.lower() in {row.name for row in TABLE}


_LOOK_LIKE_DIGITS: Final = {ord("O"): "0", ord("I"): "1", ord("L"): "1"}


def find_family(word: str) -> str:
    """Return what begins the codes that *word* means, such as ``VET2xx``; or nothing.

    That may be a whole code in small letters, or with letters that look like digits.
    """
    start, digits = word[:3].upper(), word[3:].upper().rstrip("X*")
    family = start + digits.translate(_LOOK_LIKE_DIGITS)
    return family if family[2:] and list_beginning(family) else ""


def active_with(candidates: str, enabled: frozenset[str]) -> tuple[str, ...]:
    """Return the codes that are on and whose files are the given *candidates*."""
    return tuple(
        row.code
        for row in TABLE
        if row.candidates == candidates and is_on(row.code, enabled)
    )
