"""The contract on a real cluster, and what remains of it when its manager is killed under load."""

import threading
import time
from datetime import date

from qiangxian.engines.search import Document, Question, parse
from qiangxian.engines.search.nodes import All
from qiangxian.engines.search.opensearch_index import OpenSearchIndex
from tests.unit.search.contract import CHECKS, filled, meant
from tests.unit.search.test_laws import serials

from .conftest import Cluster, await_green

ROWS = [
    ("新型绕线式异步电动机", "定子是三相绕组"),
    ("鋼板", "一种钢板，其特征在于 air bag"),
    ("钢和板", "水泵叶轮"),
    ("a1电机，机", "电机电机"),
]
LINES = (
    "电动机", "钢板", "机", "非 电动机", "绕*步", "绕?式", "绕?步", "绕线 (0W) 式异", "定子 (6N) 绕组", "定子 (2N) 绕组",
    '"air bag"', "TI=钢 AND AB=水泵", "APD>=2012", "IPC=H02K", "IPC=H02K*", "NOT (IPC=C22C38/04 OR 电机)", "类型=发明",
)  # fmt: skip


def test_the_cluster_keeps_the_contract_and_outlives_its_manager(cluster: Cluster) -> None:
    """One test, because the last part leaves two nodes of the three."""
    the_contract_holds(cluster)
    every_query_means_the_same_as_by_looking(cluster)
    the_manager_is_killed_under_load_and_nothing_acknowledged_is_lost(cluster)


def the_contract_holds(cluster: Cluster) -> None:
    backend = OpenSearchIndex(cluster.address, alias="qx-contract")
    for check in CHECKS:
        check(backend)


def every_query_means_the_same_as_by_looking(cluster: Cluster) -> None:
    backend = OpenSearchIndex(cluster.address, alias="qx-same")
    records = [
        Document(
            serial,
            text={"title": [title], "abstract": [abstract]},
            codes={"ipc": ["H02K17/02" if serial % 2 else "C22C38/04"], "type": ["invention"]},
            days={"filing_date": date(2010 + serial, 1, 1)},
        )
        for serial, (title, abstract) in enumerate(ROWS, start=1)
    ]
    filled(backend, records)
    for line in LINES:
        assert meant(backend, parse(line)) == serials(parse(line), records), line


def the_manager_is_killed_under_load_and_nothing_acknowledged_is_lost(cluster: Cluster) -> None:
    """Batches are written and questions asked while the node that manages the cluster dies: every batch that was acknowledged is found,
    no question fails, and two nodes are whole again."""
    backend = OpenSearchIndex(cluster.address, alias="qx-kill")
    filled(backend, [])
    acknowledged, asked, failed, ended = set[int](), [0], list[str](), threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            batch = [Document(number + one, text={"title": ["钢板"]}) for one in range(1, 101)]
            with backend.writing() as writing:
                for document in batch:
                    writing.put(document)
            acknowledged.update(document.serial for document in batch)
            number += len(batch)

    def ask() -> None:
        reader = OpenSearchIndex(cluster.address, alias="qx-kill")
        while not ended.is_set():
            try:
                reader.search(Question(parse("钢板"), size=5))
            except Exception as fault:
                failed.append(repr(fault))
            asked[0] += 1

    threads = [threading.Thread(target=work) for work in (write, ask)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    manager = backend.client.cat.cluster_manager(format="json")[0]["node"]
    cluster.kill(manager)
    before = len(acknowledged)
    until = time.monotonic() + 180
    while len(acknowledged) < before + 300 and time.monotonic() < until:
        time.sleep(0.5)
    ended.set()
    for thread in threads:
        thread.join(180)
    assert failed == [] and asked[0] > 10
    assert len(acknowledged) >= before + 300, "the writer never came back"
    await_green(cluster, nodes=2)
    answer = OpenSearchIndex(cluster.address, alias="qx-kill").search(Question(All(), size=0))
    assert answer.total >= len(acknowledged)
    assert list(backend.faults()) == []
