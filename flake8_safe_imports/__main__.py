"""``python -m flake8_safe_imports`` is the command ``flake8-safe-imports``.

``python -m`` puts the working directory first on ``sys.path``, where modules of an
audited project could be imported in place of those of the standard library. It is
removed before anything else is imported, even ``__future__``.
"""

# ruff: noqa: E402, I002

import os
import sys


def _remove_working_directory() -> None:
    """Remove the folder that ``python -m`` has put first on ``sys.path``."""
    try:
        here = os.getcwd()
    except OSError:  # it is gone
        here = ""
    if sys.path[:1] in ([""], [here]):
        del sys.path[0]


if __name__ == "__main__":
    _remove_working_directory()

from flake8_safe_imports.cli import main

if __name__ == "__main__":
    sys.exit(main())
