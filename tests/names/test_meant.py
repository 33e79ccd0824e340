"""What somebody meant who wrote a standard library name that never existed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rows import each_row

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes, known_names, stdlib, synonyms
from flake8_safe_imports.names.meant import find_meant

WINDOW = versions.since(309)

MEANT = [
    # Capitals and underscores.
    ("collections.defaultDict", "collections.defaultdict"),
    ("random.randInt", "random.randint"),
    ("hashlib.sha_256", "hashlib.sha256"),
    ("http.HttpStatus", "http.HTTPStatus"),
    ("typing.list", "typing.List"),
    # Methods of the class that gave the module its name.
    ("datetime.now", "datetime.datetime.now"),
    ("datetime.strptime", "datetime.datetime.strptime"),
    ("pathlib.exists", "pathlib.Path.exists"),
    # Other modules; those of the same package first.
    ("collections.dataclass", "dataclasses.dataclass"),
    ("os.join", "os.path.join"),
    ("concurrent.ThreadPoolExecutor", "concurrent.futures.ThreadPoolExecutor"),
    ("itertools.deque", "collections.deque"),
    # Typos, also two in a long name.
    ("os.paths", "os.path"),
    ("os.path.exist", "os.path.exists"),
    ("typing.Optinal", "typing.Optional"),
    ("os.sterror", "os.strerror"),
    ("collections.OrderDict", "collections.OrderedDict"),
    ("unittest.mock.create_authspec", "unittest.mock.create_autospec"),
    # A class is not a module.
    ("os.Path", "os.path"),
    ("urllib.Request", "urllib.request.Request"),
    ("http.Client", "http.client"),
    # Written like that, it is in another module of the package.
    ("multiprocessing.sub_debug", "multiprocessing.util.sub_debug"),
    # Nothing is near, several are, or it is too short.
    ("typing.Requests", ""),
    ("json.dicts", ""),
    ("csv.real", ""),
    ("typing.String", ""),
    ("email.errors.InvalidHeaderError", ""),
    # What is known to be meant, also in a class.
    ("json.parse", "json.loads"),
    ("os.mkdirs", "os.makedirs"),
    ("pathlib.mkdirs", "pathlib.Path.mkdir"),
    # With an ending.
    ("warnings.warning", "warnings.warn"),
    # A function, not a class; a class, not a function.
    ("heapq.heapPush", "heapq.heappush"),
    ("os.path.Paths", ""),
    ("collections.U", ""),
    # Not on every supported version.
    ("enum.StringEnum", ""),
    ("itertools.batch", ""),
    ("pathlib.walk", ""),
]


@each_row(("dotted", "meant"), MEANT)
def test_what_is_meant(dotted: str, meant: str) -> None:
    module, _, name = dotted.rpartition(".")

    assert known_names.find_unknown(dotted)
    assert find_meant(module, name, WINDOW) == meant


@pytest.mark.parametrize(
    ("dotted", "minor", "meant"),
    [
        ("itertools.batch", 312, "itertools.batched"),
        ("pathlib.walk", 312, "pathlib.Path.walk"),
        ("zoneinfo.utcoffset", 309, "zoneinfo.ZoneInfo.utcoffset"),
        # The class itself is newer, or was removed.
        ("zoneinfo.utcoffset", 308, ""),
        ("plistlib.fromkeys", 309, ""),
    ],
)
def test_what_a_newer_window_has(dotted: str, minor: int, meant: str) -> None:
    module, _, name = dotted.rpartition(".")

    assert find_meant(module, name, versions.since(minor)) == meant


def test_suggestions_exist() -> None:
    for _, meant in MEANT:
        owner = meant.rpartition(".")[0]
        window = stdlib.find_window(meant) or stdlib.find_window(owner)
        assert not meant or (window is not None and not WINDOW & ~window)
        assert classes.find(meant) is None


@pytest.mark.parametrize(
    ("dotted", "meant"),
    [("asyncio.timeOut", "asyncio.timeout"), ("asyncio.TimeOut", "asyncio.Timeout")],
)
def test_another_spelling_of_what_newer_versions_have(dotted: str, meant: str) -> None:
    module, _, name = dotted.rpartition(".")

    for minor in (309, 311):
        assert find_meant(module, name, versions.since(minor)) == meant
    assert find_meant(module, name, versions.bit(310)) != meant


@each_row("dotted", synonyms.MEANT)
def test_synonyms_never_existed_and_mean_what_exists(dotted: str) -> None:
    module, _, name = dotted.rpartition(".")

    assert known_names.find_unknown(dotted)
    assert find_meant(module, name, WINDOW) == synonyms.MEANT[dotted]


def load_invented() -> list[dict[str, str]]:
    """Return names that people and language models made up.

    ``seen`` says where somebody reported them; without it they are our own guesses.
    """
    path = Path(__file__).with_name("invented.tsv")
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@each_row("row", load_invented(), ids=lambda row: row["name"])
def test_invented(row: dict[str, str]) -> None:
    module, _, name = row["name"].rpartition(".")

    assert known_names.find_unknown(row["name"])
    assert find_meant(module, name, WINDOW) == row["meant"]


def test_forty_of_them_were_reported() -> None:
    assert sum("https://" in row["seen"] for row in load_invented()) >= 40
