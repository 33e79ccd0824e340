#: vet-supported-python = >=3.9
#: vet-banned-imports = mock = unittest.mock
#: vet-banned-imports = typing_extensions.Literal = typing.Literal
#: vet-banned-imports = tomli = ask first
#: vet-banned-imports = {python2to3}
#: unsafe
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import mock
    from typing_extensions import Literal
    import tomli  #- names no replacement
    import urllib2  #- no replacement of `urllib2` is known


def patched(one: mock.Mock, two: Literal["a"], three: tomli.X) -> None:
    pass
