"""Which well-known name an unknown one is a slip for.

A *slip* is one thing that goes wrong when a name is typed, or is done on purpose to
a name so that nobody sees it.  Which slips count depends on how long and how popular
the name meant is (:mod:`flake8_safe_imports.data.typo_limits`).  The kinds:

* ``rep`` a letter doubled, ``run`` letters repeated, ``unrep`` a double written once
* ``trans`` two neighbouring letters swapped
* ``omit`` a letter missing inside, ``omit_end`` at the end, ``omit_start`` at the
  start (``omit_start_py`` where the name begins with ``py``)
* ``ins`` a letter added inside, ``ins_adj`` one from a key beside its neighbour's,
  ``ins_end`` at the end (``ins_er`` one that makes *-er* or *-ed* of a final *e*),
  ``ins_start`` at the start
* ``sub`` a letter replaced, ``sub_adj`` by the key beside it, ``sub_homo`` by one that
  looks like it (``l``, ``1``, ``i``), ``sub_vowel`` a vowel by another, ``sub_digit``
  with the digit beside it or a digit by another, ``sub_digit_far`` with any digit,
  ``sub_start`` the first letter (``sub_start_adj`` by the key beside it)
* ``plural+`` and ``plural-`` an ``s`` too many or too few at the end, ``plural_std``
  one too many after the name of a module of the standard library
* ``digit_end`` a digit too many at the end, ``digit_off`` one too few anywhere
* ``sep`` an underscore too many or too few
* ``fold`` letters of another script, several digits for letters, ``rn`` for ``m``
* ``typo2`` and ``typo1`` two slips in a long name, both or one of them a typist's
  (``typo2x`` and ``typo1x`` where the last letters differ)

The unknown name's own edits, some 75 for each letter, are looked up among the known
names, so that nothing need be indexed; this is linear in the length of the name, which
is capped.  Everything is a pure function of the name and the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from flake8_safe_imports.data import packages, stdlib
from flake8_safe_imports.data.typo_limits import LIMITS

_SHORTEST: Final = 4
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789_"
_VOWELS: Final = frozenset("aeiouy")
_KEYS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_GLYPHS: Final = ("il1j", "o0", "s5", "z2", "b86", "gq9", "e3", "a4", "t7", "uv", "mn")
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_LETTERS: Final = (
    "аa вb еe һh іi јj кk мm нh оo рp ѕs сc тt уy хx ԁd ԛq ԝw ӏl гr пn иu үy зe ьb ѵv "  # noqa: RUF001
    "αa βb εe ηn κk νv οo ρp σo τt υu χx ωw γy ςc ϳj ιi "  # noqa: RUF001
    "օo հh ոn ցg զq սu "  # noqa: RUF001
    "ıi ȷj ɑa ɡg ɩi ɪi ʏy ʀr ʟl ɴn øo đd ħh łl ŧt"  # noqa: RUF001
)
"""Letters of other scripts, each with the ASCII letter that it passes for.

