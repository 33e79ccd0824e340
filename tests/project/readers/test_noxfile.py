"""noxfile.py."""

from __future__ import annotations

from textwrap import dedent

import pytest
from support import dependency_rows

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import noxfile


def test_sessions() -> None:
    text = dedent(
        """\
        # /// script
        # dependencies = ["a1"]
        # ///
        import nox
        DEPS = ["a2", "a3==1"]
        @nox.session
        def t(session):
            session.install("a4", "-r", "a.txt", "-e", ".", *DEPS)
            session.install(
                f"b1{x}",
                "b2[x]>=1")
            session.run("python", "-m", "pip", "install", "b3")
            session.run("pytest", "tests")
            install("b4")
        """
    )
    found = noxfile.read(text)

    assert dependency_rows(found) == [
        ("a1", "", 2),
        ("a2", "", 5),
        ("a3", "1", 5),
        ("a4", "", 8),
        ("b2", "", 11),
        ("b3", "", 12),
    ]
    assert [include.name for include in found.includes] == ["a.txt"]


def test_other_calls_install_nothing() -> None:
    text = "def t(session):\n  session.log('pip install urlib3')\n"

    assert dependency_rows(noxfile.read(text)) == []


def test_a_bad_script_block_hides_no_session() -> None:
    text = "# /// script\n# x = 1\n\ndef t(session):\n  session.install('urlib3')\n"
    with pytest.raises(ManifestError) as caught:
        noxfile.read(text)

    assert dependency_rows(caught.value.manifest) == [("urlib3", "", 5)]
    assert not caught.value.problems[0].is_error


def test_words_that_are_put_together() -> None:
    text = dedent(
        """\
        @nox.session
        def t(session):
            for name in ["a1", "a2"]:
                session.install(name)
            session.install(f"a3=={version}", f"-r{x}", f"{x}a4", "a5" if x else "a6")
            session.run(*"pip install a7".split())
        """
    )

    assert dependency_rows(noxfile.read(text)) == [
        ("a1", "", 3),
        ("a2", "", 3),
        ("a3", "", 5),
        ("a5", "", 5),
        ("a6", "", 5),
        ("a7", "", 6),
    ]
