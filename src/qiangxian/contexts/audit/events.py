"""Announcing: the listeners of an event are called after the commit, each by itself, a fault in one logged and no more."""

from functools import partial, wraps
from typing import Any

from django.db import transaction

from qiangxian.kernel.events import Announced


def announce(event: Announced, **facts: Any) -> None:
    """Tell the listeners once this transaction is committed; rolled back, nobody hears of it."""
    for listener in event.listeners:
        transaction.on_commit(wraps(listener)(partial(listener, **facts)), robust=True)
