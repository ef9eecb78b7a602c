"""The pool of the demonstration county, partly filled, and a dossier that was opened: generated, every piece says so."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from qiangxian.contexts.documents.paper import on_paper
from qiangxian.contexts.matters.story import Moment, forget, somebody, story, tell
from qiangxian.engines.docgen.filling import make
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError

from . import pool
from .flow import FLOW
from .models import Citation, Dossier, Piece


def _tell(division_code: str, at: datetime) -> None:
    script = rulebook.load("demonstration", "dossiers", division=division_code)
    clerk, today = somebody(division_code, "演示办公室", "office"), timezone.localdate(at)
    who: dict[str, Any] = {"actor": clerk, "at": at, "division_code": division_code}
    for one in script["papers"]:
        day = today - timedelta(days=one["ago"])
        facts = {"label": one["label"], "words": one["words"], "columns": [], "rows": []}
        content = on_paper(make("dossier_piece", facts, division=division_code, day=day), division_code)
        brought = pool.Brought(f"{one['label']}.pdf", content, one["label"], one["source"], day)
        pool.add_file(**who, brought=brought, subjects=[(script["table"], subject) for subject in one["subjects"]])
    for one in script["frozen"]:
        subjects = [(script["table"], subject) for subject in one["subjects"]]
        try:
            pool.freeze_piece(**who, what=pool.Reference(one["kind"], one["key"], AsOf.on(today)), subjects=subjects)
        except DomainError:
            continue  # a county whose plan has no such target
    given = {"table": script["table"], "standing": script["standing"], "effective": today}
    tell(FLOW, division_code, {"clerk": clerk}, [Moment(today, 0, "open", "dossier", given)], today)


def _told(division_code: str) -> int:
    return Piece.objects.filter(division_code=division_code, is_demo=True).count()


def _leave(division_code: str) -> int:
    """Pieces and dossiers that were invented."""
    held = Dossier.objects.filter(matter__division_code=division_code, matter__is_demo=True)
    matters = list(held.values_list("pk", flat=True))
    held.delete()
    forget(matters)
    pieces = Piece.objects.filter(division_code=division_code, is_demo=True)
    Citation.objects.filter(piece__in=pieces).delete()
    count = pieces.count()
    pieces.delete()
    return count + len(matters)


STORY = story("dossiers", "验收卷宗", 9, _told, _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove
