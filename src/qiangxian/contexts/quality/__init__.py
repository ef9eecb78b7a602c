"""Quality owns the runs of the integrity checks: what each found, what is new or resolved since the run before, what was let be
and why; and `verify`, which goes through everything the product rests on. The checks and proofs themselves belong to the contexts
that register them in `kernel/integrity.py`; this knows only their codes. Its tables keep the label `audit`, where they began."""
