"""Lists over the demonstration county: the state filter of a list is the figure's own condition, on any day."""

from datetime import date

import pytest

from qiangxian.contexts.lists.readers import all_rows, list_page, selection
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.contexts.registers import readers
from qiangxian.contexts.registers.demonstration.actions import load_demo
from qiangxian.contexts.registers.records.clock import current_revision
from qiangxian.contexts.registers.records.conditions import non_normal_standing, recorded
from qiangxian.contexts.registers.rights.measures.rights import in_force
from qiangxian.contexts.registers.rights.models import NonNormalFiling
from qiangxian.contexts.registers.types import RightType
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .cast import AT, WUGANG, number, patent

pytestmark = pytest.mark.django_db
RIGHTS = next(register for register in readers.registers() if register.slug == "rights")


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
    question = Question(WUGANG, as_of, None, {"types": RightType.values}, current_revision(WUGANG))
    listed = selection(RIGHTS, Viewer(office_clerk, as_of), Query(filters={"state": "in_force"})).rows
    counted = set(in_force(question).values_list("number", "sub_key"))
    # A filing on the non-normal list is a right in force all the same; only no figure counts it.
    standing = NonNormalFiling.objects.filter(non_normal_standing(as_of), recorded(), right__isnull=False)
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
    for card in readers.cards(viewer, WUGANG):
        name, value = card.standing_filter
        page = list_page(card.register, viewer, Query(filters={name: value}))
        assert (page.total, card.standing <= card.total) == (card.standing, True)
