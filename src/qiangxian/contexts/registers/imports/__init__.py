"""Importing tables into the registers: one file becomes one batch, one transaction, one revision; undone as one."""
