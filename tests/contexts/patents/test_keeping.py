"""What people keep of the literature: searches that tell once a change, lists of a unit, sampled collections, two firms compared."""

from datetime import date, timedelta

import pytest

from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.patents import comparing, keeping, sampling, watching
from qiangxian.contexts.patents.models import Folder, Marked, Record, Watch
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.people.actions import drop_view, save_view
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed, NotFound, Refused
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account

from .conftest import HEAD, MOTOR, PUMP

pytestmark = pytest.mark.django_db
NEXT = AT + timedelta(days=1)
OTHER_PUMP = PUMP.replace("201220249767.4", "201220249768.9").replace("202644312", "202644313")


def actor(name: str, role: str = "office", **more) -> Actor:
    account = make_account(name, role, **more)
    return people.actor_named(account.name, on=AT.date())


def saved(reader: Actor, query: str, name: str = "水泵") -> int:
    return save_view(actor=reader, at=AT, account_id=reader.id, page="patents", name=name, query=query).result


def tell(at=NEXT) -> list[str]:
    before = set(Notice.objects.values_list("pk", flat=True))
    watching.tell_watches(actor=Actor.system(), at=at, today=at.date())
    return [one.words for one in Notice.objects.exclude(pk__in=before).order_by("pk")]


def test_a_saved_search_tells_once_of_what_came_in_and_of_what_changed(take) -> None:
    take(PUMP)
    reader = actor("经办人甲")
    view = saved(reader, "line=名称%3D水泵&type=utility_model&sort=-filing_date")
    watching.watch(actor=reader, at=AT, account_id=reader.id, view_id=view, on=True)
    assert tell() == [], "what stood already is no news"
    Watch.objects.update(told_until=AT - timedelta(minutes=1))
    Record.objects.update(published_at=AT - timedelta(days=9))
    take(MOTOR, OTHER_PUMP, name="新.csv")
    assert tell() == ["“水泵”新增：一种水泵（201220249768.9）"]
    assert tell(NEXT + timedelta(hours=1)) == [] == tell(NEXT + timedelta(days=1))
    Record.objects.update(status_at=None)
    changed = Record.objects.get(key="201220249767.4")
    changed.status_before, changed.status = "in_force", "expired"
    changed.status_at = NEXT + timedelta(days=2)
    changed.save()
    assert tell(NEXT + timedelta(days=3)) == ["“水泵”状态变化：一种水泵（有效 → 期限届满）"]
    drop_view(actor=reader, at=AT, account_id=reader.id, view_id=view)
    assert not Watch.objects.exists()


def test_nobody_is_told_of_what_he_may_not_see(take) -> None:
    firm = actor("企业甲", "enterprise")
    view = saved(firm, "words=水泵")
    watching.watch(actor=firm, at=AT - timedelta(days=1), account_id=firm.id, view_id=view, on=True)
    take(PUMP, licence="contract")
    assert tell() == []
    with pytest.raises(NotFound):
        watching.watch(actor=firm, at=AT, account_id=firm.id, view_id=view + 1, on=True)


def test_a_state_that_changes_is_dated_and_one_that_stays_is_not(take) -> None:
    take(PUMP)
    first = Record.objects.get()
    assert (first.status, first.status_before, first.published_at) == ("expired", "", AT)
    take(PUMP.replace("水泵叶轮", "水泵的叶轮"), name="again.csv")
    assert Record.objects.get().status_at == first.status_at


def test_a_list_is_shared_in_a_unit_and_by_nobody_else(take) -> None:
    take(MOTOR, PUMP)
    one, other, stranger = actor("甲", unit="市科技局"), actor("乙", unit="市科技局"), actor("丙", "liaison")
    own = {"actor": one, "at": AT, "account_id": one.id, "name": "水泵  清单"}
    folder, fresh = keeping.mark(**own, keys=["201220249767.4", "nowhere"], note="重点").result
    assert (folder.name, fresh) == ("水泵 清单", 1)
    assert (
        keeping.mark(**{**own, "actor": other, "account_id": other.id}, keys=["201220249767.4"], note="再看").result[1]
        == 0
    )
    assert Marked.objects.get().note == "再看" and Folder.objects.count() == 1
    assert [row.record.key for row in keeping.marked(other, keeping.folder_of(other, folder.pk))] == ["201220249767.4"]
    with pytest.raises(NotFound):
        keeping.folder_of(stranger, folder.pk)
    with pytest.raises(NotFound):
        keeping.drop_folder(actor=stranger, at=AT, account_id=stranger.id, folder_id=folder.pk)
    with pytest.raises(NotAllowed):
        keeping.mark(actor=Actor.visitor(), at=AT, account_id=one.id, keys=["201220249767.4"], name="清单")
    with pytest.raises(Refused):
        keeping.mark(actor=one, at=AT, account_id=one.id, keys=["201220249767.4"], name=" ")
    assert (
        keeping.unmark(actor=other, at=AT, account_id=other.id, folder_id=folder.pk, keys=["201220249767.4"]).result
        == 1
    )
    keeping.drop_folder(actor=other, at=AT, account_id=other.id, folder_id=folder.pk)
    assert not Folder.objects.exists()


def test_contract_data_are_in_no_list_of_those_who_do_not_see_them(take) -> None:
    take(PUMP, licence="contract")
    firm = actor("企业甲", "enterprise")
    assert keeping.mark(actor=firm, at=AT, account_id=firm.id, keys=["201220249767.4"], name="清单").result[1] == 0


def test_every_collection_can_be_asked_and_its_precision_is_what_people_judged(take) -> None:
    take(MOTOR, PUMP)
    office, on = actor("经办人乙"), date(2026, 6, 1)
    assert [one.label for one in sampling.collections(on, WUGANG)] == [
        "新材料",
        "新能源",
        "机械制造",
        "农牧产业",
        "新闻出版及文化娱乐",
    ]
    assert sampling.collections(date(2025, 1, 1), WUGANG) == []
    own = {"actor": office, "at": AT + timedelta(days=180), "division_code": WUGANG}
    sample = sampling.draw_sample(**own, code="machinery").result
    assert (sample.total, sample.answers) == (1, {"201220249767.4": None})
    assert sampling.collection("machinery", on, WUGANG).precision is None
    sampling.judge_sample(**own, sample_id=sample.pk, answers={"201220249767.4": True})
    found = sampling.collection("machinery", on, WUGANG).precision
    assert sampling.collection("machinery", on, NEIGHBOUR).sample is None, "each county samples for itself"
    assert found is not None and (found.share, found.interval) == (100.0, (20.7, 100.0))
    with pytest.raises(Refused):
        sampling.judge_sample(**own, sample_id=sample.pk, answers={"x": True})
    with pytest.raises(Refused, match="专题库里还没有文献"):
        sampling.draw_sample(**own, code="new_materials")
    with pytest.raises(NotFound):
        sampling.collection("nothing", on, WUGANG)


def test_two_firms_are_counted_alike(take) -> None:
    take(
        MOTOR,
        PUMP,
        PUMP.replace("甲公司;乙大学", "丁公司")
        .replace("201220249767.4", "201220249768.9")
        .replace("202644312", "202644313"),
    )
    found = comparing.compared(Actor.visitor(), "甲公司", "丁公司", 100)
    assert (found.totals, found.whole) == ((1, 1), True)
    figures = {row[0]: row[1:] for row in found.tables[0].rows}
    assert (figures["与他人共同申请"], figures["双方共有的 IPC 小类"]) == ((1, 0), (1, 1))
    assert [table.code for table in found.tables] == ["figures", "years", "both_fields"]
    assert HEAD.startswith("申请号")
