"""Which names of which modules the text of a file uses: imports, chains, strings.

Nothing is parsed or run: the file may be a document, or have the syntax of Python 2.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.fix.project.project_files import DOCUMENTS, read_text
from flake8_safe_imports.fix.project.remembered import per_file
from flake8_safe_imports.fix.project.replaced import COPY_OF_SIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

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
_REST_OF_CHAIN = re.compile(r"(?!\w)((?:\s*\.\s*[^\W\d]\w*)*)\s*([.(]?)")
"""Where a chain ends tells whether a module is only passed through."""
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
_TAKING_CALLS: Final = ("vars", "dir", "getmembers", "getattr")
_TAKEN_BY_CALL = re.compile(
    r"(?:vars(?<!\wvars)|dir(?<!\wdir)|getmembers(?<!\wgetmembers))"
    r"[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*[,)]"
    r"|getattr(?<!\wgetattr)[ \t]*\([ \t]*(?:[\w.]*\.)?([^\W\d]\w*)[ \t]*,"
    # What is asked for may itself be such a call.
    r"(?=\s*(?:(?![rRuU][\"'])[^\W\d]|\(|[rRuU]?[\"'][^\"'\n]*[\"']\s*[^\s,)]))"
)
"""A call that takes all names of a module, or one that is put together."""
_TAKEN_BY_METHOD = re.compile(
    r"__(?:dict|getattribute)__\b(?:[ \t]*\(\s*([^\W\d]\w*)\s*,)?"
)
"""What takes names of what is before it, or of its first of two arguments."""
_OWNER = re.compile(r"\b([^\W\d]\w*)[ \t]*\.[ \t]*\Z")
_ENDS_IN_WORD = re.compile(r"\w")
_FAR: Final = 200
"""How far before something is looked at most."""
_MANY: Final = 100
"""For more words a text is not searched for each."""
TAKING: Final = (
    *(*_TAKING_CALLS, "__dict__", "__getattribute__"),
    *("exec", "exec_", "execfile", "run_path"),
)
"""The words in the text of what takes any name of a module."""
_NAMING: Final = frozenset({"__name__", "__package__", "__spec__"})
"""The attributes of a module that tell its name."""
_OF_MODULE = re.compile(r"\b([^\W\d]\w*)\s*\.\s*__(?:module|globals)__\b")
"""A function or class of which the module, or its name, is taken."""
_GLOBALS: Final = "__globals__"
_LOCATING: Final = ("__module__", _GLOBALS)
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
ITSELF: Final = ""
"""Stands for a module that is used otherwise than by its attributes."""


@per_file
def find_pairs(path: str) -> set[tuple[str, str]]:
    """Return what the file at *path* uses of modules."""
    text = read_text(path)
    if path.endswith(DOCUMENTS):
        if not _imports_any(path):
            return set()
        # What they say of modules in general is no use of any.
        return {*_find_imports(text, path)} - {ANY_MODULE}
    return {*_find_imports(text, path)}


def may_use(path: str, wanted: Collection[tuple[str, str]]) -> bool:
    """Return whether the file at *path* uses a module in a *wanted* way.

    ``module.name`` counts wherever it is.
    """
    used = find_pairs(path)
    if not used.isdisjoint(wanted):
        return True
    if path.endswith(DOCUMENTS) and not _imports_any(path):
        return False
    text = read_text(path)
    return any(_has_pair(text, *pair) for pair in wanted if all(pair))


def find_word(name: str) -> str:
    """Return a pattern for the word *name*, up to its end.

    A pattern that begins with letters is searched for fast.
    """
    return rf"{name}(?<!\w{name})"


@per_file
def _imports_any(path: str) -> bool:
    text = read_text(path)
    return _FROM.search(text) is not None or any(_find_plain_imports(text))


def _has_pair(text: str, module: str, name: str) -> bool:
    if not (name in text and module in text):
        return False
    module = find_word(re.escape(module))
    return re.search(rf"{module}\s*\.\s*{re.escape(name)}\b", text) is not None


def may_patch(path: str, module: str, name: str) -> bool:
    """Return whether the file at *path* may assign *name* in a module."""
    return (
        not path.endswith(DOCUMENTS)
        and f"{module}.{name}" in read_text(path)
        and (module, name) in _find_patches(path)
    )


def _find_imports(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the names that *text* imports from modules, and the modules it handles."""
    aliases: dict[str, set[str]] = {}
    """The names that may be modules: what each of them was called there."""
    yield from _find_from_imports(text, path, aliases)
    _add_plain_imports(text, aliases)
    for module, name in _REFERENCE.findall(text):
        yield module.rpartition(".")[2], name
    if _has(text, COMPUTING, _COMPUTED) and f"class {COPY_OF_SIX}" not in text:
        yield ANY_MODULE  # six itself imports no module of a project
    # What imports name is no use of it.
    code = cut_imports(text)
    taken = set(_find_taken_whole(code))
    handled = {
        *_find_handled(code, aliases),
        *_find_named(text),
        *((module, EVERYTHING) for name in taken for module in aliases.get(name, ())),
    }
    yield from handled
    if not taken <= aliases.keys() | RECEIVERS:
        # One of them may be bound to any module that the file hands on.
        for module, how in handled:
            if how == ITSELF:
                yield module, EVERYTHING


