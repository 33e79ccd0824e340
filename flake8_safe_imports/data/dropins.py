"""Distributions that bring back modules the standard library dropped.

Only those that install the module under its own import name.
"""

from __future__ import annotations

from typing import Final

# distribution, normalized as PEP 503 asks | top-level modules it supplies | source
_TABLE: Final = """\
audioop-lts|audioop|PyPI: its files
crypt-r|crypt|PyPI: its files
imghdr-lts|imghdr|PyPI: its files
imp2importlib|imp|PyPI: its files
legacy-cgi|cgi cgitb|PyPI: its files
pipes-compat|pipes|PyPI: its files
py-xdrlib|xdrlib|PyPI: its files
pyasynchat|asynchat asyncore|PyPI: its files and its dependencies
pyasyncore|asyncore|PyPI: its files
pymsilib|msilib|PyPI: its files
python-msilib|msilib|PyPI: its files
setuptools|distutils|its docs: Porting from Distutils
sgmllib3k|sgmllib|PyPI: its files
standard-aifc|aifc audioop chunk|PyPI: its files and its dependencies
standard-asynchat|asynchat asyncore|PyPI: its files and its dependencies
standard-asyncore|asyncore|PyPI: its files
standard-cgi|cgi|PyPI: its files
standard-cgitb|cgitb|PyPI: its files
standard-chunk|chunk|PyPI: its files
standard-crypt|crypt|PyPI: its files
standard-distutils|distutils|PyPI: its files
standard-imghdr|imghdr|PyPI: its files
standard-mailcap|mailcap|PyPI: its files
standard-nntplib|nntplib|PyPI: its files
standard-pipes|pipes|PyPI: its files
standard-smtpd|asynchat asyncore smtpd|PyPI: its files and its dependencies
standard-sndhdr|aifc audioop chunk sndhdr|PyPI: its files and its dependencies
standard-sunau|audioop sunau|PyPI: its files and its dependencies
standard-telnetlib|telnetlib|PyPI: its files
standard-uu|uu|PyPI: its files
standard-xdrlib|xdrlib|PyPI: its files
telnetlib-313-and-up|telnetlib|PyPI: its files
zombie-imp|imp|PyPI: its files
"""
_ROWS: Final = tuple(line.split("|") for line in _TABLE.splitlines())
DROP_INS: Final = {name: tuple(modules.split()) for name, modules, _ in _ROWS}
"""Distribution -> the top-level modules that it supplies."""
SOURCES: Final = {name: source for name, _, source in _ROWS}
"""Distribution -> where its row is from."""


def list_modules(distribution: str) -> tuple[str, ...]:
    """Return the dropped modules that *distribution*, normalized, brings back."""
    return DROP_INS.get(distribution, ())


def list_distributions(module: str) -> tuple[str, ...]:
    """Return the distributions that bring back the top-level *module*, sorted."""
    return tuple(name for name, modules in DROP_INS.items() if module in modules)


def is_unchanged(module: str) -> bool:
    """Return whether every drop-in for the top-level *module* is its last release.

    The ``distutils`` of setuptools has changed since.
    """
    return "setuptools" not in list_distributions(module)
