"""Rounds of assessment, what units report, appeals, libraries of criteria and the upper level's workbooks, on the desk."""
