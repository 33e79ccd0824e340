"""Programs made at random of what decides whether an import runs.

Guards, handlers, early exits, loops, functions, classes, and names that are bound more
than once. Each line has at most one thing that some version lacks.
"""

from __future__ import annotations

import random
import sys
from typing import Callable

HEAD = """\
import sys, contextlib, importlib, six
from typing import TYPE_CHECKING
from unittest import SkipTest
from helper import maybe, some, manager, own
import math, itertools, collections, asyncio
"""
TESTS = (
    "sys.version_info >= (3, 11)",
    "sys.version_info < (3, 12)",
    "sys.version_info[:2] == (3, 10)",
    "sys.version_info[:2] in ((3, 9), (3, 12))",
    "sys.version_info.minor > 11",
    "(3, 10) <= sys.version_info < (3, 13)",
    "sys.version_info[0] == 2",
    "sys.version_info >= (3,)",
    "sys.hexversion >= 0x030B0000",
    "maybe()",
    "maybe()",
    "TYPE_CHECKING",
    "six.PY2",
    "six.PY3",
    "hasattr(asyncio, 'timeout')",
    "hasattr(asyncio, 'coroutine')",
)
MODULES = ("tomllib", "imp", "asyncore", "urllib2", "zoneinfo", "distutils", "json")
NAMES = (
    "math.cbrt",
    "itertools.batched",
    "itertools.izip",
    "collections.Mapping",
    "asyncio.timeout",
    "asyncio.coroutine",
    "math.pi",
)
ERRORS = (
    "ImportError",
    "ImportError",
    "(ImportError, AttributeError)",
    "Exception",
    "ModuleNotFoundError",
    "AttributeError",
    "ValueError",
)
TARGETS = ("math", "itertools", "collections", "box", "other")


