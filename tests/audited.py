"""Run a command under an audit hook, and print what it did that it must not do.

    python -B audited.py FOLDER (flake8 | companion | control) ARGUMENTS...

FOLDER is the linted project; every file in it holds the word SENTINEL in each of its
statements, so that code made from it can be told.  The last line of standard output is
a JSON object: ``violations`` (sorted), ``seen`` (how often which event came),
``read`` and ``listed`` (the files and folders of FOLDER that were looked into).  Not
a test itself: hooks stay until the end of a process, so test_trust.py starts one for
each run.
"""

from __future__ import annotations

import builtins
import collections
import json
import os
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


class Watch:
    """The hook, and what it has seen."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)
        self.violations: set[str] = set()
        self.seen: collections.Counter[str] = collections.Counter()
        self.read: set[str] = set()
        self.listed: set[str] = set()
        # Where Python and what is installed live; the names of the linted modules.
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
            self._place(event, os.getcwd() if args[0] is None else args[0])
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
        self._place("open", path)

    def _place(self, event: str, path: Any) -> None:
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
    """Tell whether *code* was made from what is linted."""
    pending = [code]
    while pending:
        code = pending.pop()
        if SENTINEL in code.co_names or SENTINEL in code.co_consts:
            return True
        pending += [item for item in code.co_consts if isinstance(item, types.CodeType)]
    return False


def guard_compile(watch: Watch) -> None:
    """See to it that what is linted is parsed at most, and never made into code."""
    import ast

    compile_really = builtins.compile

    def compile_guarded(
        source: Any, filename: Any, mode: str, flags: int = 0, *args: Any, **kw: Any
    ) -> Any:
        text = source if isinstance(source, (str, bytes)) else b""
        text = text.encode("utf-8", "replace") if isinstance(text, str) else text
        if SENTINEL.encode() in text:
            watch.seen["parse"] += 1
            if not flags & ast.PyCF_ONLY_AST:
                watch.violations.add(f"compile of linted text as {filename!r}")
        return compile_really(source, filename, mode, flags, *args, **kw)

    builtins.compile = compile_guarded


def misbehave(folder: str) -> None:
    """Do all that is forbidden; the test wants to see that each is noticed."""
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


def main() -> None:
    folder, what, *arguments = sys.argv[1:]
    sys.path.append(folder)  # so that importing what is linted would succeed
    watch = Watch(folder)
    guard_compile(watch)
    if what == "flake8":
        from flake8.main.cli import main as run
    elif what == "companion":
        from flake8_safe_imports.cli import main as run
    sys.addaudithook(watch)
    code: object = None
    try:
        if what == "control":
            misbehave(folder)
        else:
            code = run(arguments)
    except SystemExit as stop:
        code = stop.code
    report = {
        "code": code,
        "violations": sorted(watch.violations),
        "seen": dict(sorted(watch.seen.items())),
        "read": sorted(watch.read),
        "listed": sorted(watch.listed),
    }
    sys.stdout.flush()
    print()
    print(json.dumps(report))


if __name__ == "__main__":
    main()
