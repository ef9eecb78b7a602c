"""Records of every kind: one page, one form, one set of addresses. What a kind shows beyond its sections is added by the part
of the web it belongs to (`contexts.context_for`)."""
