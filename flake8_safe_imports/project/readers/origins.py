"""Whether a dependency comes from PyPI, or from elsewhere as its file says.

Sources: the documentation of pip, Poetry, Pipenv, PDM, uv and pixi; PEP 751; the
instructions of the mirrors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HOST: Final = r"(?:[\w.-]+\+)?\w[\w.-]*://(?:[^/@]*@)?([^/:?#]*)"
_OF_PYPI: Final = frozenset(
    (
        *("pypi.org", "pypi.python.org", "files.pythonhosted.org"),
        # Public copies of all of PyPI.
        *("mirror.baidu.com", "mirror.nju.edu.cn", "mirror.sjtu.edu.cn"),
        *("mirrors.163.com", "mirrors.aliyun.com", "mirrors.bfsu.edu.cn"),
        *("mirrors.cloud.aliyuncs.com", "mirrors.cloud.tencent.com"),
        *("mirrors.hust.edu.cn", "mirrors.sustech.edu.cn", "mirrors.tencent.com"),
        *("mirrors.tuna.tsinghua.edu.cn", "mirrors.ustc.edu.cn", "pypi.douban.com"),
        *("pypi.doubanio.com", "pypi.mirrors.ustc.edu.cn"),
        *("pypi.tuna.tsinghua.edu.cn", "repo.huaweicloud.com"),
    )
)
_REPOSITORIES: Final = ("git", "hg", "svn", "bzr", "vcs")
_ADDRESSES: Final = ("url", "file", "registry", "path")


def is_elsewhere(address: str) -> bool:
    """Return whether an *address* is neither PyPI's nor a public mirror's."""
    found = re.match(_HOST, address.strip())
    return found is None or found[1].lower() not in _OF_PYPI


def has_other_origin(entry: object, indexes: Mapping[str, str]) -> bool:
    """Return whether an *entry* of a manifest or lock file is not from PyPI.

    *indexes* are the addresses of those that the file defines, by name.
    """
    if not isinstance(entry, dict):
        return False
    if any(entry.get(key) for key in _REPOSITORIES):
        return True
    # In lock files of uv and Poetry it is a table; in pylock.toml, an archive is.
    for key in ("source", "archive"):
        if isinstance(entry.get(key), dict):
            return has_other_origin(entry[key], indexes)
    for key in ("index", "source"):
        name = entry.get(key)
        if isinstance(name, str):
            address = name if "://" in name else indexes.get(name.lower(), name)
            return address.lower() != "pypi" and is_elsewhere(address)
    return any(
        isinstance(entry.get(key), str) and is_elsewhere(entry[key])
        for key in _ADDRESSES
    )


def list_indexes(tables: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Return the addresses of package indexes, by their names in lower case."""
    found = {}
    for table in tables:
        name, url = table.get("name"), table.get("url")
        if isinstance(name, str) and isinstance(url, str):
            found[name.lower()] = url
    return found
