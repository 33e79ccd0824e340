"""What may be known at a place: versions, and names that are there."""
