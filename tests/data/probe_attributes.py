"""Asked of an interpreter: which of the dotted attributes on standard input it has.

Prints JSON: "has" are those that the class has, "lacks" those that neither the class
has nor its source mentions. Others, and classes that it lacks, are left out.
Runs on every Python from 2.7 on.
"""

import importlib
import json
import sys
import warnings

try:
    from typing import Any
except ImportError:
    pass

warnings.simplefilter("ignore")
MODULES = {}  # type: dict[str, Any]
SOURCES = {}  # type: dict[str, str]


def load(name):
    # type: (str) -> Any
    if name not in MODULES:
        try:
            MODULES[name] = importlib.import_module(name)
        except BaseException:
            MODULES[name] = None
    return MODULES[name]


def read(name):
    # type: (str) -> str
    if name not in SOURCES:
        path = getattr(load(name), "__file__", None) or ""
        path = path[:-1] if path.endswith(".pyc") else path
        text = ""
        if path.endswith(".py"):
            with open(path, "rb") as stream:
                text = stream.read().decode("utf-8", "replace")
        SOURCES[name] = text
    return SOURCES[name]


def main():
    # type: () -> None
    has, lacks = [], []  # type: list[str], list[str]
    for dotted in sys.stdin.read().split():
        owner, attribute = dotted.rsplit(".", 1)
        module, name = owner.rsplit(".", 1)
        value = vars(load(module)).get(name) if load(module) else None
        if not isinstance(value, type):
            continue
        bases = [base for base in value.__mro__ if base is not object]
        if any(attribute in vars(base) for base in bases):
            has.append(dotted)
        elif all(
            ("." + attribute) not in read(base.__module__)
            and (attribute + ":") not in read(base.__module__)
            for base in bases
        ):
            lacks.append(dotted)
    print(json.dumps({"has": has, "lacks": lacks}))


main()
