"""Write down what the standard library of the running Python has, as JSON.

Every interpreter runs this file itself, from 2.7 to the newest, so it keeps to the
syntax that all of them know (types are in comments). ``make_dumps.py`` calls it.

    python dump_names.py [--probe PROBE.json] OUT.json

Without ``--probe`` the names are those ``dir()`` shows. PROBE maps modules to names
seen elsewhere: they are looked up as well, since a module ``__getattr__`` does not
show what it can give. The result is a map with

- ``python``: the full version, ``platform``: ``sys.platform``;
- ``listed``: the names this Python calls its standard library (3.10 and later);
- ``modules``: module -> ``{"a": names in __all__, "o": defined here, "i": merely
  imported here, "l": given by the module's __getattr__ alone, "c": class -> the
  public attributes of the class and of its instances, inherited ones included, "d":
  classes that take arbitrary attributes, "e": why it could not be imported, "v": 1
  when no file of that name exists}``, absent when empty.

Names beginning with an underscore are left out. Modules are imported each in a
process of its own where there is ``fork``; those that cannot be are read as source.
"""

from __future__ import print_function

import ast
import json
import os
import pkgutil
import sys
import types

MYPY = False  # mypy takes it for true; 2.7 has no typing
if MYPY:
    from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

    Entry = Dict[str, Any]

# Importing these does something: opens a browser, prints, starts a program.
READ_ONLY = ("antigravity", "this", "idlelib.idle", "turtledemo", "__phello__")
LEFT_OUT = ("test", "tests", "idle_test", "site-packages", "__pycache__")
TEST_HELPERS = ("test.support", "test.test_support", "test.regrtest", "test.pystone")
# C modules whose names a public module takes over under its own name.
ACCELERATORS = ("posix", "nt", "pyexpat", "strop", "zlib")


def find_files(paths, prefix=""):
    # type: (List[str], str) -> Iterator[str]
    """Yield the names of the modules below *paths*, packages before their parts."""
    for path in paths:
        for found in pkgutil.iter_modules([path]):
            name, is_package = found[1], found[2]
            full = prefix + name
            if name in LEFT_OUT and full != "test":
                continue
            if name.startswith("_sysconfigdata"):
                continue
            if prefix == "test." and not full.startswith(TEST_HELPERS):
                continue
            yield full
            if is_package:
                below = os.path.join(path, name)
                for part in find_files([below], full + "."):
                    yield part


def list_modules():
    # type: () -> List[str]
    """Return the names of every module there is a file for, or that is built in."""
    paths = [path for path in sys.path if path and "site-packages" not in path]
    here = os.path.dirname(os.path.abspath(__file__))
    paths = [path for path in paths if os.path.abspath(path) != here]
    names = set(sys.builtin_module_names)
    names.update(find_files(paths))
    names.add("__main__")
    return sorted(names)


def read_source(name):
    # type: (str) -> Optional[str]
    """Return the source text of the module *name* without importing it."""
    try:
        loader = find_loader(name)
        text = loader.get_source(name) if loader else None
        return read_frozen(name) if loader and text is None else text
    except Exception:
        return None


def read_frozen(name):
    # type: (str) -> Optional[str]
    """Return the source text of the frozen module *name*, which has a file as well.

    Its loader gives no source: since 3.11 that concerns `os`, `abc` and others.
    """
    above = os.path.dirname(os.path.abspath(ast.__file__))
    base = os.path.join(above, *name.split("."))
    for path in (base + ".py", os.path.join(base, "__init__.py")):
        if os.path.isfile(path):
            with open(path, "rb") as stream:
                return stream.read().decode("utf-8")
    return None


def find_loader(name):
    # type: (str) -> Any
    """Return what would load the module *name*."""
    try:
        from importlib.util import find_spec
    except ImportError:
        # 2.7; newer ones have this function no more.
        return vars(pkgutil)["find_loader"](name)
    spec = find_spec(name)
    return spec.loader if spec else None


def has_file(name):
    # type: (str) -> bool
    """Return whether the module *name* can be imported by that name."""
    try:
        return find_loader(name) is not None
    except (ImportError, ValueError):  # the second for a module without a spec
        return False


