"""Figures no register can count: reported by a bureau, confirmed by the office, printed by an official source."""

from django.db import models

from ..records.models import CURRENT, Recorded
from ..types import FigureState


class ReportedFigure(Recorded):
    """The value of one series for a day (`period_start` empty: a stock on `period_end`) or a period, with its source.

    `series` is a code of `rulebook/…/indicators/series.yaml` or of an indicator; `part` names one of several figures under
    it. `vintage` says which edition of the bulletin. A missing row is 未报送; zero must be reported as zero. Each step from
    reported to official is a new version of the row with its reason.
    """

    series = models.CharField(max_length=60)
    part = models.CharField(max_length=40, blank=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=FigureState.choices, default=FigureState.REPORTED)
    vintage = models.CharField(max_length=120, blank=True)
    bulletin = models.CharField(max_length=200)
    published_date = models.DateField()
    unit_name = models.CharField(max_length=120, blank=True)
    stored_file_id = models.BigIntegerField(null=True)
    is_demo = models.BooleanField(default=False)
    raw = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "series", "part", "period_start", "period_end"],
                condition=CURRENT & models.Q(period_start__isnull=False),
                name="registers_flow_figure_once",
            ),
            models.UniqueConstraint(
                fields=["division_code", "series", "part", "period_end"],
                condition=CURRENT & models.Q(period_start__isnull=True),
                name="registers_stock_figure_once",
            ),
        ]
