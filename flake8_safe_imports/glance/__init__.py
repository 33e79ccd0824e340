"""One file as it is linted, and the quick look that shows most files to be clean."""
