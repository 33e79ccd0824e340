"""Everything that the tables know about a name that can be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Union

from flake8_safe_imports import versions
from flake8_safe_imports.config.options import OPTIONS
from flake8_safe_imports.data import (
    backports,
    classes,
    dropins,
    known_names,
    packages,
    stdlib,
)
from flake8_safe_imports.data.stdlib import Fact
from flake8_safe_imports.names import compromised, lookalike, malicious
from flake8_safe_imports.rules.missing import (
    find_addition,
    find_removal,
    is_python2_only,
)
from flake8_safe_imports.rules.registry import BY_CODE, RULES

if TYPE_CHECKING:
    from flake8_safe_imports.config.options import Option
    from flake8_safe_imports.data.backports import Backport
    from flake8_safe_imports.names.causes import Lookalike, Malicious
    from flake8_safe_imports.names.compromised import Compromised
    from flake8_safe_imports.rules.declare import Rule


class ReplacementFacts(NamedTuple):
    """What to use instead of a name.

    ``name`` is dotted and ``window`` the versions that have it; if ``name`` is empty,
    there is only the ``advice``. A drop-in can be written in place of the name.
    """

    name: str
    window: int
    is_drop_in: bool
    advice: str


_NO_REPLACEMENT = ReplacementFacts("", versions.NOTHING, False, "")


class Facts(NamedTuple):
    """What is known about one dotted name."""

    name: str
    fact: Fact | None
    """Its lifetime in the standard library; None if it is not part of that."""
    is_module: bool
    """Whether it is a module of the standard library."""
    row: Backport | None
    """The row that says what replaces it, if it is a backport or a bridge."""
    is_known: bool
    """Whether its top level is the standard library's or a well-known package's."""
    rank: int
    """The package is among this many most used; 0 if it is not, or not known."""
    malicious: Malicious | None
    """The report on a distribution named like its top level."""
    is_malicious_import: bool
    """Whether importing it is reported too: no honest package has the name."""
    lookalike: Lookalike | None
    """The well-known name that its top level looks like."""
    level: str
    """The strictest level of ``vet-lookalikes`` that reports it; empty for none."""
    compromised: Compromised | None
    """The bad releases of the distribution named like its top level."""
    is_innocent: bool
    """Whether it looks like another name, and is known to be a name of its own."""

    @property
    def top(self) -> str:
        """The top-level module."""
        return self.name.partition(".")[0]

    @property
    def window(self) -> int | None:
        """The versions that have it; None if it is not of the stdlib or not dated."""
        return self.fact.window if self.fact and is_dated(self.fact) else None

    @property
    def new_in(self) -> int:
        """The Python 3 version that first had it; 0 for all or none."""
        return find_addition(self.fact, versions.PYTHON3)[0] if self.fact else 0

    @property
    def removed_in(self) -> int:
        """The version that no longer has it; 0 if the newest does, 300 for Python 3."""
        if self.fact is None:
            return 0
        if is_python2_only(self.fact):
            return 300
        return find_removal(self.fact, versions.EVERYTHING)

    @property
    def replacement(self) -> ReplacementFacts:
        """What to use instead."""
        if self.row is not None:
            name, window = backports.find_replacement(self.row, self.name)
            return ReplacementFacts(name, window, self.row.drop_in, self.row.advice)
        fact = self.fact
        if fact is None or not (fact.replacement or fact.advice):
            return _NO_REPLACEMENT
        known = stdlib.find_window(fact.replacement) if fact.replacement else None
        window = versions.EVERYTHING if known is None else known
        return ReplacementFacts(fact.replacement, window, fact.drop_in, fact.advice)

    @property
    def suppliers(self) -> tuple[str, ...]:
        """The distributions that bring back a removed top-level module."""
        return dropins.list_distributions(self.name) if self.removed_in else ()

    @property
    def codes(self) -> list[str]:
        """The codes that may report an import of the name, sorted."""
        return [rule.code for rule in RULES if rule.may_report(self.name)]


Answer = Union["Rule", "Option[Any]", Facts]


def look_up(argument: str) -> Answer | None:
    """Return what *argument* names: a rule, an option, or a name that is known.

    Case does not matter, unless the argument is known as it is written. None if
    nothing is known about it.
    """
    return (
        BY_CODE.get(argument.upper())
        or next((rule for rule in RULES if rule.name == argument.lower()), None)
        or _find_option(argument)
        or _find_facts_on_import(argument)
    )


def _find_facts_on_import(argument: str) -> Facts | None:
    """Return the facts about the name *argument*, unless another thing is meant.

    ``setup.py`` is a file, and ``Path.walk`` a method of ``pathlib.Path``, though there
    are packages of such names.
    """
    facts = find_facts(argument)
    if facts is not None and facts.fact is None and is_file_name(argument):
        return None
    if find_homes(argument):
        return None
    return facts or _find_in_other_case(argument)


def is_file_name(argument: str) -> bool:
    """Return whether *argument* reads like the name of a file of Python."""
    return argument.endswith((".py", ".pyi"))


def find_homes(argument: str) -> list[str]:
    """Return the classes of the standard library that *argument* begins with.

    Empty if it has one part, or begins with a module that has the same capitals.
    """
    top, dot, _ = argument.partition(".")
    spelling = packages.look_up(packages.KNOWN, packages.normalize_import(top)) or ()
    if not dot or top == top.lower() or top in spelling or stdlib.is_module(top):
        return []
    return [name for name in stdlib.iterate_names() if name.endswith(f".{top}")]


def _find_option(argument: str) -> Option[Any] | None:
    """Return the option that *argument* names, as on the command line or in a file."""
    name = argument.lower().lstrip("-").replace("_", "-")
    return next(
        (option for option in OPTIONS if name in (option.name, option.toml_key)), None
    )


def _find_in_other_case(argument: str) -> Facts | None:
    """Return the facts about the known name that differs from *argument* in case."""
    lower = argument.lower()
    spelled = sorted(name for name in stdlib.iterate_names() if name.lower() == lower)
    return find_facts(spelled[0] if spelled else lower)


def find_facts(name: str) -> Facts | None:
    """Return the facts about the dotted *name*; None if there are none."""
    top = name.partition(".")[0]
    is_stdlib = stdlib.is_module(top)
    fact = stdlib.find_lifetime(name) or classes.find(name) or _find_lasting(name)
    if not top or (is_stdlib and fact is None):
        return None
    if not is_stdlib and _is_stdlib_in_capitals(top):
        return None
    rank = packages.load_ranks().get(packages.normalize_import(top), 0)
    likeness, level = (None, "") if is_stdlib else _find_lookalike(top)
    facts = Facts(
        name,
        fact,
        is_module=stdlib.is_module(name),
        row=backports.find_covering(name),
        is_known=is_stdlib or packages.is_known(top),
        rank=0 if is_stdlib else rank,
        malicious=malicious.find_distribution(top),
        is_malicious_import=malicious.find_import(top) is not None,
        lookalike=likeness,
        level=level,
        compromised=compromised.find_project(top),
        is_innocent=_is_innocent(top),
    )
    return facts if _has_any(facts) else None


def _find_lasting(name: str) -> Fact | None:
    """Return the lifetime of an attribute that a class always had: that of the class.

    The tables list those of the class that a module is named after, such as
    ``datetime.datetime``.
    """
    owner, _, attribute = name.rpartition(".")
    module = owner.rpartition(".")[0]
    known = stdlib.find_lifetime(owner)
    if known is None or known_names.find_namesake_with(module, attribute) != name:
        return None
    return Fact(name, known.spans)


def _has_any(facts: Facts) -> bool:
    """Return whether something is known about the name."""
    return (
        facts.is_known
        or facts.is_innocent
        or facts.row is not None
        or facts.malicious is not None
        or facts.lookalike is not None
        or facts.compromised is not None
    )


def _is_stdlib_in_capitals(top: str) -> bool:
    """Return whether *top* is a stdlib module in capitals, and no package's name.

    ``OS`` is nothing; ``DateTime`` is a package.
    """
    spelling = packages.look_up(packages.KNOWN, packages.normalize_import(top)) or ()
    return stdlib.is_module(top.lower()) and top not in spelling


def is_dated(fact: Fact) -> bool:
    """Return whether the tables know which versions have it.

    Private modules may come with any version; the tables only date their removal.
    """
    is_private = any(part.startswith("_") for part in fact.name.split("."))
    is_always = fact.name.startswith("__") or is_python2_only(fact)
    return not is_private or is_always or fact.spans[0][0] > 207


def _find_lookalike(top: str) -> tuple[Lookalike | None, str]:
    """Return what *top* looks like, and the strictest level that reports it."""
    for level in lookalike.LEVELS:
        found = lookalike.find_import(top, level)
        if found is not None:
            return found, level
    return None, ""


def _is_innocent(top: str) -> bool:
    """Return whether *top* is in a table of names that look like others."""
    key = packages.normalize_import(top)
    return any(
        packages.look_up(table, key) is not None
        for table in (packages.BENIGN, packages.NEIGHBOURS)
    )
