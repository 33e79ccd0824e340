"""Which part of a dotted name some supported Python versions do not have."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes, dropins, known_names, stdlib
from flake8_safe_imports.rules.target import CHAIN, DYNAMIC, FROM, Target, count_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.rules.file import File


class Part(NamedTuple):
    """One step along a dotted name: ``os``, then ``os.path``, then ``os.path.walk``."""

    fact: stdlib.Fact
    depth: int
    """How many components it has."""
    is_module: bool


def list_parts(name: str) -> Iterator[Part]:
    """Yield the parts of the dotted *name* that the tables know, outermost first."""
    above = ""
    words = name.split(".")
    for depth, word in enumerate(words, 1):
        dotted = f"{above}.{word}" if above else word
        module = stdlib.find_module(dotted)
        if module is None:
            if above:
                yield from _list_parts_in_module(above, words[depth - 1 :], depth)
            return
        yield Part(module, depth, is_module=True)
        above = dotted


def _list_parts_in_module(module: str, words: list[str], depth: int) -> Iterator[Part]:
    """Yield the parts of a name in *module* that the tables know.

    The name consists of *words*. The first is at this *depth*, and the second may be an
    attribute of a class. A few classes have the name of a module: ``unittest.main``.
    """
    name = f"{module}.{words[0]}"
    fact = stdlib.load_names(module).get(words[0]) or classes.find(name)
    if fact is not None:
        yield Part(fact, depth, is_module=False)
    inner = classes.find(f"{name}.{words[1]}") if len(words) > 1 else None
    if inner is not None:
        yield Part(inner, depth + 1, is_module=False)


def _find_missing_part(target: Target, window: int) -> Part | None:
    """Return the part of *target* to report as missing somewhere in *window*.

    It is the first missing part, except that a module is reported by its whole name
    (``distutils.core``), and so are names that moved to different modules
    (``urllib2.urlopen``).
    """
    parts = list(list_parts(target.name))
    missing = [part for part in parts if window & ~part.fact.window]
    if not missing:
        return None
    first = missing[0]
    if first.depth <= target.base:
        return _find_moved_name(target, parts) if target.way == FROM else None
    if not first.is_module or target.way == CHAIN:
        return first
    whole = [part for part in missing if part.is_module][-1]
    if target.way == DYNAMIC and stdlib.is_split(whole.fact.name):
        return missing[-1]._replace(depth=first.depth, is_module=True)
    if _is_reported_by_name(target, whole):
        return None
    # The first missing part is to blame, but the whole name has its own advice.
    return _inherit_advice(whole, first.fact)._replace(depth=first.depth)


def _inherit_advice(part: Part, above: stdlib.Fact) -> Part:
    """Return *part*; without advice of its own it gets that of the module *above*."""
    fact = part.fact
    if fact.replacement or fact.advice:
        return part
    fact = fact.with_words(fact.name, above.replacement, above.advice)
    return part._replace(fact=fact)


def _is_reported_by_name(target: Target, module: Part) -> bool:
    """Return whether each name taken from the removed *module* is reported instead."""
    return (
        target.takes_names
        and module.depth == count_parts(target.name)
        and stdlib.is_split(module.fact.name)
    )


def _find_moved_name(target: Target, parts: list[Part]) -> Part | None:
    """Return the name to report, if the names of its module moved to different ones."""
    last = parts[-1]
    if not last.is_module:
        above = parts[-2].fact if len(parts) > 1 else last.fact
        return _inherit_advice(last, above) if stdlib.is_split(above.name) else None
    if last.depth != target.base or not stdlib.is_split(last.fact.name):
        return None
    module, name = last.fact, target.name
    fact = module  # to blame for a name that no version had
    if stdlib.find_window(name) is not None:
        fact = module.with_words(name, module.replacement, module.advice)
    return Part(fact, count_parts(name), is_module=False)


def find_missing(target: Target, file: File) -> tuple[Part, State] | None:
    """Return the missing part to report and the guards' state there.

    None if nothing is missing, or if a guard or a drop-in takes care of it. Several
    rules ask about each target, one after the other.
    """
    return file.ask_once(_find_missing, target)


def _find_missing(target: Target, file: File) -> tuple[Part, State] | None:
    top = None if target.relative else stdlib.find_module(target.top)
    if top is None or file.classify(target.top) == "first-party":
        return None
    state = file.find_state(target)
    found = _find_unguarded_part(target, state, file)
    if found is None:
        return None
    informed = file.find_informed_state(target)
    if not informed.says_the_same(state):
        found = _find_unguarded_part(target, informed, file)
    if found is None or is_set_elsewhere(found, target, file):
        return None
    return found, informed


def _find_unguarded_part(target: Target, state: State, file: File) -> Part | None:
    """Return what is missing at *target* by the guards' *state*, if they allow it."""
    if state.has_unclear_test or not state.window:
        return None
    top = stdlib.find_module(target.top)
    if top and state.window & ~top.window and file.is_supplied(target.top):
        found = _find_missing_in_copy(target, state.window)
    else:
        found = _find_missing_part(target, state.window)
    if found is None or is_handled(found, target, state, file):
        return None
    return found


