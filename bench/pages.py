"""Pages under load: fifty readers at once on two worker processes, beside a bare Django view on the same server.

Starts servers of its own on free loopback ports, over a demonstration county in a temporary folder, and stops them."""

import contextlib
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.table import Line, show

USERS, SECONDS, WARM_SECONDS = 50, 8.0, 2.0
ROOT = Path(__file__).resolve().parents[1]
PATHS = ("/desk/", "/desk/plan/", "/desk/targets/", "/desk/registers/rights/", "/desk/registers/enterprises/", "/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def server(var: Path, settings: str) -> Iterator[int]:
    """gunicorn as `serve` starts it, with the settings given; yields the port once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "qiangxian.config.wsgi", "--preload", "--log-level", "error"]
    command += ["--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}"]
    env = {**os.environ, "QIANGXIAN_VAR": str(var), "QIANGXIAN_LOOPBACK": "1", "DJANGO_SETTINGS_MODULE": settings}
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, cookie: str, body: str = ""
) -> tuple[int, bytes, str]:
    headers = {"Cookie": cookie}
    if body:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    cookies = "; ".join(v.split(";")[0] for k, v in answer.getheaders() if k.lower() == "set-cookie")
    return answer.status, answer.read(), cookies


def log_in(port: int, name: str, password: str) -> str:
    """The session cookie of an account."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    _, page, cookies = _ask(connection, "GET", "/accounts/login/", "")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, "the login page has no token"
    from urllib.parse import urlencode

    body = urlencode({"login": name, "password": password, "csrfmiddlewaretoken": token[1].decode()})
    status, _, more = _ask(connection, "POST", "/accounts/login/", cookies, body)
    assert status == 302, f"login answered {status}"
    return f"{cookies}; {more}"


def load(port: int, paths: tuple[str, ...], cookie: str, seconds: float) -> tuple[float, float]:
    """Requests a second and the 95th percentile in seconds of USERS readers going round the paths."""
    taken: list[float] = []
    failed: list[str] = []
    end = time.monotonic() + seconds

    def read(offset: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        number = offset
        while time.monotonic() < end:
            path = paths[number % len(paths)]
            began = time.perf_counter()
            status, _, _ = _ask(connection, "GET", path, cookie)
            taken.append(time.perf_counter() - began)
            if status != 200:
                failed.append(f"{path} {status}")
            number += 1

    readers = [threading.Thread(target=read, args=(n,)) for n in range(USERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert not failed, f"{len(failed)} requests failed, first {failed[0]}"
    return len(taken) / seconds, statistics.quantiles(taken, n=20)[18]


def measure() -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="qx-bench-") as folder:
        var = Path(folder)
        env = {**os.environ, "QIANGXIAN_VAR": folder, "DEMO": "1"}
        subprocess.run([sys.executable, "-m", "qiangxian.cli.main", "setup"], env=env, check=True, capture_output=True)
        accounts = {a["name"]: a["password"] for a in json.loads((var / "demo-accounts.json").read_text())}
        figures = {}
        for name, settings, paths in (
            ("ours", "qiangxian.config.settings", PATHS),
            ("bare", "bench.bare", ("/bare/",)),
        ):
            with server(var, "qiangxian.config.settings") as door:
                cookie = log_in(door, "demo-office", accounts["demo-office"])
            with server(var, settings) as port:
                load(port, paths, cookie, WARM_SECONDS)
                figures[name] = load(port, paths, cookie, SECONDS)
    (ours, ours95), (bare, bare95) = figures["ours"], figures["bare"]
    return [
        Line(
            "desk pages, 50 readers, against 100 requests a second",
            ours,
            100,
            "req/s",
            ours / 100,
            "≥ 1.00",
            ours >= 100,
        ),
        Line("desk pages, p95 against 300 ms", ours95 * 1e3, 300, "ms", ours95 / 0.3, "≤ 1.00", ours95 <= 0.3),
        Line("desk pages against a bare Django view", ours, bare, "req/s", ours / bare, "≥ 0.40", ours / bare >= 0.4),
        Line("p95 beside that of the bare view", ours95 * 1e3, bare95 * 1e3, "ms", ours95 / bare95, "—", True),
    ]


if __name__ == "__main__":
    lines = measure()
    print(json.dumps([x.as_json() for x in lines]) if "--json" in sys.argv else show(lines))
