"""What is known of a code, or of a name that can be imported.

``tell`` looks things up; the rest turns the answer into text or JSON.  The pages of
the codes are the docstrings of their rules: ``page_of`` reads them, for the command
line and for ``tools/gen_docs.py``.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO, Union

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, dropins, packages, stdlib
from flake8_safe_imports.finding import printable, quoted
from flake8_safe_imports.names import lookalike, malicious
from flake8_safe_imports.rules import BY_CODE, RULES
from flake8_safe_imports.rules.availability import is_python2_only, new_in, removed_in
from flake8_safe_imports.rules.declare import find_homes, spell_homes, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flake8_safe_imports.data.backports import Backport
    from flake8_safe_imports.data.stdlib import Fact
    from flake8_safe_imports.names.lookalike import Lookalike
    from flake8_safe_imports.names.malicious import Malicious
    from flake8_safe_imports.rules.declare import Rule

HEADINGS: Final = (
    "What it does",
    "Why",
    "Example",
    "Instead",
    "Options",
    "Fix safety",
    "When to turn it off",
)
"""The headings of each code's page, in this order."""

WIDTH: Final = 78
"""How many columns text may take."""

EXIT_OK: Final = 0
EXIT_UNKNOWN: Final = 2


class Block(NamedTuple):
    """A paragraph, or lines to be shown as they are."""

    text: str
    is_literal: bool


