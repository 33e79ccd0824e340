"""The interpreters on this machine that the checker supports, and what they run."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import interpreters

from flake8_safe_imports import versions

if TYPE_CHECKING:
    from collections.abc import Sequence

PYTHONS = {
    minor: python for minor, python in interpreters.find().items() if minor >= 309
}
SUPPORTED = f">=3.9,<{versions.spell(max(PYTHONS) + 1)}"


def works_on_all(arguments: Sequence[str], given: list[str]) -> list[bool]:
    """Return for each of *given* whether every interpreter says that it works.

    They are run with *arguments*, read a list and print one, as JSON.
    """
    works = [True] * len(given)
    for python in PYTHONS.values():
        done = subprocess.run(
            [python, *arguments],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=True,
        )
        works = [a and b for a, b in zip(works, json.loads(done.stdout))]
    return works
