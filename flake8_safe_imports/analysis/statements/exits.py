"""What leaves a block: statements and calls after which the rest of it does not run.

This is the only list. ``walk`` marks each statement in which one of these names
appears, cheaply and without looking up what the name refers to; ``flow`` then
decides, for marked statements alone, whether they really leave. To support another
function or method that leaves, add it here.
"""

from __future__ import annotations

import ast
from typing import Final

from flake8_safe_imports.data.import_functions import IMPORT_OR_SKIP

LEAVING_STATEMENTS: Final = (ast.Raise, ast.Return, ast.Continue, ast.Break)
MARKED_STATEMENTS: Final = (*LEAVING_STATEMENTS, ast.Assert)
"""Statements that leave, or that leave unless a test holds."""
EXPECTING: Final = frozenset(
    {
        "raises",
        "assertRaises",
        "assertRaisesRegex",
        "assertRaisesRegexp",
        "failUnlessRaises",
    }
)
"""The last part of the names of what expects that a function raises an error."""
EXITING_FUNCTIONS: Final = frozenset(
    {
        "sys.exit",
        "os._exit",
        "os.abort",
        "builtins.exit",
        "builtins.quit",
    }
)
"""Dotted names of functions that end the program, by ``SystemExit`` or at once."""
LEAVING_FUNCTIONS: Final = frozenset(
    {
        *EXITING_FUNCTIONS,
        "pytest.skip",
        "pytest.exit",
        "pytest.fail",
        "pytest.xfail",
    }
)
"""Dotted names of functions that never return."""
ASSERTING_FUNCTIONS: Final = frozenset({"hypothesis.assume"})
"""Dotted names of functions that leave unless what they are given is true."""
LEAVING_METHODS: Final = frozenset({"skipTest", "fail"})
"""Methods of ``self``, in a ``unittest.TestCase``, that never return."""
PARSERS: Final = frozenset({"argparse.ArgumentParser", "optparse.OptionParser"})
"""Dotted names of classes whose instances have methods that never return."""
LEAVING_METHODS_OF_PARSERS: Final = frozenset({"error", "exit"})
LEAVING_METHODS_BY_NAME: Final = {
    **dict.fromkeys(("argparser", "parser"), LEAVING_METHODS_OF_PARSERS),
    "ctx": frozenset({"abort", "exit", "fail"}),
}
"""The names of parameters that are usually parsers, or click's contexts: no more is
known of them."""
REQUESTING: Final = "getfixturevalue"
"""The method by which tests ask pytest for a fixture, which may skip them."""
CALLED_NAMES: Final = (
    LEAVING_METHODS
    | {REQUESTING}
    | LEAVING_METHODS_OF_PARSERS
    | {dotted.rpartition(".")[2] for dotted in (*LEAVING_FUNCTIONS, IMPORT_OR_SKIP)}
    | {dotted.rpartition(".")[2] for dotted in ASSERTING_FUNCTIONS}
)
"""The last part of the name of every function or method that may leave."""


def divides_by_zero(node: ast.expr) -> bool:
    """Return whether *node* is ``1 / 0``, a short way to raise an error."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
        and isinstance(node.left, ast.Constant)
        and isinstance(node.right, ast.Constant)
        and isinstance(node.left.value, (int, float))
        and node.right.value == 0
    )
