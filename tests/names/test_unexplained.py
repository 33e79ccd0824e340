"""Whether declared or installed distributions explain an import."""

from __future__ import annotations

import pytest
from rows import each_row

from flake8_safe_imports.names.unexplained import is_explained, is_known


@each_row(
    "name",
    [
        *("requests", "dateutil", "PIL", "sphinxcontrib", "bpy", "_own", "api_pb2"),
        *("not_existing", "zorblax_that_does_not_exist", "missing_package1"),
    ],
)
def test_known_names(name: str) -> None:
    assert is_known(name)


@each_row(
    "name",
    [
        *("sitecustomize", "sage", "ROOT", "matlab", "kaggle_secrets", "omni", "carb"),
        *("isaacsim", "android", "frappe", "cloudinit", "ceph_argparse", "rerun"),
        *("stackless", "BUILD_CONSTANTS", "bzrlib"),
        *("odoo", "paraview", "renpy", "fontforge", "requests2", "hou", "machine"),
    ],
)
def test_modules_of_hosts_are_known(name: str) -> None:
    assert is_known(name)


@pytest.mark.parametrize(
    "name",
    [
        *("requests_toolkit_pro", "pyyaml_safe", "lm_guard", "coexist"),
        "missing_value_imputer",
    ],
)
def test_invented_names_are_unknown(name: str) -> None:
    assert not is_known(name)


@pytest.mark.parametrize(
    "distribution",
    [
        pytest.param("zorblax-client", id="the same name"),
        pytest.param("zorblax", id="a word in common"),
        pytest.param("python-zorblax-api2", id="a word and others"),
        pytest.param("pyzorblax", id="part of the other"),
        pytest.param("zorblaxcliutils", id="another end"),
    ],
)
def test_explained_by_a_distribution(distribution: str) -> None:
    assert is_explained("zorblax_client", {"six", distribution})


def test_popular_distributions_explain_nothing_else() -> None:
    assert not is_explained("requests_toolkit_pro", {"requests"})
    assert not is_explained("zorblax_client", {"qux-abc"})
    assert not is_explained("zorblax_client", set())
