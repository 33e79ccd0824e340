"""Have interpreters dump their standard library into ``tools/dumps/``.

    python tools/make_dumps.py PYTHON... [--pyodide FOLDER...]

PYTHON is an executable, FOLDER what ``npm install pyodide@VERSION`` unpacked
(``node_modules/pyodide``). Each dump goes to ``VERSION.json.xz``, for example
``3.11.json.xz``, and replaces the one that was there; dumps of Pythons not named
stay. Every interpreter runs twice: a module's own ``__getattr__`` can give names
that ``dir()`` does not show, so the second time it is asked for the names that any
Python has. See ``dump_names.py`` for what a dump holds.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DUMPS = HERE / "dumps"


def command(python: str) -> list[str]:
    """Return how to start *python* with nothing but its standard library."""
    asked = subprocess.run(
        [python, "-c", "import sys; print(sys.version_info[0])"],
        check=True,
        capture_output=True,
        text=True,
    )
    return [python, "-S", "-E"] if asked.stdout.strip() == "2" else [python, "-SI"]


def run(start: list[str], probe: dict[str, list[str]]) -> dict[str, Any]:
    """Return the dump made by the interpreter that *start* starts."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.json")
        asked = Path(folder, "probe.json")
        asked.write_text(json.dumps(probe))
        script = str(HERE / "dump_names.py")
        subprocess.run(
            [*start, script, "--probe", str(asked), str(out)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        result: dict[str, Any] = json.loads(out.read_text())
    return result


def minor(dump: dict[str, Any]) -> str:
    """Return the dump's version without its last part: ``"3.11"``."""
    return ".".join(dump["python"].split(".")[:2])


def read(path: Path) -> dict[str, Any]:
    """Return the dump stored in *path*."""
    result: dict[str, Any] = json.loads(lzma.decompress(path.read_bytes()))
    return result


def write(dump: dict[str, Any]) -> None:
    """Store *dump*, the same bytes for the same content."""
    text = json.dumps(dump, sort_keys=True, separators=(",", ":")) + "\n"
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    DUMPS.joinpath(minor(dump) + ".json.xz").write_bytes(packed)


def union(dumps: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return every name that any of *dumps* has, by module."""
    names: dict[str, set[str]] = {}
    for dump in dumps:
        for module, entry in dump["modules"].items():
            for group in "aol":
                names.setdefault(module, set()).update(entry.get(group, ()))
    return {module: sorted(found) for module, found in names.items() if found}


def main(arguments: list[str]) -> int:
    """Make the dumps of the interpreters named in *arguments*."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pythons", nargs="*", metavar="PYTHON")
    parser.add_argument("--pyodide", nargs="*", default=[], metavar="FOLDER")
    options = parser.parse_args(arguments)
    starts = [command(python) for python in options.pythons]
    runner = str(HERE / "pyodide.mjs")
    starts += [["node", runner, folder] for folder in options.pyodide]
    DUMPS.mkdir(exist_ok=True)
    known = {path.name: read(path) for path in sorted(DUMPS.glob("[0-9]*.json.xz"))}
    first = [run(start, {}) for start in starts]
    known.update({minor(dump) + ".json.xz": dump for dump in first})
    probe = union(list(known.values()))
    for start in starts:
        dump = run(start, probe)
        write(dump)
        print(dump["python"], len(dump["modules"]), "modules", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
