"""Progress reports and milestones on the desk."""
