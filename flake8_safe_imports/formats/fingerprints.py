"""Fingerprints, by which CI systems know a finding again after its lines have moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from flake8_safe_imports.formats.paths import show_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.formats.items import Item


def add_fingerprints(items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """Yield each item with its fingerprint, which no other item here has.

    It is made of the file, the code and what is reported, not of line and column. Of
    equal items in one file the first one is the same as the first one before.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for item in items:
        key = show_path(item.path), item.rule.id, item.subject or item.message
        seen[key] += 1
        parts = "\0".join((*key, str(seen[key])))
        digest = hashlib.sha256(parts.encode("utf-8", "surrogatepass"))
        yield item, digest.hexdigest()[:32]
