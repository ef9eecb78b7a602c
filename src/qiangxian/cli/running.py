"""Running it: `setup`, `serve`, `worker`. The parent process of `serve` only watches its two children."""

import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from qiangxian.contexts.audit import rules
from qiangxian.contexts.notices.tasks import sweep
from qiangxian.contexts.people import actions
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.schedule import workers
from qiangxian.contexts.schedule.queued import settle_queued
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError

from . import demo, figures, plan, schedule, serving, staging
from .edge import DEFAULT_DIVISION, county
from .options import JsonFlag
from .output import emit, say

SEED = Path(__file__).resolve().parents[1] / "rulebook" / "wugang" / "plan.txt"
ASSETS = ["*.map", "*.rtl.*", "*.esm*", "*.d.ts", "tabler-flags*", "tabler-payments*", "tabler-socials*", "*marketing*"]
STOP_SECONDS = 20


def migrate() -> bool:
    """Bring the database to this version; True where something had to be done."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    say("正在建立或升级数据库……")
    call_command("migrate", verbosity=0, interactive=False)
    return True


def collect_assets() -> None:
    """Gather the front-end files once for each set of installed versions."""
    stamp = settings.STATIC_ROOT / ".collected"
    ours = Path(__file__).resolve().parents[1] / "web" / "components" / "static"
    newest = max((f.stat().st_mtime for f in [settings.ROOT / "package-lock.json", *ours.rglob("*")]), default=0.0)
    if stamp.exists() and stamp.stat().st_mtime >= newest:
        return
    say("正在准备界面文件……")
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=ASSETS)
    stamp.touch()


def prepare(*, with_demo: bool, division_code: str = "", plan_file: Path | None = None) -> None:
    """Everything `make run` does before serving; each step finds what is done already and leaves it. A county that is named gets its
    own plan or none; the shipped plan and the demonstration are of the county they are about."""
    settings.VAR.mkdir(parents=True, exist_ok=True, mode=0o700)
    staging.close_to_others()
    migrate()
    rules.note_if_new(at=timezone.now())
    collect_assets()
    if division_code or plan_file:
        _set_up(division_code, plan_file)
    if people.own_counties() not in ([], [DEFAULT_DIVISION]):
        return
    if not programmes.has_programmes():
        say("正在导入舞钢市实施方案……")
        plan.import_file(SEED, accept=True)
    if with_demo:
        demo.load_if_absent()


def _set_up(division_code: str, plan_file: Path | None) -> None:
    """The county named, else the one the plan is of; its plan is brought in for a person to confirm at the desk."""
    code = division_code or plan.division_of_file(plan_file)
    actions.set_up_county(actor=Actor.system(), at=timezone.now(), division_code=code)
    if plan_file is None:
        return
    say(f"正在识别{division.find(code).name}的方案……")
    outcome = plan.import_file(plan_file, accept=False, division=code)
    say(f"识别出 {outcome['items']['total']} 项，请办公室登录后在“方案与任务”里逐项确认。")


def setup(
    division_code: Annotated[
        str, typer.Option("--division", help="为哪个县（市、区）设立：六位区划代码", envvar="DIVISION")
    ] = "",
    plan_file: Annotated[
        Path | None, typer.Option("--plan", help="本县公布的方案（.txt .html .docx .pdf）", envvar="PLAN")
    ] = None,
    demo_data: Annotated[
        bool, typer.Option("--demo/--no-demo", help="演示县数据（只用于舞钢市）", envvar="DEMO")
    ] = True,
    json_out: JsonFlag = False,
) -> None:
    """建立数据库，设定本县，导入方案（可重复执行，不丢数据）。例：qiangxian setup --division 410482 --plan 方案.docx"""
    prepare(with_demo=demo_data, division_code=division_code, plan_file=plan_file)
    if not programmes.has_programmes():
        _tell_next_steps(json_out)
        return
    document = figures.targets_document(at=timezone.localdate())
    if json_out:
        emit(document)
    else:
        say(figures.targets_table(document))


def _tell_next_steps(json_out: bool) -> None:
    """A county without a plan yet: what it is, and what comes next."""
    code = county("")
    if json_out:
        emit({"division": code, "programme": None, "targets": []})
        return
    name = division.find(code).name
    say(f"已为{name}（{code}）设立。接着建立账号，三项管理职责由三个人担任：")
    for role, words in (("sysadmin", "系统管理员"), ("secadmin", "安全管理员"), ("office", "办公室经办人")):
        say(f"  .venv/bin/qiangxian account add 登录名 --role {role} --person 姓名    （{words}）")
    say("然后 make run 启动，登录后首页有第一周的清单。")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _hosts(host: str) -> str:
    """Under which names and addresses the site is asked for: what the county set, else those it listens on; where that is every
    address, the machine's own."""
    if given := os.environ.get("QIANGXIAN_HOSTS"):
        return given
    own = _own_names() if _is_every_address(host) else [host]
    return ",".join(dict.fromkeys([*own, "127.0.0.1", "localhost", "[::1]"]))


