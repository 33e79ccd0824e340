"""Whether a small difference between two names is a typo or another word.

Names are made of *parts*, between underscores. A typo in a long part is a typo; in a
short part one other letter soon makes another word: ``dbt_code`` is not ``dbt_core``.
"""

from __future__ import annotations

from flake8_safe_imports.data import packages
from flake8_safe_imports.names.typo_kinds import classify, measure_common_prefix
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

VERY_POPULAR: Final = 300
"""The worst rank of names for which a typo in a short part counts as well."""
_HELPER: Final = "util"
_LONG: Final = 5
"""The least length of a long part."""
_SHORTEST_WORD: Final = 3
_LONGEST_ABBREVIATION: Final = 4


def has_doubled_letter(name: str, target: str) -> bool:
    """Return whether *name* doubles a letter of *target* as nobody does on purpose.

    Digits and the ``i`` of Roman numerals may be doubled on purpose. A letter doubled
    in a short part may make another abbreviation: ``mlx_llm`` is not ``mlx_lm``.
    """
    at = measure_common_prefix(name, target)
    if classify(name, target) != "rep" or not name[at].isalpha() or name[at] == "i":
        return False
    part = target[:at].rpartition("_")[2] + target[at:].partition("_")[0]
    return len(part) >= _LONG or _is_very_popular(target)


def differs_by_typos(name: str, target: str, shortest: int = _LONG) -> bool:
    """Return whether *name* differs from *target* in long parts only, by typos.

    If one part differs, it must have at least *shortest* letters, or 4 in very popular
    names. If more differ, all must be long.
    """
    if name.endswith(_HELPER) and target.endswith(_HELPER) and "_" not in target:
        # Of what a helper is for, an abbreviation is left: pgutil is not pkgutil.
        return classify(name, target) in {"rep", "trans"}
    if "_" not in target or name.replace("_", "") == target.replace("_", ""):
        return True
    parts, targets = name.split("_"), target.split("_")
    if len(parts) != len(targets):
        return False
    differing = [pair for pair in zip(parts, targets) if pair[0] != pair[1]]
    if len(differing) > 1:
        shortest = _LONG  # one typo in each
    may_be_short = shortest == _LONG and _is_very_popular(target)
    return all(
        _is_typo_in_long_part(part, meant, shortest)
        or (may_be_short and _is_typo_in_short_part(part, meant))
        for part, meant in differing
    )


def is_two_words(name: str) -> bool:
    """Return whether *name* is two words that programmers name modules with.

    Whoever writes `jsonprinter`, `http_auth` or `opentrading` means just that.
    """
    words = packages.load_words(packages.GENERIC)
    ends = range(_SHORTEST_WORD, len(name) - _SHORTEST_WORD + 1)
    return any(
        name[:end] in words and name[end:].removeprefix("_") in words for end in ends
    )


def is_abbreviation_and_word(name: str) -> bool:
    """Return whether *name* begins with a few letters, and a word or a part follows.

    With another first letter it is another word: spiclient is not apiclient, tiletype
    not filetype, and trpc_tools not grpc_tools.
    """
    first, underscore, _ = name.partition("_")
    if underscore:
        return first.isalpha() and len(first) <= _LONGEST_ABBREVIATION
    words = packages.load_words(packages.GENERIC)
    ends = range(1, _LONGEST_ABBREVIATION + 1)
    return any(name[:end].isalpha() and name[end:] in words for end in ends)


def is_of_other_package(name: str, target: str, rank: int) -> bool:
    """Return whether *name* is that of a package, and says that it is for Python.

    The package is not *target*, and as popular as its *rank* at least: `typerpy` is of
    `typer`, rather than a typo of `typepy`.
    """
    stems = _remove_python(name) - _remove_python(target)
    return any(0 < packages.find_rank(stem) <= rank for stem in stems - {name})


def _remove_python(name: str) -> set[str]:
    """Return *name*, and *name* without the part that says it is for Python."""
    return {
        stem.strip("_")
        for affix in ("py", "python")
        for stem in (name.removeprefix(affix), name.removesuffix(affix))
    }


def _is_typo_in_long_part(part: str, meant: str, shortest: int) -> bool:
    """Return whether *part* is a typo of *meant*, a part of *shortest* letters or more.

    Known words are not: ``modal_proxy`` is not ``modal_proto``. A missing letter may
    make a known word by chance, as in ``memory_profile``.
    """
    if len(meant) < shortest:
        return False
    is_shorter = shortest == _LONG and len(part) < len(meant)
    return is_shorter or not packages.is_known(part)


def _is_typo_in_short_part(part: str, meant: str) -> bool:
    """Return whether *part* is a typo of *meant*: of four letters, or the usual ``py``.

    Known words are not, nor what differs in its last letter alone, or in a vowel.
    """
    if meant == "py":
        return classify(part, meant) in {"trans", "sub_adj"}
    if len(meant) != _LONG - 1 or packages.is_known(part):
        return False
    return len(part) != len(meant) or (
        part[:-1] != meant[:-1] and classify(part, meant) not in {"sub", "sub_vowel"}
    )


def _is_very_popular(target: str) -> bool:
    """Return whether the known name *target* is among the most popular."""
    return 0 < packages.find_rank(target) <= VERY_POPULAR
