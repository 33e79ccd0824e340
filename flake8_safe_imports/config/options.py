"""The options, and what their values mean.

A value arrives as a string from the command line and from ini files, or as whatever
TOML can hold (lists, tables, numbers, dates) through Flake8-pyproject.  Nothing here
raises anything but OptionError, and that one names every bad entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from flake8_safe_imports import codes
from flake8_safe_imports.config.entries import Entry
from flake8_safe_imports.config.patterns import find_problem
from flake8_safe_imports.config.policy import NameSet, Policies
from flake8_safe_imports.config.settings import Config, OptionError
from flake8_safe_imports.versions import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")


class _Complain(Protocol):
    """Takes note of a bad entry, and of what is wrong with it."""

    def __call__(self, entry: object, problem: str, /) -> None: ...


class Option:
    """One option, as flake8 is to register it.

    All but flags are registered as plain strings, read from configuration files too.
    A flag is registered with the action ``store_const`` and the constant ``true``:
    flake8 itself would answer a bad value for ``store_true`` with a traceback.
    Its ``metavar`` is empty and its ``default`` None.
    """

    __slots__ = ("default", "help", "is_flag", "metavar", "name")

    def __init__(
        self, name: str, help_text: str, metavar: str, default: str = ""
    ) -> None:
        self.name: Final = name
        self.help: Final = help_text
        self.is_flag: Final = not metavar
        self.metavar: Final = metavar
        self.default: Final = None if self.is_flag else default

    @property
    def key(self) -> str:
        """The name of the attribute in flake8's options."""
        return self.name.replace("-", "_")


_OF_ENVIRONMENT: Final = codes.switched_on_by(codes.CHECK_ENVIRONMENT)

# A percent sign in a help text would have to be doubled.
OPTIONS: Final = (
    Option(
        "vet-banned-imports",
        "Names not to be imported, one a line: NAME = what to use instead, or a "
        "message, or nothing (default: none)",
        "NAME=X",
    ),
    Option(
        "vet-allowed-imports",
        "Names exempt from every code, but for bans more specific (default: none)",
        "NAMES",
    ),
    Option(
        "vet-per-file-banned-imports",
        "Bans for some files, one a line: GLOB: NAME = X (default: none)",
        "GLOB:NAME=X",
    ),
    Option(
        "vet-per-file-allowed-imports",
        "Allowances for some files, one a line: GLOB: NAME, NAME (default: none)",
        "GLOB:NAMES",
    ),
    Option(
        "vet-banned-module-level-imports",
        "Names to be imported only inside functions (default: none)",
        "NAMES",
    ),
    Option(
        "vet-banned-relative-imports",
        "Relative imports to ban: parents or all (default: none)",
        "WHICH",
    ),
    Option(
        "vet-exempt-type-checking",
        "Be silent on VET1xx below TYPE_CHECKING (default: off)",
        "",
    ),
    Option(
        "vet-supported-python",
        "The Pythons the code runs on, such as >=3.9,<3.15 (default: what the "
        "project declares)",
        "SPECIFIER",
    ),
    Option(
        "vet-known-first-party",
        "First-party names beyond those found on disk (default: none)",
        "NAMES",
    ),
    Option(
        codes.ENABLE,
        f"Codes to switch on that are off by default: {', '.join(codes.OFF)} "
        "(default: none)",
        "CODES",
    ),
    Option(
        "vet-lookalikes",
        "How readily VET402 suspects a name: strict, default, wide or off "
        "(default: default)",
        "LEVEL",
        "default",
    ),
    Option(
        codes.CHECK_ENVIRONMENT,
        "Check who provides an import where flake8 runs: "
        f"{', '.join(_OF_ENVIRONMENT)} (default: off)",
        "",
    ),
)

_FALSE: Final = dict.fromkeys(("false", "no", "off", "0"), "")
_TRUE: Final = dict.fromkeys(("true", "yes", "on", "1"), "true")
_FLAG: Final = {**_TRUE, **_FALSE}
_RELATIVE: Final = {
    **dict.fromkeys((*_TRUE, "all"), "all"),
    **dict.fromkeys((*_FALSE, "none", ""), ""),
    "parents": "parents",
}
_LABELS: Final = frozenset({"message", "msg", "replacement"})
"""What others call X in tables of their own."""
_LEVELS: Final = {
    **dict.fromkeys((*_TRUE, "default", ""), "default"),
    **dict.fromkeys(_FALSE, "off"),
    "strict": "strict",
    "wide": "wide",
}

_SHOWN: Final = 60
"""How many characters of a bad entry an error quotes."""


