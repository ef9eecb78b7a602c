"""`serve` on a real machine: on every address, against slow and greedy visitors, and when its processes die."""

import errno
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from qiangxian.cli import main
from tests.contract.test_keeping import run
from tests.template import furnish

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is tried here
OWN = {"QIANGXIAN_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"}
pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    place = tmp_path_factory.mktemp("served") / "var"
    furnish(place)
    run("setup --no-demo", var=place)
    return place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(var, **more):
    port = free_port()
    own = {**OWN, "QIANGXIAN_VAR": str(var), "QIANGXIAN_HOSTS": "", "QIANGXIAN_HEAD_SECONDS": "1"}
    command = [
        sys.executable,
        "-m",
        "qiangxian.cli.main",
        "serve",
        "--host",
        EVERYWHERE,
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    process = subprocess.Popen(command, env={**os.environ, **own, **more}, stderr=subprocess.PIPE, text=True)
    try:
        _until(lambda: _answers(port))
        yield process, port
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


def _answers(port: int) -> bool:
    try:
        return _get(port, "/healthz", "127.0.0.1")[0] == 200
    except OSError:
        return False


def _get(port: int, address: str, host: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asked.putrequest(method, address, skip_host=True)
    for name, value in {"Host": host, **headers}.items():
        asked.putheader(name.replace("_", "-"), value)
    asked.endheaders()
    answer = asked.getresponse()
    told = answer.status, answer.read()
    asked.close()
    return told


def _until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.2)


def _family(parent: int) -> set[int]:
    """The processes that a process started, and theirs."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = {parent}
    while more := {pid for pid, above in pairs if above in found} - found:
        found |= more
    return found - {parent}


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_on_every_address_it_serves_the_machines_own_names_and_ends_with_its_parent(var) -> None:
    with served(var) as (process, port):
        own = socket.gethostname()
        assert [_get(port, "/healthz", host)[0] for host in (own, "localhost", "qx.example")] == [200, 200, 400]
        with socket.create_connection(("127.0.0.1", port)) as slow:  # half a head, and then nothing
            slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            slow.settimeout(15)
            assert slow.recv(100) == b""
        big = _get(
            port, "/accounts/login/", "localhost", "POST", Content_Length=str(1 << 30), Content_Type="text/plain"
        )
        assert big[0] == 413 and "内容太大" in big[1].decode()
        family = _family(process.pid)
        assert len(family) >= 3
        process.send_signal(signal.SIGKILL)
        _until(lambda: not any(map(_alive, family)))
        told = process.stderr.read()
        assert own in told and "QIANGXIAN_HOSTS=" in told


def test_the_task_of_a_worker_that_died_is_done_by_the_next(var) -> None:
    rows = sqlite3.connect(var / "qiangxian.sqlite3", isolation_level=None, timeout=20)
    rows.execute(
        "INSERT INTO django_tasks_database_dbtaskresult (id, status, enqueued_at, started_at, args_kwargs, priority, task_path, "
        "worker_ids, queue_name, backend_name, run_after, exception_class_path, traceback) VALUES "
        "('11111111111111111111111111111111', 'RUNNING', '2026-01-01', '2026-01-01', '{\"args\": [], \"kwargs\": {}}', 0, "
        "'qiangxian.contexts.notices.tasks.send_waiting', '[\"dead\"]', 'default', 'default', '2026-01-01', '', '')"
    )
    with served(var, QIANGXIAN_DAILY_SECONDS="1") as (_process, _port):
        state = "SELECT status FROM django_tasks_database_dbtaskresult WHERE id = '11111111111111111111111111111111'"
        _until(lambda: rows.execute(state).fetchone()[0] == "SUCCESSFUL")
    rows.close()


def _said(var, *words: str) -> tuple[int, str]:
    own = {**OWN, "QIANGXIAN_VAR": str(var)}
    command = [sys.executable, "-m", "qiangxian.cli.main", *words]
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_what_the_machine_refuses_is_one_sentence(var, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        told = [
            _said(var, "serve", "--port", str(busy.getsockname()[1])),
            _said(tmp_path / "file" / "var", "setup"),
            _said("/proc/qiangxian", "setup"),
            _said(var, "backup", str(tmp_path / "none" / "b.tar.gz")),
        ]
    assert all(code and len(words.strip().splitlines()) == 1 and "Traceback" not in words for code, words in told), told


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "只读"), (errno.EACCES, "没有读写权限")]
)
def test_a_full_disk_and_a_read_only_folder_are_said_in_words(monkeypatch, capsys, number, words) -> None:
    def refuse() -> None:
        raise OSError(number, "refused", "var/qiangxian.sqlite3")

    main.mount()
    monkeypatch.setattr(main, "app", refuse)
    monkeypatch.setattr(os, "umask", lambda _mode: 0)  # this process is not the command's own
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert words in capsys.readouterr().err
