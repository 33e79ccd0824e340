"""Names that a file binds in its own namespace: programs run before and after."""

from __future__ import annotations

import contextlib
import functools
import io
import sys
import types
from typing import TYPE_CHECKING

import pytest
from fixing import fix
from support import count_calls

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "import importlib, sys, six\nfrom six import text_type\n"
USE = "print(text_type('a'), six.text_type('a'))\n"
FAKE = "class Fake: text_type = repr\n"
REBINDING = {
    "item": "globals()['text_type'] = repr\n",
    "item in a function": "def f(): globals()['six'] = Fake\nf()\n",
    "local item": "locals()['six'] = Fake\n",
    "kept": "names = globals()\nnames['six'] = Fake\n",
    "keyword": "globals().update(six=Fake)\n",
    "key": "globals().update({'text_type': repr})\n",
    "mapping": "fakes = {'six': Fake}\nglobals().update(fakes)\n",
    "method": "globals().__setitem__('six', Fake)\n",
    "loop": "for name in ('text_type',): globals()[name] = repr\n",
    "attribute": "sys.modules[__name__].text_type = repr\n",
    "attribute of a name": "own = sys.modules[__name__]\nown.six = Fake\n",
    "setattr": "setattr(sys.modules[__name__], 'six', Fake)\n",
    "imported": "importlib.import_module(__name__).six = Fake\n",
    "dictionary": "sys.modules[__name__].__dict__['six'] = Fake\n",
    "vars": "vars(sys.modules[__name__])['six'] = Fake\n",
    "looked up": "own = sys.modules.get(__name__)\nown.six = Fake\n",
    "passed on": "def f(names): names['six'] = Fake\nf(globals())\n",
    "in a tuple": "names, other = globals(), 1\nnames['six'] = Fake\n",
    "kept in an object": "Fake.names = globals()\nFake.names['six'] = Fake\n",
    "returned": "def f(): return globals()\nf()['six'] = Fake\n",
    "the new name": "globals()['str'] = repr\n",
    "the new name, of the module": "setattr(sys.modules[__name__], 'str', repr)\n",
    "globals of a function": "def f(): pass\nf.__globals__['six'] = Fake\n",
    "globals of a frame": "sys._getframe().f_globals['str'] = repr\n",
    "locals of a frame": "sys._getframe().f_locals['str'] = repr\n",
    "globals by a string": "def f(): pass\ngetattr(f, '__globals__')['six'] = Fake\n",
    "globals by six": "def f(): pass\nsix.get_function_globals(f)['str'] = repr\n",
    "globals that are passed on": (
        "def f(names): names['six'] = Fake\nf(f.__globals__)\n"
    ),
    "executed": "exec('text_type = repr')\n",
    "executed import": "exec('import types as six; six.text_type = repr')\n",
    "executed for the new name": "exec('str = repr', globals())\n",
    "executed by what is executed": "exec('exec(\"str = repr\")')\n",
    "executed lookup": "exec('globals()[\"str\"] = repr')\n",
    "executed setattr": (
        "exec('import sys; setattr(sys.modules[__name__], \"str\", repr)')\n"
    ),
    "executed under another name": "run = exec\nrun('str = repr')\n",
    "executed text": "code = 'str = repr'\nexec(code)\n",
    "executed by six": "six.exec_('def str(x): return repr(x)', globals())\n",
    "an attribute of main": (
        "sys.modules['__main__'] = sys.modules[__name__]\n"
        "import __main__\n__main__.six = Fake\n"
    ),
}


@pytest.fixture
def main() -> Iterator[None]:
    known = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = known


@pytest.mark.parametrize("name", REBINDING)
@pytest.mark.usefixtures("main")
def test_what_is_bound_at_run_time_is_still_seen(name: str) -> None:
    source = HEAD + FAKE + REBINDING[name] + USE

    assert run(fix(source).source) == run(source)


@pytest.mark.parametrize(
    "other",
    [
        "globals()['other'] = repr\n",
        "globals().update(other=repr)\n",
        "print(eval('text_type', globals()))\n",
        "for name in ('other',): globals()[name] = repr\n",
        "setattr(sys.modules[__name__], 'other', repr)\n",
        "class A: pass\nA.text_type = repr\nsetattr(A, 'six', repr)\n",
        "exec('other = text_type; print(str(1))')\n",
        "exec('six = 1', {})\nexec('str = repr; six = 1', {}, {})\n",
        "def f(): pass\nf.__globals__['other'] = repr\n",
        "class A: pass\na = A()\na.__dict__['six'] = 1\n",
        "names = {}\nsys.modules[__name__].names.update(six=1)\n",
        "names = {}\nnames['six'] = names.update(text_type=repr)\n",
    ],
)
def test_other_names_are_rewritten(other: str) -> None:
    source = HEAD + other + USE
    result = fix(source).source

    assert "str('a'))\n" in result
    assert run(result) == run(source)


def test_the_reason_is_reported() -> None:
    source = "import six\nglobals()['six'] = 1\nsix.text_type\n"
    (skipped,) = fix(source).skipped

    assert skipped.reason == "the file binds `six` at run time"


@pytest.mark.hostile
def test_many_calls_of_exec_take_linear_time() -> None:
    code = "a = b + 1; b = a\nexec(a)\n"
    spent = [
        count_calls(functools.partial(fix, f"{HEAD}{code * size}{USE}"))
        for size in (10, 100, 200)
    ]

    assert spent[2] < 2.2 * spent[1]


def run(source: str) -> str:
    """Run *source* as a module of its own, and return what it prints."""
    module = types.ModuleType("rebinding")
    sys.modules["rebinding"] = module
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(source, "rebinding.py", "exec"), module.__dict__)
    finally:
        del sys.modules["rebinding"]
    return printed.getvalue()
