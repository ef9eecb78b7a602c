"""HTTP only, no models: desk (staff), portal (public), my (enterprise), api; a view parses, asks readers or runs one action, renders."""
