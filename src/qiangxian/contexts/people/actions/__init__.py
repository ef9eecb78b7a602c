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
from .roles import delegate, end_role, grant_role

__all__ = [
    "activate_demo_account",
    "create_account",
    "deactivate_account",
    "delegate",
    "end_role",
    "end_sessions",
    "grant_role",
    "logged_in",
    "login_failed",
    "login_rules",
    "password_changed",
    "reset_password",
    "unlock_account",
]
