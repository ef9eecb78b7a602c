"""Indicators own definitions as loaded from the rulebook, their evaluation on a date, and every observation ever computed.
They import no register: registers offer measures under dotted codes, definitions name those codes."""
