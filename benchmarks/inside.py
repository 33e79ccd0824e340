"""Measure one plugin in a process of its own, and print JSON.

``inside.py PLUGIN FOLDER PASSES OPTIONS...`` parses all files below FOLDER once, then
runs the plugin over them as flake8 does. The first pass is the cold one. Times are
CPU seconds of this process.
"""

from __future__ import annotations

import ast
import configparser
import gc
import importlib
import os
import sys
import time
from typing import Any

import flake8.main.cli
import flake8.plugins.pycodestyle
import flake8.plugins.pyflakes  # noqa: F401
from flake8.options.parse_args import parse_args
from flake8.plugins import finder

_PASSED = ("tree", "lines", "filename", "options")


def _get_memory() -> int:
    """Return the resident memory of this process in bytes, or 0 if unknown."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * 4096
    except OSError:
        return 0


def _parse_all(top: str) -> tuple[list[dict[str, Any]], float]:
    """Return what flake8 passes to a plugin, for each file, and the time to parse.

    Files that only a newer Python can parse are left out.
    """
    found = []
    spent = 0.0
    paths = [os.path.join(at, name) for at, _, names in os.walk(top) for name in names]
    for path in sorted(path for path in paths if path.endswith(".py")):
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
        text = "".join(lines)
        start = time.process_time()
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        spent += time.process_time() - start
        found.append({"tree": tree, "lines": lines, "filename": path})
    return found, spent


def _run_plugin(plugin: Any, wanted: list[str], files: list[dict[str, Any]]) -> int:
    """Run the plugin over all files; return the number of findings."""
    return sum(
        len(list(plugin(**{name: file[name] for name in wanted}).run()))
        for file in files
    )


class _Clock:
    """Adds up the time of calls of some functions."""

    def __init__(self) -> None:
        self.spent = 0.0

    def wrap(self, owner: type, name: str) -> None:
        before = getattr(owner, name, None)
        if before is None:
            return

        def timed(cls: type, *arguments: Any) -> None:
            start = time.process_time()
            before(*arguments)
            self.spent += time.process_time() - start

        setattr(owner, name, classmethod(timed))


def main(where: str, folder: str, passes: str, *argv: str) -> dict[str, Any]:
    """Return the figures, in seconds and bytes."""
    gc.disable()  # all trees are kept: the collector would visit them all
    files, parse = _parse_all(folder)
    gc.enable()
    gc.collect()
    # flake8 keeps one tree at a time, so the collector must not visit them all.
    gc.freeze()
    # The work of flake8 before it loads plugins is not counted.
    finder.find_plugins(configparser.RawConfigParser(), finder.PluginOptions.blank())
    memory = _get_memory()
    start = time.process_time()
    module, _, name = where.partition(":")
    plugin = getattr(importlib.import_module(module), name)
    imported = time.process_time() - start
    clock = _Clock()
    clock.wrap(plugin, "add_options")
    clock.wrap(plugin, "parse_options")
    _, options = parse_args(list(argv) or ["--isolated"])
    code = plugin.__init__.__code__
    wanted = [
        item for item in code.co_varnames[1 : code.co_argcount] if item in _PASSED
    ]
    for file in files:
        file["options"] = options
    times = []
    findings = 0
    for _ in range(int(passes)):
        start = time.process_time()
        findings = _run_plugin(plugin, wanted, files)
        times.append(time.process_time() - start)
    return {
        "files": len(files),
        "findings": findings,
        "parse": parse,
        "import": imported,
        "options": clock.spent,
        "cold": times[0],
        "warm": sorted(times[1:] or times)[(len(times) - 1) // 2],
        "start": imported + clock.spent + times[0],
        "memory": _get_memory() - memory,
    }


if __name__ == "__main__":
    figures = main(*sys.argv[1:])
    print("{", ", ".join(f'"{key}": {value}' for key, value in figures.items()), "}")
