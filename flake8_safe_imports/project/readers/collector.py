"""Collects the dependencies of one file, for the readers of all kinds of files.

Sources: PEP 503 (names) and 508 (requirements).
"""

from __future__ import annotations

import posixpath
import re
import reprlib
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project.manifest import (
    Dependency,
    Include,
    Manifest,
    ManifestError,
    ManifestProblem,
)
from flake8_safe_imports.project.readers import origins
from flake8_safe_imports.project.readers.lines import LineIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping


LONGEST: Final = 4000
"""Characters of the longest requirement; bounds the work on crafted text."""

# No two parts of it can match the same text, so that time is linear.
_REQUIREMENT: Final = (
    r"\s*(?P<name>\w(?:[\w.-]*\w)?)\s*(?:\[[^\]]*\]\s*)?(?P<rest>$|[(<>=!~;@#,].*)"
)
# What follows the name of a requirement; `${}` after blanks is a gap that readers make.
_NAMED: Final = r"(\w(?:[\w.-]*\w)?)(?:\s*[<>=!~@;]|\s*\[[\w.,${}\s-]*\]|\s+\$\{\})"
_PIN: Final = r"(?:^|[\s,(])={2,3}\s*([^\s,;)*]+)\s*(?:$|[,;)\s])"
_EXACT: Final = r"={2,3}\s*(v?\d[\w.+!-]*)$"
_EXACT_OR_BARE: Final = r"(?:={1,3}\s*)?(v?\d[\w.+!-]*)$"
_WHEEL: Final = r"(\w[\w.]*)-(\d[\w.+!]*)-(?:[\w.]+-){2,3}[\w.]+\.whl$"
_SOURCE_ARCHIVE: Final = r"(\w[\w.-]*)-(\d[\w.+!]*)\.(?:tar\.\w+|tgz|zip)$"
_CLAUSE: Final = (
    r"(?:(?:={2,3}|!=) ?\d+(?:\.\d+)*(?:\.\*)?|(?:[<>]=?) ?\d+(?:\.\d+)*"
    r"|~= ?\d+(?:\.\d+)+)"
)
_PLAIN: Final = rf"\w[\w.-]* ?(?:\[[\w., -]*\] ?)?(?:{_CLAUSE}(?: ?, ?{_CLAUSE})*)? ?"
"""Requirements of a usual form, in which blanks are single."""
_OPEN: Final = r"[${:/]|%\("
_CONDITION: Final = (
    r"(?:python_(?:full_)?version|(?:sys_)?platform\w*|os_name|implementation_\w+|extra)"
    r" ?(?:[<>]=?|={2,3}|!=|~=|(?:not )?in\b) ?(?:'[^']*'|\"[^\"]*\")"
)
_MARKER: Final = rf"[( ]*{_CONDITION}(?:[) ]*(?:and|or)\b[( ]*{_CONDITION})*[) ]*"
"""Conditions of a usual form, in which blanks are single."""
_OF_CONDA: Final = r"\w[\w.-]*(?:\[[^\]]*\])?=[\w.*+!]+"
"""What pip refuses in a command: conda takes it."""
_EDITABLE: Final = r"^(?:-e|--editable)[ \t=]+"
"""What PDM writes before a URL."""
_OF_STRINGS: Final = ("project.", "build-system.")
"""Beginnings of the paths of arrays that have no tables in them."""
_HERE: Final = "."
"""The folder that a command runs in, as it is written in the end."""
_MOST_PARTS: Final = 100
"""A path with more parts is taken as it is."""
_STANDARD_INPUT: Final = ("-", "/dev/stdin")
_LOCAL_SOURCES: Final = ("editable", "virtual", "directory", "path")


