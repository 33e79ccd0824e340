"""What well-known tools write into startup files, to the letter.

Sources: the files that these tools install, and setuptools' ``namespaces.py``.
"""

from __future__ import annotations

from typing import Final


def _split(text: str) -> frozenset[str]:
    """Return the lines of a table, without blank ones and comments."""
    rows = (row for row in text.splitlines() if row and not row.startswith("#"))
    return frozenset(rows)


# ruff: noqa: E501
LINES: Final = _split(r"""
# virtualenv, pywin32
import _virtualenv
import pywin32_bootstrap
# setuptools before 80: easy-install.pth
import sys; new=sys.path[sys.__plen:]; del sys.path[sys.__plen:]; p=getattr(sys,'__egginsert',0); sys.path[p:p]=new; sys.__egginsert = p+len(new)
import sys; sys.__plen = len(sys.path)
# coverage: as its documentation says, with `patch = subprocess`, a1_coverage.pth
import coverage; coverage.process_startup()
import sys; exec('try:\n    import coverage\nexcept:\n    pass\nelse:\n    coverage.process_startup()')
import sys; exec('import os\nif os.getenv("COVERAGE_PROCESS_START") or os.getenv("COVERAGE_PROCESS_CONFIG"):\n try:\n  import coverage\n except:\n  pass\n else:\n  coverage.process_startup(slug="pth")')
# pytest-cov before 7
import os, sys;exec('if \'COV_CORE_SOURCE\' in os.environ:\n try:\n  from pytest_cov.embed import init\n  init()\n except Exception as exc:\n  sys.stderr.write(\n   "pytest-cov: Failed to setup subprocess coverage. "\n   "Environ: {0!r} "\n   "Exception: {1!r}\\n".format(\n    dict((k, v) for k, v in os.environ.items() if k.startswith(\'COV_CORE\')),\n    exc\n   )\n  )')
""")
"""Whole lines; a string in them has no blank lines and no last line break."""

NAMESPACE_PACKAGE: Final = _split("""
import sys, types, os
has_mfs = sys.version_info > (3, 5)
(p not in mp) and mp.append(p)
__import__('NAME')
has_mfs and __import__('NAME')
ie = os.path.exists(os.path.join(p,'__init__.py'))
importlib = __import__('NAME')
importlib = has_mfs and __import__('NAME')
m = has_mfs and sys.modules.setdefault('NAME', importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('NAME', [os.path.dirname(p)])))
m = m or sys.modules.setdefault('NAME', types.ModuleType('NAME'))
m = not ie and sys.modules.setdefault('NAME', types.ModuleType('NAME'))
m = sys.modules.setdefault('NAME', importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('NAME', [os.path.dirname(p)])))
m and setattr(sys.modules['NAME'], 'NAME', m)
mp = (m or []) and m.__dict__.setdefault('NAME',[])
p = os.path.join(sys._getframe(1).f_locals['NAME'], *(NAME))
""")
"""The statements of NAME-nspkg.pth of setuptools, names replaced by NAME."""
