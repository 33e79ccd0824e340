"""Uses that are hard to find in the text."""

from __future__ import annotations

import sys

import pytest
from fixing import assert_fixed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "x = 'é'; import cPickle; y = 'é', cPickle.dumps('é'), cPickle\n",
            "x = 'é'; import pickle; y = 'é', pickle.dumps('é'), pickle\n",
            id="columns count bytes",
        ),
        pytest.param(
            "import cPickle\nx = 1 if f'{cPickle.dumps(1)} cPickle' else cPickle\n",
            "import pickle\nx = 1 if f'{pickle.dumps(1)} cPickle' else pickle\n"
            if sys.version_info >= (3, 12)
            else "import pickle as cPickle\n"
            "x = 1 if f'{cPickle.dumps(1)} cPickle' else cPickle\n",
            id="an f-string whose text has the name, too",
        ),
        pytest.param(
            "import cPickle\nx = f'{cPickle.loads(cPickle.dumps(1))!r:>{cPickle.x}}'\n"
            "y = f'{cPickle.loads}', f'''\n  {cPickle.dumps}'''\n",
            "",
            id="in f-strings, with no replacement",
        ),
        pytest.param(
            "import cPickle\ny = f'{cPickle.loads(cPickle.dumps(1))}', f'''\n"
            "  {cPickle.dumps}'''\n",
            "import pickle\ny = f'{pickle.loads(pickle.dumps(1))}', f'''\n"
            "  {pickle.dumps}'''\n",
            id="in f-strings",
        ),
    ],
)
def test_uses_in_the_text(before: str, after: str) -> None:
    assert_fixed(before, after)
