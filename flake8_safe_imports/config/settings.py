"""The settings of a run, as the rules read them; ``options.py`` makes them."""

from __future__ import annotations

from typing import Final, NamedTuple

from flake8_safe_imports import codes
from flake8_safe_imports.config.policy import NameSet, Policies
from flake8_safe_imports.versions import NOTHING


class OptionError(Exception):
    """Bad configuration; ``str()`` is the whole text, one line for each bad entry."""


class Config(NamedTuple):
    """All options, understood.  Frozen, compares by value, can be sent to workers."""

    policies: Policies = Policies()
    """Bans and allowances: ask ``policies.for_file(path)``."""
    lazy: NameSet = NameSet()
    """What must not be imported while a module loads."""
    relative: str = ""
    """Which relative imports are banned: ``parents``, ``all`` or (empty) none."""
    exempt_type_checking: bool = False
    """Whether VET1xx is silent below ``TYPE_CHECKING``."""
    supported: tuple[int, tuple[int, ...]] = (NOTHING, ())
    """The window of Pythons to run on, nothing when it was not given, and older ones.

    See :class:`flake8_safe_imports.project.specifiers.Pythons`.
    """
    first_party: NameSet = NameSet()
    """First-party names beyond those found on disk."""
    enabled: frozenset[str] = frozenset()
    """Codes that were turned on; only those that are off by default matter."""
    lookalikes: str = "default"
    """VET402's level: ``strict``, ``default``, ``wide`` or ``off``."""

    @property
    def check_environment(self) -> bool:
        """Whether a code that looks at the installed distributions is on."""
        return not self.enabled.isdisjoint(_OF_ENVIRONMENT)


_OF_ENVIRONMENT: Final = codes.switched_on_by(codes.CHECK_ENVIRONMENT)
