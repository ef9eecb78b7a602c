"""Tables of rights, legal events, fees and non-normal filings."""
