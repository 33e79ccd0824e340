"""Reads what conda's files take from PyPI: the ``pip:`` section, and locked packages.

The other packages of an environment are not from PyPI and are left out.

Sources: the documentation of conda, conda-lock and pixi.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_safe_imports.project.readers import requirements, yaml
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import Manifest
    from flake8_safe_imports.project.readers.yaml import Scalar


def read(text: str) -> Manifest:
    """Return what the ``pip:`` section of an environment asks for."""
    collector = Collector()
    for scalar in yaml.find_scalars(text):
        if scalar.path[-2:-1] == ("pip",) and isinstance(scalar.path[-1], int):
            requirements.add_line(collector, scalar.text, scalar.line)
    return collector.finish()


def read_lock(text: str) -> Manifest:
    """Return the packages from PyPI in a conda-lock.yml."""
    collector = Collector()
    package: dict[str, Scalar] = {}
    place: object = None
    for scalar in yaml.find_scalars(text):
        if scalar.path[:1] != ("package",) or len(scalar.path) != 3:
            continue
        if scalar.path[1] != place:
            _add_package(collector, package)
            place, package = scalar.path[1], {}
        package[str(scalar.path[2])] = scalar
    _add_package(collector, package)
    return collector.finish()


def read_pixi_lock(text: str) -> Manifest:
    """Return the packages from PyPI in a pixi.lock: their URLs name them."""
    collector = Collector()
    for scalar in yaml.find_scalars(text):
        if scalar.path[:1] == ("packages",) and scalar.path[2:] == ("pypi",):
            collector.add_url(scalar.text, scalar.line)
    return collector.finish()


def _add_package(collector: Collector, package: dict[str, Scalar]) -> None:
    """Add a locked package if pip installs it."""
    name, manager = package.get("name"), package.get("manager")
    if name is None or manager is None or manager.text != "pip":
        return
    version = package["version"].text if "version" in package else ""
    pin = version if re.fullmatch(r"[\w.+!-]+", version) else ""
    collector.add_named(name.text, pin, name.line)
