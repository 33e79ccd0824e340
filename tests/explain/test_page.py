"""The pages of the codes."""

from __future__ import annotations

from flake8_safe_imports.codes import BY_CODE
from flake8_safe_imports.explain.page import Block, Page, Section, read_page
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
            Section(
                "What it does",
                (
                    Block("Two lines make one paragraph.", False),
                    Block("Another one, with code:", False),
                    Block("if True:\n    import something", True),
                ),
            ),
            Section(
                "Example",
                (
                    Block("import first\n\nimport second", True),
                    Block("With Python 3.9 and later.", False),
                ),
            ),
            Section("Instead", (Block("One line.", False),)),
        ),
    )