As Unicode normalises them: of the lunate sigma, which is the very ``c``, it makes the
final one.
"""
_SLIPS: Final = {
    "rep": "letter doubled",
    "run": "letters repeated",
    "trans": "letters swapped",
    "unrep": "letter missing",
    "omit": "letter missing",
    "omit_end": "letter missing",
    "omit_start": "letter missing",
    "omit_start_py": "letter missing",
    "ins": "letter added",
    "ins_adj": "letter added",
    "ins_end": "letter added",
    "ins_start": "letter added",
    "ins_er": "letter added",
    "sub": "letter replaced",
    "sub_adj": "letter replaced",
    "sub_vowel": "letter replaced",
    "sub_start": "letter replaced",
    "sub_start_adj": "letter replaced",
    "sub_homo": "look-alike characters",
    "fold": "look-alike characters",
    "sub_digit": "digit replaced",
    "sub_digit_far": "digit replaced",
    "digit_end": "digit added",
    "digit_off": "digit missing",
    "plural+": "letter added",
    "plural_std": "letter added",
    "plural-": "letter missing",
    "sep": "underscore added or missing",
}
_TYPIST: Final = frozenset(
    ("rep", "trans", "unrep", "omit", "omit_end", "ins_adj", "sub_homo", "sub_vowel")
)
"""Slips that a typist makes, of which two may come together."""
_TELLING: Final = frozenset(("rep", "run", "trans"))
_SELDOM: Final = frozenset(("ins_start", "sub_start", "sep", "digit_end", "digit_off"))
_SELDOM_RANK: Final = 1_000_000
_POPULAR: Final = 300
_TYPING: Final = frozenset(("rep", "run", "trans", "unrep", "omit", "omit_end"))
_LONG_PART: Final = 5
_FARTHEST: Final = 5000
"""The worst rank of a name that two slips may lead to."""


class Slip(NamedTuple):
    """The known name that is meant, in the form of the tables, and the slip in words.

    ``unlikely`` orders what may be meant, the likeliest first.
    """

    unlikely: int
    target: str
    words: str


def closest(name: str, level: str) -> Slip | None:
    """Return the likeliest name that *name* is a slip for at *level*, else None.

    *name* is lower case, with underscores, and of bounded length.
    """
    if name.startswith("_") or not name.replace("_", "").isalnum():
        return None
    if not name.isascii():
        return _other_script(name, level)
    if len(name) < _SHORTEST or _is_innocent(name, level):
        return None
    return _closest(name, level)


def imitated(name: str) -> Slip | None:
    """Return the very popular third-party name that the existing *name* imitates.

    These are names that :func:`closest` takes to be innocent because they exist; a
    doubled, swapped or missing letter is nevertheless worth a word.
    """
    if packages.fields(packages.NEIGHBOURS, name) is None:
        return None
    found = [
        Slip(rank, target, _SLIPS[kind])
        for rank, target, kind in _candidates(name)
        if kind in _TYPING
        and rank <= _POPULAR
        and len(target) > 5
        and stdlib.module(target) is None
    ]
    return min(found, default=None)


def _is_innocent(name: str, level: str) -> bool:
    """Tell whether an ASCII *name* is known, or known to look like one by chance."""
    tables = [packages.KNOWN, packages.BENIGN]
    if level != "wide":
        tables.append(packages.NEIGHBOURS)
    return any(packages.fields(table, name) is not None for table in tables)


def _closest(name: str, level: str) -> Slip | None:
    """Return the likeliest name within the limits of *level*."""
    limits = LIMITS[level]
    near = list(_candidates(name))
    found = [
        Slip(_unlikeliness(kind, rank), target, _SLIPS[kind])
        for rank, target, kind in near
        if _is_within(limits, kind, target, rank)
    ]
    if not found:
        # What is meant is rather the name one slip away, though it may not count.
        nearest = min((rank for rank, _, _ in near), default=_FARTHEST + 1)
        found = [
            Slip(rank, target, slip)
            for rank, target, kind, slip in _doubles(name)
            if rank < nearest and _is_within(limits, kind, target, rank)
        ]
    return min(found, default=None)


def _unlikeliness(kind: str, rank: int) -> int:
    """Return the order in which to believe what was meant, the likeliest first.

    Popular names go first, except that a typist seldom begins with a wrong letter;
    among the others a doubled or swapped letter tells more than the rank.
    """
    if kind in _SELDOM:
        return rank + _SELDOM_RANK
    return _POPULAR + 1 if rank > _POPULAR and kind in _TELLING else rank


def _is_within(
    limits: Mapping[str, tuple[tuple[int, int], ...]], kind: str, target: str, rank: int
) -> bool:
    """Tell whether *target* is popular enough, for its length, for this slip."""
    worst = 0
    for length, limit in limits.get(kind, ()):
        if len(target) >= length:
            worst = limit
    return 0 < rank <= worst


def _candidates(name: str) -> Iterator[tuple[int, str, str]]:
    """Yield (rank, target, kind) of the ranked names one slip away from *name*."""
    ranks = packages.ranks()
    for target in sorted([near for near in _edits(name) if near in ranks]):
        rank = ranks[target]
        if rank and len(target) >= _SHORTEST:
            kind = _kind(name, target)
            if _is_doubled(name, target) or _is_in_one_part(name, target):
                yield rank, target, kind
    for kind, targets in (("fold", _refolded(name)), ("run", _shortened_runs(name))):
        for target in targets:
            rank = ranks.get(target, 0)
            if rank:
                yield rank, target, kind


def _edits(name: str) -> set[str]:
    """Return every string one insertion, deletion, replacement or swap away."""
    found: set[str] = set()
    for index in range(len(name) + 1):
        head, tail = name[:index], name[index:]
        found.update([head + letter + tail for letter in _ALPHABET])
        if tail:
            rest = tail[1:]
            found.add(head + rest)
            found.update([head + letter + rest for letter in _ALPHABET])
            found.add(head + rest[:1] + tail[0] + rest[1:])
    found.discard(name)
    return found


def _kind(name: str, target: str) -> str:
    """Return the kind of the one slip that makes *name* of *target*."""
    at = _common(name, target)
    if len(name) > len(target):
        kind = _kind_added(name, at)
        # Helpers of one's own are called so: platforms, tempfiles.
        is_own = kind == "plural+" and stdlib.module(target) is not None
        return "plural_std" if is_own else kind
    if len(name) < len(target):
        return _kind_missing(target, at)
    swapped = target[at : at + 2][::-1] + target[at + 2 :]
    if name[at:] == swapped:
        return "sep" if "_" in name[at : at + 2] else "trans"
    return _kind_replaced(name[at], target[at], first=at == 0)


def _kind_added(name: str, at: int) -> str:
    """Return the kind of slip that put ``name[at]`` in."""
    letter = name[at]
    last = at == len(name) - 1
    if letter == "_":
        return "sep"
    if at and letter == name[at - 1]:
        return "rep"
    if last and letter.isdigit():
        return "digit_end"
    if last and letter == "s":
        return "plural+"
    if last and letter in "rd" and name[at - 1] == "e":
        return "ins_er"
    if at == 0:
        return "ins_start"
    if letter in _beside(name[at - 1]) or letter in _beside(name[at + 1 : at + 2]):
        return "ins_adj"
    return "ins_end" if last else "ins"


def _kind_missing(target: str, at: int) -> str:
    """Return the kind of slip that left ``target[at]`` out."""
    letter = target[at]
    last = at == len(target) - 1
    if letter == "_":
        return "sep"
    if at and letter == target[at - 1]:
        return "unrep"
    if letter.isdigit():
        return "digit_off"
    if last:
        return "plural-" if letter == "s" else "omit_end"
    if at == 0:
        return "omit_start_py" if target.startswith("py") else "omit_start"
    return "omit"


def _kind_replaced(letter: str, meant: str, *, first: bool) -> str:
    """Return the kind of slip that put *letter* where *meant* should be."""
    if "_" in (letter, meant):
        return "sep"
    if first:
        return "sub_start_adj" if letter in _beside(meant) else "sub_start"
    if any(letter in glyphs and meant in glyphs for glyphs in _GLYPHS):
        return "sub_homo"
    if letter.isdigit() or meant.isdigit():
        is_slip = letter in _beside(meant) or (letter + meant).isdigit()
        return "sub_digit" if is_slip else "sub_digit_far"
    if letter in _beside(meant):
        return "sub_adj"
    if letter in _VOWELS and meant in _VOWELS:
        return "sub_vowel"
    return "sub"


def _common(name: str, target: str) -> int:
    """Return how many letters *name* and *target* have in common from the start."""
    for index, (left, right) in enumerate(zip(name, target)):
        if left != right:
            return index
    return min(len(name), len(target))


@cache
def _beside(letter: str) -> frozenset[str]:
    """Return the keys beside that of *letter*, on the American keyboard."""
    found: set[str] = set()
    for row, keys in enumerate(_KEYS):
        column = keys.find(letter) if letter else -1
        if column >= 0:
            # Each row is shifted by half a key to the right of the one above it.
            found.update(keys[max(0, column - 1) : column + 2])
            if row:
                found.update(_KEYS[row - 1][column : column + 2])
            if row + 1 < len(_KEYS):
                found.update(_KEYS[row + 1][max(0, column - 1) : column + 1])
    return frozenset(found - {letter})


def _is_doubled(name: str, target: str) -> bool:
    """Tell whether *name* doubles a letter of *target*, as nobody does on purpose.

    Digits and the ``i`` of Roman numerals may be doubled for a reason; short parts
    may be another word or abbreviation then: ``mlx_llm`` is not ``mlx_lm``.
    """
    at = _common(name, target)
    if _kind(name, target) != "rep" or not name[at].isalpha() or name[at] == "i":
        return False
    part = target[:at].rpartition("_")[2] + target[at:].partition("_")[0]
    return len(part) >= _LONG_PART or packages.ranks()[target] <= _POPULAR


def _is_in_one_part(name: str, target: str, least: int = _LONG_PART) -> bool:
    """Tell whether what differs lies in long parts, and looks like slips in each.

    Between underscores a part counts from *least* letters on, where one differs; in
    the most popular names single slips count from 4 letters on.
    """
    if "_" not in target or name.replace("_", "") == target.replace("_", ""):
        return True
    mine, theirs = name.split("_"), target.split("_")
    if len(mine) != len(theirs):
        return False
    differing = [pair for pair in zip(mine, theirs) if pair[0] != pair[1]]
    if len(differing) > 1:
        least = _LONG_PART  # a slip in each
    is_popular = packages.ranks()[target] <= _POPULAR
    return all(
        _is_slip_in_part(part, meant, least)
        or (is_popular and least == _LONG_PART and _is_slip_in_short(part, meant))
        for part, meant in differing
    )


def _is_slip_in_part(part: str, meant: str, least: int) -> bool:
    """Tell whether *part* of a name is no word that was chosen on purpose.

    Known words are: ``modal_proxy`` is not ``modal_proto``.  A letter less may make
    one by chance, as in ``memory_profile``.
    """
    if len(meant) < least:
        return False
    is_less = least == _LONG_PART and len(part) < len(meant)
    return is_less or part not in packages.ranks()


def _is_slip_in_short(part: str, meant: str) -> bool:
    """Tell whether *part* is a slip for *meant*: four letters, or the common ``py``.

    No known word is: ``dbt_code`` is not ``dbt_core``; nor what differs in its last
    letter alone, or in a vowel.
    """
    if meant == "py":
        return _kind(part, meant) in {"trans", "sub_adj"}
    if len(meant) != _LONG_PART - 1 or part in packages.ranks():
        return False
    return len(part) != len(meant) or (
        part[:-1] != meant[:-1] and _kind(part, meant) not in {"sub", "sub_vowel"}
    )


def _refolded(name: str) -> Iterator[str]:
    """Yield *name* with digits read as letters, and letter pairs as the letter."""
    for one in "li":
        plain = name.translate(str.maketrans("0134578", f"o{one}eastb"))
        for target in {plain, plain[:-1] + name[-1]}:
            if target != name:
                yield target
    for pair, letter in _PAIRS:
        start = name.find(pair)
        while start >= 0:
            if pair != "cl" or not _begins_a_word(name, start):
                yield name[:start] + letter + name[start + 2 :]
            start = name.find(pair, start + 1)


def _begins_a_word(name: str, start: int) -> bool:
    """Tell whether the ``cl`` at *start* may begin a word: a clocker is no docker."""
    return name[start - 1 : start] in {"", "_"} and (
        name[start + 2 : start + 3] in _VOWELS
    )


def _shortened_runs(name: str) -> Iterator[str]:
    """Yield *name* with its repeated letters written once, or one of them twice."""
    letters: list[str] = []
    counts: list[int] = []
    for letter in name:
        if letters and letters[-1] == letter and letter.isalpha():
            counts[-1] += 1
        else:
            letters.append(letter)
            counts.append(1)
    if sum(counts) - len(counts) < 2:
        return
    yield "".join(letters)
    for index, count in enumerate(counts):
        if count > 1:
            yield "".join(letters[: index + 1] + letters[index:])


def _doubles(name: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield (rank, target, kind, slip) of the popular long names two slips away."""
    if len(name) < _LONG - 2:
        return
    mask = _mask(name)
    for length in range(max(_LONG, len(name) - 2), len(name) + 3):
        for other, target in _long_names(name[0]).get(length, ()):
            if bin(mask ^ other).count("1") <= 4:
                kinds = _two_slips(name, target)
                if kinds and _is_in_one_part(name, target, _LONG):
                    typical = sum(kind in _TYPIST for kind in kinds)
                    if typical and "sep" not in kinds:
                        kind = f"typo{typical}" + "x" * (name[-1] != target[-1])
                        slip = " and ".join(dict.fromkeys(_SLIPS[k] for k in kinds))
                        yield packages.ranks()[target], target, kind, slip


