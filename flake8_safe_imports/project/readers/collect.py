"""What a project says that it depends on: readers for manifests and lock files.

Every reader is a pure function on the text of one file; nothing is opened, imported
or run.  A text that cannot be understood raises :class:`ManifestError`, which still
carries what could be read, so that a caller may go on with the rest.

Facts: PEP 503 (names), 508 (requirements), 621, 631 and 735 (pyproject.toml), 751
(pylock.toml), pip's requirements file format, setuptools' declarative config, the
documentation of Poetry, PDM, uv, Hatch, Flit and Pipenv for their own tables.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple


class Dependency(NamedTuple):
    """One declared requirement.

    ``name`` is as written, ``version`` the exact version asked for (``""`` when it
    is not pinned), ``line`` counts from 1.  ``marker`` is the condition under which
    it is needed (PEP 508, or a version of Python), ``""`` if there is none.
    """

    name: str
    version: str
    line: int
    marker: str = ""


class Include(NamedTuple):
    """Another file that is named with ``-r`` or ``-c``, as pip takes them."""

    name: str
    line: int


class Requirements(NamedTuple):
    """What pip is told: the requirements of a file, and files to go on with."""

    dependencies: tuple[Dependency, ...]
    includes: tuple[Include, ...]


Reader = Callable[[str], "tuple[Dependency, ...]"]
"""What reads the text of one kind of manifest."""


class Problem(NamedTuple):
    """Something in a manifest that cannot be understood; ``line`` counts from 1."""

    line: int
    reason: str


class ManifestError(Exception):
    """A manifest that is malformed, as a whole or in some entries.

    ``line`` and ``reason`` tell the first problem, ``problems`` all of them;
    ``dependencies`` and ``includes`` are what could be read nevertheless.
    """

    def __init__(
        self,
        line: int,
        reason: str,
        others: tuple[Problem, ...] = (),
        dependencies: tuple[Dependency, ...] = (),
        includes: tuple[Include, ...] = (),
    ) -> None:
        """Take the first problem, the *others*, and what was read all the same."""
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason
        self.problems = (Problem(line, reason), *others)
        self.dependencies = dependencies
        self.includes = includes


def normalise(name: str) -> str:
    """Return the PEP 503 form of a distribution name: ``Foo._Bar`` is ``foo-bar``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def from_pyproject(text: str) -> tuple[Dependency, ...]:
    """Return every dependency a ``pyproject.toml`` declares, in any table it may.

    Those are ``[project]`` (optional ones too), ``[dependency-groups]``,
    ``[build-system]`` and the tables of Poetry, PDM, uv, Hatch and Flit.
    """
    document = _load_toml(text)
    sources = _table(document, "tool", "uv", "sources")
    local = {
        normalise(name)
        for name, source in sources.items()
        if isinstance(source, dict) and ("path" in source or "workspace" in source)
    }
    reader = _Reader(_toml_lines(text), local)
    for path, value in _pyproject_lists(document):
        reader.add_list(path, value)
    for path, table in _poetry_tables(document):
        reader.add_table(path, table, bare_is_exact=True)
    return reader.finish()


def from_script(text: str) -> tuple[Dependency, ...]:
    """Return the dependencies in the ``# /// script`` block of a script (PEP 723)."""
    lines = text.splitlines()
    if "# /// script" not in lines:
        return ()
    start = lines.index("# /// script") + 1
    block = []
    for line in lines[start:]:
        if line == "# ///" or not line.startswith("#"):
            break
        block.append(line[2:])
    # Blank lines stand for what is above the block, so that lines count as there.
    toml = "\n" * start + "\n".join(block)
    reader = _Reader(_toml_lines(toml))
    reader.add_list("dependencies", _load_toml(toml).get("dependencies", []))
    return reader.finish()


def from_pipfile(text: str) -> tuple[Dependency, ...]:
    """Return the dependencies in all the categories of a ``Pipfile``."""
    reader = _Reader(_toml_lines(text))
    for category, table in _load_toml(text).items():
        if category not in _PIPFILE_SETTINGS and isinstance(table, dict):
            reader.add_table(category, table, bare_is_exact=False)
    return reader.finish()


