"""The acceptance dossier: one pool of evidence for all tables from outside, what each of their criteria still lacks, and the volume
built from both, which proves itself. It owns no fact: pieces are frozen from what other contexts offer."""
