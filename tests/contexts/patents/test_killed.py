"""An import killed at ten random moments ends as one that was left alone."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

from qiangxian.kernel.identifiers import application_number
from tests.template import furnish

ROWS, FILES, TIMES = 40, 8, 10
HEAD = "申请号,公开（公告）号,公开（公告）日,申请日,名称,主分类号,申请人,发明人,地址,摘要,主权项"


def package(place: Path) -> Path:
    """Ten lists of some hundred records; every tenth stands in two of them, a few are wrong."""
    chance, held = random.Random(7), io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in range(FILES):
            lines = [HEAD]
            for row in range(ROWS):
                serial = file * ROWS + row - (ROWS if file and row % 10 == 0 else 0)
                own = random.Random(serial)
                year = 2010 + serial % 12
                digits = f"{year}1{serial:07d}"
                number = f"{digits}.{application_number.check_character(digits)}"
                thing = own.choice(["钢板淬火装置", "电机外壳", "钢板探伤方法", "水泵叶轮"])
                text = "".join(own.choice("钢板电机装置方法水泵冷却传动检测") for _ in range(120))
                wrong = "x" if chance.random() < 0.01 else ""
                lines.append(
                    f"CN{number}{wrong},CN1300{serial:05d}A,{year + 1}-08-01,{year}-02-01,一种{thing},"
                    f"C21D{1 + serial % 9}/00,甲公司,张三,河南省平顶山市舞钢市,{text},1.一种{thing}"
                )
            archive.writestr(f"{file:02}.csv", "\n".join(lines))
    found = place / "包.zip"
    found.write_bytes(held.getvalue())
    return found


def test_an_import_killed_at_ten_random_moments_ends_in_the_same_index(tmp_path: Path) -> None:
    furnish(tmp_path)
    own = {**os.environ, "QIANGXIAN_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"}
    own.pop("QIANGXIAN_DATABASE_URL", None)
    asked = [sys.executable, "-m", "tests.contexts.patents.killed", str(package(tmp_path)), str(TIMES), "11"]
    done = subprocess.run(asked, env=own, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    alone, killed = told["alone"], told["killed"]
    assert len(alone["records"]) > 280 and alone["batches"] == [[ROWS * FILES, True]]
    assert alone["index"]["钢板"][0] > 0 and alone["faults"] == []
    for part in ("batches", "records", "index", "faults"):
        assert killed[part] == alone[part], part