def _is_every_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def _own_names() -> list[str]:
    names = [name for name in (socket.gethostname(), socket.getfqdn()) if name and not name.endswith(".arpa")]
    found = set()
    for name in names:
        with suppress(OSError):
            found |= {str(entry[4][0]) for entry in socket.getaddrinfo(name, None)}
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))  # nothing is sent: the system says from which address it would be
            found.add(probe.getsockname()[0])
    plain = sorted(address.partition("%")[0] for address in found)
    return [*names, *(f"[{address}]" if ":" in address else address for address in plain)]


def _binds(host: str, port: int) -> list[str]:
    """The addresses to listen on: IPv6 loopback too where the machine has it."""
    if host not in ("127.0.0.1", "localhost"):
        return [f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"]
    binds = [f"127.0.0.1:{port}"]
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return binds
    return [*binds, f"[::1]:{port}"]


def _check_port(bind: str) -> None:
    host, port = bind.rsplit(":", 1)
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise DomainError(
                f"不能在 {bind} 上监听（{error.strerror}）",
                remedy="关闭占用端口的程序，或换一个端口：make run PORT=8001",
            ) from None


def _tell_where(binds: list[str], loopback: bool, hosts: str) -> None:
    port = binds[0].rpartition(":")[2]
    place = binds[0] if loopback else f"{hosts.split(',')[0]}:{port}"
    say(f"\n强县已启动：http://{place}/ （登录：http://{place}/accounts/login/）")
    if not loopback:
        say(f"可以用这些名称和地址访问：{hosts.replace(',', '、')}")
        say("用其他域名访问的，启动前设置 QIANGXIAN_HOSTS=域名1,域名2")
    accounts = settings.VAR / "demo-accounts.json"
    if loopback and accounts.exists():
        names = "、".join(f"{name}（{roles}）" for name, roles in people.demo_accounts())
        say(
            f"演示账号：{names}\n密码在 {accounts.relative_to(settings.ROOT) if accounts.is_relative_to(settings.ROOT) else accounts}"
        )
    else:
        say("用 .venv/bin/qiangxian account add 登录名 --role office --person 姓名 建立账号。")
    say("按 Ctrl-C 停止。\n")


def serve(
    host: Annotated[str, typer.Option(envvar="HOST", help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="端口")] = 8000,
    set_up: Annotated[bool, typer.Option("--set-up", help="先执行 setup")] = False,
    workers: Annotated[int, typer.Option(help="网页进程数")] = 2,
) -> None:
    """启动网站和后台任务。例：qiangxian serve --port 8001"""
    binds, loopback = _binds(host, port), _is_loopback(host)
    for bind in binds:
        _check_port(bind)
    if set_up:
        given = os.environ.get("PLAN", "")
        prepare(
            with_demo=os.environ.get("DEMO", "1") not in ("0", "no", "false"),
            division_code=os.environ.get("DIVISION", ""),
            plan_file=Path(given) if given else None,
        )
    connections.close_all()
    environment = {**os.environ, "QIANGXIAN_LOOPBACK": "1" if loopback else "0"}
    if not loopback:
        environment["QIANGXIAN_HOSTS"] = _hosts(host)

    def tell() -> None:
        if set_up and programmes.has_programmes():
            say(figures.targets_table(figures.targets_document(at=timezone.localdate())))
        _tell_where(binds, loopback, environment.get("QIANGXIAN_HOSTS", ""))
        connections.close_all()

    with staging.in_use():
        _watch(_web_command(binds, workers), environment, tell)


def _web_command(binds: list[str], workers: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "--config", "python:qiangxian.cli.serving", "--workers", str(workers)]
    for bind in binds:
        command += ["--bind", bind]
    return command


def _watch(web_command: list[str], environment: dict[str, str], tell: Callable[[], None]) -> None:
    """Run web and worker, and speak while they start; start the worker again should it die; on Ctrl-C stop both."""
    worker_command = [sys.executable, "-m", "qiangxian.cli.main", "worker"]
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    ends, _ours = os.pipe()  # children read it: once we are gone, however we went, it ends and so do they
    environment = {**environment, serving.PARENT: str(ends)}

    def begun(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=environment, start_new_session=True, pass_fds=[ends])

    web, worker = begun(web_command), begun(worker_command)
    try:
        tell()
        while not stopping and web.poll() is None:
            if worker.poll() is not None:
                say("后台任务进程退出，正在重新启动……")
                worker = begun(worker_command)
            time.sleep(0.3)
    finally:
        _end(web)
        _end(worker)
    if not stopping:
        raise DomainError("网站进程退出了", remedy="看上面的错误信息，改正后重新运行 make run")
    say("已停止。")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def worker() -> None:
    """运行后台任务和每日任务（serve 会自动启动它）。例：qiangxian worker"""
    serving.end_with_parent()
    for words in settle_queued():
        say(words)
    with staging.in_use(), workers.living() as name:
        sweep(today=timezone.localdate(), at=timezone.now())
        stop = schedule.start()
        try:
            call_command("db_worker", interval=0.5, verbosity=0, worker_id=name)
        finally:
            stop.set()
