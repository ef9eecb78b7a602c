"""Importing, undoing, deciding names, fetching waiting rows."""
