"""Policies: who may, where, and in which words, all from one declaration."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.kernel import roles
from qiangxian.kernel.actor import Actor, Grant, acting_for
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.roles import (
    anybody,
    by_person,
    holder,
    only,
    own_enterprise,
    own_unit,
    owner,
    role,
    system_only,
    when,
)

HERE, THERE = "410481", "410482"
CODES = list(roles.ROLES)


def actor(*grants: Grant, firm: int | None = None) -> Actor:
    return Actor(7, "某人", frozenset(grants), person_id=70, enterprise_record_id=firm)


@pytest.mark.parametrize(("mine", "wanted"), list(product(CODES, CODES)))
def test_every_role_holds_in_its_own_county_and_makes_no_other_role_anywhere(mine: str, wanted: str) -> None:
    someone = actor(Grant(mine, HERE))
    assert bool(role(wanted).decide(someone, {"division_code": HERE})) is (mine == wanted)
    assert not role(wanted).decide(someone, {"division_code": THERE})
    assert bool(role(wanted).anywhere(someone)) is (mine == wanted)


@pytest.mark.parametrize(("here", "there"), list(product(CODES, CODES)))
def test_a_role_here_and_another_there_stay_two_roles(here: str, there: str) -> None:
    someone = actor(Grant(here, HERE, 1), Grant(there, THERE, 2))
    assert bool(role(there).decide(someone, {"division_code": HERE})) is (here == there)
    assert bool(own_unit(there).decide(someone, {"division_code": HERE, "unit_id": 2})) is False
    assert someone.has(there, division=HERE) is (here == there)
    assert someone.divisions(here) == ({HERE, THERE} if here == there else {HERE})


def test_an_office_here_and_a_liaison_there_make_no_office_there() -> None:
    someone = actor(Grant("office", HERE), Grant("liaison", THERE))
    keep = role("office").to("维护", "基础台账")
    assert keep.decide(someone, {"division_code": HERE})
    assert keep.decide(someone, {"division_code": THERE}).reason == "只能维护本县（市、区）的基础台账。"
    assert keep.where(someone) == ({"division_code__in": {HERE}},)


def test_the_refusal_names_the_roles_and_what_they_are_bound_to() -> None:
    report = (role("office") | own_unit("liaison")).to("上报", "数据")
    assert report.decide(actor(Grant("leader", HERE)), {"division_code": HERE}).reason == (
        "只有领导小组办公室、联络员（本单位）可以上报数据。"
    )
    liaison = actor(Grant("liaison", HERE, 5))
    assert report.decide(liaison, {"division_code": HERE, "unit_id": 6}).reason == "只能上报本单位的数据。"
    assert report.decide(liaison, {"division_code": HERE, "unit_id": 5})
    assert report.words == {"office": "", "liaison": "本单位"}


def test_a_subject_that_is_not_there_is_refused_and_one_of_no_county_too() -> None:
    office = actor(Grant("office", HERE))
    assert not role("office").decide(office, None)
    assert not role("office").decide(office, {"division_code": ""})
    assert not own_unit("office").decide(office, {"division_code": HERE, "unit_id": None})


def test_an_enterprise_stands_for_itself_alone() -> None:
    agent = actor(Grant("enterprise", HERE), firm=3)
    assert own_enterprise.decide(agent, {"division_code": HERE, "enterprise_id": 3})
    assert not own_enterprise.decide(agent, {"division_code": HERE, "enterprise_id": 4})
    assert not own_enterprise.decide(actor(Grant("enterprise", HERE)), {"division_code": HERE, "enterprise_id": None})
    assert not own_enterprise.decide(actor(Grant("liaison", HERE), firm=3), {"division_code": HERE, "enterprise_id": 3})


def test_the_product_may_what_a_role_may_unless_a_person_is_asked() -> None:
    system, subject = Actor.system(), {"division_code": HERE}
    assert role("office").decide(system, subject)
    assert role("office").where(system) == ({},)
    assert not (role("office") & by_person).decide(system, subject)
    assert (role("office") & by_person).where(system) == ()
    assert system_only.decide(system, None)
    assert system_only.decide(actor(Grant("office", HERE)), subject).reason == "只有系统可以办理。"
    assert not role("office").decide(Actor.visitor(), subject)
    assert anybody.decide(Actor.visitor(), None)


def test_an_account_owns_what_names_it_and_a_visitor_nothing() -> None:
    assert owner().decide(actor(), {"account_id": 7})
    assert not owner().decide(actor(), {"account_id": 8})
    assert not owner().decide(Actor.visitor(), {"account_id": None})


def test_a_fixed_field_and_a_test_bind_everybody_with_their_own_sentence() -> None:
    correct = own_unit("liaison") & only("已经核定的数据由办公室更正。", state=["reported"])
    liaison = actor(Grant("liaison", HERE, 5))
    subject = {"division_code": HERE, "unit_id": 5, "state": "confirmed"}
    assert correct.decide(liaison, subject).reason == "已经核定的数据由办公室更正。"
    assert correct.decide(liaison, {**subject, "state": "reported"})
    assert correct.where(liaison) == ({"division_code__in": {HERE}, "unit_id__in": {5}, "state__in": {"reported"}},)
    other = role("secadmin") & when("不能更改自己的角色。", lambda who, what: what["account_id"] != who.id)
    assert (
        other.decide(actor(Grant("secadmin", HERE)), {"division_code": HERE, "account_id": 7}).reason
        == "不能更改自己的角色。"
    )


def test_a_policy_can_be_asked_about_what_stands_behind_an_id() -> None:
    kept = {4: {"division_code": HERE}}
    policy = role("office").to("维护", "基础台账").of(lambda given: kept.get(given["record_id"]))
    office = actor(Grant("office", HERE))
    assert policy.decide(office, {"record_id": 4})
    assert not policy.decide(office, {"record_id": 5, "division_code": HERE}), "what the caller says does not count"
    assert policy.where(office) == role("office").where(office)


def test_a_role_borrowed_is_told_only_where_it_was_needed() -> None:
    lent = Grant("office", HERE, giver="主任")
    someone = actor(lent, Grant("liaison", HERE, 5))
    assert acting_for(role("office").decide(someone, {"division_code": HERE}).grants) == "主任"
    assert acting_for(role("liaison").decide(someone, {"division_code": HERE}).grants) == ""
    assert acting_for(holder("office").decide(someone, None).grants) == "主任"


def test_no_role_is_invented() -> None:
    with pytest.raises(ValueError, match="clerk"):
        role("clerk")
    with pytest.raises(ValueError, match="names its roles"):
        role()
    assert roles.labels({"liaison", "leader", "system"}) == "领导小组、联络员"


GRANTS = st.builds(
    Grant, st.sampled_from(CODES), st.sampled_from([HERE, THERE]), st.sampled_from([None, 1, 2]), st.none()
)
ATOMS = [
    role("office"),
    role("leader", "liaison"),
    own_unit("liaison", "unit_head"),
    own_enterprise,
    by_person,
    system_only,
]
POLICIES = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: (
        st.tuples(inner, inner).map(lambda two: two[0] | two[1])
        | st.tuples(inner, inner).map(lambda two: two[0] & two[1])
    ),
    max_leaves=4,
)


@given(
    POLICIES,
    st.frozensets(GRANTS, max_size=4),
    st.fixed_dictionaries(
        {
            "division_code": st.sampled_from([HERE, THERE]),
            "unit_id": st.sampled_from([None, 1, 2]),
            "enterprise_id": st.sampled_from([None, 3, 4]),
        }
    ),
)
def test_what_a_list_shows_is_what_may_be_done(policy: roles.Policy, grants: frozenset[Grant], subject: dict) -> None:
    someone = actor(*grants, firm=3)
    decision = policy.decide(someone, subject)
    listed = any(
        all(subject[name.removesuffix("__in")] in values for name, values in lookups.items())
        for lookups in policy.where(someone)
    )
    assert isinstance(decision, Decision)
    assert bool(decision) is listed
    assert decision.grants <= someone.grants
    assert not decision or bool(policy.anywhere(someone))
