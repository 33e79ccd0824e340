"""Facts about the standard library, and look-ups in its tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rows import each_row
from tables import every_module, every_name

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, stdlib

NEWEST = versions.MINORS[-1]


def test_names_that_some_builds_lack_are_not_on_every_build() -> None:
    """The names are those that the documentation gives as everywhere, or not."""
    everywhere = ("os.scandir", "time.monotonic", "subprocess.DEVNULL", "sys.intern")
    elsewhere = ("os.fork", "os.O_NOFOLLOW", "signal.SIGALRM", "sys.getwindowsversion")
    now = versions.since(309)

    assert all(stdlib.is_on_every_build(name, now) for name in everywhere)
    assert not any(stdlib.is_on_every_build(name, now) for name in elsewhere)
    assert not stdlib.is_on_every_build("os.scandir", versions.since(308))
    assert stdlib.is_on_every_build("json.loads", versions.EVERYTHING)
    assert not stdlib.is_on_every_build("asyncio.unix_events.EventLoop", now)


def test_spans_are_ordered() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.find_module(name)))
    for fact in (*modules, *every_name()):
        flat = [edge for span in fact.spans for edge in span]
        if flat[-1] == 0:
            flat[-1] = 1000

        assert flat == sorted(set(flat)), fact
        assert flat[0] >= 207, fact


def test_no_replacement_is_the_name_itself_or_a_bridge() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.find_module(name)))
    for fact in (*modules, *every_name()):
        assert fact.replacement != fact.name, fact
        assert backports.find_covering(fact.replacement) is None, fact
        assert not (fact.replacement and fact.advice), fact
        assert fact.replacement or not fact.drop_in, fact


def test_replacements_exist_where_the_name_does_not() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.find_module(name)))
    useless = [
        (fact.name, fact.replacement)
        for fact in (*modules, *every_name())
        if fact.replacement
        and stdlib.find_module(fact.replacement.split(".")[0])
        and fact.spans[-1][1]
        and not (stdlib.find_window(fact.replacement) or 0) & ~fact.window
    ]

    assert useless == []


def test_announced_removals_have_not_happened() -> None:
    modules = (fact for name in every_module() if (fact := stdlib.find_module(name)))
    expiring = [fact for fact in (*modules, *every_name()) if fact.expires]

    assert expiring
    for fact in expiring:
        assert fact.expires >= NEWEST, fact
        assert fact.window & versions.bit(NEWEST), fact


@each_row(
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
def test_names_on_every_python3_are_not_reported_missing(name: str) -> None:
    fact = stdlib.find(name)

    assert fact is None or not versions.since(307) & ~fact.window


@each_row(
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


@each_row(
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


def test_backported_names_have_the_backport_and_its_version() -> None:
    tomllib, self = stdlib.find("tomllib"), stdlib.find("typing.Self")

    assert tomllib
    assert (tomllib.backport, tomllib.window) == ("tomli", versions.since(311))
    assert self
    assert self.backport == "typing_extensions.Self"


@given(st.text() | st.lists(st.text(), min_size=1).map(".".join))
def test_any_text_can_be_looked_up(name: str) -> None:
    fact = stdlib.find(name)

    assert fact is None or fact.name == name
    assert (stdlib.find_window(name) is None) or name in set(stdlib.iterate_names())
    stdlib.is_split(name)
    backports.find_covering(name)


def test_the_list_of_names_has_each_module_at_its_place() -> None:
    facts = [
        fact for name in stdlib.iterate_names() if (fact := stdlib.find_module(name))
    ]
    assert len(facts) > 1000
    assert [stdlib.find_window(fact.name) for fact in facts] == [
        fact.window for fact in facts
    ]
