"""VET102 and VET105: is the import lazy, or eager, as the policy wants?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.finding import Advice
from flake8_safe_imports.rules.declare import rule
from flake8_safe_imports.rules.target import (
    FROM,
    IMPORT,
    Problem,
    Target,
    count_parts,
    cut,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.analysis.scoping.places import Place
    from flake8_safe_imports.rules.file import File

_LAZY = versions.since(315)
"""The versions that know lazy imports."""


@rule("VET102")
def banned_module_level_import(target: Target, file: File) -> Iterator[Problem]:
    """An import, while the module loads, of something that must be imported lazily.

    What it does
        Reports imports of what ``vet-banned-module-level-imports`` names wherever they
        run while the module loads: at its top level, inside ``if``, ``try`` and
        ``with``, and in class bodies.

    Why
        A heavy import (``torch``, ``pandas``) at module level makes every program
        that touches the module slow to start, whether it needs it or not.

    Example
        With ``vet-banned-module-level-imports = torch``::

            import torch

            def train():
                return torch.zeros(3)

    Instead
        Import it where it is used::

            def train():
                import torch

                return torch.zeros(3)

        A ``lazy import`` of Python 3.15, an import inside ``if TYPE_CHECKING:`` or ``if
        False:``, and one inside ``if __name__ == "__main__"`` are fine too. So is a
        module that ``__lazy_modules__`` names, if only Python 3.15 and later are
        supported: older versions ignore that variable. Where its value is computed,
        every module counts as named.

    Options
        ``vet-banned-module-level-imports``, ``vet-allowed-imports``,
        ``vet-per-file-allowed-imports``.

    Fix safety
        Not fixed: you decide where the import should go.

    Known limits
        A function that is called while the module loads is not looked into. Modules
        that other modules import are not followed.

    When to turn it off
        Without the option it reports nothing.
    """
    kind = file.classify(target.top, relative=target.relative)
    cause = file.config.banned_module_level_imports.find_prefix(target.name, kind)
    if not cause or count_parts(cause) <= target.base or target.lazy:
        return
    state = file.find_state(target)
    if state.deferred or state.main_only or state.typing_only:
        return
    has_lazy_imports = not (state.window or file.window) & ~_LAZY
    if has_lazy_imports and _is_named(target, file.lazy_modules.may_name):
        return
    advice = "import it inside the function that uses it"
    if has_lazy_imports and target.way in (IMPORT, FROM):
        advice += ", or by `lazy import`"
    yield Problem(
        "VET102",
        cause,
        "is banned at module level",
        Advice(advice),
        count_parts(cause),
    )


def _is_named(target: Target, names: Callable[[str, Place], bool]) -> bool:
    """Return whether *names* has the module of *target*, an import statement."""
    if target.way not in (IMPORT, FROM) or target.star:
        return False
    is_name = target.way == FROM and target.base
    module = cut(target.name, target.base) if is_name else target.name
    return names(module, target.place)


@rule("VET105")
def banned_lazy_import(target: Target, file: File) -> Iterator[Problem]:
    """A lazy import of something that must be imported eagerly.

    What it does
        Reports imports of what ``vet-banned-lazy-imports`` names if they are lazy on
        Python 3.15: by ``lazy import``, or because ``__lazy_modules__`` names the
        module. That counts as in PEP 810: it is assigned at module level before the
        import, and names exactly the module of the statement, which is not in a
        function, a class or a ``try``. It is silent where Python 3.15 is not
        supported: older versions ignore the variable.

    Why
        Some modules do something when they are imported: they register plugins,
        patch other modules or check the environment. Imported lazily, they do it at
        the first use of the name, or never.

    Example
        With ``vet-banned-lazy-imports = app.plugins``::

            __lazy_modules__ = ["app.plugins"]
            import app.plugins

        and likewise ``lazy import app.plugins``.

    Instead
        ::

            import app.plugins

    Options
        ``vet-banned-lazy-imports``, ``vet-allowed-imports``,
        ``vet-per-file-allowed-imports``.

    Fix safety
        Not fixed.

    Known limits
        Only you know whether a module works when it is imported lazily; nothing is
        imported to find out.

    When to turn it off
        Without the option it reports nothing.
    """
    kind = file.classify(target.top, relative=target.relative)
    cause = file.config.banned_lazy_imports.find_prefix(target.name, kind)
    if (
        not cause
        or count_parts(cause) <= target.base
        or target.way not in (IMPORT, FROM)
        or not (target.lazy or _is_named(target, file.lazy_modules.name))
    ):
        return
    state = file.find_state(target)
    if state.typing_only or not state.window & _LAZY:
        return
    yield Problem(
        "VET105",
        cause,
        "is banned as a lazy import",
        Advice("import it eagerly"),
        count_parts(cause),
    )
