#: vet-banned-lazy-imports = patches, app.core
#: vet-banned-module-level-imports = torch
#: vet-lookalikes = off
lazy import torch
lazy import patches  #> 13 VET105 `patches` is banned as a lazy import: import it eagerly
lazy from app import core, other  #> 22 VET105 `app.core` is banned as a lazy import: import it eagerly
import app.core
lazy import patches  # noqa is for flake8 #> 13 VET105 `patches` is banned as a lazy import: import it eagerly
