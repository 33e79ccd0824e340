"""The recipe "Add a format"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from copied import PACKAGE

if TYPE_CHECKING:
    from copied import Copy

pytestmark = pytest.mark.recipes

FORMAT = '''\
"""The format ``counts``: how many findings there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_safe_imports.formats.items import Document


def format_document(document: Document) -> str:
    """Return how many findings there are."""
    return f"{len(document.items)} found"
'''


def test_a_format_needs_a_module_and_a_row(copy: Copy) -> None:
    copy.write(f"{PACKAGE}/formats/as_counts.py", FORMAT)
    row = '    "github":'
    added = '    "counts": f"{_PACKAGE}.as_counts",\n'
    copy.replace(f"{PACKAGE}/formats/registry.py", row, added + row)
    copy.write("requirements.txt", "reqeusts\n")
    copy.write("old.py", "import urllib2\nimport urllib2\n")
    run = ("-m", PACKAGE)
    checked = copy.run(*run, "check", "--format=counts", "-j1", "old.py")
    audited = copy.run(*run, "audit", "--format=counts", "requirements.txt")

    assert "2 found\n" in checked.output
    assert audited.output == "1 found\n"
