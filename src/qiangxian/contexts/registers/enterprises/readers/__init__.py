"""Questions about enterprises and their size classes."""
