"""The rules: one function for each code, in families."""

from __future__ import annotations

from flake8_safe_imports.rules import availability, policy, superseded
from flake8_safe_imports.rules import identity as names
from flake8_safe_imports.rules.declare import Rule

RULES: tuple[Rule, ...] = (
    *policy.RULES,
    *availability.RULES,
    *superseded.RULES,
    *names.RULES,
)
"""Every rule, in the order of the codes."""

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
