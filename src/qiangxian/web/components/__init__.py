"""Templates, template tags and page parts shared by all sites."""
