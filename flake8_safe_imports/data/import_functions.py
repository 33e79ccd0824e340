"""The functions that import what a literal string names: ``import_module("a.b")``.

``TABLE`` has a row for each. To support another one, add a row; the glance, the
checker and the tests follow from the table.
"""

from __future__ import annotations

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final, Literal

    Call = Literal[
        "__import__", "import_module", "name", "name_or_skip", "replaced", "patched"
    ]
    """The name of the reader of a call in ``analysis/statements/dynamic.py``."""

IMPORT_OR_SKIP: Final = "pytest.importorskip"


class ImportFunction:
    """A function that imports: a row of ``TABLE``.

    ``owner`` is the module that has it, or the pytest fixture of which it is a method.
    ``name`` may have dots: ``patch.dict``. ``argument`` is the name of the parameter,
    the first one, that takes the string. ``call`` says how a call is read. It handles
    absence if the keyword in ``tolerant`` has the value beside it.
    """

    __slots__ = ("argument", "call", "name", "owner", "tolerant")

    def __init__(
        self,
        owner: str,
        name: str,
        argument: str,
        call: Call,
        *,
        tolerant: tuple[str, bool] | None = None,
    ) -> None:
        self.owner: Final = owner
        self.name: Final = name
        self.argument: Final = argument
        self.call: Final = call
        self.tolerant: Final = tolerant

    @property
    def dotted(self) -> str:
        """The whole name: ``unittest.mock.patch.dict``."""
        return f"{self.owner}.{self.name}"


def _patches(owner: str) -> tuple[ImportFunction, ...]:
    """Return the rows for the patchers of *owner*: ``unittest.mock`` or a copy."""
    create = ("create", True)
    return (
        ImportFunction(owner, "patch", "target", "patched", tolerant=create),
        # Whatever these two create is in the target, which must exist.
        ImportFunction(owner, "patch.dict", "in_dict", "patched"),
        ImportFunction(owner, "patch.multiple", "target", "patched"),
    )


_RAISING = ("raising", False)
TABLE: Final = (
    ImportFunction("builtins", "__import__", "name", "__import__"),
    ImportFunction("importlib", "__import__", "name", "__import__"),
    ImportFunction("importlib", "import_module", "name", "import_module"),
    ImportFunction("pkgutil", "resolve_name", "name", "name"),
    ImportFunction("pytest", "importorskip", "modname", "name_or_skip"),
    *_patches("unittest.mock"),
    *_patches("mock"),
    *_patches("mock.mock"),
    *_patches("mocker"),
    ImportFunction("monkeypatch", "setattr", "target", "replaced", tolerant=_RAISING),
    ImportFunction("monkeypatch", "delattr", "target", "replaced", tolerant=_RAISING),
)
"""All functions that import. Sources: the documentation of each owner."""

FIXTURES: Final = {
    "mocker": "mocker",
    "class_mocker": "mocker",
    "module_mocker": "mocker",
    "package_mocker": "mocker",
    "session_mocker": "mocker",
    "monkeypatch": "monkeypatch",
}
"""Fixtures of pytest and pytest-mock -> the owner of their methods in ``TABLE``.

The name of a fixture ends with its owner: the glance searches for that.
"""

# What follows from the tables

BY_NAME: Final = {function.dotted: function for function in TABLE}
NAMES: Final = frozenset(function.name for function in TABLE)
"""The names of the functions in their owners, with dots: ``patch.dict``."""
OWNING_FIXTURES: Final = frozenset(FIXTURES.values())
_OWNED_BY_MODULES: Final = tuple(
    function for function in TABLE if function.owner not in OWNING_FIXTURES
)
FUNCTIONS: Final = frozenset(name.rpartition(".")[2] for name in BY_NAME)
"""The last part of the name of every function that imports."""
MODULES: Final = frozenset(
    function.owner.partition(".")[0] for function in _OWNED_BY_MODULES
)
"""The top-level modules that have such functions."""

RETURNING: Final = frozenset(
    ("__import__", "import_module", "importorskip", "resolve_name")
)
"""The functions that return what they import."""


def _first_word(function: ImportFunction) -> str:
    return function.name.partition(".")[0]


ALWAYS: Final = OWNING_FIXTURES | {
    _first_word(function)
    for function in _OWNED_BY_MODULES
    if function.owner == "builtins"
}
"""Words in the text of a file that may import dynamically in any file."""
WORDS: Final = {
    top: frozenset(
        _first_word(function)
        for function in _OWNED_BY_MODULES
        if function.owner.partition(".")[0] == top
    )
    - ALWAYS
    for top in sorted(MODULES - {"builtins"})
}
"""Top-level module -> further words that may do so in files that import it."""
MARKS: Final = frozenset(map(_first_word, _OWNED_BY_MODULES))
"""Words of which the text of each file that imports dynamically has one.

A method of a fixture has one in its own name or in that of the fixture.
"""