def parse(raw: Mapping[str, object]) -> Config:
    """Return what *raw* means: the attributes of flake8's options, by name.

    Keys are those of OPTIONS (``vet_enable``); others are passed over, and a missing
    one has its default.  Raises OptionError, with a line for each bad entry.
    """
    lines: list[str] = []

    def read(key: str, reader: Callable[[object, _Complain], T]) -> T:
        def complain(entry: object, problem: str) -> None:
            lines.append(
                _one_line(f"{key.replace('_', '-')}: {_show(entry)} {problem}")
            )

        return reader(raw.get(key), complain)

    config = Config(
        policies=Policies(
            (
                *read("vet_banned_imports", _read_bans),
                *read("vet_per_file_banned_imports", _read_file_bans),
            ),
            (
                *map(Entry, read("vet_allowed_imports", _read_names)),
                *read("vet_per_file_allowed_imports", _read_file_allowances),
            ),
        ),
        lazy=NameSet(read("vet_banned_module_level_imports", _read_names)),
        relative=read("vet_banned_relative_imports", _read_relative),
        exempt_type_checking=read("vet_exempt_type_checking", _read_flag),
        supported=read("vet_supported_python", _read_supported),
        first_party=NameSet(read("vet_known_first_party", _read_names)),
        enabled=read("vet_enable", _read_codes),
        lookalikes=read("vet_lookalikes", _read_level),
    )
    if read("vet_check_environment", _read_flag):
        config = config._replace(enabled=config.enabled.union(_OF_ENVIRONMENT))
    if lines:
        raise OptionError("\n".join(lines))
    return config


def _read_bans(value: object, complain: _Complain) -> list[Entry]:
    """Read bans: ``NAME = X`` a line, or a table of such pairs."""
    bans: list[Entry] = []
    for item in _items(value):
        if isinstance(item, dict) and "name" in item and item.keys() & _LABELS:
            complain(item, 'labels NAME and X: write {"NAME" = "X"}')
        elif isinstance(item, dict):
            for name, text in item.items():
                bans += _read_pair(name, text, complain)
        else:
            for line in _lines(item, complain):
                bans += _read_ban(line, complain)
    return bans


def _read_pair(name: object, text: object, complain: _Complain) -> list[Entry]:
    """Read an entry of a TOML table."""
    if not isinstance(name, str):
        complain(name, "is not text")
    elif isinstance(text, dict) and list(text) == ["msg"]:  # as ruff has it
        complain(name, f'holds a table: write "{name}" = "X", without `.msg`')
    elif isinstance(text, dict):  # `unittest.mock = "x"` without the quotes
        complain(name, 'holds a table: write "A.DOTTED.NAME" = "X", with the quotes')
    elif not isinstance(text, str):
        complain(name, "has a value that is not text")
    else:
        return _read_ban(f"{name} = {' '.join(text.split())}", complain)
    return []


def _read_ban(line: str, complain: _Complain) -> list[Entry]:
    """Read ``NAME = X``; only a set may stand alone."""
    name, equals, text = (part.strip() for part in line.partition("="))
    fault = find_problem(name)
    if not name:
        complain(line, "has no NAME before its '='")
    elif not equals and name[0] != "{":
        shown = "NAME" if fault else name
        complain(line, f"has no '=': write '{shown} = WHAT TO USE' or '{shown} ='")
    elif fault:
        complain(name, fault)
    elif _is_slip(text):
        complain(
            line, "is more than NAME = X: each entry, and each comment, has a line"
        )
    else:
        return [Entry(name, text)]
    return []


def _is_slip(text: str) -> bool:
    """Return whether what stands for X was hardly meant as that.

    That is ``= X`` (so there were two), ``a, NAME = X``, and ``a.b  # a comment``.
    """
    import re

    slips = r"=|[\w.]*\s*,\s*[\w.*{}-]+\s*=(?!=)|[\w.]+\s+#\s"
    return re.match(slips, text) is not None


def _read_file_bans(value: object, complain: _Complain) -> list[Entry]:
    """Read ``GLOB: NAME = X``."""
    return [
        ban._replace(glob=glob)
        for globs, text in _read_globs(value, complain, "NAME = X")
        for ban in _read_bans(text, _within(globs, complain))
        for glob in _split_globs(globs)
    ]


def _read_file_allowances(value: object, complain: _Complain) -> list[Entry]:
    """Read ``GLOB: NAME, NAME``; lines without a GLOB go on with the names."""
    return [
        Entry(name, "", glob)
        for globs, text in _read_globs(_fold(value), complain, "NAME, NAME")
        for name in _read_names(text, _within(globs, complain))
        for glob in _split_globs(globs)
    ]


def _read_globs(
    value: object, complain: _Complain, form: str
) -> Iterator[tuple[str, object]]:
    """Yield the two sides of each ``GLOB: form``; also those of a TOML table."""
    for item in _items(value):
        if isinstance(item, dict):
            for globs, text in item.items():
                if isinstance(globs, str) and globs.strip():
                    yield globs, text
                else:
                    complain(globs, "is no GLOB")
        else:
            for line in _lines(item, complain):
                globs, _, rest = (part.strip() for part in line.partition(":"))
                if not rest or not globs or "=" in globs:
                    complain(line, f"is not of the form 'GLOB: {form}'")
                else:
                    yield globs, rest


def _fold(value: object) -> object:
    """Join lines without a ``:`` to the line before them."""
    if not isinstance(value, str):
        return value
    folded: list[str] = []
    for line in _lines(value, _keep_quiet):
        if folded and ":" not in line:
            folded[-1] += f" {line}"
        else:
            folded.append(line)
    return folded