def is_set_elsewhere(found: Part, target: Target, file: File) -> bool:
    """Return whether something else gives *found*.

    It is a module that the file puts into ``sys.modules``, or of one, or was assigned
    to its module before. Or it is of a class, which the project may give it, or of
    another class that has taken the name of the imported one.
    """
    modules = accumulate(found.fact.name.split("."), "{}.{}".format)
    if any(map(file.assignments.is_replaced, modules)):
        return True
    owner, _, name = found.fact.name.rpartition(".")
    if found.is_module or target.way not in (CHAIN, FROM):
        return False
    if file.assignments.is_set_before(owner, name):
        return True
    return classes.is_changing(owner) and (
        target.rebound or file.assignments.may_set_on_class(owner, name)
    )


def _find_missing_in_copy(target: Target, window: int) -> Part | None:
    """Return the part that a drop-in lacks, as a copy of the module's last release."""
    parts = list(list_parts(target.name))
    end = parts[0].fact.spans[-1][1]
    for part in parts if dropins.is_unchanged(target.top) else ():
        gone = part.fact.spans[-1][1]
        if part.depth > target.base and 0 < gone < end and window & ~part.fact.window:
            return part
    return None


def is_handled(found: Part, target: Target, state: State, file: File) -> bool:
    """Return whether the code around *target* handles that *found* is missing."""
    if target.may_be_missing:
        return True
    # By depth: `imp.reload` is the name of the finding where `imp` is missing.
    if target.last_may_be_missing and found.depth == count_parts(target.name):
        return True
    if found.is_module and target.way != CHAIN:
        handled = state.module_handled
    elif target.way == FROM:
        handled = state.name_handled
    else:
        handled = state.name_handled or state.attribute_handled or state.module_handled
    if handled or state.present.covers(found.fact.name):
        return True
    is_attribute = target.way == CHAIN or (
        target.way == FROM and 0 < target.base < found.depth
    )
    return is_attribute and file.asked_names.cover(found.fact.name, target.place)


def is_unknown_handled(name: str, target: Target, state: State, file: File) -> bool:
    """Return whether the code around *target* handles that *name* never existed."""
    is_last = count_parts(name) == count_parts(target.name)
    return (
        target.may_be_missing
        or (target.last_may_be_missing and is_last)
        # `patch` puts a name of a built-in function into any module.
        or (target.way == DYNAMIC and is_last and known_names.is_builtin(name))
        or state.module_handled
        or state.name_handled
        or state.attribute_handled
        or state.present.covers(name)
        or file.asked_names.cover(name, target.place)
    )


def find_removal(fact: stdlib.Fact, window: int) -> int:
    """Return the version that removed *fact* for good; 0 if all of *window* has it."""
    gone = fact.spans[-1][1]
    if not gone or gone <= 300 or not window & versions.since(max(gone, 306)):
        return 0
    return gone


def find_addition(fact: stdlib.Fact, window: int) -> tuple[int, int]:
    """Return the version that added *fact*, and the older versions of *window*."""
    for first, _ in fact.spans:
        older = window & versions.PYTHON3 & ~versions.since(max(first, 306))
        if first >= 300 and older & ~fact.window:
            return first, older & ~fact.window
    return 0, 0


def is_python2_only(fact: stdlib.Fact) -> bool:
    """Return whether no Python 3 ever had *fact*."""
    return all(0 < gone <= 300 for _, gone in fact.spans)
