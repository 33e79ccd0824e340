"""The recipe "Add an option"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from copied import PACKAGE, TEXTS

if TYPE_CHECKING:
    from copied import Copy

pytestmark = pytest.mark.recipes


def add_option(copy: Copy, *, without: str = "") -> None:
    path = f"{PACKAGE}/config/options.py"
    last = "    def __init__(self, values: Mapping[str, Any]) -> None:\n"
    row = (
        '    vetoed = Option("", "A flag (default: off)", "read_flag", False, '
        'example="true")\n'
    )
    copy.replace(path, last, f"{row}\n{last}")
    if without != "bad values":
        path = "tests/config/test_bad_options.py"
        last = '    bad("vet-lookalikes", "strict wide"),\n'
        copy.replace(path, last, f'{last}    bad("vet-vetoed", "maybe"),\n')
    # What uses it: VET402 here.
    copy.replace(
        f"{PACKAGE}/rules/origins.py",
        "    known = lookalike.find_import(",
        "    if file.config.vetoed:\n"
        "        return None\n"
        "    known = lookalike.find_import(",
    )


CHECKS_OF_OPTIONS = (
    *("tests/config/test_options.py", "tests/config/test_bad_options.py"),
    "tests/test_house.py",
)


def test_add_an_option(copy: Copy) -> None:
    add_option(copy)
    stale = copy.run("tools/gen_docs.py", "--check")
    copy.regenerate(*TEXTS)
    ran = copy.test(*CHECKS_OF_OPTIONS)
    (copy.root / "setup.cfg").unlink()
    (copy.root / "bad.py").write_text("import numppy\n", encoding="utf-8")
    lint = ("-m", "flake8", "--isolated", "--select", "VET", "bad.py")

    assert "configuration.rst" in stale.output
    assert ran.ok, ran.output
    assert "VET402" in copy.run(*lint).output
    assert copy.run(*lint, "--vet-vetoed").ok


def test_an_option_without_bad_values_is_named(copy: Copy) -> None:
    add_option(copy, without="bad values")
    ran = copy.test("tests/config/test_bad_options.py", "-k", "has_bad_values")

    assert not ran.ok
    assert "vet-vetoed" in ran.output
