#: vet-banned-module-level-imports = torch, pandas
#: vet-supported-python = >=3.15
#: vet-lookalikes = off
import names

__lazy_modules__ = frozenset({"torch"})
import torch
import pandas  #> 8 VET102 `pandas` is banned at module level: import it inside the function that uses it, or by `lazy import`
__lazy_modules__ |= set(["pandas"])
import torch
import pandas
import torch.nn  #> 8 VET102 `torch` is banned at module level: import it inside the function that uses it, or by `lazy import`
__lazy_modules__ = [f"{__spec__.parent}.torch", "torch"]
import pandas
try:
    import pandas  #> 12 VET102 `pandas` is banned at module level: import it inside the function that uses it, or by `lazy import`
except ImportError:
    pass
__lazy_modules__ = []
import pandas  #> 8 VET102 `pandas` is banned at module level: import it inside the function that uses it, or by `lazy import`


def name(module):
    print(module in __lazy_modules__)


import pandas  #> 8 VET102 `pandas` is banned at module level: import it inside the function that uses it, or by `lazy import`
__lazy_modules__.append("pandas")
import pandas
del __lazy_modules__
import pandas  #> 8 VET102 `pandas` is banned at module level: import it inside the function that uses it, or by `lazy import`
if names.all_lazy:
    __lazy_modules__ = names.All()
import pandas
__lazy_modules__: object
import pandas
__lazy_modules__ = ["torch", "pandas"]
del __lazy_modules__[0]
import torch
__lazy_modules__ = []
__lazy_modules__: list[str]
import pandas  #> 8 VET102 `pandas` is banned at module level: import it inside the function that uses it, or by `lazy import`
others = frozenset({"pandas"})
import pandas  #> 8 VET102 `pandas` is banned at module level: import it inside the function that uses it, or by `lazy import`
