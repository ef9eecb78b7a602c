"""The staff site under /desk/."""
