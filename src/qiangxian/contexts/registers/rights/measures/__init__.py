"""Measures over rights, their events and their holders."""
