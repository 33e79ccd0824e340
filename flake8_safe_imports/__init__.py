"""A flake8 plugin that vets every import: allowed, available, needed, and really meant."""
