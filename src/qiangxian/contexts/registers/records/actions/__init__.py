"""New records, corrections, closings, and how far a register is declared complete."""
