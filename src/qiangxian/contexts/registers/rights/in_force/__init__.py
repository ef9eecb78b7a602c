"""Rights granted and in force, for sets of rights: the clauses of `engines/lifecycle/status`, each stated once (`clauses.py`) and
answered in two ways. `conditions.py` asks the database about one day, as lists and the rights of one holder need it; `days.py`
gives the days on which each right counts, as measures need it. A property test holds both to the engine, right by right."""
