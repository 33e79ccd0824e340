"""Which names a rule may report under one policy and one window.

The answers come from the tables and settings that the rules themselves use; nothing
is listed here a second time. They err on the side of "may report".
"""

from __future__ import annotations

from itertools import accumulate

from flake8_safe_imports import codes
from flake8_safe_imports.data import classes, known_names, stdlib
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from typing import Final, TypeVar

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.config.policy import Policy

    _K = TypeVar("_K")
    _T = TypeVar("_T")

_MOST_ANSWERS: Final = 65_536
"""How many answers are kept, so that memory stays bounded in long runs."""
_MOST_PARTS: Final = 10
"""No attribute of a class has a name of more parts."""
_MOST_POLICIES: Final = 256
"""For how many policies and windows answers are kept."""


def _list_prefixes(names: Iterable[str]) -> frozenset[str]:
    """Return the names that contain one of *names*."""
    found: set[str] = set()
    while names := {name.rpartition(".")[0] for name in names if "." in name}:
        found.update(names)
    return frozenset(found)


def _list_first_parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset([name.partition(".")[0] for name in names])


class Interest:
    """What a rule may report of one standard library module.

    ``itself`` is whether a rule may report an import of the module itself, ``names``
    are the dotted names below the module that one may report: ``path.walk`` of ``os``.
    """

    __slots__ = ("first", "itself", "names", "prefixes")

    def __init__(self, itself: bool, names: Iterable[str] = ()) -> None:
        self.itself: Final = itself
        self.names: Final = frozenset(names)
        self.prefixes: Final = _list_prefixes(self.names)
        """Everything that contains one of *names*: ``path``."""
        self.first: Final = _list_first_parts(self.names)
        """The first parts of *names*."""


NO_INTEREST: Final = Interest(False)


class ClassAttributes:
    """The attributes of classes that a rule may report of one module or of one class.

    *owners* are those classes, as dotted names below the module, ``words`` the names of
    the attributes alone.
    """

    __slots__ = ("_list_names", "_names", "first", "prefixes", "words")

    def __init__(
        self,
        owners: Iterable[str],
        words: frozenset[str],
        list_names: Callable[[], Iterable[str]],
    ) -> None:
        self._list_names: Final = list_names
        self._names: frozenset[str] | None = None
        self.words: Final = words
        owners = frozenset(owners)
        self.prefixes: Final = owners | _list_prefixes(owners)
        """Everything that contains one of ``names``: ``Path``."""
        self.first: Final = _list_first_parts(owners) if owners else words
        """The first parts of ``names``."""

    @property
    def names(self) -> frozenset[str]:
        """The dotted names of the attributes: ``Path.walk``.

        They are listed when first asked for: most files use none of the classes.
        """
        if self._names is None:
            self._names = frozenset(self._list_names())
        return self._names


_NO_ATTRIBUTES: Final = ClassAttributes((), frozenset(), tuple)


