"""The enterprise site under /my/."""