class Collector:
    """Collects the dependencies and the problems of one file."""

    def __init__(
        self, lines: LineIndex | None = None, local: Collection[str] = ()
    ) -> None:
        """Take the lines of the file's strings and the project's own distributions.

        *local* are normalized names; dependencies on them are left out. Whoever reads
        the file may set ``is_lock``, see :class:`Manifest`, and ask ``lines``; say that
        it is not for pip (``is_of_pip``), which may not know its requirements; and set
        the addresses of package indexes that the file defines (``indexes``, by name)
        and the normalized names of what it takes from others than PyPI (``elsewhere``).
        """
        self.lines: Final = lines or LineIndex()
        self._local = local
        self._dependencies: list[Dependency] = []
        self._includes: list[Include] = []
        self._problems: list[ManifestProblem] = []
        self._written: set[str] = set()
        self._written_folders: set[str] = set()
        self._entered: set[str] = set()
        self._origins: dict[str, str] = {}
        self.is_lock = False
        self.is_of_pip = True
        self.indexes: Mapping[str, str] = {}
        self.elsewhere: Container[str] = ()

    def add_requirement(
        self, requirement: str, line: int, *, is_refused: bool = False
    ) -> None:
        """Add a PEP 508 *requirement*; blank ones and bare paths are left out.

        If it ``is_refused``, pip does not understand it, which is reported elsewhere.
        """
        if not requirement.strip():
            return
        if len(requirement) > LONGEST:
            self.add_problem(line, f"a requirement longer than {LONGEST} characters")
            return
        match = re.match(_REQUIREMENT, requirement, re.DOTALL)
        if match:
            is_plain = is_refused or not self.is_of_pip
            odd = "" if is_plain else _find_odd(requirement)
            self._add_named(match["name"], match["rest"], line, odd)
        elif _is_location(requirement):
            self.add_url(requirement.strip(), line)
        else:
            self.add_problem(line, f"not a requirement: {requirement.strip()[:80]!r}")

    def add_word(
        self, requirement: str, line: int, *, is_for_pip: bool = False
    ) -> None:
        """Add a requirement in a command, unless it may be something else."""
        if len(requirement) > LONGEST:
            return
        if _has_substitution(requirement):
            named = re.match(_NAMED, requirement)  # with a version that is not known
            if named:
                self.add_named(named[1], "", line)
            return
        match = re.fullmatch(_REQUIREMENT, requirement)
        if match:
            is_odd = is_for_pip and re.fullmatch(_OF_CONDA, requirement) is not None
            odd = requirement if is_odd else ""
            self._add_named(match["name"], match["rest"], line, odd)
        else:
            self.add_url(requirement, line)

    def add_url(self, url: str, line: int) -> None:
        """Add the distribution that a URL or path names, if any.

        Its name follows ``#egg=``, or is in the name of an archive.
        """
        url = re.sub(_EDITABLE, "", url)
        match = re.search(r"[#&]egg=(\w[\w.-]*)", url)
        if url.startswith("file:") and not url.endswith((".whl", ".gz", ".zip")):
            return  # a folder of the project itself, mostly
        is_elsewhere = origins.is_elsewhere(url)
        if match and "://" in url:
            self._add(Dependency(match[1], "", line, is_elsewhere=is_elsewhere))
            return
        name, version = _split_archive(url)
        if name:
            self._add(Dependency(name, version, line, is_elsewhere=is_elsewhere))

    def add_include(
        self,
        name: str,
        line: int,
        *,
        is_certain: bool = True,
        is_in_command: bool = False,
        is_of_conda: bool = False,
    ) -> None:
        """Add a file that this one includes, see :class:`Include`.

        What comes from another program in a pipe is none.
        """
        if is_in_command and name in _STANDARD_INPUT:
            return
        self._includes.append(
            Include(name, line, is_certain, is_in_command, is_of_conda)
        )

    def add_written(self, names: Iterable[str]) -> None:
        """Add files that commands write: they need not be there before.

        A name that ends with a slash is that of a folder: any file may be in it.
        """
        for name in names:
            found = self._written_folders if name.endswith("/") else self._written
            found.add(posixpath.normpath(name))

    def add_copies(self, origins: Iterable[tuple[str, str]]) -> None:
        """Add files and folders with what each is a copy of."""
        for name, origin in origins:
            self._origins[posixpath.normpath(name)] = posixpath.normpath(origin)

    def add_entered(self, folders: Iterable[str]) -> None:
        """Add folders in which commands run: later ones mean what is there."""
        self._entered.update(map(posixpath.normpath, folders))

    def add_problem(self, line: int, reason: str, *, is_error: bool = True) -> None:
        """Add something that cannot be understood."""
        self._problems.append(ManifestProblem(line, reason, is_error))

    def add_list(self, path: str, value: object) -> None:
        """Add the strings of a TOML array of requirements under the dotted *path*."""
        if not isinstance(value, list):
            self.add_problem(self.lines.take(path, ""), f"`{path}` is not a list")
            return
        for item in value:
            if isinstance(item, str):
                self.add_requirement(item, self.lines.take(path, item))
            elif not isinstance(item, dict) or path.startswith(_OF_STRINGS):
                line = self.lines.take(path, "")
                self.add_problem(line, f"not a requirement: {reprlib.repr(item)}")

    def add_table(
        self, path: str, table: Mapping[str, object], *, bare_is_exact: bool
    ) -> None:
        """Add the keys of a table from names to version constraints.

        *bare_is_exact* says that ``"1.2"`` means this very version, as for Poetry.
        """
        for name, value in table.items():
            if name == "python":
                continue
            start = self.lines.find_start(path, name)
            for item in value if isinstance(value, list) else [value]:
                if not _is_local_entry(item):
                    line = start if item is value else self._find_item(path, name, item)
                    self._add_entry(name, item, line, bare_is_exact=bare_is_exact)

    def _find_item(self, path: str, name: str, item: object) -> int:
        """Return the line of one of several constraints on the same distribution."""
        entry = f"{path}.{name}"
        start = self.lines.find_start(path, name)
        return self.lines.find(entry, _find_constraint(item), start)

    def _add_entry(
        self, name: str, value: object, line: int, *, bare_is_exact: bool
    ) -> None:
        """Add an entry of a table from names to constraints."""
        pattern = _EXACT_OR_BARE if bare_is_exact else _EXACT
        constraint = _find_constraint(value).strip()
        pin = re.match(pattern, constraint)
        version = pin[1] if pin else ""
        url = _find_url(value)
        if url:
            version = _find_version(name, url)
        marker = _find_marker(value)
        is_elsewhere = origins.has_other_origin(value, self.indexes)
        self._add(Dependency(name, version, line, marker, constraint, is_elsewhere))

    def add_locked(self, path: str, package: Mapping[str, object]) -> None:
        """Add one package of a TOML lock file; *path* is that of its name."""
        name, version = package.get("name"), package.get("version", "")
        if not isinstance(name, str):
            line = self.lines.take(path, "")
            self.add_problem(line, "a locked package without a name")
            return
        line = self.lines.take(path, name)
        if not _is_local_package(package):
            if not isinstance(version, str) or not version:
                version = _find_archive_version(name, package)
            is_elsewhere = origins.has_other_origin(package, self.indexes)
            self._add(Dependency(name, version, line, is_elsewhere=is_elsewhere))

    def add_named(self, name: str, version: str, line: int) -> None:
        """Add a distribution by its name, with its version if that is known."""
        self._add(Dependency(name, version, line))

    def finish(self) -> Manifest:
        """Return what was collected; raise ManifestError if there were problems."""
        if any(map(self._is_in_written, self._entered)):
            self._written_folders.add(_HERE)
        includes = tuple(map(self._judge_include, self._includes))
        manifest = Manifest(tuple(self._dependencies), includes, self.is_lock)
        if self._problems:
            raise ManifestError(tuple(sorted(self._problems)), manifest)
        return manifest

    def _judge_include(self, include: Include) -> Include:
        """Return an include, not certain if a command writes the file."""
        name = posixpath.normpath(include.name)
        if self._origins:
            include = include._replace(origin=self._find_origin(name))
        is_written = name in self._written or self._is_in_written(name)
        return include._replace(is_certain=False) if is_written else include

    def _find_origin(self, name: str) -> str:
        """Return what *name* is a copy of, by itself or in a folder; "" if of none."""
        for above in _list_above(name):
            if above in self._origins:
                rest = name[len(above) :].lstrip("/")
                return posixpath.join(self._origins[above], rest).rstrip("/")
        return ""

    def _is_in_written(self, name: str) -> bool:
        """Return whether a command may write *name*, a folder, or one above it."""
        if _HERE in self._written_folders and not name.startswith(("/", "..")):
            return True
        return not self._written_folders.isdisjoint(_list_above(name))

    def _add_named(self, name: str, rest: str, line: int, odd: str = "") -> None:
        """Add a requirement of which *rest* follows the name and its extras."""
        is_path = re.match(r"@\s*(?:file:|\.|/)", rest)
        if is_path or normalize_distribution(name) in self._local:
            return
        specifier, _, marker = rest.partition(";")
        pin = re.search(_PIN, specifier)
        version = pin[1] if pin else ""
        if rest.startswith("@"):
            version = _find_version(name, specifier[1:])
        admitted = "" if rest.startswith(("@", "#")) else specifier.strip(" ()")
        is_elsewhere = rest.startswith("@") and origins.is_elsewhere(specifier[1:])
        self._add(
            Dependency(name, version, line, marker.strip(), admitted, is_elsewhere, odd)
        )

    def _add(self, found: Dependency) -> None:
        if normalize_distribution(found.name) in self.elsewhere:
            found = found._replace(is_elsewhere=True)
        self._dependencies.append(found)


