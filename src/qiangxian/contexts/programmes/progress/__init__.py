"""Progress reports: what every unit did for its tasks in a quarter (late ones every month), signed by its head, accepted or returned
item by item; milestones with evidence; the brief and the bulletin made of what was accepted."""
