"""Somebody else's workbook filled without touching what it looks like: only the named cells change, every other byte of its parts stays.

`filling` writes values; `binding` reads the lines that say which cell takes what."""
