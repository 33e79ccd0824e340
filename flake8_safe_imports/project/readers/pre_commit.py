"""Reads the ``additional_dependencies`` of pre-commit hooks, and their commands.

Those of hooks in other languages than Python are left out. Where the language is in
the hook's own repository, the form of the dependencies shows it.

Source: pre-commit's documentation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_safe_imports.project.readers import commands, yaml
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import Manifest
    from flake8_safe_imports.project.readers.yaml import Key, Scalar

# `eslint@8`, `@scope/name`, `rails:7`, `github.com/x/y@v1`, `cli:typos:1.0`
_FOREIGN = r"@|[\w.-]+@[v^~\d]|[\w-]+:[\w:.-]+$|(?:\w+\.)+\w+/"
_OTHER_HOOKS = r"eslint|prettier|stylelint|markdownlint|csslint|jshint|rubocop|textlint"


def read(text: str) -> Manifest:
    """Return the dependencies of the Python hooks."""
    hooks: dict[tuple[Key, ...], list[Scalar]] = {}
    facts: dict[tuple[Key, ...], list[str]] = {}
    collector = Collector()
    for scalar in yaml.find_scalars(text, collector):
        if "additional_dependencies" in scalar.path:
            hook = scalar.path[: scalar.path.index("additional_dependencies")]
            hooks.setdefault(hook, []).append(scalar)
        elif scalar.path[-1:] == ("entry",):
            commands.add_commands(collector, scalar.text, scalar.line)
        elif scalar.path[-1:] and scalar.path[-1] in {"language", "id", "repo"}:
            facts.setdefault(scalar.path[:-1], []).append(scalar.text)
    for hook, dependencies in hooks.items():
        # A hook is in repos[i].hooks[j] or, in .pre-commit-hooks.yaml, in a list.
        known = [*facts.get(hook, ()), *facts.get(hook[:-2], ())]
        if _is_python(known, dependencies):
            for dependency in dependencies:
                collector.add_requirement(dependency.text, dependency.line)
    return collector.finish()


def _is_python(facts: list[str], dependencies: list[Scalar]) -> bool:
    """Return whether the dependencies of a hook are Python distributions."""
    if any(re.match(_FOREIGN, found.text) for found in dependencies):
        return False
    if any(fact in _OTHER_LANGUAGES for fact in facts):
        return False
    return "python" in facts or not any(re.search(_OTHER_HOOKS, x) for x in facts)


_OTHER_LANGUAGES = frozenset(
    (
        *("conda", "coursier", "dart", "docker", "docker_image", "dotnet", "golang"),
        *("haskell", "julia", "lua", "node", "perl", "r", "ruby", "rust", "swift"),
    )
)
