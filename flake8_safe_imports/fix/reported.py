"""Which alias, and which attribute chain, each finding is about."""

from __future__ import annotations

import ast
from itertools import accumulate
from typing import TYPE_CHECKING

from flake8_safe_imports.fix.rewrites import BAN, SAFE
from flake8_safe_imports.rules.target import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.places import Located
    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.variables import AliasGroup, AliasKey


class ReportedFindings:
    """The findings of one file that name a replacement, by what they are about."""

    def __init__(self, findings: Iterable[Finding], imports: Sequence[Located]) -> None:
        self._at: dict[int, dict[str, tuple[int, Finding]]] = {}
        """By the id of a node and the reported name; with each comes its number."""
        for number, finding in enumerate(findings):
            if finding.code in SAFE or finding.code == BAN:
                for node in finding.nodes:
                    found = self._at.setdefault(id(node), {})
                    found.setdefault(finding.name, (number, finding))
        self.by_alias: dict[AliasKey, Finding] = dict(self._find_aliases(imports))
        self._covered: dict[int, bool] = {}

    def covers(self, group: AliasGroup) -> bool:
        """Return whether there is a finding for each of the aliases."""
        key = id(group)
        if key not in self._covered:
            self._covered[key] = group.keys.issubset(self.by_alias)
        return self._covered[key]

    def find_about_use(self, use: Use, name: str) -> Finding | None:
        """Return the finding about the chain *use*, which means the dotted *name*."""
        return self._find(name, use.node)

    def _find_aliases(
        self, imports: Sequence[Located]
    ) -> Iterator[tuple[AliasKey, Finding]]:
        for source, (node, _) in enumerate(imports):
            if isinstance(node, ast.ImportFrom) and node.level:
                continue
            for position, alias in enumerate(node.names):
                finding = self._find_alias(node, alias)
                if finding is not None:
                    yield (source, position), finding

    def _find_alias(self, node: ImportStatement, alias: ast.alias) -> Finding | None:
        if isinstance(node, ast.Import):
            name = alias.name
        else:
            module = node.module or ""
            name = module if alias.name == "*" else f"{module}.{alias.name}"
        return self._find(name, alias) or self._find(name, node)

    def _find(self, name: str, node: ast.AST) -> Finding | None:
        """Return the first finding at *node* about *name*, or about a part of it."""
        known = self._at.get(id(node))
        if known is None:
            return None
        found = [known[part] for part in prefixes(name) if part in known]
        return min(found)[1] if found else None


def prefixes(name: str) -> Iterator[str]:
    """Yield ``a``, ``a.b`` and ``a.b.c`` for ``a.b.c``."""
    # No name of interest is longer, and chains of 100,000 attributes parse.
    parts = name.split(".", MAX_DEPTH)[:MAX_DEPTH]
    yield from accumulate(parts, "{}.{}".format)
