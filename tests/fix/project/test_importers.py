"""What other files import from the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from fixing import fix

from flake8_safe_imports.fix.project import importers, project_files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "app").mkdir()
    importers.forget()
    return tmp_path


COMPUTED = "def _import_module(name): __import__(name)\n"
USERS = {
    "computed": f"{COMPUTED}getattr(m, 'cPickle')\n",
    "from": "from app.compat import cPickle\n",
    "relative": "from .compat import (os,  # (\n    cPickle)\n",
    "star": "from .compat import *\n",
    "patched": "mock.patch('app.compat.cPickle.dumps')\n",
    "chain": "import app.compat\napp.compat.cPickle\n",
    "python 2": "from app.compat import cPickle\nprint 'x'\n",
    "comment": "from .compat import (  # things (old)\n    cPickle,\n)\n",
    "continued": "from app.compat \\\n    import cPickle\n",
    "no blank": "from.compat import cPickle\n",
    "blanks": "from . compat import cPickle\n",
    "alias after a semicolon": "import os; import app.compat as c\nc.cPickle\n",
    "alias after a colon": "if os: import app.compat as c\nc.cPickle\n",
    "command": "run([python, '-c', 'import app.compat as c; c.cPickle'])\n",
    "continued command": "run('import os\\nfrom app.compat import cPickle')\n",
    "chain over lines": "from app import compat\n(compat.  # it\n  cPickle)\n",
    "continued chain": "from app import compat\ncompat.\\\n   cPickle\n",
    "got from a chain": "import app.compat\ngetattr(app.compat, 'cPickle')\n",
    "got from a package": "import app\ngetattr(app.compat, 'cPickle')\n",
    "long chain": "import src\nsetattr(src.app.compat, 'cPickle', None)\n",
    "chain under another name": "import app.compat\nc = app.compat\nc.cPickle\n",
    "computed name": "import app.compat\npatch(f'{app.compat.__name__}.cPickle')\n",
    "name of an alias": "from app import compat as c\nx(c.__name__ + '.cPickle')\n",
    "name of a function's": "from .compat import f\nx(f.__module__ + '.cPickle')\n",
    "globals of a function": "from .compat import f\nf.__globals__['cPickle']\n",
    "globals by the module": "from . import compat\ncompat.f.__globals__['cPickle']\n",
    "globals of a method": "import app.compat as c\nc.A.f.__globals__['cPickle'] = 1\n",
    "got for another": "from . import a, compat\ngetattr(a, getattr(compat, x))\n",
    "got for a function": "from app import compat\nmy_getattr(a, vars(compat))\n",
    "text that is run": "exec(open('app/compat.py').read())\ncPickle\n",
}


@pytest.mark.parametrize("text", USERS.values(), ids=USERS)
def test_names_that_others_import_stay_bound(project: Path, text: str) -> None:
    (project / "app" / "user.py").write_text(text)
    path = str(project / "app" / "compat.py")
    source = "import cPickle\ncPickle.dumps\n"

    for unsafe in (False, True):
        assert fix(source, path=path, unsafe=unsafe).source == (
            "import pickle as cPickle\ncPickle.dumps\n"
        )


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("import six\ndef f(): six.moves.http_client.OK\n", "http.client"),
        ("from six import moves\ndef f(): moves.http_client.OK\n", "http.client"),
        ("from six.moves import urllib\nurllib.parse.quote\n", "urllib.parse"),
        ("import six.moves.urllib.parse as p\np.quote\n", "urllib.parse"),
    ],
)
def test_what_is_imported_late_stays_so_where_a_file_may_see_it(
    project: Path, source: str, module: str
) -> None:
    path = str(project / "app" / "user.py")
    (project / "test_it.py").write_text("import sys\nassert 'queue' in sys.modules\n")
    assert fix(source, path=path).source != source

    test = f"import sys\nassert '{module}' not in sys.modules\n"
    (project / "test_it.py").write_text(test)
    importers.forget()
    assert fix(source, path=path).source == source


@pytest.mark.parametrize(
    "patch",
    ["gevent.monkey.patch_all()", "patch_all(ssl=False)", "eventlet.monkey_patch()"],
)
def test_what_is_imported_late_stays_so_where_the_library_is_patched(
    patch: str,
) -> None:
    source = f"import six\n{patch}\ndef f(): six.moves.http_client.OK\n"

    assert fix(source.replace(patch, "patch()")).changes
    assert fix(source).source == source


OTHER_FILES = {
    "README.rst": ">>> from app.compat import cPickle\n",
    "notes.txt": ">>> import app.compat as c\n>>> c.cPickle\n",
    "try.ipynb": '{"source": ["from app.compat import cPickle\\n"]}\n',
    "tool": "#!/usr/bin/env python3\nfrom app.compat import cPickle\n",
    "window.pyw": "from app.compat import cPickle\n",
    "SConstruct": "from app.compat import cPickle\n",
}


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("import app.compat\napp.compat.zip = f\n", True),
        ("monkeypatch.setattr('app.compat.zip', f)\n", True),
        ("import app.compat\napp.compat.map = f\n", False),
        ("import app.compat\napp.other.zip = f\n", False),
    ],
)
def test_a_builtin_name_that_another_file_hides_is_not_written(
    project: Path, text: str, is_kept: bool
) -> None:
    (project / "test_it.py").write_text(text)
    result = fix(
        "from itertools import izip\nizip(a)\n",
        path=str(project / "app" / "compat.py"),
    )

    assert (result.source.strip() == "zip(a)") is not is_kept


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("f(compat)\nx.encoding = 'base64'\n", False),
        ("f(compat)\nx.encoding = 'base64'  # why\n", False),
        ("f(compat, 'base64')\n", True),
        ("f(compat)\nname = 'base64'\n", True),
        ("f(compat, x.encoding)\nx.encoding = ['base64']\n", True),
        ("setattr(compat, x.encoding, f)\nx.encoding = 'base64'\n", True),
        ("vars(compat)[x.encoding] = f\nx.encoding = 'base64'\n", True),
        ("f(compat)\nx.encoding = 'base64'\ncompat.base64 = f\n", True),
    ],
)
def test_a_string_that_an_attribute_is_assigned_changes_no_module(
    project: Path, text: str, is_kept: bool
) -> None:
    (project / "test_it.py").write_text(f"from app import compat\n{text}")
    before = "import base64\nbase64.encodestring(x)\n"
    after = before if is_kept else before.replace("string", "bytes")

    assert fix(before, path=str(project / "app" / "compat.py")).source == after


@pytest.mark.parametrize("name", OTHER_FILES)
def test_documents_and_scripts_count_as_users(project: Path, name: str) -> None:
    path = str(project / "app" / "compat.py")
    source = "import cPickle\ncPickle.dumps\n"
    (project / name).write_text("cPickle and app.compat\n")

    assert fix(source, path=path).source == "import pickle\npickle.dumps\n"

    (project / name).write_text(OTHER_FILES[name])
    importers.forget()

    assert fix(source, path=path).source == "import pickle as cPickle\ncPickle.dumps\n"


@pytest.mark.parametrize("how", ["package", "working directory", "given"])
def test_without_a_project_users_above_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    folder = tmp_path / "app" / "sub"
    folder.mkdir(parents=True)
    (tmp_path / "main.py").write_text("from app.sub.compat import cPickle\n")
    if how == "package":
        (tmp_path / "app" / "__init__.py").touch()
        (folder / "__init__.py").touch()
    monkeypatch.chdir(tmp_path if how == "working directory" else folder)
    importers.forget([str(tmp_path)] if how == "given" else ())

    fixed = fix("import cPickle\ncPickle.dumps\n", path=str(folder / "compat.py"))

    importers.forget()
    assert fixed.source == "import pickle as cPickle\ncPickle.dumps\n"


@pytest.mark.parametrize("limit", ["MAX_LOOSE_FILES", "MAX_ENTRIES"])
def test_a_crowded_folder_without_a_project_is_not_searched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    for number in range(4):
        (tmp_path / f"other{number}.py").touch()
    monkeypatch.setattr(project_files, limit, 3)
    monkeypatch.chdir(tmp_path)
    importers.forget()
    path = str(tmp_path / "compat.py")
    source = "import cPickle\ncPickle.dumps\n"

    assert fix(source, path=path).source == "import pickle as cPickle\ncPickle.dumps\n"
    importers.forget()


@pytest.mark.parametrize(
    "text",
    [
        *("from app.other import cPickle\n", "from . import cPickle\n"),
        *("import cPickle\n", f"class _MovedItems: 'cPickle'\n{COMPUTED}"),
    ],
    ids=["another module", "the package", "itself", "a copy of six"],
)
def test_names_that_nobody_imports_may_go(project: Path, text: str) -> None:
    (project / "app" / "user.py").write_text(text)
    path = str(project / "app" / "compat.py")

    assert fix("import cPickle\ncPickle.dumps\n", path=path).source == (
        "import pickle\npickle.dumps\n"
    )


def test_names_imported_from_a_package_above_stay_bound(project: Path) -> None:
    (project / "app" / "sub").mkdir()
    (project / "app" / "sub" / "user.py").write_text("from .. import cPickle\n")
    path = str(project / "app" / "__init__.py")
    source = "import cPickle\ncPickle.dumps\n"

    assert fix(source, path=path).source == "import pickle as cPickle\ncPickle.dumps\n"


def test_large_and_unreadable_files_are_ignored(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "from .compat import cPickle\n"
    (project / "app" / "data.py").write_text(text + "#" * 100)
    (project / "app" / "secret.py").write_text(text)
    monkeypatch.setattr(project_files, "MAX_SIZE", 100)
    real = os.stat

    def stat(path: str, **how: Any) -> os.stat_result:
        if str(path).endswith("secret.py"):
            raise PermissionError(path)
        return real(path, **how)

    monkeypatch.setattr(os, "stat", stat)
    path = str(project / "app" / "compat.py")

    assert fix("import cPickle\ncPickle.dumps\n", path=path).source == (
        "import pickle\npickle.dumps\n"
    )


def test_in_a_large_project_every_name_counts_as_imported(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "app" / "other.py").touch()
    monkeypatch.setattr(project_files, "MAX_FILES", 0)
    path = str(project / "app" / "compat.py")
    source = "import cPickle\ncPickle.dumps\n"

    assert fix(source, path=path).source == "import pickle as cPickle\ncPickle.dumps\n"
    importers.forget()


def test_a_package_that_does_not_use_a_name_exports_it(project: Path) -> None:
    path = str(project / "app" / "__init__.py")
    used = "from six.moves import range\nrange(3)\n"

    assert (
        fix("from six.moves import range\n", path=path).source
        == "from builtins import range\n"
    )
    assert fix(used, path=path).source == "range(3)\n"

    (project / "app" / "user.py").write_text("from . import range\n")
    importers.forget()

    assert fix(used, path=path).source == "from builtins import range\nrange(3)\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("open", "import builtins as __builtin__\n"), ("unicode", "import __builtin__\n")],
)
@pytest.mark.parametrize(
    "user",
    [
        "from app.compat import __builtin__\n__builtin__.{}\n",
        "import app.compat as c\nc.__builtin__.{}('x')\n",
    ],
)
def test_what_others_reach_through_a_name_exists_afterwards(
    project: Path, user: str, name: str, expected: str
) -> None:
    (project / "app" / "user.py").write_text(user.format(name))
    path = str(project / "app" / "compat.py")

    assert fix("import __builtin__\n__builtin__.len\n", path=path).source == (
        f"{expected}__builtin__.len\n"
    )


@pytest.mark.parametrize(
    ("name", "module"),
    [("open", "builtins as __builtin__"), ("unicode", "__builtin__")],
)
def test_what_strings_reach_through_a_name_exists_afterwards(
    name: str, module: str
) -> None:
    use = f"eval('__builtin__.{name}')\n"

    assert fix(f"import __builtin__\n{use}").source == f"import {module}\n{use}"


@pytest.mark.parametrize(
    ("user", "is_fixed"),
    [
        ("io = 1\nfrom app.compat import *\n", False),
        ("def io(): pass\nfrom .compat import *\n", False),
        ("import io\nfrom app.compat import *\nio.StringIO\n", True),
        ("from app.compat import *\n", True),
        ("io = 1\nfrom app.compat import jobs\n", True),
    ],
)
def test_no_new_name_spreads_by_a_star_import(
    project: Path, user: str, is_fixed: bool
) -> None:
    (project / "app" / "user.py").write_text(user)
    path = str(project / "app" / "compat.py")
    source = "import six\njobs = six.StringIO()\n"

    assert ("io.StringIO" in fix(source, path=path).source) is is_fixed
