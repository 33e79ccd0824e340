"""Replacements of names."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, fix
from rows import each_row

from flake8_safe_imports.config import options


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import mock\nmock._patch_object, mock.patch\n",
            "",
            id="a private name of a drop-in",
        ),
        pytest.param(
            "from cPickle import *\nUnpickleableError\n",
            "",
            id="a star import of a name that the new module lacks",
        ),
        pytest.param(
            "import _winreg\n_winreg.OpenKey\nfrom cPickle import __name__ as n\n",
            "import winreg\nwinreg.OpenKey\nfrom pickle import __name__ as n\n",
            id="a module of another platform",
        ),
    ],
)
def test_replacements(before: str, after: str) -> None:
    assert_fixed(before, after)


def test_a_replacement_must_exist_on_every_supported_version() -> None:
    source = (
        "from backports.zoneinfo import ZoneInfo\nfrom typing_extensions import Self\n"
    )

    assert (
        fix(source).source
        == "from zoneinfo import ZoneInfo\n" + source.splitlines(True)[1]
    )


BANS = """
old = fresh.thing
bad = urllib2.bad
z.text = builtins.str
requests.get = httpx
requests.put = app.http.put
"""


@each_row(
    ("before", "after"),
    [
        pytest.param(
            "import old.part\nold.part.x\n",
            "import fresh.thing.part\nfresh.thing.part.x\n",
            id="in a banned module",
        ),
        pytest.param(
            "from old import *\n", "from fresh.thing import *\n", id="a star import"
        ),
        pytest.param(
            "import bad\nbad.x\n", "", id="a replacement that is reported itself"
        ),
        pytest.param(
            "import old\nold.kept.x, old.y\n",
            "",
            id="an allowed name in a banned module",
        ),
        pytest.param(
            "import requests\nrequests.get('x')\n",
            "import httpx\nhttpx('x')\n",
            id="by a module",
        ),
        pytest.param(
            "import requests\nrequests.put.cache.clear()\n",
            "import app.http\napp.http.put.cache.clear()\n",
            id="by a function whose attributes are used",
        ),
        pytest.param(
            "import z\nz.text('x'), z.y\n",
            "import z\nstr('x'), z.y\n",
            id="a name in a module",
        ),
        pytest.param(
            "import z.y\nz.text('x')\n",
            "import z.y\nstr('x')\n",
            id="a name reached by the import of something else",
        ),
        pytest.param(
            "import z\nz.text('x')\n", "str('x')\n", id="the last name of a module"
        ),
        pytest.param(
            "from z import text\ntext('x')\n", "str('x')\n", id="by a built-in"
        ),
        pytest.param(
            "try:\n    import requests\nexcept ImportError:\n    pass\n"
            "requests.get('x')\n",
            "try:\n    import requests\n    import httpx\nexcept ImportError:\n"
            "    pass\nhttpx('x')\n",
            id="in a module that may be missing",
        ),
    ],
)
def test_replacements_of_bans(before: str, after: str) -> None:
    """Nothing changes if *after* is empty, and a reason is given."""
    raw = {
        "vet_supported_python": ">=3.9",
        "vet_banned_imports": BANS,
        "vet_allowed_imports": "old.kept",
    }
    result = fix(before, options.parse(raw), unsafe=True)

    assert result.source == (after or before)
    assert bool(result.skipped) is not bool(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import six\nsix.text_type.join, six.moves.range.__name__\n",
            "str.join, range.__name__\n",
        ),
        ("from six import text_type\ntext_type.lower(x)\n", "str.lower(x)\n"),
        ("import six\nsix.StringIO.read\n", "import io\nio.StringIO.read\n"),
        ("import six\nsix.iteritems.__name__\n", ""),
    ],
)
def test_attributes_of_what_six_hands_on(before: str, after: str) -> None:
    assert fix(before).source == (after or before)


def test_names_of_modules_that_no_interpreter_listed_may_exist() -> None:
    assert fix("from gdbm import open\nopen\n").source == (
        "from dbm.gnu import open\nopen\n"
    )
