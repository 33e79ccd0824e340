#: vet-banned-relative-imports = parents
from . import models
from .core import models
from ..core import models  #> 1 VET103 relative import from a parent package is banned: write `from tests.core import models`
