"""The tool that writes down what the standard library of an interpreter has."""

from __future__ import annotations

import os
import sys

import dump_names
import pytest

needs_source = pytest.mark.skipif(
    sys.platform == "emscripten", reason="its library is compiled"
)


@needs_source
@pytest.mark.parametrize("name", ["os", "abc", "codecs", "importlib.util", "json"])
def test_source_of_frozen_modules_is_read(name: str) -> None:
    # Frozen since 3.11: their loader gives no source.
    text = dump_names.read_source(name)

    assert text is not None
    assert "import" in text


@pytest.mark.parametrize("name", ["sys", "no_such_module"])
def test_what_has_no_source(name: str) -> None:
    assert dump_names.read_source(name) is None


@needs_source
def test_what_classes_of_frozen_modules_assign_to_self() -> None:
    # `os._wrap_close` keeps what it wraps; no class attribute shows that.
    assert "_stream" in dump_names.find_assigned(vars(os)["_wrap_close"])
