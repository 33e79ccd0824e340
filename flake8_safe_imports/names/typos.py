"""The known name that an unknown one is a typo of.

Everything is a pure function of the name and of the shipped tables. Nearly all unknown
names are like nothing, so that the names near one (:mod:`nearby`) are found first, and
everything else is asked of these.
"""

from __future__ import annotations

from flake8_safe_imports.data import confusables, packages
from flake8_safe_imports.data.typo_limits import LIMITS, USUAL, Limits
from flake8_safe_imports.names import double_typos, nearby
from flake8_safe_imports.names.plausibility import (
    VERY_POPULAR,
    differs_by_typos,
    has_doubled_letter,
    is_abbreviation_and_word,
    is_of_other_package,
    is_two_words,
)
from flake8_safe_imports.names.typo_kinds import VOWELS, WORDS, classify
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

_TELLING: Final = frozenset(("rep", "run", "trans"))
"""Typos that say more about the name meant than its rank does."""
_MOST_POPULAR: Final = 20
"""The worst rank of names for which such a typo says more than two words do.

Nor does a short word make another name of them: fatetime.
"""
_POPULAR: Final = 1000
"""The worst rank of names that are meant even if a short word is left."""
_LONGEST_WORD: Final = 8
"""The most letters of a name, or of its first part, that are a word by chance."""
_AT_THE_END: Final = frozenset(("omit_end", "plural-"))
"""Typos that leave words by themselves."""
_RARE: Final = frozenset(("ins_start", "sub_start", "sep", "digit_end", "digit_off"))
"""Typos that are seldom made."""
_RARE_RANK: Final = 1_000_000
"""Added to the rank for rare typos: worse than any rank."""


class Typo:
    """The known name that is meant, in the form of the tables, and the typo in words.

    ``order`` is smaller, the likelier it is meant.
    """

    __slots__ = ("order", "target", "words")

    def __init__(self, order: int, target: str, words: str) -> None:
        self.order: Final = order
        self.target: Final = target
        self.words: Final = words


def find_typo(name: str, level: str) -> Typo | None:
    """Return the likeliest known name that *name* is a typo of at *level*, or None.

    *name* is normalized and of limited length; *level* a key of LIMITS.
    """
    if name.startswith("_") or not name.replace("_", "").isalnum():
        return None
    if not name.isascii():
        return _find_in_other_script(name, level)
    if len(name) < nearby.SHORTEST:
        return None
    found = _find_usual(name, level) or _find_likeliest(name, level)
    # Asked last: few names are like another one.
    return None if found is None or _is_innocent(name, level) else found


def find_capital_i(name: str) -> Typo | None:
    """Return the known name that *name* is, with a capital I for an l: ``gIob``.

    Only here case counts: in lower case the two do not look alike.
    """
    plain = name.replace("I", "l")
    if plain == name or plain != plain.lower() or len(plain) < nearby.SHORTEST:
        return None
    rank = packages.find_rank(plain)
    return Typo(rank, plain, WORDS["fold"]) if rank and _is_unknown(name) else None


def _is_unknown(name: str) -> bool:
    return not _is_innocent(packages.normalize_import(name), "wide")


def _find_usual(name: str, level: str) -> Typo | None:
    """Return the name that is meant by a typo that is often made."""
    if level == "strict" or name not in USUAL:
        return None
    return Typo(0, *USUAL[name])


def _is_innocent(name: str, level: str) -> bool:
    """Return whether an ASCII *name* is known, or known to look like one by chance."""
    tables = [packages.KNOWN, packages.BENIGN]
    if level != "wide":
        tables.append(packages.NEIGHBOURS)
    return any(packages.look_up(table, name) is not None for table in tables)


def _find_likeliest(name: str, level: str) -> Typo | None:
    """Return the likeliest name within the limits of *level*."""
    limits = LIMITS[level]
    singles = list(_find_single_typos(name))
    if any(kind == "plural+" and rank <= VERY_POPULAR for rank, _, kind in singles):
        # `typers` are rather several of `typer` than a typo of `types`.
        singles = [single for single in singles if single[2] == "plural+"]
    found = [
        Typo(_order(kind, rank), target, WORDS[kind])
        for rank, target, kind in singles
        if _is_within(limits, kind, target, rank)
        and not _is_other_word(name, kind, (target, rank), level)
    ]
    if not found:
        # A name one typo away is likelier meant, even if it is beyond the limits.
        best = min((rank for rank, _, _ in singles), default=packages.WORST_POPULAR + 1)
        found = [
            Typo(rank, target, words)
            for rank, target, kind, words in double_typos.find_double_typos(name)
            if rank < best
            and _is_within(limits, kind, target, rank)
            and not _is_other_word(name, kind, (target, rank), level)
        ]
    return min(
        found, key=lambda typo: (typo.order, typo.target, typo.words), default=None
    )


def _order(kind: str, rank: int) -> int:
    """Return a number that is smaller, the likelier a name is meant.

    Popular names go first, unless the typo is a rare one. Among the others a doubled
    or swapped letter says more than the rank.
    """
    if kind in _RARE:
        return rank + _RARE_RANK
    return VERY_POPULAR + 1 if rank > VERY_POPULAR and kind in _TELLING else rank


def _is_other_word(name: str, kind: str, known: tuple[str, int], level: str) -> bool:
    """Return whether *name* means something else than a *known* name with its rank."""
    if kind not in _TELLING and is_of_other_package(name, *known):
        return True
    return level != "wide" and _is_of_own_words(name, kind, known[1])


