"""What the names of a file refer to, and where."""
