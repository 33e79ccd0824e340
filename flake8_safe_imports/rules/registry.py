"""All rules, from the modules that declare them."""

from __future__ import annotations

from flake8_safe_imports.rules import (
    availability,
    dead_fallbacks,
    identity,
    laziness,
    policy,
    superseded,
    unknown_names,
)
from flake8_safe_imports.rules.declare import Rule

_MODULES = (
    policy,
    laziness,
    availability,
    dead_fallbacks,
    unknown_names,
    superseded,
    identity,
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            value
            for module in _MODULES
            for value in vars(module).values()
            if isinstance(value, Rule)
        ),
        key=lambda rule: rule.code,
    )
)
"""Every rule, in the order of the codes."""

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
