"""What a project replaces, so that code which reaches it otherwise would not see that.

Such as ``patch("six.moves.urllib.parse.quote")`` in a test.  The text of the files is
searched by one rule: a module is replaced in part where a string begins with its name,
where it is passed to a function, where it is assigned to, and as a whole where it is
put into ``sys.modules``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.project_files import DOCUMENTS, find_root, read_text
from flake8_safe_imports.fix.words import index_words
from flake8_safe_imports.project import assignments
from flake8_safe_imports.rules.target import count_parts, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIX: Final = "six"
_MODULES_OF_SIX: Final = re.compile(
    r"six(?:\.moves(?:\.urllib(?:\.(?:error|parse|request|response|robotparser))?)?)?"
)
"""What exists in six alone: what else it hands on are the objects themselves."""
_COPY_OF_SIX: Final = "class _MovedItems"
"""What the text of a copy of six has, which puts its own modules in place."""
_MOVE: Final = re.compile(
    r"\b(?:Moved(?:Attribute|Module)|remove_move)\(\s*(?:[\"'](\w+)|[^\s\"')])"
)
_COMMENT: Final = re.compile(r"#[^\n]*")
_IMPORT: Final = re.compile(
    r"^[ \t]*(?:from\b[^\n;]*?\bimport[ \t]*(?:\([^)]{0,4000}\)|[^\n;]*)"
    r"|import\b[^\n;]*)",
    re.MULTILINE,
)
_BINDING: Final = re.compile(
    rf"{_IMPORT.pattern}|\bdef[ \t]+\w+[ \t]*\([^()]{{0,4000}}", re.MULTILINE
)
"""Where the names of modules, and of parameters, are no uses of them."""
_IMPORTED: Final = re.compile(r"(\w+)(?:\s+as\s+(\w+))?")
_BEFORE: Final = re.compile(
    r"(?:\b(\w+)\(|\bin\s*[(\[]|\w=|\w\s=)\s*(?:\w+\.)*$|(,)\s*(?:\w+\.)*$"
)
"""What stands before something that is passed to a function, or gone through."""
_AFTER: Final = re.compile(
    r"\s*(?:(=)(?!=)|,\s*(?:\w+\s*=\s*)?[rRuU]?[\"'](\w+)[\"']|([,)\]]))"
)
"""That it is assigned to; the name that is passed along with it; or nothing more."""
_DELETED: Final = re.compile(r"\bdel\s+$")
_READING: Final = frozenset(
    ("callable", "dir", "getattr", "hasattr", "id", "isinstance", "print", "reload")
)
"""The functions that replace nothing in what they are given."""
_FOR_GOOD: Final = frozenset(("delattr", "setattr"))
_PUT_ANY: Final = re.compile(
    r"\bmodules(?:\[(?![\s\"']|__name__)[^]\n]{1,200}\][ \t]*=(?!=)"
    r"|\.update\(\s*[^\s{])"
    r"|\bsys\.modules(?:[ \t]*\|=|[\"']?[ \t]*,(?!\s*(?:[\"']|\{\s*[\"'}])))"
    r"|=[ \t]*sys\.modules[ \t]*$"
    r"|\bsys[ \t]+import[^\n;]{0,200}?\bmodules[ \t]+as\b",
    re.MULTILINE,
)
"""``sys.modules[name] = fake``, and what is put there by other names."""
_LONGEST: Final = 80
"""How much text before a name is looked at, in characters."""


class _Target(NamedTuple):
    """What is replaced."""

    name: str
    is_any: bool = False
    """Whether it is not *name* that is replaced, but anything in it."""
    is_early: bool = False
    """Whether it may be replaced before anything is imported from what it is in."""
    is_module: bool = False
    """Whether it is a module that every import sees then."""


class _Patterns(NamedTuple):
    """What the text of a module's name is found by."""

    word: re.Pattern[str]
    string: re.Pattern[str]
    imported: re.Pattern[str]
    renamed: re.Pattern[str]
    assigned: re.Pattern[str]
    quoted: re.Pattern[str]


