"""What literature tells of the county's patents is proposed to the register, once; a person enters it or sets it aside."""

from datetime import date

import pytest

from qiangxian.contexts.patents import proposing
from qiangxian.contexts.registers.intake.actions.imports import undo_batch
from qiangxian.contexts.registers.intake.actions.proposals import accept_proposed
from qiangxian.contexts.registers.intake.actions.waiting import (
    decide_holder_changes,
    fetch_waiting,
    set_waiting_aside,
)
from qiangxian.contexts.registers.intake.models import WaitingRow
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right
from qiangxian.kernel.errors import NotAllowed
from tests.conftest import AT, seal_as_found, somebody
from tests.contexts.registers.imported import given, take_in

pytestmark = pytest.mark.django_db

RIGHTS = """申请号 | 名称 | 申请人 | 申请日 | 授权公告日
201220249767.4 | 一种水泵 | 舞钢市甲公司;乙大学 | 2012-05-31 | 2013-01-02
201010298420.4 | 一种耳机 | 广州市智专信息科技有限公司 | 2010-10-02 | 2012-01-04
"""
HEAD = "申请号,事件,生效日,公告日"


@pytest.fixture
def known(take) -> None:
    """Two rights in the register and their literature, agreeing."""
    take_in("rights", RIGHTS)
    from .conftest import MOTOR, PUMP

    assert take(MOTOR, PUMP).proposed == 0


def events(take, *rows: str):
    return take(name="事务.csv", content="\n".join([HEAD, *rows]).encode())


def waiting() -> list[tuple[str, str]]:
    return list(WaitingRow.objects.filter(state="waiting").order_by("id").values_list("number", "summary"))


def test_an_event_waits_is_entered_by_a_person_and_can_be_undone(known, take) -> None:
    told = events(take, "201010298420.4,专利权质押合同登记的生效,2014-03-01,2014-03-19")
    assert told.proposed == 1
    assert waiting() == [("201010298420.4", "质押登记，生效日 2014-03-01，公告日 2014-03-19")]
    held = LegalEvent.objects.filter(recorded(), type="pledge")
    assert fetch_waiting(**given()).result == 0 and not held.exists(), "nothing is entered by itself"
    assert proposing.propose(at=AT) == 0, "the same is not proposed twice"
    ids = list(WaitingRow.objects.values_list("pk", flat=True))
    with pytest.raises(NotAllowed):
        accept_proposed(**{**given(), "actor": somebody("县企业", "enterprise")}, row_ids=ids)
    assert accept_proposed(**given(), row_ids=ids).result == 1
    assert (held.get().effective_date, held.get().known_date) == (date(2014, 3, 1), date(2014, 3, 19))
    assert proposing.propose(at=AT) == 0
    undo_batch(**given(), batch_uid=WaitingRow.objects.get().settled_batch.uid, reason="错")
    assert not held.exists() and len(waiting()) == 1
    seal_as_found()


def test_what_was_set_aside_is_not_proposed_again(known, take) -> None:
    events(take, "201010298420.4,专利权质押合同登记的生效,2014-03-01,2014-03-19")
    ids = list(WaitingRow.objects.values_list("pk", flat=True))
    set_waiting_aside(**given(), row_ids=ids, reason="与登记簿副本不符")
    assert proposing.propose(at=AT) == 0 and waiting() == []


def test_other_owners_are_a_correction_or_a_transfer_as_a_person_says(known, take) -> None:
    from .conftest import HEAD as LIST
    from .conftest import PUMP

    told = take(name="权利人.csv", content=f"{LIST},权利人\n{PUMP},丙公司\n".encode())
    assert told.proposed == 1 and waiting() == [("201220249767.4", "权利人：登记与文献不同，文献为丙公司")]
    ids = list(WaitingRow.objects.values_list("pk", flat=True))
    assert accept_proposed(**given(), row_ids=ids).result == 0, "an owner is no event"
    assert decide_holder_changes(**given(), row_ids=ids, change="correction").result == 1
    right = Right.objects.get(recorded(), number="201220249767.4")
    owners = Holding.objects.filter(recorded(), record=right.record, valid_to=None)
    assert [one.holder_name for one in owners] == ["丙公司"] and right.title == "一种水泵"
    assert proposing.propose(at=AT) == 0


def test_a_transfer_names_its_new_owner(known, take) -> None:
    from .conftest import HEAD as LIST
    from .conftest import MOTOR

    take(name="权利人.csv", content=f"{LIST},权利人\n{MOTOR},丙公司\n".encode())
    WaitingRow.objects.all().delete()
    assert events(take, "201010298420.4,专利权的转移,2015-03-01,2015-03-19").proposed == 1
    assert waiting()[0][1].endswith("变更后权利人 丙公司")
    assert accept_proposed(**given(), row_ids=list(WaitingRow.objects.values_list("pk", flat=True))).result == 1
    right = Right.objects.get(recorded(), number="201010298420.4")
    holders = (
        Holding.objects.filter(recorded(), record=right.record).order_by("id").values_list("holder_name", "valid_to")
    )
    assert set(holders) == {("广州市智专信息科技有限公司", date(2015, 3, 1)), ("丙公司", None)}
