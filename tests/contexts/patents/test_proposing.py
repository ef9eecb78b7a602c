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


ENTERPRISES = """统一社会信用代码 | 企业名称 | 企业规模
91410481MA00000155 | 舞钢市甲公司 | 小型
"""
LOOM = (
    "CN201320249700.5,CN203644312U,2014-01-02,2013-05-31,一种织机,D03D1/00,舞钢市甲公司,李四,河南省郑州市,织机,一种织机"
)
ABROAD = "CN201320249701.X,CN203644313U,2014-01-02,2013-05-31,一种别的织机,D03D1/00,郑州某公司,李四,河南省郑州市,织机,一种织机"


def missing() -> list[str]:
    return list(
        WaitingRow.objects.filter(state="waiting", kind="missing").order_by("number").values_list("number", flat=True)
    )


def test_patents_of_the_county_that_no_register_has_wait_and_are_entered_by_a_person(known, take) -> None:
    """An enterprise of the county holds one, another was filed from an address here; a third is nobody's of the county."""
    from .conftest import MOTOR

    take_in("enterprises", ENTERPRISES)
    local = MOTOR.replace("201010298420.4", "201010298421.9").replace("101945314", "101945399").replace("张三", "王五")
    told = take(LOOM, ABROAD, local, name="新.csv")
    assert told.refused == [] and told.proposed == 2
    assert waiting() == [
        ("201010298421.9", "台账未登记：一种耳机，申请日 2010-10-02，申请人地址在本县"),
        ("201320249700.5", "台账未登记：一种织机，申请日 2013-05-31，授权公告日 2014-01-02，舞钢市甲公司是本县企业"),
    ]
    assert proposing.propose(at=AT) == 0, "once"
    assert fetch_waiting(**given()).result == 0
    ids = {row.number: row.pk for row in WaitingRow.objects.all()}
    assert decide_holder_changes(**given(), row_ids=list(ids.values()), change="correction").result == 0
    assert accept_proposed(**given(), row_ids=[ids["201320249700.5"]]).result == 1
    right = Right.objects.get(recorded(), number="201320249700.5")
    assert (right.title, right.type, right.classification, right.grant_date) == (
        "一种织机", "utility_model", "D03D1/00", date(2014, 1, 2)
    )  # fmt: skip
    [holding] = Holding.objects.filter(recorded(), record=right.record)
    assert holding.holder_name == "舞钢市甲公司" and holding.holder_id is not None
    assert LegalEvent.objects.filter(recorded(), record=right.record, type="grant").exists()
    assert proposing.propose(at=AT) == 0 and missing() == ["201010298421.9"]
    set_waiting_aside(**given(), row_ids=[ids["201010298421.9"]], reason="发明人已迁出")
    take(local.replace("一种耳机包括存储器", "另一段摘要"), name="又.csv")
    assert missing() == [], "what was set aside is not proposed again, whatever else its literature says"
    seal_as_found()


def test_what_was_entered_otherwise_waits_no_longer(known, take) -> None:
    take_in("enterprises", ENTERPRISES)
    assert take(LOOM, name="新.csv").proposed == 1
    take_in("rights", RIGHTS + "201320249700.5 | 一种织机 | 舞钢市甲公司 | 2013-05-31 | 2014-01-02\n")
    assert proposing.propose(at=AT) == 0 and missing() == []
