"""Documents owns kept files (by content hash), the text and official metadata of plan documents, and the reader's proposal
with a person's decision on every item. It does not know what becomes of a confirmed item: programmes does."""
