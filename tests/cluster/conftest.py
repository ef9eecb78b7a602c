"""Three nodes, three processes, one cluster: started once for the folder, gone with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qiangxian.engines.search.opensearch_index import OpenSearchIndex

ROOT = Path(__file__).resolve().parents[2]
UP_SECONDS = 300


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@dataclass
class Cluster:
    """The processes by node name, and the addresses of all of them."""

    address: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def kill(self, name: str) -> None:
        """As a power cut would."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait(10)

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
            process.wait(10)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    from .node import jars

    jars()  # fetched once, before three processes ask for them at the same time
    folder = tmp_path_factory.mktemp("cluster")
    http, transport = (free_ports(3) for _ in range(2))
    made = Cluster("http://" + ",".join(f"127.0.0.1:{port}" for port in http))
    seeds = ",".join(map(str, transport))
    try:
        for place in range(3):
            name = f"node{place + 1}"
            words = ["qx-test", name, str(folder / name), str(http[place]), str(transport[place]), seeds]
            with (folder / f"{name}.log").open("wb") as log:
                made.processes[name] = subprocess.Popen(
                    [sys.executable, "-m", "tests.cluster.node", *words],
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                    env=os.environ,
                )
        await_green(made, folder, nodes=3)
        yield made
    finally:
        made.stop()


def await_green(cluster: Cluster, folder: Path | None = None, *, nodes: int) -> None:
    """Until so many nodes form a cluster whose shards all have their places; a node that died is told with its last words."""
    client, until = OpenSearchIndex(cluster.address).client, time.monotonic() + UP_SECONDS
    while time.monotonic() < until:
        if folder and (dead := [name for name, one in cluster.processes.items() if one.poll() is not None]):
            said = (folder / f"{dead[0]}.log").read_text(errors="replace")[-2000:]
            pytest.fail(f"节点 {dead[0]} 没有启动起来：{said}")
        try:
            health = client.cluster.health(request_timeout=5)
            if health["number_of_nodes"] == nodes and health["status"] == "green":
                return
        except Exception:  # noqa: S110 - whatever a starting cluster answers, it is asked again
            pass
        time.sleep(1)
    pytest.fail(f"{UP_SECONDS} 秒内没有形成 {nodes} 个节点的集群：请看各节点的日志 {folder}")
