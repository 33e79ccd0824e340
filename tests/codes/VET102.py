#: vet-banned-module-level-imports = torch, tensorflow.keras
#: vet-lookalikes = off
import sys
from typing import TYPE_CHECKING
import torch  #> 8 VET102 `torch` is banned at module level: import it inside the function that uses it
import torch.nn as nn  #> 8 VET102 `torch` is banned at module level: import it inside the function that uses it
from torch import nn, optim  #> 1 VET102 `torch` is banned at module level: import it inside the function that uses it
import torchvision
import tensorflow
from tensorflow import keras  #> 24 VET102 `tensorflow.keras` is banned at module level: import it inside the function that uses it

if sys.platform == "linux":
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it
try:
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it
except ImportError:
    pass
with open("x"):
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it


class Model:
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it

    def train(self):
        import torch


def train():
    import torch
    return lambda: __import__("torch")


if TYPE_CHECKING:
    import torch
if False:
    import torch
while 0:
    import torch
if 1:
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it
else:
    import torch
if __name__ == "__main__":
    import torch
else:
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it
is_main = __name__ == "__main__"
if is_main:
    import torch
if not is_main:
    import torch  #> 12 VET102 `torch` is banned at module level: import it inside the function that uses it

torch = __import__("torch")  #> 20 VET102 `torch` is banned at module level: import it inside the function that uses it
later = lambda: __import__("torch")

from unittest import mock


@mock.patch("torch.load")
def test_loading(): ...


@mock.patch("torch.load")
class TestLoading: ...


with mock.patch("torch.load"):  #> 17 VET102 `torch` is banned at module level: import it inside the function that uses it
    pass


def build(model: tensorflow.keras.Model):  #> 18 VET102 `tensorflow.keras` is banned at module level: import it inside the function that uses it
    other: tensorflow.keras.Model


if TYPE_CHECKING:
    import tensorflow as tf


def load(model: tf.keras.Model): ...
