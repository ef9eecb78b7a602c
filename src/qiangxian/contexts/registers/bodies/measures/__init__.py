"""Measures over agencies, facilities, alliances and the service they give."""
