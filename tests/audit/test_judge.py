"""Judgements on single dependencies."""

from __future__ import annotations

import pytest
from rows import each_row

from flake8_safe_imports import versions
from flake8_safe_imports.audit.judge import judge_dependency
from flake8_safe_imports.data.stdlib_distributions import ROWS
from flake8_safe_imports.project.manifest import Dependency
from flake8_safe_imports.project.readers import requirements


def judge(line: str, window: int = versions.since(309)) -> list[tuple[str, str]]:
    """Return kind and text of what is wrong with a line of a requirements file."""
    (dependency,) = requirements.read(line).dependencies
    found = judge_dependency("requirements.txt", dependency, window)
    return [(finding.kind, finding.text) for finding in found]


@each_row(
    ("line", "kind", "words"),
    [
        ("numppy", "lookalike", "did you mean `numpy` (letter doubled)"),
        ("r\u0435quests", "lookalike", "(look-alike characters)"),
        ("random", "shadows-stdlib", "the standard library module `random`"),
        ("dateutil", "import-name", "is what `python-dateutil` is imported as"),
        ("opencv", "import-name", "is called `opencv-python` on PyPI: declare"),
        ("scikitlearn", "import-name", "called `scikit-learn` on PyPI: declare"),
        ("pytorch", "import-name", "is called `torch` on PyPI: declare `torch`"),
        ("skimage", "import-name", "is what `scikit-image` is imported as"),
        ("functols", "lookalike", "`functools` is in the standard library, so drop it"),
        ("pkg-resources", "import-name", "imported as: declare `setuptools`"),
        ("pkg_resources==0.0.1", "import-name", "declare `setuptools`"),
        (
            "pkg-resources==0.0.0",
            "import-name",
            "`pip freeze` on Debian and Ubuntu lists it, so delete the line",
        ),
        (
            "distutils",
            "import-name",
            "the standard library dropped in Python 3.12: declare `setuptools`",
        ),
        ("asyncore", "import-name", "declare `pyasyncore`"),
        ("PIL", "import-name", "is what `pillow` is imported as"),
        ("functools32", "obsolete-backport", "use `functools` of Python 3.2 and"),
        (
            "importlib-resources",
            "obsolete-backport",
            "use `importlib.resources` of Python 3.9 and newer",
        ),
        ("rest-framework", "import-name", "declare `djangorestframework`"),
        (
            "enum34",
            "obsolete-backport",
            "is an obsolete backport: use `enum` of Python 3.4 and newer",
        ),
        (
            "argparse",
            "obsolete-backport",
            "drop it, the standard library has it since Python 3.2",
        ),
        (
            "wsgiref",
            "obsolete-backport",
            "drop it, the standard library of every Python 3 has it",
        ),
        ("ultralytics==8.3.41", "compromised", "8.3.41 is a compromised release"),
        ("ultralytics == 8.3.41+cpu", "compromised", "compromised release"),
        ("bittensor==6.12.2", "compromised", "release stole wallet keys"),
        ("bittensor-wallet==4.0.2", "compromised", "2026-03"),
        ("dydx-v4-client==1.1.5.post1", "compromised", "account taken over"),
        ("spam==4.0.2", "compromised", "4.0.2 is a compromised release"),
        ("marcador==0.13", "compromised", "0.13 is a compromised release"),
        ("django-navbar-client==1.0", "compromised", "releases backdoored"),
        ("rootinteractive==0.0.19b0", "compromised", "releases backdoored"),
        ("LiteLLM===1.82.7", "compromised", "2026-03"),
    ],
)
def test_kind_and_text(line: str, kind: str, words: str) -> None:
    ((found, text),) = judge(line)

    assert found == kind
    assert words in text
    assert "malicious" not in text


def test_place_of_a_finding() -> None:
    dependency = Dependency("ultralytics", "8.3.41", 7)
    (finding,) = judge_dependency("x.txt", dependency, versions.EVERYTHING)

    assert finding[:6] == ("x.txt", 7, "ultralytics", "8.3.41", "compromised", "")


@pytest.mark.parametrize("name", ["timeit", "crypt"])
def test_malicious_namesake_of_a_module(name: str) -> None:
    ((kind, text),) = judge(name)

    assert kind == "malicious"
    assert text.endswith(": this is the name of a standard library module, so drop it")


def test_malicious_name_that_imitates_nothing() -> None:
    text = "was a malicious package on PyPI (2024-06): check where it comes from"

    assert judge("1337test") == [("malicious", f"`1337test` {text}")]


@each_row(
    "line",
    [
        pytest.param("ultralytics===8.3.41-rc-x", id="version that is not PEP 440"),
        pytest.param("numppy" * 100, id="name longer than any"),
        pytest.param("ultralytics==8.3.40", id="another release"),
        pytest.param("marcador==0.14", id="a release after the bad ones"),
        pytest.param("rootinteractive==0.0.19", id="the release that mended it"),
        pytest.param("spam", id="an honest project with bad releases"),
        pytest.param("ultralytics", id="any release"),
        pytest.param("ultralytics>=8.3.41", id="not a pin"),
        pytest.param("dataclasses; python_version < '3.7'", id="where it is needed"),
        pytest.param("graphlib-backport", id="wanted backport"),
        pytest.param("standard-imghdr", id="removed module"),
        pytest.param("datetime", id="DateTime"),
        pytest.param("strct", id="a project of its own"),
        pytest.param("pylibcudf", id="a build backend adds -cu12 or -cu13"),
    ],
)
def test_nothing_is_wrong(line: str) -> None:
    assert judge(line) == []


@pytest.mark.parametrize("name", ["numppy", "dateutil", "opencv"])
def test_other_indexes_have_other_names(name: str) -> None:
    place = "git+https://github.com/x/y"

    assert len(judge(name)) == 1
    assert judge(f"{name} @ {place}") == []
    assert len(judge(f"{name} @ https://files.pythonhosted.org/x.zip")) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [("urlib3", "malicious"), ("mock", "obsolete-backport"), ("random", "shadows")],
)
def test_what_is_elsewhere_may_be_wrong_in_other_ways(name: str, kind: str) -> None:
    ((found, _),) = judge(f"{name} @ https://x.example/{name}-1.0.zip")

    assert found.startswith(kind)


def test_declared_backports_are_obsolete() -> None:
    for name in [row.name for row in ROWS if row.replacement]:
        assert [kind for kind, _ in judge(name)] == ["obsolete-backport"], name
        assert judge(name, versions.NOTHING) == []
        assert judge(name, versions.EVERYTHING) == []


@pytest.mark.parametrize(
    ("name", "since"),
    [("mock", 303), ("tomli", 311), ("backports.zoneinfo", 309), ("pathlib2", 306)],
)
def test_backport_is_superseded_where_vet301_says_so(name: str, since: int) -> None:
    window = versions.since(max(since, 306))
    before = versions.bit(since - 1) if since > 306 else versions.PYTHON2

    assert [kind for kind, _ in judge(name, window)] == ["obsolete-backport"]
    assert judge(name, window | before) == []
    assert judge(f"{name}; python_version < '3.9'", window) == []


@pytest.mark.parametrize("name", ["main", "test", "commands", "wheels", "sql_server"])
def test_generic_words_are_nobodys_import_name(name: str) -> None:
    assert [text for _, text in judge(name) if "declare" in text] == []
