#: vet-supported-python = >=3.9
#: vet-enable = VET204
from asyncio import iscoroutinefunction, gather  #> 21 VET204 `asyncio.iscoroutinefunction` is to be removed in Python 3.16: use `inspect.iscoroutinefunction`
import asyncio
asyncio.iscoroutinefunction  #> 1 VET204 `asyncio.iscoroutinefunction` is to be removed in Python 3.16: use `inspect.iscoroutinefunction`
asyncio.run
import sys
try:
    from asyncio import set_event_loop_policy
except ImportError:
    pass
if sys.version_info >= (3, 14):
    from inspect import iscoroutinefunction
else:
    from asyncio import iscoroutinefunction
if is_old(sys.version_info):
    from asyncio import iscoroutinefunction
