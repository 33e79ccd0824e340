#: vet-banned-lazy-imports = plugins.register, patches, app.core
#: vet-banned-module-level-imports = torch
#: vet-supported-python = >=3.14
#: vet-lookalikes = off
import patches

__lazy_modules__ = ["patches", "plugins", "app.core.models", "torch"]

import patches  #> 8 VET105 `patches` is banned as a lazy import: import it eagerly
import patches.sub
from patches import x  #> 1 VET105 `patches` is banned as a lazy import: import it eagerly
from patches import *
from plugins import other, register  #> 28 VET105 `plugins.register` is banned as a lazy import: import it eagerly
import plugins
import app.core.models  #> 8 VET105 `app.core` is banned as a lazy import: import it eagerly
import app.core
import torch  # 3.14 ignores the variable #> 8 VET102 `torch` is banned at module level: import it inside the function that uses it

if plugins:
    import patches  #> 12 VET105 `patches` is banned as a lazy import: import it eagerly
try:
    import patches
except ImportError:
    import patches


class A:
    import patches

    def f(self):
        import patches


__lazy_modules__ = find()
import patches