class Sought:
    """What to search a text for: all that may be reported below a module or a class.

    ``unknown`` are the names that the module never had, if that is known.
    """

    __slots__ = (
        *("_answers", "_of_classes", "_only_word", "_prefixes", "_without_classes"),
        *("first", "interest", "unknown"),
    )

    def __init__(
        self,
        interest: Interest,
        of_classes: ClassAttributes,
        unknown: known_names.UnknownNames | None,
    ) -> None:
        self.interest: Final = interest
        self.unknown: Final = unknown
        self._of_classes: Final = of_classes
        words = of_classes.words
        self._only_word: Final = next(iter(words)) if len(words) == 1 else ""
        self._without_classes: Sought | None = None
        self._answers: dict[str, bool] = {}
        prefixes = interest.prefixes | of_classes.prefixes
        if unknown is not None:
            prefixes |= unknown.prefixes
        self._prefixes: Final = prefixes
        first = interest.first | of_classes.first
        self.first: Final[Container[str]] = (
            first if unknown is None else unknown.begin_with(first)
        )
        """The first parts of all names: nearly all uses begin with none of them."""

    @property
    def has_classes(self) -> bool:
        """Whether attributes of classes are among what is sought."""
        return bool(self._of_classes.words)

    def narrow(self, text: str) -> Sought | None:
        """Return what of this to search *text* for; None for nothing.

        To search for one attribute is quicker than to follow what may have it; with
        more it is not.
        """
        if not self._only_word or self._only_word in text:
            return self
        if not self.interest.names and self.unknown is None:
            return None
        if self._without_classes is None:
            self._without_classes = Sought(self.interest, _NO_ATTRIBUTES, self.unknown)
        return self._without_classes

    def matters(self, name: str) -> bool:
        """Return whether a rule may report *name*, what is in it or what contains it.

        An empty name, which is the module or the class itself, always matters.
        """
        try:
            return self._answers[name]
        except KeyError:
            answer = (
                not name
                or name in self._prefixes
                or self.may_report(name)
                or self._is_of_class(name)
            )
            return _remember(self._answers, name, answer)

    def must_follow(self, name: str) -> bool:
        """Return whether to follow *name* where it is assigned to another one."""
        return name in self._prefixes or self._is_of_class(name)

    def _is_of_class(self, name: str) -> bool:
        found = self._of_classes
        return name.partition(".")[0] in found.first and has_prefix_in(
            name, found.names
        )

    def may_report(self, name: str) -> bool:
        """Return whether a rule may report *name*, other than by its class."""
        return has_prefix_in(name, self.interest.names) or (
            self.unknown is not None and name in self.unknown.names
        )


