"""Which names of which modules the text of a file uses: imports, chains, strings.

Nothing is parsed or run: the file may be a document, or have the syntax of Python 2.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.fix.project_files import DOCUMENTS, read_text
from flake8_safe_imports.fix.replaced import COPY_OF_SIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_FROM = re.compile(
    # What begins with a word is searched for fast, so what may come before it is asked
    # about after it.
    r"from(?:(?<!\wfrom)|(?<=\\nfrom))\b([\w. \t]{0,200}?)\bimport\b[ \t]*"
    r"(\([^)#]*(?:#[^\n]*\n[^)#]*)*\)|[^\r\n;#]*)"
)
"""Also in a string, after an escaped line end."""
_PAIR = re.compile(r"\b(?=([^\W\d]\w*)\s*\.\s*([^\W\d]\w*))")
_WORD = re.compile(r"\w+|\*")
_COMMENT = re.compile(r"#[^\n]*")

_IMPORT = re.compile(
    r"(?:^|[^\w\s]|\\n)[ \t]*(?:lazy[ \t]+)?import[ \t]+([\w.][^\r\n;#]*)",
    re.MULTILINE,
)
"""At the start of a line, or after ``;``, ``:``, ``>>>`` or a quote."""
_IMPORTED = re.compile(r"([\w.]+)(?:[ \t]+as[ \t]+(\w+))?")
_USED = re.compile(r"\b([^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)\s*([.(]?)")
"""A whole chain: where it ends tells whether a module is only passed through."""
_NAMED: Final = (
    *("import_module", "__import__", "importorskip", "run_module", "run_path"),
    *("modules", "multiple"),
)
_BY_NAME = re.compile(rf"\b(?:{'|'.join(_NAMED)})\b")
"""What reaches a module by a string that names it."""
_COMPUTED = re.compile(
    r"\b(?:import_module|__import__)[ \t]*\(\s*(?:[^\W\d\"']|[\"'][\w.]*[\"']\s*[+%])"
)
"""An import of a module by a name that is put together."""
COMPUTING: Final = ("import_module", "__import__")
_TAKEN_WHOLE = re.compile(
    r"\b(?:vars|dir|getmembers)[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*[,)]"
    r"|\b([^\W\d]\w*)[ \t]*\.[ \t]*__dict__\b"
    r"|\bgetattr[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*,"
    r"\s*(?:(?![rRuU][\"'])[^\W\d]|\(|[rRuU]?[\"'][^\"'\n]*[\"']\s*[^\s,)])"
)
"""What takes all names of a module, or one by a name that is put together."""
TAKING: Final = (
    *("vars", "dir", "getmembers", "getattr", "__dict__"),
    *("exec", "exec_", "execfile", "run_path"),
)
"""The words in the text of what takes any name of a module."""
_NAMING: Final = frozenset({"__name__", "__package__", "__spec__"})
"""The attributes of a module that tell its name."""
_OF_MODULE = re.compile(r"\b([^\W\d]\w*)\s*\.\s*__(?:module|globals)__\b")
"""A function or class of which the module, or its name, is taken."""
_RUN = re.compile(r"\b(?:exec|exec_|execfile|run_path)\b")
"""What runs the text of a file: its names are those of the one that does so then."""
_FILE_NAME = re.compile(r"\b(\w+)\.py\b[\"']")
_QUOTED = re.compile(r"[\"']([\w.]+?)(?:\.py|:[\w.]*)?[\"']")
_REFERENCE = re.compile(r"[\"'](?:[\w.-]+ *= *)?([\w.]+) *: *(\w+)")
"""A string that names a module and something in it, as entry points do."""

_CHANGING = re.compile(
    r"(?:set|del)(?:attr|item)|patch|stub|swap|multiple|\b(?:__dict__|vars|modules)\b"
)
"""What may change names of a module that strings tell it."""
_ASSIGNED = re.compile(r"^[ \t]*([^\W\d][\w.]*)[ \t]*=(?!=)", re.MULTILINE)

EVERYTHING: Final = "**"
"""Stands for all names of a module."""
ANY_MODULE: Final = ("", "")
"""Stands for a module whose name is put together."""
PATCH: Final = "="
"""Comes before a name that is assigned, or may be."""
ITSELF: Final = ""
"""Stands for a module that is used otherwise than by its attributes."""


@cache
def find_pairs(path: str) -> set[tuple[str, str]]:
    """Return what the file at *path* uses of modules and patches."""
    text = read_text(path)
    if path.endswith(DOCUMENTS):
        if not (_FROM.search(text) or any(_find_plain_imports(text))):
            return set()
        # What they say of modules in general is no use of any.
        pairs = {*_find_imports(text, path), *_PAIR.findall(text)}
        return pairs - {ANY_MODULE}
    return {*_find_imports(text, path), *_PAIR.findall(text), *_find_patches(text)}


def _find_imports(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the names that *text* imports from modules, and the modules it handles."""
    aliases: dict[str, set[str]] = {}
    """The names that may be modules: what each of them was called there."""
    yield from _find_from_imports(text, path, aliases)
    for match in _find_plain_imports(text):
        for module, alias in _IMPORTED.findall(match[1]):
            first, last = module.partition(".")[0], module.rpartition(".")[2]
            aliases.setdefault(alias or last, set()).add(last)
            if not alias:
                aliases.setdefault(first, set()).add(first)
    for module, name in _REFERENCE.findall(text):
        yield module.rpartition(".")[2], name
    handled = set(_find_handled(text, aliases)) if aliases else set()
    if _has(text, COMPUTING, _COMPUTED) and f"class {COPY_OF_SIX}" not in text:
        yield ANY_MODULE  # six itself imports no module of a project
    if _has(text, _NAMED, _BY_NAME):
        quoted = {module.rpartition(".")[2] for module in _QUOTED.findall(text)}
        handled.update((module, ITSELF) for module in quoted - {""})
    if _has(text, ("exec", "run_path"), _RUN):
        handled.update((name, EVERYTHING) for name in _FILE_NAME.findall(text))
    yield from handled
    if _takes_names_of_variables(text, aliases):
        # One of them may be bound to any module that the file hands on.
        for module, how in handled:
            if how == ITSELF:
                yield module, EVERYTHING


