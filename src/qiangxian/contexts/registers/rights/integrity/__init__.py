"""What must hold among rights, their events, fees and holders."""
