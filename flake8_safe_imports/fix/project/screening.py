"""Whether the text of a file may replace something, so that few files are parsed.

Errs on the side of True: what ``replaced`` finds in a file has to pass here.
"""

from __future__ import annotations

import re
from typing import Final

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.project.meanings import BUILTINS, SIX
from flake8_safe_imports.fix.project.module_uses import cut_imports, find_word
from flake8_safe_imports.fix.project.project_files import read_text
from flake8_safe_imports.fix.project.remembered import per_file

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
    r"|\.(?:setattr|delattr)\b(?!\s*[(.])"
)
_NAMED_PATCH: Final = re.compile(r"\bpatch[ \t]+as\b")
_PASSED_PATCH: Final = re.compile(
    r"\.\s*patch\b(?!\s*[.(])|\bgetattr\([^\n\"']*[\"'](?:patch|multiple|setattr)\b"
    r"|\.\s*multiple\b(?!\s*[.(=])"
    r"|(?<![\w.'\"])patch\b(?![ \t]*[\w.(=:'\"]|\s*[.(])",
    re.IGNORECASE,
)
"""What lets something else call ``patch``, or gives it another name."""
_BEFORE_VALUE: Final = re.compile(
    r"[^\n=(]{0,400}=(?!=)|[\w\s.,*\[\]]{0,400}[)\]][ \t]*=(?!=)"
)
"""What comes after a target, which may be one of several in parentheses."""
_BEFORE_FIRST_VALUE: Final = re.compile(r"(?:[^\n=]{0,400}[^\n=!<>])?=(?!=)")
"""What comes after a target, up to the first equals sign of its line."""
_BINDING: Final = re.compile(r"\b(?:as|del)\b|\bfor\b(?:(?!\bin\b)[^\n])*\Z")
"""What comes before a target in its line."""
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

_IMPORT: Final = re.compile(r"[^\n#\"']*\bimport\b")
"""The beginning of a line with an import."""
_ALONE: Final = re.compile(r"[ \t]*(?:[,)#\n]|\Z)")
"""The rest of a line with a name of an import of several lines."""
_FAR: Final = 200
_LONGEST_LINE: Final = 2_000
"""What is further behind in its line may do anything: to ask would take long."""
_AT_ITS_PLACE: Final = re.compile(
    r"(?:[(,=\[{:*\n]|\b(?:return|yield|in|else|or|and))\s*(?:\w+\s*\.\s*)*\Z"
)
"""What comes before a module that is handed over, up to it."""
_ANY_BUILTIN: Final = re.compile(
    r"\b(?:setattr|delattr|object|dict|setitem|update|vars|multiple|__dict__|del)\b"
    r"|_builtins(?:__)?(?:[\"']\s*[\])])?\s*\["
)
"""What replaces something of a module that need not be named."""


def may_replace(path: str, top: str, names: str, *, has_helper: bool) -> bool:
    """Return whether the file at *path* may replace something of the module *top*.

    That is one of the dotted *names*, which are reached one after the other from
    *top*; or also something below the last, if *top* is not a module of the standard
    library. *has_helper* says whether the file may call a function that replaces
    whatever its caller names.
    """
    if top == SIX:
        return _handles_six(path)
    text = read_text(path)
    if (has_helper or _is_replacing(path)) and _names(text, top):
        return True
    if may_compute(path) and _lists(text, top):
        return True
    *_, last = words = [top, *names.split(".")] if names else [top]
    if any(_passes(text, word) or _assigns(text, word) for word in words[1:]):
        return True
    if bool(names) and stdlib.is_current(top):
        return False  # what is passed on is the same object
    return _hands_on(text, last) and _PASSED.search(text) is not None


def _names(text: str, module: str) -> bool:
    """Return whether *module* begins a string, or comes before an equals sign."""
    found = re.search(rf"[\"']{module}\b|\b{module}\s*=(?!=)", text)
    return found is not None


def _lists(text: str, module: str) -> bool:
    """Return whether *module* is a word in a string of nothing but names."""
    if "modules" not in text:
        return False
    found = re.search(rf"[\"'][\w.,:;|\s]*[,:;|\s]{module}\b[\w.,:;|\s]*[\"']", text)
    return found is not None


def _passes(text: str, name: str) -> bool:
    """Return whether the string *name* may come after something else in a call."""
    if not any(f"{name}{mark}" in text for mark in ("'", '"', "\\")):
        return False
    return any(found == name for found in _PASSED.findall(text))


