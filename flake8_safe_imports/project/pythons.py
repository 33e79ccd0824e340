"""What the project of a linted file declares: its Pythons, dependencies and name.

Files are read, never run, and only regular ones of a sensible size.  A declaration
that cannot be understood is passed over and leaves a note for whoever asks with
``-v``; nothing here raises.  What was read is remembered, see :mod:`.cache`.

Facts: PEP 621 (``[project]``), PEP 723 (script blocks), Poetry's documentation,
setuptools' declarative configuration, and pbr's for ``python_requires`` under
``[metadata]``.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.project import layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.specifiers import (
    SpecifierError,
    from_poetry,
    from_specifier,
)
from flake8_safe_imports.versions import MINORS, NOTHING, since

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Sequence

    from flake8_safe_imports.project.specifiers import Pythons


class Declared(NamedTuple):
    """The window of Pythons that a file must run on.

    ``origin`` says where it comes from, ``notes`` what was passed over on the way,
    ``old`` which versions are meant that no window tells apart.
    """

    window: int
    origin: str
    notes: tuple[str, ...] = ()
    old: tuple[int, ...] = ()


def supported(path: str, lines: Sequence[str]) -> Declared:
    """Return the Pythons that the file *path* with its *lines* declares.

    The nearest declaration counts: the file's own script block, then what lies in
    its folder and those above, up to the project root; failing all, the running
    Python and every later one.  The window is never empty.
    """
    notes: list[str] = []
    found = _first(path, _script_statements(lines), notes) if lines else None
    if found is None:
        found = _nearest(layout.list_folders(path))
    return found._replace(notes=(*notes, *found.notes)) if notes else found


def dependencies(path: str, lines: Sequence[str] = ()) -> frozenset[str]:
    """Return the normalised names of all that the project of *path* depends on.

    Manifests in the file's folder and those above count, up to the project root, and
    so does the script block in the file's own *lines*.
    """
    found = frozenset().union(*map(_dependencies_in, layout.list_folders(path)))
    return found | _dependencies_of_script(lines) if lines else found


def is_project(path: str, distribution: str) -> bool:
    """Tell whether *path* belongs to the project that makes *distribution*."""
    from flake8_safe_imports.project.readers.collect import normalise

    wanted = normalise(distribution)
    return any(wanted in _names_in(folder) for folder in layout.list_folders(path))


class _Unreadable(Exception):
    """A file that cannot be read or understood; ``str()`` says why."""


_Statement = tuple[str, object, "Callable[[str], Pythons]"]
"""A place that may say which Pythons are supported, what it says, how to read it."""


_LARGEST: Final = 4 * 1024 * 1024  # bytes of a manifest
_MOST_FILES: Final = 64  # requirements files of one folder, included ones too


def _running(notes: tuple[str, ...]) -> Declared:
    """Return the window of a file that nothing is declared for."""
    major, minor = sys.version_info[:2]
    window = since(min(100 * major + minor, MINORS[-1]))
    return Declared(window, f"the running Python {major}.{minor} and later", notes)


@cached()
def _nearest(folders: tuple[str, ...]) -> Declared:
    """Return what the first of *folders* declares that declares anything."""
    notes: tuple[str, ...] = ()
    for folder in folders:
        found = _supported_in(folder)
        notes += found.notes
        if found.window:
            return found._replace(notes=notes)
    return _running(notes)


@cached()
def _supported_in(folder: str) -> Declared:
    """Return what the files in *folder* declare; the window is empty for nothing."""
    notes: list[str] = []
    present = layout.list_folder(folder).files
    for name, read in (
        ("pyproject.toml", _pyproject_statements),
        ("setup.cfg", _setup_cfg_statements),
        ("setup.py", _setup_py_statements),
    ):
        if name in present:
            path = os.path.join(folder, name)
            found = _first(path, read(path), notes)
            if found:
                return found._replace(notes=tuple(notes))
    return Declared(NOTHING, "", tuple(notes))


def _first(
    path: str, statements: Iterator[_Statement], notes: list[str]
) -> Declared | None:
    """Return the first of the *statements* in *path* that can be understood."""
    try:
        for place, value, parse in statements:
            where = f"{path}: {place}"
            if not isinstance(value, str):
                notes.append(f"{where} is passed over: it is not a string")
                continue
            try:
                window, old = parse(value)
            except SpecifierError as error:
                notes.append(f"{where} is passed over: {error}")
                continue
            if window:
                return Declared(window, f"{where} = {value!a}", old=old)
            notes.append(f"{where} is passed over: {value!a} is no known Python")
    except _Unreadable as error:
        notes.append(f"{path} is passed over: {error}")
    return None


def _script_statements(lines: Sequence[str]) -> Iterator[_Statement]:
    """Yield what the script block in a file's *lines* says."""
    text = _script_block(lines)
    if _may_hold(text, "requires-python"):
        document = _parse_toml(text)
        if "requires-python" in document:
            value = document["requires-python"]
            yield "requires-python (script)", value, from_specifier


