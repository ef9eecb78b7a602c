"""The demonstration county: a deterministic story of invented enterprises and rights, every record marked 演示.

It makes unsaved register rows from the stories, word lists and days of the rulebook; `actions.py` stores them."""