def _assigns(text: str, name: str) -> bool:
    """Return whether *text* may assign or delete the attribute *name*."""
    for match in re.finditer(rf"{name}(?<=[.\s]{name})\b", text):
        start = match.start()
        if not text[max(0, start - _FAR) : start].rstrip().endswith("."):
            continue
        # Also behind another target, or behind a colon: ``if x == 1: os.getcwdu = f``.
        if _BEFORE_VALUE.match(text, match.end()):
            return True
        line = text.rfind("\n", 0, start) + 1
        if start - line > _LONGEST_LINE:
            return True
        before = text[line:start]
        if _BINDING.search(before) or (
            "=" not in before and _BEFORE_FIRST_VALUE.match(text, match.end())
        ):
            return True
    return False


def may_hand_over(path: str, module: str) -> bool:
    """Return whether the file at *path* may hand a *module* to other code."""
    text = read_text(path)
    name = module.rpartition(".")[2]
    if name not in text:
        return False
    word = find_word(name)
    if re.search(rf"{word}(?:[ \t]+as\b|(?<=[\"']{name})\b)", text) and re.search(
        rf"\b{name}[ \t]+as\b|(?:import\w*\(|modules\[)\s*[\"']{name}\b", text
    ):
        return True
    whole = re.compile(
        rf"{word}\b(?=\s*(?:\.\s*__(?:dict|getattribute)__\b|[^\w\s.(]|$)"
        r"|[ \t]*\n|\s+(?:if|and|or|for|else)\b)"
    )
    is_known = module.partition(".")[0] in (SIX, *BUILTINS)
    return (
        _is_at_its_place(whole, text)
        and (is_known or _is_imported(text, name))
        and _is_at_its_place(whole, cut_imports(text))
    )


def _is_at_its_place(whole: re.Pattern[str], code: str) -> bool:
    """Return whether *code* has a module where it may be handed over."""
    return any(
        _AT_ITS_PLACE.search(code, max(0, match.start() - _FAR), match.start())
        for match in whole.finditer(code)
    )


def _is_imported(text: str, name: str) -> bool:
    """Return whether *name* may be in an import, and not only in comments."""
    for match in re.finditer(rf"{find_word(name)}\b", text):
        start = text.rfind("\n", 0, match.start()) + 1
        if match.start() - start > _LONGEST_LINE:
            return True
        if _IMPORT.match(text, start, match.start()) or (
            text[start : match.start()].strip(" \t") == ""
            and match.start() > start
            and _ALONE.match(text, match.end())
        ):
            return True
    return False


def may_assign(path: str, name: str) -> bool:
    """Return whether the file at *path* may assign *name* to what it is given."""
    text = read_text(path)
    if name not in text:
        return False
    if re.search(rf"{name}(?:[\"']|\s*=(?!=))", text):
        if re.search(rf"[\"']{name}[\"']|[(,.]\s*{name}\s*=(?!=)", text):
            return True
        if "exec" in text and re.search(rf"\b{name}\s*=(?!=)", text):
            return True
    return _assigns(text, name)


def may_replace_builtin(path: str, name: str, *, has_module: bool) -> bool:
    """Return whether the file at *path* may replace the built-in *name*.

    *has_module* says whether it names the module of the built-in names.
    """
    text = read_text(path)
    if name in text and re.search(
        rf"[\"'.]{name}[\"']|\.\s*{name}\b[^\n=(]*=(?!=)", text
    ):
        return True
    return has_module and _replaces_any(path)


@per_file
def _replaces_any(path: str) -> bool:
    """Return whether a file may replace a built-in that it does not name."""
    return _ANY_BUILTIN.search(read_text(path)) is not None


def _hands_on(text: str, name: str) -> bool:
    """Return whether *text* may pass on what it calls *name*, or something of it."""
    if re.search(rf"\b{name}[ \t]+as\b|\bfrom[ \t]+(?:\w+\.)*{name}\b", text):
        return True
    whole = re.compile(rf"\b{name}(?:\s*\.\s*\w+)*\b(?!\s*[.(])")
    return whole.search(text) is not None and bool(whole.search(cut_imports(text)))


@per_file
def may_compute(path: str) -> bool:
    """Return whether the file at *path* may replace a name that it computes."""
    text = read_text(path)
    if ("patch" in text or "setattr" in text) and _COMPUTED_PATCH.search(text):
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


@per_file
def _is_replacing(path: str) -> bool:
    """Return whether a file may replace what strings name, or put it into a module."""
    text = read_text(path)
    if "modules" in text:
        text = _READING_MODULES.sub("", text)
    return _REPLACING.search(text) is not None


@per_file
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
