"""The literature of the demonstration: found at once, marked everywhere, agreeing with the registers but for the news, gone whole."""

from datetime import date

import pytest

from qiangxian.contexts.matters.story import stories
from qiangxian.contexts.patents import indexing, readers
from qiangxian.contexts.patents.models import Batch, LegalEvent, Record
from qiangxian.contexts.registers.demonstration.actions import load_demo
from qiangxian.contexts.registers.demonstration.readers import demo_patents
from qiangxian.contexts.registers.intake.models import WaitingRow
from qiangxian.engines.search import Question
from qiangxian.engines.search.nodes import All
from qiangxian.kernel.actor import Actor
from tests.conftest import AT, WUGANG

pytestmark = pytest.mark.django_db


def test_it_is_told_marked_found_and_taken_away(django_capture_on_commit_callbacks) -> None:
    own = {"actor": Actor.system(), "at": AT, "division_code": WUGANG}
    literature = next(one for one in stories() if one.label == "专利文献")
    assert literature.load(**own).result == 0, "without patents of the county there is nothing to tell"
    load_demo(**own, scale=1, through_date=date(2026, 10, 31))
    with django_capture_on_commit_callbacks(execute=True):
        told = literature.load(**own).result
    assert told == literature.load(**own).result == Record.objects.count() > 500
    for record in Record.objects.prefetch_related("publications"):
        assert all(name.startswith("演示") for name in (*record.applicants, *record.owners, *record.inventors))
        assert "演示" in record.batch.source and record.licence == "open"
    published = Record.objects.filter(is_published=True).count()
    assert indexing.backend().search(Question(All())).total == published
    found = readers.search(Actor.visitor(), readers.Asked(words="淬火", facets=("technology", "year")))
    assert found.answer.total > 5 and len(found.answer.facets["year"]) > 2
    assert all("淬火" in one.record.title + one.record.abstract + one.record.claims for one in found.shown)

    known = {one.right.number: {event.type for event in one.events} for one in demo_patents(WUGANG)}
    held = Record.objects.filter(key__in=known)
    news = {(record.key, event.type) for record in held.prefetch_related("events") for event in record.events.all()} - {
        (number, type_) for number, types in known.items() for type_ in types
    }
    assert {type_ for _, type_ in news} == {"licence_recorded", "pledge", "transfer", "abandonment"}

    waiting = WaitingRow.objects.filter(state="waiting", is_proposed=True)
    events = waiting.filter(kind="events")
    assert {(row.number, row.content["values"]["type"]) for row in events} == news
    missing = set(waiting.filter(kind="missing").values_list("number", flat=True))
    assert missing and not missing & known.keys()

    assert literature.remove(**own).result == told and not waiting.all().exists()
    assert not (Record.objects.exists() or Batch.objects.exists() or LegalEvent.objects.exists())
    assert indexing.backend().search(Question(All())).total == 0
