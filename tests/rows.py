"""Tests of many rows that cost as much as one test."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def each_row(
    names: str | Sequence[str],
    rows: Iterable[object],
    ids: Iterable[str] | Callable[[Any], object] = (),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Call a test for each row; it fails once, and names the rows that fail.

    Write it like ``pytest.mark.parametrize``, whose every row costs 4 ms: more than
    what most of them test. ``tmp_path`` is a new folder for each row. Use pytest's
    own where a row needs another fixture afresh, or a mark.
    """
    columns = names.split(", ") if isinstance(names, str) else list(names)
    table = [_read_row(row, len(columns)) for row in rows]
    labels = [_name_row(row, ids) for row in table] if callable(ids) else list(ids)
    assert table, "no rows"
    assert not any(row.marks for row in table), "a mark is for pytest.mark.parametrize"
    assert len(labels) in {0, len(table)}

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            failed: dict[str, BaseException] = {}
            skipped = []
            for number, row in enumerate(table):
                given = {**fixtures, **dict(zip(columns, row.values))}
                if "tmp_path" in fixtures:
                    given["tmp_path"] = fixtures["tmp_path"] / str(number)
                    given["tmp_path"].mkdir()
                error = _find_error(functools.partial(test, **given))
                if isinstance(error, pytest.skip.Exception):
                    skipped.append(str(error))
                elif error is not None:
                    label = labels[number] if labels else row.id
                    shown = ", ".join(map(repr, row.values))
                    failed[f"row {number} ({label or f'{shown:.300}'})"] = error
            if failed:
                first = next(iter(failed.values()))
                raise AssertionError(_explain(failed, len(table))) from first
            if skipped:
                pytest.skip(f"{len(skipped)} of {len(table)} rows: {skipped[0]}")

        signature = inspect.signature(test)
        others = [
            parameter
            for name, parameter in signature.parameters.items()
            if name not in columns
        ]
        assert len(others) + len(columns) == len(signature.parameters)
        del run.__wrapped__
        run.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return run

    return decorate


def _read_row(row: object, width: int) -> Any:
    """Return *row* as ``pytest.param`` returns it."""
    if hasattr(row, "marks"):
        return row
    return pytest.param(row) if width == 1 else pytest.param(*row)  # type: ignore[misc]


def _name_row(row: Any, name: Callable[[Any], object]) -> str:
    return "-".join(str(name(value)) for value in row.values)


def _find_error(test: Callable[[], None]) -> BaseException | None:
    """Return how *test* fails or is skipped, if it is."""
    try:
        test()
    except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:
        return error
    return None


def _explain(failed: dict[str, BaseException], count: int) -> str:
    lines = [f"{len(failed)} of {count} rows fail; the traceback is of the first:"]
    for label, error in failed.items():
        first = str(error).partition("\n")[0]
        lines.append(f"  {label}: {type(error).__name__}: {first:.300}")
    return "\n".join(lines)
