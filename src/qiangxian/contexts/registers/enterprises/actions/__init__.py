"""Changes of an enterprise and of the public lists it stands on."""
