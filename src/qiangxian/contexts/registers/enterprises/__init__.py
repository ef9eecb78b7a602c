"""Enterprises: names, seats, yearly figures, public lists. Not what they hold: that is `portfolio`."""
