"""On which versions tests hold, and what is known then."""