def _script_block(lines: Sequence[str]) -> str:
    """Return the TOML in the ``# /// script`` block of PEP 723; ``""`` without one.

    Within a run of comment lines the block goes from the first that opens one to the
    last that closes one, so that there is at most one block to a run.
    """
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if f"# /// script{newline}" not in lines:  # by far the fastest way to know
        return ""
    blocks = []
    start = 0
    stripped = [line.rstrip("\r\n") for line in lines]
    while start < len(stripped):
        end = start
        while end < len(stripped) and re.match(r"#(?: |$)", stripped[end]):
            end += 1
        blocks += _blocks_of_run(stripped[start:end])
        start = end + 1
    if len(blocks) > 1:
        raise _Unreadable("it has more than one script block")
    return "".join(blocks)


def _blocks_of_run(comments: list[str]) -> list[str]:
    """Return the text of the script block in a run of comment lines, if any."""
    last = max((i for i, line in enumerate(comments) if line == "# ///"), default=0)
    for first, line in enumerate(comments[: max(last - 1, 0)]):
        opening = re.fullmatch(r"# /// ([a-zA-Z0-9-]+)", line)
        if opening:
            content = comments[first + 1 : last]
            text = "".join(f"{line[2:]}\n" for line in content)
            return [text] if opening[1] == "script" else []
    return []


def _pyproject_statements(path: str) -> Iterator[_Statement]:
    """Yield what a pyproject.toml says: ``[project]`` first, then Poetry."""
    text = _read_text(path)
    if not _may_hold(text, "requires-python", "poetry"):
        return
    document = _parse_toml(text)
    standard = _table(document, "project")
    if "requires-python" in standard:
        value = standard["requires-python"]
        yield "[project] requires-python", value, from_specifier
    poetry = _table(document, "tool", "poetry", "dependencies")
    for name, value in poetry.items():
        if name.lower() == "python":
            place = f"[tool.poetry.dependencies] {name}"
            yield place, _poetry_constraint(value), from_poetry


def _poetry_constraint(value: object) -> object:
    """Return a Poetry dependency in any of its forms as one constraint string."""
    items = value if isinstance(value, list) else [value]
    versions = [
        item.get("version") if isinstance(item, dict) else item for item in items
    ]
    if not all(isinstance(version, str) for version in versions):
        return None
    return " || ".join(map(str, versions))


def _setup_cfg_statements(path: str) -> Iterator[_Statement]:
    """Yield what a setup.cfg says, for setuptools or for pbr."""
    sections = _parse_ini(_read_text(path))
    for section in ("options", "metadata"):
        values = sections.get(section, {})
        for option in ("python_requires", "python-requires"):
            if option in values:
                value = values[option].strip()
                yield f"[{section}] {option}", value, from_specifier


def _setup_py_statements(path: str) -> Iterator[_Statement]:
    """Yield what a setup.py says, if it says it in literals and only one thing."""
    data = _read(path)
    if b"python_requires" not in data:
        return
    values = _assigned(_parse_python(data), "python_requires", calls_of=None)
    if len(values) > 1:
        raise _Unreadable("python_requires has several values")
    for value in values:
        yield "python_requires", value, from_specifier


def _read(path: str) -> bytes:
    """Return the content of a file; raise _Unreadable if that is not sensible."""
    import stat

    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # reading a pipe would wait for ever
            raise _Unreadable("it is not a regular file")
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _Unreadable(f"it cannot be read ({reason})") from None
    if len(data) > _LARGEST:
        raise _Unreadable(f"it is larger than {_LARGEST} bytes")
    return data


def _read_text(path: str) -> str:
    try:
        return _read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Unreadable("it is not UTF-8") from None


def _may_hold(text: str, *words: str) -> bool:
    """Tell whether a TOML text may have one of *words* for a key.

    To import a parser costs more than all the rest.  An escape may hide a word.
    """
    return "\\" in text or any(word in text for word in words)


def _parse_toml(text: str) -> dict[str, object]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"it is not TOML ({_first_line(error)})") from None


def _parse_ini(text: str) -> dict[str, dict[str, str]]:
    """Return the options in each section, the last one where there are several."""
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except (Error, ValueError) as error:
        raise _Unreadable(f"it is not INI ({_first_line(error)})") from None
    return {section: dict(parser[section]) for section in parser.sections()}


def _parse_python(data: bytes) -> ast.Module:
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes, in code not ours to judge
            return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _Unreadable(f"it is not Python ({_first_line(error)})") from None


def _first_line(error: BaseException) -> str:
    """Return the first line of what *error* says, fit to be shown."""
    line = str(error).partition("\n")[0] or type(error).__name__
    return "".join(char if char.isprintable() else "?" for char in line[:200])


def _table(document: dict[str, object], *keys: str) -> dict[str, object]:
    """Return the table under *keys*; an empty one if there is none."""
    value: object = document
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _assigned(
    tree: ast.Module, name: str, *, calls_of: str | None
) -> tuple[object, ...]:
    """Return the different values given to *name* in a setup.py, in order.

    Only as a keyword in calls of *calls_of*, or, if that is None, in any call, and
    as a key of dicts too.  A value is a string, or None where it is no literal; a
    plain name stands for the literal that is assigned to it, once, in the module.
    """
    import ast

    constants = _constants(tree)
    found: list[object] = []
    for node in ast.walk(tree):
        for value in _values_for(node, name, calls_of):
            if isinstance(value, ast.Name):
                found.append(constants.get(value.id))
            elif isinstance(value, ast.Constant) and isinstance(value.value, str):
                found.append(value.value)
            else:
                found.append(None)
    return tuple(dict.fromkeys(found))