def from_setup_cfg(text: str) -> tuple[Dependency, ...]:
    """Return what ``setup.cfg`` lists under ``[options]`` and its extras.

    ``file:`` directives are not followed.
    """
    _check_ini(text)
    reader = _Reader(_Lines())
    for section, option, value, line in _ini_values(text):
        wanted = section == "options" and option in _SETUP_LISTS
        if wanted or section == "options.extras_require":
            for part in _ini_requirements(value):
                reader.add(part, line)
    return reader.finish()


def from_setup_py(text: str) -> tuple[Dependency, ...]:
    """Return the requirements written as literals in calls of ``setup()``.

    The text is parsed, never run; a value that is computed is passed over, but a
    name assigned a literal at module level is followed.
    """
    tree = _parse_python(text)
    known = _module_literals(tree)
    reader = _Reader(_Lines())
    for keyword, value in _setup_arguments(tree, known):
        if keyword in _SETUP_LISTS or keyword in {"extras_require", "extra_requires"}:
            for requirement, line in _strings(value, known):
                reader.add(requirement, line)
    return reader.finish()


def from_requirements(text: str) -> Requirements:
    """Return what a pip requirements or constraints file asks for.

    The file names in ``includes`` are as written, relative to the file itself.
    """
    reader = _Reader(_Lines())
    for line, content in _logical_lines(text):
        reader.add_pip_line(content, line)
    return reader.finish_pip()


def from_environment(text: str) -> Requirements:
    """Return the ``pip:`` section of a conda ``environment.yml``.

    Conda's own packages do not come from PyPI and are left out.
    """
    reader = _Reader(_Lines())
    indent = -1
    for line, content in enumerate(text.splitlines(), 1):
        bare = content.strip()
        depth = len(content) - len(content.lstrip())
        if re.match(r"-\s+pip\s*:\s*(#.*)?$", bare):
            indent = depth
        elif bare and not bare.startswith("#") and depth <= indent:
            indent = -1
        elif indent >= 0 and bare.startswith("- "):
            reader.add_pip_line(bare[2:].strip().strip("'\""), line)
    return reader.finish_pip()


def from_lock(name: str, text: str) -> tuple[Dependency, ...]:
    """Return the locked packages of the lock file called *name*, with versions.

    Known are ``Pipfile.lock``, ``poetry.lock``, ``uv.lock``, ``pdm.lock`` and
    ``pylock.toml`` (also ``pylock.NAME.toml``); packages that live in the project's
    own tree (editable, path, workspace) are left out.
    """
    if name == "Pipfile.lock":
        return _from_pipfile_lock(text)
    reader = _Reader(_toml_lines(text))
    key = "packages" if name.startswith("pylock") else "package"
    for package in _dicts(_load_toml(text).get(key)):
        reader.add_locked(f"{key}.name", package)
    return reader.finish()


_PIPFILE_SETTINGS: Final = frozenset(("source", "pipenv", "requires", "scripts"))
_SETUP_LISTS: Final = frozenset(("install_requires", "setup_requires", "tests_require"))
_INCLUDES: Final = ("-r", "--requirement", "-c", "--constraint")
_LOCAL: Final = ("editable", "virtual", "directory", "path")
_REQUIREMENT: Final = (
    r"\s*(?P<name>\w(?:[\w.-]*\w)?)\s*(?:\[[^\]]*\]\s*)?(?P<rest>$|[(<>=!~;@#,].*)"
)
# No two parts of it can take the same text, so that time is linear.
_KEY_PART: Final = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY: Final = rf"\s*({_KEY_PART}(?:\s*\.\s*{_KEY_PART})*)\s*="
_LONGEST: Final = 4000
"""Characters of the longest requirement; bounds the work that crafted text causes."""
_PIN: Final = r"(?:^|[\s,(])={2,3}\s*([^\s,;)*]+)\s*(?:$|[,;)\s])"
_EXACT: Final = r"(?:={1,3}\s*)?(v?\d[\w.+!-]*)$"


