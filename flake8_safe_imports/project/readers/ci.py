"""Reads the configuration of CI services: the commands in their YAML files.

Sources: the documentation of GitHub Actions, GitLab CI, CircleCI, Travis CI, Azure
Pipelines, Bitbucket Pipelines, AppVeyor, Woodpecker and Read the Docs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import commands, yaml
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import Manifest

_COMMANDS: Final = frozenset(
    """
    run command script before_script after_script install before_install after_success
    bash pwsh powershell cmd sh ps commands test_script build_script before_build
    before_test init post_install pre_install post_create_environment
    pre_create_environment post_checkout build pre_build post_build
    """.split()  # noqa: SIM905
)
"""The keys of commands: one text, or a list of them."""


def read(text: str) -> Manifest:
    """Return what the commands of a CI configuration install."""
    collector = Collector()
    for scalar in yaml.find_scalars(text):
        keys = tuple(key for key in reversed(scalar.path) if isinstance(key, str))
        if keys[:1] and keys[0] in _COMMANDS:
            commands.add_commands(collector, _to_shell(scalar), scalar.line)
        elif keys[:1] == ("requirements",) and "python" in keys:
            collector.add_include(
                scalar.text, scalar.line, is_certain=False, is_in_command=True
            )
    return collector.finish()


def _to_shell(scalar: yaml.Scalar) -> str:
    """Return a scalar as text that a shell runs, its lines as far apart as they are."""
    # Where line breaks do not count, a backslash takes them from the shell.
    glue = "\n" if scalar.is_literal else " \\\n"
    text = scalar.lines[0].text
    for before, line in zip(scalar.lines, scalar.lines[1:]):
        text += glue * (line.number - before.number) + line.text
    return text
