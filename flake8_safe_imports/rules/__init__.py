"""One function for each code, in four families, and what they share."""