class Section(NamedTuple):
    """A heading of a page, and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


class Page(NamedTuple):
    """The page of a code: its first sentence, and the sections."""

    summary: str
    sections: tuple[Section, ...]


class Compromised(NamedTuple):
    """The bad releases of an honest distribution."""

    seen: str
    versions: tuple[str, ...]
    what: str


class Facts(NamedTuple):
    """All that is known of one dotted name."""

    name: str
    fact: Fact | None
    """Its life in the standard library."""
    is_module: bool
    row: Backport | None
    """What says that the standard library has it under another name."""
    is_known: bool
    """Whether its top level is the standard library's or a well-known package's."""
    rank: int
    """The package is among this many most used; 0 if it is not, or not known."""
    malicious: Malicious | None
    is_malicious_import: bool
    """Whether an import of it is reported, too: no honest code uses the name."""
    lookalike: Lookalike | None
    level: str
    """The strictest level of ``vet-lookalikes`` that suspects it."""
    compromised: Compromised | None
    is_taken: bool
    """Whether it looks like another name, but is a name of its own."""


Answer = Union["Rule", Facts]


def tell(argument: str) -> Answer | None:
    """Return the rule that *argument* names by code or name, or the facts of a name.

    None if nothing is known of it.
    """
    rule = BY_CODE.get(argument.upper())
    if rule is None:
        rule = next((rule for rule in RULES if rule.name == argument.lower()), None)
    return facts_of(argument) if rule is None else rule


def facts_of(name: str) -> Facts | None:
    """Return what the tables hold on the dotted *name*; None if that is nothing."""
    top = name.partition(".")[0]
    is_stdlib = stdlib.module(top) is not None
    fact = stdlib.find(name) or _unchanging(name)
    if not top or (is_stdlib and fact is None):
        return None
    if not is_stdlib and _is_miswritten(top):
        return None
    rank = packages.load_ranks().get(_key(top))
    likeness, level = (None, "") if is_stdlib else _likeness(top)
    facts = Facts(
        name,
        fact,
        stdlib.module(name) is not None,
        backports.covering(name),
        is_stdlib or packages.is_known(top),
        0 if is_stdlib else rank or 0,
        malicious.find_distribution(top),
        malicious.find_import(top) is not None,
        likeness,
        level,
        _compromised(top),
        _is_taken(top),
    )
    is_something = (
        facts.is_known
        or facts.row
        or facts.malicious
        or facts.lookalike
        or facts.compromised
        or facts.is_taken
    )
    return facts if is_something else None


def _is_miswritten(top: str) -> bool:
    """Tell whether *top* is a module of the stdlib in capitals, and no package's name.

    ``OS`` is nothing; ``DateTime`` is a package.
    """
    spelling = packages.look_up(packages.KNOWN, _key(top)) or ()
    return stdlib.module(top.lower()) is not None and top not in spelling


def _key(top: str) -> str:
    return top.lower().replace("-", "_")


def _unchanging(name: str) -> Fact | None:
    """Return the life of a name that no rule has anything to say of."""
    window = stdlib.everything(name)
    if window is None:
        return None
    return stdlib.Fact(name, _spans(window), window)


def _spans(window: int) -> versions.Spans:
    """Return the lifetimes that make up *window*."""
    spans: list[tuple[int, int]] = []
    lived = False
    for minor in versions.MINORS:
        lives = bool(window & versions.bit(minor))
        # The tables know no Python between 2.7 and 3.6, which stands for all of them.
        date = 300 if minor == 306 else minor
        if lives and not lived:
            spans.append((date, 0))
        elif lived and not lives:
            spans[-1] = (spans[-1][0], date)
        lived = lives
    return tuple(spans)


def _likeness(top: str) -> tuple[Lookalike | None, str]:
    for level in ("strict", "default", "wide"):
        found = lookalike.find_import(top, level)
        if found is not None:
            return found, level
    return None, ""


def _is_taken(top: str) -> bool:
    key = _key(top)
    return any(
        packages.look_up(table, key) is not None
        for table in (packages.BENIGN, packages.NEIGHBOURS)
    )


def _compromised(top: str) -> Compromised | None:
    found = packages.look_up(packages.COMPROMISED, _key(top).replace("_", "-"))
    if found is None:
        return None
    seen, releases, *words = found
    return Compromised(seen, tuple(releases.split(",")), " ".join(words))


_NEAREST: Final = 5


def nearest(argument: str) -> list[str]:
    """Return a few codes or names that *argument* may be meant for, best first."""
    import difflib

    code = argument.upper()
    if code.startswith("VET"):
        family = [known for known in BY_CODE if known.startswith(code)]
        return family or difflib.get_close_matches(code, BY_CODE, _NEAREST, 0.4)
    if "." in argument:
        above = next(filter(facts_of, _above(argument)), None)
        depth = argument.count(".")
        names = [name for name in stdlib.complete() if name.count(".") == depth]
        close = difflib.get_close_matches(argument, names, _NEAREST, 0.75)
        found = [*([above] if above else []), *close]
    else:
        found = _nearest_top(argument)
    return list(dict.fromkeys(found))[:_NEAREST]


def _above(argument: str) -> Iterator[str]:
    above = argument.rpartition(".")[0]
    while above:
        yield above
        above = above.rpartition(".")[0]


def _nearest_top(argument: str) -> list[str]:
    """Return top-level names, rules and last parts of dotted names like *argument*."""
    import difflib

    homes: dict[str, list[str]] = {}
    tops = {*(rule.name for rule in RULES), *packages.load_ranks()}
    for dotted in stdlib.complete():
        above, _, last = dotted.rpartition(".")
        if not above:
            tops.add(dotted)
        elif not above.startswith("_"):
            homes.setdefault(last, []).append(dotted)
    found = [*({argument.lower()} & tops), *homes.get(argument, [])]
    for names in (sorted(tops), list(homes)):
        for close in difflib.get_close_matches(argument, names, _NEAREST, 0.75):
            found = [*found, *([close] if close in tops else homes[close])]
    return found or difflib.get_close_matches(argument, sorted(tops), _NEAREST, 0.6)


# From here on: how it is shown.


def page_of(rule: Rule) -> Page:
    """Return the page that the docstring of *rule* is."""
    import inspect

    summary, _, rest = inspect.cleandoc(rule.page).partition("\n\n")
    sections: list[tuple[str, list[str]]] = []
    for line in rest.splitlines():
        if line and not line.startswith(" "):
            sections.append((line, []))
        else:
            sections[-1][1].append(line)
    return Page(
        " ".join(summary.split()),
        tuple(Section(heading, _blocks(body)) for heading, body in sections),
    )


def _blocks(body: list[str]) -> tuple[Block, ...]:
    """Return the paragraphs and literal blocks in the lines of a section."""
    lines = textwrap.dedent("\n".join(body)).strip("\n").split("\n")
    blocks: list[Block] = []
    gathered: list[str] = []
    is_literal = False

    def finish() -> None:
        text = "\n".join(gathered).strip("\n")
        gathered.clear()
        if is_literal:
            blocks.append(Block(textwrap.dedent(text), True))
        elif text.rstrip(":"):
            blocks.append(Block(" ".join(text.replace("::", ":").split()), False))

    for line in lines:
        if is_literal and line and not line.startswith(" "):
            finish()
            is_literal = False
        if is_literal or line:
            gathered.append(line)
        else:
            opens = "".join(gathered).endswith("::")
            finish()
            is_literal = opens
    finish()
    return tuple(blocks)


def as_json(answer: Answer) -> dict[str, object]:
    """Return *answer* as JSON is to hold it."""
    shown = _facts_as_json(answer) if isinstance(answer, Facts) else _code(answer)
    return {**shown, "data_date": packages.DATE}


def _code(rule: Rule) -> dict[str, object]:
    page = page_of(rule)
    return {
        "kind": "code",
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "default": rule.default,
        "enabled_by": rule.row.switch or None,
        "page": _code_as_text(rule, PLAIN),
        "sections": {
            section.heading: "\n\n".join(block.text for block in section.blocks)
            for section in page.sections
        },
    }


def _facts_as_json(facts: Facts) -> dict[str, object]:
    fact = facts.fact
    replacement, window, drop_in, advice = _instead(facts)
    malicious = facts.malicious
    likeness = facts.lookalike
    top = facts.name.partition(".")[0]
    return {
        "name": facts.name,
        "kind": _kind(facts),
        "known": facts.is_known,
        "codes": _codes(facts),
        "pythons": _spell_all(fact.window if fact and _is_told(fact) else None),
        "new_in": _spell(_new(fact)),
        "removed_in": _spell(_removed(fact)),
        "expires": _spell(fact.expires if fact else 0),
        "replacement": replacement or None,
        "replacement_pythons": _spell_all(window) if replacement else None,
        "drop_in": drop_in if replacement else None,
        "advice": advice or None,
        "backport": (fact.backport or None) if fact else None,
        "backport_since": _spell(fact.backport_since if fact else 0),
        "drop_in_distributions": list(_suppliers(facts)),
        "malicious": malicious
        and {
            "name": malicious.name,
            "seen": malicious.seen or None,
            "meant": malicious.target or None,
            "as_import": facts.is_malicious_import,
        },
        "lookalike_of": likeness.target if likeness else None,
        "edit": likeness.typo if likeness else None,
        "lookalike_level": facts.level or None,
        "compromised": facts.compromised
        and {**facts.compromised._asdict(), "name": top},
        "rank": facts.rank or None,
    }


def _kind(facts: Facts) -> str:
    """Return one word for what a name is."""
    if facts.fact is not None:
        return "stdlib-module" if facts.is_module else "stdlib-name"
    if facts.row is not None:
        return facts.row.kind
    if facts.is_malicious_import or (facts.malicious and not facts.is_known):
        return "malicious"
    if facts.is_known or facts.is_taken or facts.compromised:
        return "third-party"
    return "lookalike"


def _spell(minor: int) -> str | None:
    return versions.spell(minor) if minor else None


def _spell_all(window: int | None) -> list[str] | None:
    if window is None:
        return None
    return [versions.spell(minor) for minor in versions.minors(window)]


def _new(fact: Fact | None) -> int:
    return new_in(fact, versions.PYTHON3)[0] if fact else 0


def _removed(fact: Fact | None) -> int:
    if fact is None:
        return 0
    return 300 if is_python2_only(fact) else removed_in(fact, versions.EVERYTHING)


def _codes(facts: Facts) -> list[str]:
    """Return the codes that may report an import of the name."""
    fact, row = facts.fact, facts.row
    tests = {
        "VET201": fact is not None and is_python2_only(fact),
        "VET202": fact is not None and removed_in(fact, versions.PYTHON3) > 0,
        "VET203": _new(fact) > 0,
        "VET204": fact is not None and fact.expires > 0,
        "VET301": row is not None and row.kind == backports.BACKPORT,
        "VET302": row is not None and row.kind == backports.BRIDGE,
        "VET401": facts.is_malicious_import,
        "VET402": facts.lookalike is not None and not facts.is_malicious_import,
    }
    return [code for code, holds in tests.items() if holds]


def _instead(facts: Facts) -> tuple[str, int, bool, str]:
    """Return the replacement, where it exists, whether it is a drop-in, and advice."""
    if facts.row is not None:
        name, window = backports.twin(facts.row, facts.name)
        return name, window, facts.row.drop_in, facts.row.advice
    fact = facts.fact
    if fact is None or not (fact.replacement or fact.advice):
        return "", versions.NOTHING, False, ""
    there = stdlib.everything(fact.replacement) if fact.replacement else None
    window = versions.EVERYTHING if there is None else there
    return fact.replacement, window, fact.drop_in, fact.advice


def _suppliers(facts: Facts) -> tuple[str, ...]:
    """Return the distributions that bring back a removed top-level module."""
    return dropins.suppliers(facts.name) if _removed(facts.fact) else ()


class Style(NamedTuple):
    """How text may look where it goes."""

    color: bool = False
    there: str = "###"
    missing: str = "---"

    def bold(self, text: str) -> str:
        """Return *text* as a heading shows it."""
        return self._in("1", text)

    def good(self, text: str) -> str:
        """Return *text* in green."""
        return self._in("32", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color else text


PLAIN: Final = Style()

_UNICODE: Final = ("███", "···")


def style_for(stream: TextIO, environ: Mapping[str, str]) -> Style:
    """Return the style that *stream* can take and the environment asks for.

    Colour is for terminals; ``NO_COLOR`` forbids and ``FORCE_COLOR`` demands it.
    """
    there, missing = _UNICODE
    try:
        (there + missing).encode(_encoding(stream))
    except UnicodeError:
        there, missing = PLAIN.there, PLAIN.missing
    if environ.get("NO_COLOR"):
        color = False
    elif environ.get("FORCE_COLOR"):
        color = True
    else:
        color = environ.get("TERM") != "dumb" and stream.isatty()
    return Style(color, there, missing)


def _encoding(stream: TextIO) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def as_text(answer: Answer, style: Style) -> str:
    """Return *answer* for people, without a final line break."""
    if isinstance(answer, Facts):
        return _facts_as_text(answer, style)
    return _code_as_text(answer, style)


def _code_as_text(rule: Rule, style: Style) -> str:
    page = page_of(rule)
    switch = rule.row.switch
    default = f"off unless {switch} turns it on" if switch else "on by default"
    lines = [
        f"{style.bold(rule.code)} {style.bold(rule.name)} ({default})",
        "",
        _wrapped(page.summary, ""),
    ]
    for section in page.sections:
        lines += ["", style.bold(section.heading)]
        for number, block in enumerate(section.blocks):
            if number:
                lines.append("")
            if block.is_literal:
                lines.append(textwrap.indent(block.text, " " * 8))
            else:
                lines.append(_wrapped(block.text))
    return "\n".join(lines)


def _wrapped(text: str, indent: str = "    ") -> str:
    return textwrap.fill(
        text.replace("``", "`"),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _facts_as_text(facts: Facts, style: Style) -> str:
    paragraphs = [*map(_wrapped, _on_life(facts))]
    if facts.fact is not None and _is_told(facts.fact):
        paragraphs.append(_bar(facts.fact.window, style))
    paragraphs += map(_wrapped, (*_on_replacement(facts), *_on_supply(facts)))
    codes = _codes(facts)
    if codes:
        paragraphs.append(_wrapped(f"Codes: {', '.join(codes)}"))
    return f"{style.bold(printable(facts.name))}\n" + "\n\n".join(paragraphs)


def _bar(window: int, style: Style) -> str:
    """Return the known Pythons, and below each whether it is in *window*."""
    heads = [versions.spell(minor).ljust(4) for minor in versions.MINORS]
    marks = [
        style.good(style.there) if window & versions.bit(minor) else style.missing
        for minor in versions.MINORS
    ]
    return f"    {'  '.join(heads).rstrip()}\n    {'   '.join(marks)}"


def _on_life(facts: Facts) -> Iterator[str]:
    """Say what the name is."""
    if facts.fact is not None:
        if facts.is_module:
            private = "" if _is_told(facts.fact) else "private "
            what = f"A {private}module of the standard library"
        else:
            what = f"A name in {quoted(facts.name.rpartition('.')[0])}"
            what += " of the standard library"
        yield f"{what}: {_lifetime(facts.fact)}."
    elif facts.row is not None:
        yield from _on_row(facts, facts.row)
    elif facts.is_known:
        yield _on_package(facts)
    elif facts.is_taken:
        yield "Not a widely used package, but one of its own."


def _on_row(facts: Facts, row: Backport) -> Iterator[str]:
    bridge = row.kind == backports.BRIDGE
    what = "A bridge between Python 2 and Python 3" if bridge else "A backport"
    if not row.replacement:
        yield f"{what}."
        return
    name, window = backports.twin(row, facts.name)
    if not window:
        yield f"{what}; the standard library has no {quoted(name)}."
        return
    since = max(row.since, versions.oldest(window) if row.since > 306 else 0)
    since_text = "" if since <= 300 else f" since Python {versions.spell(since)}"
    yield f"{what}: the standard library has it{since_text} as {spelled(name)}."


def _on_package(facts: Facts) -> str:
    top = facts.name.partition(".")[0]
    among = f", among the {facts.rank} most used" if facts.rank else ""
    text = f"{quoted(top)} is a known package{among}"
    if top == facts.name:
        return f"{text}."
    return f"{text}; nothing is known of what it holds."


def _is_told(fact: Fact) -> bool:
    """Tell whether the tables know when something came.

    Private modules come with any Python; they are taken to have always been there, for
    rules that speak of what is gone.
    """
    is_private = any(part.startswith("_") for part in fact.name.split("."))
    is_always = fact.name.startswith("__") or is_python2_only(fact)
    return not is_private or is_always or fact.spans[0][0] > 207


def _lifetime(fact: Fact) -> str:
    """Return when something came and went."""
    if is_python2_only(fact):
        return "Python 2 only"
    if not _is_told(fact):
        gone = _removed(fact)
        return f"removed in Python {versions.spell(gone)}" if gone else "no promises"
    parts = []
    for number, (first, gone) in enumerate(fact.spans):
        if number:
            parts.append(f"back in Python {_spelled_date(first)}")
        elif first >= 300:
            parts.append(f"new in Python {_spelled_date(first)}")
        if gone:
            parts.append(f"removed in Python {_spelled_date(gone)}")
    if fact.expires:
        parts.append(f"to be removed in Python {versions.spell(fact.expires)}")
    return ", ".join(parts) or "on every Python from 2.7 on"


def _spelled_date(minor: int) -> str:
    """Return a version as text; 3.0 stands for an early Python 3."""
    return "3" if minor == 300 else versions.spell(minor)


def _on_replacement(facts: Facts) -> Iterator[str]:
    """Say what to use instead, and what brings it to other Pythons."""
    replacement, window, drop_in, advice = _instead(facts)
    if replacement and window:
        where = "" if facts.row is not None else _where(window)
        yield f"Use {spelled(replacement)}{where}: {_likewise(drop_in)}."
    homes = _split(facts)
    if homes:
        yield f"Its names went to different places: {homes}."
    if advice:
        yield f"{advice[0].upper()}{advice[1:]}."
    fact = facts.fact
    if fact is not None and fact.backport:
        oldest = fact.backport_since
        tried = f" from Python {versions.spell(oldest)} on" if oldest else ""
        yield f"On Pythons without it, use {quoted(fact.backport)}{tried}."
    suppliers = _suppliers(facts)
    if suppliers:
        names = ", ".join(map(quoted, suppliers))
        yield f"Distributions that bring the module back under its own name: {names}."


def _split(facts: Facts) -> str:
    """Return where the names of a gone module went, if to several places."""
    if not facts.is_module or not stdlib.is_split(facts.name):
        return ""
    names = sorted(stdlib.names(facts.name))
    newest = versions.since(versions.MINORS[-1])
    return spell_homes(find_homes(facts.name, names, newest))


def _where(window: int) -> str:
    """Return a restriction to *window*, if it lacks some Python 3."""
    spans = _spans(window & versions.PYTHON3)
    since = [first for first, _ in spans[:1] if first > 300]
    gone = [last for _, last in spans[-1:] if last]
    parts = [f"there since Python {versions.spell(minor)}" for minor in since]
    parts += [f"removed in Python {versions.spell(minor)}" for minor in gone]
    return f" ({', '.join(parts)})" if parts else ""


def _likewise(drop_in: bool) -> str:
    if drop_in:
        return "it is a drop-in, and can be written in its place"
    return "it is not a drop-in; look at how your code uses it"


def _on_supply(facts: Facts) -> Iterator[str]:
    """Say what is known of packages with this name."""
    top = quoted(facts.name.partition(".")[0])
    malicious, likeness, bad = facts.malicious, facts.lookalike, facts.compromised
    if malicious is not None:
        when = f" ({malicious.seen})" if malicious.seen else ""
        meant = malicious.target
        ending = f": meant is {quoted(meant)}" if meant and meant != top[1:-1] else ""
        if facts.is_malicious_import:
            yield f"{top} was a malicious package on PyPI{when}{ending}."
        else:
            yield (
                f"PyPI has had a malicious package named {top}{when}. Imports of the "
                "name are not reported for that, since honest code has it too; "
                "`audit` reports the distribution."
            )
    elif likeness is not None:
        limit = "" if facts.level != "wide" else ", but only at the level `wide`"
        yield (
            f"{top} looks like {quoted(likeness.target)} ({likeness.typo}); "
            f"it is reported as such{limit}."
        )
    if bad is not None:
        yield (
            f"These releases of the distribution {top} are bad ({bad.seen}, "
            f"{bad.what}): {', '.join(bad.versions)}."
        )


def listing(style: Style) -> str:
    """Return all codes for people, without a final line break."""
    lines = []
    for rule in RULES:
        switch = rule.row.switch
        off = f" (off unless {switch} turns it on)" if switch else ""
        lines += [
            f"{style.bold(rule.code)}  {rule.name}{off}",
            _wrapped(rule.summary, " " * 8),
        ]
    return "\n".join(lines)


def dated() -> str:
    """Return how old the data is."""
    newest = versions.spell(versions.MINORS[-1])
    return f"Data of {packages.DATE}; the standard library up to Python {newest}."


def run(
    arguments: Sequence[str],
    *,
    as_json: bool,
    stdout: TextIO,
    stderr: TextIO,
    environ: Mapping[str, str],
) -> int:
    """Explain each of *arguments*, or list the codes if there are none.

    Returns the exit status: 2 if something was unknown, which is said on *stderr*
    with the nearest names; the rest is explained all the same.
    """
    answers = [(argument, tell(argument)) for argument in arguments]
    unknown = {name: nearest(name) for name, answer in answers if answer is None}
    if as_json:
        _write(stdout, _document(answers, unknown))
    else:
        style = style_for(stdout, environ)
        texts = [as_text(answer, style) for _, answer in answers if answer is not None]
        if not arguments:
            texts = [listing(style)]
        if texts:
            _write(stdout, "\n\n".join([*texts, dated()]))
    for name, near in unknown.items():
        _write(stderr, _complaint(name, near))
    return EXIT_UNKNOWN if unknown else EXIT_OK


def _document(
    answers: Iterable[tuple[str, Answer | None]], unknown: Mapping[str, list[str]]
) -> str:
    """Return the answers as one JSON document: a list, in the order of questions."""
    import json

    shown = [
        {
            "name": name,
            "kind": "unknown",
            "known": False,
            "nearest": unknown[name],
            "data_date": packages.DATE,
        }
        if answer is None
        else as_json(answer)
        for name, answer in answers
    ]
    return json.dumps(shown or [as_json(rule) for rule in RULES], indent=2)


def _complaint(name: str, near: Sequence[str]) -> str:
    shown = re.sub(r"\s", " ", printable(name))
    text = f"{quoted(shown)} is neither a code nor a known name"
    if not near:
        return text
    return f"{text}: did you mean {', '.join(map(quoted, near))}"


def _write(stream: TextIO, text: str) -> None:
    """Write *text* and a line break, escaping what *stream* cannot encode."""
    encoding = _encoding(stream)
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
