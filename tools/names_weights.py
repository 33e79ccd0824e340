"""How distinctive a name is: the more, the less likely somebody else chooses it.

The weight of a name is that of the lightest way to read it, as words that names are
made of and single characters between them. ``discord-client`` weighs 15, and is a
module of many; ``httpxgetter`` weighs 21, and is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

AFFIX: Final = 4
GENERIC: Final = 6
"""The weight of a word that programmers name their own modules with."""
WORD: Final = 9
"""The weight of an English word, and of the name of a package."""
MISSPELT: Final = 5
"""What one slip adds."""
LEAST_MISSPELT: Final = GENERIC + MISSPELT
LETTER: Final = 4
OTHER: Final = 6
"""The weight of a digit: ``mall0d``."""
AFFIXES: Final = frozenset({"lib", "nav", "net", "py", "python"})
"""What names are joined with besides words."""
LONGEST: Final = 18
"""The most letters of a word."""
NONE: Final = 1_000
SHORTEST_PACKAGE: Final = 4
SHORTEST_MISSPELT: Final = 5
"""One slip makes nearly anything of shorter words."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Word -> its weight; in ``slips``, also of words with a letter left out."""

    words: Mapping[str, int]
    slips: Mapping[str, int]


@lru_cache(maxsize=2)
def make_weights(
    generic: frozenset[str], english: frozenset[str], packages: frozenset[str]
) -> Weights:
    """Return the weights of programmers' words, English ones and names of packages."""
    names = (name.replace("_", "") for name in packages)
    words = {name: WORD for name in names if len(name) >= SHORTEST_PACKAGE}
    for word in english | generic:
        words[word] = words[f"{word}s"] = WORD
    words.update(dict.fromkeys(AFFIXES, AFFIX))
    words.update(dict.fromkeys(generic, GENERIC))
    slips: dict[str, int] = {}
    for word, weight in words.items():
        if len(word) >= SHORTEST_MISSPELT:
            for slip in (word, *leave_out(word)):
                slips[slip] = min(weight + MISSPELT, slips.get(slip, NONE))
    return Weights(words, slips)


@lru_cache(maxsize=16_384)
def weigh(name: str, weights: Weights) -> int:
    """Return the weight of the distribution *name*."""
    letters = name.replace("-", "")
    ends = [0]
    for end, character in enumerate(letters, 1):
        least = ends[-1] + (LETTER if character.isalpha() else OTHER)
        for start in range(max(0, end - LONGEST), end - 1):
            part = letters[start:end]
            least = min(least, ends[start] + weights.words.get(part, NONE))
            if ends[start] + LEAST_MISSPELT < least:
                least = min(least, ends[start] + weigh_misspelt(part, weights))
        ends.append(least)
    return ends[-1]


def weigh_misspelt(part: str, weights: Weights) -> int:
    """Return the weight of *part* as a misspelt word; NONE if it is none.

    A letter too many is found by leaving it out, another letter by leaving out both.
    """
    if len(part) < SHORTEST_MISSPELT or not part.isalpha():
        return NONE
    return min(weights.slips.get(slip, NONE) for slip in (part, *leave_out(part)))


def is_made_of(name: str, words: frozenset[str]) -> bool:
    """Return whether *name* is a sequence of *words*, with hyphens or without."""
    letters = name.replace("-", "")
    ends = {0}
    for end in range(1, len(letters) + 1):
        if any(letters[start:end] in words for start in ends):
            ends.add(end)
    return len(letters) in ends


def leave_out(word: str) -> Iterator[str]:
    """Yield *word* without each of its letters."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
