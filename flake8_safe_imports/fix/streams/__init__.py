"""Whether a ``StringIO`` of Python 2 becomes one of text or of bytes."""
