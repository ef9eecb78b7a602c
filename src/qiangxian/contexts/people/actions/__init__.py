"""Changes to people: accounts, coming in and going out, what needs two administrators, roles, delegation; units and saved views
stand beside."""

from .accounts import (
    activate_demo_account,
    correct_account,
    create_account,
    deactivate_account,
    reactivate_account,
    reset_password,
)
from .counties import check_townships, correct_townships, describe_county, set_up_county
from .doors import end_sessions, logged_in, logged_out, login_failed, password_changed, unlock_account
from .persons import add_person, assign_person, correct_person
from .roles import delegate, end_delegation, end_role, grant_role
from .steps import ask_second_factor, confirm_step, refuse_step
from .units import correct_unit, create_unit, merge_unit
from .views import copy_views, drop_view, export_list, save_view

__all__ = [
    "activate_demo_account",
    "add_person",
    "ask_second_factor",
    "assign_person",
    "check_townships",
    "confirm_step",
    "copy_views",
    "correct_account",
    "correct_person",
    "correct_townships",
    "correct_unit",
    "create_account",
    "create_unit",
    "deactivate_account",
    "delegate",
    "describe_county",
    "drop_view",
    "end_delegation",
    "end_role",
    "end_sessions",
    "export_list",
    "grant_role",
    "logged_in",
    "logged_out",
    "login_failed",
    "merge_unit",
    "password_changed",
    "reactivate_account",
    "refuse_step",
    "reset_password",
    "save_view",
    "set_up_county",
    "unlock_account",
]
