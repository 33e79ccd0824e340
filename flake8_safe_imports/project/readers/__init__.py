"""Readers of manifests and lock files, one parser for each kind of file."""
