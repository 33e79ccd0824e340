"""The checker as a whole: one finding for one cause, files by where they lie."""

from __future__ import annotations

import ast
import gc
import weakref
from pathlib import Path

import pytest
from support import NOWHERE, check_source, write_files

from flake8_safe_imports import checker
from flake8_safe_imports.config import options
from flake8_safe_imports.finding import Finding


def findings(
    source: str, path: str = NOWHERE, unseen: str = "", **raw: object
) -> list[Finding]:
    """Return the findings in *source*, where the code *unseen* is not shown."""
    raw.setdefault("vet_supported_python", ">=3.9")
    lines = source.splitlines(keepends=True)
    config = options.parse(raw)
    return checker.check(
        ast.parse(source), lines, path, config, lambda code: code != unseen
    )


def check(source: str, path: str = NOWHERE, **raw: object) -> list[str]:
    """Return the findings in *source* as ``LINE CODE NAME``."""
    return [
        f"{finding.line} {finding.code} {finding.text.split('`')[1]}"
        for finding in findings(source, path, "", **raw)
    ]


def test_a_ban_hides_what_else_is_wrong_with_the_name() -> None:
    found = check(
        "import urllib2\nimport mock\n", vet_banned_imports="urllib2 =\nmock ="
    )

    assert found == ["1 VET101 urllib2", "2 VET101 mock"]


def test_a_ban_that_is_not_shown_hides_nothing() -> None:
    found = findings(
        "import urllib2\n", unseen="VET101", vet_banned_imports="urllib2 ="
    )

    assert [finding.code for finding in found] == ["VET101", "VET201"]


@pytest.mark.parametrize(
    ("statement", "bans", "expected"),
    [
        ("import urllib2", "urllib2 =", ["2 VET101 urllib2"]),
        ("from urllib2 import x", "urllib2 =", ["2 VET101 urllib2"]),
        ("import urllib2, abc", "abc =", ["2 VET101 abc", "2 VET205 urllib2"]),
        (
            "from urllib2 import urlopen",
            "urllib2.urlopen =",
            ["2 VET101 urllib2.urlopen", "2 VET205 urllib2"],
        ),
        ("import urlib3", "", ["2 VET401 urlib3"]),
    ],
)
def test_a_ban_hides_that_an_import_of_the_name_never_runs(
    statement: str, bans: str, expected: list[str]
) -> None:
    source = f"import sys\nif sys.version_info < (3,): {statement}\n"
    found = check(source, vet_banned_imports=bans, vet_enable="VET205")

    assert sorted(found) == expected


@pytest.mark.parametrize(
    ("source", "ban", "hidden"),
    [
        ("import mock\nmock.patch\n", "mock.patch =", "VET301"),
        ("import urllib2\nurllib2.urlopen\n", "urllib2.urlopen =", "VET201"),
        ("import tomllib\ntomllib.loads\n", "tomllib.loads =", "VET203"),
        ("import numppy\nnumppy.x\n", "numppy.x =", "VET402"),
    ],
)
def test_a_finding_that_is_not_shown_covers_no_chains(
    source: str, ban: str, hidden: str
) -> None:
    some = [
        (item.line, item.code)
        for item in findings(source, unseen=hidden, vet_banned_imports=ban)
    ]
    every = findings(source, vet_banned_imports=ban)

    assert (2, "VET101") in some
    assert (1, hidden) in some
    assert [item.code for item in every] == [hidden]


def test_a_malicious_name_is_a_lookalike_where_only_that_is_shown() -> None:
    both, one = (
        [item.code for item in findings("import urlib3\n", unseen=unseen)]
        for unseen in ("VET401", "")
    )

    assert both == ["VET401", "VET402"]
    assert one == ["VET401"]


