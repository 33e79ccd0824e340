"""The file that is being fixed: its names and findings, and what may be written."""

from __future__ import annotations

import ast
import builtins
import os
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.scopes import FUNCTION_SCOPE, encloses
from flake8_safe_imports.config.policy import find_replacement
from flake8_safe_imports.data import classes
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix import replacements
from flake8_safe_imports.fix.assigned import collect_assigned
from flake8_safe_imports.fix.capture import Capture
from flake8_safe_imports.fix.compound import lines_in_strings
from flake8_safe_imports.fix.import_uses import ImportUses
from flake8_safe_imports.fix.in_use import NamesInUse
from flake8_safe_imports.fix.mentions import Mentions
from flake8_safe_imports.fix.mocks import Mocks
from flake8_safe_imports.fix.project.loaded import add_import, would_be_in_circle
from flake8_safe_imports.fix.rebound import Rebound, find_rebound
from flake8_safe_imports.fix.replacements import Replacement
from flake8_safe_imports.fix.reported import ReportedFindings
from flake8_safe_imports.fix.rewrites import BAN, CannotFix, NewUse
from flake8_safe_imports.fix.text.comments import Comments
from flake8_safe_imports.fix.text.nodes import Nodes
from flake8_safe_imports.fix.text.spans import UseSpans
from flake8_safe_imports.fix.variables import Variable, Variables
from flake8_safe_imports.project import importing
from flake8_safe_imports.rules.target import count_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.scoping.places import Place
    from flake8_safe_imports.analysis.scoping.scopes import Scope, Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.rewrites import Request, Rewrite
    from flake8_safe_imports.fix.text.edits import SourceText
    from flake8_safe_imports.fix.variables import AliasBinding
    from flake8_safe_imports.rules.file import File

_TEST_FILE: Final = re.compile(r"(?:test_.*|.*_tests?|tests?)\.py")
_IMPORTED_ALONG: Final = frozenset(
    {"os.path", "unittest.case", "unittest.loader", "unittest.main", "unittest.result"}
    | {"unittest.runner", "unittest.signals", "unittest.suite", "unittest.util"}
)
"""Submodules that their package imports itself."""
_NAMES_OF_CODE: Final = "co_names"
"""The attribute of code that has the names of what it uses, as they are written."""
_PATCHING_LIBRARY: Final = frozenset({"monkey_patch", "patch_all"})
"""The functions of gevent and eventlet that patch the standard library."""
_LOOKING_UP: Final = frozenset(
    {"delattr", "dir", "getattr", "hasattr", "setattr", "vars"}
)
"""The functions that look up names of their first argument."""
_METHODS: Final = {
    "unittest2": classes.RENAMED_METHODS
    | {"assertDictContainsSubset", "assertSameElements"}
}
"""By package: what its classes have, and the replacement's have not everywhere."""
_FIRST_WORDS: Final = ("assert", "fail")
"""What the names of these methods begin with."""
_SINCE_LOST: Final = {
    "ConfigParser": ("configparser.RawConfigParser", "readfp"),
    "HTMLParser": ("html.parser.HTMLParser", "unescape"),
}
"""By module of Python 2: the class that replaces its own, and a method it lost."""