class Interests:
    """The names that a rule may report under one policy and one window.

    Answers are remembered: for nearly every import of a clean file, the answer is one
    look-up in a dictionary.
    """

    def __init__(self, policy: Policy | None, config: Config, window: int) -> None:
        self.config = config
        self.has_policy = bool(
            policy or config.banned_module_level_imports or config.banned_lazy_imports
        )
        """Whether there is a policy. It may apply to the project's own modules too."""
        self.all_files = bool(codes.active_with(codes.ALL_FILES, config.enabled_codes))
        """Whether a rule that is on may report something in any file."""
        self.all_imports = bool(
            codes.active_with(codes.IMPORTS, config.enabled_codes)
            or (
                config.banned_relative_imports
                and codes.active_with(codes.RELATIVE_IMPORTS, config.enabled_codes)
            )
        )
        """Whether a rule that is on may report any import statement."""
        self._policy = policy
        self.window: Final = window
        self._all_names = self.all_files or config.check_environment
        self._unknown_names = bool(
            codes.active_with(codes.UNKNOWN_NAMES, config.enabled_codes)
        )
        self._expiring = bool(
            codes.active_with(codes.EXPIRING_NAMES, config.enabled_codes)
        )
        self._tops: dict[str, bool | None] = {}
        self._modules: dict[str, Interest] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._classes: dict[str, ClassAttributes] = {}
        self._sought: dict[str, Sought | None] = {}
        self._skipped: dict[str, bool] = {}
        self._statements: dict[object, bool] = {}

    def narrowed_to(self, window: int) -> Interests:
        """Return the interests in code that only the versions of *window* reach."""
        return find_interests(self._policy, self.config, self.window & window)

    def remember_statement(
        self, statement: _K, decide: Callable[[_K, Interests], bool]
    ) -> bool:
        """Return the answer of *decide*, which is asked once for equal statements."""
        answer = self._statements.get(statement)
        if answer is None:  # as it is for nearly half of them
            answer = decide(statement, self)
            _remember(self._statements, statement, answer)
        return answer

    def can_skip(self, module: str) -> bool:
        """Return whether no import of *module* can be reported, in any file."""
        try:
            return self._skipped[module]
        except KeyError:
            top = module.partition(".")[0]
            answer = (
                self.may_report_top(top) is False
                and self.find_interest(module) is NO_INTEREST
                and not self.is_in_class(module)
            )
            return _remember(self._skipped, module, answer)

    def may_report_top(self, top: str) -> bool | None:
        """Return whether every import of *top*, and of what is in it, needs a check.

        False for the standard library: see :meth:`find_interest`. None if that depends
        on the file: it may have a module of that name itself, or need a backport.
        """
        try:
            return self._tops[top]
        except KeyError:
            return _remember(self._tops, top, self._decide_top(top))

    def needs_check(self, top: str, is_spared: Callable[[str], bool]) -> bool:
        """Return :meth:`may_report_top` for a file that knows what is spared in it."""
        answer = self.may_report_top(top)
        return not is_spared(top) if answer is None else answer

    def is_about_versions(self, top: str) -> bool:
        """Return whether only their versions make rules report names in *top*."""
        return (
            not self._expiring
            and self.may_report_top(top) is False
            and stdlib.is_module(top)
        )

    def is_about_backports(self, top: str) -> bool:
        """Return whether rules report only backports in *top*, and some are there."""
        from flake8_safe_imports.data import _backports

        return top in _backports.TOP_LEVEL and self.may_report_top(top) is None

    def may_match_policy(self, top: str) -> bool:
        """Return whether the policy may match the module *top*, or a name in it."""
        return (
            (self._policy is not None and self._policy.may_match(top))
            or self.config.banned_module_level_imports.may_match(top)
            or self.config.banned_lazy_imports.may_match(top)
        )

    def find_interest(self, module: str) -> Interest:
        """Return what may be reported of a standard library module: mostly nothing."""
        try:
            return self._modules[module]
        except KeyError:
            return _remember(self._modules, module, self._collect_interest(module))

    def find_sought(self, dotted: str) -> Sought | None:
        """Return what to search a text for that imports *dotted*; None for nothing."""
        try:
            return self._sought[dotted]
        except KeyError:
            interest, of_classes = self.find_interest(dotted), self.find_classes(dotted)
            unknown = known_names.list_unknown(dotted)
            found = None
            if interest.names or of_classes.words or unknown is not None:
                found = Sought(interest, of_classes, unknown)
            return _remember(self._sought, dotted, found)

    def may_report(self, dotted: str) -> bool | None:
        """Return whether a rule may report the name *dotted*.

        None if that depends on the file: see :meth:`may_report_top`.
        """
        top, _, name = dotted.partition(".")
        answer = self.may_report_top(top)
        if answer is not False:
            return answer
        interest = self.find_interest(top)
        return (
            interest.itself
            or has_prefix_in(name, interest.names)
            or self.may_report_attribute(dotted)
            or known_names.find_unknown(dotted) > 0
        )

    def find_words(self, module: str) -> frozenset[str]:
        """Return the attributes of classes in *module* and below that may be reported.

        They come without their classes.
        """
        try:
            return self._words[module]
        except KeyError:
            found = [
                classes.find_words(inner, self.window, expiring=self._expiring)
                for inner in stdlib.list_with_submodules(module)
            ]
            return _remember(self._words, module, frozenset().union(*found))

    def find_attributes(self, dotted: str, words: Container[str]) -> list[str]:
        """Return the *words* among the attributes of classes that may be reported.

        Each is named from *dotted* on, which is a module or a class: ``Path.walk``.
        """
        names = self.find_classes(dotted).names
        return [name for name in names if name.rpartition(".")[2] in words]

    def find_classes(self, dotted: str) -> ClassAttributes:
        """Return all attributes that :meth:`find_attributes` may return."""
        try:
            return self._classes[dotted]
        except KeyError:
            return _remember(self._classes, dotted, self._collect_classes(dotted))

    def _collect_classes(self, dotted: str) -> ClassAttributes:
        modules = stdlib.list_with_submodules(dotted)
        if modules:
            words = self.find_words(dotted)
            if not words:
                return _NO_ATTRIBUTES
            owners = self._list_below(modules, classes.find_owners)
            return ClassAttributes(
                owners, words, lambda: self._list_below(modules, classes.find_changing)
            )
        if not classes.is_changing(dotted):
            return _NO_ATTRIBUTES
        module, _, name = dotted.rpartition(".")
        found = classes.find_changing(module, self.window, expiring=self._expiring)
        start = f"{name}."
        words = frozenset(
            [name.removeprefix(start) for name in found if name.startswith(start)]
        )
        return ClassAttributes((), words, lambda: words)

    def _list_below(
        self, modules: Sequence[str], find: Callable[..., Iterable[str]]
    ) -> Iterator[str]:
        """Yield what *find* returns of each of *modules*, as seen from the first."""
        cut = len(modules[0]) + 1
        for module in modules:
            names = find(module, self.window, expiring=self._expiring)
            start = f"{module}."[cut:]
            yield from [start + name for name in names] if start else names

    def may_report_attribute(self, dotted: str) -> bool:
        """Return whether *dotted* may contain an attribute of a class to report."""
        parts = dotted.split(".", _MOST_PARTS)[:_MOST_PARTS]
        if len(parts) < 3 or not self.find_words(parts[0]).intersection(parts[2:]):
            return False
        return any(
            fact is not None and _lacks(fact, self.window, expiring=self._expiring)
            for fact in map(classes.find, accumulate(parts, "{}.{}".format))
        )

    def is_in_class(self, imported: str) -> bool:
        """Return whether *imported* is a class that lacks something, or is in one.

        Python cannot import ``asyncio.Task.all_tasks``, but rules report what is gone.
        """
        parts = imported.split(".", _MOST_PARTS)[:_MOST_PARTS]
        return (
            len(parts) > 1
            and not stdlib.is_module(imported)
            and bool(self.find_words(parts[0]))
            and any(map(classes.is_changing, accumulate(parts, "{}.{}".format)))
        )

    def _decide_top(self, top: str) -> bool | None:
        if self._all_names or (self.has_policy and self.may_match_policy(top)):
            return True
        if stdlib.is_module(top):
            return False
        # Not by way of `backports`: most names need no more than this.
        from flake8_safe_imports.data import _backports, packages

        is_backport = top in _backports.TOP_LEVEL
        if packages.is_known(top):
            return None if is_backport else False
        from flake8_safe_imports.names import lookalike, malicious

        if is_backport or malicious.find_import(top) is not None:
            return True
        # Most unknown names are like nothing, and then no rule asks about them.
        is_suspicious = (
            self._unknown_names
            or lookalike.find_import(top, self.config.lookalikes) is not None
        )
        return None if is_suspicious else False

    def _collect_interest(self, module: str) -> Interest:
        top, _, inside = module.partition(".")
        if not stdlib.is_module(top):
            return NO_INTEREST
        # What is imported like a module may be an attribute: `import os.errno`.
        itself = self._is_changing(top) or (
            inside != "" and has_prefix_in(inside, self.find_interest(top).names)
        )
        names = set()
        for inner in stdlib.list_with_submodules(module):
            below = inner[len(module) + 1 :]
            if below and self._is_changing(inner):
                names.add(below)
            attributes = stdlib.find_changing(
                inner, self.window, expiring=self._expiring
            )
            names.update(
                [f"{below}.{name}" for name in attributes] if below else attributes
            )
        if not itself and not names:
            return NO_INTEREST
        return Interest(itself, names)

    def _is_changing(self, module: str) -> bool:
        return stdlib.is_changing(module, self.window, expiring=self._expiring)


