#: vet-supported-python = >=3.13
import pipes
import typing_extensions as te
from typing_extensions import Self, TypedDict, NotRequired as NR
from distutils.util import strtobool, get_platform  #- no
from imp import new_module
from asyncio import coroutine  #- `async def`

pipes.quote(te.Literal[te.TypedDict, Self, TypedDict, NR], new_module, get_platform)
