"""The command ``check``: this checker alone, with flake8's options and formatters."""
