#: vet-banned-module-level-imports = torch, pandas
#: vet-supported-python = >=3.15
#: vet-lookalikes = off
import torch  #> 8 VET102 `torch` is banned at module level: import it inside the function that uses it, or by `lazy import`

__lazy_modules__ = {"torch", "pandas.io"}
import torch
from torch import nn
import torch.nn  #> 8 VET102 `torch` is banned at module level: import it inside the function that uses it, or by `lazy import`
import pandas.io
try:
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it, or by `lazy import`
except ImportError:
    pass
