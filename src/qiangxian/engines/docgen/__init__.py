"""Official documents as Word files: the layout of GB/T 9704, the forms and the texts are rule files, a document is one of them
filled with facts. A county changes a text by its own rule file, a whole design by its own Word file of the same name; nothing
here knows which body sends what to whom."""
