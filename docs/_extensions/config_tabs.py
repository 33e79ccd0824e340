"""Shows each example for an ini file as one for pyproject.toml, too, in tabs.

A page holds the ini file only; which tab is open is remembered for all pages.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from flake8_safe_imports.config.options import OPTIONS
from flake8_safe_imports.explain.examples import format_toml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_BLOCK = re.compile(
    r"^\.\. code-block:: ini\n(?: +:caption: .+\n)?\n"
    r"(?P<text>(?: +.*\n|\n)+)",
    re.M,
)
_SETTING = re.compile(r"^(vet-[\w-]+) *=(.*\n(?: +.*\n)*)", re.M)
_TABS = """\
.. tab-set::
   :sync-group: configuration

   .. tab-item:: setup.cfg, .flake8
      :sync: ini

      .. code-block:: ini

{ini}

   .. tab-item:: pyproject.toml
      :sync: toml

      .. code-block:: toml

{toml}

"""


def convert(ini: str) -> str:
    """Return our options in *ini* as lines of pyproject.toml."""
    known = {option.name: option for option in OPTIONS}
    settings = _SETTING.findall(ini)
    return format_toml((known[name], text) for name, text in settings)


def add_tabs(page: str) -> str:
    """Return the text of *page* with tabs in place of each ini file of ours."""
    return _BLOCK.sub(_make_tabs, page)


def _make_tabs(block: re.Match[str]) -> str:
    ini = textwrap.dedent(block["text"]).strip("\n") + "\n"
    if not _SETTING.search(ini):
        return block[0]
    indented = (textwrap.indent(text, " " * 9) for text in (ini, convert(ini)))
    return _TABS.format(**dict(zip(("ini", "toml"), indented)))


def _read_page(app: Sphinx, name: str, text: list[str]) -> None:
    text[0] = add_tabs(text[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx call us for each page that it reads."""
    app.connect("source-read", _read_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
