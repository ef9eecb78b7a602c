"""Scores from readings: criteria as data, one exact calculation, grades and places. It knows no county, no database and no day.

`shapes` is what a library of criteria looks like, `scoring` reckons, `targets` reads the targets somebody typed."""
