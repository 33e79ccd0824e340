#: vet-banned-lazy-imports = numpy
#: vet-supported-python = >=3.15
from typing import TYPE_CHECKING

unrelated = ["numpy"]
counted: int = 1
if TYPE_CHECKING:
    import numpy

__lazy_modules__: list = ["numpy"]
import numpy  #> 8 VET105 `numpy` is banned as a lazy import: import it eagerly
del __lazy_modules__
import numpy
__lazy_modules__ = frozenset(["numpy"])
import numpy  #> 8 VET105 `numpy` is banned as a lazy import: import it eagerly
__lazy_modules__ = {"json"}
__lazy_modules__ |= {"numpy"}
import numpy  #> 8 VET105 `numpy` is banned as a lazy import: import it eagerly
__lazy_modules__ = unrelated
import numpy
__lazy_modules__ = ["numpy"]
copy = __lazy_modules__
import numpy  #> 8 VET105 `numpy` is banned as a lazy import: import it eagerly
more = ["pandas", *__lazy_modules__]
more += ["pandas"]
import numpy  #> 8 VET105 `numpy` is banned as a lazy import: import it eagerly
__lazy_modules__: list[str]
import numpy  #> 8 VET105 `numpy` is banned as a lazy import: import it eagerly
del __lazy_modules__[1:]
import numpy  #> 8 VET105 `numpy` is banned as a lazy import: import it eagerly
__lazy_modules__ = {"numpy"}
__lazy_modules__ -= {"numpy"}
import numpy
