"""Distributions that bring back modules the standard library dropped.

Only those that install the module under its own import name; what was looked at is
the newest release of each on PyPI in November 2026, and what it depends on.
"""

from __future__ import annotations

from typing import Final

DROP_INS: Final[dict[str, tuple[str, ...]]] = {
    "audioop-lts": ("audioop",),
    "crypt-r": ("crypt",),
    "imghdr-lts": ("imghdr",),
    "imp2importlib": ("imp",),
    "legacy-cgi": ("cgi", "cgitb"),
    "pipes-compat": ("pipes",),
    "pyasynchat": ("asynchat", "asyncore"),
    "pyasyncore": ("asyncore",),
    "setuptools": ("distutils",),
    "sgmllib3k": ("sgmllib",),
    "standard-aifc": ("aifc", "audioop", "chunk"),
    "standard-asynchat": ("asynchat", "asyncore"),
    "standard-asyncore": ("asyncore",),
    "standard-cgi": ("cgi",),
    "standard-cgitb": ("cgitb",),
    "standard-chunk": ("chunk",),
    "standard-crypt": ("crypt",),
    "standard-distutils": ("distutils",),
    "standard-imghdr": ("imghdr",),
    "standard-mailcap": ("mailcap",),
    "standard-nntplib": ("nntplib",),
    "standard-pipes": ("pipes",),
    "standard-smtpd": ("asynchat", "asyncore", "smtpd"),
    "standard-sndhdr": ("aifc", "audioop", "chunk", "sndhdr"),
    "standard-sunau": ("audioop", "sunau"),
    "standard-telnetlib": ("telnetlib",),
    "standard-uu": ("uu",),
    "standard-xdrlib": ("xdrlib",),
    "telnetlib-313-and-up": ("telnetlib",),
    "zombie-imp": ("imp",),
}
"""Distribution (PEP 503 normalised) -> the top-level modules that it supplies."""


def supplied(distribution: str) -> tuple[str, ...]:
    """Return the dropped modules that *distribution*, normalised, brings back."""
    return DROP_INS.get(distribution, ())


def suppliers(module: str) -> tuple[str, ...]:
    """Return the distributions that bring back the top-level *module*, sorted."""
    return tuple(name for name, modules in DROP_INS.items() if module in modules)


def are_copies(module: str) -> bool:
    """Return whether what brings back the top-level *module* is its last release.

    The ``distutils`` of setuptools goes its own way.
    """
    return "setuptools" not in suppliers(module)
