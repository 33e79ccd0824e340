"""The options, one row each in :class:`Config`, and what their values mean."""

from __future__ import annotations

from functools import cached_property

from flake8_safe_imports import codes
from flake8_safe_imports.config.name_set import NameSet
from flake8_safe_imports.config.values import escape, quote
from flake8_safe_imports.type_checking import TYPE_CHECKING, Generic
from flake8_safe_imports.versions import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Final, TypeVar, overload

    from flake8_safe_imports.config.entries import Entry
    from flake8_safe_imports.config.file_versions import FileVersions
    from flake8_safe_imports.config.policy import Policies
    from flake8_safe_imports.config.values import Complain

    T = TypeVar("T")

TABLE: Final = "flake8-safe-imports"
"""The table below ``tool`` of pyproject.toml that may have the options, too."""


class OptionError(Exception):
    """Bad configuration; ``str()`` is the whole text, one line for each bad entry."""


class Option(Generic["T"]):
    """One option: a row of :class:`Config`, where its name is that of the attribute.

    The attribute ``banned_imports`` is the option ``vet-banned-imports`` on the command
    line and in files (``name``) and ``vet_banned_imports`` in flake8's namespace
    (``key``). In an instance of Config the attribute is what the value means.

    All options are registered as plain strings and read from configuration files too.
    A flag, which has an empty ``metavar``, is registered with ``store_const``, since
    flake8 answers a bad value for ``store_true`` with a traceback.

    ``reader`` is the name of the function in :mod:`.readers` that reads a value.
    """

    __slots__ = (
        "default",
        "example",
        "field",
        "has_globs",
        "help",
        "is_path",
        "metavar",
        "reader",
    )

    def __init__(
        self,
        metavar: str,
        help_text: str,
        reader: str,
        default: T,
        *,
        example: str,
        is_path: bool = False,
    ) -> None:
        self.metavar: Final = metavar
        self.help: Final = help_text
        self.reader: Final = reader
        self.default: Final = default
        self.example: Final = example
        self.is_path: Final = is_path
        """Whether the value is relative to the folder of the configuration file."""
        self.has_globs: Final = metavar.startswith("GLOB:")
        """Whether the value has globs, which are relative to that folder too."""
        self.field = ""

    def __set_name__(self, owner: type, field: str) -> None:
        self.field = field

    if TYPE_CHECKING:
        # An instance of Config has attributes of its own: what the values mean.
        @overload
        def __get__(self, config: None, owner: type) -> Option[T]: ...
        @overload
        def __get__(self, config: Config, owner: type) -> T: ...
        def __get__(self, config: Config | None, owner: type) -> Option[T] | T: ...

    @property
    def key(self) -> str:
        """The name of the attribute in flake8's namespace."""
        return f"vet_{self.field}"

    @property
    def name(self) -> str:
        """The name on the command line and in configuration files."""
        return self.key.replace("_", "-")

    @property
    def toml_key(self) -> str:
        """The name in ``[tool.flake8-safe-imports]`` of pyproject.toml."""
        return self.field.replace("_", "-")

    @property
    def takes_list(self) -> bool:
        """Whether a value has parts, which TOML may have as a list."""
        return self.metavar not in {"", "WHICH", "LEVEL", "FILE"}

    @property
    def is_flag(self) -> bool:
        """Whether the option takes no value on the command line."""
        return not self.metavar

    def read(self, value: object, complain: Complain) -> T:
        """Return what *value* means; *complain* is called for each bad entry in it."""
        if value is None:
            return self.default
        # Imported here: most options are not set, and many projects set none.
        from flake8_safe_imports.config import readers

        meant: T = getattr(readers, self.reader)(value, complain)
        return meant


def _list_codes(option: str) -> str:
    return ", ".join(codes.switched_on_by(option))