class Source(object):
    """What the source text of one module says about its names."""

    def __init__(self, text, package):
        # type: (str, str) -> None
        self.own = set()  # type: Set[str]
        self.imported = set()  # type: Set[str]
        self.stars = []  # type: List[str]
        self.exported = None  # type: Optional[List[str]]
        self.package = package
        todo = list(ast.parse(text).body)  # type: List[Any]
        while todo:
            self.take(todo.pop(), todo)

    def take(self, node, todo):
        # type: (Any, List[Any]) -> None
        """Note what the statement *node* binds; put what it holds on *todo*."""
        kind = type(node).__name__
        if kind in ("FunctionDef", "AsyncFunctionDef", "ClassDef"):
            self.own.add(node.name)
        elif kind == "Import":
            for alias in node.names:
                self.imported.add(alias.asname or alias.name.split(".")[0])
        elif kind == "ImportFrom":
            self.take_from(node)
        elif kind == "Assign":
            for target in node.targets:
                self.own.update(bound_names(target))
            self.take_exports(node)
        elif kind in ("AnnAssign", "AugAssign", "TypeAlias"):
            target = node.name if kind == "TypeAlias" else node.target
            self.own.update(bound_names(target))
        elif kind == "For":
            # The variables that loops leave behind are not meant to be imported.
            for part in ast.walk(node):
                if type(getattr(part, "ctx", None)) is ast.Store:
                    self.imported.update(bound_names(part))
        else:
            for field in ("body", "orelse", "finalbody", "handlers"):
                todo.extend(getattr(node, field, None) or [])

    def take_from(self, node):
        # type: (Any) -> None
        """Note what a ``from`` import binds."""
        origin = node.module or ""
        last = origin.split(".")[-1]
        near = node.level or origin.split(".")[0] == self.package
        own = bool(
            (near and self.package)
            or last.startswith("_")
            or origin.startswith("_")
            or origin in ACCELERATORS
        )
        if origin == "__future__":
            own = False
        for alias in node.names:
            if alias.name != "*":
                (self.own if own else self.imported).add(alias.asname or alias.name)
            elif not own:
                self.stars.append(origin)

    def take_exports(self, node):
        # type: (Any) -> None
        """Note a literal ``__all__``."""
        if "__all__" in [getattr(target, "id", "") for target in node.targets]:
            try:
                self.exported = [str(name) for name in ast.literal_eval(node.value)]
            except (ValueError, TypeError):
                pass


def bound_names(target):
    # type: (Any) -> Set[str]
    """Return the plain names that the assignment target *target* binds."""
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def study(name, module, probe):
    # type: (str, Any, List[str]) -> Entry
    """Return the entry of the imported *module* called *name*."""
    real = getattr(module, "__name__", name)
    text = read_source(real)
    package = real.split(".")[0] if hasattr(module, "__path__") else ""
    source = None
    if text is not None:
        try:
            source = Source(text, package)
        except SyntaxError:
            pass
    starred = set()  # type: Set[str]
    for origin in source.stars if source else ():
        star = sys.modules.get(origin)
        starred.update(getattr(star, "__all__", None) or dir(star))
    exported = getattr(module, "__all__", None)
    exports = {part for part in exported or () if hasattr(module, part)}
    seen = set(dir(module)) | set(vars(module)) | exports
    lazy = {part for part in probe if part not in seen and hasattr(module, part)}
    own, imported = set(), set()  # type: Set[str], Set[str]
    for part in seen - exports:
        try:
            value = getattr(module, part)
        except AttributeError:
            seen.discard(part)
            continue
        if is_own(part, value, name, source, starred):
            own.add(part)
        else:
            imported.add(part)
    entry = study_classes(module, exports | own)
    for key, group in (("a", exports), ("o", own), ("i", imported), ("l", lazy)):
        public = sorted(part for part in group if not part.startswith("_"))
        if public:
            entry[key] = public
    if exported is not None:
        entry["x"] = 1
    return entry


def study_classes(module, names):
    # type: (Any, Set[str]) -> Entry
    """Return the part of an entry that is about the public classes of *module*."""
    attributes, dynamic = {}, []  # type: Dict[str, str], List[str]
    for part in sorted(names):
        value = getattr(module, part, None)
        if part.startswith("_") or not isinstance(value, CLASSES):
            continue
        if is_dynamic(value):
            dynamic.append(part)
        found = set()  # type: Set[str]
        for base in find_bases(value):
            found.update(vars(base))
            found.update(find_assigned(base))
        members = getattr(value, "__members__", None)  # type: Any
        if hasattr(members, "keys"):
            found.update(members)
        public = sorted(name for name in found if not name.startswith("_"))
        if public:
            attributes[part] = " ".join(public)
    entry = {}  # type: Entry
    if attributes:
        entry["c"] = attributes
    if dynamic:
        entry["d"] = dynamic
    return entry


def find_bases(value):
    # type: (Any) -> List[Any]
    """Return the class *value* and all that it inherits from, except `object`."""
    if hasattr(value, "__mro__"):
        return [base for base in value.__mro__ if base is not object]
    found, todo = [], [value]  # type: List[Any], List[Any]
    while todo:  # the old-style classes of 2.7
        base = todo.pop()
        if base not in found:
            found.append(base)
            todo.extend(base.__bases__)
    return found


def is_dynamic(value):
    # type: (Any) -> bool
    """Return whether instances of the class *value* take or give any attribute."""
    for base in find_bases(value):
        if "__getattr__" in vars(base) or base.__name__ in ("_local", "local"):
            return True
        if isinstance(vars(base).get("__getattribute__"), types.FunctionType):
            return True
    # That of enumerations gives members alone, and those are known.
    return any(
        "__getattr__" in vars(base) and getattr(base, "__module__", "") != "enum"
        for base in type(value).__mro__
    )


