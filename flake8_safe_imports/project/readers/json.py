"""Parses JSON."""

from __future__ import annotations

import json

from flake8_safe_imports.project.manifest import ParseError


def parse(text: str) -> object:
    """Return a JSON document; raise ParseError for anything else."""
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg}"
        raise ParseError("JSON", error.lineno, reason, error) from error
    except ValueError as error:  # a number of 5,000 digits
        raise ParseError("JSON", 1, f"not JSON: {error}", error) from error
    except RecursionError as error:
        reason = "not JSON: nested too deeply"
        raise ParseError("JSON", 1, reason, error) from error
    return document
