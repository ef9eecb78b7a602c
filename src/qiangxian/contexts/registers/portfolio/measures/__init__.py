"""Measures that count enterprises by what they hold."""
