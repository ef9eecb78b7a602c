"""Contradictions between a printed and a computed status: found nightly, settled by a person."""
