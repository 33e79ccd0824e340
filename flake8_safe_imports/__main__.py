"""``python -m flake8_safe_imports`` is the command ``flake8-safe-imports``."""

from __future__ import annotations

import sys

from flake8_safe_imports.cli import main

if __name__ == "__main__":
    sys.exit(main())
