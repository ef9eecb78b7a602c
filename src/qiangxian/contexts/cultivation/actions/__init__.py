"""Changes of the library, one module a subject: filing and review, publicity and entry, leaving, grades, guidance."""

from . import filing, grades, guidance, leaving, publicity  # noqa: F401 - importing them declares the steps
