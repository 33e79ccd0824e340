"""List what a simple search for missing names finds and the checker does not report.

    python tools/recall.py FOLDER...

FOLDER has unpacked wheels, one folder each, as ``tools/modern.py`` leaves them.  The
search shares nothing with the checker: every absolute import, and every chain of
attributes that begins with an imported name, is tried on the interpreters of this
machine.  It knows no guard but this: it leaves out what is below a ``try`` that has
handlers, or below a test.  What it finds and the checker does not report is printed
with the versions that lack it; someone has to say why.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import interpreters
import modern

from flake8_safe_imports.config import options

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = ("VET201", "VET202", "VET203")
FLOOR = re.compile(r">=?\s*3\.(\d+)")
_TESTS = (ast.If, ast.IfExp, ast.BoolOp, ast.While, ast.comprehension)
_MAX_ATTRIBUTES = 4


class Reached(NamedTuple):
    """A name that a file reaches, and whether it is below a test or in a ``try``."""

    path: Path
    line: int
    name: str
    is_guarded: bool


def search(path: Path, tree: ast.Module) -> Iterator[Reached]:
    """Yield what *tree* imports and the chains of attributes on it."""
    bound = find_bound(tree)
    pending: list[tuple[ast.AST, bool]] = [(tree, False)]
    while pending:
        node, guarded = pending.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Reached(path, node.lineno, alias.name, guarded)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                name = f"{node.module}.{alias.name}".replace(".*", "")
                yield Reached(path, node.lineno, name, guarded)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            chain = read_chain(node, bound)
            if chain:
                yield Reached(path, node.lineno, chain, guarded)
                continue
        inside = guarded or isinstance(node, _TESTS)
        inside = inside or (isinstance(node, ast.Try) and bool(node.handlers))
        pending += [(child, inside) for child in ast.iter_child_nodes(node)]


def find_bound(tree: ast.Module) -> dict[str, str]:
    """Return the names that the file binds by one import and by nothing else."""
    targets: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                target = alias.name if alias.asname else name
                targets.setdefault(name, set()).add(target)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                target = "" if node.level else f"{node.module}.{alias.name}"
                targets.setdefault(alias.asname or alias.name, set()).add(target)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            targets.setdefault(node.id, set()).add("")
        elif isinstance(node, ast.arg):
            targets.setdefault(node.arg, set()).add("")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            targets.setdefault(node.name, set()).add("")
    return {
        name: next(iter(found))
        for name, found in targets.items()
        if len(found) == 1 and found != {""}
    }


def read_chain(node: ast.Attribute, bound: dict[str, str]) -> str:
    """Return the dotted name of the chain *node*; empty if it is nothing imported."""
    parts: list[str] = []
    base: ast.expr = node
    while isinstance(base, ast.Attribute):
        parts.append(base.attr)
        base = base.value
    if not isinstance(base, ast.Name) or base.id not in bound:
        return ""
    return ".".join([bound[base.id], *reversed(parts)][: _MAX_ATTRIBUTES + 1])


class Truth:
    """What the interpreters of this machine say about names."""

    def __init__(self, names: set[str]) -> None:
        """Ask for all *names* and what they are in."""
        asked = {
            ".".join(parts[:count])
            for parts in (name.split(".") for name in names)
            for count in range(1, len(parts) + 1)
        }
        tops = self._ask({name for name in asked if "." not in name})
        known = set().union(*tops.values())
        self.has = self._ask({name for name in asked if name.split(".")[0] in known})

    def _ask(self, names: set[str]) -> dict[int, set[str]]:
        return {
            minor: {name for name, has in answers.items() if has}
            for minor in interpreters.find()
            for answers in [interpreters.ask(minor, sorted(names))]
        }

    def first_missing(self, name: str, minor: int) -> str:
        """Return the first part of *name* that *minor* lacks; empty if none."""
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            part = ".".join(parts[:count])
            if part not in self.has[minor]:
                return part
        return ""

    def lacking(self, name: str, floor: int) -> dict[str, list[int]]:
        """Return the parts of *name* some versions lack and others have."""
        found: dict[str, list[int]] = {}
        for minor in self.has:
            missing = self.first_missing(name, minor) if minor >= floor else ""
            if missing and any(missing in has for has in self.has.values()):
                found.setdefault(missing, []).append(minor)
        return found


def find_floor(home: Path) -> int:
    """Return the oldest version that the project at *home* supports, or the default."""
    match = FLOOR.search(modern.write_pyproject(home))
    return 300 + int(match[1]) if match else 311


def main(arguments: list[str]) -> int:
    """Compare the search with the checker on the projects in the folders."""
    warnings.simplefilter("ignore")
    config = options.parse({})
    reached: dict[Path, list[Reached]] = {}
    reported: dict[Path, dict[int, set[str]]] = {}
    for home in modern.find_folders(arguments, None):
        reached[home] = []
        modern.write_pyproject(home)
        for path in modern.sources(home):
            source = modern.read(path)
            if source is None:
                continue
            reached[home] += search(path, source[0])
            for finding in modern.check(path, config) or ():
                if finding.code in CODES:
                    lines = reported.setdefault(path, {})
                    lines.setdefault(finding.line, set()).add(finding.name)
    truth = Truth({item.name for found in reached.values() for item in found})
    totals: Counter[str] = Counter()
    for home, found in reached.items():
        floor = find_floor(home)
        for item in sorted(set(found)):
            for name, minors in truth.lacking(item.name, floor).items():
                known = reported.get(item.path, {}).get(item.line, set())
                is_known = any(f"{name}.".startswith(f"{one}.") for one in known)
                kind = "guarded" if item.is_guarded else "plain"
                verdict = "reported" if is_known else "missed"
                totals[f"{kind} {verdict}"] += 1
                if not is_known:
                    where = f"{item.path.relative_to(home.parent)}:{item.line}"
                    spelled = " ".join(map(str, sorted(minors)))
                    print(f"{kind}\t{where}\t{name}\tlacked by {spelled}")
    for kind, count in sorted(totals.items()):
        print(f"{kind}: {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
