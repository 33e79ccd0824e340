"""The pages of the codes."""

from __future__ import annotations

from flake8_safe_imports.codes import BY_CODE
from flake8_safe_imports.explain.page import Page, PageSection, TextBlock, read_page
from flake8_safe_imports.rules.declare import Rule

DOCSTRING = """An import of something, in a sentence
    that takes two lines.

    What it does
        Two lines make
        one paragraph.

        Another one, with code::

            if True:
                import something

    Example
        ::

            import first

            import second

        With Python 3.9 and later.

    Instead
        One line.
    """


def test_read_page() -> None:
    page = read_page(Rule(BY_CODE["VET101"], DOCSTRING))

    assert page == Page(
        "An import of something, in a sentence that takes two lines.",
        (
            PageSection(
                "What it does",
                (
                    TextBlock("Two lines make one paragraph.", False),
                    TextBlock("Another one, with code:", False),
                    TextBlock("if True:\n    import something", True),
                ),
            ),
            PageSection(
                "Example",
                (
                    TextBlock("import first\n\nimport second", True),
                    TextBlock("With Python 3.9 and later.", False),
                ),
            ),
            PageSection("Instead", (TextBlock("One line.", False),)),
        ),
    )
