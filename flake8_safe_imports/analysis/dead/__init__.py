"""Code that never runs on the supported versions."""