class _Lines:
    """Where strings stand in a text: by the table and key they stand under."""

    def __init__(self) -> None:
        self._under: dict[tuple[str, str], list[int]] = {}
        self._paths: dict[str, int] = {}
        self._taken: dict[tuple[str, str], int] = {}

    def note(self, path: str, line: int, strings: Iterable[str] = ()) -> None:
        """Remember that *path* has begun and that *strings* stand on *line*."""
        self._paths.setdefault(path, line)
        for string in strings:
            self._under.setdefault((path, string), []).append(line)
            self._under.setdefault(("", string), []).append(line)

    def take(self, path: str, string: str) -> int:
        """Return the line of the next *string* under *path*, else anywhere, else 1."""
        for place in ((path, string), ("", string)):
            found = self._under.get(place)
            if found:
                index = self._taken.get(place, 0)
                self._taken[place] = index + 1
                return found[min(index, len(found) - 1)]
        return self._paths.get(path, 1)

    def start(self, path: str, key: str) -> int:
        """Return the line on which the entry *key* of the table *path* begins."""
        return self._paths.get(f"{path}.{key}") or self.take(path, key)


class _Reader:
    """Collects the dependencies and the problems of one file."""

    def __init__(self, lines: _Lines, local: Collection[str] = ()) -> None:
        """Take where strings stand, and the names of the project's own packages."""
        self._lines = lines
        self._local = local
        self._dependencies: list[Dependency] = []
        self._includes: list[Include] = []
        self._problems: list[Problem] = []

    def add(self, requirement: str, line: int) -> None:
        """Add one PEP 508 *requirement*; blank ones and bare paths are nothing."""
        if not requirement.strip():
            return
        if len(requirement) > _LONGEST:
            reason = f"a requirement longer than {_LONGEST} characters"
            self._problems.append(Problem(line, reason))
            return
        match = re.match(_REQUIREMENT, requirement, re.DOTALL)
        if match:
            rest = match["rest"]
            if not _is_local(rest) and normalise(match["name"]) not in self._local:
                specifier, _, marker = rest.partition(";")
                pin = re.search(_PIN, specifier)
                found = Dependency(
                    match["name"], pin[1] if pin else "", line, marker.strip()
                )
                self._dependencies.append(found)
        elif _is_location(requirement):
            self.add_egg(requirement, line)
        else:
            self._problems.append(
                Problem(line, f"not a requirement: {requirement.strip()[:80]!r}")
            )

    def add_pip_line(self, content: str, line: int) -> None:
        """Add one line as pip takes it; other options than these are nothing."""
        if content.startswith("-"):
            include = _option_value(content, _INCLUDES)
            if include:
                self._includes.append(Include(include, line))
            self.add_egg(_option_value(content, ("-e", "--editable")), line)
        else:
            self.add(re.split(r"\s--?[a-z]", content, maxsplit=1)[0], line)

    def add_egg(self, location: str, line: int) -> None:
        """Add the name that a URL tells after ``#egg=``, if any."""
        match = re.search(r"[#&]egg=(\w[\w.-]*)", location)
        if match and "://" in location:
            self._dependencies.append(Dependency(match[1], "", line))

    def add_list(self, path: str, value: object) -> None:
        """Add the strings of a TOML array of requirements."""
        if not isinstance(value, list):
            self._problems.append(
                Problem(self._lines.take(path, ""), f"`{path}` is not a list")
            )
            return
        for item in value:
            if isinstance(item, str):
                self.add(item, self._lines.take(path, item))
            elif not isinstance(item, dict):
                line = self._lines.take(path, "")
                self._problems.append(Problem(line, f"not a requirement: {item!r}"))

    def add_table(
        self, path: str, table: Mapping[str, object], *, bare_is_exact: bool
    ) -> None:
        """Add the keys of a table that maps names to version constraints.

        *bare_is_exact* says that ``"1.2"`` alone means this version (Poetry).
        """
        for name, value in table.items():
            if name == "python" or _is_local_table(value):
                continue
            line = self._lines.start(path, name)
            pattern = _EXACT if bare_is_exact else r"={2,3}\s*(v?\d[\w.+!-]*)$"
            pin = re.match(pattern, _constraint(value).strip())
            found = Dependency(name, pin[1] if pin else "", line, _marker(value))
            self._dependencies.append(found)

    def add_locked(self, path: str, package: Mapping[str, object]) -> None:
        """Add one package of a TOML lock file."""
        name, version = package.get("name"), package.get("version", "")
        if not isinstance(name, str):
            self._problems.append(
                Problem(self._lines.take(path, ""), "a locked package without a name")
            )
            return
        line = self._lines.take(path, name)
        if not _is_local_package(package):
            pin = version if isinstance(version, str) else ""
            self._dependencies.append(Dependency(name, pin, line))

    def finish_pip(self) -> Requirements:
        """Return the dependencies and includes, or raise as :meth:`finish` does."""
        return Requirements(self.finish(), tuple(self._includes))

    def finish(self) -> tuple[Dependency, ...]:
        """Return the dependencies, or raise what is wrong with some of them."""
        read = tuple(self._dependencies)
        if self._problems:
            first, *others = sorted(self._problems)
            raise ManifestError(*first, tuple(others), read, tuple(self._includes))
        return read


