"""Write down what typeshed says of each platform, as ``tools/dumps/stubs.json.xz``.

    python tools/dump_stubs.py [TYPESHED]

TYPESHED is a folder that holds ``stdlib/VERSIONS``; without it the copy inside the
installed mypy is read.  The interpreters that dump their names run on Linux and in
Pyodide.  Stubs tell which names exist on other platforms only, and what became of the
modules that Pyodide leaves out.  The result lists ``versions`` and ``platforms`` and
maps ``modules`` to ``{mask: names}``: a mask is a hexadecimal bit set over ``CASES``,
each a version on a platform.
"""

from __future__ import annotations

import ast
import lzma
import sys
from collections.abc import Iterator
from functools import cache
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


def statements(tree: ast.Module, case: Case) -> Iterator[ast.stmt]:
    """Yield the statements of *tree* that run for *case*."""
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

    def origin(self, node: ast.ImportFrom, module: str) -> str:
        """Return the absolute name of the module that *node* imports from."""
        if not node.level:
            return node.module or ""
        parts = module.split(".")
        package = self.folder.joinpath(*parts, "__init__.pyi").exists()
        keep = len(parts) - node.level + package
        return ".".join([*parts[:keep], *([node.module] if node.module else [])])


def dump(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return module -> mask -> names for the stubs in *folder*."""
    stubs = Stubs(folder)
    result: dict[str, dict[str, list[str]]] = {}
    for module in stubs.modules():
        masks: dict[str, int] = {}
        for index, case in enumerate(CASES):
            for name in stubs.names(module, case):
                masks[name] = masks.get(name, 0) | 1 << index
        groups: dict[str, list[str]] = {}
        for name, mask in sorted(masks.items()):
            groups.setdefault(f"{mask:x}", []).append(name)
        if groups:
            result[module] = groups
    return result


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
    content = {
        "source": source,
        "versions": [versions.spell(minor) for minor in MINORS],
        "platforms": list(PLATFORMS),
        "modules": dump(folder / "stdlib"),
    }
    text = dumps(content, sort_keys=True, separators=(",", ":")) + "\n"
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    HERE.joinpath("dumps", "stubs.json.xz").write_bytes(packed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