def _is_of_own_words(name: str, kind: str, rank: int) -> bool:
    """Return whether *name* is of words of its own, not a typo of one with *rank*.

    `cachetool` and `feedparse` lack their ends, `prompttoolkit` an underscore, and
    `conncurrent` has a letter too many.
    """
    is_most_popular = rank <= _MOST_POPULAR
    if kind == "sub_start_adj" and not is_most_popular:
        return is_abbreviation_and_word(name) or is_two_words(name)
    if kind == "omit_start" and rank > _POPULAR and _begins_with_short_part(name):
        return True  # data_profiling is not ydata_profiling
    may_be_words = kind not in _AT_THE_END and (kind != "sep" or "_" in name)
    is_likelier = kind in _TELLING and is_most_popular
    return may_be_words and not is_likelier and is_two_words(name)


def _is_within(limits: Limits, kind: str, target: str, rank: int) -> bool:
    """Return whether *target* is popular enough, for its length, for this typo."""
    worst = 0
    for length, limit in limits.get(kind, ()):
        if len(target) >= length:
            worst = limit
    return 0 < rank <= worst


def _find_single_typos(name: str) -> Iterator[tuple[int, str, str]]:
    """Yield rank, target and kind for the ranked names one typo away from *name*."""
    for target, rank in nearby.find_one_edit_away(name):
        if has_doubled_letter(name, target) or differs_by_typos(name, target):
            kind = classify(name, target)
            # Another number is none: RFC 2986 is not RFC 3986.
            if kind != "sub_digit" or not _has_number(name):
                yield rank, target, kind
    for kind, targets in (
        ("fold", _without_confusables(name)),
        ("run", _without_runs(name)),
    ):
        for target in targets:
            rank = packages.find_rank(target)
            if rank:
                yield rank, target, kind


_DIGITS_AS_LETTERS: Final = tuple(
    str.maketrans("0134578", f"o{one}eastb") for one in "li"
)
"""A 1 may be read as either of two letters."""

_DIGITS_AS_ZEROS: Final = str.maketrans("123456789", "000000000")


def _without_confusables(name: str) -> Iterator[str]:
    """Yield *name* with digits read as letters, and with letter pairs read as one."""
    # After three letters even one digit is a number: cff1 is a format.
    is_numbered = len(name) == nearby.SHORTEST and name[-1].isdigit()
    may_be_letters = not (name.isalpha() or is_numbered or _has_number(name))
    for letters in _DIGITS_AS_LETTERS if may_be_letters else ():
        plain = name.translate(letters)
        for target in {plain, plain[:-1] + name[-1]}:
            if target != name:
                yield target
    for pair, letter in confusables.PAIRS:
        start = name.find(pair)
        while start >= 0:
            if pair != "cl" or not _begins_a_word(name, start):
                yield name[:start] + letter + name[start + 2 :]
            start = name.find(pair, start + 1)


def _has_number(name: str) -> bool:
    """Return whether digits in *name* are a number: ``p4574`` is a task, not pasta."""
    return "000" in name.translate(_DIGITS_AS_ZEROS)


def _begins_a_word(name: str, start: int) -> bool:
    """Return whether the ``cl`` at *start* may begin a word: clocker is not docker.

    A long name hardly begins with one: clatetime.
    """
    begins = name[start - 1 : start] == "_" or (
        start == 0 and _begins_with_short_part(name)
    )
    return begins and name[start + 2 : start + 3] in VOWELS


def _begins_with_short_part(name: str) -> bool:
    """Return whether *name*, or its first part, is so short that it may be a word."""
    return len(name.partition("_")[0]) <= _LONGEST_WORD


def _without_runs(name: str) -> Iterator[str]:
    """Yield *name* with its repeated letters written once, or one of them twice."""
    repeated = [a for a, b in zip(name, name[1:]) if a == b and a.isalpha()]
    if len(repeated) < 2:
        return
    letters: list[str] = []
    counts: list[int] = []
    for letter in name:
        if letters and letters[-1] == letter and letter.isalpha():
            counts[-1] += 1
        else:
            letters.append(letter)
            counts.append(1)
    yield "".join(letters)
    for index, count in enumerate(counts):
        if count > 1:
            yield "".join(letters[: index + 1] + letters[index:])


def _find_in_other_script(name: str, level: str) -> Typo | None:
    """Return the known name that a *name* with non-ASCII letters looks like.

    A word of another language may by chance consist of such letters only, so that
    short names count only if they mix scripts.
    """
    plain = _to_ascii(name)
    if plain is None:
        return None
    is_short = len(plain) < nearby.SHORTEST
    if packages.is_known(plain) and (not is_short or _has_ascii_letter(name)):
        return Typo(packages.find_rank(plain), plain, WORDS["fold"])
    found = None if is_short else _find_likeliest(plain, level)
    if found is None:
        return None
    words = f"{WORDS['fold']} and {found.words}"
    return Typo(found.order, found.target, words)


def _has_ascii_letter(name: str) -> bool:
    """Return whether some letter of *name* is an ASCII letter."""
    return any(letter.isascii() and letter.isalpha() for letter in name)


def _to_ascii(name: str) -> str | None:
    """Return *name* in the ASCII letters it looks like; None if it has others."""
    import unicodedata

    looks_like = {pair[0]: pair[1] for pair in confusables.LETTERS.split()}
    plain = "".join(
        looks_like.get(letter, letter)
        for letter in unicodedata.normalize("NFKD", name).lower()
        if not unicodedata.combining(letter)
    )
    return plain if plain.isascii() else None
