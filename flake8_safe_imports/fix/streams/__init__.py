"""What the streams of Python 2 are used for."""
