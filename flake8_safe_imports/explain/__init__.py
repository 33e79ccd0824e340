"""The command ``explain``: what is known about a code or a name."""
