"""How the value of each option is read.

A reader takes the raw value (None if there is none) and a function that is called for
each bad entry; it returns what the value means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports import codes
from flake8_safe_imports.config.entries import Entry
from flake8_safe_imports.config.name_set import NameSet
from flake8_safe_imports.config.patterns import find_problem
from flake8_safe_imports.config.values import (
    choose,
    get_items,
    get_lines,
    get_words,
    ignore_problem,
)
from flake8_safe_imports.versions import MINORS, NOTHING, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.config.file_versions import FileVersions
    from flake8_safe_imports.config.values import Complain

_FALSE: Final = dict.fromkeys(("false", "no", "off", "0"), "")
_TRUE: Final = dict.fromkeys(("true", "yes", "on", "1"), "true")
_FLAG: Final = {**_TRUE, **_FALSE}
_RELATIVE: Final = {
    **dict.fromkeys((*_TRUE, "all"), "all"),
    **dict.fromkeys((*_FALSE, "none", ""), ""),
    "parents": "parents",
}
_LEVELS: Final = {
    **dict.fromkeys((*_TRUE, "default", ""), "default"),
    **dict.fromkeys(_FALSE, "off"),
    "strict": "strict",
    "wide": "wide",
}
_NAME_LABELS: Final = frozenset({"import", "module", "name"})
_LABELS: Final = frozenset({"message", "msg", "replacement"})
"""Keys of other linters' tables for what are NAME and X here."""


def read_bans(value: object, complain: Complain) -> tuple[Entry, ...]:
    """Read bans: ``NAME = X``, one per line, or a table of such pairs."""
    return tuple(_find_bans(value, complain))


def _find_bans(value: object, complain: Complain) -> Iterator[Entry]:
    for item in get_items(value):
        if isinstance(item, dict) and _has_labels(item, is_listed=item is not value):
            complain(item, 'labels NAME and X: write {"NAME" = "X"}')
        elif isinstance(item, dict):
            for name, text in item.items():
                yield from _read_pair(name, text, complain)
        else:
            for line in get_lines(item, complain):
                yield from _read_ban(line, complain)


def _has_labels(table: dict[object, object], *, is_listed: bool) -> bool:
    """Return whether the keys of a table are labels; one name is, in a list of them."""
    names = table.keys() & _NAME_LABELS
    return bool(names) and (
        bool(table.keys() & _LABELS) or (is_listed and len(table) == 1)
    )


def _read_pair(name: object, text: object, complain: Complain) -> Iterator[Entry]:
    """Read an entry of a TOML table."""
    if not isinstance(name, str):
        complain(name, "is not a string")
    elif isinstance(text, dict) and list(text) == ["msg"]:  # as in ruff
        complain(name, f'is a table: write "{name}" = "X", without `.msg`')
    elif isinstance(text, dict):  # `unittest.mock = "x"` without the quotes
        complain(name, 'is a table: write "A.DOTTED.NAME" = "X", with the quotes')
    elif not isinstance(text, str):
        complain(name, f'has a value that is not a string: write "{name}" = "X"')
    else:
        yield from _read_ban(f"{name} = {' '.join(text.split())}", complain)


def _read_ban(line: str, complain: Complain) -> Iterator[Entry]:
    """Read ``NAME = X``; only a set may be without ``= X``."""
    name, equals, text = (part.strip() for part in line.partition("="))
    problem = find_problem(name)
    mistake = _find_mistake(text)
    if not name:
        complain(line, "has no NAME before its '='")
    elif not equals and name[0] != "{":
        shown = "NAME" if problem else name.removesuffix(".py")
        complain(line, f"has no '=': write '{shown} = WHAT TO USE' or '{shown} ='")
    elif problem:
        complain(name, problem)
    elif mistake:
        complain(line, f"is more than NAME = X: {mistake}")
    else:
        yield Entry(name, text.rstrip(",").rstrip())


_MISTAKES: Final = {
    r"[=>]": "write one '='",
    r"[\w.]*\s*[,;]\s*[\w.*{}-]+\s*=(?!=)": "put each entry on a line of its own",
    r"[\w.]+\s+#\s": "put the comment on a line of its own",
}
"""Beginnings of X that were hardly meant as X, and what to do instead."""


def _find_mistake(text: str) -> str:
    """Return what to do if *text* is hardly meant as X, or an empty string."""
    import re

    return next(
        (advice for begin, advice in _MISTAKES.items() if re.match(begin, text)), ""
    )


def read_file_bans(value: object, complain: Complain) -> tuple[Entry, ...]:
    """Read ``GLOB: NAME = X``, one per line, or a table of GLOB and bans."""
    return tuple(
        Entry(ban.pattern, ban.text, glob)
        for globs, text in _read_globs(value, complain, "NAME = X")
        for ban in _find_bans(text, _add_globs(globs, complain))
        for glob in _split_globs(globs)
    )


