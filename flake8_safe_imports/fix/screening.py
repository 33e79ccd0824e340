"""Whether the text of a file may replace something, so that few files are parsed.

Errs on the side of True: what ``replaced`` finds in a file has to pass here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.meanings import BUILTINS, SIX
from flake8_safe_imports.fix.module_uses import cut_imports
from flake8_safe_imports.fix.project_files import read_text, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPLACING: Final = re.compile(
    r"\b(?:patch\w*|setattr|delattr|multiple|modules|meta_path|path_hooks)\b"
)
"""What replaces something that a string names."""
_READING_MODULES: Final = re.compile(
    r"\bin[ \t]+(?:\w+\.)*modules\b(?![ \t]*\.)"
    r"|\.modules(?:\.(?:copy|get|has_key|items|keys|pop|values)\b"
    r"|\[[^]\n]{0,200}\](?=[ \t]*(?:[.\n#]|\)(?!\s*[,)\]]*\s*=(?!=))|is\b|==)))"
)
"""What puts nothing into ``sys.modules``."""
_NAMING_MODULES: Final = re.compile(
    r"\.modules\[[ \t]*(?:__name__|[rRuU]?[\"'][\w.]*[\"'])[ \t]*\]"
)
"""What puts only there what its own file names."""
_MODULES: Final = re.compile(r"[.\"']\s*modules\b|\bsys[ \t]+import\b")
_COMPUTED_PATCH: Final = re.compile(
    r"(?:\bpatch|\.setattr)\(\s*(?:(?![rRuU]?[\"'])[^)\s]|[rRuUfF]?[\"'][%{])"
)
_NAMED_PATCH: Final = re.compile(r"\bpatch[ \t]+as\b")
_PASSED_PATCH: Final = re.compile(
    r"\b\w*mock\w*\s*\.\s*patch\b(?!\s*[.(])"
    r"|(?<![\w.'\"])patch\b(?![ \t]*[\w.(=:'\"]|\s*[.(])",
    re.IGNORECASE,
)
"""What lets something else call ``patch``, or gives it another name."""
_ASSIGNING: Final = re.compile(
    r"^([^\n=]{0,400}[^\n=!<>])=(?!=)|\b(?:as|del|for)\b([^\n]*)", re.MULTILINE
)
"""The targets of assignments, and more."""
_ATTRIBUTE: Final = re.compile(r"\.\s*(\w+)")
_QUOTED: Final = re.compile(r"[\"']([^\W\d]\w*)")
_KEYWORD: Final = re.compile(r"\b([^\W\d]\w*)\s*=(?!=)")
_PASSED: Final = re.compile(
    r"(?:[\w)\]]\s*,|#[^\n#]*\n)[\s(]*(?:\w+[^\S\n]*=)?[\s(]*"
    r"[rRuU]?[\"']+([^\W\d]\w*)[\"'\\]"
)
"""A string that may come after something else in a call: ``f(module, "name")``."""
_OF_URLLIB: Final = "error|parse|request|response|robotparser"
_OWNERS: Final = f"(?:{SIX}|moves|urllib|{_OF_URLLIB})"
_MOVING: Final = (
    *(f"'{SIX}", f'"{SIX}', "MovedAttribute", "MovedModule", "add_move"),
    "remove_move",
)
_RENAMED: Final = re.compile(
    rf"\b{_OWNERS}(?:[ \t]+as\b|\s*\.\s*(?:__dict__\b|\w+[ \t]*"
    r"(?:[-+*/|&^%@]?=(?!=)|:[^=\n]{0,200}=(?!=)|,[^=\n()]{0,200}=(?!=)"
    r"|[)\]]+[ \t]*=(?!=))))"
    rf"|^[^\n=(]{{0,200}}\b{_OWNERS}\s*\.\s*\w+[ \t]*,[^\n]{{0,200}}=(?!=)"
    rf"|\bas\b[ \t([]*(?:\w+\s*[.,]\s*)*{_OWNERS}\s*\."
    rf"|\bfor\b(?:(?!\bin\b)[^\n]){{0,200}}\b{_OWNERS}\s*\.",
    re.MULTILINE,
)
_DELETED: Final = re.compile(rf"\bdel\b[^\n]{{0,200}}\b{_OWNERS}[ \t]*\.")
"""What gives something of six another name or value."""
_WHOLE: Final = re.compile(
    rf"\b(?:{SIX}|moves|urllib(?:\s*\.\s*(?:{_OF_URLLIB}))?)\b(?!\s*\.)"
)
"""A module of six that is more than the way to what it has."""
_SUBMODULE: Final = re.compile(rf"\b(?:{_OF_URLLIB})\b(?!\s*\.)")
_IMPORTS_SUBMODULE: Final = re.compile(r"\burllib[ \t]+import\b")

_ANY_BUILTIN: Final = re.compile(
    r"\b(?:setattr|delattr|object|dict|setitem|update|vars|multiple|__dict__|del)\b"
    r"|\b__builtins__\s*\["
)
"""What replaces something of a module that need not be named."""


class Traits(NamedTuple):
    """What the text of one file shows."""

    quoted: frozenset[str]
    """The words that begin a string."""
    keywords: frozenset[str]
    """The words before an equals sign."""
    passed: frozenset[str]
    """The strings that may come after something else in a call."""
    assigned: frozenset[str]
    """The attributes that may be assigned or deleted."""
    is_replacing: bool
    """Whether it may replace what strings name, or put it into ``sys.modules``."""


def may_replace(path: str, top: str, names: str, *, has_helper: bool) -> bool:
    """Return whether the file at *path* may replace something of the module *top*.

    That is one of the dotted *names*, which are reached one after the other from
    *top*; or also something below the last, if *top* is no module of the standard
    library.  *has_helper* says whether the file may call a function that replaces
    whatever its caller names.
    """
    if top == SIX:
        return _handles_six(path)
    traits = _read_traits(path)
    is_named = top in traits.quoted or top in traits.keywords
    if is_named and (traits.is_replacing or has_helper):
        return True
    *_, last = words = [top, *names.split(".")] if names else [top]
    if not (traits.passed | traits.assigned).isdisjoint(words[1:]):
        return True
    is_same_object = bool(names) and stdlib.is_current(top)
    return bool(traits.passed) and not is_same_object and _hands_on(path, last)


def may_replace_builtin(path: str, name: str) -> bool:
    """Return whether the file at *path* may replace the built-in *name*."""
    if name in read_words(path):
        text = read_text(path)
        if re.search(rf"[\"'.]{name}[\"']|\.\s*{name}\b[^\n=(]*=(?!=)", text):
            return True
    return not read_words(path).isdisjoint(BUILTINS) and _replaces_any(path)


@lru_cache(maxsize=65536)
def _replaces_any(path: str) -> bool:
    """Return whether a file may replace a built-in that it does not name."""
    return _ANY_BUILTIN.search(read_text(path)) is not None


def _hands_on(path: str, name: str) -> bool:
    """Return whether a file may pass on what it calls *name*, or something of it."""
    text = read_text(path)
    if re.search(rf"\b{name}[ \t]+as\b|\bfrom[ \t]+(?:\w+\.)*{name}\b", text):
        return True
    whole = rf"\b{name}(?:\s*\.\s*\w+)*\b(?!\s*[.(])"
    return re.search(whole, cut_imports(text)) is not None


@lru_cache(maxsize=65536)
def may_compute(path: str) -> bool:
    """Return whether the file at *path* may replace a name that it computes."""
    text = read_text(path)
    if _COMPUTED_PATCH.search(text):
        return True
    if "patch" in text and _passes_patch(text):
        return True
    if "modules" not in text:
        return False
    text = _NAMING_MODULES.sub("", _READING_MODULES.sub("", text))
    return _MODULES.search(text) is not None


def _passes_patch(text: str) -> bool:
    """Return whether *text* may give ``patch`` another name, or pass it on."""
    if _NAMED_PATCH.search(text):
        return True
    is_passed = _PASSED_PATCH.search(text) is not None
    return is_passed and _PASSED_PATCH.search(cut_imports(text)) is not None


@lru_cache(maxsize=65536)
def _read_traits(path: str) -> Traits:
    text = read_text(path)
    shown = _READING_MODULES.sub("", text) if "modules" in text else text
    return Traits(
        frozenset(_QUOTED.findall(text)),
        frozenset(_KEYWORD.findall(text)),
        frozenset(_PASSED.findall(text)),
        frozenset(_find_assigned(text)),
        _REPLACING.search(shown) is not None,
    )


def _find_assigned(text: str) -> Iterator[str]:
    """Yield the attributes that *text* may assign or delete."""
    for targets in _ASSIGNING.findall(text):
        yield from _ATTRIBUTE.findall("".join(targets))


@lru_cache(maxsize=65536)
def _handles_six(path: str) -> bool:
    """Return whether the file at *path* may replace something in six, or pass it on."""
    text = read_text(path)
    if any(word in text for word in _MOVING):
        return True
    if _RENAMED.search(text) or ("del" in text and _DELETED.search(text)):
        return True
    code = cut_imports(text)
    if _WHOLE.search(code):
        return True
    return bool(_IMPORTS_SUBMODULE.search(text) and _SUBMODULE.search(code))


def forget() -> None:
    """Forget what was read."""
    may_compute.cache_clear()
    _read_traits.cache_clear()
    _handles_six.cache_clear()
    _replaces_any.cache_clear()
