#: vet-banned-relative-imports = all
#: vet-enable = VET104
from . import models, views as v  #> 1 VET103 relative import is banned: write `from tests.codes import models, views as v`
from .core import models as models  #> 1 VET103 relative import is banned: write `from tests.codes.core import models as models`  #> 19 VET104 `models` is imported under its own name: write `from .core import models`
from .. import support  #> 1 VET103 relative import from a parent package is banned: write `from tests import support`
from ..... import support  #> 1 VET103 relative import from a parent package is banned: write the absolute import
from tests import support
