"""Dotted patterns such as ``foo.*._*``, and which names they match.

Pure, and linear in the name, however many wildcards a pattern has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SETS: Final = ("{python2to3}", "{stdlib}", "{third-party}")
"""The sets of names that may be written instead of a pattern."""


class PatternError(ValueError):
    """Not a pattern; ``str()`` says why, to be appended to the quoted text."""


class Pattern:
    """A dotted pattern, parsed by :func:`parse_pattern`.

    ``pieces`` are the runs of components between the ``*`` that are a component of
    their own; in an ``anchored`` pattern the first run must start the name.
    ``literals`` counts the components without a wildcard, ``stars`` the wildcards.
    ``needles`` are texts that a name must contain, with a dot before and behind it.
    """

    __slots__ = ("anchored", "literals", "needles", "pieces", "stars", "text")

    def __init__(
        self,
        text: str,
        pieces: tuple[tuple[str, ...], ...],
        anchored: bool,
        literals: int,
        stars: int,
        needles: tuple[str, ...] = (),
    ) -> None:
        self.text: Final = text
        self.pieces: Final = pieces
        self.anchored: Final = anchored
        self.literals: Final = literals
        self.stars: Final = stars
        self.needles: Final = needles

    def match_length(self, parts: Sequence[str]) -> int:
        """Return the length of the shortest prefix of *parts* that matches, or 0."""
        end = 0
        for index, piece in enumerate(self.pieces):
            last = len(parts) - len(piece)
            if self.anchored and not index:
                last = min(last, 0)
            for start in range(end, last + 1):
                if all(map(matches, piece, parts[start : start + len(piece)])):
                    end = start + len(piece)
                    break
            else:
                return 0
        return end or 1


def matches(component: str, part: str) -> bool:
    """Return whether one *component* of a pattern matches one *part* of a name."""
    if "*" not in component:
        return component == part
    first, *middle, last = component.split("*")
    start, stop = len(first), len(part) - len(last)
    if start > stop or not part.startswith(first) or not part.endswith(last):
        return False
    for text in middle:
        start = part.find(text, start, stop)
        if start < 0:
            return False
        start += len(text)
    return True


def parse_pattern(text: str) -> Pattern:
    """Return the dotted pattern *text*, parsed; raise PatternError if it is not one."""
    components = text.split(".")
    for component in components:
        if not (component.isidentifier() or _is_glob(component)):
            raise PatternError(_describe_problem(text))
    if not text.isascii():
        import unicodedata

        # Python normalizes identifiers in the same way.
        components = unicodedata.normalize("NFKC", text).split(".")
    if "*" not in text:
        return Pattern(
            ".".join(components), (tuple(components),), True, len(components), 0
        )
    return _parse_wildcards(components)


def normalize(text: str) -> str:
    """Return a pattern or set in the one spelling that is the same for equal ones."""
    return text if text in SETS else parse_pattern(text).text


def find_problem(text: str) -> str:
    """Return why *text* is neither a pattern nor a set, or an empty string."""
    if text not in SETS:
        try:
            parse_pattern(text)
        except PatternError as error:
            return str(error)
    return ""


def _parse_wildcards(components: list[str]) -> Pattern:
    """Parse *components*, of which at least one has a wildcard."""
    kept: list[str] = []
    runs: list[list[str]] = [[]]
    for component in map(_collapse_stars, components):
        if component == "*":
            if kept[-1:] == ["*"]:
                continue
            runs.append([])
        else:
            runs[-1].append(component)
        kept.append(component)
    return Pattern(
        ".".join(kept),
        tuple(tuple(run) for run in runs if run),
        kept[0] != "*",
        sum("*" not in component for component in kept),
        sum(component.count("*") for component in kept),
        tuple(_find_needle(component) for component in kept if component != "*"),
    )


def _find_needle(component: str) -> str:
    """Return the longest text that a part matched by *component* has, with its dots."""
    return max(f".{component}.".split("*"), key=len)


def _is_glob(component: str) -> bool:
    """Return whether *component* is an identifier with wildcards in it."""
    return "*" in component and component.replace("*", "a").isidentifier()


def _collapse_stars(component: str) -> str:
    """Return *component* with one star for each run of stars."""
    while "**" in component:
        component = component.replace("**", "*")
    return component


_WAYS_OUT: Final = (
    (r"#", "is not a name: put the comment on a line of its own"),
    (
        r"\.",
        "is relative: write the whole name, beginning with the top-level package",
    ),
    (r"(?:import|from)\s", "is a statement: write only the name"),
    (r".*,", "is not a dotted name: each line has one name before its '='"),
    (r".*;", "is not a dotted name: separate names by commas"),
    (r".*[<>=!~]", "is not a dotted name: write the name alone"),
    (r".*[\"'\[\]]", "is not a dotted name: write it without quotes and brackets"),
    (r".*[/\\]", "is a path: write the name as it is imported, with dots"),
    (r".*-", "is not a dotted name: module names have no hyphens"),
    (r".*:", "is not a dotted name: there is a ':' too many"),
    (r".*\.(?:\.|$)", "is not a dotted name: there is a dot too many"),
)
"""What is wrong with a text, and what to do, by its beginning. The first counts."""


def _describe_problem(text: str) -> str:
    """Return why *text* is not a pattern."""
    import re

    if not text:
        return "is empty: write a dotted name"
    if text[0] == "{" and text[-1] == "}":
        for known in SETS:
            if known.replace("-", "") == re.sub("[-_ ]", "", text.lower()):
                return f"is not a set: did you mean {known!a}?"
        return f"is not a set: the sets are {', '.join(SETS)}"
    return next(
        (problem for begin, problem in _WAYS_OUT if re.match(begin, text, re.DOTALL)),
        "is not a dotted name",
    )