def find_assigned(value):
    # type: (Any) -> Set[str]
    """Return the attributes that the source of the class *value* assigns to self.

    An attribute that moved from the class to its instances has not gone.
    """
    module = getattr(value, "__module__", "")
    if module not in SELF_ASSIGNED:
        found = {}  # type: Dict[str, Set[str]]
        text = read_source(module) if module else None
        try:
            tree = ast.parse(text or "")  # type: Any
        except (SyntaxError, ValueError, TypeError):
            tree = ast.parse("")
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            names = found.setdefault(node.name, set())
            for part in ast.walk(node):
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                    names.add(part.attr)
                elif isinstance(part, getattr(ast, "AnnAssign", ())):
                    names.update(bound_names(vars(part)["target"]))
        SELF_ASSIGNED[module] = found
    return SELF_ASSIGNED[module].get(value.__name__, set())


SELF_ASSIGNED = {}  # type: Dict[str, Dict[str, Set[str]]]
"""Module -> class -> attributes; each source is read once."""
CLASSES = (type, getattr(types, "ClassType", type))


def is_own(part, value, name, source, starred):
    # type: (str, Any, str, Optional[Source], Set[str]) -> bool
    """Return whether *part* of module *name* is defined there, not just imported."""
    if isinstance(value, types.ModuleType):
        # `sys.monitoring` is an object of `sys`: no file has that name.
        return value.__name__ == name + "." + part and not has_file(value.__name__)
    if source is not None:
        if part in source.own:
            return True
        if part in source.imported or part in starred:
            return False
    # 2.7 keeps the results of ``from __future__ import`` in the module.
    return type(value).__name__ != "_Feature" or name == "__future__"


def study_text(name):
    # type: (str) -> Entry
    """Return the entry of a module that is only read."""
    text = read_source(name)
    try:
        source = Source(text or "", "")
    except SyntaxError:
        return {}
    exports = set(source.exported or ())
    entry = {}  # type: Entry
    groups = (
        ("a", exports),
        ("o", source.own - exports),
        ("i", source.imported - source.own - exports),
    )
    for key, group in groups:
        public = sorted(part for part in group if not part.startswith("_"))
        if public:
            entry[key] = public
    return entry


def visit(name, probe):
    # type: (str, Dict[str, List[str]]) -> Dict[str, Entry]
    """Import *name*; return its entry, and those of modules that come with it."""
    if name == "__main__":
        return {name: {}}  # this very program
    if name.startswith(READ_ONLY) or name.endswith(".__main__"):
        return {name: study_text(name)}
    try:
        __import__(name)
        module = sys.modules[name]
    except BaseException as error:
        entry = study_text(name)
        entry["e"] = type(error).__name__
        return {name: entry}
    found = {name: study(name, module, probe.get(name, []))}
    for other in sorted(sys.modules):
        if not other.startswith(name + ".") or sys.modules[other] is None:
            continue
        try:
            __import__(other)
            entry = study(other, sys.modules[other], probe.get(other, []))
        except Exception:
            continue
        entry["v"] = 1
        found[other] = entry
    return found


def visit_apart(name, probe):
    # type: (str, Dict[str, List[str]]) -> Dict[str, Entry]
    """Do ``visit`` in a process of its own, so that imports leave no trace."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        try:
            data = json.dumps(visit(name, probe)).encode("ascii")
        except BaseException:
            data = json.dumps({name: {"e": "crash"}}).encode("ascii")
        with os.fdopen(writing, "wb") as out:
            out.write(data)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read().decode("ascii")
    os.waitpid(child, 0)
    return json.loads(text) if text else {name: {"e": "crash"}}


def dump(probe):
    # type: (Dict[str, List[str]]) -> Entry
    """Return the whole dump of the running Python."""
    modules = {}  # type: Dict[str, Entry]
    names = list_modules()
    apart = hasattr(os, "fork") and sys.platform != "emscripten"
    for name in names:
        entries = (visit_apart if apart else visit)(name, probe)
        for other, entry in entries.items():
            if other == name or other not in names:
                modules.setdefault(other, entry)
                if other == name:
                    modules[other] = entry
    return {
        "python": sys.version.split()[0],
        "platform": sys.platform,
        "listed": sorted(getattr(sys, "stdlib_module_names", ())),
        "modules": modules,
    }


def main(arguments):
    # type: (List[str]) -> int
    """Write the dump of the running Python to the file named last."""
    probe = {}  # type: Dict[str, List[str]]
    if arguments[0] == "--probe":
        with open(arguments[1]) as stream:
            probe = json.load(stream)
    result = json.dumps(dump(probe), sort_keys=True, separators=(",", ":"))
    with open(arguments[-1], "w") as out:
        out.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
