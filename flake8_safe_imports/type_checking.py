"""What a type checker reads in place of :mod:`typing`, which takes long to import.

That is a tenth of the time in which ``check`` checks a file. Nothing that a clean file
needs has to do with types when it runs: annotations are not evaluated.
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
