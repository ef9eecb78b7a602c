"""Lists over the demonstration county: the state filter of a list is the figure's own condition, on any day."""

from datetime import date

import pytest

from qiangxian.contexts.lists.readers import all_rows, list_page, selection
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.contexts.registers.bodies.models import AllianceMember
from qiangxian.contexts.registers.demonstration.actions import load_demo
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.listing import registers
from qiangxian.contexts.registers.records.summary import cards
from qiangxian.contexts.registers.records.validity import LISTED
from qiangxian.contexts.registers.rights.in_force.conditions import in_force, on_day
from qiangxian.contexts.registers.rights.models import NonNormalFiling
from qiangxian.contexts.registers.types import MatchState
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .cast import AT, WUGANG, number, patent

pytestmark = pytest.mark.django_db
RIGHTS = next(register for register in registers() if register.slug == "rights")


@pytest.fixture(scope="module")
def demonstration(module_rows):
    load_demo(actor=Actor.system(), at=AT, division_code=WUGANG, scale=1, through_date=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("effective", "known"),
    [
        ("2026-06-30", "2026-06-30"),
        ("2023-05-05", "2023-05-05"),
        ("2018-02-28", "2026-11-01"),
        ("2024-10-01", "2020-01-01"),
        ("2031-03-03", "2021-01-01"),
    ],
)
def test_in_force_in_a_list_is_in_force_in_a_figure(demonstration, office_clerk, effective, known):
    as_of = AsOf(date.fromisoformat(effective), date.fromisoformat(known))
    listed = selection(RIGHTS, Viewer(office_clerk, as_of), Query(filters={"state": "in_force"})).rows
    counted = set(in_force(on_day(WUGANG, as_of)).values_list("number", "sub_key"))
    # A filing on the non-normal list is a right in force all the same; only no figure counts it.
    standing = NonNormalFiling.objects.filter(LISTED.holds(as_of), recorded(), right__isnull=False)
    listed = listed.exclude(record_id__in=standing.values("right_id"))
    assert counted and set(listed.values_list("number", "sub_key")) == {
        key
        for key in counted
        if key in set(selection(RIGHTS, Viewer(office_clerk, as_of), Query()).rows.values_list("number", "sub_key"))
    }


def test_pages_follow_each_other_without_gap_or_repetition(demonstration, office_clerk):
    viewer = Viewer(office_clerk, AsOf.on(date(2026, 6, 30)))
    for sort in ("", "type", "-expiry_date", "title"):
        first = list_page(RIGHTS, viewer, Query(sort=sort))
        wishes = [Query(sort=sort, page=page) for page in range(1, first.pages + 1)]
        seen = [row.key for wish in wishes for row in list_page(RIGHTS, viewer, wish).rows]
        exported = [row.key for row in all_rows(RIGHTS, viewer, Query(sort=sort))]
        assert seen == exported and len(set(seen)) == first.total == len(seen)


def test_a_kept_total_is_never_an_old_one(demonstration, office_clerk):
    viewer = Viewer(office_clerk, AsOf.on(date(2026, 6, 30)))
    before = list_page(RIGHTS, viewer, Query()).total
    patent(number(77), actor=office_clerk)
    assert list_page(RIGHTS, viewer, Query()).total == before + 1


def test_the_cards_count_what_their_links_list(demonstration, office_clerk):
    viewer = Viewer(office_clerk, AsOf.on(date(2026, 6, 30)))
    for card in cards(viewer, WUGANG):
        name, value = card.standing_filter
        page = list_page(card.register, viewer, Query(filters={name: value}))
        assert (page.total, card.standing <= card.total) == (card.standing, True)


def listed(slug: str, viewer: Viewer, **query):
    register = next(one for one in registers() if one.slug == slug)
    return register, list(all_rows(register, viewer, Query(**query)))


@pytest.mark.parametrize("slug", ["titles", "agencies", "facilities", "alliances"])
@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2019, 1, 1), date(2031, 1, 1)])
def test_the_states_of_titles_and_bodies_share_out_the_list(demonstration, office_clerk, slug, day):
    viewer = Viewer(office_clerk, AsOf.on(day))
    register, every = listed(slug, viewer)
    [states] = [one.choices(viewer) for one in register.filters if one.key == "state"]
    held, over = ({row.key for row in listed(slug, viewer, filters={"state": code})[1]} for code, _ in states[:2])
    assert held | over == {row.key for row in every} and not held & over
    words = {row.key: row.cells["state"].text for row in every}
    assert {words[key] for key in held} <= {"有效", "运行中"} and not {words[key] for key in over} & {"有效", "运行中"}


def test_columns_and_filters_name_the_fields_they_show(demonstration, office_clerk):
    viewer = Viewer(office_clerk, AsOf.on(date(2026, 6, 30)))
    register, agencies = listed("agencies", viewer)
    [townships] = [one.choices(viewer) for one in register.filters if one.key == "township"]
    here = [row for row in agencies if row.source.township_code == townships[0][0]]
    assert here and {row.cells["place"].text for row in here} == {townships[0][1]}
    filtered = listed("agencies", viewer, filters={"township": townships[0][0]})[1]
    assert {row.key for row in filtered} == {row.key for row in here}
    assert {row.cells["branch"].text for row in agencies} >= {"总所"}
    assert {row.cells["match"].text for row in listed("titles", viewer)[1]} <= set(MatchState.labels)
    assert {row.cells["funded"].text for row in listed("trusteeships", viewer)[1]} <= {"是", "否"}


def test_an_alliance_is_found_by_its_members_and_counts_those_of_the_day(demonstration, office_clerk):
    viewer = Viewer(office_clerk, AsOf.on(date(2026, 6, 30)))
    member = AllianceMember.objects.filter(recorded(), valid_to=None).first()
    assert member.record_id in {row.key for row in listed("alliances", viewer, text=member.member_name)[1]}
    [row] = [one for one in listed("alliances", viewer)[1] if one.key == member.record_id]
    standing = AllianceMember.objects.filter(recorded(), record_id=member.record_id, valid_to=None)
    assert row.cells["count"].value == standing.count() > 0
    assert (
        row.cells["lead"].text == row.source.lead_name and row.cells["rules"].text == row.source.self_discipline_rules
    )
