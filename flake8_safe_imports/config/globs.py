"""Which files a glob of the configuration matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import re

_CACHE_SIZE: Final = 1024
"""How many compiled globs are kept before the cache is cleared."""

_compiled: dict[str, re.Pattern[str]] = {}


def matches_file(glob: str, path: str) -> bool:
    """Return whether *glob* matches the file at *path*, as ``fnmatch`` would.

    *path* is relative to the folder of the glob, with ``/`` in it. ``*`` also
    crosses ``/``, and ``**/`` also matches nothing. A *glob* without ``/`` is compared
    with the base name; one that ends in ``/`` matches all files in the folder. Letter
    case counts on every system.
    """
    glob = glob.replace("\\", "/")
    regex = _compiled.get(glob)
    if regex is None:
        if len(_compiled) >= _CACHE_SIZE:
            _compiled.clear()
        regex = _compiled[glob] = _compile_glob(glob)
    if "/" not in glob:
        path = path.rpartition("/")[2]
    return regex.match(path) is not None


def _compile_glob(glob: str) -> re.Pattern[str]:
    """Return the regular expression for *glob*, without backtracking.

    The text after a wildcard is searched for at its first place only, except after the
    last wildcard: since another wildcard follows, no later place can do better. A
    group in a lookahead, referred to at once, is how ``re`` is kept from backtracking.
    """
    import re

    if "/" in glob:
        glob = glob[2:] if glob.startswith("./") else glob.lstrip("/")
        if glob.endswith("/") or not glob:
            glob += "*"
    first, *others = _split_glob(glob)
    written = [first[1]]
    for number, (gap, fixed) in enumerate(others, 1):
        if number == len(others):
            written.append(("(?:.*/)?" if gap else ".*") + fixed)
        else:
            lazy = ("(?:.*?/)??" if gap else ".*?") + fixed
            written.append(f"(?=(?P<g{number}>{lazy}))(?P=g{number})")
    return re.compile("".join(written) + r"\Z", re.DOTALL)


def _split_glob(glob: str) -> list[tuple[bool, str]]:
    """Return the wildcards of *glob*, each with a regular expression of the text after.

    A wildcard is True for ``**/`` and False for ``*``; the first item is the text
    before all wildcards.
    """
    import fnmatch
    import re

    pieces = [(False, "")]
    # A wildcard; a set of characters, where a star is just a star; or a character.
    tokens = r"((?:^|(?<=/))\*\*+/|\*+)|\[!?\]?[^\]]*\]|[^*]"
    for token in re.finditer(tokens, glob):
        gap = token.group(1)
        if gap is None:
            pieces[-1] = pieces[-1][0], pieces[-1][1] + token.group()
        else:
            pieces.append((gap.endswith("/"), ""))
    # The last two characters match the end of the text.
    return [(gap, fixed and fnmatch.translate(fixed)[:-2]) for gap, fixed in pieces]
