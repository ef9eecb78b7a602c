"""Meetings, papers received, bodies and what was decided, on the desk."""
