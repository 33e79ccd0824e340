"""Names that look like other names, malicious names, installed distributions."""
