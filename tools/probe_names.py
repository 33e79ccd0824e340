"""Answer which modules and names the running Python has; run by each version.

    python probe_names.py QUESTIONS.json ANSWERS.json

QUESTIONS holds a list of ``[module, [name, ...]]``. ANSWERS gets the running release,
such as "3.11.7", and for each question ``[has the module, [has the name, ...]]``: true,
false, or null if the module exists and does not load on this machine. 2.7 runs this
too, so types are written as comments.
"""

from __future__ import print_function

import json
import os
import pkgutil
import sys
import warnings

MYPY = False  # mypy takes it for true; 2.7 has no typing
if MYPY:
    from typing import Any, List, Optional, Tuple


def has_file(module):
    # type: (str) -> bool
    """Return whether there is something to import under the name *module*."""
    try:
        from importlib.util import find_spec
    except ImportError:
        # Python 2.7; the function is gone from newer ones.
        find_spec = vars(pkgutil)["find_loader"]
    try:
        return find_spec(module) is not None
    except BaseException:
        return False


def answer(module, names):
    # type: (str, List[str]) -> Tuple[bool, List[Optional[bool]]]
    """Answer one question."""
    try:
        __import__(module)
        found = sys.modules[module]  # type: Any
    except BaseException:
        # Not only ImportError: a module may raise anything while it is imported.
        there = has_file(module)
        return there, [None if there else False for _ in names]
    return True, [hasattr(found, name) for name in names]


def main(questions, answers):
    # type: (str, str) -> None
    """Read the file *questions*, write the file *answers*."""
    warnings.simplefilter("ignore")
    # Importing antigravity opens a browser.
    os.environ["BROWSER"] = "false"
    with open(questions) as stream:
        asked = json.load(stream)
    result = [answer(str(module), names) for module, names in asked]
    with open(answers, "w") as out:
        json.dump([sys.version.split()[0], result], out)
    # Skip what modules registered to be done at exit.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