class Writer:
    """Writes one program."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lines: list[str] = []
        self._indent = 0
        self._count = 0
        self._flags: list[str] = []
        self._functions: list[str] = []
        self._where = ["module"]
        self._rebinds = self._chance(0.5)

    def write(self) -> str:
        """Return the program."""
        self._lines = HEAD.splitlines()
        if self._chance(0.5):
            self._add("box = own()", "other = own()")
        else:
            self._add("box = other = own()")
        self._body(self._random.randint(1, 3), self._random.randint(2, 4))
        return "\n".join([*self._lines, ""])

    # Helpers

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _pick(self, *given: str) -> str:
        return self._random.choice(given)

    def _name(self, start: str) -> str:
        self._count += 1
        return f"{start}{self._count}"

    def _add(self, *lines: str) -> None:
        self._lines += [" " * self._indent + line for line in lines]

    def _block(self, head: str, write: Callable[[], None]) -> None:
        """Write *head*, and below it what *write* does."""
        self._add(head)
        self._indent += 1
        flags = len(self._flags)
        before = len(self._lines)
        write()
        if len(self._lines) == before:
            self._add("pass")
        del self._flags[flags:]
        self._indent -= 1

    def _test(self) -> str:
        test = self._pick(*TESTS, *self._flags, *self._flags)
        shape = self._random.random()
        if shape < 0.1:
            return f"not {test}" if test.isidentifier() else f"not ({test})"
        if shape < 0.2:
            return f"({test} and {self._test()})"
        if shape < 0.3:
            return f"({test} or {self._test()})"
        if shape < 0.35:
            return f"({self._name('walrus')} := {test})"
        if shape < 0.4:
            return f"({test} if {self._test()} else {self._test()})"
        return test

    # Statements

    def _body(self, depth: int, length: int = 0) -> None:
        for _ in range(length or self._random.randint(1, 2)):
            self._statement(depth)

    def _statement(self, depth: int) -> None:
        if not depth or self._chance(0.35):
            self._need()
            return
        kinds = [
            self._if,
            self._if,
            self._leave,
            self._leave,
            self._loop,
            self._with,
            self._function,
            self._function_given_out,
            self._class,
            self._flag,
            self._choice,
            # Where names have several values, the checker knows little of errors.
            *([self._bind] * 2 if self._rebinds else [self._try] * 2),
        ]
        if sys.version_info >= (3, 10):
            kinds.append(self._match)
        self._random.choice(kinds)(depth - 1)

    def _need(self, depth: int = 0) -> None:
        """Write something that some versions lack."""
        kind = self._random.random()
        if kind < 0.3:
            self._add(f"import {self._pick(*MODULES)}")
        elif kind < 0.4:
            module, _, name = self._pick(*NAMES).partition(".")
            self._add(f"from {module} import {name}")
        elif kind < 0.5:
            self._add(f"import {self._pick(*MODULES)} as {self._pick(*TARGETS[3:])}")
        elif kind < 0.6:
            call = self._pick("__import__", "importlib.import_module")
            self._add(f"{call}({self._pick(*MODULES)!r})")
        else:
            self._add(self._chain())

    def _chain(self) -> str:
        name = self._pick(*NAMES)
        if self._chance(0.2):
            return f"{self._pick('box', 'other')}.{name.partition('.')[2]}"
        return name

    def _if(self, depth: int) -> None:
        self._block(f"if {self._test()}:", lambda: self._body(depth))
        while self._chance(0.25):
            self._block(f"elif {self._test()}:", lambda: self._body(depth))
        if self._chance(0.4):
            self._block("else:", lambda: self._body(depth))

    def _leave(self, depth: int) -> None:
        ways = ["raise SystemExit", "sys.exit()", "raise SkipTest"]
        if "method" in self._where:  # subclasses may have others, which do not leave
            ways = []
        if "finally" in self._where:  # that would replace errors, also wrong ones
            ways = []
        elif "function" in self._where[-1]:
            ways += ["return"] * 4
        if self._where[-1].endswith("loop") and "finally" not in self._where:
            ways += ["break", "continue"] * 2
        kind = self._random.random()
        if not ways:
            self._need()
        elif kind < 0.1 and "method" not in self._where:
            self._add(f"assert {self._test()}")
        elif kind < 0.15 and "method" not in self._where:
            self._add(f"{self._test()} or sys.exit()")
        elif kind < 0.3:
            self._block(f"if {self._test()}:", lambda: self._body(depth))
            self._block("else:", lambda: self._add(self._pick(*ways)))
        else:
            self._block(f"if {self._test()}:", lambda: self._leaving(depth, ways))

    def _leaving(self, depth: int, ways: list[str]) -> None:
        if self._chance(0.2):
            self._body(depth)
        self._add(self._pick(*ways))

    def _try(self, depth: int) -> None:
        if "finally" in self._where:
            self._need()
            return
        self._block("try:", lambda: self._tried(depth))
        for _ in range(self._random.randint(1, 2)):
            name = " as error" if self._chance(0.2) else ""
            error = self._pick(*ERRORS)
            write = self._handle_missing if error in ERRORS[:4] else self._handle
            self._block(f"except {error}{name}:", write)
        if self._chance(0.3):
            self._block("else:", lambda: self._body(depth))
        if self._chance(0.15):
            self._where += ["finally", self._where[-1]]
            self._block("finally:", lambda: self._body(depth))
            del self._where[-2:]

    def _tried(self, depth: int) -> None:
        """Write the body of a ``try``.

        What fails below a test in it is not followed, so there something is raised.
        """
        errors = [
            "raise ModuleNotFoundError",
            "raise ValueError",
            "raise AttributeError",
        ]
        if "method" not in self._where:
            errors += ["raise SystemExit", "sys.exit()"]
        for _ in range(self._random.randint(1, 2 + depth)):
            if self._chance(0.3):
                self._block(
                    f"if {self._test()}:", lambda: self._add(self._pick(*errors))
                )
            elif self._chance(0.15):
                function = self._name("_raise")
                self._where.append("function")
                self._block(f"def {function}():", lambda: self._tried(0))
                self._where.pop()
                self._add(f"{function}()")
            elif depth and self._chance(0.3):
                self._random.choice([self._try, self._loop])(depth - 1)
            else:
                self._need()

    def _handle_missing(self) -> None:
        """Write a handler for what is missing, which may itself need something."""
        if self._chance(0.5):
            self._body(0)
        else:
            self._handle()

    def _handle(self) -> None:
        ways = ["pass", "pass"]
        if "method" not in self._where:
            ways += ["raise SystemExit", "raise"]
        self._add(self._pick(*ways))

    def _loop(self, depth: int) -> None:
        kind = self._random.random()
        target = self._pick("item", "item", "box", "math") if self._rebinds else "item"
        head = f"for {target} in some():"
        if kind < 0.3:
            head = f"while {self._test()} and maybe():"
        elif kind < 0.5:
            head = "while True:"
        self._where.append(f"{self._where[-1]} loop")
        self._block(head, lambda: self._looped(depth, head))
        self._where.pop()
        if self._chance(0.2):
            self._block("else:", lambda: self._body(depth))

    def _looped(self, depth: int, head: str) -> None:
        if head.startswith("for") and " item " not in head:
            self._add(f"{head.split()[1]} = own()")
        if head == "while True:":
            self._add("maybe()")  # ends the execution after many rounds
        self._body(depth)
        if head == "while True:":
            self._block("if maybe():", lambda: self._add("break"))

    def _with(self, depth: int) -> None:
        error = self._pick(*ERRORS).strip("()")
        head = self._pick(
            f"with contextlib.suppress({error}):",
            "with manager():",
            "with manager() as box:",
        )
        self._block(head, lambda: self._body(depth))

    def _function(self, depth: int) -> None:
        name = self._name("_function")
        parameter, given = "", ""
        if self._chance(0.3):
            parameter = (
                f"{self._pick('box', 'math', 'flag')}={self._pick('own()', 'own')}"
            )
            parameter = parameter if "flag" not in parameter else f"flag={self._test()}"
        elif self._chance(0.2):
            parameter, given = self._pick("box", "math"), "own()"
        self._where.append("function")
        flags, self._flags = self._flags, [*self._flags]
        if parameter.startswith("flag"):
            self._flags.append("flag")
        self._block(f"def {name}({parameter}):", lambda: self._inner(depth))
        self._flags = flags
        self._where.pop()
        for _ in range(self._random.randint(1, 2)):
            if self._chance(0.3):
                test = self._test()
                self._block(f"if {test}:", lambda: self._add(f"{name}({given})"))
            else:
                self._add(f"{name}({given})")

    def _function_given_out(self, depth: int) -> None:
        """Write a function that another returns, and that is called later."""
        outer, inner, given = self._name("_make"), self._name("inner"), self._name("f")
        self._where.append("function")
        self._block(f"def {outer}():", lambda: self._returning(inner, depth))
        self._where.pop()
        self._add(f"{given} = {outer}()")
        if self._chance(0.5):
            self._body(0)
        self._add(f"{given}()")

    def _returning(self, inner: str, depth: int) -> None:
        kind = self._random.random()
        if kind < 0.3:
            self._add(f"return lambda: {self._test()} and {self._chain()}")
            return
        # Who calls it is not followed, so it does not leave, like a method.
        self._where += ["method", "function"]
        self._block(f"def {inner}():", lambda: self._body(depth))
        del self._where[-2:]
        if kind < 0.6:
            self._body(0)
        self._add(f"return {inner}")

    def _inner(self, depth: int) -> None:
        kind = self._random.random() if self._rebinds else 1.0
        name = self._pick("math", "box", "itertools")
        if kind < 0.15:
            self._add(f"global {name}")
            self._binding(name)
        elif kind < 0.3:
            self._binding(name)
        elif kind < 0.4 and self._where.count("function") == 1 and depth:
            inner = self._name("inner")
            self._add(f"{name} = own()")
            self._block(f"def {inner}():", lambda: self._nonlocal(name))
            self._add(f"{inner}()")
        self._body(depth)

    def _nonlocal(self, name: str) -> None:
        self._add(f"nonlocal {name}")
        self._where.append("function")
        self._binding(name)
        self._where.pop()

    def _class(self, depth: int) -> None:
        name = self._name("Class")
        self._where.append("class")
        self._block(f"class {name}:", lambda: self._class_body(depth))
        self._where.pop()
        self._add(f"{name}().method()")

    def _class_body(self, depth: int) -> None:
        self._body(depth)
        self._where += ["method", "function"]
        self._block("def method(self):", lambda: self._body(depth))
        del self._where[-2:]

    def _flag(self, depth: int) -> None:
        kind = self._random.random()
        name = self._name("flag")
        if kind < 0.4:
            self._add(f"{name} = {self._test()}")
        elif kind < 0.6:
            self._block(f"if {self._test()}:", lambda: self._add(f"{name} = True"))
            self._block("else:", lambda: self._add(f"{name} = False"))
        elif kind < 0.75:
            # A build may lack distutils on any version, so the flag would tell nothing.
            module = self._pick(*MODULES).replace("distutils", "imp")
            self._block("try:", lambda: self._add(f"import {module}"))
            self._block("except ImportError:", lambda: self._add(f"{name} = False"))
            self._block("else:", lambda: self._add(f"{name} = True"))
        elif kind < 0.9:
            function = self._name("is_new")
            self._where.append("function")
            self._block(f"def {function}():", lambda: self._add_predicate())
            self._where.pop()
            name = f"{function}()"
        else:
            self._add(f"{name} = False")
            self._block(f"if {self._test()}:", lambda: self._add(f"{name} = True"))
        self._flags.append(name)

    def _add_predicate(self) -> None:
        if self._chance(0.5):
            self._block(f"if {self._test()}:", lambda: self._add("return True"))
            self._add("return False")
        else:
            self._add(f"return {self._test()}")

    def _bind(self, depth: int) -> None:
        name = self._pick(*TARGETS)
        if self._chance(0.3):
            self._block(f"if {self._test()}:", lambda: self._binding(name))
        else:
            self._binding(name)

    def _binding(self, name: str) -> None:
        """Write what binds *name*."""
        module = self._pick("math", "itertools", "collections")
        ways = [
            f"{name} = own()",
            f"import {module} as {name}",
            f"import {module} as {name}",
            f"{name} = {self._pick('math', 'box')}"
            if self._where[-1] == "module"
            else f"import {module} as {name}",
            f"with manager() as {name}: pass",
        ]
        if "class" not in self._where[-1]:
            ways += [f"[({name} := own()) for item in some()]", f"({name} := own())"]
            ways.append(f"[{name}.cbrt for {name} in [own()]]")
        if self._chance(0.15):
            self._add(f"del {name}")
        self._add(self._random.choice(ways))

    def _choice(self, depth: int) -> None:
        """Write an expression that evaluates something on some versions only."""
        self._add(
            self._pick(
                f"{self._test()} and {self._chain()}",
                f"{self._test()} or {self._chain()}",
                f"{self._chain()} if {self._test()} else None",
                f"[{self._chain()} for item in some() if {self._test()}]",
                f"(lambda: {self._test()} and {self._chain()})()",
                f"__import__({self._pick(*MODULES)!r}) if {self._test()} else None",
                f"any({self._chain()} for item in some() if {self._test()})",
                f"{{item: {self._chain()} for item in some() if {self._test()}}}",
                f"[item for item in some() if {self._test()} and {self._chain()}]",
            )
        )

    def _match(self, depth: int) -> None:
        subject = self._pick("sys.version_info[:2]", "sys.version_info", "len(some())")
        self._block(f"match {subject}:", lambda: self._cases(subject, depth))

    def _cases(self, subject: str, depth: int) -> None:
        patterns = ["0", f"1 if {self._test()}"]
        if "sys" in subject:
            rest = "" if ":" in subject else ", *_"
            patterns = [
                f"(3, 10{rest})",
                f"(3, 9{rest}) | (3, 11{rest})",
                f"(3, minor{rest}) if minor >= 12",
                f"[3, 11 | 12{rest}]",
                f"(2, _{rest})",
                f"_ if {self._test()}",
            ]
        for pattern in self._random.sample(patterns, self._random.randint(1, 2)):
            self._block(f"case {pattern}:", lambda: self._body(depth))
        if self._chance(0.5):
            last = self._pick("_", "anything")
            self._block(f"case {last}:", lambda: self._body(depth))


def make_program(seed: int) -> str:
    """Return the program of *seed*."""
    return Writer(seed).write()
