"""Facts: generated tables and the functions that look things up in them."""
