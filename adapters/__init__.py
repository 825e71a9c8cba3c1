"""Speaks with platforms: one folder each, the same small shape."""
