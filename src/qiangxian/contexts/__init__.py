"""Bounded contexts: Django apps without views, lowest first: audit, people, documents, registers, indicators, programmes."""
