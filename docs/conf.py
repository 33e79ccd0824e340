"""How Sphinx builds the documentation: ``tox -e docs``, warnings are errors."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "flake8-safe-imports"
author = "flake8-safe-imports contributors"
copyright = author  # noqa: A001 (Sphinx wants this name)
release = metadata.version(project)

extensions = ["config_tabs", "name_lists", "sphinx_copybutton", "sphinx_design"]
nitpicky = True
highlight_language = "python"
# The pages stay readable as files; nothing is looked up elsewhere.
html_theme = "furo"
# Goes with furo's light style. Furo's dark one underlines modules as if links.
pygments_dark_style = "a11y-dark"
html_title = f"{project} {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["custom.css"]
exclude_patterns = ["_build"]
