"""What test runners do before tests, and which tests they skip."""
