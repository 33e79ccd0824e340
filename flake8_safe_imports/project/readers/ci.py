"""Reads the configuration of CI services, containers and Task: their commands.

Sources: the documentation of GitHub Actions, setup-python, cibuildwheel, GitLab CI,
CircleCI, Travis CI, Azure Pipelines, Bitbucket Pipelines, AppVeyor, Woodpecker, Cloud
Build, builds.sr.ht, Tekton, Read the Docs, Docker Compose, development containers,
Lando and Task.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import commands, yaml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.shell import Word, find_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.project.manifest import Manifest

_COMMANDS: Final = frozenset(
    """
    run command commands script install build init
    bash pwsh powershell cmd sh ps inlineScript
    before_install before_build before_test before_deploy before_cache before_package
    after_success after_failure after_build after_test after_deploy after-script
    on_success on_failure on_finish
    pre_install pre_build pre_create_environment pre_system_dependencies
    post_install post_build post_create_environment post_system_dependencies
    post_checkout create_environment
    entrypoint dockerfile_inline
    build_as_root run_as_root
    cmds
    """.split()  # noqa: SIM905
)
"""The keys of commands: one text, or a list of them. Others end in ``_script``."""
_READ_THE_DOCS: Final = ("build", "jobs", "build")
"""Below these keys, reversed, there are commands for each format."""
_PROGRAM: Final = ("command", "entrypoint")
"""The keys of a command whose arguments are a list beside it, called ``args``."""
_WHEEL_COMMAND: Final = r"CIBW_(?:BEFORE_\w+|TEST_COMMAND\w*)$"
_WHEEL_REQUIRES: Final = r"CIBW_TEST_REQUIRES(?:_\w+)?$"
"""Variables of cibuildwheel."""
_DOWNLOADING: Final = r"/(?:action-)?download-artifact\b"
"""What actions are called that bring files of another job."""
_OWN: Final = r"\bgithub\.repository\b"
"""What means the repository that the file is in."""
_DEVCONTAINER: Final = r"(?:initialize|(?:on|post)Create|updateContent|post\w+)Command"
# Each to its end, or that of the text, so that time is linear.
_STRING_OR_COMMENT: Final = (
    r'"(?:[^"\\\n]|\\.)*"?|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?'
)


def read(text: str) -> Manifest:
    """Return what the commands of a CI configuration install."""
    collector = Collector()
    found = []
    scalars = yaml.find_scalars(text, collector)
    for scalar in scalars:
        keys = tuple(key for key in reversed(scalar.path) if isinstance(key, str))
        if _has_command(keys):
            found.append(scalar)
        else:
            _add_setting(collector, keys, scalar)
    _add_checkouts(collector, scalars)
    _add_commands(collector, found)
    for words in _find_programs(scalars):
        for script, line in find_scripts(words):
            commands.add_commands(collector, script, line)
        commands.add_command(collector, words)
    return collector.finish()


def _add_setting(
    collector: Collector, keys: tuple[str, ...], scalar: yaml.Scalar
) -> None:
    """Add what a value that is not a command installs.

    *keys* are its own, then outer.
    """
    key = keys[0] if keys else ""
    text, line = scalar.text, scalar.line
    if _is_other_file(keys, text):
        name = re.sub(r"@self$", "", text)
        collector.add_include(name, line, is_certain=False, is_in_command=True)
    elif key == "pip-install":  # an input of actions/setup-python
        commands.add_commands(collector, f"pip install {_to_shell(scalar)}", line)
    elif re.match(_WHEEL_REQUIRES, key):
        for word in text.split():
            collector.add_word(word, line)
    elif key == "working-directory":
        collector.add_entered([text])
    elif key == "requirements" and "python" in keys:
        collector.add_include(text, line, is_certain=False, is_in_command=True)


def _add_checkouts(collector: Collector, scalars: Iterable[yaml.Scalar]) -> None:
    """Add the folders to which actions bring another repository, or an artifact."""
    bringing: list[tuple[yaml.Key, ...]] = []
    folders: dict[tuple[yaml.Key, ...], str] = {}
    for scalar in scalars:
        above, key = scalar.path[:-1], scalar.path[-1:]
        if key == ("uses",) and re.search(_DOWNLOADING, scalar.text):
            bringing.append(above)
        elif above[-1:] == ("with",):
            if key == ("repository",) and not re.search(_OWN, scalar.text):
                bringing.append(above[:-1])
            elif key == ("path",):
                folders[above[:-1]] = scalar.text
    collector.add_written(f"{folders.get(step, '.')}/" for step in bringing)


def _is_other_file(keys: tuple[str, ...], text: str) -> bool:
    """Return whether *text* is a file of the project that belongs to this one.

    That is ``template`` of Azure Pipelines, ``include`` of GitLab CI and Compose, and
    ``includes`` of Task.
    """
    names_file = (
        keys[:1] == ("template",)
        or keys in (("include",), ("local", "include"))
        or keys[1:] == ("includes",)
        or (keys[:1] == ("taskfile",) and keys[-1] == "includes")
    )
    return names_file and re.search(r"\.ya?ml(?:@self)?$", text) is not None


def _find_programs(scalars: Iterable[yaml.Scalar]) -> Iterable[list[Word]]:
    """Return the commands whose program and arguments are two entries, as words."""
    programs: dict[tuple[yaml.Key, ...], list[Word]] = {}
    arguments: dict[tuple[yaml.Key, ...], list[Word]] = {}
    for scalar in scalars:
        is_item = bool(scalar.path) and isinstance(scalar.path[-1], int)
        path = scalar.path[:-1] if is_item else scalar.path
        word = Word(scalar.text, scalar.line)
        if path[-1:] == ("args",) and is_item:
            arguments.setdefault(path[:-1], []).append(word)
        elif path and path[-1] in _PROGRAM:
            programs.setdefault(path[:-1], []).append(word)
    return [programs.get(path, []) + arguments[path] for path in arguments]


def _has_command(keys: tuple[str, ...]) -> bool:
    """Return whether there is a command below *keys*, the innermost first."""
    key = keys[0] if keys else ""
    return (
        key in _COMMANDS
        or key.endswith("_script")
        or keys[1:] == _READ_THE_DOCS
        or keys[1:] == ("tasks",)  # of builds.sr.ht and Task: each has its own name
        or keys[-1:] == ("events",)  # of Lando: for each service
        or re.match(_WHEEL_COMMAND, key) is not None
    )


def read_devcontainer(text: str) -> Manifest:
    """Return what the commands of a development container install.

    The file is JSON with comments, which is YAML without them.
    """
    collector = Collector()
    plain = re.sub(_STRING_OR_COMMENT, _blank_comment, text)
    scalars = yaml.find_scalars(plain, collector)
    found = (row for row in scalars if re.fullmatch(_DEVCONTAINER, _find_first(row)))
    _add_commands(collector, found)
    return collector.finish()


def _find_first(scalar: yaml.Scalar) -> str:
    """Return the outermost key of a scalar; "" if it is the whole document."""
    return str(scalar.path[0]) if scalar.path else ""


def _blank_comment(match: re.Match[str]) -> str:
    return match[0] if match[0][0] == '"' else re.sub(r"[^\n]", " ", match[0])


def _add_commands(collector: Collector, scalars: Iterable[yaml.Scalar]) -> None:
    """Add what scalars that are commands install.

    A list may be one command (`[pip, install, x]`) or have one in each item. What an
    alias stands for is the same as where it is, and counts once.
    """
    seen = set()
    lists: dict[tuple[yaml.Key, ...], list[Word]] = {}
    for scalar in scalars:
        word = Word(scalar.text, scalar.line)
        if word not in seen:
            seen.add(word)
            commands.add_commands(collector, _to_shell(scalar), scalar.line)
        if isinstance(scalar.path[-1], int):
            lists.setdefault(scalar.path[:-1], []).append(word)
    for words in dict.fromkeys(map(tuple, lists.values())):
        if not re.search(r"\s", words[0].text):  # it would be a whole command
            commands.add_command(collector, words)


def _to_shell(scalar: yaml.Scalar) -> str:
    """Return a scalar as text that a shell runs, its lines as far apart as they are."""
    # Where line breaks do not count, a backslash takes them from the shell.
    glue = "\n" if scalar.is_literal else " \\\n"
    # Breaks that are escapes in a string are on its own line.
    texts = [line.text.replace("\n", " ; ") for line in scalar.lines]
    numbers = [line.number for line in scalar.lines]
    shell = texts[0]
    for text, number, before in zip(texts[1:], numbers[1:], numbers):
        shell += glue * (number - before) + text
    return shell
