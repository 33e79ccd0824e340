"""Run a command under an audit hook, and print what it did wrong.

    python -B audited.py FOLDER (flake8 | command | module | control) ARGUMENTS...

``module`` is ``python -m flake8_safe_imports`` in FOLDER. FOLDER is the linted
project; every statement in its files has the word SENTINEL, by which code compiled from
them is recognized. The last line of standard output is a JSON object: ``violations``
(sorted), ``seen`` (how often each event occurred), ``read`` and ``listed`` (files and
folders in FOLDER). A hook cannot be removed from a process, so test_trust.py starts a
new one for each run.
"""

from __future__ import annotations

import builtins
import collections
import importlib.util
import json
import os
import runpy
import sys
import types
from typing import Any

SENTINEL = "SENTINEL"

_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "ctypes.",
    "http.",
    "urllib.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
    "tempfile.",
    "shutil.",
    "winreg.",
    "sqlite3.",
    "os.system",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
    "os.startfile",
    "os.fork",
    "os.kill",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.chown",
    "os.truncate",
    "os.utime",
    "os.chdir",
    "pty.",
    "mmap.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class AuditHook:
    """The hook, with what it recorded."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)
        self.violations: set[str] = set()
        self.seen: collections.Counter[str] = collections.Counter()
        self.read: set[str] = set()
        self.listed: set[str] = set()
        # Reading is allowed here: Python and the installed packages.
        self.installed = [
            os.path.realpath(path)
            for path in (sys.prefix, sys.base_prefix, *sys.path)
            if path
        ]
        import flake8_safe_imports

        self.installed += map(os.path.realpath, flake8_safe_imports.__path__)
        self.modules = {name.partition(".")[0] for name in os.listdir(folder)}

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        self.seen[event] += 1
        if event.startswith(_FORBIDDEN):
            self.violations.add(f"{event} {args!r:.400}")
        elif event == "open":
            self._open(*args)
        elif event in {"os.listdir", "os.scandir"}:
            self._record(event, os.getcwd() if args[0] is None else args[0])
        elif event == "import":
            if args[0].partition(".")[0] in self.modules:
                self.violations.add(f"import {args[0]}")
        elif event == "exec" and is_linted(args[0]):
            self.violations.add(f"exec of linted code in {args[0].co_filename}")

    def _open(self, path: Any, mode: str | None, flags: int) -> None:
        if isinstance(path, int):
            return
        if flags & _WRITING or set(mode or "") & set("wax+"):
            self.violations.add(f"open {os.fspath(path)!r} to write")
        self._record("open", path)

    def _record(self, event: str, path: Any) -> None:
        if isinstance(path, int):
            return
        real = os.path.realpath(os.fsdecode(path))
        if self._is_in(self.folder, real):
            found = self.read if event == "open" else self.listed
            found.add(os.path.relpath(real, self.folder).replace(os.sep, "/"))
        elif not any(self._is_in(place, real) for place in self.installed):
            self.violations.add(f"{event} {real!r}: outside")

    @staticmethod
    def _is_in(folder: str, path: str) -> bool:
        return path == folder or path.startswith(os.path.join(folder, ""))


def is_linted(code: types.CodeType) -> bool:
    """Return whether *code* was compiled from linted text."""
    pending = [code]
    while pending:
        code = pending.pop()
        if SENTINEL in code.co_names or SENTINEL in code.co_consts:
            return True
        pending += [item for item in code.co_consts if isinstance(item, types.CodeType)]
    return False


def watch_compile(hook: AuditHook) -> None:
    """Record linted text that is compiled to more than a tree."""
    import ast

    original = builtins.compile

    def watched(
        source: Any, filename: Any, mode: str, flags: int = 0, *args: Any, **kw: Any
    ) -> Any:
        text = source if isinstance(source, (str, bytes)) else b""
        text = text.encode("utf-8", "replace") if isinstance(text, str) else text
        if SENTINEL.encode() in text:
            hook.seen["parse"] += 1
            if not flags & ast.PyCF_ONLY_AST:
                hook.violations.add(f"compile of linted text as {filename!r}")
        return original(source, filename, mode, flags, *args, **kw)

    builtins.compile = watched


def violate_everything(folder: str) -> None:
    """Do everything that is forbidden, so that a test can see that it is noticed."""
    import contextlib
    import socket
    import subprocess

    with open(os.path.join(folder, "pkg", "evil.py"), encoding="utf-8") as file:
        text = file.read()
    with contextlib.suppress(BaseException):
        exec(compile(text, "linted", "exec"), {})
    with contextlib.suppress(BaseException):
        __import__("evil")
    with contextlib.suppress(BaseException):
        socket.create_connection(("127.0.0.1", 9), 0.01)
    with contextlib.suppress(BaseException):
        subprocess.run([sys.executable, "-c", ""], check=True)
    open(os.path.join(folder, "written"), "w", encoding="utf-8").close()
    with contextlib.suppress(OSError):
        os.listdir(os.path.expanduser("~"))


def run_module(folder: str, arguments: list[str]) -> None:
    """Do what ``python -m flake8_safe_imports ARGUMENTS`` does in *folder*."""
    name = "flake8_safe_imports"
    sys.argv = [name, *arguments]
    # It is a part of `python -m` that the folder is on the path until then.
    spec = importlib.util.find_spec(f"{name}.__main__")
    assert sys.path[0] == folder
    assert spec is not None
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def main() -> None:
    folder, what, *arguments = sys.argv[1:]
    if what == "module":
        sys.path[0] = folder  # as `python -m` has it
    else:
        sys.path.append(folder)  # so that importing linted modules would succeed
    hook = AuditHook(folder)
    watch_compile(hook)
    if what == "flake8":
        from flake8.main.cli import main as run
    elif what == "command":
        from flake8_safe_imports.cli import main as run
    sys.addaudithook(hook)
    code: object = None
    try:
        if what == "control":
            violate_everything(folder)
        elif what == "module":
            run_module(folder, arguments)
        else:
            code = run(arguments)
    except SystemExit as stop:
        code = stop.code
    report = {
        "code": code,
        "violations": sorted(hook.violations),
        "seen": dict(sorted(hook.seen.items())),
        "read": sorted(hook.read),
        "listed": sorted(hook.listed),
    }
    sys.stdout.flush()
    print()
    print(json.dumps(report))


if __name__ == "__main__":
    main()
