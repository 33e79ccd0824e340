"""Comments that say on which versions a block runs."""

from __future__ import annotations

import pytest
from support import analyze

from flake8_safe_imports import versions
from flake8_safe_imports.analysis import pragmas


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

    assert pragmas.window_around(found[0].place, source.splitlines()) == expected


def test_comment_on_another_branch() -> None:
    source = "if x:  # pragma: >=3.12 cover\n    pass\nelse:\n    import a\n"
    found = analyze(source).bindings.scopes.imports

    assert (
        pragmas.window_around(found[0].place, source.splitlines())
        == versions.EVERYTHING
    )
