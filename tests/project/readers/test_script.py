"""Metadata blocks of scripts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import dependency_rows

from flake8_safe_imports.project.manifest import (
    Manifest,
    ManifestError,
    ManifestProblem,
)
from flake8_safe_imports.project.readers import script


def test_dependencies_of_a_script() -> None:
    text = "#!x\n# /// script\n# dependencies = [\n#   'flask==1.0',\n# ]\n# ///\n1/0\n"

    assert dependency_rows(script.read(text)) == [("flask", "1.0", 4)]
    assert script.read("import os\n") == Manifest(())


def test_a_script_block_without_an_end_is_no_block() -> None:
    text = "#!x\n# /// script\n# dependencies = ['flask==1.0']\n\n# ///\n"
    with pytest.raises(ManifestError) as caught:
        script.read(text)

    (problem,) = caught.value.problems
    assert (problem.line, problem.is_error) == (2, False)
    assert problem.reason.startswith("`# /// script` has no `# ///` in the comment")
    assert caught.value.manifest == Manifest(())
    assert script.read("# /// script\n# ///\n") == Manifest(())


def test_the_last_end_of_a_script_block_counts() -> None:
    text = (
        '# /// script\n# x = """\n# ///\n# """\n# dependencies = [\'flask\']\n# ///\n'
    )

    assert dependency_rows(script.read(text)) == [("flask", "", 5)]


def test_two_script_blocks_are_refused() -> None:
    with pytest.raises(ManifestError) as caught:
        script.read("# /// script\n# x = 1\n# ///\n\n" * 2)

    assert caught.value.problems == (
        ManifestProblem(5, "it has more than one script block"),
    )


def test_settings_of_uv_count() -> None:
    text = "# /// script\n# [tool.uv]\n# dev-dependencies = ['a']\n# ///\n"

    assert [(row.name, row.line) for row in script.read(text).dependencies] == [
        ("a", 3)
    ]


REFERENCE = r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$"
"""The regular expression in PEP 723."""
LINES = st.sampled_from(
    ("# /// script", "# /// other", "# ///", "# x = 1", "#", "#x", "", "x", " # ///")
)


@given(st.lists(LINES, max_size=12))
def test_blocks_are_those_of_the_pep(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks = [
        (match["content"], text.count("\n", 0, match.start("content")))
        for match in re.finditer(REFERENCE, text)
        if match["type"] == "script"
    ]
    if len(blocks) > 1:
        with pytest.raises(ManifestError, match="more than one"):
            script.find_block(lines)
    elif not blocks:
        assert script.find_block(lines) == ""
    else:
        content, above = blocks[0]
        toml = "".join(line[2:] or "\n" for line in content.splitlines(keepends=True))
        assert script.find_block(lines) == "\n" * above + toml
