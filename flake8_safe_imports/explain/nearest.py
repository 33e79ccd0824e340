"""The codes and names that are spelled most like an unknown one."""

from __future__ import annotations

import difflib
import itertools
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.codes import find_family
from flake8_safe_imports.config.options import OPTIONS
from flake8_safe_imports.data import classes, known_names, packages, stdlib
from flake8_safe_imports.explain.facts import find_facts, find_homes
from flake8_safe_imports.names.meant import find_meant
from flake8_safe_imports.rules.registry import BY_CODE, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST: Final = 5
"""How many names are suggested."""
_PYTHON3: Final = 300
"""The version that has what is older as well."""
_ALIKE: Final = 0.78
"""How alike, from 0 to 1, ``difflib`` must find two codes or names.

Of four letters, all must be the same, or one more or fewer: too many short names differ
in one letter only.
"""

_OF_OTHERS: Final = {
    "I250": "VET104",
    "I251": "VET101",
    "I252": "VET103",
    "TID251": "VET101",
    "TID252": "VET103",
    "TID253": "VET102",
    "PLC0414": "VET104",
    "A005": "VET403",
}
"""Codes of flake8-tidy-imports and ruff -> the code here with the same meaning."""


def find_nearest(argument: str) -> list[str]:
    """Return a few codes or names that *argument* may be meant for, best first."""
    code = argument.upper()
    if code in _OF_OTHERS:
        return [_OF_OTHERS[code]]
    if code.startswith("VET"):
        beginning = find_family(argument) or code
        known = [known for known in BY_CODE if known.startswith(beginning)]
        return known or sorted(_find_close(code, BY_CODE)) or _find_options(argument)
    bare = _find_bare(argument)
    if bare != argument and find_facts(bare):
        return [bare]
    near = _find_dotted if "." in argument else _find_single
    return list(dict.fromkeys(near(argument)))[:_MOST]


def _find_options(argument: str) -> list[str]:
    """Return the options that begin with *argument* or, without any, are like it."""
    beginning = argument.lower().replace("_", "-")
    names = [option.name for option in OPTIONS]
    longer = [name for name in names if name.startswith(beginning)]
    return longer or _find_close(beginning, names)


def _find_close(word: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(word, list(known), _MOST, _ALIKE)


def _find_bare(argument: str) -> str:
    """Return the name in a path, an entry point or a requirement with its version."""
    name = re.split(r"[\[<>=!~;@ ]", argument.strip(), maxsplit=1)[0]
    return re.sub(r"[/\\:]|\.py$", ".", name).strip(".").replace("..", ".")


def _find_dotted(argument: str) -> list[str]:
    """Return the names as deep as a dotted one and like it, then its known parent."""
    parents = [parent for parent in _list_parents(argument) if find_facts(parent)][:1]
    depth = argument.count(".")
    known = [*stdlib.iterate_names(), *classes.iterate_names()]
    names = [name for name in known if name.count(".") == depth]
    close = _find_close(argument, names)
    longer = _sort(name for name in known if name.endswith(f".{argument}"))
    # The tables lack what a class always had.
    homes = _sort(find_homes(argument))
    near = [*homes, *close] if homes else [*close, *parents]
    return [*_find_meant(argument), *longer, *near]


def _sort(names: Iterable[str]) -> list[str]:
    return sorted(names, key=_rank)


def _rank(dotted: str) -> tuple[bool, int, bool, int, int, str]:
    """Return a key that puts first what Python 3 has, since long ago, near the top.

    What a module has merely because it imports it came later: ``os.Mapping``.
    """
    fact = stdlib.find_lifetime(dotted) or classes.find(dotted)
    is_gone = fact is None or not fact.window & versions.bit(versions.MINORS[-1])
    since = max(fact.spans[0][0], _PYTHON3) if fact else _PYTHON3
    is_alias = dotted.startswith("typing.")
    return is_gone, since, is_alias, dotted.count("."), len(dotted), dotted


def _find_meant(argument: str) -> Iterator[str]:
    """Yield what VET206 suggests for a name that never existed."""
    module, _, name = argument.rpartition(".")
    if known_names.find_unknown(argument) == argument.count(".") + 1:
        meant = find_meant(module, name, versions.bit(versions.MINORS[-1]))
        yield from [meant] if meant else []


def _list_parents(dotted: str) -> Iterator[str]:
    """Yield the names above *dotted*, the nearest first."""
    parent = dotted.rpartition(".")[0]
    while parent:
        yield parent
        parent = parent.rpartition(".")[0]


def _find_containing(word: str) -> Iterator[str]:
    """Yield the rules and options of whose name *word* is a part."""
    for name in (*(rule.name for rule in RULES), *(option.name for option in OPTIONS)):
        if word in name.split("-"):
            yield name


def _find_single(argument: str) -> list[str]:
    """Return top-level names, rules and last parts of dotted names like *argument*."""
    ending: dict[str, list[str]] = {}
    tops = {*(rule.name for rule in RULES), *packages.load_ranks()}
    for dotted in itertools.chain(stdlib.iterate_names(), classes.iterate_names()):
        parent, _, last = dotted.rpartition(".")
        if not parent:
            tops.add(dotted)
        elif not parent.startswith("_"):
            ending.setdefault(last, []).append(dotted)
    found = [*({argument.lower()} & tops), *_sort(ending.get(argument, ()))]
    found += _find_containing(argument.lower())
    for names in (sorted(tops), list(ending)):
        for close in _find_close(argument, names):
            found += [close] if close in tops else _sort(ending[close])
    return found
