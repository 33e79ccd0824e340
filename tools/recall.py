"""List what a simple search for missing names finds and the checker does not report.

    python tools/recall.py [--reasons FILE] [--guarded] FOLDER...

FOLDER has unpacked projects, one folder each, as ``tools/modern.py`` leaves them. The
search shares nothing with the checker: every absolute import, and every chain of
attributes that begins with an imported name, is tried on the interpreters of this
machine. It knows no guard but this: it leaves out what is below a ``try`` that has
handlers, or below a test. What it finds and the checker does not report is printed
with the versions that lack it; someone has to say why. FILE holds what was found out,
as rows of project, pattern of paths, name and reason. What has a reason is counted.
Exits with 1 if something has none. With ``--guarded`` what is below a ``try`` or a
test is listed, too, without changing the exit status.
"""

from __future__ import annotations

import argparse
import ast
import fnmatch
import re
import sys
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import interpreters
import modern

from flake8_safe_imports import versions
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


class ReachedInProject(NamedTuple):
    """What a project reaches, and the oldest version that it supports."""

    home: Path
    floor: int
    reached: Reached


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
        self._lacking: dict[tuple[str, int], dict[str, list[int]]] = {}

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
        found = self._lacking.get((name, floor))
        if found is None:
            found = self._lacking[name, floor] = self._find_lacking(name, floor)
        return found

    def _find_lacking(self, name: str, floor: int) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for minor in self.has:
            missing = self.first_missing(name, minor) if minor >= floor else ""
            if missing and any(missing in has for has in self.has.values()):
                found.setdefault(missing, []).append(minor)
        return found


def find_floor(home: Path) -> int:
    """Return the oldest version that the project at *home* supports, or the default."""
    match = FLOOR.search(modern.read_pythons(home))
    return 300 + int(match[1]) if match else 311


def read_reasons(path: Path) -> list[list[str]]:
    """Return the rows of the file *path*."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def explain(reasons: list[list[str]], home: Path, path: Path, name: str) -> str:
    """Return why nothing is reported; empty if nobody knows."""
    for project, pattern, known, reason in reasons:
        if (
            project == home.name.rpartition("-")[0]
            and fnmatch.fnmatch(path.relative_to(home).as_posix(), pattern)
            and fnmatch.fnmatchcase(name, known)
        ):
            return reason
    return ""


def collect(homes: list[Path]) -> list[ReachedInProject]:
    """Return what the search finds in the projects *homes*."""
    found: list[ReachedInProject] = []
    for home in homes:
        floor = find_floor(home)
        for path in modern.sources(home):
            source = modern.read(path)
            if source is not None:
                items = sorted(set(search(path, source[0])))
                found += [ReachedInProject(home, floor, item) for item in items]
    return found


@cache
def find_reported(path: Path) -> dict[int, set[str]]:
    """Return for each line of a file the names in the checker's findings."""
    reported: dict[int, set[str]] = {}
    for finding in modern.check(path, options.parse({})) or ():
        if finding.code in CODES:
            reported.setdefault(finding.line, set()).add(finding.name)
    return reported


def is_same(name: str, other: str) -> bool:
    """Return whether one of the names contains the other."""
    return f"{name}.".startswith(f"{other}.") or f"{other}.".startswith(f"{name}.")


def main(arguments: list[str]) -> int:
    """Compare the search with the checker; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--reasons", type=Path, metavar="FILE")
    parser.add_argument("--guarded", action="store_true")
    chosen = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    reasons = read_reasons(chosen.reasons) if chosen.reasons else []
    homes = modern.find_folders(chosen.folders, None)
    found = collect(homes)
    truth = Truth({item.reached.name for item in found})
    totals: Counter[str] = Counter()
    unexplained = 0
    for home, floor, item in found:
        for name, minors in truth.lacking(item.name, floor).items():
            kind = "guarded" if item.is_guarded else "plain"
            known = find_reported(item.path).get(item.line, ())
            reason = explain(reasons, home, item.path, name)
            if any(is_same(name, one) for one in known):
                totals[f"{kind}, reported"] += 1
            elif reason:
                totals[f"{kind}, not reported: {reason}"] += 1
            else:
                totals[f"{kind}, not reported"] += 1
                unexplained += not item.is_guarded
                if chosen.guarded or not item.is_guarded:
                    where = f"{item.path.relative_to(home.parent)}:{item.line}"
                    spelled = ", ".join(map(versions.spell, sorted(minors)))
                    print(f"{kind}: {where}: {name} is missing on {spelled}")
    for kind, count in sorted(totals.items()):
        print(f"{kind}: {count}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
