"""Figures that bureaus report: 上报, 核定, 上级公布."""
