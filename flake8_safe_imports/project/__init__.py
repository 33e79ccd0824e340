"""The project of a linted file: its root, first party, versions, dependencies."""
