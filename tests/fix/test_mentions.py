"""Strings that name something that was rewritten."""

from __future__ import annotations

from fixing import fix


def test_strings_that_name_an_unbound_name_are_reported() -> None:
    source = "from itertools import izip\nizip('itertools.count', 'itertools.izip')\n"
    result = fix(source)

    assert result.source == "zip('itertools.count', 'itertools.izip')\n"
    assert [(skipped.line, skipped.text) for skipped in result.skipped] == [
        (2, "the string 'itertools.izip' names `izip`")
    ]
