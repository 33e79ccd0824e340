"""What the steps of Jenkinsfiles install."""

from __future__ import annotations

import pytest
from rows import each_row
from support import dependency_rows

from flake8_safe_imports.project.readers import jenkins


@each_row(
    ("text", "rows"),
    [
        ("sh 'pip install a'", [("a", "", 1)]),
        ('sh "pip install a==1 b==${V}"', [("a", "1", 1), ("b", "", 1)]),
        ("sh('pip install a')", "a"),
        ("steps.sh(script: 'pip install a', returnStdout: true)", "a"),
        ("sh label: 'pip install b', script: 'pip install a'", "a"),
        ("sh(returnStdout: true,\n  script: 'pip install a')", [("a", "", 2)]),
        ("bat 'pip install a'; pwsh 'pip install b'; powershell 'uvx c'", "abc"),
        ("sh '''\n  pip install a\n  pip install b \\\\\n    c\n'''", "abc"),
        ('sh """\n  x\n  pip install a \\\n    b"""', [("a", "", 3), ("b", "", 4)]),
        ('sh "pip install a\\npip install b"', "ab"),
        ('sh "pip install \\"a>=1\\""', "a"),
        ("sh $/pip install a/$", "a"),
        ("sh /pip install a\\/b c e/\nsh 'pip install f'", "cef"),
        ("sh(/pip install a/); bat(script: /uvx b/)", "ab"),
        ("x = a / b\nsh 'pip install c'\ny = d / e", "c"),
        ("sh 'pip install a ' +\n  'b'", [("a", "", 1), ("b", "", 2)]),
        ("sh 'pip install ' + x + ' a==' + v", "a"),
        ("sh 'pip install ' + f('b') + ' a'", "a"),
        ("sh 'x'\ndef v = 'pip install a'", ""),
        ("sh(script: 'x').trim() + 'pip install a'", ""),
        ("sh('pip install a') + ' b'", "a"),
        ("// sh 'pip install a'\n/* sh 'pip install b'\n*/ sh 'pip install c'", "c"),
        ("#!/usr/bin/env groovy\necho 'it\\'s'\nsh 'pip install a'", "a"),
        ("echo 'pip install a'", ""),
        ("def sh = 'pip install a'", ""),
        ("sh { 'pip install a' }", ""),
        ("sh 'pip install a", "a"),
        ("", ""),
    ],
)
def test_commands_of_steps(text: str, rows: str | list[tuple[str, str, int]]) -> None:
    found = dependency_rows(jenkins.read(text))
    if isinstance(rows, str):
        assert "".join(name for name, *_ in found) == rows
    else:
        assert found == rows


def test_files_of_requirements_are_included() -> None:
    (include,) = jenkins.read("sh 'pip install -r r.txt'").includes

    assert (include.name, include.is_in_command) == ("r.txt", True)


@pytest.mark.hostile
@pytest.mark.parametrize(
    "part",
    [
        "'''a'\n",
        'sh "',
        "/*",
        "sh (+",
        "$/",
        "\\",
        "sh 'a' + ",
        "sh '\\n' +\n",
        "+'a'",
        "sh /",
    ],
)
def test_time_is_linear(part: str) -> None:
    jenkins.read("sh 'x'" + part * 100_000)
