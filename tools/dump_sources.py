"""Write down what sources and documents of Python mention, for names no dump shows.

    python tools/dump_sources.py LABEL=KIND:FOLDER...

KIND says how FOLDER is read:

- ``library``: a ``Lib`` folder, or stubs: what any branch of a module binds;
- ``cpython``: a source tree of CPython: its C modules and ``Doc/library``;
- ``pypy``: a source tree of PyPy: ``pypy/module/*/moduledef.py``;
- ``documents``: a folder of ``.rst`` files.

A dump shows one build of one version on one platform; these show the branches for the
others, and versions that no interpreter here has. Whatever may be meant as a name of
a module is taken: VET206 reports only what nothing knows. The result, in
``tools/dumps/sources.json.xz``, maps each LABEL to ``names`` (module -> names) and
``stars`` (module -> modules whose names it takes all). Labels not named stay.
"""

from __future__ import annotations

import argparse
import ast
import json
import lzma
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from make_dumps import DUMPS, read

TARGET = DUMPS / "sources.json.xz"
LEFT_OUT = ("site-packages", "__pycache__", "lib2to3/tests/data", "test/data")
# 2.7 and earlier: where the syntax is not understood, these lines tell enough.
OLD_BINDING = re.compile(r"\s*(?:(?:def|class)\s+(\w+)|(\w+(?:\s*,\s*\w+)*)\s*=)")
OLD_IMPORT = re.compile(r"\s*(?:from\s+([\w.]+)\s+)?import\s+(.+)")
OLD_BLOCK = re.compile(r"(?:if|elif|else|try|except|finally|for|while|with)\b")

Names = dict[str, set[str]]


class Found:
    """Names by module, and what modules take from others as a whole."""

    def __init__(self) -> None:
        self.names: Names = {}
        self.stars: Names = {}

    def add(self, module: str, *names: str) -> None:
        """Note the public ones of *names*, and *module* itself in its package."""
        known = self.names.setdefault(module, set())
        known.update(name for name in names if name and not name.startswith("_"))
        above, _, last = module.rpartition(".")
        if above and not last.startswith("_"):
            self.names.setdefault(above, set()).add(last)


# Python modules and stubs


def read_library(folder: Path) -> Found:
    """Return what the modules below *folder* bind."""
    found = Found()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.pyi")]):
        relative = path.relative_to(folder)
        if any(part in relative.as_posix() for part in LEFT_OUT):
            continue
        parts = relative.with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        if not parts or parts[0] == "test":
            continue
        module = ".".join(parts)
        found.add(module)
        text = path.read_text(encoding="utf-8", errors="replace")
        package = module if path.stem == "__init__" else module.rpartition(".")[0]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
        except (SyntaxError, ValueError):
            read_old(text, module, found)
        else:
            read_tree(tree, module, package, found)
            if path.suffix == ".pyi":
                drop_plain_imports(tree, module, found)
    return found


def drop_plain_imports(tree: ast.Module, module: str, found: Found) -> None:
    """Forget what a stub imports for itself: ``from typing import Any``."""
    exported: set[str] = set()
    private: set[str] = set()
    for node in ast.walk(tree):
        for alias in getattr(node, "names", ()):
            if isinstance(alias, ast.alias):
                bound = alias.asname or alias.name.split(".")[0]
                (exported if alias.asname == alias.name else private).add(bound)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            exported.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            exported.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            exported.add(node.value)  # in `__all__`
    found.names[module] -= private - exported


def read_old(text: str, module: str, found: Found) -> None:
    """Note what the lines of *text*, which cannot be parsed, bind at module level."""
    deepest = 0
    """The indentation of the statements that run when the module is imported."""
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip())
        if depth > deepest or not line.strip():
            continue
        deepest = depth + 99 if OLD_BLOCK.match(line.strip()) else depth
        binding, imported = OLD_BINDING.match(line), OLD_IMPORT.match(line)
        if imported and imported[2].startswith("*"):
            found.stars.setdefault(module, set()).add(imported[1] or "")
        elif imported:
            found.add(module, *re.findall(r"\w+", imported[2]))
        elif binding:
            found.add(module, *re.findall(r"\w+", binding[1] or binding[2]))


