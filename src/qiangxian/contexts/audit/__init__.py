"""Audit owns the append-only, hash-chained record of who changed what, when, under which role and why, and the `@action`
decorator that writes it. It knows nobody: an actor is an id and a label here, never an account."""