_LONG: Final = 8
"""Names shorter than this are not looked for two slips away."""


@cache
def _long_names(first: str) -> dict[int, list[tuple[int, str]]]:
    """Return the names that two slips may lead to and *first* begins, by length."""
    found: dict[int, list[tuple[int, str]]] = {}
    for target in _by_letter().get(first, ()):
        found.setdefault(len(target), []).append((_mask(target), target))
    return found


@lru_cache(maxsize=1)
def _by_letter() -> dict[str, list[str]]:
    """Return the long popular names by their first letter."""
    found: dict[str, list[str]] = {}
    for target, rank in packages.ranks().items():
        if 0 < rank <= _FARTHEST and len(target) >= _LONG:
            found.setdefault(target[0], []).append(target)
    return found


def _mask(name: str) -> int:
    """Return the set of characters in *name* as bits."""
    mask = 0
    for letter in name:
        mask |= 1 << (ord(letter) & 63)
    return mask


def _two_slips(name: str, target: str) -> tuple[str, str] | None:
    """Return the kinds of the two slips between two names; None if it takes more."""
    firsts = _repairs(name, target)
    if any(middle == target for _, middle in firsts) or _is_other_end(name, target):
        return None
    for first, middle in firsts:
        if abs(len(middle) - len(target)) <= 1:
            for second, whole in _repairs(middle, target):
                if whole == target:
                    return first, second
    return None


