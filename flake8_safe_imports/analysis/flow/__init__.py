"""What is known after statements, in loops and in called functions."""