def find_target(
    path: str, text: str, used: str, imported: str, *, is_late: bool
) -> str:
    """Return what is replaced, and reached by the dotted name *used*; or nothing.

    *used* is reached through *imported*.  That one may itself be what is replaced, if
    *is_late*: if it is imported when it is used.  *text* is that of the file at *path*,
    whose project is searched.
    """
    top, _, rest = used.partition(".")
    own = _list_targets(text, top)
    for target in chain(own, _find_targets(find_root(path), top, cut(rest, 1))):
        replaced = target.name
        if target.is_any and used.startswith(f"{replaced}."):
            replaced = cut(used, count_parts(replaced) + 1)
        is_on_the_way = _is_in(replaced, used) or _is_in(used, replaced)
        is_inside = _is_in(replaced, imported)
        if target.is_module:
            is_seen = is_inside or _is_in(imported, replaced)
        elif replaced == imported:
            is_seen = is_late or target.is_early
        else:
            is_seen = is_inside or (target.is_early and _is_in(imported, replaced))
            is_seen = is_seen and not _is_same_object(replaced, used)
        if is_seen and is_on_the_way:
            return replaced
    return ""


def _is_in(name: str, above: str) -> bool:
    return f"{name}.".startswith(f"{above}.")


def _is_same_object(target: str, used: str) -> bool:
    """Return whether what replaces *used* sees what is assigned to *target*.

    So it is with attributes of what six hands on, and of what a module of the standard
    library had: ``collections.Mapping.get``.
    """
    if _is_in(used, _SIX):
        return not _MODULES_OF_SIX.fullmatch(target.rpartition(".")[0])
    return target != used and stdlib.is_current(used.partition(".")[0])


@lru_cache(maxsize=4096)
def _find_targets(root: str, top: str, name: str) -> tuple[_Target, ...]:
    """Return what is replaced of *top* in the files of a project that have *name* too.

    Nothing if the project is too large.
    """
    words = index_words(root)
    if words is None:
        return ()
    paths = words.find(top)
    if top == _SIX:
        paths |= words.find("moves", "urllib") & words.find(
            "object", "setattr", "delattr"
        )
    else:
        paths &= words.find(name or top, "modules")
    found = chain(
        *(_read_targets(item, top) for item in paths if not item.endswith(DOCUMENTS))
    )
    return tuple(sorted(set(found)))


@lru_cache(maxsize=65536)
def _read_targets(path: str, top: str) -> tuple[_Target, ...]:
    return _search(read_text(path), top)


@lru_cache(maxsize=16)
def _list_targets(text: str, top: str) -> tuple[_Target, ...]:
    """Return what is replaced in one file, which every use in it asks for."""
    return _search(text, top)


def _search(text: str, top: str) -> tuple[_Target, ...]:
    if _COPY_OF_SIX in text:
        return ()
    patterns = _compile(top)
    found = {*_find_strings(text, patterns), *_find_put(text, patterns, top)}
    if top == _SIX:
        found.update(_find_moves(text))
    code = _COMMENT.sub("", text)
    names = _read_names(code, patterns, top)
    if names:
        found.update(_find_handled(_BINDING.sub("", code), names))
    return tuple(sorted(found))


@lru_cache(maxsize=256)
def _compile(top: str) -> _Patterns:
    word = re.escape(top)
    dotted = rf"{word}(?:\.\w+){{0,9}}"  # not in vain to the end of a long one
    return _Patterns(
        re.compile(rf"\b{word}\b"),
        re.compile(
            r"(\b(?:patch|setattr|delattr|multiple)\s*\(\s*(?:\w+\s*=\s*)?)?"
            rf"(?<![\w\"'])[rRuUfF]*[\"']({dotted}\.?)([\"'{{%])"
        ),
        re.compile(
            rf"\bfrom[ \t]+(?:[\w.]{{0,99}}\.)?({dotted})[ \t]+import[ \t]*"
            r"(\([^)]{0,4000}\)|[^\n;]*)"
        ),
        re.compile(rf"\b({dotted})[ \t]+as[ \t]+(\w+)"),
        re.compile(rf"^[ \t]*(\w+)[ \t]*=[ \t]*({dotted})[ \t]*$", re.MULTILINE),
        re.compile(
            rf"[\"']({dotted})[\"']"
            r"|\bmodules[^()\n]{0,20}[(,](?:[^()]{0,400},)?\s*"
            rf"({word})[ \t]*=(?!=)"
        ),
    )


