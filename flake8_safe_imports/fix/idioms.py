"""Rewriting calls and constants of Python 2 to what an engineer would write instead.

``six.iteritems(d)`` becomes ``d.items()``: that takes more than another name.  Each
rewrite does on Python 3 exactly what the old one does there; what needs no import is
rewritten use by use.  To add one, write a function and a row of ``IDIOMS``.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.fix.edits import Edit
from flake8_safe_imports.fix.rewrites import CannotFix
from flake8_safe_imports.fix.use_rewrites import is_unquoted_escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.variables import Variable

_ITERATING: Final = frozenset(
    {"all", "any", "dict", "enumerate", "frozenset", "list", "max", "min", "set"}
    | {"sorted", "sum", "tuple", "zip"}
)
"""The built-ins that only iterate over their arguments."""
_CHAINABLE: Final = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
_BRACKETED: Final = (ast.Dict, ast.List, ast.ListComp, ast.DictComp, ast.Set)
_PLAIN_METACLASSES: Final = frozenset({"abc.ABCMeta", "builtins.type"})
_METHODS: Final = frozenset(
    {"capitalize", "center", "count", "expandtabs", "find", "index", "ljust", "lower"}
    | {"lstrip", "replace", "rfind", "rindex", "rjust", "rstrip", "split", "strip"}
    | {"swapcase", "upper", "zfill"}
)
"""The functions of ``string`` that are methods under the same name."""


class Site(NamedTuple):
    """A use that is to be rewritten, and where it stands."""

    context: Context
    use: Use
    name: str
    """The absolute dotted name that it reaches."""

    @property
    def node(self) -> ast.expr:
        """The name, with the attributes that belong to it."""
        return self.use.node

    @property
    def parent(self) -> ast.AST | None:
        """The node around the name."""
        return self.context.parents.get(id(self.node))

    def text(self, node: ast.expr) -> str:
        """Return the text of *node*, without parentheses around it."""
        start, end = self.context.source.span(node)
        return self.context.source.text[start:end]

    def is_builtin(self, name: str) -> bool:
        """Return whether *name* means the built-in here."""
        return self.context.is_builtin(name, self.use)

    def call(self, least: int, most: int) -> ast.Call | None:
        """Return the call of the name, if so many plain arguments are given."""
        call = self.parent
        if not isinstance(call, ast.Call) or call.func is not self.node:
            return None
        is_plain = not call.keywords and not any(
            isinstance(argument, (ast.Starred, ast.GeneratorExp))
            for argument in call.args
        )
        return call if is_plain and least <= len(call.args) <= most else None

    def statement(self, call: ast.Call) -> ast.Expr | None:
        """Return the statement that *call* is the whole of."""
        parent = self.context.parents.get(id(call))
        return parent if isinstance(parent, ast.Expr) else None


class Idiom(NamedTuple):
    """What to write for one use."""

    edits: tuple[Edit, ...]
    new: str
    """How a summary shows it."""


def _replace(site: Site, node: ast.expr | ast.stmt, text: str) -> Idiom:
    """Return the edit that writes *text* for all of *node*."""
    start, end = site.context.source.span(node)
    _check_comments(site, start, end)
    return Idiom((Edit(start, end, text),), text)


def _unwrap(
    site: Site, call: ast.Call, argument: ast.expr, after: str, *, new: str = ""
) -> Idiom:
    """Return the edits that leave *argument* of *call*, followed by *after*."""
    source = site.context.source
    start, end = source.span(call)
    first, last = source.span(argument)
    _check_comments(site, start, first)
    _check_comments(site, last, end)
    opening, closing = "", ""
    inner = source.text[first:last]
    is_simple = isinstance(argument, (*_CHAINABLE, *_BRACKETED, ast.Constant))
    if isinstance(argument, ast.Constant) and not isinstance(
        argument.value, (str, bytes)
    ):
        is_simple = False
    if not is_simple or (
        ("\n" in inner or "\r" in inner) and not isinstance(argument, _BRACKETED)
    ):
        opening, closing = "(", ")"
    made = (Edit(start, first, opening), Edit(last, end, f"{closing}{after}"))
    return Idiom(made, new or f"...{after}")


def _check_comments(site: Site, start: int, end: int) -> None:
    if "#" in site.context.source.text[start:end]:
        raise CannotFix("there is a comment inside it")


# six


def _iterate(method: str) -> Callable[[Site], Idiom | None]:
    def rewrite(site: Site) -> Idiom | None:
        call = site.call(1, 1)
        if call is None:
            return None
        made = _unwrap(site, call, call.args[0], f".{method}()")
        if _is_iterated(site, call):
            return made
        if not site.is_builtin("iter"):
            return None
        first, last = made.edits
        return Idiom(
            (
                first._replace(text=f"iter({first.text}"),
                last._replace(text=f"{last.text})"),
            ),
            f"iter(...{last.text})",
        )

    return rewrite


def _is_iterated(site: Site, call: ast.Call) -> bool:
    """Return whether nothing but ``iter`` is done with the result of *call*."""
    parent = site.context.parents.get(id(call))
    if isinstance(parent, (ast.For, ast.comprehension)):
        return parent.iter is call
    if not isinstance(parent, ast.Call) or call not in parent.args:
        return False
    function = parent.func
    if isinstance(function, ast.Attribute):
        text = function.value
        is_text = isinstance(text, ast.Constant) and isinstance(text.value, str)
        return is_text and function.attr == "join"
    return (
        isinstance(function, ast.Name)
        and function.id in _ITERATING
        and site.is_builtin(function.id)
        and (function.id not in {"max", "min"} or len(parent.args) == 1)
    )


def _method(method: str) -> Callable[[Site], Idiom | None]:
    def rewrite(site: Site) -> Idiom | None:
        call = site.call(1, 1)
        return _unwrap(site, call, call.args[0], method) if call else None

    return rewrite


def _types(builtin: str) -> Callable[[Site], Idiom | None]:
    """Return the rewrite of a tuple with one type."""

    def rewrite(site: Site) -> Idiom | None:
        if not site.is_builtin(builtin):
            return None
        parent = site.parent
        if isinstance(parent, ast.Subscript) and parent.value is site.node:
            index = parent.slice
            if isinstance(index, ast.Constant) and index.value == 0:
                return _replace(site, parent, builtin)
        if site.context.is_checked_type(site.node, site.use):
            return _replace_name(site, builtin)
        return _replace_name(site, f"({builtin},)")

    return rewrite


def _replace_name(site: Site, text: str) -> Idiom | None:
    span = site.context.spans.find(site.use, 1 + len(site.use.attributes))
    return Idiom((Edit(*span, text),), text) if span else None


def _u(site: Site) -> Idiom | None:
    call = site.call(1, 1)
    # A string that is a statement could become a docstring.
    if call is None or site.statement(call):
        return None
    return _unwrap(site, call, call.args[0], "", new="its argument")


def _b(site: Site) -> Idiom | None:
    call = site.call(1, 1)
    if call is None:
        return None
    argument = call.args[0]
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        return _unwrap(site, call, argument, '.encode("latin-1")')
    return _write_bytes(site, call, argument, "latin-1")


def _write_bytes(
    site: Site, call: ast.Call, literal: ast.Constant, encoding: str
) -> Idiom | None:
    """Return the edit that writes a bytes literal for *call*, if that is the same."""
    text = re.sub(r"^[uU]", "", site.text(literal))
    new = f"b{text}"
    assert isinstance(literal.value, str)
    try:
        is_same = ast.literal_eval(new) == literal.value.encode(encoding)
    except (ValueError, SyntaxError):
        return None
    return _replace(site, call, new) if is_same and "\n" not in new else None


def _ensure_text(site: Site) -> Idiom | None:
    call = site.call(1, 1)
    is_text = call is not None and _is_text(call.args[0])
    return _u(site) if is_text else None


def _ensure_binary(site: Site) -> Idiom | None:
    call = site.call(1, 1)
    literal = call.args[0] if call else None
    if call is None or not isinstance(literal, ast.Constant):
        return None
    if isinstance(literal.value, bytes):
        return _u(site)
    return _write_bytes(site, call, literal, "utf-8") if _is_text(literal) else None


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _subscript(site: Site) -> Idiom | None:
    call = site.call(2, 2)
    if call is None:
        return None
    index = site.text(call.args[1])
    if not isinstance(call.args[1], (ast.Name, ast.Constant)):
        return None
    return _unwrap(site, call, call.args[0], f"[{index}]")


def _method_of_first(site: Site) -> Idiom | None:
    """Write ``self.assertRegex(...)`` for ``six.assertRegex(self, ...)``."""
    call = site.parent
    if not isinstance(call, ast.Call) or call.func is not site.node or not call.args:
        return None
    first = call.args[0]
    if not isinstance(first, ast.Name) or len(call.args) < 2:
        return None
    source = site.context.source
    start, (following, _) = source.span(call)[0], source.span(call.args[1])
    _check_comments(site, start, following)
    text = source.text[source.span(first)[1] : following]
    if "(" in text or isinstance(call.args[1], ast.Starred):
        return None
    method = site.name.rpartition(".")[2]
    new = f"{first.id}.{method}("
    return Idiom((Edit(start, following, new),), f"{first.id}.{method}")


def _raise_from(site: Site) -> Idiom | None:
    call = site.call(2, 2)
    statement = site.statement(call) if call else None
    if call is None or statement is None:
        return None
    error, cause = map(site.text, call.args)
    if "\n" in error + cause or not all(
        isinstance(item, (*_CHAINABLE, ast.Constant)) for item in call.args
    ):
        return None
    return _replace(site, statement, f"raise {error} from {cause}")


def _reraise(site: Site) -> Idiom | None:
    call = site.parent
    if not isinstance(call, ast.Call) or call.func is not site.node or call.keywords:
        return None
    statement = site.statement(call)
    if statement is None:
        return None
    if len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
        is_current = site.text(call.args[0].value) == "sys.exc_info()"
        if is_current and site.context.is_in_handler(statement):
            return _replace(site, statement, "raise")
        return None
    if len(call.args) != 3 or not isinstance(call.args[1], ast.Call):
        return None
    error, traceback = map(site.text, call.args[1:])
    is_of_type = site.text(call.args[1].func) == site.text(call.args[0])
    is_simple = isinstance(call.args[2], (*_CHAINABLE, ast.Constant))
    if "\n" in error + traceback or not is_of_type or not is_simple:
        return None
    return _replace(site, statement, f"raise {error}.with_traceback({traceback})")


def _drop_decorator(site: Site) -> Idiom | None:
    owner = site.parent
    if not isinstance(owner, ast.ClassDef):
        return None
    return _remove_decorator(site, owner, site.node)


def _remove_decorator(site: Site, owner: ast.ClassDef, node: ast.expr) -> Idiom | None:
    if not any(node is decorator for decorator in owner.decorator_list):
        return None
    source = site.context.source
    start, end = source.span(node)
    first = source.line_start(source.line_of(start))
    last = source.line_start(source.line_of(end) + 1)
    before = source.text[first:start].strip()
    if before != "@" or source.text[end:last].strip():
        return None
    return Idiom((Edit(first, last, ""),), "nothing")


def _add_metaclass(site: Site) -> Idiom | None:
    call = site.call(1, 1)
    owner = site.context.parents.get(id(call)) if call else None
    if call is None or not isinstance(owner, ast.ClassDef) or owner.keywords:
        return None
    removed = _remove_decorator(site, owner, call)
    # Other decorators would see a class that is made at another time.
    if removed is None or owner.decorator_list[-1] is not call:
        return None
    header = site.context.find_class_header(owner)
    # A base with a metaclass of its own would be told of one class instead of two.
    is_plain = all(
        isinstance(base, ast.Name) and site.is_builtin(base.id) for base in owner.bases
    )
    if header is None or not is_plain or _has_slots(owner):
        return None
    if not _is_plain_metaclass(site, call.args[0]):
        return None
    name_end, arguments_end = header
    metaclass = f"metaclass={site.text(call.args[0])}"
    if owner.bases:
        edit = Edit(arguments_end, arguments_end, f", {metaclass}")
    elif arguments_end > name_end:
        edit = Edit(name_end, arguments_end + 1, f"({metaclass})")
    else:
        edit = Edit(name_end, name_end, f"({metaclass})")
    return Idiom((*removed.edits, edit), f"({metaclass})")


def _is_plain_metaclass(site: Site, node: ast.expr) -> bool:
    """Return whether the metaclass *node* does not care in what the body is run.

    ``six.add_metaclass`` never calls ``__prepare__``.
    """
    context = site.context
    if context.dotted_name(node) in _PLAIN_METACLASSES:
        return True
    if not isinstance(node, ast.Name):
        return False
    found = [owner for owner in context.nodes.of(ast.ClassDef) if owner.name == node.id]
    return len(found) == 1 and (
        all(context.dotted_name(base) in _PLAIN_METACLASSES for base in found[0].bases)
        and bool(found[0].bases)
        and not found[0].keywords
        and not any(
            isinstance(part, ast.FunctionDef) and part.name == "__prepare__"
            for part in ast.walk(found[0])
        )
    )


def _has_slots(owner: ast.ClassDef) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == "__slots__"
        for statement in owner.body
        for part in ast.walk(statement)
    )


def _with_metaclass(site: Site) -> Idiom | None:
    call = site.call(1, 9)
    owner = site.context.parents.get(id(call)) if call else None
    if call is None or not isinstance(owner, ast.ClassDef):
        return None
    if len(owner.bases) != 1 or owner.keywords or owner.bases[0] is not call:
        return None
    if not all(isinstance(item, (ast.Name, ast.Attribute)) for item in call.args):
        return None
    metaclass, *bases = map(site.text, call.args)
    if bases == ["object"]:
        bases = []
    text = ", ".join([*bases, f"metaclass={metaclass}"])
    return _replace(site, call, text) if "\n" not in text else None


# string


def _string_method(site: Site) -> Idiom | None:
    """Write ``text.lower()`` for ``string.lower(text)``."""
    call = site.call(1, 4)
    if call is None:
        return None
    subject, rest = call.args[0], call.args[1:]
    method = site.name.rpartition(".")[2].replace("splitfields", "split")
    if method not in _METHODS:
        return None
    source = site.context.source
    if not rest:
        return _unwrap(site, call, subject, f".{method}()")
    made = _unwrap(site, call, subject, f".{method}(")
    first, last = source.span(rest[0])[0], source.span(subject)[1]
    _check_comments(site, last, first)
    if "(" in source.text[last:first].replace(" ", "")[1:]:
        return None
    closing = Edit(last, first, made.edits[1].text)
    return Idiom((made.edits[0], closing), f"....{method}(...)")


def _join(site: Site) -> Idiom | None:
    call = site.call(1, 2)
    if call is None:
        return None
    words = call.args[0]
    separator = call.args[1] if len(call.args) > 1 else None
    if separator is None:
        text = '" "'
    elif isinstance(separator, (ast.Constant, ast.Name, ast.Attribute)):
        text = site.text(separator)
    else:
        return None
    source = site.context.source
    start, end = source.span(call)
    first, last = source.span(words)
    _check_comments(site, start, first)
    _check_comments(site, last, end)
    if "\n" in text or isinstance(words, ast.GeneratorExp):
        return None
    new = f"{text}.join("
    made = Edit(start, first, new), Edit(last, end, ")")
    return Idiom(made, f"{new}...)")


def _make_suite(site: Site) -> Idiom | None:
    """Leave out what ``unittest.makeSuite(T, "test")`` does anyway."""
    call = site.call(2, 2)
    if call is None or not isinstance(call.args[1], ast.Constant):
        return None
    if call.args[1].value != "test":
        return None
    source = site.context.source
    start, end = source.span(call.args[0])[1], source.span(call.args[1])[1]
    _check_comments(site, start, end)
    text = source.text[start:end]
    if ")" in text or "(" in text:
        return None
    return Idiom((Edit(start, end, ""),), "unittest.makeSuite(...)")


# Others


def _escape(site: Site) -> Idiom | None:
    """Write ``quote=False``, as a first step to ``html.escape``."""
    call = site.call(1, 1)
    variable = site.context.variables.of_use(site.use)
    module = site.context.variables.scopes.module
    if call is None or variable is None or "html" in module.events:
        return None
    if not all(_can_be_escape(site.context, use, variable) for use in variable.uses):
        return None
    end = site.context.source.span(call.args[0])[1]
    if site.context.source.after(end) != ")":
        return None
    return Idiom((Edit(end, end, ", quote=False"),), "cgi.escape(..., quote=False)")


def _can_be_escape(context: Context, use: Use, variable: Variable) -> bool:
    """Return whether ``html.escape`` can do what *use*, of ``cgi``, does."""
    bindings = context.variables.bindings_of(use)
    targets = {binding.target for binding in bindings or ()}
    call = context.parents.get(id(use.node))
    return (
        {".".join([target, *use.attributes]) for target in targets} == {"cgi.escape"}
        and isinstance(call, ast.Call)
        and call.func is use.node
        and not context.is_in_fstring(use.node)
        and (is_unquoted_escape(call) or (len(call.args) == 1 and not call.keywords))
    )


def _argspec(site: Site) -> Idiom | None:
    """Write ``inspect.getfullargspec(f)[:4]`` where four values are unpacked."""
    call = site.call(1, 1)
    statement = site.context.parents.get(id(call)) if call else None
    if call is None or not site.use.attributes or not isinstance(statement, ast.Assign):
        return None
    if not all(
        isinstance(target, (ast.Tuple, ast.List))
        and len(target.elts) == 4
        and not any(isinstance(item, ast.Starred) for item in target.elts)
        for target in statement.targets
    ):
        return None
    name_end = site.context.source.span(site.node)[1]
    end = site.context.source.span(call)[1]
    edits = (
        Edit(name_end - len("getargspec"), name_end, "getfullargspec"),
        Edit(end, end, "[:4]"),
    )
    return Idiom(edits, "inspect.getfullargspec(...)[:4]")


def _conversion(builtin: str) -> Callable[[Site], Idiom | None]:
    def rewrite(site: Site) -> Idiom | None:
        is_call = site.call(1, 2) is not None and site.is_builtin(builtin)
        return _replace_name(site, builtin) if is_call else None

    return rewrite


IDIOMS: Final[dict[str, Callable[[Site], Idiom | None]]] = {
    "cgi.escape": _escape,
    "inspect.getargspec": _argspec,
    "six.add_metaclass": _add_metaclass,
    "six.assertCountEqual": _method_of_first,
    "six.assertNotRegex": _method_of_first,
    "six.assertRaisesRegex": _method_of_first,
    "six.assertRegex": _method_of_first,
    "six.b": _b,
    "six.byte2int": _method("[0]"),
    "six.class_types": _types("type"),
    "six.ensure_binary": _ensure_binary,
    "six.ensure_str": _ensure_text,
    "six.ensure_text": _ensure_text,
    "six.get_function_closure": _method(".__closure__"),
    "six.get_function_code": _method(".__code__"),
    "six.get_function_defaults": _method(".__defaults__"),
    "six.get_function_globals": _method(".__globals__"),
    "six.get_method_function": _method(".__func__"),
    "six.get_method_self": _method(".__self__"),
    "six.get_unbound_function": _u,
    "six.indexbytes": _subscript,
    "six.integer_types": _types("int"),
    "six.iteritems": _iterate("items"),
    "six.iterkeys": _iterate("keys"),
    "six.iterlists": _iterate("lists"),
    "six.itervalues": _iterate("values"),
    "six.python_2_unicode_compatible": _drop_decorator,
    "six.raise_from": _raise_from,
    "six.reraise": _reraise,
    "six.string_types": _types("str"),
    "six.u": _u,
    "six.viewitems": _method(".items()"),
    "six.viewkeys": _method(".keys()"),
    "six.viewvalues": _method(".values()"),
    "six.with_metaclass": _with_metaclass,
    "string.atof": _conversion("float"),
    "string.atoi": _conversion("int"),
    "string.atol": _conversion("int"),
    "string.join": _join,
    "string.joinfields": _join,
    "string.splitfields": _string_method,
    "unittest.makeSuite": _make_suite,
    **{f"string.{name}": _string_method for name in _METHODS},
}
"""By the absolute name that a use reaches; None is returned where it cannot be."""


class RewrittenIdiom(NamedTuple):
    """A use that is rewritten."""

    finding: Finding
    name: str
    idiom: Idiom


def rewrite_idioms(
    context: Context, reasons: dict[Finding, str]
) -> list[RewrittenIdiom]:
    """Return what can be rewritten now; what overlaps is for the next round.

    Add to *reasons* why other findings are not.
    """
    found: list[RewrittenIdiom] = []
    taken: list[tuple[int, int]] = []
    """The spans of the edits, sorted."""
    for use, name, finding in _reported_uses(context):
        rewrite = IDIOMS.get(name)
        if rewrite is None or not use.reads or context.is_in_fstring(use.node):
            continue
        try:
            context.check_patches(use, name)
            idiom = rewrite(Site(context, use, name))
        except CannotFix as error:
            reasons[finding] = str(error)
            continue
        if idiom is None or not _claim(taken, idiom.edits):
            continue
        found.append(RewrittenIdiom(finding, name, idiom))
    return found


def _claim(taken: list[tuple[int, int]], edits: Sequence[Edit]) -> bool:
    """Add the spans of *edits* to *taken*, unless one of them is taken already."""
    # Insertions at the end of one another would come in an unknown order.
    spans = [(edit.start, max(edit.end, edit.start + 1)) for edit in edits]
    for start, end in spans:
        index = bisect_left(taken, (start, end))
        if index and taken[index - 1][1] > start:
            return False
        if index < len(taken) and taken[index][0] < end:
            return False
    for span in spans:
        insort(taken, span)
    return True


def _reported_uses(context: Context) -> Iterator[tuple[Use, str, Finding]]:
    """Yield each use that is reported, or whose import is, with its dotted name."""
    for use in context.variables.scopes.uses:
        bindings = context.variables.bindings_of(use)
        targets = {binding.target for binding in bindings or ()}
        if len(targets) != 1:
            continue
        name = ".".join([*targets, *use.attributes])
        if name not in IDIOMS:
            continue
        finding = context.reported.about_use(use, name)
        if finding is None:
            finding = context.find_reported_import(
                use, {b.source for b in bindings or ()}
            )
        if finding is not None:
            yield use, name, finding
