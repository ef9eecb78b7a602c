"""Trusteeship contracts."""
