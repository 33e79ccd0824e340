"""How Sphinx builds the documentation: ``tox -e docs``, warnings are errors."""

from __future__ import annotations

from importlib import metadata

project = "flake8-safe-imports"
author = "flake8-safe-imports contributors"
copyright = author  # noqa: A001 (Sphinx wants this name)
release = metadata.version(project)

extensions: list[str] = []
nitpicky = True
highlight_language = "python"
# The pages stay readable as files; nothing is looked up elsewhere.
html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False
exclude_patterns = ["_build"]
