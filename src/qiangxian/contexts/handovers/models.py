"""A hand-over as it was begun."""

from django.db import models


class Handover(models.Model):
    """Who hands over to whom, what is kept by hand (`keys`), and the list as it stood on the day it was begun."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="handover")
    outgoing = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    incoming = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    keys = models.TextField()
    things = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.outgoing} → {self.incoming}"
