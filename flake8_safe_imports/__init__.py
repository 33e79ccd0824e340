"""A flake8 plugin that vets every import: allowed, there, needed and really meant."""
