"""Names that a project replaces, mostly in tests, so that their uses have to stay.

After ``patch("six.moves.urllib.parse.quote")``, code that reaches the function by
another name would not see the mock.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.project import parsed, screening
from flake8_safe_imports.fix.project.handed import is_handled
from flake8_safe_imports.fix.project.meanings import BUILTINS, SIX
from flake8_safe_imports.fix.project.project_files import DOCUMENTS
from flake8_safe_imports.fix.project.remembered import per_project
from flake8_safe_imports.fix.project.replaced import (
    Replaced,
    ReplacedName,
    is_module_of_six,
)
from flake8_safe_imports.rules.target import count_parts, cut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from flake8_safe_imports.fix.project.words import Words

_REPLACING: Final = ("modules", "meta_path", "path_hooks")
"""The words in the text of what may replace any module."""


def find_target(
    words: Words | None, own: Replaced, used: str, imported: str, *, is_late: bool
) -> str:
    """Return what is replaced, and reached by the dotted name *used*; or nothing.

    *used* is reached through *imported*. That one may itself be what is replaced, if
    *is_late*: if it is imported when it is used. *own* is what the file itself
    replaces, and *words* are those of its project; None if that cannot be searched.
    """
    top, _, rest = used.partition(".")
    helpers = _find_helpers(words) if words is not None else frozenset()
    found = _list_targets(own, top, helpers) | own.targets.get("", frozenset())
    found.update(_find_assigned(words, own, top, rest))
    if words is not None:
        found.update(_find_targets(words, top, rest))
        for known in ("", top):
            found.update(_find_computed(words).get(known, ()))
    for target in sorted(found):
        replaced = target.name
        if target.is_part:
            if replaced in top:
                return top
            continue
        if target.is_any and used.startswith(f"{replaced}."):
            replaced = cut(used, count_parts(replaced) + 1)
        is_on_the_way = _is_in(replaced, used) or _is_in(used, replaced)
        if is_on_the_way and _is_seen(target, replaced, used, imported, is_late):
            return replaced
    return ""


def _is_seen(
    target: ReplacedName, replaced: str, used: str, imported: str, is_late: bool
) -> bool:
    """Return whether code that imports *imported* gets what *replaced* is now.

    *replaced* is the name of *target*, or one in it; the others are as for
    ``find_target``.
    """
    is_inside = _is_in(replaced, imported)
    if target.is_module:
        return is_inside or _is_in(imported, replaced)
    if replaced == imported:
        return is_late or target.is_early
    is_seen = is_inside or (target.is_early and _is_in(imported, replaced))
    return is_seen and not _is_same_object(replaced, used)


def find_builtin(words: Words | None, own: Replaced, name: str) -> str:
    """Return the built-in *name*, dotted, if the project may replace it; else ""."""
    found = set(own.targets.get("builtins", ()))
    found.update(_find_assigned(words, own, "builtins", name))
    if words is not None:
        found.update(_find_replaced_builtins(words, name))
    for target in sorted(found):
        is_module = target.is_any and target.name == "builtins"
        if is_module or target.name == f"builtins.{name}":
            return f"builtins.{name}"
    return ""


@per_project()
def _find_replaced_builtins(words: Words, name: str) -> frozenset[ReplacedName]:
    """Return what is replaced of the built-in names where *name* may be."""
    helpers = _find_helpers(words)
    with_module = words.find(*BUILTINS)
    paths = words.find("patch", "setattr", "delattr", *helpers) & words.find(name)
    paths |= with_module
    files = (
        parsed.read_replaced(path)
        for path in paths
        if not path.endswith(DOCUMENTS)
        and screening.may_replace_builtin(path, name, has_module=path in with_module)
    )
    return frozenset(chain(*(_list_targets(it, "builtins", helpers) for it in files)))


def _is_in(name: str, above: str) -> bool:
    return f"{name}.".startswith(f"{above}.")


def _is_same_object(target: str, used: str) -> bool:
    """Return whether what replaces *used* sees what is assigned to *target*.

    It does for attributes of what six hands on, and of what a module of the standard
    library had: ``collections.Mapping.get``.
    """
    if _is_in(used, SIX):
        return not is_module_of_six(target.rpartition(".")[0])
    return target != used and stdlib.is_current(used.partition(".")[0])


@per_project()
def _find_targets(words: Words, top: str, names: str) -> frozenset[ReplacedName]:
    """Return what is replaced of *top* in files that may replace one of *names*."""
    helpers = _find_helpers(words)
    paths = words.find(top)
    if top == SIX:
        paths |= words.find("moves", "urllib") & words.find(
            "object", "setattr", "delattr"
        )
    else:
        paths &= words.find(cut(names, 1) or top, *_REPLACING, *helpers)
    calling = words.find(*helpers)
    files = (
        parsed.read_replaced(path)
        for path in paths
        if not path.endswith(DOCUMENTS)
        and screening.may_replace(path, top, names, has_helper=path in calling)
    )
    return frozenset(chain(*(_list_targets(file, top, helpers) for file in files)))


def _find_assigned(
    words: Words | None, own: Replaced, top: str, names: str
) -> Iterator[ReplacedName]:
    """Yield what other code may assign in the modules that it is handed.

    Those are *top*, and what is reached from there by the dotted *names*.
    """
    if not is_handled(top):
        return
    parts = [top, *names.split(".")]
    for number in range(1, len(parts)):
        module, name = ".".join(parts[:number]), parts[number]
        # Few names are assigned anywhere, and text tells.
        if name in own.assigned or (words is not None and _may_assign(words, name)):
            handed = own.handed
            if words is not None:
                handed |= _find_handed(words, module)
            if module in handed or (
                module == "builtins" and not handed.isdisjoint(BUILTINS)
            ):
                yield ReplacedName(f"{module}.{name}", is_early=True)


@per_project()
def _find_handed(words: Words, module: str) -> frozenset[str]:
    """Return the modules that those files hand over which may do so with *module*."""
    names = BUILTINS if module == "builtins" else (module,)
    paths = words.find(*(name.rpartition(".")[2] for name in names))
    files = (
        parsed.read_replaced(path).handed
        for path in paths
        if not path.endswith(DOCUMENTS)
        and any(screening.may_hand_over(path, name) for name in names)
    )
    return frozenset(chain(*files))


@per_project()
def _may_assign(words: Words, name: str) -> bool:
    """Return whether a file of the project may assign *name* to something."""
    return any(
        screening.may_assign(path, name)
        for path in words.find(name)
        if not path.endswith(DOCUMENTS)
    )


@per_project()
def _find_helpers(words: Words) -> frozenset[str]:
    """Return the functions of a project that replace what their callers name."""
    return frozenset(chain(*(file.helpers for file in _read_computing(words))))


@per_project()
def _find_computed(words: Words) -> Mapping[str, frozenset[ReplacedName]]:
    """Return the modules that names put together replace, by their first component.

    Their names need not be in the text of any file.
    """
    found: dict[str, set[ReplacedName]] = {}
    for file in _read_computing(words):
        for top, targets in file.targets.items():
            found.setdefault(top, set()).update(it for it in targets if it.is_module)
    return {top: frozenset(targets) for top, targets in found.items()}


@per_project()
def _read_computing(words: Words) -> tuple[Replaced, ...]:
    """Return what the files replace that may replace what their callers name."""
    paths = words.find("modules") & words.find("sys")
    paths |= words.find("setattr") & words.find("target", "name", "path")
    paths |= words.find("patch")
    return tuple(
        parsed.read_replaced(path)
        for path in paths
        if not path.endswith(DOCUMENTS) and screening.may_compute(path)
    )


def _list_targets(
    file: Replaced, top: str, helpers: Collection[str]
) -> set[ReplacedName]:
    """Return what one file replaces of *top*."""
    found = set(file.targets.get(top, ()))
    for helper in file.told.keys() & helpers:
        for name in file.told[helper]:
            if _is_in(name, top):
                found.add(ReplacedName(name, is_early=True, is_module=True))
    return found