def _find_odd(requirement: str) -> str:
    """Return *requirement* in one line if pip may refuse it, else ``""``.

    What readers and templates leave open is not looked at, nor are addresses.
    """
    text, _, marker = " ".join(requirement.split()).partition(";")
    if re.search(_OPEN, text):
        return ""
    if not re.fullmatch(_PLAIN, text):
        return text.rstrip()
    if not marker or _is_usual(marker) or re.search(_OPEN, marker):
        return ""
    return f"{text};{marker}"


def _is_usual(marker: str) -> bool:
    """Return whether *marker* is a condition that needs no parser to be understood."""
    is_balanced = marker.count("(") == marker.count(")")
    return is_balanced and re.fullmatch(_MARKER, marker) is not None


def _split_archive(url: str) -> tuple[str, str]:
    """Return the name and the version in the name of an archive; "" if unknown."""
    archive = re.split(r"[#?]", url, maxsplit=1)[0].strip().rstrip("/")
    base = archive.replace("\\", "/").rpartition("/")[2].replace("%2B", "+")
    named = re.match(_WHEEL, base) or re.match(_SOURCE_ARCHIVE, base)
    return (named[1], named[2]) if named and not _has_substitution(base) else ("", "")


def _find_version(name: str, url: str) -> str:
    """Return the version in the URL of an archive of the distribution *name*."""
    found, version = _split_archive(url)
    is_same = normalize_distribution(found) == normalize_distribution(name)
    return version if is_same else ""


