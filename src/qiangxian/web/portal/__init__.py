"""The public site under /."""
