"""Programmes own the running plan: clauses, tasks, assignments, targets, phases, safeguards, fund categories, and what a
target is measured against on a day. They do not count anything themselves: they ask indicators."""
