"""Words the people context shares: kinds of unit."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    """What sort of body a unit is."""

    BUREAU = "bureau", "部门"
    TOWNSHIP = "township", "乡镇街道"
    COURT = "court", "司法机关"
    COLLECTIVE = "collective", "集合称谓"
    OTHER = "other", "其他单位"
