"""How uses of the standard library are rewritten that take more than another name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports.fix.idioms.sites import (
    Idiom,
    Site,
    check_comments,
    replace,
    replace_name,
    unwrap,
)
from flake8_safe_imports.fix.text.edits import Edit
from flake8_safe_imports.fix.use_rewrites import (
    check_availability,
    is_unquoted_escape,
    takes_common_part,
)

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.variables import Variable

_MOST_TYPES: Final = 50
"""How many types of a tuple are looked at."""
METHODS: Final = frozenset(
    {"capitalize", "center", "count", "expandtabs", "find", "index", "ljust", "lower"}
    | {"lstrip", "replace", "rfind", "rindex", "rjust", "rsplit", "rstrip", "split"}
    | {"strip", "swapcase", "upper", "zfill"}
)
"""The functions of ``string`` that are methods under the same name."""


# string


def write_string_method(site: Site) -> Idiom | None:
    """Write ``text.lower()`` for ``string.lower(text)``."""
    call = site.call(1, 4)
    if call is None:
        return None
    subject, rest = call.args[0], call.args[1:]
    method = site.name.rpartition(".")[2].replace("splitfields", "split")
    if method not in METHODS or (method == "zfill" and not _is_text(subject)):
        return None
    source = site.context.source
    if not rest:
        return unwrap(site, call, subject, f".{method}()")
    made = unwrap(site, call, subject, f".{method}(")
    first, last = source.span(rest[0])[0], source.span(subject)[1]
    check_comments(site, last, first)
    if "(" in source.text[last:first].replace(" ", "")[1:]:
        return None
    closing = Edit(last, first, made.edits[1].text)
    return Idiom((made.edits[0], closing), f"....{method}(...)")


def _is_text(node: ast.expr) -> bool:
    """Return whether *node* is text, by its form; ``zfill`` took numbers too."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"hex", "repr", "str"}
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr)


def write_join(site: Site) -> Idiom | None:
    """Write ``separator.join(words)`` for ``string.join(words, separator)``."""
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
    check_comments(site, start, first)
    check_comments(site, last, end)
    if "\n" in text or isinstance(words, ast.GeneratorExp):
        return None
    new = f"{text}.join("
    made = Edit(start, first, new), Edit(last, end, ")")
    return Idiom(made, f"{new}...)")


def shorten_make_suite(site: Site) -> Idiom | None:
    """Leave out what ``unittest.makeSuite(T, "test")`` does anyway."""
    call = site.call(2, 2)
    if call is None or not isinstance(call.args[1], ast.Constant):
        return None
    if call.args[1].value != "test":
        return None
    source = site.context.source
    start, end = source.span(call.args[0])[1], source.span(call.args[1])[1]
    check_comments(site, start, end)
    text = source.text[start:end]
    if ")" in text or "(" in text:
        return None
    return Idiom((Edit(start, end, ""),), "unittest.makeSuite(...)")


# Others


def write_unquoted(site: Site) -> Idiom | None:
    """Write ``quote=False``, as a first step to ``html.escape``."""
    call = site.call(1, 1)
    variable = site.context.variables.find_by_use(site.use)
    module = site.context.variables.scopes.module
    if call is None or variable is None or "html" in module.events:
        return None
    if not all(_can_be_escape(site.context, use, variable) for use in variable.uses):
        return None
    end = site.context.source.span(call.args[0])[1]
    if site.context.source.after(end) != ")":
        return None
    check_availability("html.escape", site.window)
    return Idiom((Edit(end, end, ", quote=False"),), "cgi.escape(..., quote=False)")


def _can_be_escape(context: Context, use: Use, variable: Variable) -> bool:
    """Return whether ``html.escape`` can do what *use*, of ``cgi``, does."""
    bindings = context.variables.find_bindings(use)
    targets = {binding.target for binding in bindings or ()}
    call = context.nodes.find_call(use.node)
    return (
        {".".join([target, *use.attributes]) for target in targets} == {"cgi.escape"}
        and call is not None
        and not context.nodes.is_in_fstring(use.node)
        # Else the second step, `html.escape`, would reach something else.
        and (not use.attributes or context.is_free("html", use))
        and (is_unquoted_escape(call) or (len(call.args) == 1 and not call.keywords))
    )


def write_full_argspec(site: Site) -> Idiom | None:
    """Write ``inspect.getfullargspec(f)[:4]`` where four values are unpacked.

    A name that is imported itself gets its new name in the next round.
    """
    call, context = site.call(1, 1), site.context
    if call is None or not _is_unpacked(context, call) or context.nodes.is_tried(call):
        return None
    check_availability("inspect.getfullargspec", site.window)
    end = context.source.span(call)[1]
    cut = Edit(end, end, "[:4]")
    if not site.use.attributes:
        variable = context.variables.find_by_use(site.use)
        if variable is None or not all(
            _can_be_full(context, use) for use in variable.uses
        ):
            return None
        return Idiom((cut,), "inspect.getargspec(...)[:4]")
    name_end = context.source.span(site.node)[1]
    new = Edit(name_end - len("getargspec"), name_end, "getfullargspec")
    return Idiom((new, cut), "inspect.getfullargspec(...)[:4]")


def _can_be_full(context: Context, use: Use) -> bool:
    """Return whether ``getfullargspec`` can do what *use*, of ``getargspec``, does."""
    call = context.nodes.find_call(use.node)
    if call is None:
        return False
    is_alike = takes_common_part(context.nodes.around(call))
    is_called_alike = is_alike or _is_unpacked(context, call)
    return is_called_alike and not context.nodes.is_tried(call)


def _is_unpacked(context: Context, call: ast.Call) -> bool:
    """Return whether four names are bound to what *call* returns."""
    statement = context.nodes.around(call)
    return isinstance(statement, ast.Assign) and all(
        isinstance(target, (ast.Tuple, ast.List))
        and len(target.elts) == 4
        and not any(isinstance(item, ast.Starred) for item in target.elts)
        for target in statement.targets
    )


def write_types_of_text(site: Site) -> Idiom | None:
    """Write ``(str,)`` for ``types.StringTypes`` where something may be in it."""
    parent = site.parent
    if not isinstance(parent, ast.Compare) or parent.comparators != [site.node]:
        return None
    is_asked = isinstance(parent.ops[0], (ast.In, ast.NotIn))
    return replace_name(site, "(str,)") if is_asked and site.is_builtin("str") else None


def drop_old_classes(site: Site) -> Idiom | None:
    """Write ``type`` for ``(type, types.ClassType)`` in ``isinstance``."""
    types = site.parent
    if not isinstance(types, ast.Tuple) or not site.is_builtin("type"):
        return None
    if len(types.elts) > _MOST_TYPES:
        return None
    others = [site.text(node) for node in types.elts if node is not site.node]
    text = ", ".join(others)
    if (
        "type" not in others
        or "\n" in text
        or not site.context.is_checked_type(site.node, site.use)
    ):
        return None
    return replace(site, types, text if len(others) == 1 else f"({text})")


def write_conversion(builtin: str) -> Callable[[Site], Idiom | None]:
    """Return the rewrite of a call that *builtin* does as well."""

    def rewrite(site: Site) -> Idiom | None:
        is_call = site.call(1, 2) is not None and site.is_builtin(builtin)
        return replace_name(site, builtin) if is_call else None

    return rewrite
