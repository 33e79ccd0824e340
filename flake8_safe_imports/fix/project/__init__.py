"""What the other files of a project do with the names of a file."""
