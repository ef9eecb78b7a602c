"""People owns units, accounts, roles as dated assignments and delegation. It does not own what a role may do elsewhere:
each context's policies decide that from the `Actor` this context hands out."""
