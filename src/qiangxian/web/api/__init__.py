"""The JSON interface under /api/v1/, and the health and metrics addresses."""
