"""A literature database of a few records, with an index of its own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qiangxian.contexts.patents.importing import Handed, import_files
from qiangxian.contexts.patents.types import Told
from qiangxian.kernel.actor import Actor
from tests.conftest import AT, WUGANG

HEAD = "申请号,公开（公告）号,公开（公告）日,申请日,名称,主分类号,申请人,发明人,地址,摘要,主权项"


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> None:
    settings.INDEX = tmp_path / "index"


@pytest.fixture
def take(tmp_path: Path, db) -> Callable[..., Told]:
    """`take("row", …)` imports a list of these rows; `name=` a file of another name, `content=` another file."""

    def run(*rows: str, name: str = "清单.csv", content: bytes | None = None, licence: str = "open", **more) -> Told:
        path = tmp_path / name
        path.write_bytes("\n".join([HEAD, *rows]).encode() if content is None else content)
        handed = Handed(Actor.system(), AT, WUGANG, date(2025, 12, 31), licence, **more)
        return import_files([path], handed)

    return run


MOTOR = (
    "CN201010298420.4,CN101945314A,2011-01-12,2010-10-02,一种耳机,G06F13/12,广州市智专信息科技有限公司,张三,"
    "510000 河南省平顶山市舞钢市钢城路1号,一种耳机包括存储器,1.一种耳机"
)
PUMP = "CN201220249767.4,CN202644312U,2013-01-02,2012-05-31,一种水泵,F04D1/00,舞钢市甲公司;乙大学,李四,河南省郑州市,水泵叶轮,一种水泵"
