"""Rewrites that change more than a name: ``six.iteritems(d)``."""