def _find_archive_version(name: str, package: Mapping[str, object]) -> str:
    """Return the version in the names of the archives of a package in pylock.toml."""
    wheels = package.get("wheels")
    first = wheels[0] if isinstance(wheels, list) and wheels else None
    for archive in (package.get("archive"), package.get("sdist"), first):
        found = archive if isinstance(archive, dict) else {}
        for key in ("name", "url", "path"):
            text = found.get(key)
            version = _find_version(name, text) if isinstance(text, str) else ""
            if version:
                return version
    return ""


def _has_substitution(text: str) -> bool:
    """Return whether something would be put in place of a part of *text*."""
    return any(char in text for char in "${}`*%")


def _is_location(requirement: str) -> bool:
    """Return whether a requirement is a bare URL, path or archive, without a name."""
    bare = requirement.strip()
    return (
        bare[:1] in {".", "/", "~", "$"}
        or ("/" in bare and bare[:1] != "<")
        or "\\" in bare
        or bare.endswith((".whl", ".gz", ".zip"))
    )


def _find_constraint(value: object) -> str:
    """Return the version constraint in the value of a Poetry or Pipenv entry."""
    if isinstance(value, dict):
        value = value.get("version", "")
    return value if isinstance(value, str) else ""


def _find_marker(value: object) -> str:
    """Return the condition in the value of a Poetry or Pipenv entry."""
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("python"), str):
        return f"python_version {value['python']}"
    marker = value.get("markers", "")
    return marker if isinstance(marker, str) else ""


def _find_url(value: object) -> str:
    """Return the address of an archive in a Poetry or Pipenv entry; "" if it has none.

    Pipenv calls it ``file``, as it does a path.
    """
    entry = value if isinstance(value, dict) else {}
    url = entry.get("url") or entry.get("file")
    return url if isinstance(url, str) and "://" in url else ""


def _is_local_entry(value: object) -> bool:
    """Return whether a Poetry or Pipenv entry is a path in the project's own tree."""
    return isinstance(value, dict) and (
        "path" in value or ("file" in value and not _find_url(value))
    )


def _is_local_package(package: Mapping[str, object]) -> bool:
    """Return whether a locked package is in the project's own tree."""
    source = package.get("source")
    if isinstance(source, dict):
        return (
            any(key in source for key in _LOCAL_SOURCES)
            or source.get("type") in _LOCAL_SOURCES
        )
    return any(key in package for key in _LOCAL_SOURCES)


def _list_above(name: str) -> list[str]:
    """Return the path *name* and the folders that it is in, from the inside out."""
    if name.count("/") > _MOST_PARTS:
        return [name]
    parts = name.split("/")
    found = ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]
    return [above or "/" for above in found if above or name != "/"]
