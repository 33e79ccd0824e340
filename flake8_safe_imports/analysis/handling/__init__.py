"""Which errors are raised and handled, and what guards make sure of."""
