"""One set of rules says what cannot be: the same slip is refused by the form, by an imported table and by the calculator."""

from datetime import date

import pytest

from qiangxian.contexts.registers.records.validation import check_values
from qiangxian.contexts.registers.rights.actions.fees import record_fee
from qiangxian.contexts.registers.rights.integrity.events import event_before_grant
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused

from .cast import AT, enterprise, number, patent
from .imported import WUGANG, rehearse
from .test_right_law import event, step

pytestmark = pytest.mark.django_db


def refused(kind: str, text: str) -> list[tuple[str, str]]:
    receipt = rehearse(kind, text)
    return [(one["column"], one["reason"]) for one in receipt["refused"]]


@pytest.fixture
def plate(system):
    """Filed 2019-03-01, granted 2021-06-01."""
    enterprise(actor=system)
    return patent(number(1), actor=system)


RIGHTS = "名称 | 类型 | 申请号 | 申请日 | 授权公告日 | 期限补偿天数 | 权利人\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("板 | 发明 | {n} | 2019-03-01 | 2018-03-01 | | 甲", "授权公告日早于申请日"),
        ("板 | 发明 | {n} | 2099-03-01 | | | 甲", "申请日在将来"),
        ("板 | 发明 | {n} | 2019-03-01 | 2099-03-01 | | 甲", "授权公告日在将来"),
        ("板 | 发明 | {n} | 1979-03-01 | | | 甲", "早于 1985-04-01"),
        ("板 | 实用新型 | {u} | 2019-03-01 | 2020-03-01 | 30 | 甲", "只有发明专利有期限补偿"),
        ("板 | 发明 | {n} | 2019-03-01 | 2021-06-01 | 99999999 | 甲", "期限补偿天数"),
        ("板 | 发明 | {f} | | | | 甲", "年份 2031 在将来"),
    ],
)
def test_a_row_of_a_right_that_cannot_be_is_refused_and_the_file_goes_on(system, line, words):
    good = number(2)
    text = line.format(n=number(1), u=number(1, "2"), f=number(1, year=2031))
    told = refused("rights", f"{RIGHTS}{text}\n板 | 发明 | {good} | 2019-03-01 | 2021-06-01 | | 甲")
    assert len(told) == 1 and words in told[0][1]


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        ("未缴年费终止", date(2020, 3, 1), "早于授权"),
        ("全部无效", date(2020, 3, 1), "早于授权"),
        ("续展", date(2023, 3, 1), "只有商标可以续展"),
        ("权利转移", date(2026, 3, 1), "在将来"),
        ("专利权质押", date(2018, 3, 1), "早于申请日"),
        ("驳回", date(2023, 3, 1), "不会再有"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_table_and_form_alike(plate, kind, day, words):
    told = refused("events", f"申请号 | 法律状态 | 生效日 | 变更后权利人\n{number(1)} | {kind} | {day} | 乙公司")
    assert any(words in reason for _, reason in told)
    codes = {
        "未缴年费终止": "lapse_unpaid_fee", "全部无效": "invalidation_full", "续展": "renewal", "权利转移": "transfer",
        "专利权质押": "pledge", "驳回": "rejection",
    }  # fmt: skip
    with pytest.raises(Refused, match=words):
        event(plate, codes[kind], day)


def test_of_two_events_that_contradict_each_other_the_second_is_refused(system):
    enterprise(actor=system)
    record = patent(number(1), actor=system, grant_date=None)
    event(record, "lapse_unpaid_fee", date(2023, 3, 1))
    with pytest.raises(Refused, match="晚于已登记的"):
        event(record, "grant", date(2024, 6, 1))
    event(record, "grant", date(2021, 6, 1))


def test_what_an_older_release_let_in_is_found(plate):
    from qiangxian.contexts.registers.records.models import Record
    from qiangxian.contexts.registers.rights.models import LegalEvent
    from tests.contexts.builders import written

    written(
        LegalEvent,
        Record.objects.get(pk=plate),
        type="expiry",
        effective_date=date(2020, 1, 1),
        known_date=date(2020, 1, 1),
    )
    [finding] = event_before_grant(WUGANG, AsOf.on(date(2025, 12, 31)))
    assert "2020-01-01" in finding.words and "2021-06-01" in finding.words


@pytest.mark.parametrize(
    ("year", "paid", "words"),
    [
        (7, date(2018, 1, 1), "早于申请日"),
        (7, date(2026, 3, 1), "在将来"),
        (21, date(2025, 3, 1), "超出保护期"),
        (2025, None, "超出保护期"),
    ],
)
def test_a_fee_that_cannot_be_is_refused_by_table_and_form_alike(plate, year, paid, words):
    told = refused("fees", f"申请号 | 年费年度 | 缴费日期 | 应缴日\n{number(1)} | {year} | {paid or ''} | 2025-03-01")
    assert any(words in reason for _, reason in told)
    with pytest.raises(Refused, match=words):
        step(record_fee, plate, year=year, paid_on=paid)


def test_an_enterprise_is_not_founded_in_the_future(system):
    told = refused("enterprises", "企业名称 | 统一社会信用代码 | 成立日期\n甲公司 | 91410481MA00000155 | 2099-01-01")
    assert any("将来" in reason for _, reason in told)
    checked = check_values(
        RecordKind.ENTERPRISE, {"name": "甲公司", "established_date": date(2099, 1, 1)}, today=AT.date()
    )
    assert "将来" in checked.errors["established_date"]


def test_negative_money_is_refused(plate):
    told = refused("fees", f"申请号 | 年费年度 | 缴费日期 | 金额\n{number(1)} | 7 | 2025-03-01 | -900")
    assert told
