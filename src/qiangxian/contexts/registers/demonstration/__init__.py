"""The demonstration county: a deterministic story of invented enterprises and rights, every record marked 演示.

It makes unsaved register rows from the rulebook's word lists and days; `actions/demonstration.py` stores them."""
