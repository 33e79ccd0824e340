"""The output formats of ours: one module each, for ``check`` and for ``audit``."""
