"""Write down what typeshed says about each platform, as ``tools/dumps/stubs.json.xz``.

    python tools/dump_stubs.py [TYPESHED]

TYPESHED is a folder that holds ``stdlib/VERSIONS``; without it the copy inside the
installed mypy is read. The interpreters that dump their names run on Linux and in
Pyodide. Stubs tell which names exist on other platforms only, and what became of the
modules that Pyodide leaves out. The result lists ``versions`` and ``platforms`` and
maps ``modules`` to ``{mask: names}``: a mask is a hexadecimal bit set over ``CASES``,
each a version on a platform.
"""

from __future__ import annotations

import ast
import lzma
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import metadata, util
from json import dumps
from operator import and_, eq, ge, gt, le, lt, ne, or_
from pathlib import Path
from typing import NamedTuple

from flake8_safe_imports import versions

HERE = Path(__file__).resolve().parent
OLDEST = 310  # the oldest that typeshed still describes
MINORS = tuple(minor for minor in versions.MINORS if minor >= OLDEST)
PLATFORMS = ("linux", "darwin", "win32")
COMPARE = {ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge, ast.Eq: eq, ast.NotEq: ne}


class Case(NamedTuple):
    """A version of Python on a platform."""

    version: tuple[int, int]
    platform: str


CASES = tuple(Case(divmod(minor, 100), name) for minor in MINORS for name in PLATFORMS)


def holds(test: ast.expr, case: Case) -> bool:
    """Evaluate the stub's condition *test* for *case*."""
    if isinstance(test, ast.BoolOp):
        combine = and_ if isinstance(test.op, ast.And) else or_
        result = holds(test.values[0], case)
        for part in test.values[1:]:
            result = combine(result, holds(part, case))
        return result
    if isinstance(test, ast.UnaryOp):
        return not holds(test.operand, case)
    if isinstance(test, ast.Compare):
        compare = COMPARE[type(test.ops[0])]
        right = ast.literal_eval(test.comparators[0])
        if isinstance(right, tuple):
            return bool(compare(case.version, right[:2]))
        return bool(compare(case.platform, right))
    if ast.unparse(test).startswith("sys.platform.startswith"):
        return case.platform.startswith(ast.literal_eval(test.args[0]))  # type: ignore[attr-defined]
    return ast.unparse(test) in ("TYPE_CHECKING", "True")


def statements(tree: ast.Module | ast.ClassDef, case: Case) -> Iterator[ast.stmt]:
    """Yield the statements of *tree*, or of a class, that run for *case*."""
    todo = list(reversed(tree.body))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If):
            chosen = node.body if holds(node.test, case) else node.orelse
            todo.extend(reversed(chosen))
        elif isinstance(node, (ast.Try, ast.With)):
            todo.extend(reversed(node.body))
        else:
            yield node