class Context:
    """What the parts of the fixer ask about one file."""

    def __init__(
        self, file: File, tree: ast.Module, source: SourceText, request: Request
    ) -> None:
        self.source = source
        self.nodes = Nodes(tree)
        self.imports = file.scopes.imports
        self.comments = Comments(source, self.nodes)
        self.variables = Variables(file, self.nodes)
        self.spans = UseSpans(self.nodes, source)
        self.mentions = Mentions(self.nodes, source.lines)
        self.in_use = NamesInUse(file, self.variables, self.mentions, request)
        self.uses = ImportUses(self.variables)
        self.reported = ReportedFindings(request.findings, self.imports)
        self._file = file
        self.unsafe = request.unsafe
        self.findings = request.findings
        importers = request.importers
        self._importers = importers
        self._may_reach = lru_cache(maxsize=None)(importers.may_reach)
        self._may_take = lru_cache(maxsize=None)(importers.may_take)
        self._may_assign = lru_cache(maxsize=None)(importers.may_assign)
        self.mocks = Mocks(self.nodes, importers)
        self._capture = Capture(self.variables, importers.may_star_bind)
        self._claimed: dict[tuple[int, str], str] = {}
        """What each scope's new words are to be bound to."""
        self._bound: dict[int, bool] = {}
        """Whether the uses that were asked for surely see what an import binds."""
        self._replacements: dict[tuple[str, int, bool], Replacement] = {}

    @property
    def path(self) -> str:
        """The absolute path of the file."""
        return self._file.source.path

    @cached_property
    def is_test(self) -> bool:
        """Whether the file is named like a test, whose names no one else imports."""
        return _TEST_FILE.fullmatch(os.path.basename(self.path)) is not None

    def resolve_from(self, node: ast.ImportFrom) -> tuple[str, ...]:
        """Return the absolute names that the ``from`` of *node* may mean."""
        return self._file.source.resolve_from(node)

    def _find_home(self, name: str) -> str:
        """Return the real path of the project's file that *name* is in, or is."""
        found = importing.find_file(f"{name}.{name}", self.path)
        return "" if found is None else os.path.realpath(found[0])

    @cached_property
    def most_dots(self) -> int:
        """How many dots the relative imports begin with at most."""
        levels = (getattr(item.node, "level", 0) for item in self.imports)
        return max(levels, default=0)

    def state_at(self, place: Place) -> State:
        """Return what the guards around *place* say."""
        return self._file.reachability.state_at(place)

    def check_lazy(self, module: str) -> None:
        """Raise CannotFix if a file may see that *module* is imported early.

        What six hands on is imported when it is first used.
        """
        if self._patches_library:
            raise CannotFix(f"{quote(module)} is imported after the library is patched")
        if self._importers.may_watch(module):
            raise CannotFix(f"a file may ask whether {quote(module)} was imported")

    @cached_property
    def _patches_library(self) -> bool:
        """Whether the file lets gevent or eventlet patch the standard library."""
        return any(
            last_name(call.func) in _PATCHING_LIBRARY
            for call in self.nodes.of(ast.Call)
        )

    def may_be_reached(self, name: str, attribute: str) -> bool:
        """Return whether ``name.attribute`` is in a string here, or in any file."""
        is_evaluated = {name, attribute} <= self.mentions.evaluated
        return is_evaluated or self._may_reach(name, attribute)

    def is_named_anywhere(self, word: str) -> bool:
        """Return whether this file or another one of the project has *word*."""
        return word in self.source.text or self._importers.may_have(word)

    def may_read_elsewhere(
        self, attributes: frozenset[str], *, is_near: bool = True
    ) -> bool:
        """Return whether another file, that names this one, reads one of *attributes*.

        Without *is_near* that may be any file of the project.
        """
        return self._importers.may_read(attributes, is_near=is_near)

    # The tree

    @cached_property
    def lines_in_strings(self) -> set[int]:
        """The lines that begin inside a string."""
        return lines_in_strings(ast.walk(self.nodes.tree))

    def dotted_name(self, node: ast.expr) -> str | None:
        """Return the absolute dotted name that *node* means, if it is certain."""
        return self._file.bindings.dotted_name(node)

    @cached_property
    def assigned(self) -> dict[str, list[ast.expr | None]]:
        """All that each name is assigned in the file; None if it is bound otherwise."""
        return collect_assigned(self.nodes)

    def is_free(self, name: str, use: Use) -> bool:
        """Return whether the file binds nothing that *name*, at *use*, would mean."""
        return self._capture.is_builtin(name, use, ())

    def is_builtin(self, name: str, use: Use) -> bool:
        """Return whether *name*, written at *use*, would mean the built-in."""
        if not hasattr(builtins, name) or self._may_assign(name):
            return False
        if self._is_rebound(name):
            return False
        return self._capture.is_builtin(name, use, ())

    def is_checked_type(self, node: ast.expr, use: Use) -> bool:
        """Return whether *node* is what ``isinstance`` compares with, or a part."""
        parent = self.nodes.around(node)
        while isinstance(parent, ast.Tuple):
            node, parent = parent, self.nodes.around(parent)
        return (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Name)
            and parent.func.id in {"isinstance", "issubclass"}
            and len(parent.args) == 2
            and parent.args[1] is node
            and self.is_builtin(parent.func.id, use)
        )

    def find_reported_import(self, use: Use, sources: set[int]) -> Finding | None:
        """Return a finding about an alias of *sources* that binds the name of *use*."""
        variable = self.variables.find_by_use(use)
        for binding in variable.bindings if variable is not None else ():
            if binding.source in sources and binding.key in self.reported.by_alias:
                return self.reported.by_alias[binding.key]
        return None

    def check_look_ups(self, variable: Variable) -> None:
        """Raise CannotFix if names of what *variable* is bound to are looked up."""
        for use in variable.uses if self._looks_up else ():
            call = self.nodes.around(use.node)
            if (
                not use.attributes
                and isinstance(call, ast.Call)
                and call.args[:1] == [use.node]
                and isinstance(call.func, ast.Name)
                and call.func.id in _LOOKING_UP
            ):
                raise CannotFix(f"names of {quote(use.name)} are looked up at run time")

    @cached_property
    def _looks_up(self) -> bool:
        return any(word in self.variables.uses_by_name for word in _LOOKING_UP)

    # Classes

    def check_methods(self, name: str, window: int) -> None:
        """Raise CannotFix if the file uses what only the old classes have."""
        package = name.partition(".")[0]
        self._check_since_lost(package, window)
        lost = self.find_lost_methods(package)
        methods = _METHODS.get(package, frozenset())
        lost = lost or methods.intersection(self._looked_up | self._asked_for)
        if lost:
            new = quote("unittest")
            raise CannotFix(
                f"{new} has no {quote(min(lost))} on every supported Python"
            )
        if methods and self._computes_name(methods):
            raise CannotFix("a name of a method may be put together")

    @cached_property
    def _looked_up(self) -> frozenset[str]:
        """The strings that ``getattr`` is given; "" for a name that is computed."""
        return self._list_names_given("getattr")

    @cached_property
    def _asked_for(self) -> frozenset[str]:
        """The same of ``hasattr``, which may answer otherwise for another class."""
        return self._list_names_given("hasattr")

    def _list_names_given(self, function: str) -> frozenset[str]:
        names = (
            call.args[1]
            for call in self.nodes.of(ast.Call)
            if last_name(call.func) == function and len(call.args) > 1
        )
        return frozenset(
            name.value
            if isinstance(name, ast.Constant) and isinstance(name.value, str)
            else ""
            for name in names
        )

    def _computes_name(self, methods: Collection[str]) -> bool:
        """Return whether one of *methods* may be looked up by a computed name."""
        if "" not in self._looked_up:
            return False
        strings = (node.value for node in self.nodes.of(ast.Constant))
        heads = {
            text.partition("%")[0].partition("{")[0]
            for text in strings
            if isinstance(text, str) and text.startswith(_FIRST_WORDS)
        }
        return any(name.startswith(head) for head in heads for name in methods)

    def _check_since_lost(self, package: str, window: int) -> None:
        """Raise CannotFix if an object is asked for what it has not in *window*.

        No rule would report that: only attributes of ``self`` are checked.
        """
        owner, method = _SINCE_LOST.get(package, ("", ""))
        fact = classes.find(f"{owner}.{method}") if owner else None
        if fact is None or not window & ~fact.window:
            return
        if (
            self._asks_object(method, package)
            or method in self._looked_up
            or self.may_read_elsewhere(frozenset({method}))
        ):
            raise CannotFix(
                f"{quote(owner)} has no {quote(method)} on every supported Python"
            )

    def _asks_object(self, method: str, package: str) -> bool:
        """Return whether an object that may be of *package* is asked for *method*."""
        for node in self.nodes.by_attribute.get(method, ()):
            is_own = isinstance(node.value, ast.Name) and (
                node.value.id in classes.RECEIVERS
            )
            above = (self.dotted_name(node) or package).partition(".")[0]
            if not is_own and above == package:
                return True
        return False

    def find_lost_methods(self, package: str) -> frozenset[str]:
        """Return what the file uses that only the old classes of *package* have."""
        methods = _METHODS.get(package, frozenset())
        return frozenset(methods & self.nodes.by_attribute.keys())

    def may_define(self, name: str) -> bool:
        """Return whether this file or another may give any class a *name*."""
        is_stored = any(
            not isinstance(node.ctx, ast.Load)
            for node in self.nodes.by_attribute.get(name, ())
        )
        return (
            is_stored
            or name in self.assigned
            or self.mentions.has_string(name)
            or self._importers.may_define(name)
        )

    def is_given_attribute(self, name: str, use: Use) -> bool:
        """Return whether something may give the class of *use* another *name*.

        *use* is ``self``; a class below it may be in another file.
        """
        return self._file.inherited.is_given(name, use) or self._importers.may_define(
            name
        )

    def check_bound(self, use: Use) -> None:
        """Raise CannotFix if *use* may see something else than what is imported.

        That is a built-in name until the import runs which hides it, or what the file
        puts into its own namespace.
        """
        self._check_code()
        if self._is_rebound(use.name):
            raise CannotFix(f"the file binds {quote(use.name)} at run time")
        variable = self.variables.find_by_use(use)
        if variable is None or not hasattr(builtins, use.name):
            return
        if use.order not in self._bound:
            self._bound[use.order] = variable.scope.kind == FUNCTION_SCOPE or any(
                self._runs_before(binding, use) for binding in variable.bindings
            )
        if not self._bound[use.order]:
            raise CannotFix(f"{quote(use.name)} may be the built-in there")

    def _is_rebound(self, name: str) -> bool:
        """Return whether the file may bind the global *name* without a statement."""
        rebound = self._rebound
        is_named = rebound.is_computed and name in self.mentions.evaluated
        return is_named or name in rebound.names

    @cached_property
    def _rebound(self) -> Rebound:
        return find_rebound(self.nodes)

    def _runs_before(self, binding: AliasBinding, use: Use) -> bool:
        """Return whether the import of *binding* has run wherever *use* does."""
        node, place = self.imports[binding.source]
        # A function above the import may be called before it.
        is_above = (node.lineno, node.col_offset) < (
            use.node.lineno,
            use.node.col_offset,
        )
        return is_above and encloses(place.block, use.place.block)

    def _check_code(self) -> None:
        """Raise CannotFix if the file may see which names its functions use."""
        if _NAMES_OF_CODE in self.nodes.by_attribute or self.mentions.has_string(
            _NAMES_OF_CODE
        ):
            raise CannotFix(f"the file looks at {quote(_NAMES_OF_CODE)} of code")

    # Replacements

    def find_replacement(self, name: str, window: int, finding: Finding) -> Replacement:
        """Return what to write for *name*, which *finding* reports."""
        is_ban = finding.code == BAN
        key = name, window, is_ban
        if key not in self._replacements:
            find = self._follow_ban if is_ban else replacements.find_replacement
            self._replacements[key] = find(name, window)
        return self._replacements[key]

    def replace(self, name: str, window: int, finding: Finding) -> str:
        """Return what to write for *name*; raise CannotFix if there is nothing."""
        found = self.find_replacement(name, window, finding)
        if not found.name:
            raise CannotFix(found.reason)
        return found.name

    def _follow_ban(self, name: str, window: int) -> Replacement:
        """Return the replacement that the ban of *name* asks for."""
        kind = self._file.classify(name.partition(".")[0])
        verdict = self._file.policy.find_ban(name, kind)
        if verdict is None:
            return Replacement("", f"{quote(name)} is not banned itself")
        drop_in = replacements.find_replacement(name, window)
        if verdict.fact is not None and not verdict.text:
            return drop_in
        wanted = find_replacement(verdict.text, self._file.is_module)
        if not wanted:
            return Replacement("", "its ban names no replacement")
        rest = name.split(".")[count_parts(verdict.cause) :]
        asked_for = ".".join([wanted, *rest])
        home = self._find_home(asked_for)
        if home and home == os.path.realpath(self.path):
            return Replacement("", "its replacement is in this file")
        if home and would_be_in_circle(self.path, home):
            return Replacement("", "its replacement is in a file that imports this one")
        if self.unsafe or drop_in.name == asked_for:
            if home:
                add_import(self.path, home)
            return Replacement(asked_for)
        return Replacement("", "bans are rewritten with --unsafe only")

    # What may be written

    def check_words(
        self,
        home: Scope,
        order: int,
        uses: Iterable[NewUse],
        targets: dict[str, str],
        ignored: Collection[int],
    ) -> None:
        """Raise CannotFix if the first word of one of *uses* would mean something else.

        *targets* are the words that an import is to bind in *home*, in the place of the
        event *order*, with what it binds them to; other words have to be built in.
        *ignored* are the orders of the events that the rewrite removes; for the same
        events always the same collection.
        """
        users: dict[str, list[Use]] = {word: [] for word in targets}
        for use, words in uses:
            word = words[0]
            if word != use.name:
                self.check_bound(use)
            if word in targets:
                users[word].append(use)
            elif not self._is_builtin_in(word, use, ignored):
                raise CannotFix(f"{quote(word)} means something else there")
        module = self.variables.scopes.module
        for word, target in targets.items():
            is_new = home is module and word not in home.events
            is_other = any(use.name != word for use in users[word])
            if home is module and is_other and self._is_rebound(word):
                raise CannotFix(f"{quote(word)} means something else there")
            if is_new and self._may_take(word):
                raise CannotFix(f"a star import of this file would bind {quote(word)}")
            claimed = self._claimed.setdefault((id(home), word), target)
            if claimed != target or self._capture.clashes(
                word, target, home, users[word], ignored, order
            ):
                raise CannotFix(f"{quote(word)} means something else there")

    def _is_builtin_in(self, word: str, use: Use, ignored: Collection[int]) -> bool:
        """Return whether *word* would be the built-in name if it were written at *use*.

        Where it is written already, it stays what it is.
        """
        if not self._capture.is_builtin(word, use, ignored):
            return False
        is_new = word != use.name
        return not (is_new and (self._may_assign(word) or self._is_rebound(word)))

    def write(self, rewrite: Rewrite, new: NewUse) -> None:
        """Add *new* to the uses of *rewrite*; raise CannotFix if it cannot be found."""
        if self.spans.find(new.use, 1 + len(new.use.attributes)) is None:
            raise CannotFix("a use could not be found in the text")
        if new.words != [new.use.name, *new.use.attributes]:
            self._check_code()
        rewrite.uses[new.use.order] = new


def find_module_to_import(name: str, window: int, known_module: str) -> str:
    """Return the module to import for the dotted *name*.

    *known_module* is a part of *name* that is a module, if the tables know nothing.
    """
    module = replacements.find_module(name, window)
    if module in _IMPORTED_ALONG:
        return module.partition(".")[0]
    if module:
        return module
    if known_module and f"{name}.".startswith(f"{known_module}."):
        return known_module
    return name.rpartition(".")[0] or name
