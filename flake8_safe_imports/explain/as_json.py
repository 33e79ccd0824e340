"""Answers of ``explain`` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flake8_safe_imports import addresses, versions
from flake8_safe_imports.config.options import Option
from flake8_safe_imports.data import packages
from flake8_safe_imports.explain.facts import Facts
from flake8_safe_imports.explain.page import find_codes, read_page
from flake8_safe_imports.explain.style import PLAIN
from flake8_safe_imports.explain.text import format_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.explain.facts import Answer
    from flake8_safe_imports.rules.declare import Rule


def convert_answer(answer: Answer) -> dict[str, object]:
    """Return *answer* as an object for JSON: what is not known has no key."""
    if isinstance(answer, Facts):
        shown = _convert_facts(answer)
    elif isinstance(answer, Option):
        shown = _convert_option(answer)
    else:
        shown = _convert_code(answer)
    known = {key: value for key, value in shown.items() if value is not None}
    return {**known, "data_date": packages.find_date()}


def convert_unknown(name: str, nearest: Sequence[str]) -> dict[str, object]:
    """Return an object for JSON that says that *name* is unknown."""
    return {
        "name": name,
        "kind": "unknown",
        "known": False,
        "nearest": nearest,
        "data_date": packages.find_date(),
    }


def _convert_code(rule: Rule) -> dict[str, object]:
    return {
        "kind": "code",
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "default": rule.default,
        "enabled_by": rule.row.switch or None,
        "page": format_code(rule, PLAIN),
        "address": addresses.find_address(rule.code),
        "sections": {
            section.heading: "\n\n".join(block.text for block in section.blocks)
            for section in read_page(rule).sections
        },
    }


def _convert_option(option: Option[Any]) -> dict[str, object]:
    return {
        "kind": "option",
        "name": option.name,
        "summary": option.help,
        "value": option.metavar or None,
        "example": option.example,
        "codes": find_codes(option.name),
        "address": addresses.find_option(option.name),
    }


def _convert_facts(facts: Facts) -> dict[str, object]:
    fact = facts.fact
    replacement = facts.replacement
    likeness = facts.lookalike
    has_name = bool(replacement.name)
    return {
        "name": facts.name,
        "kind": _find_kind(facts),
        "known": facts.is_known,
        "codes": facts.codes,
        "pythons": _spell_window(facts.window),
        "new_in": _spell(facts.new_in),
        "removed_in": _spell(facts.removed_in),
        "expires": _spell(fact.expires if fact else 0),
        "replacement": replacement.name or None,
        "replacement_pythons": _spell_window(replacement.window) if has_name else None,
        "drop_in": replacement.is_drop_in if has_name else None,
        "advice": replacement.advice or None,
        "backport": (fact.backport or None) if fact else None,
        "backport_since": _spell(fact.backport_since if fact else 0),
        "drop_in_distributions": list(facts.suppliers),
        "malicious": _convert_malicious(facts),
        "lookalike_of": likeness.target if likeness else None,
        "edit": likeness.typo if likeness else None,
        "lookalike_level": facts.level or None,
        "compromised": facts.compromised
        and {**facts.compromised._asdict(), "name": facts.top},
        "rank": facts.rank or None,
    }


def _convert_malicious(facts: Facts) -> dict[str, object] | None:
    found = facts.malicious
    if found is None:
        return None
    return {
        "name": found.name,
        **({"seen": found.seen} if found.seen else {}),
        **({"meant": found.target} if found.target else {}),
        "as_import": facts.is_malicious_import,
    }


def _find_kind(facts: Facts) -> str:
    """Return one word for what a name is."""
    if facts.fact is not None:
        return "stdlib-module" if facts.is_module else "stdlib-name"
    if facts.row is not None:
        return facts.row.kind
    if facts.is_malicious_import or (facts.malicious and not facts.is_known):
        return "malicious"
    if facts.is_known or facts.is_innocent or facts.compromised:
        return "third-party"
    return "lookalike"


def _spell(minor: int) -> str | None:
    return versions.spell(minor) if minor else None


def _spell_window(window: int | None) -> list[str] | None:
    if window is None:
        return None
    return [versions.spell(minor) for minor in versions.minors(window)]
