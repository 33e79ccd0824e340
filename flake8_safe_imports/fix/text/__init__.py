"""The text of a file, and edits of it."""
