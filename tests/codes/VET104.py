#: vet-enable = VET104
#: vet-allowed-imports = sys, app.kept
import os as os  #> 8 VET104 `os` is imported under its own name: write `import os`
import os.path as path  #> 8 VET104 `path` is imported under its own name: write `from os import path`
from os import path as path, sep  #> 16 VET104 `path` is imported under its own name: write `from os import path`
from . import x as x  #> 15 VET104 `x` is imported under its own name: write `from . import x`
import os as system
import os.path
from os import path as p
import sys as sys, abc as abc  #> 20 VET104 `abc` is imported under its own name: write `import abc`
from app import kept as kept, other as other  #> 31 VET104 `other` is imported under its own name: write `from app import other`
from app import kept as kept