def _is_other_end(name: str, target: str) -> bool:
    """Tell whether one is the other and some more: ``durationpy``."""
    if target.startswith(name) or name.startswith(target):
        return True
    return target.endswith("py") and _common(name, target) >= len(target) - 2


def _repairs(name: str, target: str) -> list[tuple[str, str]]:
    """Return *name* mended where it first differs, in each way, with the kind."""
    at = _common(name, target)
    found = []
    if at + 1 < min(len(name), len(target)) and (
        name[at] == target[at + 1] and name[at + 1] == target[at]
    ):
        found.append(("trans", name[:at] + target[at : at + 2] + name[at + 2 :]))
    if at < len(name):
        found.append((_kind_added(name, at), name[:at] + name[at + 1 :]))
    if at < len(target):
        found.append((_kind_missing(target, at), name[:at] + target[at] + name[at:]))
    if at < min(len(name), len(target)):
        kind = _kind_replaced(name[at], target[at], first=False)  # they begin alike
        found.append((kind, name[:at] + target[at] + name[at + 1 :]))
    return found


def _other_script(name: str, level: str) -> Slip | None:
    """Return what a *name* with letters beyond ASCII passes for.

    A word of another language may by chance consist of such letters alone, so that
    short ones count only when they mix scripts.
    """
    plain = _folded(name)
    if plain is None:
        return None
    is_short = len(plain) < _SHORTEST
    rank = packages.ranks().get(plain)
    if rank is not None and (not is_short or _has_ascii_letter(name)):
        return Slip(rank, plain, _SLIPS["fold"])
    found = None if is_short else _closest(plain, level)
    if found is None:
        return None
    return found._replace(words=f"{_SLIPS['fold']} and {found.words}")


def _has_ascii_letter(name: str) -> bool:
    """Tell whether some letter of *name* is an ASCII one."""
    return any(letter.isascii() and letter.isalpha() for letter in name)


def _folded(name: str) -> str | None:
    """Return *name* in the ASCII letters it looks like; None if it does not."""
    import unicodedata

    passes = {pair[0]: pair[1] for pair in _LETTERS.split()}
    plain = "".join(
        passes.get(letter, letter)
        for letter in unicodedata.normalize("NFKD", name).lower()
        if not unicodedata.combining(letter)
    )
    return plain if plain.isascii() else None