def _values_for(node: ast.AST, name: str, calls_of: str | None) -> Iterator[ast.expr]:
    """Yield the values that *node* itself gives to *name*."""
    import ast

    if isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", None))
        if calls_of is None or called == calls_of:
            yield from (item.value for item in node.keywords if item.arg == name)
    elif calls_of is None and isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values):
            if isinstance(key, ast.Constant) and key.value == name:
                yield value
    elif calls_of is None and isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript) and (
                isinstance(target.slice, ast.Constant) and target.slice.value == name
            ):
                yield node.value


def _constants(tree: ast.Module) -> dict[str, str | None]:
    """Return the names that are assigned once, with the literal if it is a string."""
    import ast

    stored: list[str] = []
    found: dict[str, str | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.append(node.id)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    found[target.id] = _string(node.value)
    times = Counter(stored)
    return {name: value for name, value in found.items() if times[name] == 1}


def _string(value: ast.expr | None) -> str | None:
    import ast

    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None


@cached()
def _names_in(folder: str) -> frozenset[str]:
    """Return the normalised names that the manifests in *folder* give the project."""
    from flake8_safe_imports.project.readers.collect import normalise

    present = layout.list_folder(folder).files
    names: list[object] = []
    for name, read in (
        ("pyproject.toml", _pyproject_names),
        ("setup.cfg", _setup_cfg_names),
        ("setup.py", _setup_py_names),
    ):
        if name in present:
            try:
                names += read(os.path.join(folder, name))
            except _Unreadable:
                continue
    return frozenset(normalise(name.strip()) for name in names if isinstance(name, str))


def _pyproject_names(path: str) -> list[object]:
    document = _parse_toml(_read_text(path))
    tables = (_table(document, "project"), _table(document, "tool", "poetry"))
    return [table.get("name") for table in tables]


def _setup_cfg_names(path: str) -> list[object]:
    return [_parse_ini(_read_text(path)).get("metadata", {}).get("name")]


def _setup_py_names(path: str) -> list[object]:
    return list(_assigned(_parse_python(_read(path)), "name", calls_of="setup"))


@cached()
def _dependencies_in(folder: str) -> frozenset[str]:
    """Return the normalised names of all that the files in *folder* depend on."""
    from flake8_safe_imports.project.readers import collect

    names: set[str] = set()
    present = layout.list_folder(folder).files
    for name, read in (
        ("pyproject.toml", collect.from_pyproject),
        ("setup.cfg", collect.from_setup_cfg),
        ("setup.py", collect.from_setup_py),
        ("Pipfile", collect.from_pipfile),
    ):
        if name in present:
            try:
                found = read(_read_text(os.path.join(folder, name)))
            except collect.ManifestError as error:
                found = error.dependencies
            except (_Unreadable, ValueError, RecursionError):
                continue
            names.update(dependency.name for dependency in found)
    return frozenset(map(collect.normalise, names | _required_in(folder)))


def _dependencies_of_script(lines: Sequence[str]) -> frozenset[str]:
    """Return the normalised names of all that the script block in *lines* asks for."""
    from flake8_safe_imports.project.readers import collect

    try:
        found = collect.from_script("".join(lines))
    except collect.ManifestError as error:
        found = error.dependencies
    return frozenset(collect.normalise(dependency.name) for dependency in found)


def _required_in(folder: str) -> set[str]:
    """Return the names in the requirements files of *folder* and all they include.

    Files named there are followed within *folder* only.
    """
    from flake8_safe_imports.project.readers import collect

    names: set[str] = set()
    pending = [os.path.join(folder, name) for name in _requirements_files(folder)]
    seen: set[str] = set()
    while pending and len(seen) < _MOST_FILES:
        path = pending.pop(0)
        if path in seen or not path.startswith(os.path.join(folder, "")):
            continue
        seen.add(path)
        try:
            found, includes = collect.from_requirements(_read_text(path))
        except collect.ManifestError as error:
            found, includes = error.dependencies, error.includes
        except _Unreadable:
            continue
        names.update(dependency.name for dependency in found)
        beside = os.path.dirname(path)
        pending += [
            os.path.normpath(os.path.join(beside, include.name)) for include in includes
        ]
    return names


def _requirements_files(folder: str) -> list[str]:
    """Return the requirements files of a folder, those in ``requirements/`` too."""
    present = layout.list_folder(folder)
    found = [name for name in present.files if "requirements" in name]
    if "requirements" in present.folders:
        try:
            inside = os.listdir(os.path.join(folder, "requirements"))
        except OSError:
            inside = []
        found += [
            os.path.join("requirements", name)
            for name in inside
            if name.endswith((".txt", ".in"))
        ]
    return sorted(found)
