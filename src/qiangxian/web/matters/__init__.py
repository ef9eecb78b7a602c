"""The page of a matter, the form of a step, what is open to me and what is late: drawn once for every flow."""
