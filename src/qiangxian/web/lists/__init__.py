"""The list, drawn once: page, part of a page, file, paper, saved views and steps on ticked rows, all at one address."""
