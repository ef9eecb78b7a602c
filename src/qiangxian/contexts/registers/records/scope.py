"""Whose records an actor may see: the one place every list, page, export and figure's proof goes through."""

from typing import Any

from django.db.models import QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor

from ..bodies.models import Agency, Alliance, Facility
from ..contracts.models import Trusteeship
from ..enterprises.models import Enterprise
from ..reported.models import ReportedFigure
from ..rights.models import Holding, NonNormalFiling, Right
from ..titles.models import Title
from ..types import RecordKind
from . import policies
from .conditions import recorded
from .models import ImportBatch, Record


def _scoped(model: Any, actor: Actor, enterprise: str = "") -> QuerySet[Any]:
    """All standing rows for the system, the county's for its staff; for an enterprise those that name it in that column."""
    policy = policies.may_see if enterprise else policies.may_read
    return limited(model.objects.filter(recorded()), policy.where(actor), enterprise_id=enterprise)


def visible_enterprises(actor: Actor) -> QuerySet[Enterprise]:
    """Enterprises the actor may see."""
    return _scoped(Enterprise, actor, "record_id")


def visible_rights(actor: Actor) -> QuerySet[Right]:
    """Rights the actor may see: an enterprise those it holds or held."""
    shown = _scoped(Right, actor)
    if actor.enterprise_record_id is None:
        return shown
    held = Holding.objects.filter(recorded(), holder_id=actor.enterprise_record_id).values("record_id")
    county = actor.divisions("enterprise")
    return shown | Right.objects.filter(recorded(), record_id__in=held, division_code__in=county)


def visible_titles(actor: Actor) -> QuerySet[Title]:
    """Titles the actor may see."""
    return _scoped(Title, actor, "enterprise_id")


def visible_agencies(actor: Actor) -> QuerySet[Agency]:
    """Agencies, for staff."""
    return _scoped(Agency, actor)


def visible_facilities(actor: Actor) -> QuerySet[Facility]:
    """Facilities, for staff."""
    return _scoped(Facility, actor)


def visible_alliances(actor: Actor) -> QuerySet[Alliance]:
    """Alliances, for staff."""
    return _scoped(Alliance, actor)


def visible_trusteeships(actor: Actor) -> QuerySet[Trusteeship]:
    """Trusteeship contracts: an enterprise sees its own. An agency has no account yet; it would see its clients' here."""
    return _scoped(Trusteeship, actor, "enterprise_id")


def visible_non_normal(actor: Actor) -> QuerySet[NonNormalFiling]:
    """Non-normal filings: an enterprise sees its own."""
    return _scoped(NonNormalFiling, actor, "enterprise_id")


def visible_figures(actor: Actor) -> QuerySet[ReportedFigure]:
    """Figures that bureaus reported, for staff."""
    return _scoped(ReportedFigure, actor)


VISIBLE = {
    RecordKind.ENTERPRISE: visible_enterprises,
    RecordKind.RIGHT: visible_rights,
    RecordKind.TITLE: visible_titles,
    RecordKind.AGENCY: visible_agencies,
    RecordKind.FACILITY: visible_facilities,
    RecordKind.ALLIANCE: visible_alliances,
    RecordKind.TRUSTEESHIP: visible_trusteeships,
    RecordKind.NON_NORMAL: visible_non_normal,
    RecordKind.FIGURE: visible_figures,
}


def visible(kind: str, actor: Actor) -> QuerySet[Any]:
    """The standing rows of one register that the actor may see."""
    return VISIBLE[RecordKind(kind)](actor)


def visible_records(actor: Actor, kind: str) -> QuerySet[Record]:
    """The identities behind `visible`."""
    return Record.objects.filter(kind=kind, pk__in=visible(kind, actor).values("record_id"))


def visible_batches(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports into the registers of the actor's county, for staff."""
    return limited(ImportBatch.objects.all(), policies.may_read.where(actor))
