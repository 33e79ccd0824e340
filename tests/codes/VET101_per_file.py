#: vet-per-file-banned-imports = *_per_file.py: os.fork = never here
#: vet-per-file-banned-imports = tests/**/VET*.py: subprocess = no processes
#: vet-per-file-banned-imports = src/*: json = not here
#: vet-per-file-allowed-imports = tests/*: subprocess.PIPE, abc
#: vet-banned-imports = abc = abstract
#: vet-banned-imports = sched = not at run time
#: vet-exempt-type-checking = true
import json
import abc
import os
from subprocess import PIPE
import subprocess  #> 8 VET101 `subprocess` is banned: no processes
os.fork()  #> 1 VET101 `os.fork` is banned: never here
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import subprocess
    import sched.one
sched.two


def fork(function: os.fork, queue: sched.scheduler):  #> 20 VET101 `os.fork` is banned: never here
    if TYPE_CHECKING:
        import os as system
    other: system.fork


if TYPE_CHECKING:
    import os as typed
else:
    import os as running
also_typed = typed


def spawn(function: typed.fork, other: also_typed.fork, real: running.fork):  #> 63 VET101 `os.fork` is banned: never here
    ...
