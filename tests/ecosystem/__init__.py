"""The real programs that people meet the plugin in, and what they make of it.

Everything here is marked ``ecosystem`` and run by ``tox -e ecosystem``. Environments
are made by uv from PyPI; editors are used where they are found, and their tests are
skipped, with the reason, where they are not.
"""
