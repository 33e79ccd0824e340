"""Which version of Python has which standard library name, and what replaces it.

The facts come from interpreters and from hand-kept rows; ``tools/gen_stdlib.py`` writes
the tables, which are loaded when first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache

from flake8_safe_imports import versions
from flake8_safe_imports.data.texts import read_text
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


class Fact:
    """What is known about one module, or one name in a module."""

    __slots__ = (
        "advice",
        "backport",
        "backport_since",
        "drop_in",
        "expires",
        "name",
        "replacement",
        "spans",
        "window",
    )

    def __init__(
        self,
        name: str,
        spans: versions.Spans,
        *,
        replacement: str = "",
        drop_in: bool = False,
        advice: str = "",
        backport: str = "",
        backport_since: int = 0,
        expires: int = 0,
    ) -> None:
        self.name: Final = name
        """Dotted: ``urllib2.urlopen``."""
        self.spans: Final = spans
        """Half-open lifetimes such as ``((207, 300), (310, 0))``; an end of 0 is open.

        Dates before 3.6 are kept where known; 3.0 also means "in 3.6 or earlier".
        """
        self.window: Final = versions.within(spans)
        """The spans as a window; see :mod:`flake8_safe_imports.versions`."""
        self.replacement: Final = replacement
        """Dotted name to use instead; a built-in is ``builtins.set``.

        It may be third-party (``setuptools``). Empty if there is none.
        """
        self.drop_in: Final = drop_in
        """Whether *replacement* can be used in the same way."""
        self.advice: Final = advice
        """What to do, in a few words, if there is no replacement or it needs a remark.
        """
        self.backport: Final = backport
        """Dotted third-party name that brings this to older Pythons."""
        self.backport_since: Final = backport_since
        """The oldest version that the backport was tried on; 0 is unknown."""
        self.expires: Final = expires
        """The version announced to remove it; 0 if there is none."""

    @property
    def last_removal(self) -> int:
        """The Python 3 that removed it for good, or will as announced; 0 for none."""
        gone = self.spans[-1][1]
        return self.expires or (gone if gone > 300 else 0)

    def with_words(self, name: str, replacement: str, advice: str) -> Fact:
        """Return a copy that says the same of *name*, with other words of advice."""
        return Fact(
            name,
            self.spans,
            replacement=replacement,
            drop_in=self.drop_in,
            advice=advice,
            backport=self.backport,
            backport_since=self.backport_since,
            expires=self.expires,
        )


def find_module(name: str) -> Fact | None:
    """Return the facts about the module *name*; None if no version has it."""
    return _module(name) if is_module(name) else None


def is_module(name: str) -> bool:
    """Return whether some version has the module *name*."""
    return name in _modules()


def find_module_window(name: str) -> int | None:
    """Return the window of the module *name*; None if no version has it."""
    spans = _modules().get(name)
    return None if spans is None else _window(spans)


def is_changing(module: str, window: int, *, expiring: bool) -> bool:
    """Return whether some version of *window* lacks the known *module*.

    With *expiring*, whether a version dropped it or will drop it, too.
    """
    lacks = bool(window & ~_window(_modules()[module]))
    return lacks or (expiring and bool(_module(module).last_removal))


def is_current(name: str) -> bool:
    """Return whether the newest known Python has the module *name*."""
    fact = find_module(name)
    return fact is not None and not fact.spans[-1][1]


@cache
def load_names(module: str) -> Mapping[str, Fact]:
    """Return attribute -> fact for the names in *module* that have a row.

    A name has a row if some version lacks it, if it has a replacement of its own, or if
    its removal was announced. A name without a row may exist or not.
    """
    from flake8_safe_imports.data import _advice

    lines = _advice.NAMES.get(module, "").split("\n")
    about = dict(line.partition("|")[::2] for line in lines)
    spans = {
        name: text for text, group in _lifetimes(module) for name in group.split(" ")
    }
    return {
        name: _make_fact(f"{module}.{name}", spans[name], about.get(name, ""), name)
        for name in sorted(spans)
    }


def find_changing(module: str, window: int, *, expiring: bool) -> list[str]:
    """Return the names in *module* that some version of *window* lacks.

    With *expiring*, names that a version dropped or will drop are included.
    """
    found: list[str] = []
    for text, group in _lifetimes(module):
        if window & ~_window(text) or (expiring and not text.endswith("-")):
            found += group.split(" ")
    if expiring:
        pending = (name for name, fact in load_names(module).items() if fact.expires)
        found += set(pending).difference(found)
    return found


def _lifetimes(module: str) -> Iterator[tuple[str, str]]:
    """Yield each lifetime and the names in *module* that have it, as texts."""
    for line in _load_lifetimes().get(module, "").split("\n"):
        spans, _, group = line.partition("|")
        if group:
            yield spans, group


@cache
def _load_lifetimes() -> Mapping[str, str]:
    # For each of hundreds of modules, the import would take as long as the look-up.
    from flake8_safe_imports.data import _stdlib

    return _stdlib.LIFETIMES


def find(dotted: str) -> Fact | None:
    """Return the facts about the module or name *dotted*; None if it has no row."""
    known = find_module(dotted)
    if known is None:
        above, _, name = dotted.rpartition(".")
        known = load_names(above).get(name) if above else None
    return known


def find_lifetime(dotted: str) -> Fact | None:
    """Return the facts about any public name or module; None if no version has it.

    Of names without a row, only their versions are known; see :func:`find_window`.
    """
    known = find(dotted)
    if known is not None:
        return known
    window = find_window(dotted)
    return None if window is None else Fact(dotted, versions.to_spans(window))


def list_with_submodules(name: str) -> tuple[str, ...]:
    """Return the module *name* and its submodules, sorted; empty for an unknown one."""
    return _list_with_submodules(name) if name in _modules() else ()


@cache
def _list_with_submodules(name: str) -> tuple[str, ...]:
    known = _sorted_modules()
    start = f"{name}."
    first = bisect_left(known, start)
    last = first
    while last < len(known) and known[last].startswith(start):
        last += 1
    return (name, *known[first:last])


@cache
def is_split(module: str) -> bool:
    """Return whether the names of the removed *module* moved to different modules."""
    fact = _module(module) if is_module(module) else None
    if fact is None or fact.spans[-1][1] == 0:
        return False
    homes = {
        known.replacement.rpartition(".")[0]
        for known in load_names(module).values()
        # Names that were removed earlier had another reason.
        if known.replacement and known.spans[-1][1] == fact.spans[-1][1]
    }
    return bool(homes - {fact.replacement, module})


def find_window(dotted: str) -> int | None:
    """Return the window of any public name or module; None if no version has it.

    This loads the list of all names: use it for findings, not for every import.
    """
    if is_module(dotted):
        return _listed(dotted)[0]
    above, _, name = dotted.rpartition(".")
    return _listed(above)[1].get(name) if is_module(above) else None


def list_names(module: str) -> frozenset[str]:
    """Return the names in *module* that :func:`find_window` knows."""
    return frozenset(_listed(module)[1] if is_module(module) else ())


def join_names(module: str) -> str:
    """Return :func:`list_names` of a known *module* as a text, a blank around each.

    That takes a hundredth of the time.
    """
    # The first word of each line is no name: after a line break there is no blank.
    return _find_block(module).partition("\n")[2].replace("\n", " \n") + " "


_BUILDS_KNOWN_SINCE = versions.since(309)
"""The versions for which stubs were compared with builds."""


def is_on_every_build(dotted: str, window: int = _BUILDS_KNOWN_SINCE) -> bool:
    """Return whether every build, on every platform, has *dotted* or lacks it alike.

    Of modules whose builds differ, only some names are known to be in every build, and
    only in versions that the stubs describe; *window* holds the versions in question.
    Nothing is known about their submodules.
    """
    top, _, name = dotted.partition(".")
    names = _names_on_every_build(top)
    return names is None or (name in names and not window & ~_BUILDS_KNOWN_SINCE)


def has_listing(module: str) -> bool:
    """Return whether the names of *module* are listed, if it is a known module."""
    return not is_module(module) or bool(_listed(module)[1])


def iterate_names() -> Iterator[str]:
    """Yield every dotted name that :func:`find_window` knows, sorted by module."""
    for above in _sorted_modules():
        yield above
        for name in sorted(_listed(above)[1]):
            yield f"{above}.{name}"


@cache
def _modules() -> dict[str, str]:
    """Return module -> spans as text."""
    from flake8_safe_imports.data import _stdlib

    found: dict[str, str] = {}
    for spans, group in _stdlib.MODULES.items():
        found.update(dict.fromkeys(group.split(), spans))
    return found


@cache
def _sorted_modules() -> list[str]:
    return sorted(_modules())


@cache
def _module(name: str) -> Fact:
    """Return the fact about the known module *name*."""
    from flake8_safe_imports.data import _advice

    return _make_fact(name, _modules()[name], _advice.MODULES.get(name, ""), name)


@cache
def read_spans(text: str) -> versions.Spans:
    """Read the spans of the generated tables: ``207-300,310-``."""
    pairs = (part.split("-") for part in text.split(",") if part)
    return tuple((int(first), int(gone or 0)) for first, gone in pairs)


@cache
def _window(text: str) -> int:
    """Read spans as a window."""
    return versions.within(read_spans(text))


def _make_fact(dotted: str, spans: str, about: str, name: str) -> Fact:
    """Return the fact about *dotted*: its *name*, as the tables have it.

    What else there is to say *about* it was written by the generator's ``row_text``.
    """
    lifetime = read_spans(spans)
    if not about:
        return Fact(dotted, lifetime)
    target, advice, expires, backport, since = (
        about + "|" * (4 - about.count("|"))
    ).split("|")
    drop_in = bool(target) and target[0] != "~"
    target = target.lstrip("~")
    if target.endswith("*"):
        target = target[:-1] + name
    return Fact(
        dotted,
        lifetime,
        replacement=target,
        drop_in=drop_in,
        advice=advice,
        backport=backport,
        backport_since=int(since or 0),
        expires=int(expires or 0),
    )


@cache
def _names_on_every_build(top: str) -> frozenset[str] | None:
    """Return the names that every build of *top* has; None if builds are alike."""
    from flake8_safe_imports.data import _every_build

    names = _every_build.NAMES.get(top)
    return None if names is None else frozenset(names.split())


@cache
def _find_block(module: str) -> str:
    """Return the lines about the known *module*: what it is, and its names."""
    blocks = _list_blocks()
    return blocks[bisect_left(blocks, f"{module} ")]


@cache
def _list_blocks() -> list[str]:
    """Return the lines about each module, sorted; see ``list_names`` in the tool."""
    return read_text("stdlib_names.txt").rstrip().split("\n\n")


@cache
def _listed(module: str) -> tuple[int, dict[str, int]]:
    """Return the window of *module*, and name -> window for its names."""
    first, *lines = _find_block(module).split("\n")
    names: dict[str, int] = {}
    for line in lines:
        window, *group = line.split(" ")
        names.update(dict.fromkeys(group, int(window, 16)))
    return int(first.rpartition(" ")[2], 16), names