def _add_plain_imports(text: str, aliases: dict[str, set[str]]) -> None:
    """Add to *aliases* what the ``import`` statements of *text* may bind."""
    for match in _find_plain_imports(text):
        for module, alias in _IMPORTED.findall(match[1]):
            first, last = module.partition(".")[0], module.rpartition(".")[2]
            aliases.setdefault(alias or last, set()).add(last)
            if not alias:
                aliases.setdefault(first, set()).add(first)


def _find_named(text: str) -> Iterator[tuple[str, str]]:
    """Yield the modules that strings in *text* name for calls that take names."""
    if _has(text, _NAMED, _BY_NAME):
        for dotted in _QUOTED.findall(text):
            module = dotted.rpartition(".")[2]
            if module:
                yield module, ITSELF
    if _has(text, ("exec", "run_path"), _RUN):
        for module in _FILE_NAME.findall(text):
            yield module, EVERYTHING


def _has(text: str, words: Iterable[str], pattern: re.Pattern[str]) -> bool:
    """Return whether *pattern*, which needs one of *words*, is found in *text*."""
    return _has_any(text, words) and pattern.search(text) is not None


def _has_any(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _find_from_imports(
    text: str, path: str, aliases: dict[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """Yield what :func:`_find_imports` does of ``from`` imports; add to *aliases*."""
    located = set(_OF_MODULE.findall(text)) if _has_any(text, _LOCATING) else set()
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


@per_file
def _find_patches(path: str) -> set[tuple[str, str]]:
    """Return the attributes that a file may assign: targets, names in strings."""
    text = read_text(path)
    return {
        pair
        for dotted in (*_QUOTED.findall(text), *_ASSIGNED.findall(text))
        if "." in dotted
        for pair in _PAIR.findall(dotted)
    }


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


def _find_handled(
    code: str, aliases: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    """Yield the modules that *code* uses otherwise than by ``module.name``.

    *aliases* are the names that the file imports. Names under another name than the
    module's own are found here as well.
    """
    # A document may have ``import a.``, and a star is not a name.
    words = [word for word in aliases if word.isidentifier()]
    for word, attributes, following in _find_chains(code, words):
        modules = aliases[word]
        if not _NAMING.isdisjoint(attributes):
            # What has the name of a module may name anything of it in a string.
            number = next(n for n, name in enumerate(attributes) if name in _NAMING)
            for module in attributes[number - 1 : number] or modules:
                yield module, ITSELF
        if _GLOBALS in attributes:
            # Of the module that the function is from.
            for module in (*modules, *attributes[: attributes.index(_GLOBALS)]):
                yield module, ITSELF
        for module in modules:
            if not attributes:
                yield module, ITSELF
            elif module != word:
                yield module, attributes[0]
        if attributes and following != "(":
            # It may be a module of the package that the chain begins with.
            yield attributes[-1], ITSELF


def _find_chains(
    code: str, words: Collection[str]
) -> Iterator[tuple[str, list[str], str]]:
    """Yield each chain that begins with one of *words*: that, the rest, what follows.

    The rest is its attributes.
    """
    for word, start in _find_places(code, words):
        before = code[max(0, start - _FAR) : start].rstrip()
        if before.endswith(".") and _ENDS_IN_WORD.match(before[:-1].rstrip()[-1:]):
            continue  # an attribute in the middle of a chain
        match = _REST_OF_CHAIN.match(code, start + len(word))
        if match is not None:
            yield word, "".join(match[1].split()).split(".")[1:], match[2]


def _find_places(text: str, words: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield where *words* begin in *text*; some may begin a longer word."""
    if len(words) > _MANY:
        # To search for each would take time that grows with their square.
        known = set(words)
        for match in _WORD.finditer(text):
            if match[0] in known:
                yield match[0], match.start()
        return
    for word in words:
        start = text.find(word)
        while start >= 0:
            if not start or not _ENDS_IN_WORD.match(text, start - 1):
                yield word, start
            start = text.find(word, start + len(word))


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


def _find_taken_whole(code: str) -> Iterator[str]:
    """Yield the names of what any name may be taken of."""
    if _has_any(code, _TAKING_CALLS):
        for match in _TAKEN_BY_CALL.finditer(code):
            yield match[1] or match[2]
    for match in _TAKEN_BY_METHOD.finditer(code):
        if match[1]:
            yield match[1]
            continue
        before = _OWNER.search(code, max(0, match.start() - _FAR), match.start())
        if before is not None:
            yield before[1]


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
