import urlib3  #> 8 VET401 `urlib3` was a malicious package on PyPI (2017-06): did you mean `urllib3`
import acqusition  #> 8 VET401 `acqusition` was a malicious package on PyPI (2017-06): did you mean `Acquisition`
import apidev_coop  #> 8 VET401 `apidev_coop` was a malicious package on PyPI (2017-06): did you mean `coop_cms`
import frqtrade  #> 8 VET401 `frqtrade` was a malicious package on PyPI (2023-02): did you mean `freqtrade`
from setup_tools import setup  #> 1 VET401 `setup_tools` was a malicious package on PyPI (2017-06): did you mean `setuptools`
import urllib3
import setuptools
from . import urlib3
try:
    import urlib3.util  #> 12 VET401 `urlib3` was a malicious package on PyPI (2017-06): did you mean `urllib3`
except ImportError:
    pass
__import__("urlib3")  #> 12 VET401 `urlib3` was a malicious package on PyPI (2017-06): did you mean `urllib3`
import cugraph_dgl
from fb303_core.ttypes import fb303_status
from spatialmedia import metadata_utils
import libproxy
from systemconfig import settings
