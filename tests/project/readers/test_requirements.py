"""Requirements files."""

from __future__ import annotations

from textwrap import dedent

import pytest
from rows import each_row
from support import dependency_rows

from flake8_safe_imports.project.manifest import (
    Dependency,
    ManifestError,
    ManifestProblem,
)
from flake8_safe_imports.project.readers import requirements


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a, b\n", ["a", "b"]),
        ("a>=1,<2, b==3 , c\n", ["a", "b", "c"]),
        ("a>=1,<2\n", ["a"]),
        ("a[x, y]>1, <2\n", ["a"]),
        ("a>1; python_version in '3.9, b'\n", ["a"]),
    ],
)
def test_each_name_of_a_line_counts(text: str, names: list[str]) -> None:
    assert [name for name, _, _ in dependency_rows(requirements.read(text))] == names


def test_packages_that_conda_has_are_not_read() -> None:
    text = "# platform: linux-64\n@EXPLICIT\nhttps://x.example/linux-64/a-1-0.conda\n"

    with pytest.raises(ManifestError) as caught:
        requirements.read(text)

    (problem,) = caught.value.problems
    assert (problem.line, problem.is_error) == (2, False)
    assert not caught.value.manifest.dependencies


def test_lines_and_includes() -> None:
    text = dedent(
        """\
        # requests
        -r more.txt
        --constraint=limits.txt
        --index-url https://example.org
        --requirements-of-another-tool.txt
        requests==2.0 \\
            --hash=sha256:abc
        flask >= 1, < 2 ; python_version < "3"  # comment
        -e git+https://example.org/x.git#egg=thing
        -e .
        ./wheels/some-1.0-py3-none-any.whl
        https://example.org/other.zip
        django == 4.*
        pypdf >= 1, == 1.2
        """
    )
    found = requirements.read(text)

    assert dependency_rows(found) == [
        ("django", "", 13),
        ("flask", "", 8),
        ("pypdf", "1.2", 14),
        ("requests", "2.0", 6),
        ("some", "1.0", 11),
        ("thing", "", 9),
    ]
    assert [include[:2] for include in found.includes] == [
        ("more.txt", 2),
        ("limits.txt", 3),
    ]


@each_row(
    ("line", "name", "version"),
    [
        ("./wheels/urlib3-1.0-py3-none-any.whl", "urlib3", "1.0"),
        ("https://x.example/a_b-1.0-2-cp39-abi3-linux.whl#sha256=0", "a_b", "1.0"),
        ("https://x.example/urlib3-1.0rc1.tar.gz", "urlib3", "1.0rc1"),
        ("file:///tmp/zope.interface-5.zip", "zope.interface", "5"),
        ("A.b @ https://x.example/a_b-1.0-py3-none-any.whl", "A.b", "1.0"),
        ("a[x]@https://x.example/a-1.tar.gz#sha256=0 ; os_name=='nt'", "a", "1"),
        ("a @ https://x.example/b-1.0.zip", "a", ""),
        ("a @ git+https://x.example/a@v1", "a", ""),
        ("-e git+https://x.example/y@v1#egg=urlib3[a]&subdirectory=z", "urlib3", ""),
    ],
)
def test_urls_and_paths_name_distributions(line: str, name: str, version: str) -> None:
    assert dependency_rows(requirements.read(line)) == [(name, version, 1)]


def test_good_lines_are_read_in_spite_of_bad_ones() -> None:
    with pytest.raises(ManifestError) as caught:
        requirements.read("-r a.txt\nflask\nnot a name\n\ndjango\n??\n")

    assert caught.value.problems[0] == ManifestProblem(
        3, "not a requirement: 'not a name'"
    )
    assert [problem.line for problem in caught.value.problems] == [3, 6]
    assert [row.name for row in caught.value.manifest.dependencies] == [
        "flask",
        "django",
    ]
    assert [row.name for row in caught.value.manifest.includes] == ["a.txt"]


def test_name_may_have_letters_beyond_ascii() -> None:
    found = requirements.read("r\u0435quests==1.0\n")

    assert found.dependencies == (Dependency("r\u0435quests", "1.0", 1, "", "==1.0"),)


def test_lines_are_those_of_an_editor() -> None:
    """For pip, a form feed and a line separator end lines too."""
    found = requirements.read("# a\x0cb\n# \u2028c\r\nd\\\r\n==1\n\re\n")

    assert dependency_rows(found) == [
        ("b", "", 1),
        ("c", "", 2),
        ("d", "1", 3),
        ("e", "", 6),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a==1\nb=1.0\n", ManifestProblem(2, "{}: 'b=1.0'", False)),
        ("b = 1.0  # c\n", ManifestProblem(1, "{}: 'b = 1.0'", False)),
        (
            "a=1\nb=2\nc=3\n",
            ManifestProblem(1, "{}: 'a=1', and 2 more lines like it", False),
        ),
    ],
)
def test_a_pin_of_conda_is_named_once(text: str, said: ManifestProblem) -> None:
    with pytest.raises(ManifestError) as caught:
        requirements.read(text)

    text = said.reason.format("pip needs `==`, not the `=` of conda")
    assert caught.value.problems == (said._replace(reason=text),)
    assert caught.value.manifest.dependencies


@pytest.mark.parametrize(
    "text",
    [
        "# $ conda create --name <env> --file <this file>\na=1.0\n",
        "a=1.0=py39_0\nb=2.0\n",
        "a===1.0\n",
        "-C a=b\n",
        "--index-url=x\n",
    ],
)
def test_lists_of_conda_are_read_in_silence(text: str) -> None:
    requirements.read(text)
