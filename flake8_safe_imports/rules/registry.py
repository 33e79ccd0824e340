"""All rules, as their families declare them."""

from __future__ import annotations

from flake8_safe_imports.rules import availability, identity, policy, superseded
from flake8_safe_imports.rules.declare import Rule

_FAMILIES = (policy, availability, superseded, identity)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            value
            for family in _FAMILIES
            for value in vars(family).values()
            if isinstance(value, Rule)
        ),
        key=lambda rule: rule.code,
    )
)
"""Every rule that a family declares, in the order of the codes."""

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