def test_relative_fallbacks_are_named_in_full(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("")
    source = (
        "try: import queue\nexcept ImportError: from . import queue\n"
        "try: from .compat import x\nexcept ImportError: import Queue as x\n"
    )
    found = findings(source, str(tmp_path / "app" / "x.py"), vet_enable="VET205")

    assert [item.text.split("`")[1::2] for item in found] == [
        ["app", "queue"],
        ["Queue", "app.compat"],
    ]


def test_a_ban_and_a_malicious_name_are_both_reported() -> None:
    found = check("import urlib3\n", vet_banned_imports="urlib3 =")

    assert found == ["1 VET101 urlib3", "1 VET401 urlib3"]


def test_an_allowance_exempts_from_every_code() -> None:
    source = "import urllib2, urlib3, numppy, mock\nimport os\nos.getcwdu\n"

    assert check(source, vet_allowed_imports="urllib2 urlib3 numppy mock os") == []


def test_policy_is_silent_below_type_checking_on_request() -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
    source += "from ..x import y as y\n"
    raw = {"vet_banned_relative_imports": "all", "vet_enable": "VET104"}
    held = options.parse({**raw, "vet_exempt_type_checking": "false"})
    exempt = options.parse({**raw, "vet_exempt_type_checking": "true"})
    found = check_source(source, held)

    assert [item.code for item in found] == ["VET103", "VET104"]
    assert check_source(source, exempt) == []


@pytest.mark.parametrize(
    ("name", "count"), [("__init__.py", 0), ("x.pyi", 0), ("x.py", 3)]
)
def test_aliases_mark_reexports(name: str, count: int) -> None:
    source = "import a as a\nimport a.b.c as c\nfrom .d import e as e\n"
    config = options.parse({"vet_enable": "VET104"})
    found = check_source(source, config, name)

    assert [item.code for item in found] == ["VET104"] * count


def test_a_lazy_import_loads_nothing_with_the_module() -> None:
    source = "import torch, mock\n"
    tree = ast.parse(source)
    config = options.parse(
        {"vet_banned_module_level_imports": "torch", "vet_banned_imports": "mock ="}
    )
    eager = checker.check(tree, [source], "/x/y.py", config)
    tree.body[0].is_lazy = 1  # type: ignore[attr-defined]  # so from Python 3.15 on
    lazy = checker.check(tree, [source], "/x/y.py", config)

    assert {item.code for item in eager} == {"VET101", "VET102"}
    assert [item.code for item in lazy] == ["VET101"]


def test_a_removed_module_with_a_malicious_namesake() -> None:
    (found,) = findings("import crypt\n")

    assert found.text.startswith(
        "`crypt` was removed in Python 3.13, and PyPI has had a malicious package of "
        "this name (2017-06): use "
    )


def test_a_chain_is_silent_where_its_import_is_reported() -> None:
    source = "import os\nimport os.path\nos.path.join\n"

    assert check(source, vet_banned_imports="os.path =") == ["2 VET101 os.path"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "import os\nimport os.path\nos.fork\nos.path.x\n",
            ["2 VET101 os.path", "3 VET101 os.fork"],
            id="beside another",
        ),
        pytest.param(
            "import os.path\nos.fork\n", ["1 VET101 os.path"], id="of its own"
        ),
        pytest.param(
            "if x:\n import os.path as o\nelse:\n import os as o\no.fork\n",
            ["2 VET101 os.path"],
            id="other modules",
        ),
        pytest.param(
            "if x:\n import mock as m\nelse:\n import mock as m\nm.y\n",
            ["2 VET101 mock", "4 VET101 mock"],
            id="all reported",
        ),
    ],
)
def test_chains_and_what_was_reported_for_imports(
    source: str, expected: list[str]
) -> None:
    bans = "os.path =\nos.fork =\nmock ="

    assert check(source, vet_banned_imports=bans) == expected


