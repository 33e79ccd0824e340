"""What other files of a project say about a file."""
