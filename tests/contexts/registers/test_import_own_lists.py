"""What our own lists export comes back: in the same county nothing changes, in another all facts arrive."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from qiangxian.contexts.lists import readers
from qiangxian.contexts.lists.files import csv_text
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.contexts.registers.demonstration.actions import load_demo
from qiangxian.contexts.registers.demonstration.script import LAST_DAY
from qiangxian.contexts.registers.intake.actions.imports import open_import, run_import
from qiangxian.contexts.registers.records.conditions import standing
from qiangxian.contexts.registers.records.kinds import KINDS, kind_of, tables
from qiangxian.contexts.registers.records.listing import register_of
from qiangxian.contexts.registers.records.validity import INTERVAL
from qiangxian.contexts.registers.records.versions import facts
from qiangxian.contexts.registers.records.words import holder_name
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.asof import AsOf

from .imported import WUGANG, handed_in, take_in

pytestmark = pytest.mark.django_db

TODAY = LAST_DAY
AT = datetime(TODAY.year, TODAY.month, TODAY.day, 8, 0, tzinfo=UTC)
LINKS = {
    "enterprise_id",
    "agency_id",
    "operator_id",
    "right_id",
    "match_state",
    "raw",
    "is_demo",
    "rule_version",
    "attorneys",
}
PERSONAL = {"contact", "phone", "printed_expiry"}
LISTED = [kind.code for kind in KINDS.values() if kind.is_listed]


def exported(kind: str, division: str = WUGANG, *, whole: bool = True) -> bytes:
    """The file of the county's list, as the page gives it, or of the columns on the screen alone, as earlier releases did."""
    declared = register_of(kind_of(kind))
    viewer = Viewer(Actor(None, "办公室", frozenset({Grant("office", division)})), AsOf.on(TODAY))
    columns = (readers.file_columns if whole else readers.paper_columns)(declared, Query())
    rows = list(readers.all_rows(declared, viewer, Query()))
    lines = ([row.cells[column.key].in_file for column in columns] for row in rows)
    return "".join(csv_text([column.label for column in columns], lines)).encode()


def told(kind: str, division: str = WUGANG) -> dict[str, dict[str, Any]]:
    """What stands of a kind, by natural key, without what belongs to a county or a person, and without the printed end: a mark
    that was renewed arrives with the end its list prints."""
    declared = kind_of(kind)
    return {
        declared.natural_key(row): {
            name: value[-4:] if name == "industry_code" else value  # C3130 is another spelling of 3130
            for name, value in facts(row).items()
            if name not in LINKS | PERSONAL and not name.endswith("_id")
        }
        for row in declared.standing(division)
        if shown(kind, row)
    }


def shown(kind: str, row: Any) -> bool:
    """Whether the list of the day has the row: not what begins later."""
    return kind_of(kind).model.objects.filter(kind_of(kind).begun(AsOf.on(TODAY)), pk=row.pk).exists()


@pytest.fixture
def demonstration() -> None:
    load_demo(actor=Actor.system(), at=AT, division_code=WUGANG, scale=1, through_date=TODAY)


def arrive(kind: str, content: bytes) -> dict[str, Any]:
    about = {"actor": Actor.system(), "at": AT, "division_code": WUGANG}
    table = handed_in(kind_of(kind).table, content, through=TODAY)
    return run_import(**about, batch_uid=open_import(**about, table=table).result.uid)


@pytest.fixture
def files(demonstration) -> dict[str, bytes]:
    return {kind: exported(kind, WUGANG) for kind in LISTED}


def test_what_every_list_exports_changes_nothing_at_home(files) -> None:
    for kind, content in files.items():
        home = arrive(kind, content)
        assert home["refused"][:3] == [], kind
        assert (home["created"], home["updated"], home["unchanged"]) == (0, 0, home["rows"]), kind
        assert home["headers"][0]["source"].startswith("本系统导出的"), kind


def test_the_columns_of_the_screen_alone_change_nothing_either(demonstration) -> None:
    for kind in ("enterprise", "right", "title"):
        home = arrive(kind, exported(kind, whole=False))
        assert home["refused"][:3] == [], kind
        assert (home["created"], home["updated"], home["unchanged"]) == (0, 0, home["rows"]), kind


def test_in_a_fresh_register_all_facts_arrive(files) -> None:
    before = {kind: told(kind) for kind in LISTED}
    begun, held = beginnings(), holders()
    for model in reversed(tables()):
        model.objects.all().delete()
    for kind, content in files.items():
        away = arrive(kind, content)
        assert away["refused"][:3] == [], kind
        ours, theirs = before[kind], told(kind)
        assert ours.keys() == theirs.keys(), kind
        for key, facts_ in ours.items():
            assert {name: theirs[key][name] for name in facts_} == facts_, (kind, key)
    assert beginnings() == begun
    assert {key: names for key, names in holders().items() if key in held} == held


def beginnings() -> set[tuple[str, date]]:
    """Beginnings of rights, by grant or by registration: (number, day)."""
    numbers = dict(kind_of("right").standing(WUGANG).values_list("record_id", "number"))
    begun = standing(LegalEvent, WUGANG).filter(type__in=("grant", "registration"), known_date__lte=TODAY)
    return {(numbers[row.record_id], row.effective_date) for row in begun if row.record_id in numbers}


def holders() -> dict[str, list[str]]:
    """By number who holds a right on the day; rights of which a masked person has a part are left out."""
    numbers = dict(kind_of("right").standing(WUGANG).values_list("record_id", "number"))
    found: dict[str, list[str]] = defaultdict(list)
    masked = set()
    for row in standing(Holding, WUGANG).filter(INTERVAL.holds(AsOf.on(TODAY))).order_by("rank", "id"):
        found[numbers[row.record_id]].append(row.holder_name)
        if holder_name(row.holder_name, row.match_state) != row.holder_name:
            masked.add(numbers[row.record_id])
    return {number: names for number, names in found.items() if number not in masked}


OLD_LIST = """
申请（注册）号 | 名称 | 种类 | 权利人 | 当日状态 | 申请日 | 授权（注册）日 | 届满日
202321234567.6 | 一种料仓 | 实用新型 | 甲厂、乙厂 等 3 个 | 有效 | 2023-05-04 | 2023-12-12 | 2033-05-04
2024SR9000050 | 料仓管理软件 | 著作权 | 丙厂 | 有效 | 2024-05-04 | 2024-06-04 |
"""


def test_a_list_of_an_earlier_release_arrives_with_its_first_days_and_computes_the_rest() -> None:
    told_ = take_in("rights", OLD_LIST)
    assert (told_["created"], told_["refused"]) == (2, [])
    patent, software = standing(Right, WUGANG).order_by("number")
    assert (patent.grant_date, patent.registration_date, patent.printed_expiry) == (date(2023, 12, 12), None, None)
    assert (software.grant_date, software.registration_date) == (None, date(2024, 6, 4))
    assert [row.holder_name for row in standing(Holding, WUGANG)] == ["丙厂"]
    assert [(note["row"], note["column"]) for note in told_["notes"]] == [(2, "权利人")]
    assert take_in("rights", OLD_LIST)["unchanged"] == 2
