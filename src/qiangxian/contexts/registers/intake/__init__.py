"""Import batches: reading, mapping, matching, waiting rows, writing, undo."""