class Config:
    """All options, understood. Immutable, compares by value, can be pickled.

    Each attribute is one option, and the only place that declares it: a row gives the
    metavar (empty for a flag), the help text, the reader of the value, what it means
    if there is none, and a value for the documentation.
    """

    # A percent sign in a help text would have to be doubled.
    banned_imports: Option[tuple[Entry, ...]] = Option(
        "NAME=X",
        "Names that must not be imported, one per line: NAME = what to use "
        "instead, or a message, or nothing (default: none)",
        "read_bans",
        (),
        example="optparse = argparse\nrequests.get = go through app.http",
    )
    allowed_imports: Option[tuple[Entry, ...]] = Option(
        "NAMES",
        "Names never reported, unless a more specific ban matches (default: none)",
        "read_allowances",
        (),
        example="six.moves, app.compat.*",
    )
    per_file_banned_imports: Option[tuple[Entry, ...]] = Option(
        "GLOB:NAME=X",
        "Bans for some files, one per line: GLOB: NAME = X (default: none)",
        "read_file_bans",
        (),
        example="src/app/core/*: django = keep the core free of frameworks",
    )
    per_file_allowed_imports: Option[tuple[Entry, ...]] = Option(
        "GLOB:NAMES",
        "Allowances for some files, one per line: GLOB: NAME, NAME (default: none)",
        "read_file_allowances",
        (),
        example="tests/*: mock, six",
    )
    banned_module_level_imports = Option(
        "NAMES",
        "Names to be imported only inside functions (default: none)",
        "read_names",
        NameSet(),
        example="torch, pandas",
    )
    banned_lazy_imports = Option(
        "NAMES",
        "Names that must not be imported lazily (default: none)",
        "read_names",
        NameSet(),
        example="app.plugins",
    )
    banned_relative_imports = Option(
        "WHICH",
        "Relative imports to ban: parents or all (default: none)",
        "read_relative",
        "",
        example="parents",
    )
    exempt_type_checking = Option(
        "",
        "Do not report VET1xx inside `if TYPE_CHECKING:` (default: off)",
        "read_flag",
        False,
        example="true",
    )
    supported_python: Option[tuple[int, tuple[int, ...]]] = Option(
        "SPECIFIER",
        "The supported Python versions, such as >=3.9,<3.15 (default: what the "
        "project declares, which -v logs)",
        "read_supported",
        (NOTHING, ()),
        example=">=3.9,<3.15",
    )
    per_file_supported_python: Option[tuple[FileVersions, ...]] = Option(
        "GLOB:SPECIFIER",
        "The supported Python versions of some files, one per line: GLOB: "
        "SPECIFIER; the first GLOB that matches counts (default: none)",
        "read_file_supported",
        (),
        example="scripts/*: >=3.12",
    )
    allowed_distributions: Option[frozenset[str]] = Option(
        "NAMES",
        "Distributions that `flake8-safe-imports audit` does not report, except "
        "malicious ones (default: none)",
        "read_distributions",
        frozenset(),
        example="acme-utils",
    )
    known_first_party = Option(
        "NAMES",
        "First-party names beyond those found on disk (default: none)",
        "read_names",
        NameSet(),
        example="acme_protos",
    )
    enable: Option[frozenset[str]] = Option(
        "CODES",
        f"Codes to switch on that are off by default: {_list_codes(codes.ENABLE)} "
        "(default: none)",
        "read_codes",
        frozenset(),
        example="VET204, VET205",
    )
    lookalikes = Option(
        "LEVEL",
        "How readily VET402 suspects a name: strict, default, wide or off "
        "(default: default)",
        "read_level",
        "default",
        example="strict",
    )
    check_environment = Option(
        "",
        "Check which installed distribution provides each import: "
        f"{_list_codes(codes.CHECK_ENVIRONMENT)} (default: off)",
        "read_flag",
        False,
        example="true",
    )
    baseline = Option(
        "FILE",
        "A file with accepted findings, which `flake8-safe-imports check "
        "--write-baseline FILE` writes (default: none)",
        "read_path",
        "",
        example="vet-baseline.txt",
        is_path=True,
    )

    def __init__(self, values: Mapping[str, Any]) -> None:
        """Set the attributes to *values*, which has one for each."""
        self.__dict__.update({option.field: values[option.field] for option in OPTIONS})

    def replace(self, **values: object) -> Config:
        """Return a copy with other *values* for some attributes."""
        unknown = values.keys() - self._values.keys()
        if unknown:
            raise TypeError(f"no such option: {', '.join(sorted(unknown))}")
        return Config({**self._values, **values})

    @property
    def _values(self) -> dict[str, object]:
        return {option.field: self.__dict__[option.field] for option in OPTIONS}

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot set {name}: a Config is immutable")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and self._values == other._values

    def __hash__(self) -> int:
        return hash(tuple(self._values.values()))

    def __repr__(self) -> str:
        shown = (f"{field}={value!r}" for field, value in self._values.items())
        return f"Config({', '.join(shown)})"

    def __reduce__(self) -> tuple[type[Config], tuple[dict[str, object]]]:
        return Config, (self._values,)

    @cached_property
    def has_policies(self) -> bool:
        """Whether there are bans or allowances."""
        return bool(
            self.banned_imports
            or self.per_file_banned_imports
            or self.allowed_imports
            or self.per_file_allowed_imports
        )

    @cached_property
    def policies(self) -> Policies:
        """All bans and allowances: ask ``policies.for_file(path)``."""
        from flake8_safe_imports.config.policy import Policies

        return Policies(
            self.banned_imports + self.per_file_banned_imports,
            self.allowed_imports + self.per_file_allowed_imports,
        )

    @cached_property
    def enabled_codes(self) -> frozenset[str]:
        """The codes turned on, by ``vet-enable`` or by a flag of their own."""
        flags = [option for option in OPTIONS if self.__dict__[option.field] is True]
        return self.enable.union(*(codes.switched_on_by(flag.name) for flag in flags))


OPTIONS: Final[tuple[Option[Any], ...]] = tuple(
    value for value in vars(Config).values() if isinstance(value, Option)
)
"""All options, in the order of their rows."""


def parse(
    raw: Mapping[str, object],
    selected: Iterable[str] = (),
    folders: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Config:
    """Return what *raw* means: values of attributes of flake8's namespace, by name.

    Other keys are ignored, and a missing option has its default. Codes that *selected*
    names in full are on. *folders* are those that the globs of an option are relative
    to, by the same names. *names* are what errors call options that are not called
    what flake8 calls them. Raises OptionError, with a line for each bad entry.
    """
    lines: list[str] = []
    values: dict[str, object] = {}
    for option in OPTIONS:
        shown = (names or {}).get(option.key, option.name)

        def complain(entry: object, problem: str, name: str = shown) -> None:
            lines.append(escape(f"{name}: {quote(entry)} {problem}"))

        value = option.read(raw.get(option.key), complain)
        if option.has_globs and folders and option.key in folders:
            value = tuple(entry.below(folders[option.key]) for entry in value)
        values[option.field] = value
    if lines:
        raise OptionError("\n".join(lines))
    config = Config(values)
    named = {code for code in selected if code in codes.BY_CODE}
    off = {code for code in named if not codes.BY_CODE[code].default}
    if off:
        config = config.replace(enable=config.enable | off)
    # A code with a flag of its own may be named in vet-enable as well.
    switches = {codes.BY_CODE[code].switch for code in config.enable}
    flags = [option for option in OPTIONS if option.is_flag]
    return config.replace(
        **{flag.field: True for flag in flags if flag.name in switches}
    )
