"""Registers own the facts the targets count: enterprises, rights with holders and legal events, titles, agencies, facilities,
alliances, and the day up to which each is declared complete. They do not own what a figure means: indicators does."""
