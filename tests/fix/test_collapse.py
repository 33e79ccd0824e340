"""Dead fallbacks, collapsed."""

from __future__ import annotations

import pytest
from fixing import fix
from rows import each_row

SHIM = "try:\n    import queue\nexcept ImportError:\n    import Queue as queue\n"
OLD = "    import Queue as queue\n"


@each_row(
    ("before", "after"),
    [
        pytest.param(SHIM, "import queue\n", id="a handler that never runs"),
        pytest.param(
            SHIM + "else:\n    x = 1\n", "import queue\nx = 1\n", id="with else"
        ),
        pytest.param(SHIM + "finally:\n    x = 1\n", "", id="with finally"),
        pytest.param(
            "try:\n    import Queue\nexcept ImportError:\n    raise\n",
            "",
            id="a handler that raises",
        ),
        pytest.param(
            "try:\n    import Queue\nexcept ValueError:\n    pass\n"
            "except ImportError:\n    import queue\n",
            "",
            id="two handlers",
        ),
        pytest.param(f"{SHIM}except ValueError:\n    pass\n", "", id="another handler"),
        pytest.param(
            "try:\n    import y\nexcept ImportError:\n" + OLD,
            "import y\n",
            id="a fallback that never works",
        ),
        pytest.param(
            "try:\n    import cStringIO\nexcept ImportError:\n    import StringIO\n",
            "",
            id="neither half works",
        ),
        pytest.param(
            "try:\n    from collections import Mapping as x\n"
            "except ImportError:\n    from UserDict import x\n",
            "",
            id="the other half does not work on every version",
        ),
        pytest.param(
            "def f():\n    if sys.version_info < (3,):\n        import x\n"
            "        yield x\n",
            "",
            id="a yield in the dead branch",
        ),
        pytest.param(
            "def f():\n    try:\n        import y\n    except ImportError:\n"
            "        import Queue\n        global z\n",
            "",
            id="a global in the dead branch",
        ),
        pytest.param(
            "def f():\n    if sys.version_info < (3,):\n        import x\n"
            "        def g(): yield x\n    else:\n        yield 1\n",
            "def f():\n    yield 1\n",
            id="a generator that stays one",
        ),
        pytest.param(
            "try:\n    import os, Queue\nexcept ImportError:\n"
            "    import queue as Queue\n",
            "",
            id="something is bound before it fails",
        ),
        pytest.param(
            "try:\n    import y\nexcept ImportError:\n    import sys, Queue\n",
            "",
            id="something is bound before a handler fails",
        ),
        pytest.param(
            "x = 1\n\nif sys.version_info < (3,):\n" + OLD + "\n\ndef f(): pass\n",
            "x = 1\n\n\ndef f(): pass\n",
            id="blank lines on both sides",
        ),
        pytest.param(
            "x = 1\n\n\nif sys.version_info < (3,):\n" + OLD + "\ny = 1\n",
            "x = 1\n\n\ny = 1\n",
            id="more blank lines above",
        ),
        pytest.param(
            "x = 1\nif sys.version_info < (3,):\n" + OLD + "\n\ny = 1\n",
            "x = 1\n\n\ny = 1\n",
            id="blank lines below alone",
        ),
        pytest.param(
            "x = 1\n\nif sys.version_info < (3,):\n" + OLD + "\n",
            "x = 1\n",
            id="blank lines at the end",
        ),
        pytest.param(
            "x = 1\n\nif sys.version_info < (3,):\n" + OLD,
            "x = 1\n",
            id="no line at the end",
        ),
        pytest.param(
            "if sys.version_info < (3,):\n    import Queue  # why\n\nx = 1\n",
            "\nx = 1\n",
            id="its comment goes",
        ),
        pytest.param(
            "if sys.version_info < (2, 7):\n    import x\n"
            "elif sys.version_info < (3, 4):\n    import y\nelse:\n    import z\n",
            "import z\n",
            id="one dead branch after the other",
        ),
        pytest.param(
            "if x:\n    pass\nelif sys.version_info < (3,):\n" + OLD,
            "if x:\n    pass\n",
            id="elif that is never true",
        ),
        pytest.param(
            "if x:\n    pass\nelif sys.version_info < (3,):\n"
            + OLD
            + "elif y:\n    z\n",
            "if x:\n    pass\nelif y:\n    z\n",
            id="elif before another",
        ),
        pytest.param(
            "if x:\n    pass\nelif sys.version_info >= (3,):\n    y\nelse:\n" + OLD,
            "if x:\n    pass\nelse:\n    y\n",
            id="elif that is always true",
        ),
        pytest.param(
            "if sys.version_info < (3,):\n" + OLD + "else:\n\n    # why\n    x  # y",
            "# why\nx  # y",
            id="comments of the branch that stays",
        ),
        pytest.param(
            "if sys.version_info < (3,):\n    if x:\n" + f"    {OLD}    y\nz\n",
            "z\n",
            id="the outermost block goes",
        ),
        pytest.param(
            f"if sys.version_info < (3,):\n{OLD}    import cPickle\nz\n",
            "z\n",
            id="two in one block",
        ),
        pytest.param(
            "if sys.version_info >= (3,):\n    try:\n        import queue\n"
            f"    except ImportError:\n    {OLD}else:\n{OLD}",
            "import queue\n",
            id="nested dead branches",
        ),
        pytest.param(
            "if sys.version_info < (3,): import Queue\nelse: import queue as Queue\n"
            "# tail\n",
            "import queue as Queue\n# tail\n",
            id="all on one line",
        ),
        pytest.param(
            "try:\n    import Queue\nexcept ImportError:\n"
            "    if sys.version_info < (3,):\n        import x\n    import queue\n",
            "import queue\n",
            id="nested in a branch that stays",
        ),
        pytest.param(
            "try:\n    import Queue\nexcept ImportError:\n    import queue\n"
            "else:\n    import x\n",
            "import queue\n",
            id="the else of a try that always fails",
        ),
        pytest.param(
            "\\\nif sys.version_info < (3,):\n" + OLD, "", id="a continued line"
        ),
        pytest.param(
            "while sys.version_info < (3,):\n" + OLD, "", id="a loop never entered"
        ),
        pytest.param(
            "@pytest.mark.skipif(sys.version_info >= (3,), reason='')\n"
            "def test():\n" + OLD,
            "",
            id="a test that is always skipped",
        ),
        pytest.param(
            "".join(f"{' ' * n}if sys.version_info >= (3,):\n" for n in range(22))
            + f"{' ' * 22}pass\n"
            + "".join(
                f"{' ' * n}else:\n{' ' * n} import x\n" for n in range(21, -1, -1)
            ),
            "",
            id="nested more deeply than there are rounds",
        ),
    ],
)
def test_dead_code(before: str, after: str) -> None:
    """Nothing changes if *after* is empty, and a reason is given."""
    head = "import sys\nsys\n"
    result = fix(head + before, unsafe=True)

    assert result.source == head + (after or before)
    assert bool(result.changes) is bool(after)
    assert bool(result.skipped) is not bool(after)


