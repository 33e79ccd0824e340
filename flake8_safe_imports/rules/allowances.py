"""What the allowances of the project exempt."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

from flake8_safe_imports.rules.target import cut

if TYPE_CHECKING:
    from flake8_safe_imports.config.entries import Kind
    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.target import Statement, Target


def is_file_allowed(file: File) -> bool:
    """Return whether the module that the file itself is may have any name."""
    folder, name = os.path.split(file.source.path)
    stem = name.partition(".")[0]
    module = os.path.basename(folder) if stem == "__init__" else stem
    return file.policy.is_allowed(module, "stdlib")


def is_target_allowed(target: Target, file: File) -> bool:
    """Return whether *target* is allowed, or else all names taken from it."""
    kind = file.classify(target.top, relative=target.relative)
    if target.takes_names:
        return all(
            file.policy.is_allowed(f"{target.name}.{use}", kind) for use in target.uses
        )
    return file.policy.is_allowed(target.name, kind)


def is_statement_allowed(statement: Statement, file: File) -> bool:
    """Return whether everything that *statement* imports is allowed."""
    return all(
        is_alias_allowed(statement, alias, file) for alias in statement.node.names
    )


def is_alias_allowed(statement: Statement, alias: ast.alias, file: File) -> bool:
    """Return whether what *alias* of *statement* imports is allowed."""
    node = statement.node
    if isinstance(node, ast.Import):
        return file.policy.is_allowed(alias.name, file.classify(cut(alias.name, 1)))
    if not statement.modules:
        return False
    module = statement.modules[0]
    kind = file.classify(cut(module, 1), relative=bool(node.level))
    return file.policy.is_allowed(f"{module}.{alias.name}", kind)


def is_name_exempt(module: str, name: str, kind: Kind, file: File) -> bool:
    """Return whether *name* of *module* is allowed, and no narrower ban undoes that."""
    policy, dotted = file.policy, f"{module}.{name}"
    return (
        policy.is_allowed(dotted, kind)
        and policy.find_ban(dotted, kind) is None
        and (name != "*" or policy.find_star_ban(module, kind) is None)
    )
