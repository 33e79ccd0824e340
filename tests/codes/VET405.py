#: vet-enable = VET405
import zorblax_client  #> 8 VET405 `zorblax_client` is neither declared nor installed nor known
from zorblax_toolkit.core import parse  #> 1 VET405 `zorblax_toolkit` is neither declared nor installed nor known
import requests
import bpy, hou
import os.path
import zorblax_pb2
import _zorblax
import numppy  #> 8 VET402 `numppy` is not a known module: did you mean `numpy` (letter doubled)
import urlib3  #> 8 VET401 `urlib3` was a malicious package on PyPI (2017-06): did you mean `urllib3`
from . import zorblax_local
from typing import TYPE_CHECKING

import pytest

zorblax_client.get()
try:
    import zorblax_speedups
except ImportError:
    zorblax_speedups = None
if TYPE_CHECKING:
    import zorblax_types
needed = pytest.importorskip("zorblax_needed")
import zorblax_needed
import flake8_safe_imports
import test_codes
if is_zorblax_available():
    import zorblax_gpu
elif sys.has_zorblax:
    import zorblax_cpu


@require_zorblax
def test_zorblax(tmp_path):
    import zorblax_needed_here


def test_written(tmp_path, pytester):
    (tmp_path / "zorblax_written.py").write_text("")
    pytester.makepyfile(zorblax_made="")
    import zorblax_written, zorblax_made
    import zorblax_not_written  #> 12 VET405 `zorblax_not_written` is neither declared nor installed nor known
    archive.writestr("zorblax_zipped/__init__.py", "")
    archive.writestr("zorblax_cython.pyx", "")
    import zorblax_cython
    __import__("zorblax_zipped.core")
    build({"zorblax_built": {"core.py": ""}})
    __import__("zorblax_built.core")
    __import__("zorblax_dotted.core")  #> 16 VET405 `zorblax_dotted` is neither declared nor installed nor known
    __import__("zorblax_dynamic")  #> 16 VET405 `zorblax_dynamic` is neither declared nor installed nor known


if ready:
    import zorblax_ready  #> 12 VET405 `zorblax_ready` is neither declared nor installed nor known
import ntsecuritycon, rclpy, pyodide_js
import zorblax_muted  # type: ignore[import-not-found]
from zorblax_private import x  # pylint: disable=no-name-in-module,import-error
import zorblax_untyped  # type: ignore[import-untyped]  #> 8 VET405 `zorblax_untyped` is neither declared nor installed nor known
