"""Titles and certificates that enterprises carry."""
