"""How imports are rewritten: the parts behind ``fix``."""
