"""What a stream can show: characters, and color."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO


def has_color(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether *stream* is to have color.

    There is color on terminals, unless ``NO_COLOR`` is set; with ``FORCE_COLOR``
    everywhere.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()


def find_encoding(stream: TextIO) -> str:
    """Return the encoding of *stream*; streams in memory have none."""
    return getattr(stream, "encoding", None) or "utf-8"


def write_line(text: str, stream: TextIO) -> None:
    """Write *text* and a line break; escape what *stream* cannot encode."""
    encoding = find_encoding(stream)
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def override_color(environ: Mapping[str, str], color: str) -> Mapping[str, str]:
    """Return *environ* as ``--color`` changes it: always, never or auto."""
    wanted = {"always": {"FORCE_COLOR": "1"}, "never": {"NO_COLOR": "1"}}
    if color not in wanted:
        return environ
    others = {
        name: value
        for name, value in environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR")
    }
    return {**others, **wanted[color]}
