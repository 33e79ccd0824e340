"""The comparison with what other tools know."""

from __future__ import annotations

import peer_coverage
import pytest
import stdlib_inputs


@pytest.mark.parametrize(
    "change", peer_coverage.CHANGES, ids=lambda change: change.title
)
def test_every_public_change_is_in_the_tables(change: peer_coverage.Change) -> None:
    dumps = {dump.minor: dump for dump in stdlib_inputs.load_dumps()}
    stubs, facts = stdlib_inputs.load_stubs(), stdlib_inputs.load_facts()
    pairs = peer_coverage.find_pairs(change, dumps, stubs, facts)
    flags = peer_coverage.ours(change)

    assert len(pairs) > 500
    assert [pair for pair in pairs if not flags(*pair)] == []
