"""What the code of one file says: names, guards, places and what reaches them."""
