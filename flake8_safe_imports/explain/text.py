"""Answers of ``explain`` as text for people."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports import addresses, versions
from flake8_safe_imports.config.options import OPTIONS, Option
from flake8_safe_imports.data import backports, packages, stdlib
from flake8_safe_imports.explain import examples
from flake8_safe_imports.explain.facts import Facts, is_dated
from flake8_safe_imports.explain.page import find_codes, read_page
from flake8_safe_imports.finding import make_printable, quote
from flake8_safe_imports.rules.missing import is_python2_only
from flake8_safe_imports.rules.registry import RULES
from flake8_safe_imports.rules.wording import find_homes, quote_replacement, spell_homes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.data.backports import Backport
    from flake8_safe_imports.data.stdlib import Fact
    from flake8_safe_imports.explain.facts import Answer
    from flake8_safe_imports.explain.style import Style
    from flake8_safe_imports.rules.declare import Rule

_WIDTH: Final = 78
"""How many columns text may take."""
_DETAILS: Final = {
    "vet-banned-imports": (
        "X is a replacement if it is a dotted name or the name of a module, else it is "
        "your message. NAME also covers what is in it, and may be a pattern: `foo.*`."
    ),
    "vet-supported-python": (
        "Without it, the declaration nearest to the file counts: its `# /// script` "
        "block, requires-python in pyproject.toml, python_requires in setup.cfg or "
        "setup.py. Without one, the lowest classifier counts, else the Python that "
        "runs the linter; later versions are supported too. `check -v` logs the "
        "versions and their source."
    ),
}
"""What else there is to say of an option than its help does."""
_REFERENCE: Final = re.compile(r":doc:`/([^`]+)`")
"""A reference to another page of the documentation."""


def format_answer(answer: Answer, style: Style) -> str:
    """Return *answer* as text, without a final line break."""
    if isinstance(answer, Facts):
        return format_facts(answer, style)
    if isinstance(answer, Option):
        return format_option(answer, style)
    return format_code(answer, style)


def format_list(style: Style) -> str:
    """Return the list of all codes and options, without a final line break."""
    lines = []
    for rule in RULES:
        switch = rule.row.switch
        off = f" (off unless {switch} turns it on)" if switch else ""
        lines += [
            f"{style.bold(rule.code)}  {rule.name}{off}",
            _wrap(rule.summary, " " * 8),
        ]
    lines.append("")
    for option in OPTIONS:
        lines += [style.bold(option.name), _wrap(option.help, " " * 8)]
    return "\n".join(lines)


def format_date() -> str:
    """Return a line that says how old the data about names is."""
    oldest, newest = map(versions.spell, (versions.MINORS[0], versions.MINORS[-1]))
    lists = f"lists of {min(packages.load_dates().values())} to {packages.find_date()}"
    return f"Data: {lists}, Python {oldest} to {newest} (see --version)"


def format_code(rule: Rule, style: Style) -> str:
    """Return the page of *rule*."""
    page = read_page(rule)
    switch = rule.row.switch
    default = f"off unless {switch} turns it on" if switch else "on by default"
    lines = [
        f"{style.bold(rule.code)} {style.bold(rule.name)} ({default})",
        "",
        _wrap(page.summary, ""),
    ]
    for section in page.sections:
        lines += ["", style.bold(section.heading)]
        for number, block in enumerate(section.blocks):
            if number:
                lines.append("")
            if block.is_literal:
                lines.append(textwrap.indent(block.text, " " * 8))
            else:
                lines.append(_wrap(block.text))
    lines += ["", f"    {addresses.find_address(rule.code)}"]
    return "\n".join(lines)


def format_option(option: Option[Any], style: Style) -> str:
    """Return the help of *option*, examples, the codes, and where to read more."""
    value = "" if option.is_flag else f" {option.metavar}"
    ini = f"[flake8]\n{examples.format_ini(option, option.example)}"
    toml = examples.format_toml([(option, option.example)])
    paragraphs = [
        _wrap(f"{option.help}."),
        "    Example, in setup.cfg, tox.ini or .flake8:",
        textwrap.indent(ini, " " * 8),
        "    In pyproject.toml:",
        textwrap.indent(toml, " " * 8),
    ]
    if option.name in _DETAILS:
        paragraphs.insert(1, _wrap(_DETAILS[option.name]))
    codes = find_codes(option.name)
    if codes:
        paragraphs.append(_wrap(f"Codes: {', '.join(codes)}"))
    paragraphs.append(f"    {addresses.find_option(option.name)}")
    return f"{style.bold(option.name)}{value}\n" + "\n\n".join(paragraphs)


def format_facts(facts: Facts, style: Style) -> str:
    """Return all that is known about a name."""
    paragraphs = [_wrap(text) for text in _describe_name(facts)]
    if facts.window is not None:
        paragraphs.append(_format_bar(facts.window, style))
    paragraphs += [_wrap(text) for text in _describe_replacement(facts)]
    paragraphs += [_wrap(text) for text in _describe_packages(facts)]
    if facts.codes:
        paragraphs.append(_wrap(f"Codes: {', '.join(facts.codes)}"))
    return f"{style.bold(make_printable(facts.name))}\n" + "\n\n".join(paragraphs)


def _wrap(text: str, indent: str = "    ") -> str:
    return textwrap.fill(
        _REFERENCE.sub(rf"{addresses.DOCS}\1.html", text).replace("``", "`"),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _format_bar(window: int, style: Style) -> str:
    """Return the known versions, and below each whether it is in *window*."""
    heads = [versions.spell(minor).ljust(4) for minor in versions.MINORS]
    marks = [
        style.green(style.present) if window & versions.bit(minor) else style.absent
        for minor in versions.MINORS
    ]
    return f"    {'  '.join(heads).rstrip()}\n    {'   '.join(marks)}"


# What the name is


def _describe_name(facts: Facts) -> Iterator[str]:
    """Yield what the name is and when it exists: at most one sentence."""
    if facts.fact is not None:
        if facts.is_module:
            private = "" if is_dated(facts.fact) else "private "
            what = f"A {private}module of the standard library"
        else:
            what = f"A name in {quote(facts.name.rpartition('.')[0])}"
            what += " of the standard library"
        yield f"{what}: {_describe_lifetime(facts)}."
    elif facts.row is not None:
        yield _describe_row(facts.name, facts.row)
    elif facts.is_known:
        yield _describe_package(facts)
    elif facts.is_innocent:
        yield "Not widely used, but a real project."


def _describe_row(name: str, row: Backport) -> str:
    """Return what a backport or bridge is, and since when it is not needed."""
    is_bridge = row.kind == backports.BRIDGE
    what = "A Python 2 compatibility name" if is_bridge else "A backport"
    if not row.replacement:
        return f"{what}."
    replacement, window = backports.find_replacement(row, name)
    if not window:
        return f"{what}; the standard library has no {quote(replacement)}."
    first = versions.oldest(window)
    since = row.since if first == versions.oldest(versions.PYTHON3) else first
    since_text = "" if since <= 300 else f" since Python {versions.spell(since)}"
    shown = quote_replacement(replacement)
    text = f"{what}: the standard library has it{since_text} as {shown}."
    return f"{text}{_describe_older(replacement, since)}"


def _describe_older(replacement: str, since: int) -> str:
    """Return since when another object has the name of a *replacement*, if any has.

    What `typing_extensions` has may differ from what `typing` first had.
    """
    window = stdlib.find_window(replacement) or versions.NOTHING
    older = window & ~versions.since(since)
    if since <= versions.MINORS[1] or not older:
        return ""
    first = versions.spell(versions.oldest(older))
    return f" Since Python {first} there is an older one, which differs."


def _describe_package(facts: Facts) -> str:
    """Return what is known about a third-party package, or a name in one."""
    among = f", among the {facts.rank} most used" if facts.rank else ""
    text = f"{quote(facts.top)} is a known package{among}"
    if facts.top != facts.name:
        return f"{text}; its contents are not known."
    text = f"{text}.{_describe_names_of_package(facts.top)}"
    if backports.is_layer(facts.top):
        text += " It is a Python 2 compatibility layer: VET302 reports its uses."
    return text


def _describe_names_of_package(top: str) -> str:
    """Return what is imported of a package, and what provides it, if it is another."""
    key = packages.normalize_import(top)
    module, provider = packages.find_module(key), packages.find_distribution(key)
    text = ""
    if module and packages.normalize_import(module) != key:
        text += f" Import {quote(module)}."
    if provider and provider != packages.normalize_distribution(key):
        text += f" It comes from {quote(provider)} on PyPI."
    return text


def _describe_lifetime(facts: Facts) -> str:
    """Return when a name of the standard library came and went."""
    fact = facts.fact
    assert fact is not None
    if is_python2_only(fact):
        return "Python 2 only"
    if is_dated(fact):
        return ", ".join(_list_dates(fact)) or "on every version since Python 2.7"
    gone = facts.removed_in
    return (
        f"removed in Python {versions.spell(gone)}"
        if gone
        else "it may change at any time"
    )


def _list_dates(fact: Fact) -> Iterator[str]:
    """Yield each date of a lifetime: new, removed, back, to be removed."""
    for number, (first, gone) in enumerate(fact.spans):
        if number:
            yield f"back in Python {_spell_date(first)}"
        elif first >= 300:
            yield f"new in Python {_spell_date(first)}"
        if gone:
            yield f"removed in Python {_spell_date(gone)}"
    if fact.expires:
        yield f"to be removed in Python {versions.spell(fact.expires)}"


def _spell_date(minor: int) -> str:
    """Return a version as text; 3.0 stands for any early Python 3."""
    return "3" if minor == 300 else versions.spell(minor)


# What to use instead


def _describe_replacement(facts: Facts) -> Iterator[str]:
    """Yield what to use instead, and what brings the name to other versions."""
    replacement = facts.replacement
    if replacement.name and replacement.window:
        where = "" if facts.row is not None else _restrict(replacement.window)
        how = _describe_drop_in(replacement.is_drop_in)
        yield f"Use {quote_replacement(replacement.name)}{where}: {how}."
    places = _list_places(facts)
    if places:
        yield f"Its names went to different places: {places}."
    advice = replacement.advice
    if advice:
        yield f"{advice[0].upper()}{advice[1:]}."
    fact = facts.fact
    if fact is not None and fact.backport:
        oldest = fact.backport_since
        since = f" (Python {versions.spell(oldest)} and later)" if oldest else ""
        yield f"On versions without it, use {quote(fact.backport)}{since}."
    if facts.suppliers:
        names = ", ".join(map(quote, facts.suppliers))
        yield f"Distributions that bring the module back under its own name: {names}."


def _list_places(facts: Facts) -> str:
    """Return where the names of a removed module went; empty if to one place."""
    if not facts.is_module or not stdlib.is_split(facts.name):
        return ""
    names = sorted(stdlib.load_names(facts.name))
    newest = versions.since(versions.MINORS[-1])
    return spell_homes(find_homes(facts.name, names, newest))


def _restrict(window: int) -> str:
    """Return from and up to when *window* lasts, if it lacks a Python 3 version."""
    spans = versions.to_spans(window & versions.PYTHON3)
    since = [first for first, _ in spans[:1] if first > 300]
    gone = [last for _, last in spans[-1:] if last]
    parts = [f"there since Python {versions.spell(minor)}" for minor in since]
    parts += [f"removed in Python {versions.spell(minor)}" for minor in gone]
    return f" ({', '.join(parts)})" if parts else ""


def _describe_drop_in(is_drop_in: bool) -> str:
    if is_drop_in:
        return "it is a drop-in replacement"
    return "it is not always a drop-in, so check how your code uses it"


# Which packages have the name


def _describe_packages(facts: Facts) -> Iterator[str]:
    """Yield what is suspicious about packages with this name."""
    if facts.malicious is not None:
        yield _describe_malicious(facts)
    elif facts.lookalike is not None:
        limit = ", but only at the level `wide`" if facts.level == "wide" else ""
        yield (
            f"{quote(facts.top)} looks like {quote(facts.lookalike.target)} "
            f"({facts.lookalike.typo}); VET402 reports it{limit}."
        )
    bad = facts.compromised
    if bad is not None:
        yield (
            f"These releases of the distribution {quote(facts.top)} are compromised "
            f"({bad.seen}, {bad.what}): {', '.join(bad.versions)}."
        )


def _describe_malicious(facts: Facts) -> str:
    """Return what is known about a malicious package with this name."""
    found = facts.malicious
    assert found is not None
    name = quote(facts.top)
    when = f" ({found.seen})" if found.seen else ""
    if facts.is_malicious_import:
        text = f"{name} was a malicious package on PyPI{when}."
        has_target = found.target and found.target != facts.top
        return f"{text} It imitates {quote(found.target)}." if has_target else text
    return (
        f"PyPI has had a malicious package named {name}{when}. Imports of the name are "
        "not reported, because honest code uses the name too; `audit` reports the "
        "distribution."
    )
