"""The tables of the standard library, held against interpreters and one another."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import gen_stdlib
import interpreters
import peer_coverage
import pytest
import stdlib_inputs
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, dropins, stdlib

TOOLS = Path(gen_stdlib.__file__).resolve().parent
RUNNING = 100 * sys.version_info[0] + sys.version_info[1]
NEWEST = versions.MINORS[-1]
TABLES = sorted(stdlib_inputs.ROWS.glob("*.tsv"))
GONE_AT_START = {"sys.setdefaultencoding"}  # the site module deletes it

# Modules that some builds and platforms lack, as their documentation says.
BUILD = {
    "ctypes.macholib",  # Debian leaves it out
    *("bsddb", "dl", "fpectl", "gdbm", "msilib", "xxlimited", "xxlimited_35"),
    *("msvcrt", "nt", "winreg", "winsound", "curses", "dbm", "nis", "ossaudiodev"),
    *("crypt", "readline", "tkinter", "turtle", "xxsubtype", "spwd", "posix"),
    *("fcntl", "grp", "pwd", "resource", "syslog", "termios", "ensurepip", "venv"),
}
# Attributes that are importable as modules in some version only.
ATTRIBUTES = {"curses.wrapper", "xml.parsers.expat.errors", "xml.parsers.expat.model"}
# Names that only other platforms, or builds, ever had.
ELSEWHERE = {
    *("os.plock", "os.path.splitunc", "os.path.isdevdrive", "ssl.RAND_egd"),
    "webbrowser.MacOSX",
}
# Loading these does something, or they are programs.
NOT_LOADED = ("idlelib", "turtledemo", "this", "antigravity")


def is_private(name: str) -> bool:
    return any(part.startswith("_") for part in name.split("."))


@cache
def every_module() -> tuple[str, ...]:
    """Return every module of the tables that can be loaded without harm."""
    names = stdlib_inputs.load_dumps()
    known = {module for dump in names for module in dump.modules}
    return tuple(
        module
        for module in sorted(known)
        if stdlib.module(module)
        and module.split(".")[0] not in NOT_LOADED
        and not module.endswith("__main__")
    )


@cache
def every_name() -> tuple[stdlib.Fact, ...]:
    """Return every row about a name."""
    return tuple(
        fact for module in every_module() for fact in stdlib.names(module).values()
    )


@cache
def every_row() -> tuple[backports.Backport, ...]:
    """Return every row about a backport or a bridge."""
    rows = stdlib_inputs.load_rows("backports")
    found = (backports.find(row["name"]) for row in rows)
    return tuple(row for row in found if row)


def stdlib_targets() -> set[str]:
    """Return every name of the standard library that some row offers."""
    facts = [stdlib.module(module) for module in every_module()]
    offered = {fact.replacement for fact in (*facts, *every_name()) if fact}
    offered.update(row.replacement for row in every_row())
    return {name for name in offered if name and stdlib.module(name.split(".")[0])}


def parse_release(text: str) -> tuple[int, ...]:
    """Return ``"3.15.0rc1"`` as ``(3, 15, 0)``."""
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@cache
def dumped_releases() -> dict[int, tuple[int, ...]]:
    """Return version -> the release whose names are in the tables."""
    dumps = stdlib_inputs.load_dumps()
    return {dump.minor: parse_release(dump.python) for dump in dumps}


class Reality(NamedTuple):
    """What one interpreter answered."""

    minor: int
    release: tuple[int, ...]
    modules: dict[str, bool]
    names: dict[str, bool | None]

    def has(self, dotted: str) -> bool | None:
        """Return whether it has the module or name; None if that cannot be told."""
        if self.modules.get(dotted):
            return True
        return self.names.get(dotted, False)

    def may_lack_module(self, module: str) -> bool:
        """Return whether a build, or a bug-fix release, may be without *module*."""
        parts = module.split(".")
        prefixes = {".".join(parts[: count + 1]) for count in range(len(parts))}
        if is_private(module) or prefixes & BUILD or module in ATTRIBUTES:
            return True
        # Helpers of the tests come with bug-fix releases.
        return not self.is_dumped and not stdlib_inputs.has_names(module)

    def may_lack_name(self, name: str) -> bool:
        """Return whether this release may be without *name*.

        Bug-fix releases bring names, so an older one than was dumped lacks some.
        """
        older = self.release < dumped_releases()[self.minor]
        return older or name in GONE_AT_START or name in ELSEWHERE

    def may_keep_name(self, name: str) -> bool:
        """Return whether this release may have *name*, which the dumped one has not.

        Later bug-fix releases drop what earlier versions had, or bring what later
        versions have.
        """
        if self.is_dumped:
            return False
        later = versions.since(self.minor + 1)
        older = self.release < dumped_releases()[self.minor]
        fact = stdlib.find(name)
        known = (stdlib.find_window(name) or 0) | (fact.window if fact else 0)
        return bool(known & (~later if older else later))

    @property
    def is_dumped(self) -> bool:
        """Return whether the tables were made from just this release."""
        return self.release == dumped_releases()[self.minor]


@cache
def reality(minor: int) -> Reality:
    """Ask the interpreter *minor* about everything in the tables."""
    python = interpreters.find().get(minor)
    if python is None:
        pytest.skip(f"Python {versions.spell(minor)} is not on this machine")
    wanted: dict[str, set[str]] = {module: set() for module in every_module()}
    for fact in every_name():
        module, _, name = fact.name.rpartition(".")
        wanted[module].add(name)
    for target in stdlib_targets():
        module, _, name = target.rpartition(".")
        wanted.setdefault(target, set())
        if module:
            wanted.setdefault(module, set()).add(name)
    asked = [(module, sorted(names)) for module, names in sorted(wanted.items())]
    with tempfile.TemporaryDirectory() as folder:
        questions, answers = Path(folder, "questions"), Path(folder, "answers")
        questions.write_text(json.dumps(asked))
        subprocess.run(
            [
                *(python, "-S", "-E" if minor < 300 else "-I"),
                *(str(TOOLS / "probe_names.py"), str(questions), str(answers)),
            ],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        version, answered = json.loads(answers.read_text())
    modules, names = {}, {}
    for (module, parts), (there, has) in zip(asked, answered):
        modules[module] = there
        names.update({f"{module}.{part}": is_ for part, is_ in zip(parts, has)})
    return Reality(minor, parse_release(version), modules, names)


MINORS = [
    pytest.param(
        minor,
        id=versions.spell(minor),
        marks=() if minor == RUNNING else pytest.mark.interpreters,
    )
    for minor in versions.MINORS
]


@pytest.mark.parametrize("minor", MINORS)
def test_modules_are_as_the_interpreter_says(minor: int) -> None:
    real = reality(minor)
    now = versions.bit(minor)
    facts = [fact for name in every_module() if (fact := stdlib.module(name))]

    missing = [
        fact.name
        for fact in facts
        if fact.window & now
        and not real.modules[fact.name]
        and not real.may_lack_module(fact.name)
    ]
    surplus = [
        fact.name
        for fact in facts
        if not fact.window & now
        and real.modules[fact.name]
        and not real.may_keep_name(fact.name)
    ]

    assert (missing, surplus) == ([], [])


@pytest.mark.parametrize("minor", MINORS)
def test_names_are_as_the_interpreter_says(minor: int) -> None:
    real = reality(minor)
    now = versions.bit(minor)

    surplus = [
        fact.name
        for fact in every_name()
        if not fact.window & now
        and real.has(fact.name)
        and not real.may_keep_name(fact.name)
    ]
    missing = [
        fact.name
        for fact in every_name()
        if (stdlib.find_window(fact.name) or 0) & now
        and real.names[fact.name] is False
        and real.modules[fact.name.rpartition(".")[0]]
        and not real.may_lack_name(fact.name)
    ]

    assert (missing, surplus) == ([], [])


@pytest.mark.parametrize("minor", MINORS)
def test_replacements_are_there_wherever_they_are_offered(minor: int) -> None:
    real = reality(minor)
    now = versions.bit(minor)

    broken = [
        target
        for target in sorted(stdlib_targets())
        if (stdlib.find_window(target) or 0) & now
        and real.has(target) is False
        and not real.may_lack_name(target)
        and target.split(".")[0] not in BUILD
    ]

    assert broken == []


def test_every_version_known_to_the_package_is_asked_for() -> None:
    assert RUNNING in interpreters.find()
    assert set(interpreters.find()) <= {RUNNING, *versions.MINORS}


@pytest.mark.parametrize(
    "change", peer_coverage.CHANGES, ids=lambda change: change.title
)
def test_every_public_change_is_in_the_tables(change: peer_coverage.Change) -> None:
    dumps = {dump.minor: dump for dump in stdlib_inputs.load_dumps()}
    stubs, facts = stdlib_inputs.load_stubs(), stdlib_inputs.load_facts()
    pairs = peer_coverage.pairs_of(change, dumps, stubs, facts)
    flags = peer_coverage.ours(change)

    assert len(pairs) > 500
    assert [pair for pair in pairs if not flags(*pair)] == []


def test_backports_are_offered_for_what_is_new() -> None:
    for row in stdlib_inputs.load_rows("newer"):
        window = stdlib.find_window(row["name"])

        assert window, row
        assert window != versions.PYTHON3, row
        assert row["backport"] != row["name"], row


@pytest.mark.generators
def test_what_builds_may_lack_is_not_on_every_build() -> None:
    """The names are those that the documentation gives as everywhere, or not."""
    everywhere = ("os.scandir", "time.monotonic", "subprocess.DEVNULL", "sys.intern")
    elsewhere = ("os.fork", "os.O_NOFOLLOW", "signal.SIGALRM", "sys.getwindowsversion")
    now = versions.since(309)

    assert all(stdlib.is_on_every_build(name, now) for name in everywhere)
    assert not any(stdlib.is_on_every_build(name, now) for name in elsewhere)
    assert not stdlib.is_on_every_build("os.scandir", versions.since(308))
    assert stdlib.is_on_every_build("json.loads", versions.EVERYTHING)
    assert not stdlib.is_on_every_build("asyncio.unix_events.EventLoop", now)


def test_generated_files_are_up_to_date() -> None:
    stale = [
        path.name
        for path, text in gen_stdlib.outputs().items()
        if path.read_text(encoding="utf-8") != text
    ]

    assert stale == []


def test_every_version_was_dumped_and_every_dump_is_of_a_known_version() -> None:
    dumped = tuple(dump.minor for dump in stdlib_inputs.load_dumps())

    assert dumped == versions.MINORS


@pytest.mark.parametrize(
    ("dumped", "message"),
    [
        ((*versions.MINORS, NEWEST + 1), "add {new} to MINORS in flake8_safe_imports"),
        (
            versions.MINORS[:-1],
            r"tools/dumps/{old}\.json\.xz is missing: run python tools",
        ),
    ],
)
def test_a_dump_or_a_version_alone_is_named(
    dumped: tuple[int, ...], message: str
) -> None:
    message = message.format(new=NEWEST + 1, old=versions.spell(NEWEST))

    with pytest.raises(SystemExit, match=message):
        stdlib_inputs.check_versions(set(dumped))


def test_spans_are_ordered() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.module(name)))
    for fact in (*modules, *every_name()):
        flat = [edge for span in fact.spans for edge in span]
        if flat[-1] == 0:
            flat[-1] = 1000

        assert flat == sorted(set(flat)), fact
        assert flat[0] >= 207, fact


def test_nothing_is_replaced_by_itself_or_by_a_bridge() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.module(name)))
    for fact in (*modules, *every_name()):
        assert fact.replacement != fact.name, fact
        assert backports.find_covering(fact.replacement) is None, fact
        assert not (fact.replacement and fact.advice), fact
        assert fact.replacement or not fact.drop_in, fact


def test_stdlib_replacements_live_where_the_replaced_does_not() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.module(name)))
    useless = [
        (fact.name, fact.replacement)
        for fact in (*modules, *every_name())
        if fact.replacement
        and stdlib.module(fact.replacement.split(".")[0])
        and fact.spans[-1][1]
        and not (stdlib.find_window(fact.replacement) or 0) & ~fact.window
    ]

    assert useless == []


def test_what_expires_is_there_and_has_not_yet_gone() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.module(name)))
    expiring = [fact for fact in (*modules, *every_name()) if fact.expires]

    assert expiring
    for fact in expiring:
        assert fact.expires >= NEWEST, fact
        assert fact.window & versions.bit(NEWEST), fact


@pytest.mark.parametrize(
    "name",
    [
        "calendar.MONDAY",  # vermin: new in 3.10
        "functools.wraps",  # flake8-tidy-imports: Python 2 only
        "os.getcwd",  # flake8-tidy-imports: Python 2 only
        "os.path.ismount",  # vermin: not on Python 2
        "xml.etree.cElementTree",  # announced as gone, and put back
        "logging.warn",
        "typing.ByteString",
        "importlib.resources.open_text",
        "os.lchmod",  # a matter of the C library
        "socket.CAN_RAW_ERR_FILTER",  # missing from some builds only
        "winreg",
        "winreg.OpenKey",
        "msvcrt",
        "msvcrt.getch",
        "os.startfile",
        "__main__",
        "curses.wrapper",
    ],
)
def test_what_is_there_on_python3_is_not_missed(name: str) -> None:
    fact = stdlib.find(name)

    assert fact is None or not versions.since(307) & ~fact.window


@pytest.mark.parametrize(
    ("name", "replacement"),
    [
        ("urllib2.urlopen", "urllib.request.urlopen"),
        ("urllib2.HTTPError", "urllib.error.HTTPError"),
        ("urllib2.HTTPErrorProcessor", "urllib.request.HTTPErrorProcessor"),
        ("urllib.urlencode", "urllib.parse.urlencode"),
        ("collections.Mapping", "collections.abc.Mapping"),
        ("sets", "builtins.set"),
        ("imp", "importlib"),
        ("imp.reload", "importlib.reload"),
        ("pipes.quote", "shlex.quote"),
        ("os.errno", "errno"),
        ("itertools.izip", "builtins.zip"),
        ("ConfigParser", "configparser"),
        ("email.MIMEText", "email.mime.text"),
        ("distutils.core", "setuptools"),
        ("distutils.spawn.find_executable", "shutil.which"),
        ("_winreg", "winreg"),
        ("typing.io", "typing"),
    ],
)
def test_well_known_replacements(name: str, replacement: str) -> None:
    fact = stdlib.find(name)

    assert fact
    assert fact.replacement == replacement


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("urllib2", True),
        ("pipes", True),
        ("imp", True),
        ("urlparse", False),
        ("Queue", False),
        ("asyncore", False),
        ("telnetlib", False),
        ("os", False),
        ("requests", False),
    ],
)
def test_split_modules(name: str, split: bool) -> None:
    assert stdlib.is_split(name) is split


def test_backported_names_say_from_which_version() -> None:
    tomllib, self = stdlib.find("tomllib"), stdlib.find("typing.Self")

    assert tomllib
    assert (tomllib.backport, tomllib.window) == ("tomli", versions.since(311))
    assert self
    assert self.backport == "typing_extensions.Self"


@given(st.text() | st.lists(st.text(), min_size=1).map(".".join))
def test_any_text_can_be_asked_about(name: str) -> None:
    fact = stdlib.find(name)

    assert fact is None or fact.name == name
    assert (stdlib.find_window(name) is None) or name in set(stdlib.iterate_names())
    stdlib.is_split(name)
    backports.find_covering(name)


@pytest.mark.parametrize(
    ("name", "row", "twin"),
    [
        ("mock", "mock", "unittest.mock"),
        ("mock.patch", "mock", "unittest.mock.patch"),
        ("tomli.loads", "tomli", "tomllib.loads"),
        ("six.moves.winreg", "six.moves.winreg", "winreg"),
        ("six.moves.range", "six.moves.range", "builtins.range"),
        (
            "six.moves.urllib.parse.quote",
            "six.moves.urllib.parse",
            "urllib.parse.quote",
        ),
        ("typing_extensions.Self", "typing_extensions.Self", "typing.Self"),
        ("future.utils.whatever", "future.utils", ""),
        ("past.builtins.cmp", "past.builtins.cmp", ""),
    ],
)
def test_covering_rows(name: str, row: str, twin: str) -> None:
    found = backports.find_covering(name)

    assert found
    assert found.name == row
    assert backports.find_replacement(found, name)[0] == twin


@pytest.mark.parametrize(
    "name",
    [
        # Alternatives, the stdlib's own names, not drop-in, or nothing by themselves.
        *("pytz", "toml", "simplejson", "pkg_resources", "nose", "strenum", "attr"),
        *("enum", "dataclasses", "typing", "concurrent.futures", "contextvars"),
        *("typing_extensions", "typing_extensions.TypedDict", "typing_extensions.Doc"),
        *("six", "six.moves", "backports", "builtins", "builtins.str", "__future__"),
        *("mock.version_info", "importlib_metadata.IDistribution", "mocks.patch"),
    ],
)
def test_what_stays_is_not_covered(name: str) -> None:
    assert backports.find_covering(name) is None


def test_a_name_newer_than_its_module_waits_for_it() -> None:
    row = backports.find_covering("mock.AsyncMock")

    assert row
    assert backports.find_replacement(row, "mock.AsyncMock")[1] == versions.since(308)
    assert backports.find_replacement(row, "mock.no_such_thing")[1] == versions.NOTHING


def test_every_row_of_a_bridge_or_backport_says_what_to_do() -> None:
    for row in every_row():
        assert bool(row.replacement) != bool(row.advice), row
        assert row.name.split(".")[0] in backports.TOP_LEVEL, row
        assert stdlib.module(row.name) is None, row
        if row.replacement:
            _, window = backports.find_replacement(row, row.name)

            assert window, row


# What six reaches is deprecated here and there.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("package", ["six", "typing_extensions"])
def test_drop_ins_are_the_same_object(package: str) -> None:
    pytest.importorskip(package)
    differ = []
    for row in every_row():
        _, window = backports.find_replacement(row, row.name)
        offered = row.drop_in and window & versions.bit(RUNNING)
        if not offered or row.name.split(".")[0] != package:
            continue
        try:
            here, there = _resolve(row.name), _resolve(row.replacement)
        except (ImportError, AttributeError):
            # A release too old or too new for the row, or a module of another platform.
            continue
        if here is not there and here != there:
            differ.append(row.name)

    # These do as their twins do without being them.
    assert set(differ) <= {
        *("six.Iterator", "six.callable", "six.exec_", "six.next", "six.unichr"),
        *("six.advance_iterator", "six.create_bound_method", "six.print_", "six.wraps"),
        *("six.iterbytes", "six.moves.urllib", "six.moves.reload_module"),
        *("six.moves.urllib." + part for part in ("parse", "error", "request")),
        *("six.moves.urllib." + part for part in ("response", "robotparser")),
        *("six.moves.urllib_" + part for part in ("parse", "error", "request")),
        *("six.moves.urllib_" + part for part in ("response", "robotparser")),
    }


def _resolve(dotted: str) -> object:
    """Return the object called *dotted*, importing as much of it as can be."""
    parts = dotted.split(".")
    found: object = importlib.import_module(parts[0])
    for count, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            found = importlib.import_module(".".join(parts[:count]))
        else:
            found = getattr(found, part)
    return found


@pytest.mark.parametrize("table", TABLES, ids=[table.stem for table in TABLES])
def test_every_row_names_its_source(table: Path) -> None:
    rows = stdlib_inputs.load_rows(table.stem)

    assert rows
    assert [row for row in rows if not row["source"]] == []


def test_every_drop_in_names_its_source() -> None:
    assert [name for name, source in dropins.SOURCES.items() if not source] == []


def test_drop_ins_supply_modules_that_went() -> None:
    for name, modules in dropins.DROP_INS.items():
        assert name == name.lower().replace("_", "-").replace(".", "-")
        for module in modules:
            fact = stdlib.module(module)

            assert fact, name
            assert fact.spans[-1][1], name
            assert name in dropins.list_distributions(module)
    assert dropins.list_modules("requests") == ()
