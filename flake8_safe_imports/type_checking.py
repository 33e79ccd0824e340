"""Stands in for :mod:`typing` when the program runs, because that is slow to import.

It would take a tenth of the time that ``check`` needs for one file. Annotations are not
evaluated, so the code that checks a clean file needs no types when it runs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic as Generic
else:

    class Generic:
        """A base class that has nothing: only a type checker asks for its parameter."""

        __slots__ = ()

        def __class_getitem__(cls, parameter):
            return cls
