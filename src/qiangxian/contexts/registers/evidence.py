"""Records the registers offer as evidence."""
