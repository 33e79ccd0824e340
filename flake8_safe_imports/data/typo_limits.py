"""How popular a name must be for a typo of it to be reported.

For each level of ``vet-lookalikes`` and each kind of typo: pairs of the least length of
the name meant, and the worst rank accepted from that length on. A kind that is absent
is never reported. The kinds are explained in
:mod:`flake8_safe_imports.names.typo_kinds` and
:mod:`flake8_safe_imports.names.double_typos`. The limits were chosen with
``tools/evaluate_names.py``, to report few innocent names and to miss few squats.
"""

from __future__ import annotations

from collections.abc import Mapping

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

Limits = Mapping[str, tuple[tuple[int, int], ...]]

LIMITS: Final[Mapping[str, Limits]] = {
    "strict": {
        "fold": ((6, 300),),
        "rep": ((5, 15000),),
        "trans": ((5, 1000), (7, 15000)),
        "unrep": ((5, 20), (7, 1000), (9, 5000)),
        "omit": ((7, 300), (9, 1000)),
        "omit_end": ((7, 300), (9, 1000)),
        "omit_start": ((9, 1000),),
        "omit_start_py": ((6, 1000),),
        "ins": ((7, 300), (9, 1000)),
        "ins_adj": ((6, 300), (9, 5000)),
        "ins_end": ((9, 1000),),
        "sub_adj": ((7, 300), (9, 300)),
        "sub_homo": ((7, 300),),
        "sub_near": ((7, 300),),
        "sub_vowel": ((7, 300), (9, 1000)),
        "sub": ((9, 300),),
        "sub_start_adj": ((8, 8),),
        "sub_digit": ((5, 300),),
        "plural+": ((10, 300),),
        "run": ((6, 1000),),
        "typo2": ((11, 1000),),
        "typo1": ((11, 1000),),
        "typo1x": ((11, 300),),
    },
    "default": {
        "fold": ((4, 20), (5, 1000), (8, 5000)),
        "rep": ((4, 300), (5, 15000)),
        "trans": ((4, 1000), (5, 5000), (7, 15000)),
        "unrep": ((5, 20), (6, 300), (7, 1000), (9, 5000)),
        "omit": ((5, 20), (6, 500), (7, 1000), (9, 5000)),
        "omit_end": ((5, 20), (6, 300), (7, 1000), (9, 5000)),
        "omit_start": ((7, 1000), (12, 5000)),
        "omit_start_py": ((6, 1000),),
        "ins": ((5, 20), (6, 300), (7, 1000), (9, 5000)),
        "ins_adj": ((5, 20), (6, 5000), (7, 1000), (9, 15000)),
        "ins_end": ((5, 20), (6, 300), (9, 5000)),
        "sub_adj": ((5, 20), (6, 300), (7, 1000), (11, 5000)),
        "sub_homo": ((5, 20), (7, 1000), (9, 5000)),
        "sub_near": ((5, 20), (6, 1000), (9, 5000)),
        "sub_vowel": ((5, 20), (6, 300), (7, 1000), (11, 5000)),
        "sub": ((7, 300), (9, 1000), (11, 5000)),
        "sub_start_adj": ((8, 1000),),
        "sep": ((12, 300),),
        "sub_digit": ((5, 1000),),
        "plural+": (
            (8, 20),
            (9, 1000),
        ),
        "plural-": ((9, 300),),
        "run": ((6, 1000), (8, 5000)),
        "typo2": ((8, 500), (9, 20), (10, 1000), (11, 5000)),
        "typo2x": ((8, 100), (9, 20), (10, 1000)),
        "typo1": ((8, 100), (9, 20), (10, 1000)),
        "typo1x": ((8, 8), (9, 8), (10, 1000)),
    },
    "wide": {
        "fold": ((4, 20), (5, 5000), (8, 15000)),
        "rep": ((4, 5000), (5, 15000)),
        "trans": ((4, 5000), (5, 15000), (7, 15000)),
        "unrep": ((5, 20), (6, 1000), (7, 5000), (9, 15000)),
        "omit": ((5, 300), (6, 1000), (7, 5000), (9, 15000)),
        "omit_end": ((5, 20), (6, 300), (7, 1000), (9, 15000)),
        "omit_start": ((7, 1000), (9, 5000)),
        "omit_start_py": ((6, 15000),),
        "ins": ((5, 300), (6, 5000), (7, 5000), (9, 15000)),
        "ins_adj": ((5, 20), (6, 5000), (7, 15000), (9, 15000)),
        "ins_end": ((5, 20), (6, 1000), (7, 5000), (9, 15000)),
        "ins_start": ((6, 1000), (9, 300)),
        "ins_er": ((7, 300),),
        "sub_adj": ((5, 300), (6, 5000), (7, 5000), (9, 15000), (11, 15000)),
        "sub_homo": ((5, 300), (7, 5000), (9, 15000)),
        "sub_near": ((5, 300), (6, 5000), (9, 15000)),
        "sub_vowel": ((5, 20), (6, 5000), (7, 5000), (9, 5000), (11, 5000)),
        "sub": ((6, 300), (7, 1000), (9, 5000), (11, 5000)),
        "sub_start": ((7, 300),),
        "sub_start_adj": ((6, 300), (8, 1000)),
        "sub_digit": ((3, 1000), (5, 1000)),
        "sub_digit_far": ((5, 1000),),
        "plural+": ((7, 300), (9, 5000)),
        "plural_std": ((7, 300),),
        "plural-": ((8, 300), (9, 1000)),
        "digit_end": ((7, 300),),
        "digit_off": ((7, 300),),
        "sep": ((9, 1000),),
        "run": ((6, 5000),),
        "typo2": ((8, 1000), (9, 1000), (10, 5000), (11, 5000)),
        "typo2x": ((8, 300), (9, 300), (10, 5000)),
        "typo1": ((8, 100), (9, 100), (10, 5000)),
        "typo1x": ((8, 100), (9, 100), (10, 5000)),
    },
}

USUAL: Final[Mapping[str, tuple[str, str]]] = {
    # `from datatime import datetime`, in the code of many public repositories.
    "datatime": ("datetime", "letter replaced"),
    # `from distutil.core import setup`, in the code of many public repositories.
    "distutil": ("distutils", "letter missing"),
    # "the jinga2 templating", in the notes of many public repositories.
    "jinga2": ("jinja2", "letter replaced"),
    # `import pgk_resources`, in the code and the comments of many public repositories.
    "pgk_resources": ("pkg_resources", "letters swapped"),
    # "Psycopg 3" is imported as `psycopg` (www.psycopg.org/psycopg3/docs).
    "psycopg3": ("psycopg", "digit added"),
    # `import urlib2`, in the code of many public repositories, is the `urllib2` of
    # Python 2.
    "urlib2": ("urllib", "letter missing and digit added"),
}
"""Typos that no limit finds, or not for what is meant: the name meant, and its words.

They are made often, as the evidence says, and no honest module has such a name.
"""
