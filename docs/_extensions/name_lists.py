"""A directive that lists the names that a code knows: ``.. name-list:: VET201``.

The lists are made from the tables whenever the documentation is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, packages, stdlib
from flake8_safe_imports.names import malicious
from flake8_safe_imports.rules.missing import (
    find_addition,
    find_removal,
    is_python2_only,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

    from flake8_safe_imports.data.stdlib import Fact


def describe_python2(fact: Fact) -> str | None:
    """Return what to use instead of a Python 2 name; None for any other name."""
    return _replace(fact) if is_python2_only(fact) else None


def describe_removed(fact: Fact) -> str | None:
    """Return when Python 3 dropped a name, and what to use; None if it did not."""
    if is_python2_only(fact):
        return None
    gone = find_removal(fact, versions.EVERYTHING)
    return ", ".join(filter(None, (_spell(gone), _replace(fact)))) if gone else None


def describe_new(fact: Fact) -> str | None:
    """Return when Python 3 first had a name; None if it always had."""
    added = find_addition(fact, versions.PYTHON3)[0]
    return _spell(added) if added else None


def _spell(minor: int) -> str:
    return versions.spell(minor)


def _replace(fact: Fact) -> str:
    if fact.replacement:
        return f"use ``{fact.replacement}``"
    return fact.advice.replace("`", "``")


def list_stdlib(describe: Callable[[Fact], str | None]) -> Iterator[str]:
    """Yield a paragraph for each module: it, or the names in it, as *describe* says."""
    found: dict[str, list[str]] = {}
    whole: set[str] = set()
    for dotted in stdlib.iterate_names():
        above, _, name = dotted.rpartition(".")
        parts = dotted.split(".")
        fact = stdlib.find_lifetime(dotted)
        if fact is None or any(part.startswith("_") for part in parts):
            continue
        if any(".".join(parts[:length]) in whole for length in range(1, len(parts))):
            continue
        said = describe(fact)
        if said is None:
            continue
        if stdlib.find_module(dotted) is not None:
            whole.add(dotted)
            found[dotted] = [said]
        else:
            text = f"``{name}`` ({said})" if said else f"``{name}``"
            found.setdefault(above, []).append(text)
    for module, said_of in sorted(found.items()):
        yield f"``{module}``\n    {', '.join(said_of) or 'the whole module'}"


def list_backports() -> Iterator[str]:
    """Yield a paragraph for each backport and bridge."""
    for row in sorted(backports.list_rows()):
        if row.kind in (backports.BACKPORT, backports.BRIDGE):
            use = f"use ``{row.replacement}``" if row.replacement else row.advice
            since = f", since {_spell(row.since)}" if row.since > 300 else ""
            yield f"``{row.name}``\n    {use}{since}"


def list_malicious() -> Iterator[str]:
    """Yield one paragraph with all names that VET401 reports, and what they imitate."""
    names = []
    for line in packages.read_table(packages.MALICIOUS).splitlines():
        name = line.split(" ")[0]
        found = malicious.find_import(name)
        if found is not None:
            meant = found.target != name and found.target
            names.append(f"``{name}``" + (f" (``{meant}``)" if meant else ""))
    yield ", ".join(names)


LISTS: dict[str, Callable[[], Iterator[str]]] = {
    "VET201": lambda: list_stdlib(describe_python2),
    "VET202": lambda: list_stdlib(describe_removed),
    "VET203": lambda: list_stdlib(describe_new),
    "VET301": list_backports,
    "VET401": list_malicious,
}
"""Code -> what makes the paragraphs of its list, in reStructuredText."""


class NameList(SphinxDirective):
    """The names that a code knows."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the nodes of the list."""
        return self.parse_text_to_nodes("\n\n".join(LISTS[self.arguments[0]]()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive to Sphinx."""
    app.add_directive("name-list", NameList)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
