"""Which dependencies are not from PyPI, as their files say."""

from __future__ import annotations

import pytest

from flake8_safe_imports.project.readers import (
    locks,
    origins,
    pipfile,
    pyproject,
    requirements,
)

PRIVATE = "https://user:pass@pypi.org.corp.example:8443/simple"
INDEXES = f"""
[[tool.uv.index]]
name = "corp"
url = "{PRIVATE}"
explicit = true
[[tool.uv.index]]
name = "Tuna"
url = "https://pypi.tuna.tsinghua.edu.cn/simple"
[[tool.poetry.source]]
name = "corp"
url = "{PRIVATE}"
[[tool.pdm.source]]
name = "corp"
url = "{PRIVATE}"
include_packages = ["p1", "G_*", "h?"]
exclude_packages = ["g-2"]
[[tool.pdm.source]]
name = "pypi"
url = "https://pypi.org/simple"
include_packages = ["p2"]
[tool.poetry.dependencies]
a1 = {{version = "1", source = "corp"}}
b1 = {{version = "1", source = "PyPI"}}
a2 = {{git = "https://github.com/x/a2.git"}}
a3 = {{url = "https://x.example/a3-1.0.zip"}}
b2 = {{url = "https://files.pythonhosted.org/packages/b2-1.0.zip"}}
b3 = "^1"
a4 = [{{version = "1", source = "corp"}}]
[project]
dependencies = [
    "u1", "u2", "u3", "u_4", "u5",
    "p1", "p2", "g.1", "g2", "g.2", "h1", "h12",
    "d1 @ https://x.example/d1.zip",
    "d2 @ git+https://github.com/x/d2",
    "d3 @ https://pypi.org/packages/d3.zip",
]
[tool.uv.sources]
u1 = {{index = "corp"}}
u2 = {{index = "tuna"}}
u3 = [{{index = "corp", marker = "sys_platform == 'linux'"}}]
u-4 = {{git = "https://github.com/x/u4"}}
"""


def find_elsewhere(manifest: object) -> str:
    """Return the names of what is not from PyPI."""
    dependencies = manifest.dependencies  # type: ignore[attr-defined]
    return " ".join(sorted(row.name for row in dependencies if row.is_elsewhere))


def test_a_project_names_the_origin_of_each() -> None:
    found = find_elsewhere(pyproject.read(INDEXES))

    assert found == "a1 a2 a3 a4 d1 d2 g.1 h1 p1 u1 u3 u_4"


def test_a_pipfile_names_indexes() -> None:
    text = f"""
[[source]]
name = "pypi"
url = "https://pypi.org/simple"
[[source]]
name = "corp"
url = "{PRIVATE}"
[packages]
a = {{version = "*", index = "corp"}}
b = {{version = "*", index = "pypi"}}
c = {{git = "https://github.com/x/c.git"}}
d = "*"
"""

    assert find_elsewhere(pipfile.read(text)) == "a c"


def test_lock_files_name_where_each_package_is_from() -> None:
    uv = f"""
[[package]]
name = "a"
version = "1"
source = {{ registry = "{PRIVATE}" }}
[[package]]
name = "b"
version = "1"
source = {{ registry = "https://pypi.org/simple" }}
[[package]]
name = "c"
version = "1"
source = {{ git = "https://github.com/x/c?rev=1#2" }}
[[package]]
name = "d"
version = "1"
[package.source]
type = "legacy"
url = "{PRIVATE}"
reference = "corp"
[[package]]
name = "e"
version = "1"
"""
    pylock = f"""
[[packages]]
name = "a"
version = "1"
index = "{PRIVATE}"
[[packages]]
name = "b"
version = "1"
index = "https://pypi.org/simple"
wheels = [{{url = "https://files.pythonhosted.org/b-1-py3-none-any.whl"}}]
[[packages]]
name = "c"
vcs = {{type = "git", url = "https://github.com/x/c", commit-id = "1"}}
[[packages]]
name = "d"
archive = {{url = "https://x.example/d-1.zip"}}
"""
    pipenv = f"""{{
"_meta": {{"sources": [
    {{"name": "pypi", "url": "https://pypi.org/simple"}},
    {{"name": "corp", "url": "{PRIVATE}"}}]}},
"default": {{
    "a": {{"index": "corp", "version": "==1"}},
    "b": {{"index": "pypi", "version": "==1"}},
    "c": {{"git": "https://github.com/x/c.git", "ref": "1"}}
}}}}"""

    assert find_elsewhere(locks.read_package_tables(uv)) == "a c d"
    assert find_elsewhere(locks.read_pylock(pylock)) == "a c d"
    assert find_elsewhere(locks.read_pipfile_lock(pipenv)) == "a c"


def test_requirements_have_addresses() -> None:
    text = """
a @ https://x.example/a.zip
b==1.0
-e git+https://github.com/x/c#egg=c
https://x.example/d-1.0-py3-none-any.whl
https://files.pythonhosted.org/packages/e-1.0.tar.gz
./wheels/f-1.0-py3-none-any.whl
"""

    assert find_elsewhere(requirements.read(text)) == "a c d f"


@pytest.mark.parametrize(
    "address",
    [
        "https://pypi.org/simple",
        "HTTPS://PyPI.org:443/simple",
        "https://__token__:x@pypi.org/simple/",
        "https://mirrors.aliyun.com/pypi/simple/",
    ],
)
def test_mirrors_have_the_same_names(address: str) -> None:
    assert not origins.is_elsewhere(address)


@pytest.mark.parametrize(
    "address", ["https://pypi.org.evil.example/", "https://x@y/pypi.org", "./x", ""]
)
def test_others_do_not(address: str) -> None:
    assert origins.is_elsewhere(address)
