"""Finds what a mistyped word was meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports import codes

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE: Final = 0.61
"""How alike, from 0 to 1, ``difflib`` must find two words."""
_HABITS: Final = {
    "--add-noqa": "it is an option of `check`",
    "--check": "without --write, `fix` changes no file",
    "--config": "it is an option of `check` and `fix`",
    "--diff": "it is an option of `fix`",
    "--dry-run": "without --write, `fix` changes no file",
    "--exit-zero": "it is an option of `check`",
    "--extend-ignore": "it is an option of `check` and `fix`",
    "--extend-select": "it is an option of `check` and `fix`",
    "--fix": "use `fix --write`",
    "--in-place": "use `fix --write`",
    "--inplace": "use `fix --write`",
    "--output-file": "redirect standard output instead",
    "--python-version": "it is --vet-supported-python in `check` and `fix`",
    "--quiet": "it is an option of `check`",
    "--requirement": "`audit` takes the file as a PATH, without an option",
    "--select": "it is an option of `check` and `fix`",
    "--statistics": "it is an option of `check`",
    "--target-version": "it is --vet-supported-python in `check` and `fix`",
    "--unsafe": "it is an option of `fix`",
    "--write": "it is an option of `fix`",
    "--write-baseline": "it is an option of `check`",
    "-r": "`audit` takes the file as a PATH, without an option",
    "-w": "use `fix --write`",
}
"""Options that other tools or other commands have, and what to do instead."""
_SYNONYMS: Final = {
    **dict.fromkeys(
        (
            *("python", "pythons", "python-version", "python-versions"),
            *("python-requires", "requires-python"),
            *("target-version", "min-python", "minimum-python"),
        ),
        "supported-python",
    ),
    **dict.fromkeys(
        ("ban", "bans", "banned", "banned-api", "banned-modules", "forbidden"),
        "banned-imports",
    ),
    **dict.fromkeys(("allow", "allowed", "allowed-modules"), "allowed-imports"),
    **dict.fromkeys(("local", "first-party", "known-local"), "known-first-party"),
    "ban-relative-imports": "banned-relative-imports",
    "lazy": "banned-module-level-imports",
    "banned-module-level": "banned-module-level-imports",
    "typos": "lookalikes",
    "typosquatting": "lookalikes",
}
"""What other tools call our options, which are without their prefix."""
LISTED: Final = ": `flake8-safe-imports explain` lists them"
"""What is said of a code or an option that is like none of ours."""
_FORMATS: Final = frozenset(("--format", "--output-format"))


def find_nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of *known* that is most like *word*; "" if none is like it."""
    # Imported here: it takes a while, and is needed for errors only.
    import difflib

    # The dashes of options would make all of them alike.
    by_name = {name.lstrip("-"): name for name in known}
    found = difflib.get_close_matches(word.lstrip("-"), list(by_name), 1, _ALIKE)
    return by_name[found[0]] if found else ""


def suggest_argument(message: str, flags: Iterable[str]) -> str:
    """Return a suggestion for what *message* of argparse calls unknown or invalid."""
    import re

    choice = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    if choice:
        return suggest(choice[1], re.findall(r"[\w-]+", choice[2]))
    if "ignored explicit argument" in message:
        return ": the option takes no value"
    unknown = re.search(r"unrecognized arguments: ([^ =]+)", message)
    if not unknown:
        return ""
    known = [flag for flag in flags if len(flag) > 2]
    if unknown[1] in known:
        return ": the option takes no value"
    if unknown[1] in _FORMATS:
        return f": use {'--format' if '--format' in known else '--json'}"
    if unknown[1] in _HABITS:
        return f": {_HABITS[unknown[1]]}"
    # Shorter words are the beginning of too many.
    if len(unknown[1]) > 4 and unknown[1].rstrip("-") != "--vet":
        own = f"--vet-{unknown[1].lstrip('-')}"
        for begin in (own, unknown[1]):  # without the prefix, or abbreviated
            begun = [flag for flag in known if flag.startswith(begin)]
            if begun:
                return f": did you mean {min(begun, key=len)!a}?"
    return suggest(unknown[1], known)


def suggest_option(word: str, known: Iterable[str], prefix: str = "") -> str:
    """Return ": did you mean 'X'?" with an option, whose name begins with *prefix*.

    *word* has the prefix, too.
    """
    meant = _SYNONYMS.get(word[len(prefix) :].replace("_", "-"))
    if meant:
        return f": did you mean {prefix.replace('_', '-') + meant!a}?"
    return suggest(word, known)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ": did you mean 'X'?" with the nearest word, or an empty string."""
    nearest = find_nearest(word, known)
    return f": did you mean {nearest!a}?" if nearest else ""


def describe_code(word: str) -> str:
    """Return what is wrong with a mistaken code, and what to write."""
    by_name = {row.name: row.code for row in codes.TABLE}
    meant = by_name.get(word.lower()) or codes.find_family(word)
    advice = f": did you mean {meant!a}?" if meant else suggest(word, codes.CODES)
    return f"{word!a} is not a code{advice or LISTED}"
