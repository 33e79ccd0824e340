"""A line on a terminal that tells how far a long run is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

PATIENCE: Final = 1.0
"""The seconds after which a run is long."""
_INTERVAL: Final = 0.1
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """Shows, on a terminal, how many of the files are done."""

    def __init__(self, stream: TextIO, total: int, environ: Mapping[str, str]) -> None:
        self._stream = stream
        self._total = total
        self._is_on = stream.isatty() and environ.get("TERM") != "dumb"
        self._next = time.monotonic() + PATIENCE
        self._is_shown = False

    def show(self, done: int) -> None:
        """Show that *done* files are done, unless that was shown a moment ago."""
        if not self._is_on or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _INTERVAL
        self._stream.write(f"{_CLEAR}{done} of {self._total} files")
        self._stream.flush()
        self._is_shown = True

    def clear(self) -> None:
        """Remove the line, so that something else can be printed."""
        if self._is_shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._is_shown = False
