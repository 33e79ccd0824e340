"""The generator of the tables of names."""

from __future__ import annotations

import shutil
from pathlib import Path

import gen_names
import pytest
from names_checks import find_problems
from names_sources import (
    SOURCES,
    Report,
    Sources,
    choose_import,
    read_popular,
    read_sources,
)

from flake8_safe_imports.data import packages, stdlib, typo_limits

pytestmark = pytest.mark.generators


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read_sources()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("asyncore,2026-01,,import,o", "standard library"),
        ("requests,2026-01,,import,o", "popular"),
        ("win32con,2026-01,,import,o", "known name"),
        ("attractors,2026-01,,import,o", "provided by"),
        ("accelerated,2026-01,,import,o", "benign"),
        ("zz-internal,2026-01,,import,p", "only a tester's"),
        ("zz-odd,2026-01,,import,hx", "only suspected"),
        ("zzq,2026-01,,import,o", "others hit upon"),
        ("zzbioq,2026-01,,import,o", "others hit upon"),
        ("crowdnav,2026-01,,import,xo", "others hit upon"),
        ("pysigner,2026-01,,import,o", "others hit upon"),
        ("data-loader,2026-01,,import,o", "others hit upon"),
        ("managment,2026-01,,import,kxo", "others hit upon"),
        ("panda,2026-01,pandas,import,o", "others hit upon"),
        ("pndas,2026-01,pandas,import,o", "others hit upon"),
        ("request,2026-02,requests,import,o", "others hit upon"),
        ("libaiohttp,2026-01,aiohttp,import,o", "others hit upon"),
        ("discord-client,2026-02,discord,import,o", "others hit upon"),
        ("auth3gen,2026-01,,import,o", "others hit upon"),
        ("panadas,2026-01,pandas,distribution,o", "no reason"),
        ("ptyorch,2026-01,torch,distribution,o", "no reason"),
        ("zzpoly-data-fetcher,2026-01,,distribution,o", "no reason"),
        ("zzopencv2numpy,2026-01,,distribution,o", "no reason"),
        ("zz0q1,2026-01,,distribution,o", "no reason"),
        ("9zz,2026-01,,import,o", "no name that can be imported"),
        ("cugraph-dgl,2026-01,,import,o", "an owner"),
        ("zz-evil,2026-01,,import,v", "no row in writeups"),
        ("zz-evil,2026-01,no-such-target,import,o", "PyPI has no"),
        ("zz_evil,2026-01,,import,o", "PEP 503"),
    ],
)
def test_bad_rows_have_a_reason(row: str, reason: str, sources: Sources) -> None:
    others = {"attractors": frozenset({"some-project"})}
    providers = {**sources.popular.providers, **others}
    sources = sources._replace(popular=sources.popular._replace(providers=providers))
    report = Report(*row.split(","))

    problems = list(find_problems(sources, [report], ()))

    assert any(
        problem.startswith(f"{report.name}: ") and reason in problem
        for problem in problems
    )


def test_a_bad_row_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "names"
    shutil.copytree(SOURCES, folder)
    with (folder / "malicious.csv").open("a", encoding="utf-8") as file:
        file.write("asyncore,2026-01,,import,o\n")

    with pytest.raises(SystemExit, match=r"(?s)refused.*asyncore: .*standard library"):
        gen_names.render_all(folder)


@pytest.mark.parametrize(
    ("distribution", "modules", "chosen"),
    [
        ("python-zz-tab", "zzlog zz_tab zz_tabs", "zz_tab"),
        ("google-zz-python-client", "zzclient googlezzclient", "googlezzclient"),
        ("django-zz-light", "dzl dzl_other _zz", "dzl"),
        ("zz-stubs-full", "zz_b zz_c zz_d zz_e zz_ff", "-"),
        ("zz", "_zzq", "_zzq"),
        ("zz", "", "-"),
    ],
)
def test_what_one_imports_of_a_distribution(
    distribution: str, modules: str, chosen: str
) -> None:
    assert choose_import(distribution, modules.split()) == chosen


def test_modules_that_are_there_by_the_way_are_no_targets(tmp_path: Path) -> None:
    folder = tmp_path / "names"
    shutil.copytree(SOURCES, folder)
    rows = (
        "9 zz-oauth tests zz_oauth_hook",
        "9 zz-rest views",
        "9 zz-cloud test_zz_cloud zz_cloud_tests zz_cloud",
        "9 pytest-zz pytest_zz_test",
    )
    with (folder / "popular.txt").open("a", encoding="utf-8") as file:
        file.write("\n".join((*rows, "")))

    popular = read_popular(folder)

    assert popular.spellings["zz_oauth"] == "zz_oauth_hook"
    assert popular.spellings["zz_rest"] == "-"
    ranked = {name for name, rank in popular.ranks.items() if rank}
    assert not ranked & {"tests", "views", "test_zz_cloud", "zz_cloud_tests"}
    assert {"zz_oauth_hook", "zz_rest", "zz_cloud", "pytest_zz"} <= ranked
    assert "zz-rest" not in popular.best.values()


def test_suggested_imports_are_provided_by_something(sources: Sources) -> None:
    providers = sources.popular.providers
    modules = {
        name.partition(".")[0].lower(): name.partition(".")[0]
        for name in stdlib.iterate_names()
    }
    wrong = {
        name: module
        for name, rank in packages.load_ranks().items()
        for module in (packages.find_module(name),)
        if rank
        and module
        and packages.normalize_import(module) not in providers
        and modules.get(name, module) != modules.get(module.lower())
    }

    assert wrong == {}


def test_suggested_distributions_are_on_pypi(sources: Sources) -> None:
    wrong = {
        name: distribution
        for name in sources.known
        for distribution in (packages.find_distribution(name),)
        if distribution
        and (sources.known[name] or packages.is_missing_on_pypi(name))
        and distribution not in sources.popular.distributions
    }

    assert len(sources.known) > 15_000
    assert wrong == {}


def test_placeholders_are_never_suggested_and_never_innocent(
    sources: Sources,
) -> None:
    placeholders = sources.placeholders
    suggested = {packages.find_distribution(name) for name in packages.load_ranks()}
    names = [packages.normalize_import(name) for name in placeholders]

    assert len(placeholders) > 30
    assert suggested & placeholders == set()
    assert [n for n in names if packages.look_up(packages.NEIGHBOURS, n)] == []
    assert [n for n in names if packages.is_known(n)] == [
        n for n in names if packages.is_missing_on_pypi(n)
    ]


def test_usual_typos_are_of_known_names() -> None:
    for name, (target, _) in typo_limits.USUAL.items():
        assert packages.find_rank(target)
        assert not packages.is_known(name)
