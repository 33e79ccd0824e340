import urlib  #> 8 VET402 `urlib` is not a known module: did you mean `urllib` (letter missing)
import numppy  #> 8 VET402 `numppy` is not a known module: did you mean `numpy` (letter doubled)
from colections import OrderedDict  #> 1 VET402 `colections` is not a known module: did you mean `collections` (letter missing)
import numpy, requests, flask
import something_of_our_own
from . import numppy
