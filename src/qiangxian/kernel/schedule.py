"""What runs every day by itself. A context registers a daily job; the worker runs each once a day, after its hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from .clocks import COUNTY_ZONE
from .registry import Registry

DailyFunction = Callable[..., None]


@dataclass(frozen=True, slots=True)
class DailyJob:
    """A registered job: its code, its name in words, and the hour of the county's day from which it may run."""

    code: str
    label: str
    hour: int
    run: DailyFunction


DAILY: Registry[DailyJob] = Registry("每日任务")


def daily(code: str, *, label: str, hour: int) -> Callable[[DailyFunction], DailyFunction]:
    """Register a function `run(*, today: date, at: datetime)` under `code`, e.g. `notices.remind`; a code is given once.

    The job must be safe to run again on the same day: the worker may die between its end and the note that it ran.
    """

    return DAILY.adding(code, lambda run: DailyJob(code, label, hour, run))


def due(last_run: dict[str, date], now: datetime) -> list[DailyJob]:
    """Jobs that have not run on the day of `now` (aware, in the county's time zone) and whose hour has come."""
    here = now.astimezone(COUNTY_ZONE)
    waiting = (job for job in DAILY.values() if last_run.get(job.code) != here.date() and here.hour >= job.hour)
    return sorted(waiting, key=lambda job: (job.hour, job.code))
