"""Commands that install, in Dockerfiles."""

from __future__ import annotations

from textwrap import dedent

import pytest
from rows import each_row
from support import dependency_rows

from flake8_safe_imports.project.readers import dockerfile


def test_commands() -> None:
    text = dedent(
        """\
        FROM python:3.12
        # pip install x
        RUN pip install a \\
            # why b
            b==1 \\
         && rm -rf /x
        RUN ["pip", "install", "c"]
        RUN --mount=type=cache,target=/y pip install d
        CMD ["python", "-c", "install"]
        """
    )

    assert dependency_rows(dockerfile.read(text)) == [
        ("a", "", 3),
        ("b", "1", 5),
        ("c", "", 7),
        ("d", "", 8),
    ]


def test_scripts_are_read() -> None:
    text = 'FROM python\nRUN ["sh", "-c", "pip install urlib3"]\n'

    assert dependency_rows(dockerfile.read(text)) == [("urlib3", "", 2)]


@pytest.mark.parametrize("gap", ["", "  ", "# x", "\n\n# x\n"])
def test_gap_inside_of_an_instruction(gap: str) -> None:
    text = f"FROM x\nRUN pip install a \\\n{gap}\n  b\n\nRUN c\n"

    line = text.splitlines().index("  b") + 1
    assert dependency_rows(dockerfile.read(text)) == [
        ("a", "", 2),
        ("b", "", line),
    ]


def test_another_escape_character() -> None:
    text = "# escape=`\nFROM x\nRUN pip install `\n  a `\n\n  C:\\x\\ b\nRUN c\n"

    rows = dependency_rows(dockerfile.read(text))
    assert rows == [("a", "", 4), ("b", "", 6)]


@each_row(
    ("text", "rows"),
    [
        ("ARG V=1.0\nRUN pip install a==$V b==${V}", [("a", "1.0"), ("b", "1.0")]),
        ("ENV A=a1 B='b1'\nRUN pip install $A ${B}==2", [("a1", ""), ("b1", "2")]),
        ("ARG V=1\nARG V=2\nRUN pip install a==$V", [("a", "")]),
        ("ARG V=1.0\nENV V=${OTHER}\nRUN pip install a==$V", [("a", "")]),
        ("ARG V=1.0\nENV V=$V\nRUN pip install a==$V", [("a", "1.0")]),
        ('ARG V=1.0\nENV V="${V:-2}"\nRUN pip install a==$V', [("a", "1.0")]),
        ("ARG V=1.0\nENV V=$V-b\nRUN pip install a==$V", [("a", "")]),
        ('ARG V=1.0\nENV V="${O} b"\nRUN pip install a==$V', [("a", "")]),
        ("ENV A=1 \\\n    V=2.0\nRUN pip install a==$V", [("a", "2.0")]),
        ("ENV A=1 \\\n  # x\n\n  V='2'\nRUN pip install a==$V", [("a", "2")]),
        ("ENV A=/x\nRUN V=1 pip install a==$V", [("a", "")]),
        ("ARG V\nENV A='b c'\nRUN pip install a==$V $A", [(x, "") for x in "abc"]),
        ("ENV A='b c'\nRUN pip install \"$A\" a", [("a", "")]),
        ("ENV A a\nenv B 'b'\nENV C x y\nRUN pip install $A $B $C", [("a", "")]),
        ("ENV A a\nARG A=b\nRUN pip install $A", []),
        ("ENV P=/x:$P\nRUN pip install a==$P", [("a", "")]),
        ("ARG V=1.0\nRUN pip install a==${V:-2} $VV", [("a", "")]),
    ],
)
def test_values_of_names(text: str, rows: list[tuple[str, str]]) -> None:
    found = dependency_rows(dockerfile.read(text))
    assert [row[:2] for row in found] == rows


@pytest.mark.hostile
def test_values_make_no_huge_text_of_a_large_one() -> None:
    text = f"ENV A={'a' * 200}\nRUN pip install b $A\nRUN x" + " $A" * 170_000

    assert dependency_rows(dockerfile.read(text)) == [("b", "", 2)]