def read_file_allowances(value: object, complain: Complain) -> tuple[Entry, ...]:
    """Read ``GLOB: NAME, NAME``; a line without a GLOB continues the one before."""
    return tuple(
        Entry(name, "", glob)
        for globs, text in _read_globs(_fold(value), complain, "NAME, NAME")
        for name in _find_names(text, _add_globs(globs, complain))
        for glob in _split_globs(globs)
    )


def _read_globs(
    value: object, complain: Complain, form: str
) -> Iterator[tuple[str, object]]:
    """Yield the two sides of each ``GLOB: form``, or of each pair of a TOML table."""
    for item in get_items(value):
        if isinstance(item, dict):
            for globs, text in item.items():
                if not isinstance(globs, str) or not globs.strip():
                    complain(globs, "is not a GLOB")
                elif "\\" in globs:
                    complain(globs, f"has a backslash: write {_use_slashes(globs)!a}")
                else:
                    yield globs, text
        else:
            for line in get_lines(item, complain):
                if _is_on_drive(line):
                    complain(line, "is absolute: write the GLOB without its drive")
                    continue
                globs, _, rest = (part.strip() for part in line.partition(":"))
                if not rest or not globs or "=" in globs:
                    complain(line, f"is not of the form 'GLOB: {form}'")
                elif "\\" in globs:
                    complain(globs, f"has a backslash: write {_use_slashes(globs)!a}")
                else:
                    yield globs, rest


def _is_on_drive(line: str) -> bool:
    """Return whether a line begins with an absolute path of Windows."""
    return line[1:2] == ":" and line[2:3] in ("\\", "/") and line[0].isalpha()


def _use_slashes(globs: str) -> str:
    """Return *globs* with the separators that they need on every system."""
    import re

    return re.sub(r"\\+", "/", globs)


def _fold(value: object) -> object:
    """Return the lines of *value*, with those without a ``:`` joined to the last."""
    if not isinstance(value, str):
        return value
    folded: list[str] = []
    for line in get_lines(value, ignore_problem):
        if folded and ":" not in line:
            folded[-1] += f" {line}"
        else:
            folded.append(line)
    return folded


def _split_globs(text: str) -> list[str]:
    """Return the globs in *text*, separated by commas outside of ``[...]``."""
    import re

    globs = re.findall(r"(?:\[!?\]?[^\]]*\]|[^,])+", text)
    return [glob.strip() for glob in globs if glob.strip()]


def _add_globs(globs: str, complain: Complain) -> Complain:
    """Return a *complain* that quotes *globs* before the entry."""

    def complain_with_globs(entry: object, problem: str) -> None:
        complain(f"{globs}: {entry}" if isinstance(entry, str) else entry, problem)

    return complain_with_globs


def read_allowances(value: object, complain: Complain) -> tuple[Entry, ...]:
    """Read NAMES as allowances for all files."""
    return tuple(map(Entry, _find_names(value, complain)))


def read_names(value: object, complain: Complain) -> NameSet:
    """Read NAMES: patterns and sets, separated by commas, blanks or line ends."""
    return NameSet(_find_names(value, complain))


def _find_names(value: object, complain: Complain) -> Iterator[str]:
    for word in get_words(value, complain):
        problem = find_problem(word)
        if problem:
            complain(word, problem)
        else:
            yield word


def read_distributions(value: object, complain: Complain) -> frozenset[str]:
    """Read names of distributions; they are normalized as in PEP 503."""
    words = list(get_words(value, complain))
    if not words:
        return frozenset()
    import re

    from flake8_safe_imports.data.packages import normalize_distribution

    found = set()
    for word in words:
        # A number is likelier a mistake than one of the few such names.
        is_name = re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", word)
        if is_name and not re.fullmatch(r"[0-9.]+", word):
            found.add(normalize_distribution(word))
        else:
            found_name = re.match(r"([A-Za-z](?:[\w.-]*\w)?)[\[<>=!~@;]", word)
            way_out = f": write {found_name[1]!a}" if found_name else ""
            complain(word, f"is not the name of a distribution{way_out}")
    return frozenset(found)


def read_codes(value: object, complain: Complain) -> frozenset[str]:
    """Read codes and, as in flake8's own options, prefixes of codes."""
    enabled: set[str] = set()
    for word in get_words(value, complain):
        meant = codes.list_beginning(word)
        # A code with a flag of its own is too slow to be turned on by a mere prefix.
        enabled.update(
            row.code
            for row in meant
            if row.code == word or row.switch in ("", codes.ENABLE)
        )
        if not meant:
            complain(word, _explain_code(word))
    return frozenset(enabled)


def _explain_code(word: str) -> str:
    """Return why *word* turns on nothing, with the code that was probably meant."""
    for code in codes.OFF:
        if word.upper() == code or word == codes.BY_CODE[code].name:
            return f"is not a code: did you mean {code!a}?"
    if ";" in word:
        return "is not a code: separate codes with commas"
    # Of shorter words, most codes are the end, or none is like them.
    if len(word) == len(codes.OFF[0]) or word.isdigit():
        from flake8_safe_imports.config.nearest import suggest

        near = suggest(word.upper(), codes.OFF)
        if near:
            return f"is not a code{near}"
    off = ", ".join(codes.OFF)
    return f"is not a code that is off by default: these are {off}"