def test_an_import_that_only_the_dead_code_used_goes() -> None:
    before = "import sys\nif sys.version_info < (3,):\n    import x\nelse:\n    x = 1\n"

    assert fix(before, unsafe=True).source == "x = 1\n"
    assert fix(f"{before}sys\n", unsafe=True).source == "import sys\nx = 1\nsys\n"


def test_a_file_does_not_begin_with_blank_lines() -> None:
    source = "if PY2:\n    import x\n\n\ny = 1\n"

    assert fix(source, unsafe=True).source == ("y = 1\n")


def test_a_dead_from_import_collapses_at_any_of_its_names() -> None:
    before = "import sys\nif sys.version_info < (3,):\n    from x import (\n     a)\n"

    assert fix(f"{before}y = 1\n", unsafe=True).source == "y = 1\n"


@pytest.mark.parametrize("more", ["print(1)", "for x in y: z()"])
def test_a_call_that_does_more_than_to_return_a_test_stays(more: str) -> None:
    test = "def f():\n    {}\n    return sys.version_info >= (3,)\n"
    source = "import sys\n" + test + "if f():\n    x = 1\nelse:\n    import y\n"

    assert fix(source.format("z = 1"), unsafe=True).source.endswith("\nx = 1\n")
    assert fix(source.format(more), unsafe=True).source == source.format(more)
