"""Bitemporal registers.

Every fact is a row that is never changed: a correction supersedes it with a new row. Three clocks stay apart: *effective*
(`valid_from`, `effective_date` …), *known* (`known_…`: the announced day where there is one) and *recorded* (`revision`, a count
per county that `RegisterClock` advances under lock, beside the instant `recorded_at`). A reader that asks "as recorded until
revision N" sees the rows with `revision <= N` that were not superseded by N, so an old figure can be recomputed exactly."""

from .bodies.models import Agency, Alliance, AllianceMember, Facility
from .contracts.models import Trusteeship, TrusteeshipRight, TrusteeshipService
from .enterprises.models import Domicile, Enterprise, EnterpriseListing, EnterpriseName, EnterpriseYear
from .intake.models import HeaderMapping, WaitingRow
from .portfolio.models import KeptLadders
from .records.models import (
    CURRENT,
    ImportBatch,
    InOperation,
    Interval,
    MatchDecision,
    Record,
    Recorded,
    RegisterClock,
    ReportedThrough,
)
from .reported.models import ReportedFigure
from .rights.conflicts.models import ConflictCheck, StatusConflict
from .rights.models import AnnualFee, FeeReduction, Holding, LegalEvent, NonNormalFiling, Right
from .titles.models import Title

__all__ = [
    "CURRENT",
    "Agency",
    "Alliance",
    "AllianceMember",
    "AnnualFee",
    "ConflictCheck",
    "Domicile",
    "Enterprise",
    "EnterpriseListing",
    "EnterpriseName",
    "EnterpriseYear",
    "Facility",
    "FeeReduction",
    "HeaderMapping",
    "Holding",
    "ImportBatch",
    "InOperation",
    "Interval",
    "KeptLadders",
    "LegalEvent",
    "MatchDecision",
    "NonNormalFiling",
    "Record",
    "Recorded",
    "RegisterClock",
    "ReportedFigure",
    "ReportedThrough",
    "Right",
    "StatusConflict",
    "Title",
    "Trusteeship",
    "TrusteeshipRight",
    "TrusteeshipService",
    "WaitingRow",
]
