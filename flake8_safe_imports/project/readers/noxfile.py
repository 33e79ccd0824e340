"""Reads what the sessions of a noxfile.py install; it is parsed and never run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import commands, script, setup_py
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.shell import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest


def read(text: str) -> Manifest:
    """Return the literals in ``session.install(...)`` and in ``session.run(...)``."""
    tree = setup_py.parse(text)
    literals = setup_py.find_literals(tree)
    collector = Collector()
    for dependency in _read_block(text, collector).dependencies:
        collector.add_named(dependency.name, dependency.version, dependency.line)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "install":
                pip = [Word("pip", node.lineno), Word("install", node.lineno)]
                words = _list_words(node, literals)
                commands.add_command(collector, [*pip, *words])
            elif node.func.attr in {"run", "run_install", "run_always"}:
                commands.add_command(collector, [*_list_words(node, literals)])
    literals.complain(collector)
    return collector.finish()


def _read_block(text: str, collector: Collector) -> Manifest:
    """Return the script block; what is wrong with it is a problem of the file."""
    try:
        return script.read(text)
    except ManifestError as error:
        for line, reason, is_error in error.problems:
            collector.add_problem(line, reason, is_error=is_error)
        return error.manifest


def _list_words(call: ast.Call, literals: setup_py.Literals) -> Iterator[Word]:
    """Yield the strings among the arguments of a call."""
    for argument in call.args:
        for text, line in setup_py.find_strings(argument, literals):
            yield Word(text, line)
