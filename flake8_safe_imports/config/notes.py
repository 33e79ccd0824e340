"""What is odd about the values of options, though they mean something."""

from __future__ import annotations

from flake8_safe_imports import codes
from flake8_safe_imports.config.values import get_words, ignore_problem, quote
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.config.options import Config


def find_notes(config: Config, enable: object) -> Iterator[str]:
    """Yield a line for each option of ours that does less than it seems to.

    *enable* is the value of ``vet-enable``, as it is written.
    """
    yield from _describe_codes(enable)
    for name in config.known_first_party.names:
        top = name.partition(".")[0]
        if top != name and "*" not in name:
            yield (
                f"vet-known-first-party: {quote(name)} never counts: write the "
                f"top-level name, {quote(top)}"
            )
    if config.has_policies:
        # Imported here: most projects have neither bans nor allowances.
        from flake8_safe_imports.config import unused

        yield from unused.find_unused_entries(config)
        yield from unused.find_double_stars(config)
        yield from unused.find_file_names(config)


def _describe_codes(value: object) -> Iterator[str]:
    """Yield what is odd about words of ``vet-enable`` that mean something."""
    if not value:
        return
    for word in get_words(value, ignore_problem):
        row = codes.BY_CODE.get(word)
        if row is not None and row.default:
            yield f"vet-enable: {word} is on by default"
        elif row is None:
            meant = codes.list_beginning(word)
            off = ", ".join(row.code for row in meant if row.switch == codes.ENABLE)
            # Those with a switch of their own have to be named in full.
            rest = "".join(
                f", but not {row.code}"
                for row in meant
                if row.switch not in ("", codes.ENABLE)
            )
            yield (
                f"vet-enable: {quote(word)} turns on {off}{rest}: name each code"
                if off
                else f"vet-enable: {quote(word)} turns on nothing: its codes are on"
            )
