"""Comments that say on which versions a block runs."""

from __future__ import annotations

import pytest
from support import analyze, count_calls

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.pragmas import Pragmas


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# pragma: >=3.12 cover", versions.since(312)),
        ("#pragma:>3.11 cover", versions.since(312)),
        ("# pragma: <3.12 cover", versions.EVERYTHING & ~versions.since(312)),
        ("# pragma: <=3.11 cover", versions.EVERYTHING & ~versions.since(312)),
        ("# pragma: ==3.12 cover", versions.bit(312)),
        ("# pragma: !=3.12 cover", versions.EVERYTHING & ~versions.bit(312)),
        ("# pragma: no cover", versions.EVERYTHING),
        ("# pragma: >=3.12 covered", versions.EVERYTHING),
    ],
)
@pytest.mark.parametrize("header", ["def f(): ", "class A: ", "if x: "])
def test_comment(header: str, comment: str, expected: int) -> None:
    source = f"{header} {comment}\n    import a\n"
    found = analyze(source).bindings.scopes.imports

    assert Pragmas(source.splitlines()).find_window_around(found[0].place) == expected


def test_comment_on_another_branch() -> None:
    source = "if x:  # pragma: >=3.12 cover\n    pass\nelse:\n    import a\n"
    found = analyze(source).bindings.scopes.imports

    window = Pragmas(source.splitlines()).find_window_around(found[0].place)
    assert window == versions.EVERYTHING


def test_each_block_is_read_once() -> None:
    def count(branches: int) -> int:
        source = "if x:\n    pass\n" + "elif y:\n    import a\n" * branches
        found = analyze(source).bindings.scopes.imports
        pragmas = Pragmas(source.splitlines())
        return count_calls(
            lambda: [pragmas.find_window_around(item.place) for item in found]
        )

    assert count(200) < 2.3 * count(100)
