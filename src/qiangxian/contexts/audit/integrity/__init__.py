"""Runs of the integrity checks: what each found, what is new or resolved since the run before, what was ignored and why.

The checks themselves belong to the contexts that register them in `kernel/integrity.py`; this knows only their codes."""
