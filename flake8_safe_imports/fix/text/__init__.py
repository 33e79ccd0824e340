"""The text and the tree of a file, and edits of the text."""
