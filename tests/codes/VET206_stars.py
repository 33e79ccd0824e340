#: vet-supported-python = >=3.9
import random
import json
from pylab import *
import math

random.rand(3)  # pylab has a `random` of its own
json.parse("")
math.squareroot(2)  #> 1 VET206 `math.squareroot` is in no Python: did you mean `math.sqrt`
from os import *
math.squareroot(2)  #> 1 VET206 `math.squareroot` is in no Python: did you mean `math.sqrt`


def later():
    math.squareroot(2)  #> 5 VET206 `math.squareroot` is in no Python: did you mean `math.sqrt`
    json.parse("")
