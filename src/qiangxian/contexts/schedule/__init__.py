"""Schedule owns which worker runs a daily job on a day, and how it went. The jobs belong to the contexts that register them in
`kernel/schedule.py`. Its table keeps the label `audit`, where it began."""