def _find_strings(text: str, patterns: _Patterns) -> Iterator[_Target]:
    """Yield what strings name, in full or by their beginning."""
    for match in patterns.string.finditer(text):
        call, name, end = match.groups()
        if call is None and not name.startswith(f"{_SIX}."):
            continue  # it may be anything else
        is_whole = call is not None and call.startswith("multiple")
        is_early = call is not None and _is_for_good(text, match.start())
        if end in "{%" or name.endswith("."):
            if "." in name:
                yield _Target(name.rpartition(".")[0], is_any=True, is_early=is_early)
        else:
            is_module = "." in name and _MODULES_OF_SIX.fullmatch(name) is not None
            yield _Target(name, is_any=is_whole or is_module, is_early=is_early)


def _is_for_good(text: str, start: int) -> bool:
    """Return whether the statement at *start* is none of a function or a decorator."""
    return text[text.rfind("\n", 0, start) + 1] not in " \t@"


def _find_put(text: str, patterns: _Patterns, top: str) -> Iterator[_Target]:
    """Yield the modules that are put into ``sys.modules``."""
    for name, _ in assignments.find_put(text):
        if _is_in(name, top):
            yield _Target(name, is_module=True)
    if _PUT_ANY.search(text):
        for dotted, keyword in patterns.quoted.findall(text):
            yield _Target(dotted or keyword, is_module=True)


def _find_moves(text: str) -> Iterator[_Target]:
    """Yield what is added to, or removed from, ``six.moves``."""
    for match in _MOVE.finditer(text):
        name = f"six.moves.{match[1]}" if match[1] else "six.moves"
        yield _Target(name, is_any=not match[1], is_early=True)


def _read_names(code: str, patterns: _Patterns, top: str) -> dict[str, str]:
    """Return what *code* calls a module, or something in it -> its dotted name."""
    names: dict[str, str] = {}
    if top == _SIX:
        names = {_SIX: _SIX, "moves": "six.moves"}
        if not re.search(r"^[ \t]*import[ \t]+urllib\b", code, re.MULTILINE):
            names["urllib"] = "six.moves.urllib"
    elif any(patterns.word.search(match[0]) for match in _IMPORT.finditer(code)):
        names[top] = top
    for module, listed in patterns.imported.findall(code):
        for name, alias in _IMPORTED.findall(listed):
            names[alias or name] = f"{module}.{name}"
    names.update((alias, name) for name, alias in patterns.renamed.findall(code))
    names.update(patterns.assigned.findall(code))
    if top != _SIX:
        return names
    is_module = _MODULES_OF_SIX.fullmatch
    return {name: module for name, module in names.items() if is_module(module)}


def _find_handled(code: str, names: dict[str, str]) -> Iterator[_Target]:
    """Yield what is assigned in what is called by one of *names*, or passed on."""
    uses = re.compile(rf"\b({'|'.join(map(re.escape, names))})((?:\.\w+)*)")
    for match in uses.finditer(code):
        dotted = names[match[1]] + match[2]
        before = code[max(0, match.start() - _LONGEST) : match.start()]
        after = _AFTER.match(code, match.end())
        is_assigned = (after and after[1]) or _DELETED.search(before)
        whole, namespace, _ = dotted.partition(".__dict__")
        if namespace and _MODULES_OF_SIX.fullmatch(whole):
            yield _Target(whole, is_any=True, is_early=True)
        elif match[2] and is_assigned and _is_in(dotted, _SIX):
            # Uses of other modules are rewritten where they are assigned, too.
            yield _Target(dotted, is_early=True)
        elif after and not after[1]:
            yield from _find_passed(code, match.start(), before, dotted, after[2])


def _find_passed(
    code: str, start: int, before: str, dotted: str, name: str | None
) -> Iterator[_Target]:
    """Yield what a function replaces that *dotted* is passed to, with a *name*."""
    passed = _BEFORE.search(before)
    if passed is None or passed[1] in _READING:
        return
    is_early = passed[1] in _FOR_GOOD and not before.endswith(f".{passed[1]}(")
    is_early = is_early or _is_for_good(code, start)
    if name:
        yield _Target(f"{dotted}.{name}", is_early=is_early)
    elif _MODULES_OF_SIX.fullmatch(dotted) and not (dotted == _SIX and passed[2]):
        # A list in a text may have the word.
        yield _Target(dotted, is_any=True, is_early=is_early)


def forget() -> None:
    """Forget what was read."""
    _find_targets.cache_clear()
    _read_targets.cache_clear()
