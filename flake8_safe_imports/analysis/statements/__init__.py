"""What single statements and calls say by their form."""
