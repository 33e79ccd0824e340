"""Run flake8 with a start method for its workers: ``start_flake8.py METHOD ARGV``."""

from __future__ import annotations

import multiprocessing
import sys

from flake8.main.cli import main

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
