"""`schedule list|run`: the daily jobs, and the loop by which the worker runs each once a day."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from django.db import connections
from django.db.utils import DatabaseError
from django.utils import timezone

from qiangxian.contexts.schedule import runs as schedule
from qiangxian.contexts.schedule import workers
from qiangxian.contexts.schedule.types import RunState
from qiangxian.kernel.errors import DomainError, Refused
from qiangxian.kernel.schedule import DAILY, DailyJob

from .edge import day
from .options import JsonFlag
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="每日自动任务：查看、立即运行。")

LOOK_EVERY = float(os.environ.get("QIANGXIAN_DAILY_SECONDS", "30"))
BEAT_EVERY = 60.0
logger = logging.getLogger("qiangxian.schedule")


@app.command("list")
def list_jobs(json_out: JsonFlag = False) -> None:
    """每日任务、时刻和最近一次运行。例：qiangxian schedule list"""
    runs = schedule.last_runs()
    rows = [_row(job, runs.get(job.code)) for job in sorted(DAILY.values(), key=lambda job: (job.hour, job.code))]
    if json_out:
        emit({"jobs": rows})
        return
    for row in rows:
        last = f"{row['last_day']} {RunState(row['state']).label}" if row["last_day"] else "尚未运行"
        print(f"{row['code']:<28} 每日 {row['hour']:02d} 时起  {row['label']}  {last}  {row['message']}".rstrip())


def _row(job: DailyJob, run: schedule.DailyRun | None) -> dict[str, Any]:
    return {
        "code": job.code,
        "label": job.label,
        "hour": job.hour,
        "last_day": run.day if run else None,
        "state": run.state if run else None,
        "finished_at": run.finished_at if run else None,
        "message": run.message if run else "",
    }


@app.command("run")
def run_job(
    code: Annotated[str, typer.Argument(help="任务代码，见 schedule list")],
    on: Annotated[str, typer.Option("--date", help="按哪一天运行，默认今天")] = "",
    json_out: JsonFlag = False,
) -> None:
    """立即运行一个每日任务（当天已运行过的可以再运行）。例：qiangxian schedule run registers.remind"""
    job = DAILY.get(code)
    if job is None:
        raise Refused("没有这个每日任务", value=code, remedy="用 qiangxian schedule list 查看")
    today = day(on, "--date") or timezone.localdate()
    if today > timezone.localdate():
        raise Refused("不能按将来的日期运行", column="--date", value=on, remedy="请填写今天或以前的日期")
    run = schedule.claim_again(code, day=today, at=timezone.now(), worker=worker_name())
    if run is None:
        raise DomainError("这个任务正在运行", remedy="稍后用 qiangxian schedule list 查看结果")
    if failure := carry_out(job, run):
        raise DomainError(f"{job.label}没有完成：{failure}", remedy="改正原因后再运行一次")
    if json_out:
        emit({"code": code, "day": today, "state": RunState.DONE.value})
    else:
        say(f"{job.label}已完成（{today}）。")


@app.command()
def confirm(json_out: JsonFlag = False) -> None:
    """核对服务器时钟以后，放行今天待确认的每日任务。例：qiangxian schedule confirm"""
    count = schedule.confirm(timezone.now())
    if json_out:
        emit({"day": timezone.localdate(), "confirmed": count})
    else:
        say(f"已放行 {count} 个每日任务（按今天 {timezone.localdate()}）。" if count else "没有待确认的每日任务。")


def worker_name() -> str:
    """Which process runs, for the list."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_waiting(now: datetime | None = None) -> list[str]:
    """Run every job that waits; the codes of those that ran here. One that fails does not keep the others from running."""
    ran = []
    for held in schedule.hold_back(timezone.localtime(now)):
        logger.error("%s：%s", held.code, held.message)
    for job in schedule.waiting(timezone.localtime(now)):
        at = now or timezone.now()
        run = schedule.claim(job.code, day=timezone.localdate(now), at=at, worker=worker_name())
        if run is not None:
            carry_out(job, run)
            ran.append(job.code)
    return ran


def carry_out(job: DailyJob, run: schedule.DailyRun) -> str:
    """Do the job for the day of its run and note how it ended; the failure in words, else nothing."""
    try:
        with _beating(run):
            job.run(today=run.day, at=timezone.now())
    except Exception as fault:
        failure = str(fault) or type(fault).__name__
        logger.exception("daily job %s failed", job.code)
        schedule.close(run, at=timezone.now(), failure=failure)
        return failure
    schedule.close(run, at=timezone.now())
    return ""


@contextmanager
def _beating(run: schedule.DailyRun) -> Iterator[None]:
    """While the job runs, its row says so."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_EVERY):
            try:
                schedule.beat(run, at=timezone.now())
            except DatabaseError:
                logger.warning("daily job %s could not be marked as running", run.code)
        connections.close_all()

    thread = threading.Thread(target=beat, name=f"beat-{run.code}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def keep_running(stop: threading.Event) -> None:
    """The worker's second loop: look twice a minute for what waits, whatever went wrong the last time."""
    while not stop.wait(LOOK_EVERY):
        try:
            for words in workers.retry_abandoned(at=timezone.now()):
                logger.error(words)
            run_waiting()
        except Exception:
            logger.exception("the daily jobs could not be looked up")
        finally:
            connections.close_all()


def start() -> threading.Event:
    """Begin the loop beside the worker's own; setting the event ends it."""
    stop = threading.Event()
    threading.Thread(target=keep_running, args=(stop,), name="daily", daemon=True).start()
    return stop
