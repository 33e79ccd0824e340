"""Reads what conda's files take from PyPI: the ``pip:`` section, and locked packages.

The other packages of an environment are not from PyPI and are left out.

Sources: the documentation of conda, conda-lock and pixi.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import requirements, yaml
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest
    from flake8_safe_imports.project.readers.yaml import Scalar


def read(text: str) -> Manifest:
    """Return what the ``pip:`` section of an environment asks for."""
    collector = Collector()
    for scalar in yaml.find_scalars(text, collector):
        if scalar.path[-2:-1] == ("pip",) and isinstance(scalar.path[-1], int):
            requirements.add_line(collector, scalar.text, scalar.line)
        elif (
            scalar.path[:1] == ("dependencies",)
            and scalar.path[-1] == "pip"
            and scalar.text.strip().lower() not in ("", "~", "null")
        ):
            collector.add_problem(scalar.line, "`pip` is not a list of requirements")
    try:
        return collector.finish()
    except ManifestError as error:
        # Other files have such names too, and may be templates, as conda's recipes are.
        if re.search(r"^dependencies *:", text, re.MULTILINE):
            raise
        return error.manifest


def read_lock(text: str) -> Manifest:
    """Return the packages from PyPI in a conda-lock.yml."""
    collector = Collector()
    for package in _find_packages(text, collector, "package"):
        if "manager" in package and package["manager"].text == "pip":
            _add_package(collector, package)
    return collector.finish()


def read_pixi_lock(text: str) -> Manifest:
    """Return the packages from PyPI in a pixi.lock.

    In newer ones their URLs name them, in older ones they are of a kind of their own.
    """
    collector = Collector()
    for package in _find_packages(text, collector, "packages"):
        if "kind" in package and package["kind"].text == "pypi":
            _add_package(collector, package)
        elif "pypi" in package:
            url, name = package["pypi"], package.get("name")
            version = package["version"].text if "version" in package else ""
            if name is not None and version and not url.text.startswith("."):
                collector.add_named(name.text, version, name.line)
            else:
                collector.add_url(url.text, url.line)
    return collector.finish()


def _find_packages(
    text: str, collector: Collector, key: str
) -> Iterator[dict[str, Scalar]]:
    """Yield the entries of each package in the list called *key*, by their names."""
    package: dict[str, Scalar] = {}
    place: object = None
    for scalar in yaml.find_scalars(text, collector):
        if scalar.path[:1] != (key,) or len(scalar.path) != 3:
            continue
        if scalar.path[1] != place:
            yield package
            place, package = scalar.path[1], {}
        package[str(scalar.path[2])] = scalar
    yield package


def _add_package(collector: Collector, package: dict[str, Scalar]) -> None:
    """Add a locked package that pip installs."""
    name = package.get("name")
    if name is None or "path" in package:
        return
    version = package["version"].text if "version" in package else ""
    pin = version if re.fullmatch(r"[\w.+!-]+", version) else ""
    collector.add_named(name.text, pin, name.line)
