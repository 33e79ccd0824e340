"""Fetch news feeds and send them on by mail: written in 2009, still in use."""
