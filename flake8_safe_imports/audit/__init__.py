"""The command ``audit``: a project's dependencies, declared, locked and installed."""
