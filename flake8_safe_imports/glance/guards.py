"""The version tests around an import, as far as the lines above it show them.

Understood are ``if sys.version_info >= (3, 14):``, the like with ``<``, ``not``,
``elif`` and ``else``, and a name instead that the project assigns such a test. No test
that is not understood makes an import worth a report, so others are passed over.
"""

from __future__ import annotations

from functools import cached_property, reduce
from operator import or_

from flake8_safe_imports import versions
from flake8_safe_imports.glance.lines import (
    compile_once,
    find_last_word,
    read_line_before,
)
from flake8_safe_imports.glance.local_names import HIDING, read_upwards
from flake8_safe_imports.glance.statements import (
    find_places,
    find_tops,
    read_imports,
)
from flake8_safe_imports.glance.uses import find_word
from flake8_safe_imports.project import files
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable
    from typing import Final

    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import Statement

_VERSION_TEST: Final = (
    r"sys\.version_info(?:\[:2\])?[ \t]*(?P<sign>>=|<)"
    r"[ \t]*\([ \t]*(?P<major>\d+)[ \t]*,[ \t]*(?P<minor>\d+)[ \t]*\)"
)
_END: Final = r"[ \t]*(?:#.*)?$"
_HEADER: Final = (
    rf"(?:el)?if[ \t]+(?P<not>not[ \t]+)?(?:{_VERSION_TEST}|(?P<name>\w+))[ \t]*:{_END}"
)
_ELSE: Final = rf"else[ \t]*:{_END}"
_IMPORTS_SYS: Final = (
    rf"(?m)import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*sys(?:[ \t]*,[ \t]*[\w.]+)*{_END}"
)
_ATTRIBUTE: Final = r"\.\w"
_ASSIGNED_TEST: Final = rf"(?m)[ \t]*=[ \t]*{_VERSION_TEST}{_END}"
_STAR: Final = r"import[ \t(]+\*"
_TESTING: Final = frozenset(("if", "elif", "not", "and", "or"))
"""The words that stand before a name that is tested."""
_NOT_TESTED: Final = r"\.|[ \t]*:?="
"""What follows a name if something else is tested, or if the name is assigned to."""


class Guards:
    """The version tests of one file.

    *list_sources* returns the files of the project that a statement may take a name
    from.
    """

    def __init__(
        self, text: str, list_sources: Callable[[Statement, str], Iterable[str]]
    ) -> None:
        self._text = text
        self._list_sources = list_sources
        self._flags: dict[str, int | None] = {}

    @cached_property
    def _has_plain_sys(self) -> bool:
        return _has_plain_sys(self._text)

    def find_interests(
        self, statement: Statement, found: Interests
    ) -> Interests | None:
        """Return what may be reported of *statement*, an absolute import, in its place.

        *found* is what may be reported elsewhere. None if no place is known that
        narrows it.
        """
        tops = find_tops(statement)
        places = list(find_places(statement, self._text))
        windows = list(map(self.find_window, places))
        if places and all(map(found.is_about_backports, tops)):
            from flake8_safe_imports.glance.backports import may_report_backport

            is_spared = not any(
                may_report_backport(statement, self._text, place, window, found.window)
                for place, window in zip(places, windows)
            )
            return found if is_spared else None
        if not places or not all(map(found.is_about_versions, tops)):
            return None
        narrowed = found.narrowed_to(reduce(or_, windows))
        return None if narrowed is found else narrowed

    def find_window(self, start: int) -> int:
        """Return the versions on which the line at *start* may run, as far as is seen.

        They are all known versions if no version test is around it.
        """
        text, window = self._text, versions.EVERYTHING
        end, level = start, _count_indentation(text, start)
        is_else = False
        for first, indent, code in read_upwards(text, start) if level else ():
            if indent >= level:
                continue
            if not is_else and compile_once(_ELSE).match(code):
                level, is_else = indent + 1, True
                continue
            window &= self._read_header(code, is_else=is_else)
            end, level, is_else = first, indent, False
            if not level:
                break
        if compile_once(HIDING).search(text, end, text.find("import", start)):
            return versions.EVERYTHING
        return window

    def _read_header(self, code: str, *, is_else: bool) -> int:
        """Return the versions for which the test in the header *code* holds.

        With *is_else*, those for which it does not.
        """
        match = compile_once(_HEADER).match(code)
        if match is None:
            return versions.EVERYTHING
        if match["sign"]:
            window = _read_test(match) if self._has_plain_sys else None
        else:
            name = match["name"]
            if name not in self._flags:
                self._flags[name] = self._find_flag(name)
            window = self._flags[name]
        if window is None:
            return versions.EVERYTHING
        is_negated = is_else != bool(match["not"])
        return versions.EVERYTHING & ~window if is_negated else window

    def _find_flag(self, name: str) -> int | None:
        """Return the versions on which the imported *name* is true, if that is seen."""
        if not _is_only_tested(name, self._text):
            return None
        found = [
            path
            for statement in read_imports(self._text).statements or ()
            if (name, "") in statement.names and statement.module is not None
            for path in self._list_sources(statement, name)
        ]
        return _read_flag(found[0], name) if len(found) == 1 else None


def _count_indentation(text: str, start: int) -> int:
    line = text[start : text.find("\n", start)]
    return len(line) - len(line.lstrip(" \t"))


def _read_test(match: re.Match[str]) -> int:
    window = versions.since(100 * int(match["major"]) + int(match["minor"]))
    return window if match["sign"] == ">=" else versions.EVERYTHING & ~window


def _has_plain_sys(text: str) -> bool:
    """Return whether ``sys`` is imported in *text*, and surely nothing else."""
    is_imported = False
    for start in find_word("sys", text):
        line = read_line_before(text, start)
        if line is not None and compile_once(_IMPORTS_SYS).match(
            text, start - len(line)
        ):
            is_imported = True
        elif not compile_once(_ATTRIBUTE).match(text, start + len("sys")):
            return False
    return is_imported and compile_once(_STAR).search(text) is None


def _is_only_tested(name: str, text: str) -> bool:
    """Return whether *text* binds *name* once, and else has it in tests only."""
    starts = list(find_word(name, text))
    tested = sum(_is_tested(text, start, start + len(name)) for start in starts)
    return len(starts) == tested + 1 and compile_once(_STAR).search(text) is None


def _is_tested(text: str, start: int, end: int) -> bool:
    line = read_line_before(text, start) or ""
    before = line.rstrip(" \t")
    return (
        before != line
        and find_last_word(before) in _TESTING
        and compile_once(_NOT_TESTED).match(text, end) is None
    )


@cached()
def _read_flag(path: str, name: str) -> int | None:
    """Return the versions on which *name* is true in the file at *path*.

    None if that is not seen: it is more, or less, than a version test.
    """
    try:
        text = files.read_text(path)
    except files.UnreadableFile:
        return None
    if not _is_only_tested(name, text) or not _has_plain_sys(text):
        return None
    flags = (
        compile_once(_ASSIGNED_TEST).match(text, start + len(name))
        for start in find_word(name, text)
        if read_line_before(text, start) == ""
    )
    return next((_read_test(flag) for flag in flags if flag is not None), None)
