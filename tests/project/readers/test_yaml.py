"""The part of YAML that is read."""

from __future__ import annotations

from textwrap import dedent

import pytest
from rows import each_row

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import yaml
from flake8_safe_imports.project.readers.collector import Collector


def find_problem(text: str) -> tuple[int, str] | None:
    """Return line and reason of what is wrong with a text."""
    collector = Collector()
    yaml.find_scalars(text, collector)
    try:
        collector.finish()
    except ManifestError as error:
        (problem,) = error.problems
        return problem.line, problem.reason
    return None


def read(text: str) -> list[tuple[str, str, int]]:
    """Return dotted path, text and line of every scalar."""
    return [
        (".".join(map(str, scalar.path)), scalar.text, scalar.line)
        for scalar in yaml.find_scalars(dedent(text), Collector())
    ]


@each_row(
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
        pytest.param(
            "a: &x b\nc: *x\nd: !!str e", [("a", "b", 1), ("c", "b", 1), ("d", "e", 3)]
        ),
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
        "a" + " " * 50_000 + "#",
        "'" * 50_001,
        '"' + '\\"' * 50_000,
        "a: [" + "'" * 50_001,
        "a:\n" + "- b\n" * 50_000,
        "".join(f"{' ' * depth}a:\n" for depth in range(60)) * 500,
        "a: " + "&x " * 50_000,
        "a: [" + "b: " * 50_000,
        "a: &a\n" + "- *a\n" * 50_000,
        "a: &a b\n" + "- *b\n" * 50_000,
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


@each_row(
    ("text", "line", "reason"),
    [
        ("a: [b", 1, "a bracket that is not closed"),
        ("a: b\nc: {d: [e}]\n", 2, "a bracket that closes another"),
        ("a:\n- 'b\n- c\n", 2, "a quote that is not closed"),
        ('a: "b" c\n', 1, "something after a value: 'c'"),
        ("a: [b] c\n", 1, "something after a value: 'c'"),
        ("a: b: c\n", 1, "a key after a key"),
        ("a: b\n  c: d\n", 2, "a second value, or wrong indentation"),
        ("a:\n    b: c\n  d: e\n", 3, "a second value, or wrong indentation"),
        ("a: b\n- c\n", 2, "a second value, or wrong indentation"),
        ("- a\nb: c\n", 2, "a second value, or wrong indentation"),
        ("a: b\nc\nd: e\n", 2, "neither a key, an item nor a value"),
        ("a:\n\tb: c\n", 2, "a tab in the indentation"),
        ("a: - b\n", 1, "an item after a key"),
        ("a: @b\n", 1, "a value that begins with @"),
        ("a: |b\n", 1, "a value that begins with |"),
        ("a: *b c\n", 1, "something after an alias"),
        ("a: ['b' 'c']\n", 1, "a comma is missing"),
        ("a: b # c\n  d\n", 2, "a second value, or wrong indentation"),
        ("a: |\n    b\n  c\nd: e\n", 3, "a second value, or wrong indentation"),
        ("a: b\x1b\n", 1, "a control character"),
        ("{% if a %}\nb: c\n", 2, "a second value, or wrong indentation"),
    ],
)
def test_what_is_not_yaml(text: str, line: int, reason: str) -> None:
    assert find_problem(text) == (line, f"not YAML: {reason}")


@each_row(
    "text",
    [
        "\ufeffa: b\n",
        "%YAML 1.2\n---\na: b\n...\n---\n- c\n",
        "--- a\n--- b\n",
        "a#b: c\n*d : e\nf?: -g\n? h\n: i\n",
        "a: 'b\nc'\nd: [e,\nf]\n",
        "a: |2\n    b\n   c\nd: >-1\n e\n",
        "- |\n  a\n # b\n- - c\n  - d\n-\n  - e\n",
        "a: b\n  - c\n  d\n",
        "a:\n  # b\n# c\n  d: e # f\n  g: 'h' # i\n",
        '{"a":1,"b":[],"c":{"d":"e"}}\n',
        "a: &b\n  c: d\ne:\n  <<: *b\n  f: !!str\n    g\n",
        "a: {{ b }}\nc: ${{ d }} e\n",
        "a: # b\n\u2028\n  - c\n",
    ],
)
def test_what_is_yaml(text: str) -> None:
    assert find_problem(text) is None


def test_aliases_stand_for_what_is_at_their_anchors() -> None:
    text = """\
a: &x
  - b
  - c: [d, &y e]
f: *x
g: {h: *x, i: [*unknown]}
j: &z [*z]
k:
  <<: *x
"""
    copies = [("0", "b", 2), ("1.c.0", "d", 3), ("1.c.1", "e", 3)]

    assert read(text) == [
        (f"{path}.{end}", value, line)
        for path in ("a", "f", "g.h", "k.<<")
        for end, value, line in copies
    ]


def test_aliases_stand_for_so_much_only() -> None:
    lines = ["a0: &a0 [b]"]
    lines += [f"a{n + 1}: &a{n + 1} [{f'*a{n},' * 9}]" for n in range(9)]
    with pytest.raises(ManifestError, match="aliases expand to too much"):
        read("\n".join(lines))


def test_escapes() -> None:
    assert read(r'a: "b\n\tc\x41\u00e4\U0001F4DA\"\\"') == [
        ("a", 'b\n\tcA\xe4\U0001f4da"\\', 1)
    ]