def _is_local(rest: str) -> bool:
    """Tell whether what follows a name is a path: no index has a say in it."""
    return bool(re.match(r"@\s*(?:file:|\.|/)", rest))


def _is_location(requirement: str) -> bool:
    """Tell whether a requirement is a bare URL, path or archive, without a name."""
    bare = requirement.strip()
    return (
        "://" in bare
        or bare[:1] in {".", "/", "~", "$"}
        or "/" in bare
        or "\\" in bare
        or bare.endswith((".whl", ".gz", ".zip"))
    )


def _constraint(value: object) -> str:
    """Return the version constraint in the value of a Poetry or Pipenv entry."""
    if isinstance(value, dict):
        value = value.get("version", "")
    return value if isinstance(value, str) else ""


def _marker(value: object) -> str:
    """Return the condition in the value of a Poetry or Pipenv entry."""
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("python"), str):
        return f"python_version {value['python']}"
    marker = value.get("markers", "")
    return marker if isinstance(marker, str) else ""


def _is_local_table(value: object) -> bool:
    """Tell whether a Poetry or Pipenv entry is a path in the project's own tree."""
    return isinstance(value, dict) and ("path" in value or "file" in value)


def _is_local_package(package: Mapping[str, object]) -> bool:
    """Tell whether a locked package lies in the project's own tree."""
    source = package.get("source")
    if isinstance(source, dict):
        return any(key in source for key in _LOCAL) or source.get("type") in _LOCAL
    return any(key in package for key in _LOCAL)


def _dicts(value: object) -> list[dict[str, object]]:
    """Return the tables in an array of tables; nothing for anything else."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]


def _table(value: object, *keys: str) -> dict[str, object]:
    """Return the table found by following *keys*; an empty one if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _pyproject_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield each array of requirements in a pyproject.toml, with its dotted path."""
    for path, table, keys in (
        ("project", _table(document, "project"), ("dependencies",)),
        ("build-system", _table(document, "build-system"), ("requires",)),
        (
            "tool.uv",
            _table(document, "tool", "uv"),
            ("dev-dependencies", "constraint-dependencies", "override-dependencies"),
        ),
        (
            "tool.flit.metadata",
            _table(document, "tool", "flit", "metadata"),
            ("requires",),
        ),
    ):
        for key in keys:
            if key in table:
                yield f"{path}.{key}", table[key]
    yield from _pyproject_groups(document)


def _pyproject_groups(document: object) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements that stand under names of the user's."""
    for keys in (
        ("project", "optional-dependencies"),
        ("dependency-groups",),
        ("tool", "pdm", "dev-dependencies"),
        ("tool", "flit", "metadata", "requires-extra"),
    ):
        for group, value in _table(document, *keys).items():
            yield ".".join((*keys, group)), value
    environments = _table(document, "tool", "hatch", "envs")
    for name in environments:
        for key in ("dependencies", "extra-dependencies"):
            if key in _table(environments, name):
                yield f"tool.hatch.envs.{name}.{key}", _table(environments, name)[key]


