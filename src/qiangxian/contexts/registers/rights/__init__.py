"""Rights with their holders, legal events, fees, reductions and non-normal filings. Which enterprise counts what is `portfolio`."""
