"""Names of malicious packages on PyPI.

A name is malicious as a *distribution* if a package of that name was published to do
harm. It is malicious as an *import* only if no honest package is imported under it:
``urllib`` and ``crypt`` were malicious distributions, and are fine to import.
"""

from __future__ import annotations

from flake8_safe_imports.data import packages
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_safe_imports.names.causes import Malicious


def find_import(top: str) -> Malicious | None:
    """Return the report on the top-level import name *top*, or None."""
    found = _find(top)
    return found[0] if found and found[1] else None


def find_distribution(name: str) -> Malicious | None:
    """Return the report on the distribution *name*, in any spelling, or None."""
    found = _find(name)
    return found[0] if found else None


def _find(name: str) -> tuple[Malicious, bool] | None:
    """Return the report on *name*, and whether it is malicious as an import too."""
    key = packages.normalize_distribution(name)
    if key.startswith("-") or key.endswith("-"):
        return None  # modules may be called `_name`, distributions may not
    fields = packages.look_up(packages.MALICIOUS, key)
    if fields is None:
        return None
    # Imported here: few names are malicious.
    from flake8_safe_imports.names.causes import Malicious

    seen, target = (field.strip("-") for field in fields[:2])
    return Malicious(name, seen, target), len(fields) == 2
