#: vet-enable = VET104
#: vet-allowed-imports = sys, app.kept
import os as os  #> 8 VET104 alias `os` repeats the name: write `import os`
import os.path as path  #> 8 VET104 alias `path` repeats the name: write `from os import path`
from os import path as path, sep  #> 16 VET104 alias `path` repeats the name: write `from os import path`
from . import x as x  #> 15 VET104 alias `x` repeats the name: write `from . import x`
import os as system
import os.path
from os import path as p
import sys as sys, abc as abc  #> 20 VET104 alias `abc` repeats the name: write `import abc`
from app import kept as kept, other as other  #> 31 VET104 alias `other` repeats the name: write `from app import other`
from app import kept as kept
