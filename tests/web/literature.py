"""Literature for the pages: two open records, and one that a contract keeps inside."""

from datetime import date
from pathlib import Path

import pytest

from qiangxian.contexts.patents.importing import Handed, import_files
from qiangxian.kernel.actor import Actor
from tests.conftest import AT, WUGANG
from tests.contexts.patents.conftest import HEAD, MOTOR, PUMP

SECRET = "CN201210000001.7,CN102600001A,2012-07-01,2012-01-01,一种合同数据里的电机,H02K1/00,丙公司,赵六,河南省平顶山市舞钢市钢城路1号,转子,定子"


@pytest.fixture(autouse=True)
def literature(settings, tmp_path: Path) -> None:
    settings.INDEX = tmp_path / "index"
    for name, rows, licence in (("公开.csv", (MOTOR, PUMP), "open"), ("合同.csv", (SECRET,), "contract")):
        path = tmp_path / name
        path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        told = import_files([path], Handed(Actor.system(), AT, WUGANG, date(2025, 12, 31), licence))
        assert told.refused == []


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()
