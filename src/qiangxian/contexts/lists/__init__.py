"""How a list is asked for: its declaration, the sources it reads, one page or all rows of the answer, the table as a file.

It has no tables and knows no subject: a context or a page declares a `List`, `web/lists` draws it. Saved views stay in `people`."""
