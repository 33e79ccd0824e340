#: vet-banned-module-level-imports = tensorflow.keras
from __future__ import annotations

import tensorflow


def build(model: tensorflow.keras.Model) -> tensorflow.keras.Model:
    return model


Model: tensorflow.keras.Model = tensorflow.keras.Model  #> 33 VET102 `tensorflow.keras` is banned at module level: import it inside the function that uses it
