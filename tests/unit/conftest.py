"""Property tests judge results, not speed: the first example of each reads the rulebook, and the machine may be busy."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
