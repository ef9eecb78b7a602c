"""Changes of a right: events, fees, holders, non-normal filings."""
