"""Measures the registers offer to indicators."""
