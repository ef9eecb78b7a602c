"""Holiday notices (放假安排): the State Council's notice of a year the rulebook does not know yet, entered by one person, accepted by
another. What falls due is computed by the kernel's calendar; this context only says which notices stand."""
