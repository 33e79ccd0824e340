"""Uses that take more than another name."""