def _poetry_tables(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield Poetry's tables of dependencies, all groups, with their dotted paths."""
    poetry = _table(document, "tool", "poetry")
    for key in ("dependencies", "dev-dependencies"):
        yield f"tool.poetry.{key}", _table(poetry, key)
    for group in _table(poetry, "group"):
        path = f"tool.poetry.group.{group}.dependencies"
        yield path, _table(poetry, "group", group, "dependencies")


def _load_toml(text: str) -> dict[str, object]:
    """Parse TOML; raise ManifestError with the line of the fault."""
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except ValueError as error:  # also plain ones: a number of 5,000 digits
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        at_end = "end of document" in str(error)
        line = int(place[1]) if place else len(text.splitlines()) if at_end else 1
        reason = str(error).partition(" (at ")[0]
        raise ManifestError(line, f"not TOML: {reason}") from error
    except RecursionError as error:
        raise ManifestError(1, "not TOML: nested too deeply") from error


def _toml_lines(text: str) -> _Lines:
    """Return where the keys and strings of a TOML text stand.

    This reads line by line, which places every usual layout; a string that it does
    not see (one over several lines, one with escapes) is put where its key begins.
    """
    lines = _Lines()
    section = path = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?$", line)
        if header:
            section = path = _dotted(header[1])
            lines.note(section, number)
            continue
        key = re.match(_KEY, line)
        if key:
            path = ".".join(part for part in (section, _dotted(key[1])) if part)
        found = re.findall(r"""("[^"]*"|'[^']*')""", line)
        lines.note(path, number, [string[1:-1] for string in found])
    return lines


def _dotted(key: str) -> str:
    """Return a TOML key without quotes and without blanks around its dots."""
    parts = key.replace('"', "").replace("'", "").split(".")
    return ".".join(part.strip() for part in parts)


def _from_pipfile_lock(text: str) -> tuple[Dependency, ...]:
    """Return the packages of all the categories of a ``Pipfile.lock``."""
    import json

    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ManifestError(error.lineno, f"not JSON: {error.msg}") from error
    except ValueError as error:  # a number of 5,000 digits
        raise ManifestError(1, f"not JSON: {error}") from error
    except RecursionError as error:
        raise ManifestError(1, "not JSON: nested too deeply") from error
    lines = _Lines()
    for number, line in enumerate(text.splitlines(), 1):
        lines.note("", number, re.findall(r'"([^"]*)"\s*:\s*\{', line))
    reader = _Reader(lines)
    for category in _table(document):
        if category != "_meta":
            packages = _table(document, category)
            reader.add_table("", packages, bare_is_exact=False)
    return reader.finish()


def _check_ini(text: str) -> None:
    """Raise ManifestError where configparser, which setuptools uses, would fail."""
    import configparser

    try:
        configparser.RawConfigParser(strict=False).read_string(text)
    except configparser.MissingSectionHeaderError as error:
        raise ManifestError(
            error.lineno, "no section header before this line"
        ) from None
    except configparser.ParsingError as error:
        line = error.errors[0][0] if error.errors else 1
        raise ManifestError(
            int(line), "neither a section, an option nor a value"
        ) from None


def _ini_values(text: str) -> Iterator[tuple[str, str, str, int]]:
    """Yield (section, option, one line of its value, line number)."""
    section = option = ""
    # As configparser splits lines: not at form feeds and the like.
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        header = re.match(r"\[([^]]+)\]", line)
        if header:
            section, option = header[1].strip(), ""
        elif line[0].isspace():
            yield section, option, bare, number
        else:
            name, *value = re.split(r"[=:]", line, maxsplit=1)
            option = name.strip().lower().replace("-", "_")
            yield section, option, "".join(value).strip(), number


def _ini_requirements(value: str) -> Iterator[str]:
    """Yield the requirements on one line of a setup.cfg list.

    A list on one line is separated by semicolons, which also begin markers; what
    follows one is a requirement only when it cannot be a marker.
    """
    if value.startswith(("file:", "attr:")):
        return
    if len(value) > _LONGEST:
        yield value  # to be refused
        return
    value = re.sub(r"\s#.*", "", value)
    kept = ""
    for part in value.split(";"):
        marker = re.search(r"""['"]""", part)
        if kept and not marker:
            yield kept
            kept = part
        else:
            kept = f"{kept};{part}" if kept else part
    yield kept


def _parse_python(text: str) -> ast.Module:
    """Parse Python source; raise ManifestError with the line of the fault."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes, in code not ours to judge
            return ast.parse(text)
    except SyntaxError as error:
        raise ManifestError(error.lineno or 1, f"not Python: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ManifestError(
            1, f"not Python: {str(error) or 'nested too deeply'}"
        ) from error


def _module_literals(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what plain names are assigned at module level, the last one counting."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _setup_arguments(
    tree: ast.Module, known: Mapping[str, ast.expr]
) -> Iterator[tuple[str, ast.expr]]:
    """Yield the keyword arguments of every call of something named ``setup``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else ""
        if isinstance(function, ast.Name):
            name = function.id
        if name == "setup":
            yield from _keywords(node, known)


def _keywords(
    call: ast.Call, known: Mapping[str, ast.expr]
) -> Iterator[tuple[str, ast.expr]]:
    """Yield a call's keywords, those in ``**names`` of a literal dict included."""
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg, keyword.value
            continue
        value = _resolve(keyword.value, known)
        if isinstance(value, ast.Call):
            yield from ((k.arg, k.value) for k in value.keywords if k.arg)
        elif isinstance(value, ast.Dict):
            for key, item in zip(value.keys, value.values):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, item


def _resolve(value: ast.expr, known: Mapping[str, ast.expr]) -> ast.expr:
    """Return the literal that a name stands for, one step; else *value* itself."""
    return known.get(value.id, value) if isinstance(value, ast.Name) else value


def _strings(
    value: ast.expr, known: Mapping[str, ast.expr]
) -> Iterator[tuple[str, int]]:
    """Yield the requirements in lists, sums of lists, dicts of lists, and strings."""
    pending = [value]
    seen: set[str] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name) and node.id not in seen:
            seen.add(node.id)
            if node.id in known:
                pending.append(known[node.id])
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            pending.extend(reversed(node.elts))
        elif isinstance(node, ast.Dict):
            pending.extend(reversed(node.values))
        elif isinstance(node, ast.BinOp):
            pending.extend((node.right, node.left))
        elif isinstance(node, ast.Starred):
            pending.append(node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _string_requirements(node.value, node.lineno)


def _string_requirements(text: str, line: int) -> Iterator[tuple[str, int]]:
    """Yield the requirements in one string, which may hold one on each line."""
    for offset, part in enumerate(text.split("\n")):
        yield part.partition("#")[0] if "://" not in part else part, line + offset


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield a requirements file's lines, joined and without comments, as pip does."""
    start = 0
    parts: list[str] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not parts:
            start = number
        comment = re.match(r"\s*#", line)
        if line.endswith("\\") and not comment:
            parts.append(line[:-1])
            continue
        parts.append("" if comment else line)
        content = re.sub(r"(^|\s)#.*$", "", "".join(parts)).strip()
        parts = []
        if content:
            yield start, content
    if parts:
        yield start, "".join(parts).strip()


def _option_value(content: str, options: tuple[str, ...]) -> str:
    """Return the value of one of *options* in a requirements line, or ``""``."""
    for option in options:
        if content.startswith(option):
            value = content[len(option) :]
            if not option.startswith("--") or value[:1] in {" ", "=", "\t"}:
                return value.lstrip(" =\t").strip().strip("'\"")
    return ""