class Stubs:
    """The stubs below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lives = dict(self._lives())

    def _lives(self) -> Iterator[tuple[str, tuple[tuple[int, ...], tuple[int, ...]]]]:
        """Yield module -> (first, last version) from VERSIONS."""
        for line in self.folder.joinpath("VERSIONS").read_text().splitlines():
            name, _, span = line.partition("#")[0].partition(":")
            if span.strip():
                first, _, last = span.strip().partition("-")
                end = tuple(map(int, (last or "4.0").split(".")))
                yield name, (tuple(map(int, first.split("."))), end)

    def modules(self) -> Iterator[str]:
        """Yield the name of every module there is a stub for."""
        for path in sorted(self.folder.rglob("*.pyi")):
            parts = path.relative_to(self.folder).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def alive(self, module: str, version: tuple[int, int]) -> bool:
        """Return whether *version* has *module*."""
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            first, last = self.lives.get(".".join(parts[:count]), ((0, 0), (9, 9)))
            if not first <= version <= last:
                return False
        return True

    @cache  # noqa: B019
    def tree(self, module: str) -> ast.Module | None:
        """Return the parsed stub of *module*."""
        base = self.folder.joinpath(*module.split("."))
        for path in (base / "__init__.pyi", base.with_suffix(".pyi")):
            if path.exists():
                return ast.parse(path.read_text(encoding="utf-8"))
        return None

    @cache  # noqa: B019
    def names(self, module: str, case: Case) -> frozenset[str]:
        """Return the public names of *module*."""
        tree = self.tree(module)
        if tree is None or not self.alive(module, case.version):
            return frozenset()
        found: set[str] = set()
        for node in statements(tree, case):
            found.update(self.bound(node, module, case))
        return frozenset(name for name in found if not name.startswith("_"))

    def bound(self, node: ast.stmt, module: str, case: Case) -> Iterator[str]:
        """Yield the names that the statement *node* makes public."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if not isinstance(target, ast.Name):
                    continue
                yield target.id
                if target.id == "__all__" and isinstance(node.value, ast.List):
                    yield from ast.literal_eval(node.value)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*":
                    yield from self.names(self.origin(node, module), case)
                elif alias.asname == alias.name:
                    yield alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname == alias.name:
                    yield alias.name

    @cache  # noqa: B019
    def definitions(self, module: str, case: Case) -> dict[str, ast.ClassDef | str]:
        """Return what names of *module* stand for: a class here, or a dotted name."""
        tree = self.tree(module)
        found: dict[str, ast.ClassDef | str] = {}
        if tree is None or not self.alive(module, case.version):
            return found
        for node in statements(tree, case):
            if isinstance(node, ast.ClassDef):
                found[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(
                node.value, (ast.Name, ast.Attribute)
            ):
                for target in node.targets:
                    found[ast.unparse(target)] = ast.unparse(node.value)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    found[name] = alias.name if alias.asname else name
            elif isinstance(node, ast.ImportFrom):
                origin = self.origin(node, module)
                for alias in node.names:
                    if alias.name == "*":
                        names = self.names(origin, case)
                        found.update({name: f"{origin}.{name}" for name in names})
                    else:
                        found[alias.asname or alias.name] = f"{origin}.{alias.name}"
        return found

    def find_class(
        self, module: str, name: str, case: Case
    ) -> tuple[str, ast.ClassDef] | None:
        """Return the module and the definition of the class called *name*."""
        for _ in range(20):
            head, _, rest = name.partition(".")
            known = self.definitions(module, case).get(head)
            if isinstance(known, ast.ClassDef):
                return None if rest else (module, known)
            if known is None:
                if module == "builtins" or rest:
                    return None
                module = "builtins"
                continue
            dotted = f"{known}.{rest}" if rest else known
            if "." not in dotted:
                name = dotted
                continue
            module, _, name = dotted.rpartition(".")
        return None

    @cache  # noqa: B019
    def attributes(self, module: str, name: str, case: Case) -> frozenset[str]:
        """Return the public attributes of a class, inherited ones included."""
        found: set[str] = set()
        todo, seen = [(module, name)], set()
        while todo:
            where = self.find_class(*todo.pop(), case)
            if where is None or (where[0], where[1].name) in seen:
                continue
            home, node = where
            seen.add((home, node.name))
            for statement in statements(node, case):
                found.update(self.bound(statement, home, case))
            for base in node.bases:
                plain = base.value if isinstance(base, ast.Subscript) else base
                if not isinstance(plain, ast.Call):
                    todo.append((home, ast.unparse(plain)))
        return frozenset(name for name in found if not name.startswith("_"))

    def classes(self, module: str) -> set[str]:
        """Return the names of the public classes of *module* in any case."""
        return {
            name
            for case in CASES
            for name in self.names(module, case)
            if self.find_class(module, name, case)
        }

    def origin(self, node: ast.ImportFrom, module: str) -> str:
        """Return the absolute name of the module that *node* imports from."""
        if not node.level:
            return node.module or ""
        parts = module.split(".")
        package = self.folder.joinpath(*parts, "__init__.pyi").exists()
        keep = len(parts) - node.level + package
        return ".".join([*parts[:keep], *([node.module] if node.module else [])])


Groups = dict[str, list[str]]
"""Mask -> names."""


def group(names: Callable[[Case], frozenset[str]]) -> Groups:
    """Return the names that each case has, by mask."""
    masks: dict[str, int] = {}
    for index, case in enumerate(CASES):
        for name in names(case):
            masks[name] = masks.get(name, 0) | 1 << index
    groups: Groups = {}
    for name, mask in sorted(masks.items()):
        groups.setdefault(f"{mask:x}", []).append(name)
    return groups


def dump(stubs: Stubs) -> dict[str, Groups]:
    """Return module -> mask -> names."""
    found = {name: group(partial(stubs.names, name)) for name in stubs.modules()}
    return {module: groups for module, groups in found.items() if groups}


def dump_classes(stubs: Stubs) -> dict[str, Groups]:
    """Return ``module.Class`` -> mask -> attributes."""
    return {
        f"{module}.{name}": group(partial(stubs.attributes, module, name))
        for module in stubs.modules()
        if not any(part.startswith("_") for part in module.split("."))
        for name in sorted(stubs.classes(module))
    }


def main(arguments: list[str]) -> int:
    """Write the dump."""
    if arguments:
        folder, source = Path(arguments[0]), "typeshed"
    else:
        spec = util.find_spec("mypy")
        if spec is None or spec.origin is None:
            raise SystemExit("mypy is not installed")
        folder = Path(spec.origin).parent / "typeshed"
        source = f"typeshed in mypy {metadata.version('mypy')}"
    stubs = Stubs(folder / "stdlib")
    content = {
        "source": source,
        "versions": [versions.spell(minor) for minor in MINORS],
        "platforms": list(PLATFORMS),
        "modules": dump(stubs),
        "classes": dump_classes(stubs),
    }
    text = dumps(content, sort_keys=True, separators=(",", ":")) + "\n"
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    HERE.joinpath("dumps", "stubs.json.xz").write_bytes(packed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