_MISTAKEN_SPECIFIERS: Final = {
    r"[\"']+([^\"']*)[\"']+": r"\1",
    r"([0-9]+(?:\.[0-9]+)*)": r">=\1",
    r"(?:cp|py|python) ?([23])\.?([0-9]+)": r">=\1.\2",
    r"(?:python ?)?([23]\.[0-9]+) ?(?:\+|(?:and|or) (?:newer|later))": r">=\1",
    r"\^ ?(3\.[0-9]+)(?:\.[0-9]+)?": r">=\1,<4",
    r"~ ?(3\.[0-9]+)": r"==\1.*",
    r"(3\.[0-9]+) ?(?:-|\.\.\.?|to) ?(3\.[0-9]+)": r">=\1,<=\2",
    r"(3\.[0-9]+)(?:[ ,]+3\.[0-9]+)*[ ,]+(3\.[0-9]+)": r">=\1,<=\2",
}
"""What people write for a specifier, and what they mean."""


def read_supported(value: object, complain: Complain) -> tuple[int, tuple[int, ...]]:
    """Read a PEP 440 specifier; return the window, NOTHING without one, and older ones.

    See :data:`flake8_safe_imports.project.specifiers.Pythons`.
    """
    text = ",".join(
        line.strip(",")
        for item in get_items(value)
        for line in get_lines(item, complain)
    )
    if not text:
        return NOTHING, ()
    from flake8_safe_imports.project.specifiers import SpecifierError, read_specifier

    try:
        window, old = read_specifier(text, strict=True)
    except SpecifierError as error:
        complain(text, _explain_specifier(text, error))
        return NOTHING, ()
    if not window:
        complain(text, f"allows no known version of Python{_explain_empty(text)}")
    return window, old


def read_file_supported(value: object, complain: Complain) -> tuple[FileVersions, ...]:
    """Read ``GLOB: SPECIFIER``, one per line; return each glob with its window."""
    from flake8_safe_imports.config.file_versions import FileVersions

    return tuple(
        FileVersions(glob, *read_supported(text, _add_globs(globs, complain)))
        for globs, text in _read_globs(value, complain, "SPECIFIER")
        for glob in _split_globs(globs)
    )


def _explain_empty(text: str) -> str:
    """Return what to write instead of a specifier that admits no known version."""
    import re

    meant = re.sub(r"(?<![\d.])3(\d\d?)(?![\d.])", r"3.\1", text)
    if meant != text and _is_specifier(meant):
        return f": did you mean {meant!a}?"
    return f": these are 2.7 and 3.0 to {spell(MINORS[-1])}"


def _explain_specifier(text: str, error: Exception) -> str:
    """Return why *text* is not a specifier, with the one that was probably meant."""
    meant = _guess_specifier(text)
    if meant:
        return f"is not a version specifier: did you mean {meant!a}?"
    return f"is not a version specifier such as '>=3.9,<3.15': {error}"


def _guess_specifier(text: str) -> str:
    """Return the specifier that ``3.9``, ``py39``, ``^3.9`` and so on mean, or ""."""
    import re

    for pattern, meant in _MISTAKEN_SPECIFIERS.items():
        found = re.fullmatch(pattern, text, re.I)
        if found:
            guess = found.expand(meant)
            return guess if _is_specifier(guess) else _guess_specifier(guess)
    clauses = re.sub(
        r"\s*#.*|\s+(?=[<>=!~])", lambda at: "" if "#" in at[0] else ",", text
    )
    clauses = re.sub(r"=([<>])", r"\1=", clauses)
    return clauses if clauses != text and _is_specifier(clauses) else ""


def _is_specifier(text: str) -> bool:
    from flake8_safe_imports.project.specifiers import SpecifierError, read_specifier

    try:
        return bool(read_specifier(text, strict=True)[0])
    except SpecifierError:
        return False


def read_flag(value: object, complain: Complain) -> bool:
    """Read true or false, as ini files and TOML spell them."""
    return bool(choose(value, _FLAG, "", "is neither true nor false", complain))


def read_relative(value: object, complain: Complain) -> str:
    """Read which relative imports are banned: ``parents``, ``all`` or (empty) none."""
    return choose(value, _RELATIVE, "", "is neither parents nor all", complain)


def read_level(value: object, complain: Complain) -> str:
    """Read VET402's level: ``strict``, ``default``, ``wide`` or ``off``."""
    problem = "is not strict, default, wide or off"
    return choose(value, _LEVELS, "default", problem, complain)


def read_path(value: object, complain: Complain) -> str:
    """Read the path of a file; empty for none."""
    items = get_items(value)
    lines = [line for item in items for line in get_lines(item, complain)]
    if len(lines) > 1:
        complain(" ".join(lines), "is more than one path")
        return ""
    return lines[0] if lines else ""
