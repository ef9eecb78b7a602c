"""Every action × every role × every county: a right holds where its role holds, and nowhere else."""

from itertools import permutations

import pytest

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters.policies import StepPolicy
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.roles import ROLES, Policy
from tests.conftest import NEIGHBOUR, WUGANG

pytestmark = pytest.mark.django_db
ID = 7
ASKED = {
    "division_code": WUGANG,
    "account_id": ID,
    "enterprise_id": ID,
    "unit_id": ID,
    "participants__key": (f"applicant:enterprise:{ID}", f"guide:account:{ID}", f"lead:unit:{ID}"),
    "role": "office",
    "check_code": "registers.holder_unmatched",
}
BOUND_TO_NO_COUNTY = {
    # what an administrator does with accounts, which readers limit to those of the own counties
    *("create_account", "reset_password", "unlock_account", "deactivate_account", "activate_demo_account"),
    *("reactivate_account", "confirm_step", "refuse_step", "correct_account"),
    *("correct_person", "assign_person", "add_person"),
    # what everybody does with the own account, and what a visitor sets off
    *(
        "password_changed",
        "logged_in",
        "logged_out",
        "ask_second_factor",
        "login_failed",
        "save_view",
        "drop_view",
        "export_list",
        "mark_read",
        "choose_email",
        "watch",
        "mark",
        "unmark",
        "drop_folder",
        "ask_export",
    ),
}


def policy_of(code: str) -> Policy:
    """What the action asks about its subject, for which `ASKED` stands in: the record, the matter, the arguments."""
    policy = ACTIONS[code].policy
    policy = policy.spec.may if isinstance(policy, StepPolicy) else policy
    return getattr(policy, "inner", policy)


def holding(*grants: tuple[str, str]) -> Actor:
    return Actor(ID, "某人", frozenset(Grant(role, code, ID) for role, code in grants), None, ID)


@pytest.mark.parametrize("code", sorted(ACTIONS))
def test_a_right_of_the_neighbouring_county_is_none_here(code: str) -> None:
    if code.partition(".")[2] in BOUND_TO_NO_COUNTY:
        return
    policy = policy_of(code)
    for role in ROLES:
        assert not policy.decide(holding((role, NEIGHBOUR)), ASKED), role


@pytest.mark.parametrize("code", sorted(ACTIONS))
def test_no_two_roles_in_two_counties_make_a_right_that_neither_is_here(code: str) -> None:
    if code.partition(".")[2] in BOUND_TO_NO_COUNTY:
        return
    policy = policy_of(code)
    for here, there in permutations(ROLES, 2):
        both, alone = holding((here, WUGANG), (there, NEIGHBOUR)), holding((here, WUGANG))
        assert bool(policy.decide(both, ASKED)) is bool(policy.decide(alone, ASKED)), (here, there)


@pytest.mark.parametrize("code", sorted(ACTIONS))
def test_the_permission_table_names_every_role_that_is_allowed_and_every_refusal_is_a_sentence(code: str) -> None:
    policy = policy_of(code)
    for role in ROLES:
        decision = policy.decide(holding((role, WUGANG)), ASKED)
        assert not decision or role in policy.words, role
        assert decision or decision.reason.endswith("。"), decision.reason
    assert set(policy.words) <= set(ROLES)
