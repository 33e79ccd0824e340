"""The part of YAML that is read."""

from __future__ import annotations

from textwrap import dedent

import pytest

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import yaml


def read(text: str) -> list[tuple[str, str, int]]:
    """Return dotted path, text and line of every scalar."""
    return [
        (".".join(map(str, scalar.path)), scalar.text, scalar.line)
        for scalar in yaml.find_scalars(dedent(text))
    ]


@pytest.mark.parametrize(
    ("text", "scalars"),
    [
        pytest.param("a: b", [("a", "b", 1)], id="entry"),
        pytest.param("a:\n  b: c\nd: e", [("a.b", "c", 2), ("d", "e", 3)], id="nested"),
        pytest.param("a:\n- b\n- c", [("a.0", "b", 2), ("a.1", "c", 3)], id="list"),
        pytest.param("a:\n  - b: c\n    d: e", [("a.0.b", "c", 2), ("a.0.d", "e", 3)]),
        pytest.param(
            "- - a\n  - b\n- c", [("0.0", "a", 1), ("0.1", "b", 2), ("1", "c", 3)]
        ),
        pytest.param(
            "a: [b, 'c, d',\n  e]",
            [("a.0", "b", 1), ("a.1", "c, d", 1), ("a.2", "e", 2)],
        ),
        pytest.param("a: {b: c, d: [e]} # x", [("a.b", "c", 1), ("a.d.0", "e", 1)]),
        pytest.param(
            "a: |\n  b\n\n  c # d\ne: f", [("a", "b\nc # d", 2), ("e", "f", 5)]
        ),
        pytest.param("a: >-\n  b\n  c\n", [("a", "b c", 2)], id="folded"),
        pytest.param("a: b # c", [("a", "b", 1)], id="comment"),
        pytest.param("a: b#c", [("a", "b#c", 1)], id="no comment"),
        pytest.param('"a b" : "c: d"', [("a b", "c: d", 1)], id="quoted"),
        pytest.param("a: 'it''s'", [("a", "it's", 1)], id="apostrophe"),
        pytest.param('a: "b\n  c"\nd: e', [("a", "b c", 1), ("d", "e", 3)]),
        pytest.param("a: b\n  c\nd: e", [("a", "b c", 1), ("d", "e", 3)], id="plain"),
        pytest.param("a:\n  b\n", [("a", "b", 2)], id="value on the next line"),
        pytest.param("a: &x b\nc: *x\nd: !!str e", [("a", "b", 1), ("d", "e", 3)]),
        pytest.param("a: http://x.example/#y", [("a", "http://x.example/#y", 1)]),
        pytest.param(
            "a: b\n---\na: c\n", [("a", "b", 1), ("a", "c", 3)], id="documents"
        ),
        pytest.param("a::b: c", [("a::b", "c", 1)], id="colon in a key"),
        pytest.param("a:\n# x\n\n- b", [("a.0", "b", 4)], id="comment between"),
        pytest.param("a:\r\n- b\r\n", [("a.0", "b", 2)], id="CRLF"),
        pytest.param("a: [b", [("a.0", "b", 1)], id="not closed"),
        pytest.param("?? : }{ ][ - :\n\t- x", None, id="nonsense"),
    ],
)
def test_scalars(text: str, scalars: list[tuple[str, str, int]] | None) -> None:
    found = read(text)

    assert scalars is None or found == scalars


@pytest.mark.parametrize(
    "text",
    ["- " * 10_000 + "a", "a: " + "[" * 10_000, "a: " + "{b: " * 10_000],
    ids=["block", "flow", "flow mappings"],
)
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(ManifestError, match="nested too deeply"):
        read(text)


@pytest.mark.hostile
@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 100_000 + "#",
        "'" * 100_001,
        '"' + '\\"' * 100_000,
        "a: [" + "'" * 100_001,
        "a:\n" + "- b\n" * 100_000,
        "".join(f"{' ' * depth}a:\n" for depth in range(60)) * 1000,
        "a: " + "&x " * 100_000,
        "a: [" + "b: " * 100_000,
    ],
)
def test_time_is_linear(text: str) -> None:
    """What is quadratic would take minutes here."""
    read(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: |\nb: c\n", [("b", "c", 2)]),
        ("a: [b, # c\n  d]\n", [("a.0", "b", 1), ("a.1", "d", 2)]),
        ("a: [b, '', c]\n", [("a.0", "b", 1), ("a.2", "c", 1)]),
    ],
)
def test_empty_values_and_comments(
    text: str, found: list[tuple[str, str, int]]
) -> None:
    assert read(text) == found