def _lacks(fact: stdlib.Fact, window: int, *, expiring: bool) -> bool:
    """Return whether *window* lacks *fact*, or with *expiring* a later version does."""
    return bool(window & ~fact.window) or (expiring and fact.spans[-1][1] > 0)


def _remember(answers: dict[_K, _T], asked: _K, answer: _T) -> _T:
    """Store *answer*, within bounds, and return it."""
    if len(answers) >= _MOST_ANSWERS:
        answers.clear()
    answers[asked] = answer
    return answer


_known: dict[tuple[Policy | None, int], Interests] = {}


def find_interests(policy: Policy | None, config: Config, window: int) -> Interests:
    """Return the interests under *policy*, *config* and *window*, made once for each.

    Settings are compared by identity: to compare their contents would take, for each
    file, as long as there are bans.
    """
    found = _known.get((policy, window))
    if found is None or found.config is not config:
        if len(_known) >= _MOST_POLICIES:
            _known.clear()
        found = _known[policy, window] = Interests(policy, config, window)
    return found


def has_prefix_in(dotted: str, names: Container[str]) -> bool:
    """Return whether *dotted*, or something that contains it, is one of *names*."""
    return dotted in names or (
        "." in dotted and any(prefix in names for prefix in _prefixes(dotted))
    )


def _prefixes(dotted: str) -> Iterator[str]:
    """Yield the names that contain *dotted*, the longest first."""
    while "." in dotted:
        dotted = dotted.rpartition(".")[0]
        yield dotted
