"""A flake8 plugin that vets imports: allowed, available, needed, and what you meant?"""