def read_tree(tree: ast.Module, module: str, package: str, found: Found) -> None:
    """Note what *tree* binds at module level, or declares global, in any branch."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found.add(module, inner.name)
                for part in ast.walk(inner):
                    if isinstance(part, ast.Global):
                        found.add(module, *part.names)
                continue
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                found.add(module, inner.id)
            elif isinstance(inner, ast.Import):
                for alias in inner.names:
                    found.add(module, alias.asname or alias.name.split(".")[0])
            elif isinstance(inner, ast.ImportFrom):
                read_from_import(inner, module, package, found)
            elif isinstance(inner, ast.ExceptHandler):
                found.add(module, inner.name or "")
            elif isinstance(inner, ast.Assign):
                read_exports(inner, module, found)
            todo.append(inner)


def read_from_import(
    node: ast.ImportFrom, module: str, package: str, found: Found
) -> None:
    """Note what a ``from`` import at module level binds."""
    origin = node.module or ""
    if node.level:
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        origin = ".".join([*above, *([origin] if origin else [])])
    for alias in node.names:
        if alias.name == "*":
            found.stars.setdefault(module, set()).add(origin)
        else:
            found.add(module, alias.asname or alias.name)


def read_exports(node: ast.Assign, module: str, found: Found) -> None:
    """Note the strings in lists and tuples, if *node* assigns to ``__all__``."""
    if any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
        for part in ast.walk(node.value):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.add(module, part.value)


# C modules

MODULE_DEF = re.compile(
    r"PyModuleDef\s+\w+\s*=\s*\{(.*?)\n\};|Py_InitModule\w*\(\s*\"(\w+)\"", re.S
)
METHODS = re.compile(r"PyMethodDef\s+(\w+)\s*\[\s*\]\s*=\s*\{(.*?)\n\s*\};", re.S)
ENTRY = re.compile(r"\{\s*\"(\w+)\"\s*,|^\s*([A-Z]\w+_METHODDEF)\b", re.M)
CLINIC = re.compile(r"#define\s+(\w+_METHODDEF)\s*\\?\s*\n?\s*\{\s*\"(\w+)\"")
ADDED = re.compile(
    r"\b(?:PyModule_Add|PyDict_SetItem|PyObject_SetAttr|ADD|Add|add|ins|MODULE|INT)\w*"
    r"\s*\(([^;{}]{0,200}?)\)\s*[;)\n{]"
)
DOTTED = re.compile(r"\"([A-Za-z]\w*(?:\.\w+)*)\.(\w+)\"")
STRING = re.compile(r"\"([A-Za-z]\w*)\"")
CONSTANT = re.compile(r"\b[A-Z][A-Z0-9_]+\b")


def read_c_sources(folder: Path) -> Found:
    """Return what the C modules below *folder* put into their modules."""
    found = Found()
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace")
        for part in ("Modules", "PC", "Python", "Objects", "Mac")
        for path in sorted(folder.joinpath(part).rglob("*.[ch]"))
    }
    clinic = {
        match[1]: match[2] for text in texts.values() for match in CLINIC.finditer(text)
    }
    for text in texts.values():
        for match in DOTTED.finditer(text):
            found.add(match[1], match[2])
        for module in set(find_module_names(text)):
            read_c_module(module, text, clinic, found)
    posix = found.names.get("posix", set())
    found.names.setdefault("nt", set()).update(posix)
    found.stars.update({"os": {"posix", "nt"}})
    return found


def find_module_names(text: str) -> Iterator[str]:
    """Yield the names of the modules that a C file defines."""
    for match in MODULE_DEF.finditer(text):
        name = match[2] or next(iter(STRING.findall(match[1] or "")), "")
        if name:
            yield name
    if "MODNAME" in text:
        yield from re.findall(r"#\s*define\s+MODNAME\s+\"(\w+)\"", text)


def read_c_module(module: str, text: str, clinic: dict[str, str], found: Found) -> None:
    """Note the functions and constants of one C module."""
    definitions = " ".join(match[0] for match in MODULE_DEF.finditer(text))
    for table, entries in METHODS.findall(text):
        if re.search(rf"\b{table}\b", definitions) or "module" in table.lower():
            for name, macro in ENTRY.findall(entries):
                found.add(module, name or clinic.get(macro, ""))
    for match in ADDED.finditer(text):
        found.add(module, *STRING.findall(match[1]), *CONSTANT.findall(match[1]))


# Documents

DIRECTIVE = re.compile(
    r"^([ \t]*)\.\. (?:py:)?(\w+):: *(.*(?:\n[ \t]+[^ \t:\n].*)*)", re.M
)
NAMING = ("function", "data", "class", "exception", "decorator", "opcode")


def read_documents(folder: Path) -> Found:
    """Return the functions, classes and data that the documents describe."""
    found = Found()
    for path in sorted(folder.rglob("*.rst")):
        module = ""
        for _, kind, rest in DIRECTIVE.findall(
            path.read_text(encoding="utf-8", errors="replace")
        ):
            if kind in ("module", "currentmodule"):
                module = rest.split("\n")[0].strip()
                found.add(module)
            elif kind in NAMING:
                for line in rest.split("\n"):
                    name = re.match(r"[\w.]+", line.strip())
                    if name:
                        add_documented(name[0], module, found)
    return found


def add_documented(name: str, module: str, found: Found) -> None:
    """Note a documented *name*, which may be dotted, in the current *module*."""
    if "." not in name:
        found.add(module, name)
    elif name.startswith(f"{module}."):
        found.add(module, name[len(module) + 1 :].split(".")[0])
    else:
        above, _, last = name.rpartition(".")
        found.add(above, last)


# PyPy


def read_pypy(folder: Path) -> Found:
    """Return what PyPy's built-in modules define."""
    found = Found()
    for path in sorted(folder.glob("pypy/module/*/moduledef.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        names = set(re.findall(r"[\"'](\w+)[\"']\s*:", text))
        names.update(re.findall(r"defs\[[\"'](\w+)[\"']\]", text))
        applevel = re.findall(r"applevel_name\s*=\s*[\"']([\w.]+)[\"']", text)
        for module in {path.parent.name, *applevel}:
            found.add(module, *names)
    return found


def read_cpython(folder: Path) -> Found:
    """Return what the C modules and the documentation of CPython mention."""
    found = read_c_sources(folder)
    documented = read_documents(folder / "Doc" / "library")
    for module, names in documented.names.items():
        found.add(module, *names)
    return found


READERS: dict[str, Callable[[Path], Found]] = {
    "library": read_library,
    "cpython": read_cpython,
    "pypy": read_pypy,
    "documents": read_documents,
}


def main(arguments: list[str]) -> int:
    """Write the dump."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="+", metavar="LABEL=KIND:FOLDER")
    options = parser.parse_args(arguments)
    content = read(TARGET) if TARGET.exists() else {}
    for source in options.sources:
        label, _, rest = source.partition("=")
        kind, _, folder = rest.partition(":")
        found = READERS[kind](Path(folder))
        content[label] = {
            part: {key: " ".join(sorted(value)) for key, value in sorted(table.items())}
            for part, table in (("names", found.names), ("stars", found.stars))
        }
        print(label, len(found.names), "modules", file=sys.stderr)
    text = json.dumps(content, sort_keys=True, separators=(",", ":")) + "\n"
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
