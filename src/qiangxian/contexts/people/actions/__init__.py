"""Changes to people: accounts, roles, delegation; units and saved views stand beside."""

from .accounts import (
    activate_demo_account,
    create_account,
    deactivate_account,
    end_sessions,
    logged_in,
    login_failed,
    login_rules,
    password_changed,
    reset_password,
    unlock_account,
)
from .persons import add_person, assign_person, correct_person
from .roles import delegate, end_role, grant_role
from .units import create_unit
from .views import drop_view, save_view

__all__ = [
    "activate_demo_account",
    "add_person",
    "assign_person",
    "correct_person",
    "create_account",
    "create_unit",
    "deactivate_account",
    "delegate",
    "drop_view",
    "end_role",
    "end_sessions",
    "grant_role",
    "logged_in",
    "login_failed",
    "login_rules",
    "password_changed",
    "reset_password",
    "save_view",
    "unlock_account",
]