def _has(text: str, words: Iterable[str], pattern: re.Pattern[str]) -> bool:
    """Return whether *pattern*, which needs one of *words*, is found in *text*."""
    return any(word in text for word in words) and pattern.search(text) is not None


def _find_from_imports(
    text: str, path: str, aliases: dict[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """Yield what :func:`_find_imports` does of ``from`` imports; add to *aliases*."""
    located = set(_OF_MODULE.findall(text))
    # With one more closing parenthesis at its end, no opening one makes the search go
    # on to the end of the text in vain, again and again.
    for match in _FROM.finditer(f"{text}\n)"):
        module, listed = "".join(match[1].split()), match[2]
        last = module.rpartition(".")[2] or _name_of_folder(path, len(module))
        names = _WORD.findall(_COMMENT.sub("", listed))
        for name, following, alias in _with_next(names):
            yield last, name
            bound = alias if following == "as" else name
            if bound in located:
                yield last, ITSELF
            aliases.setdefault(bound, set()).add(name)


def _find_patches(text: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes that *text* may assign: targets, names in strings."""
    for dotted in (*_QUOTED.findall(text), *_ASSIGNED.findall(text)):
        for above, name in _PAIR.findall(dotted):
            yield above, f"{PATCH}{name}"


def _name_of_folder(path: str, level: int) -> str:
    """Return the name of the package that *level* dots mean in the file at *path*."""
    folder = os.path.dirname(path)
    for _ in range(level - 1):
        folder = os.path.dirname(folder)
    return os.path.basename(folder)


def _with_next(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each word with the two that follow it."""
    padded = [*names, "", ""]
    yield from zip(names, padded[1:], padded[2:])


def _find_handled(text: str, aliases: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield the modules that *text* uses otherwise than by ``module.name``.

    *aliases* are the names that the file imports.  Names under another name than the
    module's own are found here as well.
    """
    # What imports name is no use of it.
    code = cut_imports(text)
    for match in _TAKEN_WHOLE.finditer(code):
        for module in aliases.get(match[match.lastindex or 1], ()):
            yield module, EVERYTHING
    for chain, following in _USED.findall(code):
        word, dot, rest = chain.partition(".")
        modules = aliases.get(word.rstrip())
        if modules is None:
            continue
        attributes = "".join(rest.split()).split(".")
        if not _NAMING.isdisjoint(attributes):
            # What has the name of a module may name anything of it in a string.
            number = next(n for n, name in enumerate(attributes) if name in _NAMING)
            for module in attributes[number - 1 : number] or modules:
                yield module, ITSELF
        for module in modules:
            if not dot:
                yield module, ITSELF
            elif module != word:
                yield module, attributes[0]
        if dot and following != "(":
            # It may be a module of the package that the chain begins with.
            yield attributes[-1], ITSELF


def cut_imports(text: str) -> str:
    """Return *text* without its import statements."""
    text = _FROM.sub("", f"{text}\n)")
    if "import" not in text:
        return text
    return "\n".join(
        _IMPORT.sub("", line) if "import" in line else line for line in text.split("\n")
    )


def _find_plain_imports(text: str) -> Iterator[re.Match[str]]:
    """Yield the ``import`` statements in *text*, each of which is in one line."""
    for line in text.split("\n") if "import" in text else ():
        if "import" in line:
            yield from _IMPORT.finditer(line)


def _takes_names_of_variables(text: str, aliases: Collection[str]) -> bool:
    """Return whether names of something are taken that *text* does not import."""
    return any(
        match[match.lastindex or 1] not in aliases
        and match[match.lastindex or 1] not in RECEIVERS
        for match in _TAKEN_WHOLE.finditer(text)
    )


def may_name(path: str, name: str) -> bool:
    """Return whether a file has *name* as an attribute, an argument or in a string."""
    blanks = r"(?:\s|#[^\n]*\n)*"
    text = read_text(path)
    if name not in text:
        return False
    found = re.search(rf"[\"'.]{blanks}{name}\b|\b{name}\s*=", text)
    return found is not None


def may_change(path: str, name: str) -> bool:
    """Return whether a file may change *name* of a module that it handles.

    A string that is all that an attribute is assigned, ``x.encoding = "base64"``, is no
    name of a module, unless the file calls what takes such names.
    """
    text = read_text(path)
    if not may_name(path, name):
        return False
    if _CHANGING.search(text):
        return True
    value = rf"(\.\s*\w+[ \t]*=[ \t]*)[rRuU]?([\"']){name}\2(?=[ \t]*(?:[#\n]|$))"
    rest = re.sub(value, r"\1", text)
    return re.search(rf"[\"'.]\s*{name}\b|\b{name}\s*=", rest) is not None


def may_bind(path: str, name: str) -> bool:
    """Return whether a file may bind *name*, otherwise than by ``import name``."""
    text = read_text(path)
    if name not in text:
        return False
    how = rf"(?<![\w.]){name}\s*(?:[,:)]|=(?!=))|\b(?:as|class|def|for)\s+{name}\b"
    return re.search(how, text) is not None
