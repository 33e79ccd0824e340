"""The recipe "Add a rewrite to fix"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from copied import PACKAGE

if TYPE_CHECKING:
    from copied import Copy

pytestmark = pytest.mark.recipes

FUNCTION = '''

def write_run(site: Site) -> Idiom | None:
    """Write ``command.run()`` for ``os.popen2(command)``."""
    call = site.call(1, 1)
    return unwrap(site, call, call.args[0], ".run()") if call else None
'''
ROW = '    "os.popen2": write_run,\n'


def fix(copy: Copy, source: str) -> str:
    # In a project of its own: what our tests replace is kept in ours.
    sample = copy.root.parent / "sample" / "sample.py"
    sample.parent.mkdir(exist_ok=True)
    sample.with_name("setup.cfg").touch()
    sample.write_text(source, encoding="utf-8")
    options = ("--isolated", "--vet-supported-python", ">=3.9", "--write")
    copy.run("-m", PACKAGE, "fix", *options, str(sample))
    return sample.read_text(encoding="utf-8")


def test_an_idiom_is_a_function_and_a_row(copy: Copy) -> None:
    source = "import os\nprint(os.popen2(ls))\n"
    assert fix(copy, source) == source

    path = f"{PACKAGE}/fix/idioms/of_stdlib.py"
    copy.write(path, copy.read(path) + FUNCTION)
    path = f"{PACKAGE}/fix/idioms/table.py"
    copy.replace(
        path, "    shorten_make_suite,\n", "    shorten_make_suite,\n    write_run,\n"
    )
    copy.replace(path, '    "inspect.getargspec"', ROW + '    "inspect.getargspec"')

    assert fix(copy, source) == "print(ls.run())\n"
    ran = copy.test("tests/fix/idioms/test_table.py", "-k", "idiom")
    assert ran.ok, ran.output
