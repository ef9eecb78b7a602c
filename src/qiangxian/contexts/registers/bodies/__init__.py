"""Agencies, facilities and alliances."""