def _split_globs(text: str) -> list[str]:
    """Return the globs in *text*, separated by commas that are in no ``[...]``."""
    import re

    globs = re.findall(r"(?:\[!?\]?[^\]]*\]|[^,])+", text)
    return [glob.strip() for glob in globs if glob.strip()]


def _within(globs: str, complain: _Complain) -> _Complain:
    """Return *complain* for entries of *globs*: it shows these before the entry."""

    def complain_within(entry: object, problem: str) -> None:
        complain(f"{globs}: {entry}" if isinstance(entry, str) else entry, problem)

    return complain_within


def _read_names(value: object, complain: _Complain) -> list[str]:
    """Read NAMES: patterns and sets between commas, blanks or line ends."""
    names = []
    for word in _words(value, complain):
        fault = find_problem(word)
        if fault:
            complain(word, fault)
        else:
            names.append(word)
    return names


def _read_codes(value: object, complain: _Complain) -> frozenset[str]:
    """Read codes and, as in flake8's own options, beginnings of codes."""
    enabled: set[str] = set()
    for word in _words(value, complain):
        meant = [code for code in codes.CODES if code.startswith(word)]
        # Looking at the environment is too slow to be turned on by a mere prefix.
        enabled.update(
            code for code in meant if code == word or code not in _OF_ENVIRONMENT
        )
        if not meant:
            off = ", ".join(codes.OFF)
            complain(word, f"is no code: those off by default are {off}")
    return frozenset(enabled)


def _read_supported(value: object, complain: _Complain) -> tuple[int, tuple[int, ...]]:
    """Read a PEP 440 specifier."""
    text = ",".join(
        line.strip(",") for item in _items(value) for line in _lines(item, complain)
    )
    if not text:
        return NOTHING, ()
    from flake8_safe_imports.project.specifiers import SpecifierError, from_specifier

    try:
        found = from_specifier(text, strict=True)
    except SpecifierError as error:
        complain(text, f"is no specifier such as '>=3.9,<3.15': {error}")
        return NOTHING, ()
    if not found.window:
        complain(text, "leaves no version of Python that is known")
    return found.window, found.old


def _read_flag(value: object, complain: _Complain) -> bool:
    return bool(_choose(value, _FLAG, "", "is neither true nor false", complain))


def _read_relative(value: object, complain: _Complain) -> str:
    return _choose(value, _RELATIVE, "", "is neither parents nor all", complain)


def _read_level(value: object, complain: _Complain) -> str:
    problem = "is none of strict, default, wide and off"
    return _choose(value, _LEVELS, "default", problem, complain)


def _choose(
    value: object,
    choices: Mapping[str, str],
    default: str,
    problem: str,
    complain: _Complain,
) -> str:
    """Return what the one word in *value* stands for; *default* if there is none."""
    items = _items(value)
    if not items:
        return default
    word = items[0]
    if isinstance(word, int) and word in (0, 1):  # also True and False
        word = str(int(word))
    word = word.strip().lower() if isinstance(word, str) else word
    if len(items) > 1 or not isinstance(word, str) or word not in choices:
        complain(_join(items), problem)
        return default
    return choices[word]


def _join(items: list[object]) -> object:
    """Return one entry for several, to be shown."""
    if len(items) == 1:
        return items[0]
    texts = [item for item in items if isinstance(item, str)]
    return ", ".join(texts) if len(texts) == len(items) else items


def _items(value: object) -> list[object]:
    """Return the entries of a TOML list; any other value is one entry itself."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _lines(item: object, complain: _Complain) -> Iterator[str]:
    """Yield the lines of *item* that say something."""
    if not isinstance(item, str):
        complain(item, "is not text")
        return
    for line in item.splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            yield line


def _words(value: object, complain: _Complain) -> Iterator[str]:
    """Yield what stands between commas, blanks and line ends."""
    for item in _items(value):
        for line in _lines(item, complain):
            yield from line.replace(",", " ").split()


def _keep_quiet(entry: object, problem: str) -> None:
    """Complain to nobody, since somebody else has or will."""


def _show(entry: object) -> str:
    """Quote a bad entry: one short line of ASCII, whatever it is."""
    if isinstance(entry, str):
        if len(entry) > _SHOWN:
            entry = f"{entry[: _SHOWN - 20]} ... {entry[-15:]}"
        return ascii(entry)
    if entry is None or isinstance(entry, (bool, float)):
        return str(entry).lower()
    if isinstance(entry, int) and abs(entry) < 10**_SHOWN:
        return str(entry)
    return _NAMES.get(type(entry).__name__, f"a value of type {type(entry).__name__}")


_NAMES: Final = {
    "dict": "a table",
    "list": "a list",
    "tuple": "a list",
    "date": "a date",
}


def _one_line(text: str) -> str:
    """Escape what does not print in *text*, which quotes the user."""
    return "".join(char if " " <= char <= "~" else ascii(char)[1:-1] for char in text)
