"""The options: how their values are read, and what bans and allowances mean."""
