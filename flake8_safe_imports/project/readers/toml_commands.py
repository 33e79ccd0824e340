"""Reads what the commands in a TOML document install."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.project.readers import commands
from flake8_safe_imports.project.readers.shell import Word
from flake8_safe_imports.project.readers.toml_tables import walk

if TYPE_CHECKING:
    from flake8_safe_imports.project.readers.collector import Collector


def add_scripts(collector: Collector, document: object, path: str) -> None:
    """Add what any command below the table *path* installs.

    In a feature of pixi, commands are below its ``tasks``.
    """
    for where, key, value in walk(document, path):
        is_task = not path.endswith("feature") or ".tasks" in where
        if is_task and key not in ("help", "description"):
            add_texts(collector, f"{where}.{key}", value)


def add_texts(collector: Collector, path: str, value: object) -> None:
    """Add what a command, or a list of them, installs; it may also be in words."""
    items = value if isinstance(value, list) else [value]
    texts = [item for item in items if isinstance(item, str)]
    if path.endswith(".cmd"):
        words = [Word(x, collector.lines.take(path, x)) for x in texts]
        commands.add_command(collector, words)
    for text in texts:
        line = collector.lines.find_text(path, text) if "\n" in text else 0
        if not line:  # with escapes, the lines of a text that has several are not known
            line = collector.lines.take(path, text)
            text = text.replace("\\\n", " ").replace("\n", " ; ")
        commands.add_commands(collector, text, line)


def add_installed(collector: Collector, path: str, value: object) -> None:
    """Add what the arguments of ``pip install`` ask for: a text or a list of words."""
    items = value if isinstance(value, list) else str(value).split()
    words = [
        Word(word, collector.lines.take(path, item))
        for item in items
        if isinstance(item, str)
        # An option and its value may be one item: `-r requirements.txt`.
        for word in (item.split() if item.startswith("-") else [item])
    ]
    pip = [Word(word, 0) for word in ("pip", "install")]
    commands.add_command(collector, [*pip, *words])