def test_a_dynamic_relative_import_is_reported_for_one_of_its_meanings(
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src" / "a" / "b").mkdir(parents=True)
    (tmp_path / "src" / "a" / "b" / "__init__.py").touch()
    source = "import importlib\nimportlib.import_module('.x', __package__)\n"
    found = check(
        source, str(tmp_path / "src" / "a" / "b" / "c.py"), vet_banned_imports="*.x ="
    )

    assert found == ["2 VET101 a.b.x"]


def test_only_what_settles_a_dynamic_import_settles_its_chains() -> None:
    source = "import importlib\ntf = importlib.import_module('tf')\ntf.x\n"
    found = check(
        source, vet_banned_imports="tf.x =", vet_banned_module_level_imports="tf"
    )

    assert found == ["2 VET102 tf", "3 VET101 tf.x"]


def test_the_same_name_is_reported_at_each_use() -> None:
    assert check("import os\nos.getcwdu(), os.getcwdu()\n") == [
        "2 VET201 os.getcwdu",
        "2 VET201 os.getcwdu",
    ]


@pytest.mark.parametrize(
    ("files", "path", "expected"),
    [
        pytest.param(["random.py"], "random.py", ["1 VET403 random.py"], id="root"),
        pytest.param(
            ["src/json/__init__.py"],
            "src/json/__init__.py",
            ["1 VET403 json/__init__.py"],
            id="package in src",
        ),
        pytest.param(
            ["pkg/__init__.py", "pkg/random.py"], "pkg/random.py", [], id="in a package"
        ),
        pytest.param(["_abc.py"], "_abc.py", [], id="private"),
        pytest.param(["test/__init__.py"], "test/__init__.py", [], id="test"),
        pytest.param(["imp.py"], "imp.py", ["1 VET403 imp.py"], id="gone in 3.12"),
        pytest.param(["tools.py"], "tools.py", [], id="not of the stdlib"),
    ],
)
def test_vet403(
    tmp_path: Path, files: list[str], path: str, expected: list[str]
) -> None:
    (tmp_path / ".git").mkdir()
    write_files(tmp_path, dict.fromkeys(files, ""))

    assert check("", str(tmp_path / path)) == expected


def test_an_allowance_exempts_a_file_of_its_name(tmp_path: Path) -> None:
    path = str(tmp_path / "random.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / "random.py").write_text("")

    assert check("", path) != []
    assert check("", path, vet_allowed_imports="random") == []


def test_vet403_is_judged_by_the_window(tmp_path: Path) -> None:
    (tmp_path / "imp.py").write_text("")

    assert check("", str(tmp_path / "imp.py"), vet_supported_python=">=3.12") == []


def test_first_party_modules_are_not_those_of_the_standard_library(
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("commands.py", "numppy.py", "main.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "mock").mkdir()

    assert check("import commands, numppy, mock\n", str(tmp_path / "main.py")) == []


def test_a_declared_drop_in_makes_a_removed_module_present(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\nrequires-python = ">=3.9"\n'
        'dependencies = ["legacy-cgi"]\n'
    )
    source = "import cgi\nimport imp\n"

    assert check(source, str(tmp_path / "x.py"), vet_supported_python="") == [
        "2 VET202 imp"
    ]


def test_a_drop_in_lacks_what_the_last_release_lacked(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("legacy-cgi\nsetuptools\n")
    source = (
        "import cgi, distutils.command.bdist_wininst\ncgi.escape\n"
        "cgi.FieldStorage\nfrom cgi import escape, FieldStorage\n"
        "from cgi import FormContent\n"
    )

    assert check(source, str(tmp_path / "x.py")) == [
        "2 VET202 cgi.escape",
        "4 VET202 cgi.escape",
        "5 VET201 cgi.FormContent",
    ]


def test_a_ban_takes_a_star_out_of_an_allowance() -> None:
    bans = {"vet_banned_imports": "a.x =", "vet_allowed_imports": "a"}

    assert check("from a import *\n", **bans) == ["1 VET101 a.x"]
    assert check("from a import y\n", **bans) == []
    assert check("from a.x import *\n", **bans) == ["1 VET101 a.x"]
    assert check("from a.b import *\n", **bans) == []


@pytest.mark.parametrize("ending", ["", "???"])
def test_a_script_declares_its_own_drop_ins(ending: str) -> None:
    block = f'# /// script\n# dependencies = ["Legacy_CGI>=2", "{ending}"]\n# ///\n'

    assert check(f"{block}import cgi, imp\n") == ["4 VET202 imp"]


def test_setuptools_supplies_distutils() -> None:
    assert check("import setuptools\nfrom distutils.core import setup\n") == []
    assert check("from distutils.core import setup\n") == ["1 VET202 distutils.core"]


def test_a_name_with_no_advice_gets_that_of_its_module() -> None:
    (found,) = findings("from distutils.util import convert_path\n")

    assert found.text.endswith("was removed in Python 3.12: use `setuptools`")


def test_the_window_comes_from_the_nearest_declaration(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "setup.cfg").write_text("[options]\npython_requires = >=3.11\n")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "pyproject.toml").write_text(
        '[project]\nname = "old"\nrequires-python = ">=3.9"\n'
    )
    source = "import tomllib\n"

    assert check(source, str(tmp_path / "a.py"), vet_supported_python="") == []
    assert check(source, str(tmp_path / "old" / "a.py"), vet_supported_python="") == [
        "1 VET203 tomllib"
    ]


@pytest.mark.parametrize(
    "name", ["\udcff", "a\nb", "a\x00b", "a\u202eb", "mock\r"], ids=ascii
)
def test_names_in_messages_are_one_printable_line(name: str) -> None:
    source = f"__import__({name!r})\n"
    findings = check_source(source, options.parse({"vet_banned_imports": "* = no"}))

    assert [finding.code for finding in findings if finding.code == "VET101"] == [
        "VET101"
    ]
    assert all(finding.text.isprintable() for finding in findings)


def test_an_identifier_may_be_written_in_another_form() -> None:
    assert check("import os\nos.ｇetcwdu()\n") == ["2 VET201 os.getcwdu"]


def test_first_glob_that_matches_gives_a_file_its_versions(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    option = "old/*: >=3.9\nnew/*, *.pyi: >=3.11\n*: >=3.10"

    def report(name: str) -> list[str]:
        path = str(tmp_path / name)
        source = "import tomllib\n"
        return check(source, path, vet_per_file_supported_python=option)

    assert report("old/a.py") == report("a.py") == ["1 VET203 tomllib"]
    assert report("new/a.py") == report("x/a.pyi") == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import tomllib\n", []),
        ("import typing_extensions\ntyping_extensions.Self\n", []),
        ("import imp\n", ["1 VET202 imp"]),
        ("import urllib2\n", ["1 VET201 urllib2"]),
        ("import six\nsix.text_type\n", ["2 VET302 six.text_type"]),
        ("try:\n    import json\nexcept ImportError:\n    import sets\n", []),
    ],
)
def test_unknown_floor_silences_what_depends_on_it(
    tmp_path: Path, source: str, expected: list[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "setup.py").write_text("setup(python_requires=find())\n")
    options = {"vet_supported_python": "", "vet_enable": "VET205"}

    assert check(source, str(tmp_path / "a.py"), **options) == expected


def test_versions_that_cannot_parse_the_file_do_not_count() -> None:
    source = "import sys\nif (n := 1):\n    sys.unraisablehook\n"

    assert check(source, vet_supported_python=">=3.6") == []
    assert check(source.replace(":=", "=="), vet_supported_python=">=3.6") == [
        "3 VET203 sys.unraisablehook"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "import six\nif six.PY3:\n    six.text_type\n",
        "import sys\nif sys.version_info >= (3,):\n    import urllib2\n",
        "import sys\nif sys.version_info[0] > 2:\n    import mock\n",
    ],
)
def test_support_of_python_2_silences_whatever_guards_say(source: str) -> None:
    assert check(source, vet_supported_python=">=2.7") == []


def test_modules_of_a_package_do_not_hide_those_of_the_standard_library(
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    for name in ("__init__.py", "imp.py", "a.py"):
        (tmp_path / "app" / name).touch()
    path = str(tmp_path / "app" / "a.py")
    main = 'if __name__ == "__main__":\n    pass\n'

    assert check("import imp\n", path) == ["1 VET202 imp"]
    assert check("import imp\n" + main, path) == []
    assert check("import imp\n", path, vet_known_first_party="imp") == []


def test_a_malicious_name_may_imitate_the_standard_library() -> None:
    source = "import telnet\n"
    (finding,) = check_source(source, options.parse({}))

    assert finding.code == "VET401"
    assert "`telnetlib`" in finding.text


@pytest.mark.parametrize(
    ("source", "supported", "advice"),
    [
        ("import distutil", ">=3.9,<3.12", "`distutils` (letter missing)"),
        (
            "import distutil",
            ">=3.11",
            "`distutils` (letter missing), which was removed in Python 3.12",
        ),
        (
            "import telnet",
            ">=3.13",
            "`telnetlib`, which was removed in Python 3.13",
        ),
        ("import telnet", ">=3.12,<3.13", "`telnetlib`"),
    ],
)
def test_a_suggested_module_that_was_removed_is_called_so(
    source: str, supported: str, advice: str
) -> None:
    config = options.parse({"vet_supported_python": supported})
    (finding,) = check_source(source, config)

    assert finding.text.endswith(f": did you mean {advice}")


def test_tree_is_freed_without_the_garbage_collector() -> None:
    class Marker:
        pass

    source = (
        "import sys\nfrom collections import Mapping\n"
        "class A:\n    def a(self):\n        for b in self:\n            b.c()\n"
        "    class D:\n        def d(self):\n            class E(self.f):\n"
        "                g = Mapping\n"
        "if sys.version_info < (3,):\n    import urllib2\n"
        "else:\n    import urllib2\n"
    )
    tree = ast.parse(source)
    marker = Marker()
    vars(tree)["marker"] = marker
    alive = weakref.ref(marker)
    del marker
    gc.disable()
    try:
        found = checker.check(
            tree, source.splitlines(keepends=True), NOWHERE, options.parse({})
        )
        del tree
        assert found
        assert alive() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("name", "expected"), [("zorblax", []), ("other", ["1 VET405 zorblax"])]
)
def test_a_project_may_import_itself(
    tmp_path: Path, name: str, expected: list[str]
) -> None:
    """Its modules may be made when it is built."""
    project = f"[metadata]\nname = {name}\n[options]\ninstall_requires = requests\n"
    write_files(tmp_path, {"setup.cfg": project, "app.py": ""})
    path = str(tmp_path / "app.py")

    assert check("import zorblax\n", path, vet_enable="VET405") == expected
