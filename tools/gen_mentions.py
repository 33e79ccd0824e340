"""Write the names that modules may have beyond those listed in ``stdlib_names.txt``.

    python tools/gen_mentions.py [--check]

VET206 reports names that no Python ever had. What counts as known to it is all that
any dump has, also where it is merely imported there, all that typeshed has on any
platform, all that sources and documents mention (``dump_sources.py``), and the rows of
``tools/stdlib/elsewhere.tsv``. Names in ``stdlib_names.txt`` are not written again.

Writes ``stdlib_mentions.txt`` into ``flake8_safe_imports/data``: a line for each module
whose names are known well enough to say that another one never existed. An asterisk
after the module says that its constants depend on the headers of the system: nothing is
known about names in capitals, and none is listed. A line that begins with a plus sign
has the methods of the class that a module is named after, as suggestions:
``datetime.now`` is ``datetime.datetime.now``. Lines are sorted by code points.
"""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Iterator
from pathlib import Path

import generated
from dump_sources import TARGET as SOURCES
from gen_stdlib import TARGET, list_names
from make_dumps import read
from stdlib_inputs import (
    Dump,
    Facts,
    Stubs,
    has_names,
    is_private,
    load_dumps,
    load_facts,
    load_rows,
    load_stubs,
)
from stdlib_lifetimes import module_presence, module_spans

PATH = TARGET / "stdlib_mentions.txt"
NEVER_JUDGED = ("__builtin__", "__main__", "builtins", "sitecustomize", "sys")
"""They may have any names. No interpreter comes with ``usercustomize``."""
HEADERS = (
    *("IN", "crypt", "curses", "curses.*", "dl", "errno", "fcntl", "hashlib"),
    *("linuxaudiodev", "locale", "mmap", "msvcrt", "nis", "nt", "os", "ossaudiodev"),
    *("posix", "pty", "pyexpat", "pyexpat.*", "readline", "resource", "select"),
    *("selectors", "signal", "socket", "socketserver", "sqlite3", "sqlite3.*", "ssl"),
    *("stat", "subprocess", "syslog", "termios", "time", "tty", "winreg"),
    *("winsound", "xml.parsers.expat", "xml.parsers.expat.*", "zlib"),
)
"""Modules whose constants come from headers, of the system or of a library."""
MOST_MORE = 3
"""How much longer than its class a module's name may be: pathlib and Path."""
SAME = ("posixpath", "ntpath", "macpath", "os2emxpath")
"""Modules that are ``os.path`` on some platform."""


class Known:
    """All that is known of each module: its names, and the modules it copies."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {}
        self.stars: dict[str, set[str]] = {}

    def add(self, module: str, names: set[str]) -> None:
        """Note *names* of *module*."""
        self.names.setdefault(module, set()).update(names)

    def resolve(self, module: str) -> set[str]:
        """Return the public names of *module*, with those it takes from others."""
        found: set[str] = set()
        todo, seen = [module], {module}
        while todo:
            current = todo.pop()
            found |= self.names.get(current, set())
            for origin in self.stars.get(current, set()) - seen:
                seen.add(origin)
                todo.append(origin)
        return {name for name in found if name and name[0] != "_"}


def load_known(dumps: list[Dump], stubs: Stubs) -> Known:
    """Return everything that the inputs know."""
    known = Known()
    for dump in dumps:
        for module, entry in dump.modules.items():
            known.add(module, dump.names(module) | set(entry.get("c", {})))
    for module, names in stubs.anywhere.items():
        known.add(module, set(names))
    for source in read(SOURCES).values():
        for module, text in source["names"].items():
            known.add(module, set(text.split()))
        for module, text in source["stars"].items():
            known.stars.setdefault(module, set()).update(text.split())
    for module in list(known.names):
        above, _, last = module.rpartition(".")
        if above:
            known.add(above, {last})
    for row in load_rows("elsewhere"):
        known.add(row["module"], set(row["names"].split()))
    known.stars.setdefault("os.path", set()).update(SAME)
    return known


def is_judged(module: str, dumps: list[Dump], facts: Facts) -> bool:
    """Return whether enough is known of *module* to say what it never had."""
    return (
        module.split(".")[0] not in NEVER_JUDGED
        and not is_private(module)
        and has_names(module)
        and any(
            module in dump.modules and "e" not in dump.modules[module] for dump in dumps
        )
        and not any(
            row.module == module and row.pattern == "*" and not row.is_dated
            for row in facts.platform
        )
    )


def depends_on_headers(module: str) -> bool:
    """Return whether the constants of *module* come from headers."""
    return any(fnmatch.fnmatchcase(module, pattern) for pattern in HEADERS)


def write_mentions() -> Iterator[str]:
    """Yield the lines of ``stdlib_mentions.txt``."""
    dumps, stubs, facts = load_dumps(), load_stubs(), load_facts()
    listed: dict[str, set[str]] = {}
    for block in "".join(list_names(dumps, stubs)).split("\n\n"):
        first, *lines = block.strip("\n").split("\n")
        names = {name for line in lines for name in line.split(" ")[1:]}
        listed[first.partition(" ")[0]] = names
    known = load_known(dumps, stubs)
    judged = [
        module
        for module in sorted(module_spans(dumps, facts))
        if is_judged(module, dumps, facts)
    ]
    for module in judged:
        names = known.resolve(module) - listed[module]
        mark = ""
        if depends_on_headers(module):
            mark = "*"
            names = {name for name in names if not name.isupper()}
        yield " ".join([module + mark, *sorted(names)]) + "\n"
    yield from write_namesakes(dumps, judged)


def write_namesakes(dumps: list[Dump], judged: list[str]) -> Iterator[str]:
    """Yield the lines about the classes that modules are named after."""
    presence = module_presence(dumps)
    for module in judged:
        if "." in module or dumps[-1].minor not in presence[module]:
            continue
        last = module.replace("_", "")
        names: dict[str, set[str]] = {}
        for dump in dumps:
            for name, text in dump.modules.get(module, {}).get("c", {}).items():
                if last.startswith(name.lower()) and len(last) - len(name) <= MOST_MORE:
                    names.setdefault(name, set()).update(text.split())
        for name, attributes in sorted(names.items()):
            plain = {text for text in attributes if text.islower() or "_" in text}
            yield " ".join([f"+{module}.{name}", *sorted(plain)]) + "\n"


def make_files() -> dict[Path, str]:
    """Return the text of the generated file."""
    return {PATH: "\n" + "".join(sorted(write_mentions()))}


if __name__ == "__main__":
    sys.exit(generated.run(make_files, __doc__))
